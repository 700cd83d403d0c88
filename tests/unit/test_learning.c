/* What editors and agents teach a base beside its wordings: synonyms, stop
 * words and judgements; and what is read in place of what was typed. */
#include "tests/unit/bot_support.h"

#include "bot/rank.h"

static struct snapshot *compile(const struct compile_source *source)
{
	struct compile_source whole = *source;
	struct fault fault;

	whole.number = 1;
	whole.entries = kettle_shop;
	whole.entry_count = KETTLE_SHOP_SIZE;
	assert_true(compile_snapshot(&whole, test_snapshot_path(), &fault));
	struct snapshot *snapshot = snapshot_open(test_snapshot_path(), &fault);
	assert_non_null(snapshot);
	assert_true(bot_prepare(snapshot, &fault));
	unlink(test_snapshot_path());
	return snapshot;
}

/* The best match; its texts live as long as the snapshot. */
static struct match best(struct snapshot *snapshot, const char *text)
{
	struct arena *arena = arena_new();
	struct question question = question_read(snapshot, text, arena);
	struct matches matches = rank_question(snapshot, &question, "", NULL, arena);
	struct match match = matches.count > 0 ? matches.best[0] : (struct match){0};

	arena_free(&arena);
	return match;
}

static void test_synonyms_meet(void **state)
{
	(void)state;
	const struct compile_synonyms groups[] = {
	    {(const char *const[]){"limescale", "white crust", "calcium"}, 3},
	    {(const char *const[]){"发票", "报销单据"}, 2},
	};
	struct snapshot *plain = compile(&(struct compile_source){0});
	struct snapshot *taught =
	    compile(&(struct compile_source){.synonyms = groups, .synonym_count = 2});

	double before = best(plain, "White crusts everywhere").confidence;
	struct match after = best(taught, "White crusts everywhere");
	assert_string_equal(after.entry->external_id, "kettle_descale");
	assert_true(after.confidence > before);
	assert_string_equal(best(taught, "要報銷單據").entry->external_id, "invoice_zh");
	assert_true(best(taught, "要报销单据").ranked.score >
		    best(plain, "要报销单据").ranked.score);
	snapshot_release(&plain);
	snapshot_release(&taught);
}

static void test_stop_words_say_nothing(void **state)
{
	(void)state;
	const char *const words[] = {"kindly", "劳驾", "hello"};
	struct snapshot *plain = compile(&(struct compile_source){0});
	struct snapshot *taught =
	    compile(&(struct compile_source){.stop_words = words, .stop_word_count = 3});

	assert_true(best(taught, "kindly limescale").ranked.score >
		    best(plain, "kindly limescale").ranked.score);
	assert_true(best(taught, "劳驾发票").ranked.score > best(plain, "劳驾发票").ranked.score);
	/* A text of nothing else is still read. */
	assert_non_null(best(taught, "hello").entry);
	snapshot_release(&plain);
	snapshot_release(&taught);
}

static void test_what_was_confirmed_is_learned(void **state)
{
	(void)state;
	const struct compile_judgement judgements[] = {
	    {"my brew machine is furry inside", "en", "kettle_descale", true, "editor"},
	    {"my brew machine is furry inside", "en", "kettle_descale", true, "agent"},
	    {"gone away entry", "en", "absent", true, "agent"},
	    {"thumbs up only", "en", "opening_hours", true, "visitor"},
	};
	struct snapshot *plain = compile(&(struct compile_source){0});
	struct snapshot *taught =
	    compile(&(struct compile_source){.judgements = judgements, .judgement_count = 4});

	struct match after = best(taught, "is my brew machine furry?");
	assert_string_equal(after.entry->external_id, "kettle_descale");
	assert_true(after.ranked.score > best(plain, "is my brew machine furry?").ranked.score);
	assert_true(best(taught, "thumbs up only").ranked.likeness < 0.5);
	assert_int_equal(snapshot_variant_count(taught), snapshot_variant_count(plain));
	snapshot_release(&plain);
	snapshot_release(&taught);
}

/* Editors who say again and again that nothing answers make the base doubt. */
static void test_what_nothing_answers_lowers_confidence(void **state)
{
	(void)state;
	static char texts[100][64];
	static struct compile_judgement judgements[100];
	for (int at = 0; at < 100; at++) {
		snprintf(texts[at], sizeof(texts[at]), "can the kettle sing song number %d", at);
		judgements[at] = (struct compile_judgement){texts[at], "en", "", true, "editor"};
	}
	struct snapshot *plain = compile(&(struct compile_source){0});
	struct snapshot *taught =
	    compile(&(struct compile_source){.judgements = judgements, .judgement_count = 100});

	assert_true(best(taught, "can the kettle sing for me").confidence <
		    best(plain, "can the kettle sing for me").confidence);
	snapshot_release(&plain);
	snapshot_release(&taught);
}

static void test_fewer_wrong_answers_need_more_confidence(void **state)
{
	(void)state;
	struct snapshot *snapshot = compile(&(struct compile_source){0});
	double before = 1;

	for (double accepted = 0; accepted <= 1; accepted += 0.02) {
		double from = snapshot_threshold(snapshot, accepted);
		assert_true(from >= 0 && from <= before);
		before = from;
	}
	assert_true(snapshot_threshold(snapshot, 0) > 0.9);
	assert_true(snapshot_threshold(snapshot, 1) == 0);
	snapshot_release(&snapshot);
}

static void test_homophones_are_read_as_the_base_has_them(void **state)
{
	(void)state;
	struct snapshot *snapshot = compile(&(struct compile_source){0});
	struct arena *arena = arena_new();
	struct question question = question_read(snapshot, "我要开法票", arena);

	assert_int_equal(question.correction_count, 1);
	assert_string_equal(question.corrections[0].from, "法");
	assert_string_equal(question.corrections[0].to, "发");
	assert_int_equal(question_read(snapshot, "我要开发票", arena).correction_count, 0);
	assert_string_equal(best(snapshot, "快第几天道").entry->external_id, "delivery_zh");
	arena_free(&arena);
	snapshot_release(&snapshot);
}

/* Nothing that somebody can type takes long or finds what isn't there. */
static void test_odd_texts_find_nothing(void **state)
{
	(void)state;
	struct snapshot *snapshot = compile(&(struct compile_source){0});
	static const char *const pieces[] = {"🙂", "\x01\x02", "ꙮ",           "ሰ",
					     "龘",   "zqxj ",    "\xe2\x80\xae"};
	char text[16001];

	for (size_t piece = 0; piece < sizeof(pieces) / sizeof(pieces[0]); piece++) {
		size_t length = strlen(pieces[piece]), used = 0;
		while (used + length < 16000) {
			memcpy(text + used, pieces[piece], length);
			used += length;
		}
		text[used] = 0;
		struct match match = best(snapshot, text);
		assert_true(match.entry == NULL || match.confidence < 0.3);
	}
	snapshot_release(&snapshot);
}

/* An entry of another site, or of another time, is passed over. */
static void test_entries_have_their_sites_and_times(void **state)
{
	(void)state;
	struct compile_entry entries[KETTLE_SHOP_SIZE];
	memcpy(entries, kettle_shop, sizeof(entries));
	entries[0].sites = "shop outlet";
	entries[0].valid_from = 1000;
	entries[0].valid_until = 2000;
	struct snapshot *snapshot = snapshot_of(entries, KETTLE_SHOP_SIZE);
	static const struct {
		const char *site;
		int64_t now;
		bool shown;
	} rows[] = {{"shop", 1500, true},  {"outlet", 1000, true}, {"shop", 999, false},
		    {"shop", 2000, false}, {"sho", 1500, false},   {NULL, 1500, true}};

	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
		struct arena *arena = arena_new();
		const struct bot_context context = {.site = rows[row].site,
						    .now_ms = rows[row].now};
		struct question question =
		    question_read(snapshot, "how do I return a kettle?", arena);
		struct matches matches =
		    rank_for_visitor(snapshot, &question, &context, "en", NULL, arena);
		bool shown = strcmp(matches.best[0].entry->external_id, "kettle_return") == 0;
		assert_int_equal(shown, rows[row].shown);
		arena_free(&arena);
	}
	snapshot_release(&snapshot);
}

#define ASKED 200

/* The base without, and with what was asked; the share of the latter of a
 * question's confidence without. */
static double confidence_after(const char *const *asked, int count, const char *text)
{
	struct snapshot *plain = compile(&(struct compile_source){0});
	struct snapshot *after =
	    compile(&(struct compile_source){.asked = asked, .asked_count = count});
	double share = best(after, text).confidence / best(plain, text).confidence;

	snapshot_release(&plain);
	snapshot_release(&after);
	return share;
}

/* Where most of what is asked is about something else, a question has to be
 * nearer to the base to be taken for one of it, and the other way round. */
static void test_what_is_asked_moves_confidence(void **state)
{
	(void)state;
	static const char *const strange[] = {
	    "my parrot sings too loud", "prime numbers below fifty", "明天会下雨吗",
	    "which bus goes to the airport", "写一首关于秋天的诗"};
	const char *asked[ASKED];
	char texts[ASKED][64];

	for (int at = 0; at < ASKED; at++) {
		snprintf(texts[at], sizeof(texts[at]), "%s %d", strange[at % 5], at);
		asked[at] = texts[at];
	}
	assert_true(confidence_after(asked, ASKED, "return policy") < 0.9);
	assert_true(confidence_after(asked, 49, "return policy") == 1);
	for (int at = 0; at < ASKED; at++)
		asked[at] = kettle_shop[at % KETTLE_SHOP_SIZE].question;
	assert_true(confidence_after(asked, ASKED, "return policy") > 1);
	asked[0] = "\x01\x02 \U0001F642";
	assert_true(confidence_after(asked, ASKED, "return policy") > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_synonyms_meet),
	    cmocka_unit_test(test_what_is_asked_moves_confidence),
	    cmocka_unit_test(test_stop_words_say_nothing),
	    cmocka_unit_test(test_what_was_confirmed_is_learned),
	    cmocka_unit_test(test_what_nothing_answers_lowers_confidence),
	    cmocka_unit_test(test_fewer_wrong_answers_need_more_confidence),
	    cmocka_unit_test(test_homophones_are_read_as_the_base_has_them),
	    cmocka_unit_test(test_entries_have_their_sites_and_times),
	    cmocka_unit_test(test_odd_texts_find_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
