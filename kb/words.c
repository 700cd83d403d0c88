/*
 * Words: see words.h.
 */
#include "kb/words.h"

#include <stdlib.h>
#include <string.h>

#include "kb/analysis.h"

struct collector {
	struct words words;
	uint32_t *slots; /* number + 1; a power of two of them */
	uint32_t slot_mask, room;
};

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text != 0; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t slot_of(const struct collector *collector, const char *text)
{
	uint32_t slot = hash_text(text) & collector->slot_mask;

	while (collector->slots[slot] != 0 &&
	       strcmp(collector->words.items[collector->slots[slot] - 1].text, text) != 0)
		slot = (slot + 1) & collector->slot_mask;
	return slot;
}

static void grow(struct collector *collector)
{
	struct words *words = &collector->words;

	collector->room = collector->room == 0 ? 1024 : collector->room * 2;
	words->items = memory_resize(words->items, collector->room * sizeof(*words->items));
	free(collector->slots);
	collector->slots = memory_array((size_t)collector->room * 2, sizeof(uint32_t));
	collector->slot_mask = collector->room * 2 - 1;
	for (uint32_t at = 0; at < words->count; at++)
		collector->slots[slot_of(collector, words->items[at].text)] = at + 1;
}

static void add_word(struct collector *collector, const char *text)
{
	struct words *words = &collector->words;

	if (words->count == collector->room)
		grow(collector);
	uint32_t slot = slot_of(collector, text);
	if (collector->slots[slot] == 0) {
		words->items[words->count] = (struct word){memory_text(text), 0};
		collector->slots[slot] = ++words->count;
	}
	words->items[collector->slots[slot] - 1].count++;
}

static int by_length(const void *one, const void *other)
{
	const struct word *a = one, *b = other;
	size_t length = strlen(a->text), other_length = strlen(b->text);

	if (length != other_length)
		return length < other_length ? -1 : 1;
	return strcmp(a->text, b->text);
}

struct words words_collect(const struct examples *examples)
{
	struct collector collector = {0};
	struct arena *arena = arena_new();

	grow(&collector);
	for (uint32_t at = 0; at < examples->set.count; at++) {
		struct analysis analysis = 
		    lexicon_read(examples->lexicon, examples->texts[at], arena);
		for (int token = 0; token < analysis.token_count; token++) {
			const struct token *word = &analysis.tokens[token];
			if (word->kind == TOKEN_WORD && !word->is_number &&
			    word->length >= WORD_LENGTH_LEAST)
				add_word(&collector, word->text);
		}
		arena_reset(arena);
	}
	arena_free(&arena);
	free(collector.slots);
	qsort(collector.words.items, collector.words.count, sizeof(struct word), by_length);
	return collector.words;
}

void words_free(struct words *words)
{
	for (uint32_t at = 0; at < words->count; at++)
		free(words->items[at].text);
	free(words->items);
	*words = (struct words){0};
}
