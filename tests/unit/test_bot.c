/* The bot's turn: answering, asking back, leaning on what was said, giving up. */
#include "tests/unit/bot_talk.h"

#define NEVER 1.3 /* a confidence from which nothing is answered */

static void test_answers(void **state)
{
	struct talk *talk = *state;
	static const char *const cases[][2] = {
	    {"when do you open", "opening_hours"},
	    {"remove limescale", "kettle_descale"},
	    {"remove limescal please", "kettle_descale"},
	    {"send back my teapot", "teapot_return"},
	    {"怎么补开发票", "invoice_zh"},
	    {"怎麼補開發票", "invoice_zh"},
	    {"快递多久到", "delivery_zh"},
	};

	for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		talk->memory = NULL;
		struct decision decision = say(talk, cases[at][0]);
		assert_answers(&decision, cases[at][1]);
	}
}

/* Why not the next best: how far behind it is, and which of the words it lacks. */
static void test_says_why_not_the_others(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "send back my teapot");
	const struct json *why;
	struct fault fault;

	assert_true(json_parse(decision.why, strlen(decision.why), talk->arena, &why, &fault));
	assert_non_null(json_text(why, "question"));
	assert_true(json_member(why, "needed")->number == talk->answer_from);
	const struct json *next = json_member(why, "runners_up")->first;
	assert_non_null(next);
	for (; next != NULL; next = next->next) {
		assert_non_null(json_text(next, "question"));
		assert_true(json_member(next, "behind")->number >= 0);
		const struct json *lacks = json_member(next, "lacks")->first;
		assert_non_null(lacks);
		assert_non_null(strstr("send back my teapot", lacks->text));
	}
}

static void test_a_greeting_around_a_question(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "Hi there, when do you open on Sunday? Thanks");

	assert_answers(&decision, "opening_hours");
	talk->memory = NULL;
	decision = say(talk, "hello");
	assert_answers(&decision, "courtesy_hello");
}

static void test_two_questions_are_both_offered(void **state)
{
	struct talk *talk = *state;
	struct decision decision =
	    say(talk, "What are your opening hours? How do I descale a kettle?");

	assert_int_equal(decision.kind, DECISION_CLARIFY);
	assert_string_equal(decision.reason, "several-questions");
	assert_int_equal(decision.alternative_count, 2);
	decision = say(talk, "the second one");
	assert_answers(&decision, "kettle_descale");
	assert_string_equal(decision.reason, "choice");
}

static void test_a_question_inside_a_story(void **state)
{
	struct talk *talk = *state;
	char story[4000] = "";

	for (int at = 0; at < 20; at++)
		strcat(story,
		       "Yesterday my cousin walked along the river with two dogs and a drum. ");
	strcat(story, "How do I descale a kettle? ");
	for (int at = 0; at < 20; at++)
		strcat(story, "Then it rained on us all the way to the station. ");
	struct decision decision = say(talk, story);
	assert_answers(&decision, "kettle_descale");
}

static void test_choices(void **state)
{
	struct talk *talk = *state;
	static const char *const picks[] = {"2", "option 2", "第二个", "选2",
					    "how do I return a teapot"};

	for (size_t at = 0; at < sizeof(picks) / sizeof(picks[0]); at++) {
		talk->memory = "{\"choices\":[\"kettle_return\",\"teapot_return\"],\"unsure\":1}";
		struct decision decision = say(talk, picks[at]);
		assert_answers(&decision, "teapot_return");
		assert_string_equal(decision.reason, "choice");
	}
	struct bot_context context = {.choice = "opening_hours", .policy = bot_policy_default()};
	struct decision decision;
	bot_decide(talk->snapshot, &context, "any", talk->arena, &decision);
	assert_answers(&decision, "opening_hours");
}

static void test_a_correction_leaves_the_topic(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "How do I return a kettle?");

	assert_answers(&decision, "kettle_return");
	decision = say(talk, "no, I meant a teapot");
	assert_true(decision.entry == NULL ||
		    strcmp(decision.entry->external_id, "kettle_return") != 0);
	assert_string_equal(
	    (decision.entry != NULL ? decision.entry : decision.alternatives[0].entry)->external_id,
	    "teapot_return");
	talk->memory = NULL;
	say(talk, "How do I return a kettle?");
	decision = say(talk, "no that is not it");
	assert_int_not_equal(decision.kind, DECISION_ANSWER);
	assert_string_equal(decision.reason, "corrected");
}

static void test_a_repeated_question_gets_something_else(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "How do I return a kettle?");

	assert_answers(&decision, "kettle_return");
	decision = say(talk, "how do i return a kettle");
	assert_int_not_equal(decision.kind, DECISION_ANSWER);
	for (int at = 0; at < decision.alternative_count && decision.kind == DECISION_CLARIFY; at++)
		assert_string_not_equal(decision.alternatives[at].entry->external_id,
					"kettle_return");
}

static void test_a_follow_up_keeps_the_topic(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "How do I return a kettle?");

	decision = say(talk, "and a teapot?");
	assert_string_equal(
	    (decision.entry != NULL ? decision.entry : decision.alternatives[0].entry)->external_id,
	    "teapot_return");
}

static bool is_offered(const struct decision *decision, const char *entry)
{
	for (int at = 0; at < decision->choice_count; at++)
		if (strcmp(decision->choices[at].entry, entry) == 0)
			return true;
	return false;
}

/* When a follow-up isn't sure, what is offered holds what it says by itself and
 * what it says of the topic, which stays while it is asked. */
static void test_an_unsure_follow_up_offers_both_readings(void **state)
{
	struct talk *talk = *state;
	struct decision decision;

	talk->answer_from = NEVER;
	talk->memory =
	    "{\"topic\":\"kettle_return\",\"question\":\"How do I return a kettle?\"}";
	decision = say(talk, "and on Sunday?");
	assert_int_equal(decision.kind, DECISION_CLARIFY);
	assert_true(is_offered(&decision, "kettle_return"));
	assert_true(is_offered(&decision, "opening_hours"));
	assert_non_null(strstr(decision.memory, "\"topic\":\"kettle_return\""));
}

/* No single entry is likely, but together they are. */
static void test_one_word_of_several_entries_offers_them(void **state)
{
	struct talk *talk = *state;
	struct decision decision;

	talk->answer_from = NEVER;
	decision = say(talk, "back?");
	assert_int_equal(decision.kind, DECISION_CLARIFY);
	assert_true(decision.confidence < NEVER / 2);
	assert_true(is_offered(&decision, "kettle_return"));
	assert_true(is_offered(&decision, "teapot_return"));
	talk->memory = NULL;
	assert_int_equal(say(talk, "lattice?").kind, DECISION_UNMATCHED);
}

/* Without an answer before, what was meant is all that counts. */
static void test_what_was_meant_is_read_without_the_rest(void **state)
{
	struct talk *talk = *state;
	struct decision plain = say(talk, "limescale inside");

	talk->memory = NULL;
	say(talk, "lattice");
	struct decision meant = say(talk, "I mean limescale inside");
	assert_answers(&meant, "kettle_descale");
	assert_true(meant.confidence == plain.confidence);
}

static void test_unsure_twice_gets_a_person(void **state)
{
	struct talk *talk = *state;
	struct decision decision = say(talk, "quantum chromodynamics lattice");

	assert_int_equal(decision.kind, DECISION_UNMATCHED);
	decision = say(talk, "量子色动力学");
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	assert_string_equal(decision.reason, "unsure-again");
}

static void test_a_person_is_always_reachable(void **state)
{
	struct talk *talk = *state;
	struct bot_context context = {.policy = bot_policy_default()};
	struct decision decision = say(talk, "转人工");

	assert_int_equal(decision.kind, DECISION_HANDOFF);
	assert_string_equal(decision.reason, "asked-for-person");
	bot_decide(NULL, &context, "let me talk to a human", talk->arena, &decision);
	assert_int_equal(decision.kind, DECISION_HANDOFF);
	bot_decide(NULL, &context, "when do you open", talk->arena, &decision);
	assert_int_equal(decision.kind, DECISION_UNMATCHED);
	assert_string_equal(decision.reason, "empty-base");
}

static void test_bad_memory_is_forgotten(void **state)
{
	struct talk *talk = *state;
	static const char *const memories[] = {"", "{", "[]", "{\"topic\":7,\"choices\":\"x\"}",
					       "{\"choices\":[\"gone\"],\"unsure\":-5}"};

	for (size_t at = 0; at < sizeof(memories) / sizeof(memories[0]); at++) {
		talk->memory = memories[at];
		struct decision decision = say(talk, "when do you open");
		assert_answers(&decision, "opening_hours");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_answers, begin, end),
	    cmocka_unit_test_setup_teardown(test_says_why_not_the_others, begin, end),
	    cmocka_unit_test_setup_teardown(test_a_greeting_around_a_question, begin, end),
	    cmocka_unit_test_setup_teardown(test_two_questions_are_both_offered, begin, end),
	    cmocka_unit_test_setup_teardown(test_a_question_inside_a_story, begin, end),
	    cmocka_unit_test_setup_teardown(test_choices, begin, end),
	    cmocka_unit_test_setup_teardown(test_a_correction_leaves_the_topic, begin, end),
	    cmocka_unit_test_setup_teardown(test_a_repeated_question_gets_something_else, begin,
					    end),
	    cmocka_unit_test_setup_teardown(test_a_follow_up_keeps_the_topic, begin, end),
	    cmocka_unit_test_setup_teardown(test_an_unsure_follow_up_offers_both_readings, begin, end),
	    cmocka_unit_test_setup_teardown(test_one_word_of_several_entries_offers_them, begin, end),
	    cmocka_unit_test_setup_teardown(test_what_was_meant_is_read_without_the_rest, begin, end),
	    cmocka_unit_test_setup_teardown(test_unsure_twice_gets_a_person, begin, end),
	    cmocka_unit_test_setup_teardown(test_a_person_is_always_reachable, begin, end),
	    cmocka_unit_test_setup_teardown(test_bad_memory_is_forgotten, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
