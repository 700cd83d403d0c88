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

/* The index chosen by a strategy when nothing else is asked for. */
static int chosen_by(enum routing_strategy strategy, const struct routing_agent *agents, int count)
{
	struct routing_need need = {.strategy = strategy, .draw = "conversation"};
	return routing_choose(&need, agents, count).agent;
}

static void nobody_is_chosen_from_nobody(void **state)
{
	(void)state;
	struct routing_need need = {0};
	struct routing_choice choice = routing_choose(&need, NULL, 0);
	assert_int_equal(choice.agent, -1);
	assert_int_equal(choice.reason, ROUTED_NOBODY_ON_DUTY);
}

static void the_least_busy_by_share_of_capacity(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 2, 0), agent("b", 1, 9), agent("c", 2, 1)};
	assert_int_equal(chosen_by(ROUTING_LEAST_BUSY, agents, 3), 1);
	agents[2].capacity = 10; /* two of ten is less than one of three */
	assert_int_equal(chosen_by(ROUTING_LEAST_BUSY, agents, 3), 2);
}

static void of_equals_the_one_who_waited_longest(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 1, 50), agent("b", 1, 40), agent("c", 1, 60)};
	assert_int_equal(chosen_by(ROUTING_LEAST_BUSY, agents, 3), 1);
}

static void the_order_of_the_list_does_not_matter(void **state)
{
	(void)state;
	for (int strategy = 0; strategy < ROUTING_STRATEGY_COUNT; strategy++) {
		struct routing_agent one[] = {agent("a", 1, 7), agent("b", 1, 7)};
		struct routing_agent other[] = {agent("b", 1, 7), agent("a", 1, 7)};
		int first = chosen_by((enum routing_strategy)strategy, one, 2);
		int second = chosen_by((enum routing_strategy)strategy, other, 2);
		assert_string_equal(one[first].id.text, other[second].id.text);
	}
}

static void round_robin_takes_turns_whatever_the_load(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 50), agent("b", 2, 40), agent("c", 1, 60)};
	assert_int_equal(chosen_by(ROUTING_ROUND_ROBIN, agents, 3), 1);
}

static void priority_goes_first_until_full(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 0), agent("b", 2, 0), agent("c", 1, 0)};
	agents[1].priority = 5;
	assert_int_equal(chosen_by(ROUTING_PRIORITY, agents, 3), 1);
	agents[1].load = 3;
	assert_int_equal(chosen_by(ROUTING_PRIORITY, agents, 3), 0);
}

static void a_random_choice_is_even_and_repeats(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 0), agent("b", 1, 9), agent("c", 2, 3)};
	int times[3] = {0};
	for (int i = 0; i < 3000; i++) {
		char draw[16];
		snprintf(draw, sizeof(draw), "c%d", i);
		struct routing_need need = {.strategy = ROUTING_RANDOM, .draw = draw};
		int chosen = routing_choose(&need, agents, 3).agent;
		assert_int_equal(routing_choose(&need, agents, 3).agent, chosen);
		times[chosen]++;
	}
	for (int i = 0; i < 3; i++)
		assert_in_range(times[i], 900, 1100);
}

static void only_the_free_are_chosen(void **state)
{
	(void)state;
	struct routing_agent full = agent("full", 3, 0);
	struct routing_agent away = agent("away", 0, 0);
	struct routing_agent blocked = agent("blocked", 0, 0);
	struct routing_agent foreign = agent("foreign", 0, 0);
	struct routing_agent lost = agent("lost", 0, 0);
	away.presence = PRESENCE_BUSY;
	blocked.blocked = true;
	foreign.serves = false;
	lost.reachable = false;
	struct routing_agent agents[] = {full, away, blocked, foreign, lost};
	struct routing_need need = {0};
	struct routing_choice choice = routing_choose(&need, agents, 5);
	assert_int_equal(choice.agent, -1);
	assert_int_equal(choice.reason, ROUTED_ALL_FULL);
	assert_int_equal(choice.on_duty, 1);
	for (int presence = 0; presence < PRESENCE_COUNT; presence++) {
		struct routing_agent one = agent("one", 0, 0);
		one.presence = (enum presence)presence;
		assert_int_equal(routing_is_free(&one), presence == PRESENCE_ONLINE);
	}
}

static void a_group_may_limit_its_share_of_somebody(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 1, 0), agent("b", 2, 0)};
	agents[0].group_capacity = 1;
	agents[0].group_load = 1;
	assert_int_equal(chosen_by(ROUTING_LEAST_BUSY, agents, 2), 1);
}

static void a_visitor_waits_for_somebody_who_speaks_the_language(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("english", 0, 0), agent("chinese", 3, 0)};
	agents[0].languages = "en";
	agents[1].languages = "en zh";
	struct routing_need need = {.language = "zh-CN"};
	struct routing_choice choice = routing_choose(&need, agents, 2);
	assert_int_equal(choice.agent, -1);
	assert_int_equal(choice.fitting, 1);
	agents[1].load = 2;
	assert_int_equal(routing_choose(&need, agents, 2).agent, 1);
	agents[1].languages = "zh-TW";
	assert_int_equal(routing_choose(&need, agents, 2).agent, 0);
}

static void a_wish_that_nobody_on_duty_meets_is_dropped_alone(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 0), agent("b", 2, 0)};
	agents[1].skills = "refunds Invoices";
	struct routing_need need = {.language = "fr", .skills = "invoices refunds"};
	agents[0].languages = agents[1].languages = "en";
	assert_int_equal(routing_choose(&need, agents, 2).agent, 1);
	need.skills = "invoices chemistry";
	assert_int_equal(routing_choose(&need, agents, 2).agent, 0);
}

static void a_region_is_known_by_those_who_name_none_too(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 0), agent("b", 1, 0)};
	agents[0].regions = "north";
	struct routing_need need = {.region = "south"};
	assert_int_equal(routing_choose(&need, agents, 2).agent, 1);
}

static void the_agent_one_came_for_then_the_last_one(void **state)
{
	(void)state;
	struct routing_agent agents[] = {agent("a", 0, 0), agent("b", 2, 0), agent("c", 2, 0)};
	struct routing_need need = {.wanted = &agents[2].id, .last = &agents[1].id};
	struct routing_choice choice = routing_choose(&need, agents, 3);
	assert_int_equal(choice.agent, 2);
	assert_int_equal(choice.reason, ROUTED_WANTED);
	agents[2].load = 3;
	choice = routing_choose(&need, agents, 3);
	assert_int_equal(choice.agent, 1);
	assert_int_equal(choice.reason, ROUTED_LAST);
	agents[1].presence = PRESENCE_AWAY;
	choice = routing_choose(&need, agents, 3);
	assert_int_equal(choice.agent, 0);
	assert_int_equal(choice.reason, ROUTED_STRATEGY);
}

static void the_new_begin_with_less(void **state)
{
	(void)state;
	assert_int_equal(routing_ramp(6, 0, 0), 6);
	assert_int_equal(routing_ramp(6, -5, 100), 1);
	assert_int_equal(routing_ramp(6, 0, 100), 1);
	assert_int_equal(routing_ramp(6, 50, 100), 3);
	assert_int_equal(routing_ramp(6, 100, 100), 6);
	assert_int_equal(routing_ramp(1, 0, 100), 1);
}

static void strategies_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < ROUTING_STRATEGY_COUNT; i++) {
		enum routing_strategy found;
		assert_true(routing_strategy_from_name(
		    routing_strategy_name((enum routing_strategy)i), &found));
		assert_int_equal(found, i);
	}
	enum routing_strategy untouched = ROUTING_RANDOM;
	assert_false(routing_strategy_from_name("fastest", &untouched));
	assert_int_equal(untouched, ROUTING_RANDOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_is_chosen_from_nobody),
	    cmocka_unit_test(the_least_busy_by_share_of_capacity),
	    cmocka_unit_test(of_equals_the_one_who_waited_longest),
	    cmocka_unit_test(the_order_of_the_list_does_not_matter),
	    cmocka_unit_test(round_robin_takes_turns_whatever_the_load),
	    cmocka_unit_test(priority_goes_first_until_full),
	    cmocka_unit_test(a_random_choice_is_even_and_repeats),
	    cmocka_unit_test(only_the_free_are_chosen),
	    cmocka_unit_test(a_group_may_limit_its_share_of_somebody),
	    cmocka_unit_test(a_visitor_waits_for_somebody_who_speaks_the_language),
	    cmocka_unit_test(a_wish_that_nobody_on_duty_meets_is_dropped_alone),
	    cmocka_unit_test(a_region_is_known_by_those_who_name_none_too),
	    cmocka_unit_test(the_agent_one_came_for_then_the_last_one),
	    cmocka_unit_test(the_new_begin_with_less),
	    cmocka_unit_test(strategies_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
