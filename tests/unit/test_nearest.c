/* Nearest: in a large base an entry is told apart from those most like it, in a small one from all. */
#include "tests/unit/support.h"

#include "kb/nearest.h"
#include "kb/train.h"

#define PARTS 2 /* features of an example: its family's, and one of its own entry's */

struct made {
	struct example_set set;
	size_t *start;
	uint32_t *features, *entry;
	float *weights;
	bool *left_out;
};

/* Entries in families of ten; an example holds its family's feature, strongly, and its entry's. */
static struct made make(uint32_t entries, uint32_t each)
{
	uint32_t count = entries * each, families = (entries + 9) / 10;
	struct made made = {.start = calloc(count + 1, sizeof(size_t)),
			    .features = calloc((size_t)count * PARTS, sizeof(uint32_t)),
			    .entry = calloc(count, sizeof(uint32_t)),
			    .weights = calloc((size_t)count * PARTS, sizeof(float)),
			    .left_out = calloc(count, sizeof(bool))};
	for (uint32_t at = 0; at < count; at++) {
		uint32_t entry = at / each;
		made.entry[at] = entry;
		made.features[at * PARTS] = entry / 10;
		made.features[at * PARTS + 1] = families + entry;
		made.weights[at * PARTS] = made.weights[at * PARTS + 1] = 0.7f;
		made.start[at + 1] = (size_t)(at + 1) * PARTS;
	}
	made.set = (struct example_set){.count = count,
					.entry_count = entries,
					.feature_count = families + entries,
					.start = made.start,
					.features = made.features,
					.weights = made.weights,
					.entry = made.entry,
					.left_out = made.left_out};
	return made;
}

static void end(struct made *made)
{
	free(made->start);
	free(made->features);
	free(made->entry);
	free(made->weights);
	free(made->left_out);
}

/* How many of the chosen examples are the entry's, of its family, and of others. */
struct tally {
	uint32_t own, family, others;
};

static struct tally choose(const struct made *made, uint32_t entry)
{
	struct tally tally = {0};
	struct nearest *nearest = nearest_new(&made->set);
	struct nearest_search *search = nearest_search_new(nearest);
	uint32_t *out = calloc(made->set.count, sizeof(uint32_t));
	/* What was searched for before leaves nothing behind. */
	nearest_examples(search, (entry + 1) % made->set.entry_count, out);
	uint32_t count = nearest_examples(search, entry, out);
	for (uint32_t at = 0; at < count; at++) {
		uint32_t whose = made->entry[out[at]];
		assert_false(made->left_out[out[at]]);
		for (uint32_t other = 0; other < at; other++)
			assert_int_not_equal(out[other], out[at]);
		tally.own += whose == entry;
		tally.family += whose != entry && whose / 10 == entry / 10;
		tally.others += whose / 10 != entry / 10;
	}
	free(out);
	nearest_search_free(&search);
	nearest_free(&nearest);
	assert_null(search);
	assert_null(nearest);
	return tally;
}

static void a_small_base_is_taken_whole(void **state)
{
	(void)state;
	struct made made = make(20, 5);
	made.left_out[7] = true;
	struct tally tally = choose(&made, 3);
	assert_int_equal(tally.own, 5);
	assert_int_equal(tally.family, 44);
	assert_int_equal(tally.others, 50);
	end(&made);
}

static void of_a_large_base_those_most_alike_are_taken(void **state)
{
	(void)state;
	struct made made = make(1000, 5);
	struct tally tally = choose(&made, 123);
	assert_int_equal(tally.own, 5);
	assert_int_equal(tally.family, 45);
	assert_true(tally.others < 1000);
	end(&made);
}

static void of_a_very_large_base_most_come_from_anywhere(void **state)
{
	(void)state;
	struct made made = make(20000, 2);
	struct tally tally = choose(&made, 12345);
	assert_int_equal(tally.own, 2);
	assert_int_equal(tally.family, 18);
	assert_in_range(tally.others, 120, 250);
	end(&made);
}

static void what_is_left_out_is_not_learned_from(void **state)
{
	(void)state;
	struct made made = make(1000, 5);
	made.left_out[123 * 5] = made.left_out[124 * 5] = true;
	struct tally tally = choose(&made, 123);
	assert_int_equal(tally.own, 4);
	assert_int_equal(tally.family, 44);
	end(&made);
}

static void an_entry_without_examples_has_none_of_its_own(void **state)
{
	(void)state;
	struct made made = make(1000, 5);
	for (uint32_t at = 123 * 5; at < 124 * 5; at++)
		made.left_out[at] = true;
	assert_int_equal(choose(&made, 123).own, 0);
	end(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_small_base_is_taken_whole),
	    cmocka_unit_test(of_a_large_base_those_most_alike_are_taken),
	    cmocka_unit_test(of_a_very_large_base_most_come_from_anywhere),
	    cmocka_unit_test(what_is_left_out_is_not_learned_from),
	    cmocka_unit_test(an_entry_without_examples_has_none_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
