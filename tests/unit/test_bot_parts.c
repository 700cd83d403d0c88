/* What the bot's turn is made of: spelling, the parts of a message; and how good it is. */
#include "tests/unit/bot_talk.h"

#include <math.h>

#include "bot/eval.h"
#include "bot/parts.h"
#include "bot/spelling.h"
#include "kb/snapshot_index.h"

static void test_spelling(void **state)
{
	(void)state;
	const struct snapshot_word words[] = {
	    {.text = "teapot", .count = 3, .letters = 0x8c811, .length = 6},
	    {.text = "limescale", .count = 2, .letters = 0x41915, .length = 9},
	};

	assert_int_equal(spelling_distance("kettle", 6, "kettel", 6, 2), 1);
	assert_int_equal(spelling_distance("kettle", 6, "kettle", 6, 2), 0);
	assert_int_equal(spelling_distance("kettle", 6, "teapot", 6, 2), 3);
	assert_string_equal(spelling_nearest(words, 2, "taepot", 6), "teapot");
	assert_string_equal(spelling_nearest(words, 2, "limscalle", 9), "limescale");
	assert_null(spelling_nearest(words, 2, "orange", 6));
	assert_null(spelling_nearest(words, 2, "tea", 3));
}

static void test_parts(void **state)
{
	struct talk *talk = *state;
	struct parts parts = parts_split("It cost 3.50, at a.com. Is that 1,000? 好吗？！",
					 PART_SENTENCE, talk->arena);

	assert_int_equal(parts.count, 3);
	assert_int_equal(parts.questions, 2);
	assert_string_equal(parts.texts[0], "It cost 3.50, at a.com");
	assert_int_equal(parts_split("a, b, c", PART_CLAUSE, talk->arena).count, 3);
	assert_int_equal(parts_split("?!", PART_CLAUSE, talk->arena).count, 0);
}

static void test_eval_counts(void **state)
{
	struct talk *talk = *state;
	const char text[] =
	    "opening_hours\twhen do you open\n\nkettle_descale\twhen do you open\r\n"
	    "oos\tquantum chromodynamics\n";
	struct eval_question *questions;
	struct eval_report report;
	struct bot_policy policy = bot_policy_default();
	struct fault fault;
	int count;

	assert_true(eval_parse(text, strlen(text), talk->arena, &questions, &count, &fault));
	assert_int_equal(count, 3);
	eval_run(talk->snapshot, questions, count, &policy, &report);
	assert_int_equal(report.in_scope, 2);
	assert_true(report.accuracy == 0.5);
	assert_true(report.refused == 1);
	assert_true(report.auroc == 1);
	assert_int_equal(report.confused_count, 1);
	assert_string_equal(report.confused[0].got, "opening_hours");
	assert_non_null(strstr(eval_json(&report, talk->arena), "\"accuracy\":0.5"));
	assert_non_null(strstr(eval_text(&report, talk->arena), "opening_hours"));
	eval_run(talk->snapshot, questions, 1, &policy, &report);
	double promised = 0;
	for (int bin = 0; bin < EVAL_BINS; bin++)
		promised += report.bins[bin].confidence;
	double chance = sqrt(2 / M_PI * promised * (1 - promised));
	assert_true(fabs(report.calibration_chance - chance) < 1e-9);
	assert_false(eval_parse("a\tb\nno tab\n", 11, talk->arena, &questions, &count, &fault));
	assert_int_equal(fault.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spelling),
	    cmocka_unit_test_setup_teardown(test_parts, begin, end),
	    cmocka_unit_test_setup_teardown(test_eval_counts, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
