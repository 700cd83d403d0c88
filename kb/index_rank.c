/*
 * Index, asking: see index.h.
 *
 * One pass over the question's features adds up what each says for each
 * entry.  Examples are looked up by the rarest features first, within a
 * budget of postings, so that the time does not grow with the base; the most
 * promising are then compared in full.
 */
#include "kb/index.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define POSTING_BUDGET 2000u
#define EXAMPLES_MOST  64 /* compared in full */
#define FOUND_SLOTS    4096u

/* The question's features in a small table, for comparing examples. */
struct lookup_table {
	uint32_t *features; /* number + 1 */
	float *weights;
	uint32_t mask;
};

struct found {
	uint32_t example; /* number + 1; 0: empty */
	float promise;    /* part of the likeness seen so far */
};

/* Best few -------------------------------------------------------------------- */

struct place {
	float score;
	uint32_t number;
};

static inline bool is_among_best(const struct place *places, int count, int most, float score)
{
	return count < most || score > places[count - 1].score;
}

/* Keeps the `most` best in places, best first; returns how many there are. */
static int keep_best(struct place *places, int count, int most, float score, uint32_t number)
{
	int at;

	if (!is_among_best(places, count, most, score))
		return count;
	if (count < most)
		count++;
	for (at = count - 1; at > 0 && places[at - 1].score < score; at--)
		places[at] = places[at - 1];
	places[at] = (struct place){score, number};
	return count;
}

/* Entries ---------------------------------------------------------------------- */

static float *learned_scores(const struct index *index, const struct vector *question,
			     struct arena *arena)
{
	float *scores = arena_array(arena, index->entry_count, sizeof(float));

	for (int at = 0; at < question->count; at++) {
		uint32_t feature = question->features[at];
		float weight = question->weights[at] * index->weight_step;
		const struct index_weight *next = index->weights + index->weight_start[feature];
		const struct index_weight *end = index->weights + index->weight_start[feature + 1];
		for (; next < end; next++)
			scores[next->entry] += weight * (float)next->value;
	}
	return scores;
}

/* Examples --------------------------------------------------------------------- */

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

static void note_example(struct found *found, uint32_t example, float promise)
{
	uint32_t slot = example * 0x9e3779b1u >> 20; /* to 12 bits: FOUND_SLOTS */

	while (found[slot].example != 0 && found[slot].example != example + 1)
		slot = (slot + 1) & (FOUND_SLOTS - 1);
	found[slot].example = example + 1;
	found[slot].promise += promise;
}

static int promising_examples(const struct index *index, const struct vector *question,
			      struct arena *arena, struct place *best)
{
	struct found *found = arena_array(arena, FOUND_SLOTS, sizeof(*found));
	int rare_count, count = 0;
	struct rare *rare = rarest_first(index, question, arena, &rare_count);
	uint64_t read = 0;

	for (int at = 0; at < rare_count && read < POSTING_BUDGET; at++) {
		int item = rare[at].item;
		float promise = question->weights[item] * question->weights[item];
		const uint32_t *posting =
		    index->postings + index->posting_start[question->features[item]];
		uint64_t take = rare[at].holding;
		if (take > POSTING_BUDGET - read)
			take = POSTING_BUDGET - read;
		for (uint64_t place = 0; place < take; place++)
			note_example(found, posting[place], promise);
		read += take;
	}
	for (uint32_t slot = 0; slot < FOUND_SLOTS; slot++)
		if (found[slot].example != 0)
			count = keep_best(best, count, EXAMPLES_MOST, found[slot].promise,
					  found[slot].example - 1);
	return count;
}

static struct lookup_table make_lookup(const struct vector *question, struct arena *arena)
{
	struct lookup_table table = {.mask = 255};

	while (table.mask < (uint32_t)question->count * 4)
		table.mask = table.mask * 2 + 1;
	table.features = arena_array(arena, table.mask + 1, sizeof(uint32_t));
	table.weights = arena_array(arena, table.mask + 1, sizeof(float));
	for (int at = 0; at < question->count; at++) {
		uint32_t slot = question->features[at] * 0x9e3779b1u >> 8 & table.mask;
		while (table.features[slot] != 0)
			slot = (slot + 1) & table.mask;
		table.features[slot] = question->features[at] + 1;
		table.weights[slot] = question->weights[at];
	}
	return table;
}

static float likeness(const struct index *index, const struct lookup_table *table, uint32_t example)
{
	float sum = 0;

	for (uint64_t at = index->part_start[example]; at < index->part_start[example + 1]; at++) {
		uint32_t feature = index->parts[at].feature;
		uint32_t slot = feature * 0x9e3779b1u >> 8 & table->mask;
		while (table->features[slot] != 0 && table->features[slot] != feature + 1)
			slot = (slot + 1) & table->mask;
		sum += table->weights[slot] * (float)index->parts[at].value;
	}
	return sum * index->part_step;
}

/* Together ---------------------------------------------------------------------- */

/* An entry's example most like the question. */
struct nearest_example {
	uint32_t entry, example;
	float likeness;
};

/* The nearest example of each entry that has a promising one; how many. */
static int compare_examples(const struct index *index, const struct vector *question,
			    struct arena *arena, struct nearest_example *nearest)
{
	struct place best[EXAMPLES_MOST];
	struct lookup_table table = make_lookup(question, arena);
	int found = promising_examples(index, question, arena, best), count = 0;

	for (int at = 0; at < found; at++) {
		uint32_t example = best[at].number, entry = index->example_entry[example];
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

static struct ranked rank_of(const struct place *place, const struct nearest_example *nearest,
			     int count)
{
	for (int at = 0; at < count; at++)
		if (nearest[at].entry == place->number)
			return (struct ranked){place->number, nearest[at].example,
					       place->score -
						   INDEX_LIKENESS_SHARE * nearest[at].likeness,
					       nearest[at].likeness, place->score};
	return (struct ranked){place->number, UINT32_MAX, place->score, 0, place->score};
}

void index_rank(const struct index *index, const struct vector *question,
		const unsigned char *excluded, struct arena *arena, struct ranking *ranking)
{
	struct place best[INDEX_RANKED_MOST];
	struct nearest_example nearest[EXAMPLES_MOST];
	float *scores = learned_scores(index, question, arena);
	int near_count = compare_examples(index, question, arena, nearest), count = 0;

	for (int at = 0; at < near_count; at++)
		scores[nearest[at].entry] += INDEX_LIKENESS_SHARE * nearest[at].likeness;
	for (uint32_t entry = 0; entry < index->entry_count; entry++)
		if (is_among_best(best, count, INDEX_RANKED_MOST, scores[entry]) &&
		    (excluded == NULL || !excluded[entry]))
			count = keep_best(best, count, INDEX_RANKED_MOST, scores[entry], entry);
	ranking->count = count;
	for (int at = 0; at < count; at++)
		ranking->best[at] = rank_of(&best[at], nearest, near_count);
}

float index_weight_of(const struct index *index, uint32_t feature, uint32_t entry)
{
	uint32_t low = index->weight_start[feature], high = index->weight_start[feature + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (index->weights[middle].entry < entry)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->weight_start[feature + 1] || index->weights[low].entry != entry)
		return 0;
	return (float)index->weights[low].value * index->weight_step;
}
