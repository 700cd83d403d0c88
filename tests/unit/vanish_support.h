/*
 * Vanish support: agents who come and go on a clock of our own, and who hold
 * conversations meanwhile.
 */
#ifndef FOYER_TESTS_UNIT_VANISH_SUPPORT_H
#define FOYER_TESTS_UNIT_VANISH_SUPPORT_H

#include "tests/unit/handoff_support.h"

/* Nobody is called, so that only those who vanish set timers. */
static int set_up(void **state)
{
	struct world *world = world_new();
	set_call(world, &(struct call_pace){0});
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* Runs what is due; gives how long until the next thing is, or -1. */
static int64_t run_due(struct world *world)
{
	int64_t next;
	struct fault fault = {0};
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
	return next == INT64_MAX ? -1 : next - world_time;
}

struct scene_of_vanishing {
	struct staff_id mei;
	struct visitor visitor;
};

/* An agent with an open desk has a conversation. */
static struct scene_of_vanishing agent_with_work(struct world *world)
{
	struct scene_of_vanishing scene = {.mei = add_staff(world, "mei", ROLE_AGENT, 5)};
	stream(world, &scene.mei, true);
	set_presence(world, &scene.mei, PRESENCE_ONLINE, false);
	scene.visitor = open_in(world, "en");
	ask_person(world, &scene.visitor);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_AGENT);
	return scene;
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
