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
#define ROWS_AT_ONCE   4
#define SLOTS_LEAST    8192u
#define SLOTS_EACH     32u /* for a feature: few share one */
#define SLOT_SHARED    0x8000u
#define COMPARED_MOST  (SLOT_SHARED - 1) /* features of a question */

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

/* Rows that are added in one pass over the scores. */
struct rows {
	const index_row_value *row[ROWS_AT_ONCE];
	float weight[ROWS_AT_ONCE];
	int count;
};

/* The scores with the rows added, one after the other by itself, so that any
 * number of lanes gives the same. */
static inline __attribute__((always_inline)) void
add_four(float *restrict scores, uint32_t count, const struct rows *rows)
{
	const index_row_value *restrict a = rows->row[0], *restrict b = rows->row[1];
	const index_row_value *restrict c = rows->row[2], *restrict d = rows->row[3];
	for (uint32_t at = 0; at < count; at++)
		scores[at] += (rows->weight[0] * (float)a[at] + rows->weight[1] * (float)b[at]) +
			      (rows->weight[2] * (float)c[at] + rows->weight[3] * (float)d[at]);
}

#ifdef __x86_64__
/* Where the processor has lanes for eight.  Without fused multiplication, which
 * rounds otherwise. */
__attribute__((target("avx2"))) static void add_four_wide(float *scores, uint32_t count,
							  const struct rows *rows)
{
	add_four(scores, count, rows);
}

static bool is_wide(void)
{
	return __builtin_cpu_supports("avx2");
}
#else
#define add_four_wide add_four

static bool is_wide(void)
{
	return false;
}
#endif

static void add_rows(float *scores, uint32_t count, struct rows *rows)
{
	/* Where there are fewer rows, the first stands in with no weight. */
	for (; rows->count < ROWS_AT_ONCE; rows->count++) {
		rows->row[rows->count] = rows->row[0];
		rows->weight[rows->count] = 0;
	}
	if (is_wide())
		add_four_wide(scores, count, rows);
	else
		add_four(scores, count, rows);
	rows->count = 0;
}

static void add_weights(float *scores, const struct index *index, uint32_t feature, float weight)
{
	const struct index_weight *next = index->weights + index->weight_start[feature];
	const struct index_weight *end = index->weights + index->weight_start[feature + 1];

	for (; next < end; next++)
		scores[next->entry] += weight * (float)next->value;
}

static float *learned_scores(const struct index *index, const struct vector *question,
			     struct arena *arena)
{
	float *scores = arena_array(arena, index->entry_count, sizeof(float));
	struct rows rows = {.count = 0};

	for (int at = 0; at < question->count; at++) {
		uint32_t feature = question->features[at], row = index->row_of[feature];
		float weight = question->weights[at] * index->weight_step;
		if (row == 0) {
			add_weights(scores, index, feature, weight);
			continue;
		}
		rows.row[rows.count] = index->rows + (size_t)(row - 1) * index->entry_count;
		rows.weight[rows.count++] = weight;
		if (rows.count == ROWS_AT_ONCE)
			add_rows(scores, index->entry_count, &rows);
	}
	if (rows.count > 0)
		add_rows(scores, index->entry_count, &rows);
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
		count = keep_best(best, count, EXAMPLES_MOST, candidates.found[at].promise,
				  candidates.found[at].example);
	return count;
}

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

	if (index->row_of[feature] != 0)
		return index->weight_step *
		       (float)
			   index->rows[(size_t)(index->row_of[feature] - 1) * index->entry_count +
				       entry];
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
