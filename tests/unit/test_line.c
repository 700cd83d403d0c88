/* The lines in which visitors wait, and that these can't make them. */
#include "tests/unit/handoff_support.h"

static int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

SQL_SCAN(LINE_COUNT, "SELECT COUNT(*) AS lines FROM line_length");

static struct visitor waits(struct world *world, const char *language, const char *group)
{
	struct visitor visitor = open_in(world, language);
	assert_int_equal(ask_person_of(world, &visitor, group), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	return visitor;
}

static int64_t lines(struct world *world)
{
	struct fault fault = {0};
	struct query *query = db_query(reader(world), &LINE_COUNT);
	int64_t count = query_next(query) ? row_int(query, "lines") : -1;
	must(query_end(&query, &fault), &fault);
	return count;
}

static void set_languages(struct world *world, const struct staff_id *staff, const char *languages)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(staff, world->arena);
	update.languages = languages;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

static void a_line_ends_with_the_last_who_waits_in_it(void **state)
{
	struct world *world = *state;
	struct visitor one = waits(world, "en", "Support");
	struct visitor other = waits(world, "en", "Support");
	assert_int_equal(lines(world), 1);
	assert_int_equal(back_to_bot(world, &one), FAULT_NONE);
	assert_int_equal(lines(world), 1);
	assert_int_equal(back_to_bot(world, &other), FAULT_NONE);
	assert_int_equal(lines(world), 0);
}

static void what_agents_speak_makes_the_lines(void **state)
{
	static const char *const languages[] = {"zh-TW", "ZH-tw", "zh-CN", "fr", "fr-CA",
						"en",    "en-x3", "de-x1", "x2"};
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 9);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 9);
	set_languages(world, &mei, "zh zh-TW en");
	set_languages(world, &tom, "en fr");
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		waits(world, languages[i], "Support");
	/* zh-tw, zh, fr, en and all others. */
	assert_int_equal(lines(world), 5);
}

/* Visitors name their language, and each could name another. */
static void visitors_make_no_lines(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct group_id sales = add_group(world, "Sales", false);
	set_members(world, &sales, &world->admin, 1);
	for (int i = 0; i < 300; i++)
		waits(world, arena_format(world->arena, "en-x%d", i), "Sales");
	assert_int_equal(lines(world), 1);
	struct visitor visitor = waits(world, "en", "Support");
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(a_line_ends_with_the_last_who_waits_in_it),
	    PLAYED(what_agents_speak_makes_the_lines),
	    PLAYED(visitors_make_no_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
