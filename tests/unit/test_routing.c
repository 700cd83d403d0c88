/* Whom routing chooses. */
#include "tests/unit/support.h"

#include "handoff/routing.h"

static struct routing_agent agent(const char *id, int load, int64_t assigned_at)
{
	struct routing_agent agent = {.name = id,
				      .presence = PRESENCE_ONLINE,
				      .serves = true,
				      .reachable = true,
				      .load = load,
				      .capacity = 3,
				      .assigned_at = assigned_at};
	snprintf(agent.id.text, sizeof(agent.id.text), "%s", id);
	return agent;
}

static void nobody_is_chosen_from_nobody(void **state)
{
	(void)state;
	assert_int_equal(routing_choose(NULL, 0), -1);
}

static void the_least_loaded_gets_it(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 2, 0), agent("b", 1, 9), agent("c", 2, 1)};
	assert_int_equal(routing_choose(agents, 3), 1);
}

static void of_equals_the_one_who_waited_longest(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 1, 50), agent("b", 1, 40), agent("c", 1, 60)};
	assert_int_equal(routing_choose(agents, 3), 1);
}

static void the_order_of_the_list_does_not_matter(void **state)
{
	(void)state;
	struct routing_agent one[] = {agent("a", 1, 7), agent("b", 1, 7)};
	struct routing_agent other[] = {agent("b", 1, 7), agent("a", 1, 7)};
	assert_string_equal(one[routing_choose(one, 2)].id.text, "a");
	assert_string_equal(other[routing_choose(other, 2)].id.text, "a");
}

static void only_the_free_are_chosen(void **state)
{
	(void)state;
	struct routing_agent full = agent("full", 3, 0);
	struct routing_agent away = agent("away", 0, 0);
	struct routing_agent blocked = agent("blocked", 0, 0);
	struct routing_agent foreign = agent("foreign", 0, 0);
	away.presence = PRESENCE_BUSY;
	blocked.blocked = true;
	foreign.serves = false;
	struct routing_agent lost = agent("lost", 0, 0);
	lost.reachable = false;
	struct routing_agent agents[] = {full, away, blocked, foreign, lost};
	assert_int_equal(routing_choose(agents, 5), -1);
	for (int presence = 0; presence < PRESENCE_COUNT; presence++) {
		struct routing_agent one = agent("one", 0, 0);
		one.presence = (enum presence)presence;
		assert_int_equal(routing_is_free(&one), presence == PRESENCE_ONLINE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_is_chosen_from_nobody),
	    cmocka_unit_test(the_least_loaded_gets_it),
	    cmocka_unit_test(of_equals_the_one_who_waited_longest),
	    cmocka_unit_test(the_order_of_the_list_does_not_matter),
	    cmocka_unit_test(only_the_free_are_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
