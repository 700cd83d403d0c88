/* Calling for a person: it gets louder until somebody reacts, and who doesn't
 * react to a conversation loses it. */
#include "tests/unit/handoff_support.h"

/* Within the house alone; test_alert.c has the ways out of it. */
static const struct call_pace usual = {
    .accept_seconds = 120, .seconds = {[CALL_AGAIN] = 20, [CALL_SUPERVISORS] = 60, [CALL_ADMINS] = 180}};

static int set_up(void **state)
{
	struct world *world = world_new();
	set_call(world, &usual);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* Runs what is due; gives how many seconds until the next thing is, or -1. */
static int64_t run_due(struct world *world)
{
	int64_t next;
	struct fault fault = {0};
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
	return next == INT64_MAX ? -1 : (next - world_time) / 1000;
}

static int64_t after(struct world *world, int seconds)
{
	world_time += 1000 * seconds;
	return run_due(world);
}

static struct visitor asking(struct world *world)
{
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	return visitor;
}

/* Somebody who is online with an open desk. */
static struct staff_id present(struct world *world, const char *name)
{
	struct staff_id staff = add_staff(world, name, ROLE_AGENT, 5);
	stream(world, &staff, true);
	set_presence(world, &staff, PRESENCE_ONLINE, false);
	return staff;
}

static void mark_seen(struct world *world, const struct visitor *visitor,
		      const struct staff_id *staff)
{
	struct seen seen = {.act = act_of(world, &visitor->id, actor_staff(staff)), .number = 1};
	seen_prepare(&seen);
	assert_int_equal(play_act(world, &seen.act), FAULT_NONE);
}

/* The row of a list, as this member sees it. */
static struct conversation_summary row_of(struct world *world, const struct visitor *visitor,
					  const struct staff_id *staff)
{
	static const enum conversation_list_kind kinds[] = {CONVERSATIONS_QUEUE, CONVERSATIONS_MINE};
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++) {
		struct conversation_page page;
		struct fault fault = {0};
		const struct conversation_listing listing = {
		    .staff = *staff, .kind = kinds[kind], .most = 200};
		must(conversation_list(reader(world), &listing, world->arena, &page, &fault),
		     &fault);
		for (int i = 0; i < page.count; i++)
			if (strcmp(page.list[i].id.text, visitor->id.text) == 0)
				return page.list[i];
	}
	fail_msg("it is in no list");
	return (struct conversation_summary){0};
}

/* Pure ------------------------------------------------------------------------------ */

static void steps_come_in_their_time_and_then_every_minute(void **state)
{
	(void)state;
	struct call call = call_begin(&usual, 1000);
	assert_int_equal(call.since, 1000);
	assert_int_equal(call.level, CALL_AT_ONCE);
	assert_int_equal(call.next_at, 21000);
	call = call_louder(&usual, &call, 21000);
	assert_int_equal(call.level, CALL_AGAIN);
	assert_int_equal(call.next_at, 61000);
	call = call_louder(&usual, &call, 61000);
	assert_int_equal(call.level, CALL_SUPERVISORS);
	assert_int_equal(call.next_at, 181000);
	call = call_louder(&usual, &call, 181000);
	assert_int_equal(call.level, CALL_ADMINS);
	assert_int_equal(call.next_at, 181000 + CALL_REPEAT_MS);
	call = call_louder(&usual, &call, call.next_at);
	assert_int_equal(call.level, CALL_ADMINS + 1);
	assert_int_equal(call.next_at, 181000 + 2 * CALL_REPEAT_MS);
}

static void what_is_left_out_is_passed_over(void **state)
{
	(void)state;
	const struct call_pace admins_only = {.seconds = {[CALL_ADMINS] = 30}};
	struct call call = call_begin(&admins_only, 0);
	assert_int_equal(call.next_at, 30000);
	call = call_louder(&admins_only, &call, 30000);
	assert_int_equal(call.level, CALL_ADMINS);
	const struct call_pace silent = {0};
	assert_int_equal(call_begin(&silent, 5000).next_at, 0);
	assert_int_equal(call_for_agent(&silent, &call, 5000).react_by, 0);
}

/* Louder -------------------------------------------------------------------------------- */

static void who_waits_is_called_for_ever_louder(void **state)
{
	struct world *world = *state;
	struct staff_id sue = add_staff(world, "sue", ROLE_SUPERVISOR, 5);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	set_members(world, &world->support, &mei, 1);
	set_presence(world, &mei, PRESENCE_BUSY, true);
	struct visitor visitor = asking(world);
	assert_int_equal(run_due(world), 20);
	assert_int_equal(row_of(world, &visitor, &mei).called_at, world_time);
	assert_true(row_of(world, &visitor, &mei).is_called);
	assert_false(row_of(world, &visitor, &sue).is_called);
	assert_int_equal(after(world, 20), 40);
	assert_int_equal(row_of(world, &visitor, &mei).call_level, CALL_AGAIN);
	assert_false(row_of(world, &visitor, &sue).is_called);
	assert_int_equal(after(world, 40), 120);
	assert_true(row_of(world, &visitor, &sue).is_called);
	assert_false(row_of(world, &visitor, &world->admin).is_called);
	assert_int_equal(after(world, 120), 60);
	assert_true(row_of(world, &visitor, &world->admin).is_called);
	assert_int_equal(after(world, 60), 60);
	assert_int_equal(row_of(world, &visitor, &mei).call_level, CALL_ADMINS + 1);
}

static void after_a_long_sleep_only_the_loudest_is_heard(void **state)
{
	struct world *world = *state;
	struct visitor visitor = asking(world);
	assert_int_equal(after(world, 3600), 60);
	assert_int_equal(row_of(world, &visitor, &world->admin).call_level, CALL_ADMINS);
}

static void whoever_is_off_duty_is_not_called_at_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = asking(world);
	assert_false(row_of(world, &visitor, &mei).is_called);
	set_presence(world, &mei, PRESENCE_AWAY, true);
	assert_true(row_of(world, &visitor, &mei).is_called);
}

static void taking_it_ends_the_call(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = asking(world);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	assert_int_equal(row_of(world, &visitor, &mei).called_at, 0);
	assert_int_equal(row_of(world, &visitor, &mei).react_by, 0);
	assert_int_equal(run_due(world), -1);
}

static void leaving_the_queue_ends_the_call(void **state)
{
	struct world *world = *state;
	struct visitor one = asking(world);
	struct visitor other = asking(world);
	back_to_bot(world, &one);
	close_by(world, &other, actor_visitor());
	assert_int_equal(run_due(world), -1);
}

/* Missed ---------------------------------------------------------------------------------- */

static void who_does_not_react_loses_it_to_a_colleague(void **state)
{
	struct world *world = *state;
	struct staff_id mei = present(world, "mei");
	struct visitor visitor = asking(world);
	struct staff_id tom = present(world, "tom");
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	assert_int_equal(row_of(world, &visitor, &mei).react_by, world_time + 120000);
	after(world, 119);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	after(world, 1);
	assert_string_equal(look(world, &visitor).agent.text, tom.text);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_AWAY);
	assert_int_equal(staff_now(world, &mei).away_reason, AWAY_MISSED);
	assert_int_equal(staff_now(world, &mei).load, 0);
	/* The call goes on, for the visitor has been waiting all the time. */
	assert_int_equal(row_of(world, &visitor, &tom).called_at, world_time - 120000);
	assert_int_equal(row_of(world, &visitor, &tom).react_by, world_time + 120000);
}

static void with_nobody_else_it_waits_in_front(void **state)
{
	struct world *world = *state;
	struct staff_id mei = present(world, "mei");
	struct visitor visitor = asking(world);
	mark_seen(world, &visitor, &mei);
	struct visitor missed = asking(world);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	after(world, 120);
	struct visitor later = asking(world);
	assert_int_equal(look(world, &missed).place.position, 1);
	assert_int_equal(look(world, &later).place.position, 2);
	assert_int_equal(last_event(world, &missed).type, EVENT_RETURNED);
	struct event returned = last_event(world, &missed);
	assert_string_equal(json_text(body_of(world, &returned), "reason"), "no-reaction");
	/* What they had reacted to stays with them. */
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	assert_int_equal(staff_now(world, &mei).away_reason, AWAY_SAID);
	assert_string_equal(look(world, &missed).agent.text, mei.text);
}

static void opening_or_answering_is_a_reaction(void **state)
{
	struct world *world = *state;
	struct staff_id mei = present(world, "mei");
	struct visitor opened = asking(world);
	struct visitor answered = asking(world);
	mark_seen(world, &opened, &mei);
	assert_int_equal(reply_by(world, &answered, &mei, "Hello"), FAULT_NONE);
	assert_int_equal(after(world, 3600), -1);
	assert_string_equal(look(world, &opened).agent.text, mei.text);
	assert_string_equal(look(world, &answered).agent.text, mei.text);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_ONLINE);
}

static void whoever_it_was_passed_to_must_react_too(void **state)
{
	struct world *world = *state;
	struct staff_id mei = present(world, "mei");
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct visitor visitor = asking(world);
	stream(world, &tom, true);
	set_presence(world, &tom, PRESENCE_BUSY, false);
	mark_seen(world, &visitor, &mei);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &tom, NULL), FAULT_NONE);
	assert_int_equal(row_of(world, &visitor, &tom).called_at, world_time);
	after(world, 120);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	/* Who wasn't online says so still. */
	assert_int_equal(staff_now(world, &tom).presence, PRESENCE_BUSY);
}

static void a_restart_spares_those_who_could_not_react(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct staff_id mei = present(world, "mei");
	struct visitor visitor = asking(world);
	world_time += 3600000;
	must(presence_start(world->store, &fault), &fault);
	stream(world, &mei, true);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	run_due(world);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	after(world, 30);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
}

static void without_a_limit_nobody_loses_anything(void **state)
{
	struct world *world = *state;
	struct call_pace patient = usual;
	patient.accept_seconds = 0;
	set_call(world, &patient);
	struct staff_id mei = present(world, "mei");
	struct visitor visitor = asking(world);
	after(world, 36000);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	assert_int_equal(row_of(world, &visitor, &mei).call_level, CALL_ADMINS);
}

/* Away by itself ---------------------------------------------------------------------------- */

static enum fault_code say_idle(struct world *world, const struct staff_id *staff,
				enum presence presence)
{
	struct fault fault = {0};
	struct presence_set set = {.staff = *staff, .presence = presence, .is_idle = true};
	presence_set_prepare(&set);
	return store_write(world->store, &set.change, &fault) ? FAULT_NONE : fault.code;
}

static void an_idle_desk_makes_only_the_online_away(void **state)
{
	struct world *world = *state;
	struct staff_id mei = present(world, "mei");
	assert_int_equal(say_idle(world, &mei, PRESENCE_BUSY), FAULT_NOT_ALLOWED_VALUE);
	set_presence(world, &mei, PRESENCE_INVISIBLE, false);
	assert_int_equal(say_idle(world, &mei, PRESENCE_AWAY), FAULT_NONE);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_INVISIBLE);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	assert_int_equal(say_idle(world, &mei, PRESENCE_AWAY), FAULT_NONE);
	assert_int_equal(staff_now(world, &mei).presence, PRESENCE_AWAY);
	assert_int_equal(staff_now(world, &mei).away_reason, AWAY_IDLE);
	struct visitor visitor = asking(world);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	assert_int_equal(staff_now(world, &mei).away_reason, AWAY_SAID);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(steps_come_in_their_time_and_then_every_minute),
	    cmocka_unit_test(what_is_left_out_is_passed_over),
	    PLAYED(who_waits_is_called_for_ever_louder),
	    PLAYED(after_a_long_sleep_only_the_loudest_is_heard),
	    PLAYED(whoever_is_off_duty_is_not_called_at_once),
	    PLAYED(taking_it_ends_the_call),
	    PLAYED(leaving_the_queue_ends_the_call),
	    PLAYED(who_does_not_react_loses_it_to_a_colleague),
	    PLAYED(with_nobody_else_it_waits_in_front),
	    PLAYED(opening_or_answering_is_a_reaction),
	    PLAYED(whoever_it_was_passed_to_must_react_too),
	    PLAYED(a_restart_spares_those_who_could_not_react),
	    PLAYED(without_a_limit_nobody_loses_anything),
	    PLAYED(an_idle_desk_makes_only_the_online_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
