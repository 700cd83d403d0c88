/*
 * Arena: memory that is freed all at once.
 *
 * One arena belongs to one request, one bot turn or one command, and to one
 * thread at a time.  Sizes from outside are limited before they reach an
 * arena; when the machine has no memory left the process logs that and ends
 * (everything acknowledged is on disk), so arena functions never return NULL.
 */
#ifndef FOYER_DATA_ARENA_H
#define FOYER_DATA_ARENA_H

#include <stddef.h>

struct arena;

/* A new, empty arena; the caller owns it and frees it with arena_free. */
struct arena *arena_new(void);

/* Frees everything taken from *arena, and the arena; sets *arena to NULL. */
void arena_free(struct arena **arena);

/* Forgets all that was taken but keeps the first block for reuse. */
void arena_reset(struct arena *arena);

/* From now on what is in it is overwritten when it is let go: for what has seen
 * passwords and tokens. */
void arena_wipe(struct arena *arena);

/* size zeroed bytes, aligned for any type, valid until the arena is freed. */
void *arena_alloc(struct arena *arena, size_t size);

/* An array of count zeroed elements; ends the process on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* The array with room for one more after its count elements: where it is full, at 8, 16, 32
 * and so on, it moves.  NULL and 0 to begin.  For what is few nearly always and may be many. */
void *arena_one_more(struct arena *arena, void *array, size_t count, size_t size);

/* Copies.  arena_copy_text copies length bytes and adds a NUL; arena_text
 * gives NULL for NULL. */
char *arena_text(struct arena *arena, const char *text);
char *arena_copy_text(struct arena *arena, const char *text, size_t length);

/* printf into the arena. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* malloc, calloc and realloc for long-lived things, that end the process
 * instead of returning NULL. */
void *memory_new(size_t size);
void *memory_array(size_t count, size_t size);
void *memory_resize(void *memory, size_t size);
char *memory_text(const char *text);

/* Says so in the log and ends the process: for those who allocate elsewhere. */
_Noreturn void memory_ran_out(size_t size);

#endif
