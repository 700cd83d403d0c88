/* Tickets, the customer's side: the link that only they read, their answer; and what goes when it is
 * old. */
#include "tests/unit/ticket_support.h"

/* Customers -------------------------------------------------------------------------------- */

static void only_the_visitor_reads_the_link(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	solved(world, &talk, "We sent a new one.");
	struct event stored = last_event(world, &talk.visitor);
	assert_int_equal(stored.author, AUTHOR_SYSTEM);
	assert_non_null(strstr(stored.text, "We sent a new one."));
	assert_null(strstr(stored.text, "/ticket/"));
	assert_non_null(strstr(visitor_reads(world, &talk.visitor), "[Say whether it is solved](" ADDRESS));
}

static void the_customer_confirms(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket_seen seen;
	struct talk talk = talk_with_agent(world);
	assert_int_equal(close_by(world, &talk.visitor, actor_staff(&talk.mei)), FAULT_NONE);
	const char *id = solved(world, &talk, "We sent a new one.");
	const char *secret = secret_of(world, &talk.visitor);
	must(ticket_seen_read(reader(world), secret, world->arena, &seen, &fault), &fault);
	assert_string_equal(seen.solution, "We sent a new one.");
	assert_int_equal(answer(world, secret, true, NULL), FAULT_NONE);
	assert_int_equal(ticket_now(world, id).state, TICKET_CONFIRMED);
	assert_string_equal(last_line(world, id).by_kind, "customer");
	assert_null(strstr(visitor_reads(world, &talk.visitor), "/ticket/"));
	assert_int_equal(answer(world, secret, true, NULL), FAULT_NONE);
	assert_int_equal(ticket_now(world, id).state, TICKET_CONFIRMED);
}

static int lines_of(struct world *world, const char *id)
{
	return (int)last_line(world, id).number;
}

static void a_late_no_is_heard(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	set_members(world, &world->support, &talk.mei, 1);
	const char *id = solved(world, &talk, "");
	const char *secret = secret_of(world, &talk.visitor);
	pass(world, 7 * DAY_MS);
	assert_int_equal(ticket_now(world, id).state, TICKET_CONFIRMED);
	assert_int_equal(answer(world, secret, false, "It broke again"), FAULT_NONE);
	assert_int_equal(ticket_now(world, id).state, TICKET_REOPENED);
	assert_string_equal(last_line(world, id).after, "It broke again");
	assert_int_equal(tidings(world, &talk.mei, "ticket-not-solved"), 1);
	/* At work already: the same words count once, others are kept. */
	int lines = lines_of(world, id);
	assert_int_equal(answer(world, secret, false, "It broke again"), FAULT_NONE);
	assert_int_equal(lines_of(world, id), lines);
	assert_int_equal(answer(world, secret, false, "And it smells"), FAULT_NONE);
	assert_int_equal(lines_of(world, id), lines + 1);
	assert_string_equal(last_line(world, id).after, "And it smells");
	assert_int_equal(ticket_now(world, id).state, TICKET_REOPENED);
	assert_int_equal(tidings(world, &talk.mei, "ticket-not-solved"), 2);
}

static void the_customer_says_no_with_a_comment(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket_seen seen;
	struct talk talk = talk_with_agent(world);
	set_members(world, &world->support, &talk.mei, 1);
	const char *id = solved(world, &talk, "");
	const char *secret = secret_of(world, &talk.visitor);
	world_time += DAY_MS;
	assert_int_equal(answer(world, secret, false, "Still restarting"), FAULT_NONE);
	struct ticket ticket = ticket_now(world, id);
	assert_int_equal(ticket.state, TICKET_REOPENED);
	assert_int_equal(ticket.due_at, world_time + 8 * HOUR_MS);
	assert_string_equal(last_line(world, id).what, "from-customer");
	assert_string_equal(last_line(world, id).after, "Still restarting");
	assert_int_equal(tidings(world, &talk.mei, "ticket-not-solved"), 1);
	/* The next solution has a link of its own; the old one is of no use. */
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	assert_false(ticket_seen_read(reader(world), secret, world->arena, &seen, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_int_equal(answer(world, secret, true, NULL), FAULT_NOT_FOUND);
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), true, NULL), FAULT_NONE);
}

static void an_earlier_solution_isnt_shown(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket_seen seen;
	struct talk talk = talk_with_agent(world);
	const char *id = solved(world, &talk, "We sent a new one.");
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), false, NULL), FAULT_NONE);
	assert_int_equal(move(world, &talk.mei, id, "open"), FAULT_NONE);
	struct ticket_change solving = change_of(world, &talk.mei, id);
	solving.state = "solved";
	assert_int_equal(change(world, &solving), FAULT_NONE);
	const char *secret = secret_of(world, &talk.visitor);
	must(ticket_seen_read(reader(world), secret, world->arena, &seen, &fault), &fault);
	assert_string_equal(seen.solution, "");
}

static void an_old_link_is_of_no_use(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	solved(world, &talk, "");
	const char *secret = secret_of(world, &talk.visitor);
	world_time += TICKET_LINK_LASTS_MS;
	assert_int_equal(answer(world, secret, true, NULL), FAULT_NOT_FOUND);
}

static void a_customer_leaves_room_for_colleagues(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = solved(world, &talk, "");
	const char *secret = secret_of(world, &talk.visitor);
	for (int said = 0; said < TICKET_WORDS_MOST; said++)
		assert_int_equal(answer(world, secret, false, arena_format(world->arena, "No %d", said)),
				 FAULT_NONE);
	assert_int_equal(answer(world, secret, false, "No, no"), FAULT_TOO_MANY);
	assert_int_equal(answer(world, secret, true, "Well, yes"), FAULT_TOO_MANY);
	assert_int_equal(answer(world, secret, false, NULL), FAULT_NONE);
	/* Of the next solution they may speak again. */
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), false, "Still not"), FAULT_NONE);
	assert_string_equal(last_line(world, id).after, "Still not");
}

static void a_long_history_stops_comments_alone(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	for (int line = 1; line < TICKET_LINES_MOST; line++)
		assert_int_equal(comment_by(world, &talk.mei, id, "Ask Tom", false), FAULT_NONE);
	assert_int_equal(comment_by(world, &talk.mei, id, "Ask Tom", false), FAULT_TOO_MANY);
	assert_int_equal(comment_by(world, &talk.mei, id, "Ask Tom", true), FAULT_TOO_MANY);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), false, "No"), FAULT_NONE);
	assert_string_equal(last_line(world, id).after, "No");
}

/* Going ------------------------------------------------------------------------------------ */

static void an_open_one_keeps_its_conversation(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket ticket;
	bool left = true;
	setenv("FOYER_CONVERSATION_DAYS", "30", 1);
	must(settings_load(&fault), &fault);
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	assert_int_equal(close_by(world, &talk.visitor, actor_staff(&talk.mei)), FAULT_NONE);
	world_time += 31 * DAY_MS;
	must(retention_run(world->store, &left, &fault), &fault);
	assert_int_equal(ticket_now(world, id).state, TICKET_NEW);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	pass(world, 8 * DAY_MS);
	world_time += 31 * DAY_MS;
	for (left = true; left;)
		must(retention_run(world->store, &left, &fault), &fault);
	assert_false(ticket_read(reader(world), id, &world->admin, world->arena, &ticket, &fault));
	setenv("FOYER_CONVERSATION_DAYS", "0", 1);
	must(settings_load(&fault), &fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(only_the_visitor_reads_the_link),
	    PLAYED(the_customer_confirms),
	    PLAYED(a_late_no_is_heard),
	    PLAYED(the_customer_says_no_with_a_comment),
	    PLAYED(an_earlier_solution_isnt_shown),
	    PLAYED(an_old_link_is_of_no_use),
	    PLAYED(a_customer_leaves_room_for_colleagues),
	    PLAYED(a_long_history_stops_comments_alone),
	    PLAYED(an_open_one_keeps_its_conversation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
