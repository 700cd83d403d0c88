/* Compiling, opening and refusing snapshots, and which one is live. */
#include "tests/unit/bot_support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "data/arena.h"
#include "kb/live.h"
#include "tests/unit/rule_support.h"

static void compile_kettle_shop(const char *path)
{
	const struct compile_rule rule = {.name = "vip",
					  .pattern = "gold card",
					  .priority = 5,
					  .actions = HAND("VIP")};
	struct compile_source source = {.number = 3,
					.entries = kettle_shop,
					.entry_count = KETTLE_SHOP_SIZE,
					.rules = &rule,
					.rule_count = 1};
	struct fault fault;

	assert_true(compile_snapshot(&source, path, &fault));
}

static void test_what_went_in_comes_out(void **state)
{
	(void)state;
	struct fault fault;
	int count;

	compile_kettle_shop(test_snapshot_path());
	struct snapshot *snapshot = snapshot_open(test_snapshot_path(), &fault);
	assert_non_null(snapshot);
	assert_int_equal(snapshot_number(snapshot), 3);
	assert_int_equal(snapshot_entry_count(snapshot), KETTLE_SHOP_SIZE);
	const struct snapshot_entry *entry = snapshot_find(snapshot, "invoice_zh");
	assert_non_null(entry);
	assert_string_equal(entry->answer, "请联系店员。");
	assert_int_equal(entry->variants, 5);
	assert_ptr_equal(snapshot_entry(snapshot, entry->number), entry);
	assert_null(snapshot_find(snapshot, "absent"));
	assert_null(snapshot_find(snapshot, NULL));
	const struct snapshot_rule *rules = snapshot_rules(snapshot, &count);
	assert_int_equal(count, 1);
	assert_string_equal(rules[0].actions, HAND("VIP"));
	snapshot_release(&snapshot);
	assert_null(snapshot);
}

static void test_search_finds_wordings(void **state)
{
	(void)state;
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	struct arena *arena = arena_new();
	struct snapshot_hit *hits;
	struct fault fault;
	int count;

	assert_true(snapshot_search(snapshot, "LIMESCALE", 5, arena, &hits, &count, &fault));
	assert_int_equal(count, 2);
	assert_string_equal(snapshot_entry(snapshot, hits[0].entry)->external_id, "kettle_descale");
	assert_true(snapshot_search(snapshot, "發票", 5, arena, &hits, &count, &fault));
	assert_int_equal(count, 5);
	assert_true(snapshot_search(snapshot, "\"' OR ?!", 5, arena, &hits, &count, &fault));
	assert_true(snapshot_search(snapshot, "?!", 5, arena, &hits, &count, &fault));
	assert_int_equal(count, 0);
	arena_free(&arena);
	snapshot_release(&snapshot);
}

/* Every damaged byte is noticed: one is changed at several places. */
static void test_damage_is_refused(void **state)
{
	(void)state;
	struct fault fault;
	struct stat status;
	char byte;

	compile_kettle_shop(test_snapshot_path());
	assert_int_equal(stat(test_snapshot_path(), &status), 0);
	int file = open(test_snapshot_path(), O_RDWR);
	for (int place = 0; place < 8; place++) {
		off_t at = status.st_size / 8 * place + 5 * place;
		assert_int_equal(pread(file, &byte, 1, at), 1);
		byte ^= 0x40;
		assert_int_equal(pwrite(file, &byte, 1, at), 1);
		assert_null(snapshot_open(test_snapshot_path(), &fault));
		assert_int_equal(fault.code, FAULT_SNAPSHOT_DAMAGED);
		byte ^= 0x40;
		assert_int_equal(pwrite(file, &byte, 1, at), 1);
	}
	struct snapshot *snapshot = snapshot_open(test_snapshot_path(), &fault);
	assert_non_null(snapshot);
	snapshot_release(&snapshot);
	assert_int_equal(ftruncate(file, 40), 0);
	assert_null(snapshot_open(test_snapshot_path(), &fault));
	assert_int_equal(fault.code, FAULT_SNAPSHOT_DAMAGED);
	close(file);
	unlink(test_snapshot_path());
	assert_null(snapshot_open(test_snapshot_path(), &fault));
	assert_int_equal(fault.code, FAULT_FILE);
}

static void test_a_folder_that_is_not_there(void **state)
{
	(void)state;
	struct compile_source source = {.entries = kettle_shop, .entry_count = KETTLE_SHOP_SIZE};
	struct fault fault;

	assert_false(compile_snapshot(&source, "/nonexistent/x.foyer", &fault));
}

static void note_freed(void *flag)
{
	*(bool *)flag = true;
}

static void test_live_outlasts_its_readers(void **state)
{
	(void)state;
	struct live *live = live_new();
	bool freed = false;

	assert_null(live_acquire(live));
	struct snapshot *snapshot = snapshot_of(kettle_shop, KETTLE_SHOP_SIZE);
	snapshot_attach(snapshot, &freed, note_freed);
	assert_ptr_equal(snapshot_attachment(snapshot), &freed);
	live_swap(live, snapshot);
	struct snapshot *reader = live_acquire(live);
	live_swap(live, NULL);
	assert_null(live_acquire(live));
	assert_false(freed);
	assert_non_null(snapshot_find(reader, "opening_hours"));
	snapshot_release(&reader);
	assert_true(freed);
	live_free(&live);
}

static void test_odd_bases_compile(void **state)
{
	(void)state;
	const char *const same[] = {"same words", "same words", "same words"};
	char *huge = malloc(3000001);
	for (int at = 0; at < 3000000; at += 3)
		memcpy(huge + at, "ab ", 3);
	huge[3000000] = 0;
	const char *const long_one[] = {huge};
	const struct compile_entry entries[] = {
	    {.external_id = "a",
	     .question = "same words",
	     .variants = same,
	     .variant_count = 3,
	     .answer = "A",
	     .category = "",
	     .language = "",
	     .tags = ""},
	    {.external_id = "b",
	     .question = "same words",
	     .variants = same,
	     .variant_count = 3,
	     .answer = "B",
	     .category = "",
	     .language = "",
	     .tags = ""},
	    {.external_id = "c",
	     .question = "🙂",
	     .variants = long_one,
	     .variant_count = 1,
	     .answer = "C",
	     .category = "",
	     .language = "",
	     .tags = ""},
	};

	for (int count = 0; count <= 3; count++) {
		struct snapshot *snapshot = snapshot_of(entries, count);
		assert_int_equal(snapshot_entry_count(snapshot), count);
		snapshot_release(&snapshot);
	}
	free(huge);
}

/* What nothing is learned from --------------------------------------------------------- */

static struct compile_source shop_source(struct compile_entry *entries)
{
	memcpy(entries, kettle_shop, sizeof(kettle_shop));
	return (struct compile_source){
	    .number = 8, .entries = entries, .entry_count = KETTLE_SHOP_SIZE};
}

static struct snapshot *prepared(const char *path)
{
	struct fault fault;
	struct snapshot *snapshot = snapshot_open(path, &fault);
	assert_non_null(snapshot);
	assert_true(bot_prepare(snapshot, &fault));
	unlink(path);
	return snapshot;
}

static void assert_decides_alike(struct snapshot *one, struct snapshot *other, const char *text)
{
	struct arena *arena = arena_new();
	struct bot_context context = {
	    .site = "default", .language = "", .policy = bot_policy_default()};
	struct decision first = {0}, second = {0};

	bot_decide(one, &context, text, arena, &first);
	bot_decide(other, &context, text, arena, &second);
	assert_int_equal(first.kind, second.kind);
	assert_true(first.confidence == second.confidence);
	assert_int_equal(first.alternative_count, second.alternative_count);
	for (int at = 0; at < first.alternative_count; at++) {
		const struct bot_candidate *mine = &first.alternatives[at];
		const struct bot_candidate *theirs = &second.alternatives[at];
		assert_string_equal(mine->entry->external_id, theirs->entry->external_id);
		assert_true(mine->confidence == theirs->confidence);
	}
	assert_true((first.entry == NULL) == (second.entry == NULL));
	if (first.entry != NULL) {
		assert_string_equal(first.entry->external_id, second.entry->external_id);
		assert_string_equal(first.entry->answer, second.entry->answer);
	}
	arena_free(&arena);
}

/* Answers, rules, sites and dates are new, learning is the old one, and every
 * question is decided as if all had been learned again. */
static void test_learning_is_taken_over(void **state)
{
	(void)state;
	static const char *const questions[] = {
	    "How do I return a kettle?", "limescale", "kettel back", "电子发票", "gold card",
	    "open on sunday and return a teapot", "what is the weather"};
	struct compile_entry entries[KETTLE_SHOP_SIZE];
	const struct compile_rule rule = {.name = "vip",
					  .pattern = "gold card",
					  .priority = 5,
					  .actions = HAND("VIP")};
	char again[96], anew[96];
	struct fault fault;
	bool reused;

	snprintf(again, sizeof(again), "%s.again", test_snapshot_path());
	snprintf(anew, sizeof(anew), "%s.anew", test_snapshot_path());
	compile_kettle_shop(test_snapshot_path());
	struct compile_source source = shop_source(entries);
	entries[0].answer = "Bring it to the shop.";
	entries[0].category = "returns";
	entries[1].valid_until = 1;
	entries[2].sites = "elsewhere";
	source.rules = &rule;
	source.rule_count = 1;
	assert_true(compile_again(&source, test_snapshot_path(), again, &reused, &fault));
	assert_true(reused);
	assert_true(compile_again(&source, NULL, anew, &reused, &fault));
	assert_false(reused);
	struct snapshot *one = prepared(again), *other = prepared(anew);
	assert_int_equal(snapshot_number(one), 8);
	assert_string_equal(snapshot_entry(one, 0)->answer, "Bring it to the shop.");
	for (size_t at = 0; at < sizeof(questions) / sizeof(*questions); at++)
		assert_decides_alike(one, other, questions[at]);
	snapshot_release(&one);
	snapshot_release(&other);
	unlink(test_snapshot_path());
}

static void assert_learns(const struct compile_source *source, const char *before)
{
	char path[96];
	struct fault fault;
	bool reused = true;

	snprintf(path, sizeof(path), "%s.next", test_snapshot_path());
	assert_true(compile_again(source, before, path, &reused, &fault));
	assert_false(reused);
	unlink(path);
}

static void test_what_is_learned_from_is_learned_again(void **state)
{
	(void)state;
	const char *const variants[] = {"pot goes back"};
	const char *const words[] = {"kettle", "boiler"};
	const struct compile_synonyms synonyms = {words, 2};
	const struct compile_judgement judgement = {
	    .text = "pot back", .language = "en", .entry = "kettle_return", .is_right = true,
	    .source = "editor"};
	struct compile_entry entries[KETTLE_SHOP_SIZE];

	compile_kettle_shop(test_snapshot_path());
	const char *before = test_snapshot_path();
	struct compile_source source = shop_source(entries);
	entries[2].variants = variants;
	entries[2].variant_count = 1;
	assert_learns(&source, before);
	source = shop_source(entries);
	entries[2].question = "Teapot?";
	assert_learns(&source, before);
	source = shop_source(entries);
	entries[2].external_id = "pot_return";
	assert_learns(&source, before);
	source = shop_source(entries);
	entries[2].language = "de";
	assert_learns(&source, before);
	source = shop_source(entries);
	source.entry_count--;
	assert_learns(&source, before);
	source = shop_source(entries);
	source.synonyms = &synonyms;
	source.synonym_count = 1;
	assert_learns(&source, before);
	source = shop_source(entries);
	source.stop_words = words;
	source.stop_word_count = 1;
	assert_learns(&source, before);
	source = shop_source(entries);
	source.judgements = &judgement;
	source.judgement_count = 1;
	assert_learns(&source, before);
	source = shop_source(entries);
	assert_int_equal(truncate(before, 20000), 0);
	assert_learns(&source, before);
	unlink(before);
	assert_learns(&source, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_went_in_comes_out),
	    cmocka_unit_test(test_search_finds_wordings),
	    cmocka_unit_test(test_damage_is_refused),
	    cmocka_unit_test(test_a_folder_that_is_not_there),
	    cmocka_unit_test(test_live_outlasts_its_readers),
	    cmocka_unit_test(test_odd_bases_compile),
	    cmocka_unit_test(test_learning_is_taken_over),
	    cmocka_unit_test(test_what_is_learned_from_is_learned_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
