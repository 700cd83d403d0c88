/* Tickets: from a conversation or a left message until their customer confirms the solution. */
#include "tests/unit/ticket_support.h"

/* Making ----------------------------------------------------------------------------------- */

static void one_is_made_with_a_number_and_a_time(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *first = made(world, &talk), *second = made(world, &talk);
	struct ticket ticket = ticket_now(world, first);
	assert_int_equal(ticket.number, 1001);
	assert_int_equal(ticket_now(world, second).number, 1002);
	assert_int_equal(ticket.state, TICKET_NEW);
	assert_int_equal(ticket.due_at, world_time + 8 * HOUR_MS);
	assert_string_equal(ticket.group.text, world->support.text);
	assert_string_equal(ticket.made_by.text, talk.mei.text);
	assert_string_equal(last_line(world, first).what, "made");
}

static void one_that_is_made_again_is_the_same(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct ticket_make ticket = make_of(world, &talk.mei, &talk.visitor), again = ticket;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	struct ticket_change renaming = change_of(world, &talk.mei, ticket.id);
	renaming.title = "Router";
	assert_int_equal(change(world, &renaming), FAULT_NONE);
	assert_int_equal(make(world, &again), FAULT_NONE);
	assert_true(again.repeated);
	assert_string_equal(again.id, ticket.id);
	again.title = "Another router";
	assert_int_equal(make(world, &again), FAULT_KEY_REUSED);
	struct visitor other = open_in(world, "en");
	again.title = ticket.title;
	again.conversation = other.id.text;
	assert_int_equal(make(world, &again), FAULT_KEY_REUSED);
	again = ticket;
	again.by = world->admin;
	assert_int_equal(make(world, &again), FAULT_NONE);
	assert_int_equal(ticket_now(world, again.id).number, 1002);
}

static void what_is_wrong_in_it_is_named(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const struct ticket_make good = make_of(world, &talk.mei, &talk.visitor);
	struct ticket_make bad = good;
	bad.title = " ";
	assert_int_equal(make(world, &bad), FAULT_EMPTY);
	bad = good;
	bad.contact = "ann at home";
	assert_int_equal(make(world, &bad), FAULT_BAD_CONTACT);
	bad = good;
	bad.priority = "soon";
	assert_int_equal(make(world, &bad), FAULT_NOT_ALLOWED_VALUE);
	bad = good;
	bad.agent = bad.conversation;
	assert_int_equal(make(world, &bad), FAULT_NOT_FOUND);
	bad = good;
	bad.due_at = world_time;
	assert_int_equal(make(world, &bad), FAULT_OUT_OF_RANGE);
	struct staff_id editor = add_staff(world, "ed", ROLE_EDITOR, 1);
	bad = good;
	bad.agent = editor.text;
	assert_int_equal(make(world, &bad), FAULT_NOT_FOUND);
	bad.by = editor;
	assert_int_equal(make(world, &bad), FAULT_NOT_FOUND);
}

static void a_left_message_becomes_one_and_is_ticked_off(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct left_message *list;
	int count;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(leave_word(world, &visitor, "call me", "phone", "+15550123456"), FAULT_NONE);
	list = left_messages(world, &mei, false, &count);
	struct ticket_make ticket = make_of(world, &mei, &visitor);
	assert_int_equal(make(world, &ticket), FAULT_NOT_FOUND); /* not theirs to read */
	ticket.left_message = list[0].id;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	struct ticket found;
	must(ticket_read(reader(world), ticket.id, &mei, world->arena, &found, &fault), &fault);
	assert_string_equal(found.agent.text, mei.text);
	assert_false(found.sees_conversation);
	list = left_messages(world, &mei, false, &count);
	assert_int_equal(count, 0);
}

static void a_left_message_becomes_one_ticket_and_no_second(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct left_message *list;
	int count;
	bool left = true;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(leave_word(world, &visitor, "call me", "phone", "+15550123456"), FAULT_NONE);
	list = left_messages(world, &mei, false, &count);
	struct ticket_make ticket = make_of(world, &mei, &visitor);
	ticket.left_message = list[0].id;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	const char *first = arena_text(world->arena, ticket.id);
	struct ticket_make second = make_of(world, &world->admin, &visitor);
	second.left_message = list[0].id;
	assert_int_equal(make(world, &second), FAULT_EXISTS);
	/* They go with their conversation. */
	setenv("FOYER_CONVERSATION_DAYS", "30", 1);
	must(settings_load(&fault), &fault);
	assert_int_equal(move(world, &mei, first, "solved"), FAULT_NONE);
	pass(world, 8 * DAY_MS);
	world_time += 31 * DAY_MS;
	while (left)
		must(retention_run(world->store, &left, &fault), &fault);
	struct ticket found;
	assert_false(ticket_read(reader(world), first, &world->admin, world->arena, &found, &fault));
	setenv("FOYER_CONVERSATION_DAYS", "0", 1);
	must(settings_load(&fault), &fault);
}

/* Rights ----------------------------------------------------------------------------------- */

/* What was left for a group is its own, as the conversation is. */
static void other_groups_agents_see_no_left_message(void **state)
{
	struct world *world = *state;
	struct left_message *list;
	int count;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	set_members(world, &world->support, &mei, 1);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(leave_word(world, &visitor, "call me", "phone", "+15550123456"), FAULT_NONE);
	list = left_messages(world, &tom, false, &count);
	assert_int_equal(count, 0);
	list = left_messages(world, &mei, false, &count);
	assert_int_equal(count, 1);
	struct ticket_make ticket = make_of(world, &tom, &visitor);
	ticket.left_message = list[0].id;
	assert_int_equal(make(world, &ticket), FAULT_NOT_FOUND);
	struct left_message_done done = {.by = tom};
	memcpy(done.id, list[0].id, sizeof(done.id));
	left_message_done_prepare(&done);
	assert_int_equal(write_it(world, &done.change), FAULT_NOT_FOUND);
	done.by = mei;
	assert_int_equal(write_it(world, &done.change), FAULT_NONE);
}

static void other_groups_agents_see_none(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket ticket, *list;
	int count;
	struct talk talk = talk_with_agent(world);
	set_members(world, &world->support, &talk.mei, 1);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct staff_id sue = add_staff(world, "sue", ROLE_SUPERVISOR, 5);
	const char *id = made(world, &talk);
	assert_false(ticket_read(reader(world), id, &tom, world->arena, &ticket, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_int_equal(move(world, &tom, id, "open"), FAULT_NOT_FOUND);
	struct ticket_filter all = {.view = "all", .after_due = -1, .most = 10};
	must(ticket_list(reader(world), &all, &tom, world->arena, &list, &count, &fault), &fault);
	assert_int_equal(count, 0);
	must(ticket_list(reader(world), &all, &sue, world->arena, &list, &count, &fault), &fault);
	assert_int_equal(count, 1);
	struct ticket_change given = change_of(world, &talk.mei, id);
	given.agent = tom.text;
	assert_int_equal(change(world, &given), FAULT_NONE);
	assert_int_equal(tidings(world, &tom, "ticket-given"), 1);
	assert_int_equal(move(world, &tom, id, "open"), FAULT_NONE);
}

/* Changing --------------------------------------------------------------------------------- */

static void the_states_go_their_way(void **state)
{
	(void)state;
	static const char ways[TICKET_STATE_COUNT][TICKET_STATE_COUNT + 1] = {
	    /* to: new, open, waiting, solved, confirmed, reopened */
	    [TICKET_NEW] = ".sss..",	   [TICKET_OPEN] = "..ss..",
	    [TICKET_WAITING] = ".s.s..",   [TICKET_SOLVED] = "....as",
	    [TICKET_CONFIRMED] = ".....s", [TICKET_REOPENED] = ".sss..",
	};
	for (int from = 0; from < TICKET_STATE_COUNT; from++)
		for (int to = 0; to < TICKET_STATE_COUNT; to++) {
			bool is_by_staff = ways[from][to] != '.';
			assert_int_equal(ticket_may_move(from, to, TICKET_BY_STAFF), is_by_staff);
			assert_int_equal(ticket_may_move(from, to, TICKET_BY_TIME), ways[from][to] == 'a');
			assert_int_equal(ticket_may_move(from, to, TICKET_BY_CUSTOMER),
					 is_by_staff && (from == TICKET_SOLVED || from == TICKET_CONFIRMED));
		}
}

static void every_change_is_a_line(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	struct ticket_change renamed = change_of(world, &talk.mei, id);
	renamed.title = "  Router restarts \n at night ";
	assert_int_equal(change(world, &renamed), FAULT_NONE);
	struct ticket_line line = last_line(world, id);
	assert_string_equal(line.what, "title");
	assert_string_equal(line.before, "Router keeps restarting");
	assert_string_equal(line.after, "Router restarts   at night");
	assert_string_equal(line.by, "mei");
	assert_int_equal(line.at, world_time);
	assert_int_equal(move(world, &talk.mei, id, "waiting"), FAULT_NONE);
	assert_string_equal(last_line(world, id).after, "waiting");
	assert_int_equal(move(world, &talk.mei, id, "confirmed"), FAULT_NOT_ALLOWED_VALUE);
}

static void two_people_dont_overwrite_each_other(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	struct ticket_change one = change_of(world, &talk.mei, id);
	struct ticket_change other = change_of(world, &world->admin, id);
	one.priority = "urgent";
	other.priority = "low";
	assert_int_equal(change(world, &one), FAULT_NONE);
	assert_int_equal(change(world, &other), FAULT_CHANGED_MEANWHILE);
	assert_int_equal(ticket_now(world, id).priority, TICKET_URGENT);
}

static void a_time_given_with_reopening_wins(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	struct ticket_change again = change_of(world, &talk.mei, id);
	again.state = "reopened";
	again.due_at = world_time + 3 * DAY_MS;
	assert_int_equal(change(world, &again), FAULT_NONE);
	assert_int_equal(ticket_now(world, id).state, TICKET_REOPENED);
	assert_int_equal(ticket_now(world, id).due_at, world_time + 3 * DAY_MS);
}

static void nobody_can_have_none(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct ticket_change orphan = change_of(world, &talk.mei, made(world, &talk));
	orphan.group = "";
	assert_int_equal(change(world, &orphan), FAULT_MISSING_FIELD);
}

/* Finding ---------------------------------------------------------------------------------- */

static int found(struct world *world, struct ticket_filter filter)
{
	struct fault fault = {0};
	struct ticket *list;
	int count;
	filter.after_due = -1;
	filter.most = 10;
	must(ticket_list(reader(world), &filter, &world->admin, world->arena, &list, &count, &fault),
	     &fault);
	return count;
}

static void they_are_found_by_number_and_words(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .words = "t-1001"}), 1);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .words = "1001"}), 1);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .words = "KEEPS"}), 1);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .words = "k_eps"}), 0);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .words = "%"}), 0);
	assert_int_equal(found(world, (struct ticket_filter){.view = "mine"}), 0);
	assert_int_equal(found(world, (struct ticket_filter){.view = "all", .owner = world->support.text}), 1);
	assert_int_equal(found(world, (struct ticket_filter){.view = "overdue"}), 0);
	world_time += 9 * HOUR_MS;
	assert_int_equal(found(world, (struct ticket_filter){.view = "overdue"}), 1);
	assert_int_equal(move(world, &talk.mei, id, "waiting"), FAULT_NONE);
	assert_int_equal(found(world, (struct ticket_filter){.view = "overdue"}), 0);
}

/* Time ------------------------------------------------------------------------------------- */

static void who_has_an_overdue_one_hears_of_it_once(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct ticket_make ticket = make_of(world, &world->admin, &talk.visitor);
	ticket.agent = talk.mei.text;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	pass(world, 8 * HOUR_MS - 1);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 0);
	pass(world, 1);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
	pass(world, DAY_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
}

static void a_groups_members_hear_of_it_when_nobody_has_it(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	set_members(world, &world->support, (struct staff_id[]){talk.mei, tom}, 2);
	made(world, &talk);
	pass(world, 9 * HOUR_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &tom, "ticket-overdue"), 1);
}

static void everybody_hears_of_it_in_a_group_without_members(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct staff_id ed = add_staff(world, "ed", ROLE_EDITOR, 1);
	struct staff_id bo = add_staff(world, "bo", ROLE_AGENT, 5);
	assert_int_equal(block(world, &bo, true), FAULT_NONE);
	made(world, &talk);
	pass(world, 9 * HOUR_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &tom, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &ed, "ticket-overdue"), 0);
	assert_int_equal(tidings(world, &bo, "ticket-overdue"), 0);
}

static void others_hear_of_it_when_who_has_it_is_blocked(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct staff_id bo = add_staff(world, "bo", ROLE_AGENT, 5);
	struct staff_id sue = add_staff(world, "sue", ROLE_SUPERVISOR, 5);
	set_members(world, &world->support, &tom, 1);
	struct ticket_make ticket = make_of(world, &world->admin, &talk.visitor);
	ticket.agent = bo.text;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	assert_int_equal(block(world, &bo, true), FAULT_NONE);
	pass(world, 9 * HOUR_MS);
	assert_int_equal(tidings(world, &bo, "ticket-overdue"), 0);
	assert_int_equal(tidings(world, &tom, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &sue, "ticket-overdue"), 0);
	/* Nobody of its group is left. */
	struct ticket_make another = make_of(world, &world->admin, &talk.visitor);
	assert_int_equal(make(world, &another), FAULT_NONE);
	assert_int_equal(block(world, &tom, true), FAULT_NONE);
	pass(world, 9 * HOUR_MS);
	assert_int_equal(tidings(world, &tom, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &sue, "ticket-overdue"), 1);
}

static void what_is_solved_counts_as_confirmed_after_days(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	pass(world, 7 * DAY_MS - 1);
	assert_int_equal(ticket_now(world, id).state, TICKET_SOLVED);
	pass(world, 1);
	assert_int_equal(ticket_now(world, id).state, TICKET_CONFIRMED);
	assert_string_equal(last_line(world, id).by_kind, "time");
}

static void beginning_with_an_overdue_one_tells_nobody_again(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	set_members(world, &world->support, &talk.mei, 1);
	const char *id = made(world, &talk);
	pass(world, 9 * HOUR_MS);
	assert_int_equal(move(world, &talk.mei, id, "open"), FAULT_NONE);
	pass(world, HOUR_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
	struct ticket_change given = change_of(world, &talk.mei, id);
	given.agent = tom.text;
	assert_int_equal(change(world, &given), FAULT_NONE);
	pass(world, HOUR_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
	assert_int_equal(tidings(world, &tom, "ticket-overdue"), 1);
}

static void a_solved_one_given_away_waits_no_longer(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	const char *id = made(world, &talk);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	pass(world, 6 * DAY_MS);
	struct ticket_change given = change_of(world, &talk.mei, id);
	given.agent = tom.text;
	assert_int_equal(change(world, &given), FAULT_NONE);
	pass(world, DAY_MS);
	assert_int_equal(ticket_now(world, id).state, TICKET_CONFIRMED);
}

static void the_time_stands_still_while_it_waits(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	set_members(world, &world->support, &talk.mei, 1);
	const char *id = made(world, &talk);
	int64_t due = ticket_now(world, id).due_at;
	assert_int_equal(move(world, &talk.mei, id, "waiting"), FAULT_NONE);
	pass(world, DAY_MS);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 0);
	assert_int_equal(move(world, &talk.mei, id, "open"), FAULT_NONE);
	assert_int_equal(ticket_now(world, id).due_at, due + DAY_MS);
	pass(world, 8 * HOUR_MS - 1);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 0);
	pass(world, 1);
	assert_int_equal(tidings(world, &talk.mei, "ticket-overdue"), 1);
}

static void rules_are_kept_and_audited(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct ticket_rules rules;
	struct ticket_rules_change change = {.by = world->admin,
					     .rules = {.hours = {-1, -1, 4, -1}, .confirm_days = 0}};
	ticket_rules_change_prepare(&change);
	must(store_write(world->store, &change.change, &fault), &fault);
	must(ticket_rules_read(reader(world), &rules, &fault), &fault);
	assert_int_equal(rules.hours[TICKET_HIGH], 4);
	assert_int_equal(rules.hours[TICKET_LOW], 120);
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	assert_int_equal(ticket_now(world, id).due_at, world_time + 4 * HOUR_MS);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	pass(world, 1000 * DAY_MS);
	assert_int_equal(ticket_now(world, id).state, TICKET_SOLVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(one_is_made_with_a_number_and_a_time),
	    PLAYED(one_that_is_made_again_is_the_same),
	    PLAYED(what_is_wrong_in_it_is_named),
	    PLAYED(a_left_message_becomes_one_and_is_ticked_off),
	    PLAYED(a_left_message_becomes_one_ticket_and_no_second),
	    PLAYED(other_groups_agents_see_no_left_message),
	    PLAYED(other_groups_agents_see_none),
	    cmocka_unit_test(the_states_go_their_way),
	    PLAYED(every_change_is_a_line),
	    PLAYED(two_people_dont_overwrite_each_other),
	    PLAYED(a_time_given_with_reopening_wins),
	    PLAYED(nobody_can_have_none),
	    PLAYED(they_are_found_by_number_and_words),
	    PLAYED(who_has_an_overdue_one_hears_of_it_once),
	    PLAYED(a_groups_members_hear_of_it_when_nobody_has_it),
	    PLAYED(everybody_hears_of_it_in_a_group_without_members),
	    PLAYED(others_hear_of_it_when_who_has_it_is_blocked),
	    PLAYED(what_is_solved_counts_as_confirmed_after_days),
	    PLAYED(beginning_with_an_overdue_one_tells_nobody_again),
	    PLAYED(a_solved_one_given_away_waits_no_longer),
	    PLAYED(the_time_stands_still_while_it_waits),
	    PLAYED(rules_are_kept_and_audited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
