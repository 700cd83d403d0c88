/* Retention: what is old goes whole, what is needed stays, and the index of
 * what was said forgets it too. */
#include "tests/unit/handoff_support.h"

#include "data/event_search.h"
#include "data/settings.h"
#include "handoff/retention.h"

#define DAY_MS (24LL * 3600 * 1000)

SQL_SCAN(COUNT_CONVERSATIONS, "SELECT COUNT(*) AS count FROM conversation");
SQL_SCAN(COUNT_EVENTS, "SELECT COUNT(*) AS count FROM event");
SQL_SCAN(COUNT_WORDS, "SELECT COUNT(*) AS count FROM event_search WHERE number > 0");
SQL_SCAN(COUNT_TEXTS, "SELECT COUNT(*) AS count FROM event WHERE text IS NOT NULL");
SQL_SCAN(COUNT_UNMATCHED, "SELECT COUNT(*) AS count FROM unmatched");

static int set_up(void **state)
{
	struct fault fault = {0};
	*state = world_new();
	setenv("FOYER_CONVERSATION_DAYS", "30", 1);
	must(settings_load(&fault), &fault);
	return 0;
}

static int tear_down(void **state)
{
	struct fault fault = {0};
	setenv("FOYER_CONVERSATION_DAYS", "0", 1);
	must(settings_load(&fault), &fault);
	world_free(*state);
	return 0;
}

static int64_t count(struct world *world, const struct sql *sql)
{
	struct fault fault = {0};
	int64_t found = -1;
	struct query *query = db_query(reader(world), sql);
	if (query_next(query))
		found = row_int(query, "count");
	must(query_end(&query, &fault), &fault);
	return found;
}

static void take_words_in(struct world *world)
{
	struct fault fault = {0};
	must(event_search_settle(world->store, &fault), &fault);
}

/* Runs until nothing is left; gives in how many portions. */
static int retain(struct world *world)
{
	struct fault fault = {0};
	bool left = true;
	int portions = 0;
	for (; left; portions++)
		must(retention_run(world->store, &left, &fault), &fault);
	return portions;
}

static void old_conversations_go_whole(void **state)
{
	struct world *world = *state;
	for (int at = 0; at < 60; at++) {
		struct visitor visitor = open_in(world, "en");
		say(world, &visitor, "do you mend grandfather clocks");
	}
	take_words_in(world);
	int64_t unmatched = count(world, &COUNT_UNMATCHED);
	assert_int_equal(retain(world), 1);
	assert_int_equal(count(world, &COUNT_CONVERSATIONS), 60);
	world_time += 31 * DAY_MS;
	struct visitor fresh = open_in(world, "en");
	say(world, &fresh, "do you mend grandfather clocks");
	take_words_in(world);
	assert_in_range(retain(world), 4, 40);
	assert_int_equal(count(world, &COUNT_CONVERSATIONS), 1);
	assert_int_equal(look(world, &fresh).last_number, count(world, &COUNT_EVENTS));
	assert_int_equal(count(world, &COUNT_WORDS), count(world, &COUNT_TEXTS));
	assert_int_equal(count(world, &COUNT_UNMATCHED), unmatched);
	assert_int_equal(retain(world), 1);
}

static void what_somebody_waits_for_stays(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor waiting = open_in(world, "en"), served = open_in(world, "en");
	ask_person(world, &waiting);
	ask_person(world, &served);
	assert_int_equal(accept_by(world, &served, &mei), FAULT_NONE);
	struct visitor left = open_in(world, "en"), old = open_in(world, "en");
	assert_int_equal(leave_word(world, &left, "call me back", "phone", "+15550123456"), FAULT_NONE);
	say(world, &old, "hello");
	take_words_in(world);
	world_time += 31 * DAY_MS;
	retain(world);
	assert_int_equal(count(world, &COUNT_CONVERSATIONS), 3);
	assert_int_equal(look(world, &waiting).owner, OWNER_QUEUE);
	assert_int_equal(look(world, &served).owner, OWNER_AGENT);
	assert_int_equal(count(world, &COUNT_WORDS), count(world, &COUNT_TEXTS));
}

static void without_a_period_nothing_goes(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	setenv("FOYER_CONVERSATION_DAYS", "0", 1);
	must(settings_load(&fault), &fault);
	struct visitor visitor = open_in(world, "en");
	say(world, &visitor, "hello");
	world_time += 36500 * DAY_MS;
	assert_int_equal(retain(world), 1);
	assert_int_equal(count(world, &COUNT_CONVERSATIONS), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(old_conversations_go_whole, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_somebody_waits_for_stays, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(without_a_period_nothing_goes, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
