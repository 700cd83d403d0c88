/* Index: however weights are laid out, a question's ranking is their plain sum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "kb/index.h"

#define ENTRIES  311 /* more than are looked at together */
#define FEATURES 60
#define EXAMPLES 640

static uint32_t chance_state = 7;

static uint32_t chance(uint32_t below)
{
	chance_state = chance_state * 1664525u + 1013904223u;
	return (chance_state >> 8) % below;
}

static bool has_weight(uint32_t feature, uint32_t entry)
{
	return feature % 3 == 0 || (feature + entry) % 11 == 0; /* frequent ones and rare ones */
}

/* Examples have one to nine features, of which the last is their own rare one. */
static void give_examples(struct index *index)
{
	index->example_count = EXAMPLES;
	index->part_start = memory_array(EXAMPLES + 1, sizeof(uint32_t));
	index->parts = memory_array(EXAMPLES * 9, sizeof(struct index_part));
	index->example_entry = memory_array(EXAMPLES, sizeof(uint32_t));
	index->posting_start = memory_array(FEATURES + 1, sizeof(uint32_t));
	index->postings = memory_array(EXAMPLES * 9, sizeof(uint32_t));
	uint32_t parts = 0, postings = 0;
	for (uint32_t example = 0; example < EXAMPLES; example++) {
		index->part_start[example] = parts;
		index->example_entry[example] = example % ENTRIES;
		for (uint32_t feature = example % 5; feature < FEATURES; feature += 7)
			index->parts[parts++] =
			    (struct index_part){feature & VOCABULARY_MOST, 1 + chance(200)};
	}
	index->part_start[EXAMPLES] = parts;
	for (uint32_t feature = 0; feature < FEATURES; feature++) {
		index->posting_start[feature] = postings;
		for (uint32_t example = 0; example < EXAMPLES; example++)
			for (uint32_t at = index->part_start[example];
			     at < index->part_start[example + 1]; at++)
				if (index->parts[at].feature == feature)
					index->postings[postings++] = example;
	}
	index->posting_start[FEATURES] = postings;
}

static struct index *make_index(void)
{
	struct index *index = memory_new(sizeof(*index));
	uint32_t weights = 0;

	*index = (struct index){.entry_count = ENTRIES,
				.feature_count = FEATURES,
				.weight_step = 0.01f,
				.part_step = 0.001f};
	index->weight_start = memory_array(FEATURES + 1, sizeof(uint32_t));
	index->weights = memory_array(FEATURES * ENTRIES, sizeof(struct index_weight));
	for (uint32_t feature = 0; feature < FEATURES; feature++) {
		index->weight_start[feature] = weights;
		for (uint32_t entry = 0; entry < ENTRIES; entry++)
			if (has_weight(feature, entry))
				index->weights[weights++] =
				    (struct index_weight){entry & (INDEX_ENTRIES_MOST - 1),
							  (int32_t)chance(4000) - 2000};
	}
	index->weight_start[FEATURES] = weights;
	give_examples(index);
	index_lay_rows(index);
	return index;
}

static float weight_stored(const struct index *index, uint32_t feature, uint32_t entry)
{
	for (uint32_t at = index->weight_start[feature]; at < index->weight_start[feature + 1]; at++)
		if (index->weights[at].entry == entry)
			return (float)index->weights[at].value * index->weight_step;
	return 0;
}

static struct vector ask(struct arena *arena, uint32_t count)
{
	struct vector question = {.count = (int)count,
				  .features = arena_array(arena, count, sizeof(uint32_t)),
				  .weights = arena_array(arena, count, sizeof(float))};

	for (uint32_t at = 0; at < count; at++) {
		question.features[at] = at * FEATURES / count;
		question.weights[at] = 0.05f + (float)chance(100) / 1000;
	}
	return question;
}

static float likeness_to(const struct index *index, const struct vector *question, uint32_t example)
{
	float sum = 0;

	for (uint32_t part = index->part_start[example]; part < index->part_start[example + 1]; part++)
		for (int at = 0; at < question->count; at++)
			if (question->features[at] == index->parts[part].feature)
				sum += question->weights[at] * (float)index->parts[part].value;
	return sum * index->part_step;
}

static void the_layout_changes_no_weight(void **state)
{
	(void)state;
	struct index *index = make_index();
	int rows = 0;

	for (uint32_t feature = 0; feature < FEATURES; feature++) {
		rows += index->row_of[feature] != 0;
		for (uint32_t entry = 0; entry < ENTRIES; entry++)
			assert_true(index_weight_of(index, feature, entry) ==
				    weight_stored(index, feature, entry));
	}
	assert_int_equal(rows, FEATURES / 3);
	index_free(&index);
}

static void scores_are_sums(void **state)
{
	(void)state;
	struct index *index = make_index();
	struct arena *arena = arena_new();

	for (uint32_t count = 1; count <= FEATURES; count++) {
		struct vector question = ask(arena, count);
		struct ranking ranking;
		index_rank(index, &question, NULL, arena, &ranking);
		assert_int_equal(ranking.count, INDEX_RANKED_MOST);
		for (int at = 0; at < ranking.count; at++) {
			const struct ranked *ranked = &ranking.best[at];
			float learned = 0;
			for (int item = 0; item < question.count; item++)
				learned += question.weights[item] *
					   weight_stored(index, question.features[item], ranked->entry);
			assert_true(fabsf(ranked->learned - learned) < 1e-3f);
			if (ranked->example != UINT32_MAX)
				assert_true(fabsf(ranked->likeness -
						  likeness_to(index, &question, ranked->example)) < 1e-4f);
			assert_true(at == 0 || ranked->score <= ranking.best[at - 1].score);
		}
	}
	arena_free(&arena);
	index_free(&index);
}

static void who_is_excluded_is_passed_over(void **state)
{
	(void)state;
	struct index *index = make_index();
	struct arena *arena = arena_new();
	struct vector question = ask(arena, FEATURES);
	struct ranking all, rest;
	unsigned char excluded[ENTRIES] = {0};

	index_rank(index, &question, NULL, arena, &all);
	excluded[all.best[0].entry] = 1;
	index_rank(index, &question, excluded, arena, &rest);
	assert_int_equal(rest.best[0].entry, all.best[1].entry);
	arena_free(&arena);
	index_free(&index);
}

static void nobody_better_is_left_out(void **state)
{
	(void)state;
	struct index *index = make_index();
	struct arena *arena = arena_new();

	for (uint32_t count = 1; count <= FEATURES; count++) {
		struct vector question = ask(arena, count);
		unsigned char excluded[ENTRIES] = {0};
		float least = INFINITY;
		int seen = 0;
		for (struct ranking ranking = {.count = 1}; ranking.count > 0;) {
			index_rank(index, &question, excluded, arena, &ranking);
			for (int at = 0; at < ranking.count; at++) {
				assert_true(ranking.best[at].score <= least);
				least = ranking.best[at].score;
				excluded[ranking.best[at].entry] = 1;
				seen++;
			}
		}
		assert_int_equal(seen, ENTRIES);
	}
	arena_free(&arena);
	index_free(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_layout_changes_no_weight),
	    cmocka_unit_test(scores_are_sums),
	    cmocka_unit_test(who_is_excluded_is_passed_over),
	    cmocka_unit_test(nobody_better_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
