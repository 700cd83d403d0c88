/* The queue: places, estimates, and giving out. */
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

static struct visitor waiting_visitor(struct world *world, const char *group)
{
	struct visitor visitor = open_in(world, "en");
	world_time += 1000;
	assert_int_equal(ask_person_of(world, &visitor, group), FAULT_NONE);
	return visitor;
}

static void set_capacity(struct world *world, const struct staff_id *staff, int capacity)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(staff, world->arena);
	update.capacity = capacity;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

/* Estimates ------------------------------------------------------------------------- */

static void nobody_here_means_unknown(void **state)
{
	(void)state;
	struct queue_pace pace = {.slots = 0, .handling_ms = 60000};
	struct queue_place place = queue_estimate(&(struct queue_spot){3, 5, 3}, &pace);
	assert_int_equal(place.position, 3);
	assert_int_equal(place.waiting, 5);
	assert_int_equal(place.estimated_wait_seconds, QUEUE_WAIT_UNKNOWN);
}

static void the_wait_grows_with_the_line_and_shrinks_with_hands(void **state)
{
	(void)state;
	const struct queue_pace two = {.slots = 2, .handling_ms = 120000};
	const struct queue_pace four = {.slots = 4, .handling_ms = 120000};
	const struct queue_spot first = {1, 9, 1};
	const struct queue_spot third = {3, 9, 3};
	const struct queue_spot alone_in_its_line = {3, 9, 1};
	assert_int_equal(queue_estimate(&first, &two).estimated_wait_seconds, 60);
	assert_int_equal(queue_estimate(&third, &two).estimated_wait_seconds, 180);
	assert_int_equal(queue_estimate(&third, &four).estimated_wait_seconds, 90);
	assert_int_equal(queue_estimate(&alone_in_its_line, &two).estimated_wait_seconds, 60);
	assert_int_equal(queue_estimate(&alone_in_its_line, &two).position, 3);
}

static void the_band_holds_the_estimate(void **state)
{
	(void)state;
	for (int position = 1; position < 2000; position += 7) {
		struct queue_pace pace = {1 + position % 5, 1000 * position,
					  {(position % 3) * 0.7, (position % 4) * 0.4}};
		struct queue_place place =
		    queue_estimate(&(struct queue_spot){position, 2000, position}, &pace);
		assert_true(place.estimated_wait_low >= 0);
		assert_true(place.estimated_wait_low <= place.estimated_wait_seconds);
		assert_true(place.estimated_wait_seconds <= place.estimated_wait_high);
	}
}

static void the_pace_follows_what_happens(void **state)
{
	(void)state;
	int64_t mean = 0;
	queue_pace_learn(100000, &mean);
	assert_int_equal(mean, 100000);
	for (int i = 0; i < 100; i++)
		queue_pace_learn(200000, &mean);
	assert_in_range(mean, 199000, 200000);
	queue_pace_learn(0, &mean);
	assert_true(mean > 0);
}

static void a_line_learns_how_its_waits_turn_out(void **state)
{
	(void)state;
	const struct queue_spot spot = {4, 4, 4};
	struct queue_pace pace = {.slots = 2, .handling_ms = 60000};
	struct queue_place before = queue_estimate(&spot, &pace);
	assert_int_equal(before.estimated_wait_seconds, 120);
	for (int i = 0; i < 100; i++)
		queue_lesson_learn(240000, 120000, &pace.lesson);
	struct queue_place after = queue_estimate(&spot, &pace);
	assert_in_range(after.estimated_wait_seconds, 235, 240);
	/* Waits that are always alike leave only the chance of four ends. */
	assert_in_range(after.estimated_wait_low, 40, 50);
	assert_in_range(after.estimated_wait_high, 430, 440);
	struct queue_lesson lesson = pace.lesson;
	queue_lesson_learn(0, 120000, &lesson);
	queue_lesson_learn(1000, 0, &lesson);
	assert_memory_equal(&lesson, &pace.lesson, sizeof(lesson));
}

static void waits_teach_the_estimate(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor held = waiting_visitor(world, NULL);
	for (int i = 0; i < 40; i++) {
		struct visitor next = waiting_visitor(world, NULL);
		world_time += 600000;
		assert_int_equal(close_by(world, &held, actor_staff(&mei)), FAULT_NONE);
		held = next;
	}
	/* A conversation takes ten minutes: reckoned and real waits agree. */
	struct visitor last = waiting_visitor(world, NULL);
	assert_in_range(look(world, &last).place.estimated_wait_seconds, 560, 700);
}

static void closing_teaches_the_group(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	struct group group;
	struct fault fault = {0};
	struct visitor visitor = waiting_visitor(world, NULL);
	accept_by(world, &visitor, &mei);
	world_time += 90000;
	close_by(world, &visitor, actor_staff(&mei));
	assert_int_equal(group_by_id(reader(world), &world->support, world->arena, &group, &fault),
			 LOOKUP_FOUND);
	assert_int_equal(group.handling_ms, 90000);
}

/* Places ------------------------------------------------------------------------------- */

static void each_group_has_its_own_line(void **state)
{
	struct world *world = *state;
	add_group(world, "Sales", false);
	struct visitor first = waiting_visitor(world, "Support");
	struct visitor sales = waiting_visitor(world, "Sales");
	struct visitor second = waiting_visitor(world, "Support");
	assert_int_equal(look(world, &first).place.position, 1);
	assert_int_equal(look(world, &second).place.position, 2);
	assert_int_equal(look(world, &second).place.waiting, 2);
	assert_int_equal(look(world, &sales).place.position, 1);
	assert_int_equal(look(world, &sales).place.waiting, 1);
	assert_int_equal(close_by(world, &first, actor_visitor()), FAULT_NONE);
	assert_int_equal(look(world, &second).place.position, 1);
}

static void the_whole_line_agrees_with_each_place(void **state)
{
	struct world *world = *state;
	struct queue_line line;
	struct fault fault = {0};
	struct visitor visitors[12];
	add_group(world, "Sales", false);
	for (int i = 0; i < 12; i++)
		visitors[i] = waiting_visitor(world, i % 3 == 0 ? "Sales" : "Support");
	must(queue_line_read(reader(world), world->arena, &line, &fault), &fault);
	assert_int_equal(line.count, 12);
	for (int i = 0; i < 12; i++) {
		const struct queue_place *place = queue_line_find(&line, &visitors[i].id);
		struct queue_place alone = look(world, &visitors[i]).place;
		assert_non_null(place);
		assert_memory_equal(place, &alone, sizeof(alone));
	}
	close_by(world, &visitors[0], actor_visitor());
	must(queue_line_read(reader(world), world->arena, &line, &fault), &fault);
	assert_null(queue_line_find(&line, &visitors[0].id));
}

static void with_agents_here_a_wait_is_estimated(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	waiting_visitor(world, NULL);
	struct visitor second = waiting_visitor(world, NULL);
	struct conversation_view view = look(world, &second);
	assert_int_equal(view.agents_online, 1);
	assert_int_equal(view.place.position, 1);
	assert_int_equal(view.place.estimated_wait_seconds, 300);
	assert_true(view.place.estimated_wait_low < 300);
	assert_true(view.place.estimated_wait_high > 300);
}

/* Giving out ------------------------------------------------------------------------------ */

static void who_comes_online_gets_who_waits_longest(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor first = waiting_visitor(world, NULL);
	struct visitor second = waiting_visitor(world, NULL);
	struct visitor third = waiting_visitor(world, NULL);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(look(world, &first).owner, OWNER_AGENT);
	assert_int_equal(look(world, &second).owner, OWNER_AGENT);
	assert_int_equal(look(world, &third).owner, OWNER_QUEUE);
	assert_int_equal(staff_now(world, &mei).load, 2);
	assert_int_equal(close_by(world, &first, actor_staff(&mei)), FAULT_NONE);
	assert_int_equal(look(world, &third).owner, OWNER_AGENT);
	assert_int_equal(staff_now(world, &mei).load, 2);
}

static void work_is_shared_evenly(void **state)
{
	struct world *world = *state;
	struct staff_id staff[3] = {add_staff(world, "mei", ROLE_AGENT, 9),
				    add_staff(world, "tom", ROLE_AGENT, 9),
				    add_staff(world, "kim", ROLE_AGENT, 9)};
	for (int i = 0; i < 3; i++)
		set_presence(world, &staff[i], PRESENCE_ONLINE, true);
	for (int i = 0; i < 12; i++)
		waiting_visitor(world, NULL);
	for (int i = 0; i < 3; i++)
		assert_int_equal(staff_now(world, &staff[i]).load, 4);
}

static void only_online_agents_of_the_group_get_any(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 9);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 9);
	struct staff_id kim = add_staff(world, "kim", ROLE_AGENT, 9);
	struct group_id sales = add_group(world, "Sales", false);
	struct staff_id members[] = {mei, kim};
	set_members(world, &sales, members, 2);
	set_presence(world, &mei, PRESENCE_BUSY, true);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_visitor(world, "Sales");
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(look(world, &visitor).agents_online, 0);
	set_presence(world, &kim, PRESENCE_ONLINE, true);
	assert_string_equal(look(world, &visitor).agent.text, kim.text);
}

static void becoming_a_member_is_enough(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 9);
	struct group_id sales = add_group(world, "Sales", false);
	set_members(world, &sales, &world->admin, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_visitor(world, "Sales");
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	set_members(world, &sales, &mei, 1);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
}

static void more_room_is_used_at_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	waiting_visitor(world, NULL);
	struct visitor second = waiting_visitor(world, NULL);
	assert_int_equal(look(world, &second).owner, OWNER_QUEUE);
	set_capacity(world, &mei, 2);
	assert_int_equal(look(world, &second).owner, OWNER_AGENT);
}

static void in_a_manual_group_one_accepts(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	struct group_id sales = add_group(world, "Sales", true);
	struct fault fault = {0};
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor visitor = waiting_visitor(world, "Sales");
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	/* It begins to give out when it becomes automatic. */
	struct group_update update = group_update_of(&sales, world->arena);
	update.is_automatic = 1;
	must(group_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
}

static void a_group_nobody_serves_does_not_hold_up_another(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct group_id sales = add_group(world, "Sales", false);
	set_members(world, &sales, &world->admin, 1);
	struct visitor stuck = waiting_visitor(world, "Sales");
	struct visitor visitor = waiting_visitor(world, "Support");
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(look(world, &stuck).owner, OWNER_QUEUE);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
}

static void who_waits_in_a_closed_group_is_still_served(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = waiting_visitor(world, NULL);
	set_open(world, &world->support, false);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
}

static void the_passed_on_make_room_for_others(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	struct visitor passed = waiting_visitor(world, NULL);
	struct visitor next = waiting_visitor(world, NULL);
	assert_int_equal(transfer_by(world, &passed, &mei, "Support", NULL, NULL), FAULT_NONE);
	assert_int_equal(look(world, &passed).owner, OWNER_QUEUE);
	assert_int_equal(look(world, &next).owner, OWNER_AGENT);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_here_means_unknown),
	    cmocka_unit_test(the_wait_grows_with_the_line_and_shrinks_with_hands),
	    cmocka_unit_test(the_band_holds_the_estimate),
	    cmocka_unit_test(the_pace_follows_what_happens),
	    cmocka_unit_test(a_line_learns_how_its_waits_turn_out),
	    PLAYED(waits_teach_the_estimate),
	    PLAYED(closing_teaches_the_group),
	    PLAYED(each_group_has_its_own_line),
	    PLAYED(the_whole_line_agrees_with_each_place),
	    PLAYED(with_agents_here_a_wait_is_estimated),
	    PLAYED(who_comes_online_gets_who_waits_longest),
	    PLAYED(work_is_shared_evenly),
	    PLAYED(only_online_agents_of_the_group_get_any),
	    PLAYED(becoming_a_member_is_enough),
	    PLAYED(more_room_is_used_at_once),
	    PLAYED(in_a_manual_group_one_accepts),
	    PLAYED(a_group_nobody_serves_does_not_hold_up_another),
	    PLAYED(who_waits_in_a_closed_group_is_still_served),
	    PLAYED(the_passed_on_make_room_for_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
