/* Who is here: streams, desks that ask without one, programs, and a restart. */
#include "tests/unit/vanish_support.h"

/* So long a desk without a stream may be silent before its grace begins. */
#define BETWEEN_QUESTIONS 60000

/* Asks for a person while the only agent has lost the desk, and waits. */
static struct visitor one_more(struct world *world, const struct staff_id *agent)
{
	struct visitor visitor = open_in(world, "en");
	stream(world, agent, false);
	ask_person(world, &visitor);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	return visitor;
}

static void who_lost_the_desk_gets_nothing_new(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct visitor other = one_more(world, &scene.mei);
	stream(world, &scene.mei, true);
	assert_string_equal(look(world, &other).agent.text, scene.mei.text);
}

static void a_second_window_is_enough(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	stream(world, &scene.mei, true);
	stream(world, &scene.mei, false);
	world_time += 2 * GRACE;
	assert_int_equal(run_due(world), -1);
	stream(world, &scene.mei, false);
	assert_int_equal(run_due(world), GRACE);
}

static void a_sign_of_life_begins_the_grace_anew(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	stream(world, &scene.mei, false);
	world_time += GRACE - 1;
	set_presence(world, &scene.mei, PRESENCE_BUSY, false);
	assert_int_equal(run_due(world), BETWEEN_QUESTIONS + GRACE);
}

/* What a desk asked for was stored once the next write is. */
static void ask(struct world *world, const struct staff_id *staff)
{
	presence_asked(world->store, staff);
	(void)open_in(world, "en");
}

static void a_desk_that_asks_is_here_without_a_stream(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct visitor other = open_in(world, "en");
	stream(world, &scene.mei, false);
	for (int i = 0; i < 20; i++) {
		world_time += GRACE - 1;
		ask(world, &scene.mei);
		assert_int_equal(run_due(world), BETWEEN_QUESTIONS + GRACE);
	}
	ask_person(world, &other);
	assert_string_equal(look(world, &other).agent.text, scene.mei.text);
	assert_true(look(world, &other).agent_here);
	world_time += BETWEEN_QUESTIONS + GRACE;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
	assert_int_equal(staff_now(world, &scene.mei).presence, PRESENCE_OFFLINE);
}

static void who_asks_again_is_given_what_waits(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct visitor other = one_more(world, &scene.mei);
	ask(world, &scene.mei);
	assert_string_equal(look(world, &other).agent.text, scene.mei.text);
	stream(world, &scene.mei, true);
	stream(world, &scene.mei, false);
	assert_int_equal(run_due(world), GRACE);
}

static void who_says_so_without_a_stream_is_watched(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	ask_person(world, &visitor);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	assert_int_equal(run_due(world), BETWEEN_QUESTIONS + GRACE);
	world_time += BETWEEN_QUESTIONS + GRACE;
	assert_int_equal(run_due(world), -1);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
}

static void who_had_vanished_and_takes_work_is_watched_again(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	stream(world, &mei, true);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	stream(world, &mei, false);
	world_time += GRACE;
	assert_int_equal(run_due(world), -1);
	ask_person(world, &visitor);
	ask(world, &mei);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	assert_int_equal(run_due(world), BETWEEN_QUESTIONS + GRACE);
}

static void who_takes_work_without_a_desk_has_the_grace(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	stream(world, &mei, true);
	set_presence(world, &mei, PRESENCE_OFFLINE, false);
	stream(world, &mei, false);
	world_time += 10 * GRACE;
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	assert_int_equal(run_due(world), GRACE);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	world_time += GRACE;
	run_due(world);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
}

static void a_program_does_not_vanish(void **state)
{
	struct world *world = *state;
	struct staff_id robot = add_staff(world, "robot", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	set_presence(world, &robot, PRESENCE_ONLINE, true);
	ask_person(world, &visitor);
	world_time += 100 * GRACE;
	assert_int_equal(run_due(world), -1);
	assert_string_equal(look(world, &visitor).agent.text, robot.text);
}

static void a_restart_gives_everybody_time_to_come_back(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct fault fault = {0};
	world_time += 1000 * GRACE;
	must(presence_start(world->store, &fault), &fault);
	assert_int_equal(staff_now(world, &scene.mei).connected, 0);
	assert_int_equal(run_due(world), GRACE);
	stream(world, &scene.mei, true);
	assert_int_equal(run_due(world), -1);
}

/* A stop in good order closes the streams first; how long nobody served is no absence. */
static void a_restart_after_a_stop_does_too(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct fault fault = {0};
	stream(world, &tom, true);
	stream(world, &tom, false);
	int64_t tom_seen_at = world_time;
	world_time += 1;
	stream(world, &scene.mei, false);
	world_time += 1000 * GRACE;
	must(presence_start(world->store, &fault), &fault);
	assert_int_equal(run_due(world), GRACE);
	assert_string_equal(look(world, &scene.visitor).agent.text, scene.mei.text);
	assert_int_equal(staff_now(world, &tom).seen_at, tom_seen_at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(who_lost_the_desk_gets_nothing_new),
	    PLAYED(a_second_window_is_enough),
	    PLAYED(a_sign_of_life_begins_the_grace_anew),
	    PLAYED(a_desk_that_asks_is_here_without_a_stream),
	    PLAYED(who_asks_again_is_given_what_waits),
	    PLAYED(who_says_so_without_a_stream_is_watched),
	    PLAYED(who_had_vanished_and_takes_work_is_watched_again),
	    PLAYED(who_takes_work_without_a_desk_has_the_grace),
	    PLAYED(a_program_does_not_vanish),
	    PLAYED(a_restart_gives_everybody_time_to_come_back),
	    PLAYED(a_restart_after_a_stop_does_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
