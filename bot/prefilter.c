/*
 * Prefilter: see prefilter.h.  The trie is laid out breadth first from the
 * sorted words, so that the children of a node lie side by side and a node
 * needs no pointers.
 *
 * There is a layer of bits for the first set of every pattern, one for the
 * second and so on; a pattern is a candidate when its bit is in all layers.
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
	uint32_t *outputs; /* bits of the layers */
	uint64_t *always;  /* in each layer, patterns without a set there */
	int layer_words;   /* 64-bit words of a layer: a bit for each pattern */
};

/* Making -------------------------------------------------------------------- */

struct pair {
	const char *word;
	uint32_t bit;
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

static uint32_t count_words(const struct literals *literals, int count)
{
	uint32_t words = 0;

	for (int i = 0; i < count; i++)
		for (int layer = 0; layer < literals[i].count; layer++)
			words += (uint32_t)literals[i].sets[layer].count;
	return words;
}

static void add_pairs(const struct literals *literals, uint32_t bit, uint32_t layer_bits,
		      struct pair *pairs, uint32_t *at)
{
	for (int layer = 0; layer < literals->count; layer++, bit += layer_bits) {
		const struct literal_set *set = &literals->sets[layer];
		for (int i = 0; i < set->count; i++)
			pairs[(*at)++] = (struct pair){set->words[i], bit};
	}
}

static void make_automaton(struct prefilter *prefilter, const struct pair *pairs,
			   uint32_t pair_count)
{
	struct maker maker = {.prefilter = prefilter, .pairs = pairs};
	size_t bytes = 0;

	for (uint32_t i = 0; i < pair_count; i++)
		bytes += strlen(pairs[i].word);
	prefilter->nodes = memory_array(bytes + 1, sizeof(*prefilter->nodes));
	prefilter->bytes = memory_array(bytes + 1, 1);
	prefilter->outputs = memory_array((size_t)pair_count + 1, sizeof(*prefilter->outputs));
	maker.spans = memory_array(bytes + 1, sizeof(*maker.spans));
	for (uint32_t i = 0; i < pair_count; i++)
		prefilter->outputs[i] = pairs[i].bit;
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
	struct pair *pairs = memory_array((size_t)count_words(literals, count) + 1, sizeof(*pairs));
	uint32_t pair_count = 0;

	prefilter->layer_words = count / 64 + 1;
	prefilter->always = memory_array((size_t)prefilter->layer_words * LITERAL_SETS_MOST,
					 sizeof(*prefilter->always));
	for (int i = 0; i < count; i++) {
		add_pairs(&literals[i], (uint32_t)i, (uint32_t)prefilter->layer_words * 64, pairs,
			  &pair_count);
		for (int layer = literals[i].count; layer < LITERAL_SETS_MOST; layer++)
			prefilter->always[layer * prefilter->layer_words + i / 64] |= UINT64_C(1)
										      << (i % 64);
	}
	qsort(pairs, pair_count, sizeof(*pairs), compare_pairs);
	make_automaton(prefilter, pairs, pair_count);
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
			uint32_t output = prefilter->outputs[node->first_output + i];
			scratch->candidates[output / 64] |= UINT64_C(1) << (output % 64);
		}
	}
}

/* Leaves in the first layer what is in all of them. */
static void intersect(const struct prefilter *prefilter, uint64_t *candidates)
{
	for (int layer = 1; layer < LITERAL_SETS_MOST; layer++)
		for (int i = 0; i < prefilter->layer_words; i++)
			candidates[i] &= candidates[layer * prefilter->layer_words + i];
}

void prefilter_scan(const struct prefilter *prefilter, const char *text,
		    struct prefilter_scratch *scratch)
{
	int layers_words = prefilter->layer_words * LITERAL_SETS_MOST;
	int node_words = (int)(prefilter->node_count / 64) + 1;
	uint32_t state = 0;

	make_room(&scratch->candidates, &scratch->candidate_room, layers_words);
	make_room(&scratch->reported, &scratch->reported_room, node_words);
	memcpy(scratch->candidates, prefilter->always,
	       (size_t)layers_words * sizeof(*scratch->candidates));
	memset(scratch->reported, 0, (size_t)node_words * sizeof(*scratch->reported));
	for (const char *at = text; *at != '\0'; at++) {
		state = step(prefilter, state, (uint8_t)*at);
		if (state != 0)
			report(prefilter, state, scratch);
	}
	intersect(prefilter, scratch->candidates);
}

void prefilter_all(const struct prefilter *prefilter, struct prefilter_scratch *scratch)
{
	make_room(&scratch->candidates, &scratch->candidate_room, prefilter->layer_words);
	memset(scratch->candidates, 0xff,
	       (size_t)prefilter->layer_words * sizeof(*scratch->candidates));
}

void prefilter_scratch_free(struct prefilter_scratch *scratch)
{
	free(scratch->candidates);
	free(scratch->reported);
	*scratch = (struct prefilter_scratch){0};
}
