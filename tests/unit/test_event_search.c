/* Searching where much was said: what is found by looking at the newest texts first is what looking at
 * all of them one by one finds, in the same order, over all borders. */
#include "tests/unit/handoff_support.h"

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

static void the_newest_texts_are_asked_first(void **state)
{
	struct pile *pile = *state;
	struct world *world = pile->world;
	struct fault fault = {0};
	struct event_search_walk walk = {.text = "panner", .before = INT64_MAX};
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	assert_true(walk.from > MUCH + TEXTS - 2000 && walk.from < MUCH + TEXTS);
	assert_non_null(strstr(walk.query, "pannernew"));
	assert_null(strstr(walk.query, "pannerold"));
	/* Before them is a word of which only the index knows how it begins: all at once. */
	walk.before = walk.from;
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	assert_int_equal(walk.from, 0);
	assert_non_null(strstr(walk.query, "pannerold"));
	/* Where there is none, more texts are read before the words of all times are needed. */
	walk = (struct event_search_walk){.text = "kanra", .before = INT64_MAX};
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	int64_t first = walk.before = walk.from;
	assert_true(first > MUCH + TEXTS - 2000 && first < MUCH + TEXTS);
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	assert_true(walk.from > MUCH && walk.from < first);
	walk.before = walk.from;
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	assert_int_equal(walk.from, 0);
	/* What is rare needs one step. */
	walk = (struct event_search_walk){.text = "zebra", .before = INT64_MAX};
	must(event_search_step(reader(world), &walk, world->arena, &fault), &fault);
	assert_int_equal(walk.from, 0);
	assert_string_equal(walk.query, "(\"zebra\")");
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
