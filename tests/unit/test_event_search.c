/* Searching where much was said: what is found by looking at the newest texts first is what looking at
 * all of them one by one finds, in the same order, over all borders. */
#include "tests/unit/handoff_support.h"

#include <malloc.h>

#include "data/event_search.h"
#include "handoff/conversation_search.h"

#define TALKS 60  /* more than a page */
#define EACH  210 /* texts of each: a page of them reaches beyond the texts that are read at first */
#define TEXTS (TALKS * EACH)
#define MUCH  2000000 /* rows, from which on common words are looked for in the newest texts */

struct pile {
	struct change change;
	struct world *world;
	struct visitor talks[TALKS];
	const char *texts[TEXTS];
};

/* The number of the text decides what is in it: one in so many has this word. */
static const struct {
	int each, from, until; /* texts */
	const char *word;
} words[] = {
    {14, 0, TEXTS, "panner"},	   /* common, in every conversation */
    {3, 0, TEXTS, "kanra"},	   /* more so */
    {97, 0, TEXTS, "Pannery"},	   /* begins like a common one */
    {5, 3000, 3100, "pannerold"},  /* likewise, among the old alone */
    {5, 12000, 12050, "pannernew"},
    {500, 0, 9000, "pänner"},	   /* the index takes it for "panner" */
    {4001, 0, TEXTS, "zebra"},
    {29, 0, TEXTS, "退"},
};
#define WORDS (int)(sizeof(words) / sizeof(*words))

static bool has(int text, int word)
{
	return text >= words[word].from && text < words[word].until && text % words[word].each == 2;
}

static bool apply_pile(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct pile *pile = (struct pile *)change;
	struct arena *arena = pile->world->arena;
	if (!db_script(transaction_db(transaction),
		       "INSERT INTO event_search (rowid, words, conversation, number) "
		       "VALUES (2000001, 'first', '', 1);",
		       fault))
		return false;
	for (int text = 0; text < TEXTS; text++) {
		const char *said = "well";
		for (int word = 0; word < WORDS; word++)
			if (has(text, word))
				said = arena_format(arena, "%s %s", said, words[word].word);
		pile->texts[text] = said;
		if (!event_search_put(transaction, &pile->talks[text / EACH].id, text % EACH + 1, said, fault))
			return false;
	}
	return true;
}

static int set_up(void **state)
{
	struct fault fault = {0};
	struct world *world = world_new();
	struct pile *pile = calloc(1, sizeof(*pile));
	world_publish(world);
	pile->world = world;
	pile->change.apply = apply_pile;
	for (int talk = 0; talk < TALKS; talk++)
		pile->talks[talk] = open_in(world, "en");
	must(event_search_settle(world->store, &fault), &fault);
	must(store_write(world->store, &pile->change, &fault), &fault);
	*state = pile;
	return 0;
}

static int tear_down(void **state)
{
	struct pile *pile = *state;
	world_free(pile->world);
	free(pile);
	return 0;
}

/* Whether a text has a word that begins so, as a person would look. */
static bool fits(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);
	for (const char *at = text; at != NULL; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncasecmp(at, beginning, length) == 0 ||
		    (strncmp(at, "pänner", strlen("pänner")) == 0 && strncmp("panner", beginning, length) == 0))
			return true;
	}
	return false;
}

/* Goes through all pages; compares with what looking at each text finds. */
static void check(struct pile *pile, const struct staff_id *staff, const char *first, const char *second,
		  bool (*may_see)(int talk))
{
	struct world *world = pile->world;
	struct fault fault = {0};
	struct conversation_finds finds = {.count = 0};
	struct conversation_search search = {
	    .text = second == NULL ? first : arena_format(world->arena, "%s %s", first, second)};
	int at = 0, known = -1;
	for (int text = TEXTS - 1; text >= 0; text--) {
		if (text / EACH == known || !may_see(text / EACH) || !fits(pile->texts[text], first) ||
		    (second != NULL && !fits(pile->texts[text], second)))
			continue;
		known = text / EACH;
		while (at == finds.count) {
			assert_true(at == 0 || finds.next != NULL);
			search.after = finds.next;
			must(conversation_find(reader(world), staff, &search, world->arena, &finds, &fault), &fault);
			/* A page looks at so many texts: one may hold nothing that they may see, or what
			 * the page before ended with. */
			for (at = 0; at < finds.count &&
				     strcmp(finds.list[at].summary.id.text, pile->talks[known].id.text) != 0;)
				at++;
			assert_true(at < 2 || finds.count == 0);
		}
		assert_string_equal(finds.list[at].summary.id.text, pile->talks[known].id.text);
		assert_true(at > 0 || finds.list[at].number <= text % EACH + 1);
		at++;
	}
	while (finds.next != NULL) {
		search.after = finds.next;
		must(conversation_find(reader(world), staff, &search, world->arena, &finds, &fault), &fault);
		assert_true(finds.count <= 1);
	}
}

static bool all(int talk)
{
	(void)talk;
	return true;
}

static void what_is_common_is_found_newest_first(void **state)
{
	struct pile *pile = *state;
	const struct staff_id *admin = &pile->world->admin;
	check(pile, admin, "kanra", NULL, all);
	check(pile, admin, "panner", NULL, all);
	check(pile, admin, "PAN", NULL, all);
}

static void two_common_words_are_found_together(void **state)
{
	struct pile *pile = *state;
	const struct staff_id *admin = &pile->world->admin;
	check(pile, admin, "panner", "kanra", all);
	check(pile, admin, "kan", "pan", all);
}

static void rare_words_and_runs_are_found_beside_common_ones(void **state)
{
	struct pile *pile = *state;
	const struct staff_id *admin = &pile->world->admin;
	check(pile, admin, "zebra", NULL, all);
	check(pile, admin, "kanra", "zebra", all);
	check(pile, admin, "退", "panner", all);
	check(pile, admin, "kanra", "pannernew", all);
	check(pile, admin, "pannerold", "kanra", all);
	check(pile, admin, "pannery", NULL, all);
	check(pile, admin, "nobody", "kanra", all);
}

static bool every_seventh(int talk)
{
	return talk % 7 == 0;
}

static void others_find_what_they_may_see(void **state)
{
	struct pile *pile = *state;
	struct world *world = pile->world;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	for (int talk = 0; talk < TALKS; talk += 7)
		assert_int_equal(ask_person(world, &pile->talks[talk]), FAULT_NONE);
	check(pile, &mei, "panner", NULL, every_seventh);
	check(pile, &mei, "panner", "kanra", every_seventh);
}

static bool step(struct pile *pile, struct event_search_walk *walk)
{
	struct fault fault = {0};
	must(event_search_step(reader(pile->world), walk, pile->world->arena, &fault), &fault);
	return walk->from > 0;
}

#define ODD 8502 /* the newest text with a word of which only the index knows how it begins */

static void the_newest_texts_are_asked_first(void **state)
{
	struct pile *pile = *state;
	struct event_search_walk walk = {.text = "panner", .before = INT64_MAX};
	assert_true(step(pile, &walk));
	assert_null(walk.query);
	assert_true(walk.from > MUCH + ODD && walk.from < MUCH + 12000);
	assert_true(walk.row_count > 1 && walk.row_count < TALKS);
	assert_true(walk.rows[0] > walk.rows[1] && walk.rows[walk.row_count - 1] >= walk.from);
	/* Before them all at once. */
	walk.before = walk.from;
	assert_false(step(pile, &walk));
	assert_non_null(strstr(walk.query, "pannerold"));
	/* Where there is no such word, all that may be remembered, and at last the index. */
	walk = (struct event_search_walk){.text = "kanra", .before = INT64_MAX};
	int steps = 0;
	for (; step(pile, &walk); steps++)
		walk.before = walk.from;
	assert_true(steps > 0 && walk.before < MUCH + ODD);
	assert_non_null(strstr(walk.query, "kanra"));
}

/* More than is remembered: what was looked at first is read again. */
static void any_place_may_be_asked_from(void **state)
{
	struct pile *pile = *state;
	struct event_search_walk walk;
	for (int64_t before = MUCH + TEXTS; before > MUCH - 200000; before -= 1000) {
		walk = (struct event_search_walk){.text = "kanra", .before = before};
		assert_true(step(pile, &walk));
		assert_int_equal(walk.row_count > 0, before > MUCH + 2);
	}
	check(pile, &pile->world->admin, "kanra", NULL, all);
}

/* What visitors may say ------------------------------------------------------------------- */

struct saying {
	struct change change;
	const struct conversation_id *talk;
	const char **texts;
	int count;
};

static bool apply_saying(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct saying *saying = (struct saying *)change;
	for (int text = 0; text < saying->count; text++)
		if (!event_search_put(transaction, saying->talk, EACH + 1 + text, saying->texts[text], fault))
			return false;
	return true;
}

/* Newer than all of the pile. */
static void tell(struct pile *pile, int talk, const char **texts, int count)
{
	struct fault fault = {0};
	struct saying saying = {
	    .change.apply = apply_saying, .talk = &pile->talks[talk].id, .texts = texts, .count = count};
	must(store_write(pile->world->store, &saying.change, &fault), &fault);
}

static bool apply_forget(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	return db_script(transaction_db(transaction),
			 "DELETE FROM event_search WHERE rowid = (SELECT max(rowid) FROM event_search);", fault);
}

static struct conversation_finds find(struct pile *pile, const char *text, struct arena *arena)
{
	struct fault fault = {0};
	struct conversation_finds finds;
	struct conversation_search search = {.text = text};
	must(conversation_find(reader(pile->world), &pile->world->admin, &search, arena, &finds, &fault), &fault);
	return finds;
}

static void assert_talk(struct pile *pile, const struct conversation_finds *finds, int at, int talk)
{
	assert_true(at < finds->count);
	assert_string_equal(finds->list[at].summary.id.text, pile->talks[talk].id.text);
}

/* A word that is `length` long and begins so. */
static const char *long_word(struct arena *arena, const char *beginning, int length, const char *end)
{
	char *word = arena_format(arena, "%s%*s%s", beginning, length, "", end);
	for (char *at = word; *at != '\0'; at++)
		if (*at == ' ')
			*at = 'x';
	return word;
}

static void words_of_any_length_are_found_and_hide_no_others(void **state)
{
	struct pile *pile = *state;
	struct arena *arena = pile->world->arena;
	const char *texts[95], *short_one = "quorzz";
	for (int text = 0; text < 95; text++) {
		const char *number = arena_format(arena, "%d", text);
		texts[text] = text % 2 == 0 ? long_word(arena, "quor", 3500, number)
					    : long_word(arena, arena_format(arena, "quor%s", number), 3500, "");
	}
	tell(pile, 1, &short_one, 1);
	tell(pile, 2, texts, 95);
	struct conversation_finds finds = find(pile, "quor", arena);
	assert_int_equal(finds.count, 2);
	assert_talk(pile, &finds, 0, 2);
	assert_int_equal(finds.list[0].number, EACH + 95);
	assert_talk(pile, &finds, 1, 1);
	/* Cut within a character: the index finds them all the same. */
	const char *wide = arena_format(arena, "%s\u0436\u0436\u0436", long_word(arena, "vrim", 250, ""));
	tell(pile, 3, &wide, 1);
	finds = find(pile, "vrim", arena);
	assert_int_equal(finds.count, 1);
	assert_talk(pile, &finds, 0, 3);
}

/* The index knows no word for an Arabic question mark, a danda or a dram that stands alone. */
static void signs_that_stand_alone_are_not_asked_for(void **state)
{
	struct pile *pile = *state;
	struct arena *arena = pile->world->arena;
	struct conversation_finds without = find(pile, "zebra", arena);
	struct conversation_finds with = find(pile, "\u061F zebra \u0964 \u058F", arena);
	assert_true(without.count > 0);
	assert_int_equal(with.count, without.count);
	assert_string_equal(with.list[0].summary.id.text, without.list[0].summary.id.text);
	assert_int_equal(find(pile, "\u061F", arena).count, 0);
}

static void words_that_are_too_long_together_are_left_to_the_index(void **state)
{
	struct pile *pile = *state;
	struct arena *arena = pile->world->arena;
	const char *texts[1200], *all_of_them = "qa qb qc qd qe qf qg qh qi qj qk ql";
	for (int text = 0; text < 1200; text++)
		texts[text] = long_word(arena, arena_format(arena, "q%c%02d", 'a' + text % 12, text / 12), 240, "");
	tell(pile, 7, &all_of_them, 1);
	tell(pile, 8, texts, 1200);
	struct conversation_finds finds = find(pile, all_of_them, arena);
	assert_int_equal(finds.count, 1);
	assert_talk(pile, &finds, 0, 7);
}

static size_t memory_in_use(void)
{
	struct mallinfo2 now = mallinfo2();
	return now.uordblks + now.hblkhd;
}

/* The newest texts are long: a search takes none of them for itself. */
static void assert_takes_little(struct pile *pile, const char *text)
{
	struct arena *arena = arena_new();
	for (int times = 0; times < 9; times++) /* what is kept for all searches */
		find(pile, text, pile->world->arena);
	size_t before = memory_in_use();
	find(pile, text, arena);
	assert_true(memory_in_use() - before < 1024 * 1024);
	arena_free(&arena);
}

static void long_texts_and_many_words_take_little(void **state)
{
	struct pile *pile = *state;
	const char *texts[300];
	char *text = arena_alloc(pile->world->arena, 4000 * 3 + 1), many[201] = "";
	for (int at = 0; at < 4000; at++)
		memcpy(text + (size_t)at * 3, "中", 3);
	for (int at = 0; at < 300; at++)
		texts[at] = text;
	for (int at = 0; at < 100; at++)
		memcpy(many + (size_t)at * 2, (char[]){(char)('a' + at % 26), ' '}, 2);
	tell(pile, 4, texts, 300);
	assert_takes_little(pile, many);
	assert_takes_little(pile, "kanra pan a b c d e f");
	assert_takes_little(pile, "kanra");
	assert_takes_little(pile, "中");
}

/* What the index takes for the beginning of a word is found, whatever stands before it. */
static void signs_and_marks_hide_no_word(void **state)
{
	static const char *const before[] = {
	    "", "：", "；", "？", "＠", "［", "＿", "｛", "～", "｡", "･", "×", "÷", "،", "؛", "؟", "।", "॥",
	    "ä", "Öl", "n\u0303", "\u0300", "\u0336", "ж", "ж\u0483", "א\u05be", "ก\u0e34", "\u0e3f", "Ａ", "￥", "α·", "¿"};
	static const char *const spelled[] = {"pannerzz", "pännerzz", "Pa\u0308nnerzz"};
	struct pile *pile = *state;
	struct arena *arena = pile->world->arena;
	struct fault fault = {0};
	int found = 0;
	for (int at = 0; at < (int)(sizeof(before) / sizeof(*before) * 3); at++) {
		const char *text = arena_format(arena, "见%s%s", before[at / 3], spelled[at % 3]);
		tell(pile, 5, &text, 1);
		/* The whole word is rare: it is the index that finds it. */
		bool is_there = find(pile, "pannerzz", arena).count == 1;
		struct conversation_finds finds = find(pile, "panner", arena);
		assert_int_equal(finds.list[0].number == EACH + 1, is_there);
		found += is_there;
		must(store_write(pile->world->store, &(struct change){.apply = apply_forget}, &fault), &fault);
	}
	assert_true(found > 60);
}

static void signs_keep_no_search_from_the_newest_texts(void **state)
{
	struct pile *pile = *state;
	struct event_search_walk walk = {.text = "panner", .before = INT64_MAX};
	const char *text = "型号：pannerq，Préférée×2 жук";
	tell(pile, 6, &text, 1);
	assert_true(step(pile, &walk));
	assert_true(walk.rows[0] > MUCH + TEXTS);
}

static void what_could_not_be_read_to_the_end_is_not_missed_later(void **state)
{
	struct pile *pile = *state;
	struct event_search_walk walk = {.text = "kanra", .before = INT64_MAX};
	struct db *db = reader(pile->world);
	struct fault fault;
	db_limit_reads(db, -1);
	assert_false(event_search_step(db, &walk, pile->world->arena, &fault));
	assert_int_equal(fault.code, FAULT_BUSY);
	db_limit_reads(db, 120000);
	check(pile, &pile->world->admin, "kanra", NULL, all);
}

#define in_pile(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_pile(what_is_common_is_found_newest_first),
	    in_pile(two_common_words_are_found_together),
	    in_pile(rare_words_and_runs_are_found_beside_common_ones),
	    in_pile(others_find_what_they_may_see),
	    in_pile(the_newest_texts_are_asked_first),
	    in_pile(any_place_may_be_asked_from),
	    in_pile(words_of_any_length_are_found_and_hide_no_others),
	    in_pile(signs_that_stand_alone_are_not_asked_for),
	    in_pile(words_that_are_too_long_together_are_left_to_the_index),
	    in_pile(long_texts_and_many_words_take_little),
	    in_pile(signs_and_marks_hide_no_word),
	    in_pile(signs_keep_no_search_from_the_newest_texts),
	    in_pile(what_could_not_be_read_to_the_end_is_not_missed_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
