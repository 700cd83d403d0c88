/*
 * Arena: blocks of memory in a list, the newest first; a request is cut from
 * the newest block or gets a block of its own.
 *
 * Not for things that outlive one request or turn.  Any thread, one at a time
 * for each arena.
 */
#include "data/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 8192
#define ALIGNMENT  16

struct block {
	struct block *older;
	size_t size; /* of the bytes that follow */
	size_t used;
};

_Static_assert(sizeof(struct block) % 8 == 0, "blocks must keep alignment");

struct arena {
	struct block *newest;
	bool wipes;
};

_Noreturn void memory_ran_out(size_t size)
{
	fprintf(stderr, "{\"level\":\"error\",\"event\":\"out-of-memory\",\"bytes\":%zu}\n", size);
	abort();
}

void *memory_new(size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (memory == NULL)
		memory_ran_out(size);
	return memory;
}

void *memory_array(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);
	if (memory == NULL)
		memory_ran_out(count);
	return memory;
}

void *memory_resize(void *memory, size_t size)
{
	void *resized = realloc(memory, size ? size : 1);
	if (resized == NULL)
		memory_ran_out(size);
	return resized;
}

char *memory_text(const char *text)
{
	if (text == NULL)
		return NULL;
	size_t size = strlen(text) + 1;
	return memcpy(memory_new(size), text, size);
}

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

#define BLOCK_HEADER aligned(sizeof(struct block))

static struct block *block_new(size_t size, struct block *older)
{
	struct block *block = malloc(BLOCK_HEADER + size);
	if (block == NULL)
		memory_ran_out(size);
	*block = (struct block){.older = older, .size = size};
	return block;
}

struct arena *arena_new(void)
{
	/* The arena itself is the first thing in its first block. */
	struct block *block = block_new(BLOCK_SIZE - BLOCK_HEADER, NULL);
	struct arena *arena = (struct arena *)((char *)block + BLOCK_HEADER);
	block->used = aligned(sizeof(*arena));
	*arena = (struct arena){.newest = block};
	return arena;
}

/* Overwrites what was taken from a block, when this arena does that. */
static void wipe(const struct arena *arena, struct block *block, size_t from)
{
	if (arena->wipes)
		explicit_bzero((char *)block + BLOCK_HEADER + from, block->used - from);
}

/* Frees all blocks but the oldest, which holds the arena, and returns that. */
static struct block *free_younger(struct arena *arena)
{
	struct block *block = arena->newest;
	while (block->older != NULL) {
		struct block *older = block->older;
		wipe(arena, block, 0);
		free(block);
		block = older;
	}
	wipe(arena, block, aligned(sizeof(*arena)));
	return block;
}

void arena_wipe(struct arena *arena)
{
	arena->wipes = true;
}

void arena_free(struct arena **arena)
{
	if (*arena == NULL)
		return;
	free(free_younger(*arena));
	*arena = NULL;
}

void arena_reset(struct arena *arena)
{
	struct block *block = free_younger(arena);
	block->used = aligned(sizeof(*arena));
	*arena = (struct arena){.newest = block, .wipes = arena->wipes};
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		memory_ran_out(size);
	size_t wanted = aligned(size ? size : 1);
	struct block *block = arena->newest;
	if (block->size - block->used < wanted) {
		size_t room = wanted > BLOCK_SIZE / 2 ? wanted : BLOCK_SIZE * 2;
		block = block_new(room, arena->newest);
		arena->newest = block;
	}
	void *memory = (char *)block + BLOCK_HEADER + block->used;
	block->used += wanted;
	return memset(memory, 0, wanted);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		memory_ran_out(count);
	return arena_alloc(arena, bytes);
}

#define ROOM_LEAST 8

void *arena_one_more(struct arena *arena, void *array, size_t count, size_t size)
{
	bool is_full = count == 0 || (count >= ROOM_LEAST && (count & (count - 1)) == 0);
	if (!is_full)
		return array;
	void *larger = arena_array(arena, count == 0 ? ROOM_LEAST : count * 2, size);
	if (count > 0)
		memcpy(larger, array, count * size);
	return larger;
}

char *arena_copy_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	if (length > 0)
		memcpy(copy, text, length);
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_copy_text(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	char *text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
