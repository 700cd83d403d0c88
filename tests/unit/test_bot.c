/* The bot's turn: answering, asking back, leaning on what was said, giving up. */
#include "tests/unit/bot_support.h"

#include <math.h>
#include <stdlib.h>

#include "bot/eval.h"
#include "bot/parts.h"
#include "bot/spelling.h"
#include "kb/snapshot_index.h"
#include "data/clock.h"
#include "data/json.h"
#include "data/text.h"

#define MESSAGE_MOST 4000 /* characters, as of a visitor's message */
#define STALL_MOST 50000 /* microseconds; generous on a slow machine: see STALL_ROOM */
#define NEVER      1.3   /* a confidence from which nothing is answered */
#define STALL_ROOM 20    /* times slower with sanitizers and beside other work */

struct talk {
	struct snapshot *snapshot;
	struct arena *arena;
	const char *memory;
	const char *language;
	double answer_from;
};

static int begin(void **state)
{
	struct talk *talk = calloc(1, sizeof(*talk));

	*talk = (struct talk){.snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE),
			      .arena = arena_new(),
			      .language = "en",
			      .answer_from = 0.35};
	*state = talk;
	return 0;
}

static int end(void **state)
{
	struct talk *talk = *state;

	snapshot_release(&talk->snapshot);
	arena_free(&talk->arena);
	free(talk);
	return 0;
}

static struct decision say(struct talk *talk, const char *text)
{
	struct bot_context context = {
	    .language = talk->language, .memory = talk->memory, .policy = bot_policy_default()};
	struct decision decision;
	const struct json *why;
	struct fault fault;

	context.policy.answer_from = talk->answer_from;
	context.policy.clarify_from = talk->answer_from / 2;
	bot_decide(talk->snapshot, &context, text, talk->arena, &decision);
	assert_true(json_parse(decision.why, strlen(decision.why), talk->arena, &why, &fault));
	assert_non_null(json_text(why, "step"));
	assert_non_null(decision.memory);
	assert_non_null(decision.reason);
	talk->memory = decision.memory;
	return decision;
}

static void assert_answers(const struct decision *decision, const char *entry)
{
	assert_int_equal(decision->kind, DECISION_ANSWER);
	assert_string_equal(decision->entry->external_id, entry);
}

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

static void say_quickly(struct talk *talk, const char *text)
{
	int64_t began = clock_steady_micros();

	talk->memory = NULL;
	say(talk, text);
	if (clock_steady_micros() - began > STALL_MOST * STALL_ROOM)
		fail_msg("a message of %zu bytes stalled the bot", strlen(text));
}

static char *repeat(struct arena *arena, const char *piece, int times)
{
	size_t length = strlen(piece);
	char *text = arena_alloc(arena, length * (size_t)times + 1);

	for (int at = 0; at < times; at++)
		memcpy(text + length * (size_t)at, piece, length);
	return text;
}

static void test_odd_messages_do_not_stall(void **state)
{
	struct talk *talk = *state;
	static const char *const pieces[] = {"x",         "\xf0\x9f\x98\x80",
					     "茶",        "kettle ",
					     "?",         "'",
					     "a'",        "กข",
					     "כל ",       "1 ",
					     "\x01",      "發票",
					     "e\xcc\x81", "qzxj "};

	for (size_t at = 0; at < sizeof(pieces) / sizeof(pieces[0]); at++)
		say_quickly(talk, repeat(talk->arena, pieces[at], 4000 / (int)strlen(pieces[at])));
	say_quickly(talk, "");
	say_quickly(talk, repeat(talk->arena, "how do I return it? ", 200));
	say_quickly(talk, repeat(talk->arena, "\xf0\x9f\x98\x80", MESSAGE_MOST));
	say_quickly(talk, repeat(talk->arena, "茶", MESSAGE_MOST));
}

/* As many characters as a message may have, hardly one twice, in sentences. */
static char *all_different(struct arena *arena, uint32_t first, uint32_t range)
{
	char *text = arena_alloc(arena, MESSAGE_MOST * 4 + 1), *end = text;

	for (uint32_t at = 0; at < MESSAGE_MOST; at++)
		if (at % 50 == 49)
			end += text_encode(0x3002 /* full stop */, end);
		else
			end += text_encode(first + at * 7919 % range, end);
	return text;
}

static void test_any_script_is_read_in_time(void **state)
{
	struct talk *talk = *state;
	static const struct {
		uint32_t first, range;
	} SCRIPTS[] = {{0x4e00, 0x51a0}, {0xac00, 0x2ba0}, {0x1200, 0x180}, {0x3040, 0xc0},
		       {0x600, 0x100},   {0xe00, 0x80},    {0x300, 0x70},   {0x1f300, 0x600},
		       {0x20000, 0xa000}};

	for (size_t at = 0; at < sizeof(SCRIPTS) / sizeof(SCRIPTS[0]); at++)
		say_quickly(talk,
			    all_different(talk->arena, SCRIPTS[at].first, SCRIPTS[at].range));
}

static struct talk talk_about(const struct compile_entry *entries, int count)
{
	return (struct talk){.snapshot = snapshot_of(entries, count),
			     .arena = arena_new(),
			     .language = "en",
			     .answer_from = bot_policy_default().answer_from};
}

static void hang_up(struct talk *talk)
{
	snapshot_release(&talk->snapshot);
	arena_free(&talk->arena);
}

/* The only entry is not the answer to everything. */
static void test_a_base_of_one_entry_knows_what_it_does_not(void **state)
{
	(void)state;
	static const struct compile_entry entry = {.external_id = "returns",
						   .question = "How do I return a kettle?",
						   .answer = "Send it.",
						   .category = "",
						   .language = "en",
						   .tags = ""};
	static const char *const strange[] = {"what is the weather in paris", "今天天气怎么样",
					      "a", "🙂"};
	struct talk talk = talk_about(&entry, 1);

	struct decision decision = say(&talk, "how do i return a kettle");
	assert_answers(&decision, "returns");
	for (size_t at = 0; at < sizeof(strange) / sizeof(strange[0]); at++) {
		talk.memory = NULL;
		assert_int_equal(say(&talk, strange[at]).kind, DECISION_UNMATCHED);
	}
	hang_up(&talk);
}

/* Two entries that say they answer the same: neither is surely right. */
static void test_identical_wordings_are_nobodys(void **state)
{
	(void)state;
	static const char *const same[] = {"bring the kettle back"};
	struct compile_entry entries[3];

	entries[0] = entries[1] = kettle_shop[0];
	entries[2] = kettle_shop[3];
	for (int at = 0; at < 2; at++) {
		entries[at].external_id = at == 0 ? "one" : "other";
		entries[at].variants = same;
		entries[at].variant_count = 1;
	}
	struct talk talk = talk_about(entries, 3);
	assert_int_not_equal(say(&talk, "how do i return a kettle").kind, DECISION_ANSWER);
	talk.memory = NULL;
	assert_int_not_equal(say(&talk, "kettle back").kind, DECISION_ANSWER);
	hang_up(&talk);
}

/* What imports refuse may still stand in a snapshot: asking beside it is quick. */
static void test_a_million_words_do_not_stall(void **state)
{
	(void)state;
	static const int WORDS = 1000000;
	char *huge = malloc((size_t)WORDS * 3 + 1);
	for (int at = 0; at < WORDS * 3; at += 3)
		memcpy(huge + at, "ab ", 3);
	huge[WORDS * 3] = 0;
	const char *const variants[] = {huge};
	struct compile_entry entries[KETTLE_SHOP_SIZE];

	memcpy(entries, kettle_shop, sizeof(entries));
	entries[0].variants = variants;
	entries[0].variant_count = 1;
	struct talk talk = talk_about(entries, KETTLE_SHOP_SIZE);
	say_quickly(&talk, "ab ab");
	say_quickly(&talk, repeat(talk.arena, "ab ", MESSAGE_MOST / 3));
	talk.memory = NULL;
	struct decision decision = say(&talk, "when do you open");
	assert_string_equal(decision.alternative_count > 0 && decision.entry == NULL
				? decision.alternatives[0].entry->external_id
				: decision.entry->external_id,
			    "opening_hours");
	hang_up(&talk);
	free(huge);
}

static void test_spelling(void **state)
{
	struct talk *talk = *state;
	(void)talk;
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
	    cmocka_unit_test_setup_teardown(test_odd_messages_do_not_stall, begin, end),
	    cmocka_unit_test_setup_teardown(test_any_script_is_read_in_time, begin, end),
	    cmocka_unit_test(test_a_base_of_one_entry_knows_what_it_does_not),
	    cmocka_unit_test(test_identical_wordings_are_nobodys),
	    cmocka_unit_test(test_a_million_words_do_not_stall),
	    cmocka_unit_test_setup_teardown(test_spelling, begin, end),
	    cmocka_unit_test_setup_teardown(test_parts, begin, end),
	    cmocka_unit_test_setup_teardown(test_eval_counts, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
