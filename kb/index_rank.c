/*
 * Index, asking: see index.h.
 *
 * One pass over the question's features adds up what each says for each
 * entry; how much the question is like an entry's examples comes on top
 * (index_likeness.h).
 */
#include <stdbool.h>
#include <stdlib.h>

#include "kb/best_few.h"
#include "kb/index.h"
#include "kb/index_likeness.h"

#define ROWS_AT_ONCE   4
#define SCORES_AT_ONCE 64

/* What was learned --------------------------------------------------------------- */

/* Rows that are added in one pass over the scores. */
struct rows {
	const index_row_value *row[ROWS_AT_ONCE];
	float weight[ROWS_AT_ONCE];
	int count;
};

/* The scores with the rows added, one after the other by itself, so that any
 * number of lanes gives the same. */
static inline __attribute__((always_inline)) void add_four(float *restrict scores, uint32_t count,
							   const struct rows *rows)
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

/* Has the processor fetch where the question's features have their lists, and
 * the lists' beginnings: all at once takes as long as one after the other waits. */
static void fetch_lists(const struct index *index, const struct vector *question)
{
	for (int at = 0; at < question->count; at++) {
		__builtin_prefetch(&index->row_of[question->features[at]]);
		__builtin_prefetch(&index->weight_start[question->features[at]]);
		__builtin_prefetch(&index->posting_start[question->features[at]]);
	}
	for (int at = 0; at < question->count; at++)
		__builtin_prefetch(index->weights + index->weight_start[question->features[at]]);
}

/* What each entry was taught to say to the question; the caller frees it. */
static float *learned_scores(const struct index *index, const struct vector *question)
{
	float *scores = memory_array(index->entry_count, sizeof(float));
	struct rows rows = {.count = 0};

	fetch_lists(index, question);
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

/* Together ---------------------------------------------------------------------- */

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

/* True when one of the scores is above the limit; all are looked at, which
 * the compiler does many at once. */
static bool is_one_above(const float *scores, uint32_t count, float limit)
{
	int above = 0;

	for (uint32_t at = 0; at < count; at++)
		above |= scores[at] > limit;
	return above != 0;
}

/* The best entries of all, best first; how many. */
static int best_entries(const float *scores, uint32_t entry_count, const unsigned char *excluded,
			struct place *best)
{
	int count = 0;

	for (uint32_t first = 0; first < entry_count; first += SCORES_AT_ONCE) {
		uint32_t end =
		    first + SCORES_AT_ONCE < entry_count ? first + SCORES_AT_ONCE : entry_count;
		if (count == INDEX_RANKED_MOST &&
		    !is_one_above(scores + first, end - first, best[count - 1].score))
			continue;
		for (uint32_t entry = first; entry < end; entry++)
			if (excluded == NULL || !excluded[entry])
				count =
				    keep_best(best, count, INDEX_RANKED_MOST, scores[entry], entry);
	}
	return count;
}

void index_rank(const struct index *index, const struct vector *question,
		const unsigned char *excluded, struct arena *arena, struct ranking *ranking)
{
	struct place best[INDEX_RANKED_MOST];
	struct nearest_example nearest[INDEX_NEAREST_MOST];
	float *scores = learned_scores(index, question);
	int near_count = index_nearest(index, question, arena, nearest);

	for (int at = 0; at < near_count; at++)
		scores[nearest[at].entry] += INDEX_LIKENESS_SHARE * nearest[at].likeness;
	int count = best_entries(scores, index->entry_count, excluded, best);
	free(scores);
	ranking->count = count;
	for (int at = 0; at < count; at++)
		ranking->best[at] = rank_of(&best[at], nearest, near_count);
}

float index_weight_of(const struct index *index, uint32_t feature, uint32_t entry)
{
	const struct index_weight *at = index->weights + index->weight_start[feature];
	uint32_t count = index->weight_start[feature + 1] - index->weight_start[feature];

	if (index->row_of[feature] != 0)
		return index->weight_step *
		       (float)
			   index->rows[(size_t)(index->row_of[feature] - 1) * index->entry_count +
				       entry];
	/* Halved without a branch: whichever way it went would be guessed wrong half of the time. */
	while (count > 1) {
		uint32_t half = count / 2;
		at += at[half].entry <= entry ? half : 0;
		count -= half;
	}
	return count == 1 && at->entry == entry ? (float)at->value * index->weight_step : 0;
}
