/*
 * Likeness: see index_likeness.h.
 *
 * Examples are looked up by the question's rarest features first, within a
 * budget of postings, so that the time does not grow with the base; the most
 * promising are then compared in full.
 */
#include "kb/index_likeness.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kb/best_few.h"

#define POSTING_BUDGET 2000u
#define FOUND_SLOTS    4096u
#define SLOTS_LEAST    8192u
#define SLOTS_EACH     32u /* for a feature: few share one */
#define SLOT_SHARED    0x8000u
#define COMPARED_MOST  (SLOT_SHARED - 1) /* features of a question */
#define CACHE_LINE     64
#define FETCHED_AHEAD  8 /* examples */

/* The question's features by their numbers, for comparing examples.  Most
 * lookups are answered by one slot without a branch: whether an example shares
 * a feature can't be predicted. */
struct lookup_table {
	uint16_t *slots; /* the feature's place in the question + 1; SLOT_SHARED: look further */
	uint32_t mask;
	const uint32_t *features; /* from place 1 on; nothing has the number at 0 */
	const float *weights;
};

struct found {
	uint32_t example;
	float promise; /* part of the likeness seen so far */
};

/* The examples met, in the order in which they were, by a table of their places + 1. */
struct candidates {
	struct found found[POSTING_BUDGET];
	uint32_t count;
	uint16_t slots[FOUND_SLOTS];
};

/* Promising ones --------------------------------------------------------------- */

struct rare {
	uint64_t holding;
	int item; /* of the question */
};

static int by_holding(const void *one, const void *other)
{
	const struct rare *a = one, *b = other;

	if (a->holding != b->holding)
		return a->holding < b->holding ? -1 : 1;
	return a->item - b->item;
}

/* The question's features that find examples, rarest first. */
static struct rare *rarest_first(const struct index *index, const struct vector *question,
				 struct arena *arena, int *count)
{
	struct rare *rare = arena_array(arena, (size_t)question->count, sizeof(*rare));

	*count = 0;
	for (int at = 0; at < question->count; at++) {
		uint32_t feature = question->features[at];
		uint64_t holding =
		    index->posting_start[feature + 1] - index->posting_start[feature];
		if (holding > 0)
			rare[(*count)++] = (struct rare){holding, at};
	}
	qsort(rare, (size_t)*count, sizeof(*rare), by_holding);
	return rare;
}

static void note_example(struct candidates *candidates, uint32_t example, float promise)
{
	uint32_t slot = example * 0x9e3779b1u >> 20; /* to 12 bits: FOUND_SLOTS */
	struct found *found = candidates->found;

	while (candidates->slots[slot] != 0 &&
	       found[candidates->slots[slot] - 1].example != example)
		slot = (slot + 1) & (FOUND_SLOTS - 1);
	if (candidates->slots[slot] == 0) {
		found[candidates->count++] = (struct found){example, 0};
		candidates->slots[slot] = (uint16_t)candidates->count;
	}
	found[candidates->slots[slot] - 1].promise += promise;
}

static int promising_examples(const struct index *index, const struct vector *question,
			      struct arena *arena, struct place *best)
{
	struct candidates candidates;
	int rare_count, count = 0;
	struct rare *rare = rarest_first(index, question, arena, &rare_count);
	uint64_t read = 0;

	candidates.count = 0;
	memset(candidates.slots, 0, sizeof(candidates.slots));
	for (int at = 0; at < rare_count && read < POSTING_BUDGET; at++) {
		int item = rare[at].item;
		float promise = question->weights[item] * question->weights[item];
		const uint32_t *posting =
		    index->postings + index->posting_start[question->features[item]];
		uint64_t take = rare[at].holding;
		if (take > POSTING_BUDGET - read)
			take = POSTING_BUDGET - read;
		for (uint64_t place = 0; place < take; place++)
			note_example(&candidates, posting[place], promise);
		read += take;
	}
	for (uint32_t at = 0; at < candidates.count; at++)
		count = keep_best(best, count, INDEX_NEAREST_MOST, candidates.found[at].promise,
				  candidates.found[at].example);
	return count;
}

/* Comparing -------------------------------------------------------------------- */

static uint32_t slot_of(const struct lookup_table *table, uint32_t feature)
{
	return feature * 0x9e3779b1u >> 8 & table->mask;
}

static void put_feature(struct lookup_table *table, uint32_t feature, uint16_t place)
{
	uint32_t home = slot_of(table, feature), slot = home;

	while (table->slots[slot] != 0)
		slot = (slot + 1) & table->mask;
	if (slot != home)
		table->slots[home] |= SLOT_SHARED;
	table->slots[slot] |= place;
}

static struct lookup_table make_lookup(const struct vector *question, struct arena *arena)
{
	uint32_t count = (uint32_t)question->count;
	uint32_t *features = arena_array(arena, count + 1, sizeof(*features));
	float *weights = arena_array(arena, count + 1, sizeof(*weights));
	struct lookup_table table = {
	    .mask = SLOTS_LEAST - 1, .features = features, .weights = weights};

	if (count > COMPARED_MOST)
		count = COMPARED_MOST;
	while (table.mask < count * SLOTS_EACH)
		table.mask = table.mask * 2 + 1;
	table.slots = arena_array(arena, table.mask + 1, sizeof(*table.slots));
	features[0] = UINT32_MAX;
	for (uint32_t at = 0; at < count; at++) {
		features[at + 1] = question->features[at];
		weights[at + 1] = question->weights[at];
		put_feature(&table, question->features[at], (uint16_t)(at + 1));
	}
	return table;
}

/* What the question gives a feature whose slot others share. */
static float look_further(const struct lookup_table *table, uint32_t feature)
{
	for (uint32_t slot = slot_of(table, feature);; slot = (slot + 1) & table->mask) {
		uint32_t place = table->slots[slot] & ~SLOT_SHARED;
		if (place == 0 || table->features[place] == feature)
			return table->weights[place];
	}
}

static inline float weight_in(const struct lookup_table *table, uint32_t feature)
{
	uint32_t place = table->slots[slot_of(table, feature)];

	if (place & SLOT_SHARED)
		return look_further(table, feature);
	return table->weights[place] * (float)(table->features[place] == feature);
}

static float likeness(const struct index *index, const struct lookup_table *table, uint32_t example)
{
	const struct index_part *part = index->parts + index->part_start[example];
	const struct index_part *end = index->parts + index->part_start[example + 1];
	float sum = 0, other = 0; /* two, so that one addition needn't wait for the last */

	for (; part + 1 < end; part += 2) {
		sum += weight_in(table, part[0].feature) * (float)part[0].value;
		other += weight_in(table, part[1].feature) * (float)part[1].value;
	}
	if (part < end)
		sum += weight_in(table, part->feature) * (float)part->value;
	return (sum + other) * index->part_step;
}

/* Has the processor fetch an example's parts: they lie anywhere, and in a large
 * base waiting for them took more time than comparing. */
static void fetch_parts(const struct index *index, uint32_t example)
{
	const char *part = (const char *)(index->parts + index->part_start[example]);
	const char *end = (const char *)(index->parts + index->part_start[example + 1]);

	for (; part < end; part += CACHE_LINE)
		__builtin_prefetch(part);
}

int index_nearest(const struct index *index, const struct vector *question, struct arena *arena,
		  struct nearest_example *nearest)
{
	struct place best[INDEX_NEAREST_MOST];
	struct lookup_table table = make_lookup(question, arena);
	int found = promising_examples(index, question, arena, best), count = 0;

	for (int at = 0; at < found && at < FETCHED_AHEAD; at++)
		fetch_parts(index, best[at].number);
	for (int at = 0; at < found; at++) {
		uint32_t example = best[at].number, entry = index->example_entry[example];
		if (at + FETCHED_AHEAD < found)
			fetch_parts(index, best[at + FETCHED_AHEAD].number);
		float like = likeness(index, &table, example);
		int other = 0;
		while (other < count && nearest[other].entry != entry)
			other++;
		if (other == count)
			count++;
		else if (like <= nearest[other].likeness)
			continue;
		nearest[other] = (struct nearest_example){entry, example, like};
	}
	return count;
}
