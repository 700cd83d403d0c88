/* Learning: both ways tell small sets apart; chances are fitted soundly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "kb/calibrate.h"
#include "kb/logistic.h"
#include "kb/train_internal.h"

/* Three entries; feature 3 is in every example, features 0 to 2 tell. */
static const size_t START[] = {0, 2, 4, 6, 8, 10, 12};
static const uint32_t FEATURES[] = {0, 3, 0, 3, 1, 3, 1, 3, 2, 3, 2, 3};
static const float WEIGHTS[] = {.9f, .4f, .8f, .5f, .9f, .4f, .8f, .5f, .9f, .4f, .8f, .5f};
static const uint32_t ENTRY[] = {0, 0, 1, 1, 2, 2};

static struct example_set three_entries(void)
{
	return (struct example_set){.count = 6,
				    .entry_count = 3,
				    .feature_count = 4,
				    .start = START,
				    .features = FEATURES,
				    .weights = WEIGHTS,
				    .entry = ENTRY};
}

static float score(const struct example_set *set, const struct learned *learned, uint32_t example)
{
	float sum = 0;

	for (uint32_t at = 0; at < learned->count; at++)
		for (size_t part = set->start[example]; part < set->start[example + 1]; part++)
			if (set->features[part] == learned->features[at])
				sum += set->weights[part] * learned->weights[at];
	return sum;
}

static void assert_tells_apart(const struct example_set *set, struct learned *learned)
{
	for (uint32_t example = 0; example < set->count; example++)
		for (uint32_t entry = 0; entry < set->entry_count; entry++)
			if (entry != set->entry[example])
				assert_true(score(set, &learned[set->entry[example]], example) >
					    score(set, &learned[entry], example) + 0.2f);
	learned_free(&learned, set->entry_count);
	assert_null(learned);
}

static void test_both_ways_tell_apart(void **state)
{
	(void)state;
	struct example_set set = three_entries();

	assert_tells_apart(&set, train_jointly(&set));
	assert_tells_apart(&set, train_each(&set, 1));
	assert_tells_apart(&set, train_each(&set, 4));
}

static void test_what_is_left_out_is_not_learned(void **state)
{
	(void)state;
	struct example_set set = three_entries();
	const bool left_out[] = {false, false, false, false, true, true};
	set.left_out = left_out;

	struct learned *learned = train(&set, 1);
	for (uint32_t at = 0; at < learned[0].count; at++)
		assert_int_not_equal(learned[0].features[at], 2);
	assert_int_equal(learned[2].count == 0 || score(&set, &learned[2], 4) <= 0, 1);
	learned_free(&learned, 3);
}

static void test_an_empty_set(void **state)
{
	(void)state;
	const size_t start[] = {0};
	struct example_set set = {.start = start};

	struct learned *learned = train(&set, 2);
	learned_free(&learned, 0);
}

static void test_logistic_finds_constants(void **state)
{
	(void)state;
	const double towards[] = {0, 0, 0};
	struct outcome outcomes[2000];
	double constants[LOGISTIC_INPUTS];

	for (int at = 0; at < 2000; at++) {
		double input = (at % 100 - 50) / 10.0;
		double chance = logistic(0.5 + 2 * input);
		outcomes[at] = (struct outcome){{1, input}, (at / 100 + 0.5) / 20 < chance, 1};
	}
	logistic_fit(outcomes, 2000, towards, constants);
	assert_true(fabs(constants[0] - 0.5) < 0.2);
	assert_true(fabs(constants[1] - 2) < 0.3);
	logistic_fit(outcomes, 0, towards, constants);
	assert_true(constants[0] == 0 && constants[1] == 0);
}

static void test_confidence_grows_with_score_and_lead(void **state)
{
	(void)state;
	struct judgement judgements[300];
	for (int at = 0; at < 300; at++)
		judgements[at] = (struct judgement){.score = at % 30 / 10.0,
						    .lead = at % 7 / 5.0,
						    .right = at % 30 > 12 && at % 7 > 1,
						    .strange = at % 30 < 6};
	struct calibration calibration = calibration_fit(judgements, 300, 0.2);

	for (double value = -1; value < 5; value += 0.5) {
		double low = calibration_confidence(&calibration, value, 1);
		assert_true(low >= 0 && low <= 1);
		assert_true(calibration_confidence(&calibration, value + 0.5, 1) >= low);
		assert_true(calibration_confidence(&calibration, 2, value + 0.5) >=
			    calibration_confidence(&calibration, 2, value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_both_ways_tell_apart),
	    cmocka_unit_test(test_what_is_left_out_is_not_learned),
	    cmocka_unit_test(test_an_empty_set),
	    cmocka_unit_test(test_logistic_finds_constants),
	    cmocka_unit_test(test_confidence_grows_with_score_and_lead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
