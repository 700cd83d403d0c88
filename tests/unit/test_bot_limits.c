/* The bot's turn at its limits: messages that are long, odd or in any script, and bases that are
 * tiny, contradict themselves, or hold what imports refuse. */
#include "tests/unit/bot_talk.h"

#include "data/clock.h"
#include "data/text.h"

#define MESSAGE_MOST 4000  /* characters, as of a visitor's message */
#define STALL_MOST   50000 /* microseconds; generous on a slow machine: see STALL_ROOM */
#define STALL_ROOM   20    /* times slower with sanitizers and beside other work */

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
					      "a"};
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_odd_messages_do_not_stall, begin, end),
	    cmocka_unit_test_setup_teardown(test_any_script_is_read_in_time, begin, end),
	    cmocka_unit_test(test_a_base_of_one_entry_knows_what_it_does_not),
	    cmocka_unit_test(test_identical_wordings_are_nobodys),
	    cmocka_unit_test(test_a_million_words_do_not_stall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
