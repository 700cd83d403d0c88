/* What if: past questions on another snapshot or with another policy, the band
 * around the wrong ones, and the agents that hand-overs need. */
#include "tests/unit/bot_support.h"

#include <math.h>

#include "bot/erlang.h"
#include "bot/what_if.h"
#include "tests/unit/support.h"

#define COUNT 6

static const struct past_question asked[COUNT] = {
    {.conversation = {"a"},
     .number = 2,
     .site = "default",
     .language = "en",
     .text = "How do I return a kettle?",
     .decision = "answer",
     .entry = "kettle_return"},
    {.conversation = {"a"},
     .number = 4,
     .site = "default",
     .language = "en",
     .text = "let me talk to a human",
     .decision = "answer"},
    {.conversation = {"a"},
     .number = 6,
     .site = "default",
     .language = "en",
     .text = "When are you open?",
     .decision = "answer",
     .entry = "opening_hours"},
    {.conversation = {"b"},
     .number = 2,
     .site = "default",
     .language = "en",
     .text = "let me talk to a human",
     .decision = "handoff"},
    {.conversation = {"b"},
     .number = 4,
     .site = "default",
     .language = "en",
     .text = "When are you open?",
     .decision = "answer",
     .entry = "opening_hours"},
    {.conversation = {"c"},
     .number = 2,
     .site = "default",
     .language = "zh-CN",
     .text = "怎么开发票?",
     .decision = "answer",
     .entry = "invoice_zh"},
};

static struct what_if_side usual(struct snapshot *snapshot, double answer_from)
{
	struct what_if_side side = {.snapshot = snapshot, .policy = bot_policy_default()};
	side.policy.answer_from = answer_from;
	return side;
}

static void what_a_person_would_have_taken_is_counted_apart(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct what_if_side side = usual(snapshot, 0.3);
	struct what_if_outcome outcomes[COUNT];
	struct what_if_summary sum;
	what_if_run(&side, asked, COUNT, NULL, arena, outcomes);
	what_if_sum(asked, outcomes, COUNT, &sum);
	assert_string_equal(outcomes[0].entry, "kettle_return");
	assert_int_equal(outcomes[1].kind, DECISION_HANDOFF);
	/* Then the bot had gone on; in the trial a person has the conversation. */
	assert_true(outcomes[2].by_person);
	/* Handed over then too, and yet the visitor came back to the bot. */
	assert_false(outcomes[4].by_person);
	assert_string_equal(outcomes[4].entry, "opening_hours");
	assert_int_equal(sum.questions, 5);
	assert_int_equal(sum.by_person, 1);
	assert_int_equal(sum.handed_over, 2);
	assert_int_equal(sum.answered, 3);
	snapshot_release(&snapshot);
	arena_free(&arena);
}

static void what_was_taken_from_the_log_foretells_as_if_it_had_not_been(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct what_if_side side = usual(snapshot, 0.6);
	const char *kettle = judgement_key("How do I return a kettle?", arena);
	const char *open = judgement_key("When are you open?", arena);
	const char *invoice = judgement_key("怎么开发票?", arena);
	struct held_out_wording wordings[] = {
	    {.key = kettle, .of = "kettle_return", .entry = "teapot_return",
	     .question = "How do I return a teapot?", .confidence = 0.7, .offered = 0.9},
	    {.key = open, .of = "opening_hours", .entry = "opening_hours", .question = "?",
	     .confidence = 0.5, .offered = 0.9},
	    {.key = invoice, .of = "delivery_zh", .confidence = 0, .offered = 0},
	};
	struct held_out held_out = {.wordings = wordings, .count = 3};
	struct what_if_outcome outcomes[COUNT], foretold[COUNT];
	what_if_run(&side, asked, COUNT, NULL, arena, outcomes);
	for (int at = 0; at < COUNT; at++)
		outcomes[at].by_person = false;
	outcomes[2] = outcomes[4];
	/* What was asked twice is asked like that. */
	assert_int_equal(what_if_foretell(&side, asked, COUNT, &held_out, outcomes, foretold), 1);
	assert_string_equal(foretold[4].entry, "opening_hours");
	outcomes[2].is_judged = true;
	assert_int_equal(what_if_foretell(&side, asked, COUNT, &held_out, outcomes, foretold), 2);
	/* Another entry would be sure enough; none would; */
	assert_string_equal(foretold[0].entry, "teapot_return");
	assert_true(fabs(foretold[0].wrong - 0.3) < 1e-6);
	assert_int_equal(foretold[4].kind, DECISION_CLARIFY);
	assert_null(foretold[4].entry);
	/* a person has judged it; it was answered by another entry than it was taken into. */
	assert_string_equal(foretold[2].entry, "opening_hours");
	assert_string_equal(foretold[5].entry, "invoice_zh");
	snapshot_release(&snapshot);
	arena_free(&arena);
}

static struct bot_policy strict_shop(void *data, const struct snapshot *snapshot, const char *site)
{
	struct bot_policy policy = bot_policy_default();
	(void)data, (void)snapshot;
	policy.answer_from = strcmp(site, "default") == 0 ? 1 : 0;
	return policy;
}

static void a_stricter_policy_answers_less_and_the_change_is_seen(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct what_if_side loose = usual(snapshot, 0.3);
	struct what_if_side strict = {.snapshot = snapshot, .policy_of = strict_shop};
	struct past_question own_words[COUNT];
	struct what_if_outcome before[COUNT], after[COUNT];
	struct what_if_summary sum;
	memcpy(own_words, asked, sizeof(asked));
	for (int at = 0; at < COUNT; at++) /* what is published word for word is answered anyway */
		if (asked[at].entry != NULL)
			own_words[at].text = arena_format(arena, "%s 777", asked[at].text);
	what_if_run(&loose, own_words, COUNT, NULL, arena, before);
	what_if_run(&strict, own_words, COUNT, NULL, arena, after);
	what_if_sum(own_words, after, COUNT, &sum);
	assert_int_equal(sum.answered, 0);
	assert_true(what_if_differs(&before[0], &after[0]));
	assert_false(what_if_differs(&before[1], &after[1]));
	assert_false(what_if_differs(&before[3], &after[3]));
	snapshot_release(&snapshot);
	arena_free(&arena);
}

static void the_band_holds_the_estimate_and_narrows_with_more_answers(void **state)
{
	(void)state;
	enum { MANY = 2000 };
	struct past_question *questions = calloc(MANY, sizeof(*questions));
	struct what_if_outcome *outcomes = calloc(MANY, sizeof(*outcomes));
	struct what_if_summary few, many;
	for (int at = 0; at < MANY; at++) {
		snprintf(questions[at].conversation.text, sizeof(questions[at].conversation.text),
			 "%d", at / 2);
		outcomes[at] = (struct what_if_outcome){
		    .kind = DECISION_ANSWER, .entry = "x", .confidence = 0.9, .wrong = 0.1};
	}
	what_if_sum(questions, outcomes, 100, &few);
	what_if_sum(questions, outcomes, MANY, &many);
	assert_true(fabs(many.wrong - 0.1) < 1e-6);
	assert_true(many.wrong_low < 0.1 && 0.1 < many.wrong_high);
	assert_true(few.wrong_low < 0.1 && 0.1 < few.wrong_high);
	assert_true(many.wrong_high - many.wrong_low < few.wrong_high - few.wrong_low);
	/* 2,000 coins of 0.1: 95 % lie within 1.96 * sqrt(0.09 / 2000) = 0.013. */
	assert_true(many.wrong_high - many.wrong_low > 0.018);
	assert_true(many.wrong_high - many.wrong_low < 0.034);
	free(questions);
	free(outcomes);
}

static void no_wrong_answer_among_few_still_proves_little(void **state)
{
	(void)state;
	struct what_if_outcome outcomes[3];
	struct what_if_summary sum;
	for (int at = 0; at < 3; at++)
		outcomes[at] = (struct what_if_outcome){.kind = DECISION_ANSWER,
							.entry = "x",
							.confidence = 1,
							.wrong = 0,
							.is_judged = true};
	what_if_sum(asked, outcomes, 3, &sum);
	assert_int_equal(sum.judged, 3);
	assert_true(sum.wrong == 0);
	assert_true(sum.wrong_high > 0.3);
}

static void the_curve_falls_with_the_threshold(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct what_if_side side = usual(snapshot, 0.3);
	struct what_if_outcome outcomes[COUNT];
	struct what_if_point curve[WHAT_IF_CURVE];
	what_if_run(&side, asked, COUNT, NULL, arena, outcomes);
	what_if_curve(outcomes, COUNT, curve);
	assert_true(fabs(curve[30].answered - 3.0 / 5) < 1e-6);
	for (int at = 1; at < WHAT_IF_CURVE; at++)
		assert_true(curve[at].answered <= curve[at - 1].answered);
	snapshot_release(&snapshot);
	arena_free(&arena);
}

/* Ten erlangs on fourteen places: a caller waits with chance 0.1741 (the
 * tables of Erlang's C formula). */
static void erlang_agrees_with_the_tables(void **state)
{
	(void)state;
	assert_true(fabs(erlang_late(200, 180, 14, 0) - 0.1741) < 0.0005);
	assert_true(erlang_late(200, 180, 10, 0) == 1);
	assert_true(erlang_late(0, 180, 1, 0) == 0);
	assert_int_equal(erlang_places(0, 180, 20, 0.2), 0);
	int places = erlang_places(200, 180, 20, 0.2);
	assert_true(erlang_late(200, 180, places, 20) <= 0.2);
	assert_true(erlang_late(200, 180, places - 1, 20) > 0.2);
}

/* What the rules below look at. */
static const char *const gold[] = {"gold"};
static const char *const nobody_open[] = {""};
static const char *const support_open[] = {"Support"};

static struct past_question told(const char *conversation, const char *text,
				 const char *const *tags, const char *const *open)
{
	struct past_question question = {.at = 1760000000000,
					 .site = "default",
					 .language = "en",
					 .text = text,
					 .decision = "unmatched",
					 .member_tags = tags,
					 .member_tag_count = tags != NULL,
					 .open_groups = open,
					 .open_group_count = open[0][0] != '\0'};
	snprintf(question.conversation.text, sizeof(question.conversation.text), "%s",
		 conversation);
	return question;
}

static void rules_on_tags_and_open_groups_hold_as_they_did(void **state)
{
	(void)state;
	static const struct snapshot_rule rules[] = {
	    {.name = "vip",
	     .pattern = "kettle",
	     .priority = 9,
	     .conditions = "{\"tags\":[\"gold\"]}",
	     .actions = "{\"hand_over\":{\"reason\":\"vip\"}}"},
	    {.name = "at night",
	     .pattern = "ring me",
	     .priority = 8,
	     .conditions = "{\"hours\":{\"group\":\"Support\",\"open\":false}}",
	     .actions = "{\"say\":{\"text\":\"We open at nine.\"}}"},
	    {.name = "becomes gold",
	     .pattern = "secret word",
	     .priority = 7,
	     .actions = "{\"tags\":[\"gold\"],\"say\":{\"text\":\"Welcome.\"}}"},
	};
	const struct past_question questions[] = {
	    told("a", "about my kettle", gold, nobody_open),
	    told("b", "about my kettle", NULL, nobody_open),
	    told("c", "ring me", NULL, nobody_open),
	    told("d", "ring me", NULL, support_open),
	    told("e", "the secret word", NULL, nobody_open),
	    told("e", "about my kettle", NULL, nobody_open),
	    told("f", "about my kettle", NULL, nobody_open),
	};
	enum { ASKED = sizeof(questions) / sizeof(*questions) };
	struct what_if_outcome outcomes[ASKED];
	struct fault fault;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	must(bot_prepare_with(snapshot, rules, 3, &fault), &fault);
	struct what_if_side side = usual(snapshot, 0.9);
	what_if_run(&side, questions, ASKED, NULL, arena, outcomes);
	assert_string_equal(outcomes[0].reason, "vip");
	assert_string_not_equal(outcomes[1].reason, "vip");
	assert_string_equal(outcomes[2].reason, "rule");
	assert_string_not_equal(outcomes[3].reason, "rule");
	/* A tag that the trial gives holds to the end of its conversation. */
	assert_string_equal(outcomes[5].reason, "vip");
	assert_string_not_equal(outcomes[6].reason, "vip");
	snapshot_release(&snapshot);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_person_would_have_taken_is_counted_apart),
	    cmocka_unit_test(what_was_taken_from_the_log_foretells_as_if_it_had_not_been),
	    cmocka_unit_test(a_stricter_policy_answers_less_and_the_change_is_seen),
	    cmocka_unit_test(the_band_holds_the_estimate_and_narrows_with_more_answers),
	    cmocka_unit_test(no_wrong_answer_among_few_still_proves_little),
	    cmocka_unit_test(rules_on_tags_and_open_groups_hold_as_they_did),
	    cmocka_unit_test(the_curve_falls_with_the_threshold),
	    cmocka_unit_test(erlang_agrees_with_the_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
