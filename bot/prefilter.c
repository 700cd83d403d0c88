/*
 * Prefilter: see prefilter.h.  The trie is laid out breadth first from the
 * sorted words, so that the children of a node lie side by side and a node
 * needs no pointers.
 */
#include "bot/prefilter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct node {
	uint32_t first_child;  /* the children's bytes are bytes[first_child...] */
	uint32_t fail;         /* the longest proper suffix that is in the trie */
	uint32_t suffix;       /* the longest one that ends a word; 0: none */
	uint32_t first_output; /* the patterns of the word that ends here */
	uint32_t output_count;
	uint16_t child_count;
};

struct prefilter {
	struct node *nodes; /* 0 is the root */
	uint8_t *bytes;     /* by which a node is reached from its parent */
	uint32_t node_count;
	uint32_t root[256];
	uint32_t *outputs;
	uint64_t *always;  /* patterns without literals */
	int pattern_words; /* 64-bit words that a bit for each pattern takes */
};

/* Making -------------------------------------------------------------------- */

struct pair {
	const char *word;
	uint32_t pattern;
};

static int compare_pairs(const void *a, const void *b)
{
	return strcmp(((const struct pair *)a)->word, ((const struct pair *)b)->word);
}

/* A node in the making: the pairs that share its path. */
struct span {
	uint32_t from, to, depth;
};

struct maker {
	struct prefilter *prefilter;
	const struct pair *pairs;
	struct span *spans;
};

static uint32_t child_of(const struct prefilter *prefilter, uint32_t state, uint8_t byte)
{
	const struct node *node = &prefilter->nodes[state];
	const uint8_t *bytes = prefilter->bytes + node->first_child;
	const uint8_t *found =
	    node->child_count == 0 ? NULL : memchr(bytes, byte, node->child_count);

	return found == NULL ? 0 : node->first_child + (uint32_t)(found - bytes);
}

/* The state after one more byte. */
static inline uint32_t step(const struct prefilter *prefilter, uint32_t state, uint8_t byte)
{
	while (state != 0) {
		uint32_t child = child_of(prefilter, state, byte);
		if (child != 0)
			return child;
		state = prefilter->nodes[state].fail;
	}
	return prefilter->root[byte];
}

static void add_child(struct maker *maker, uint32_t parent, struct span span)
{
	struct prefilter *prefilter = maker->prefilter;
	uint32_t child = prefilter->node_count++;
	uint8_t byte = (uint8_t)maker->pairs[span.from].word[span.depth - 1];
	uint32_t fail = parent == 0 ? 0 : step(prefilter, prefilter->nodes[parent].fail, byte);

	if (prefilter->nodes[parent].child_count++ == 0)
		prefilter->nodes[parent].first_child = child;
	prefilter->bytes[child] = byte;
	prefilter->nodes[child].fail = fail;
	maker->spans[child] = span;
}

/* Notes the words that end at a node and makes its children. */
static void expand(struct maker *maker, uint32_t parent)
{
	struct span span = maker->spans[parent];
	struct node *node = &maker->prefilter->nodes[parent];
	uint32_t at = span.from;

	node->first_output = at;
	while (at < span.to && maker->pairs[at].word[span.depth] == '\0')
		at++;
	node->output_count = at - span.from;
	/* What it falls back to is shallower and so has been expanded. */
	const struct node *fail = &maker->prefilter->nodes[node->fail];
	node->suffix = fail->output_count > 0 ? node->fail : fail->suffix;
	while (at < span.to) {
		uint32_t from = at;
		char byte = maker->pairs[at].word[span.depth];
		while (at < span.to && maker->pairs[at].word[span.depth] == byte)
			at++;
		add_child(maker, parent, (struct span){from, at, span.depth + 1});
	}
	if (parent == 0)
		for (uint32_t child = 1; child < maker->prefilter->node_count; child++)
			maker->prefilter->root[maker->prefilter->bytes[child]] = child;
}

static struct pair *sorted_pairs(const struct literals *literals, int count, uint32_t *pair_count,
				 size_t *bytes)
{
	*pair_count = 0;
	*bytes = 0;
	for (int i = 0; i < count; i++)
		*pair_count += (uint32_t)literals[i].count;
	struct pair *pairs = memory_array((size_t)*pair_count + 1, sizeof(*pairs));
	uint32_t at = 0;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < literals[i].count; j++) {
			pairs[at++] = (struct pair){literals[i].words[j], (uint32_t)i};
			*bytes += strlen(literals[i].words[j]);
		}
	qsort(pairs, *pair_count, sizeof(*pairs), compare_pairs);
	return pairs;
}

static void make_automaton(struct prefilter *prefilter, const struct pair *pairs,
			   uint32_t pair_count, size_t bytes)
{
	struct maker maker = {.prefilter = prefilter, .pairs = pairs};

	prefilter->nodes = memory_array(bytes + 1, sizeof(*prefilter->nodes));
	prefilter->bytes = memory_array(bytes + 1, 1);
	prefilter->outputs = memory_array((size_t)pair_count + 1, sizeof(*prefilter->outputs));
	maker.spans = memory_array(bytes + 1, sizeof(*maker.spans));
	for (uint32_t i = 0; i < pair_count; i++)
		prefilter->outputs[i] = pairs[i].pattern;
	maker.spans[0] = (struct span){0, pair_count, 0};
	prefilter->node_count = 1;
	for (uint32_t node = 0; node < prefilter->node_count; node++)
		expand(&maker, node);
	free(maker.spans);
	prefilter->nodes =
	    memory_resize(prefilter->nodes, prefilter->node_count * sizeof(*prefilter->nodes));
	prefilter->bytes = memory_resize(prefilter->bytes, prefilter->node_count);
}

struct prefilter *prefilter_new(const struct literals *literals, int count)
{
	struct prefilter *prefilter = memory_array(1, sizeof(*prefilter));
	uint32_t pair_count;
	size_t bytes;
	struct pair *pairs = sorted_pairs(literals, count, &pair_count, &bytes);

	prefilter->pattern_words = count / 64 + 1;
	prefilter->always =
	    memory_array((size_t)prefilter->pattern_words, sizeof(*prefilter->always));
	for (int i = 0; i < count; i++)
		if (literals[i].count == 0)
			prefilter->always[i / 64] |= UINT64_C(1) << (i % 64);
	make_automaton(prefilter, pairs, pair_count, bytes);
	free(pairs);
	return prefilter;
}

void prefilter_free(struct prefilter **prefilter)
{
	if (*prefilter == NULL)
		return;
	free((*prefilter)->nodes);
	free((*prefilter)->bytes);
	free((*prefilter)->outputs);
	free((*prefilter)->always);
	free(*prefilter);
	*prefilter = NULL;
}

/* Scanning ------------------------------------------------------------------ */

static void make_room(uint64_t **words, int *room, int needed)
{
	if (*room >= needed)
		return;
	*words = memory_resize(*words, (size_t)needed * sizeof(**words));
	*room = needed;
}

/* Takes the patterns of all words that end in this state.  A node once
 * reported has reported the whole chain behind it, so that a text that
 * repeats a word costs nothing more. */
static void report(const struct prefilter *prefilter, uint32_t state,
		   struct prefilter_scratch *scratch)
{
	if (prefilter->nodes[state].output_count == 0)
		state = prefilter->nodes[state].suffix;
	for (; state != 0; state = prefilter->nodes[state].suffix) {
		const struct node *node = &prefilter->nodes[state];
		uint64_t bit = UINT64_C(1) << (state % 64);
		if (scratch->reported[state / 64] & bit)
			return;
		scratch->reported[state / 64] |= bit;
		for (uint32_t i = 0; i < node->output_count; i++) {
			uint32_t pattern = prefilter->outputs[node->first_output + i];
			scratch->candidates[pattern / 64] |= UINT64_C(1) << (pattern % 64);
		}
	}
}

void prefilter_scan(const struct prefilter *prefilter, const char *text,
		    struct prefilter_scratch *scratch)
{
	int node_words = (int)(prefilter->node_count / 64) + 1;
	uint32_t state = 0;

	make_room(&scratch->candidates, &scratch->candidate_room, prefilter->pattern_words);
	make_room(&scratch->reported, &scratch->reported_room, node_words);
	memcpy(scratch->candidates, prefilter->always,
	       (size_t)prefilter->pattern_words * sizeof(*scratch->candidates));
	memset(scratch->reported, 0, (size_t)node_words * sizeof(*scratch->reported));
	for (const char *at = text; *at != '\0'; at++) {
		state = step(prefilter, state, (uint8_t)*at);
		if (state != 0)
			report(prefilter, state, scratch);
	}
}

void prefilter_all(const struct prefilter *prefilter, struct prefilter_scratch *scratch)
{
	make_room(&scratch->candidates, &scratch->candidate_room, prefilter->pattern_words);
	memset(scratch->candidates, 0xff,
	       (size_t)prefilter->pattern_words * sizeof(*scratch->candidates));
}

void prefilter_scratch_free(struct prefilter_scratch *scratch)
{
	free(scratch->candidates);
	free(scratch->reported);
	*scratch = (struct prefilter_scratch){0};
}
