/* The server's clock turns out to have been ahead, and is set back. */
#include "tests/unit/vanish_support.h"

#include "handoff/set_back.h"

#define HOUR 3600000

static const struct call_pace calls = {.accept_seconds = 120,
				       .seconds = {[CALL_AGAIN] = 20, [CALL_SUPERVISORS] = 60}};

static void set_clock_back(struct world *world)
{
	struct fault fault = {0};
	world_time -= HOUR;
	must(set_back_due(world->store, HOUR, &fault), &fault);
}

static void who_vanished_is_missed_in_time(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	stream(world, &scene.mei, false);
	world_time += GRACE / 2;
	set_clock_back(world);
	assert_int_equal(run_due(world), GRACE / 2);
	world_time += GRACE / 2;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
	assert_int_equal(staff_now(world, &scene.mei).presence, PRESENCE_OFFLINE);
}

static void who_does_not_react_loses_it_in_time(void **state)
{
	struct world *world = *state;
	set_call(world, &calls);
	struct scene_of_vanishing scene = agent_with_work(world);
	world_time += 100000;
	set_clock_back(world);
	world_time += 19999;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_AGENT);
	world_time += 1;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
}

/* What was stored between the clock's step and the look that noticed it. */
static void what_is_due_by_the_new_time_stays(void **state)
{
	struct world *world = *state;
	set_call(world, &calls);
	world_time -= HOUR;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct fault fault = {0};
	must(set_back_due(world->store, HOUR, &fault), &fault);
	world_time += 119999;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_AGENT);
}

static void who_came_first_stays_in_front(void **state)
{
	struct world *world = *state;
	struct visitor first = open_in(world, "en");
	ask_person(world, &first);
	world_time += 1000;
	set_clock_back(world);
	struct visitor second = open_in(world, "en");
	world_time += 1000;
	ask_person(world, &second);
	assert_int_equal(look(world, &first).place.position, 1);
	assert_int_equal(look(world, &second).place.position, 2);
}

static int64_t offset;

static int64_t moved_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + offset;
}

static void only_steps_back_are_told(void **state)
{
	(void)state;
	struct wall_watch watch = {0};
	clock_use(moved_clock);
	assert_int_equal(wall_watch_set_back(&watch), 0);
	offset += 24 * HOUR;
	assert_int_equal(wall_watch_set_back(&watch), 0);
	offset -= 100;
	assert_int_equal(wall_watch_set_back(&watch), 0);
	offset -= HOUR;
	assert_in_range(wall_watch_set_back(&watch), HOUR - 500, HOUR + 500);
	assert_int_equal(wall_watch_set_back(&watch), 0);
	clock_use(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(who_vanished_is_missed_in_time),     PLAYED(who_does_not_react_loses_it_in_time),
	    PLAYED(what_is_due_by_the_new_time_stays),  PLAYED(who_came_first_stays_in_front),
	    cmocka_unit_test(only_steps_back_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
