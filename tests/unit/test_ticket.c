/* Tickets: from a conversation or a left message until their customer confirms the solution. */
#include "tests/unit/handoff_support.h"

#include "data/settings.h"
#include "handoff/letter.h"
#include "handoff/outbox.h"
#include "handoff/retention.h"
#include "handoff/sending.h"
#include "handoff/ticket.h"
#include "handoff/ticket_answer.h"
#include "handoff/ticket_rules.h"
#include "handoff/ticket_tell.h"
#include "handoff/tiding.h"

#define HOUR_MS 3600000LL
#define DAY_MS  (24 * HOUR_MS)
#define ADDRESS "https://chat.example.com"

/* Nobody is called, so that only tickets set timers. */
static int set_up(void **state)
{
	struct world *world = world_new();
	set_call(world, &(struct call_pace){0});
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* A conversation that an agent had, and the agent. */
struct talk {
	struct staff_id mei;
	struct visitor visitor;
};

static struct talk talk_with_agent(struct world *world)
{
	struct talk talk = {.mei = add_staff(world, "mei", ROLE_AGENT, 5)};
	talk.visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &talk.visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &talk.visitor, &talk.mei), FAULT_NONE);
	return talk;
}

static enum fault_code write_it(struct world *world, struct change *change)
{
	struct fault fault = {0};
	return store_write(world->store, change, &fault) ? FAULT_NONE : fault.code;
}

static struct ticket_make make_of(struct world *world, const struct staff_id *by,
				  const struct visitor *visitor)
{
	return (struct ticket_make){.arena = world->arena,
				    .by = *by,
				    .conversation = visitor->id.text,
				    .title = "Router keeps restarting",
				    .priority = "high",
				    .contact = "ann@example.com"};
}

static enum fault_code make(struct world *world, struct ticket_make *make)
{
	struct fault fault = {0};
	return ticket_make_prepare(make, &fault) ? write_it(world, &make->change) : fault.code;
}

static const char *made(struct world *world, const struct talk *talk)
{
	struct ticket_make ticket = make_of(world, &talk->mei, &talk->visitor);
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	return arena_text(world->arena, ticket.id);
}

static struct ticket ticket_now(struct world *world, const char *id)
{
	struct fault fault = {0};
	struct ticket ticket;
	must(ticket_read(reader(world), id, &world->admin, world->arena, &ticket, &fault), &fault);
	return ticket;
}

static struct ticket_change change_of(struct world *world, const struct staff_id *by, const char *id)
{
	return (struct ticket_change){.arena = world->arena,
				      .by = *by,
				      .id = id,
				      .revision = ticket_now(world, id).revision,
				      .address = ADDRESS};
}

static enum fault_code change(struct world *world, struct ticket_change *change)
{
	struct fault fault = {0};
	return ticket_change_prepare(change, &fault) ? write_it(world, &change->change) : fault.code;
}

static enum fault_code move(struct world *world, const struct staff_id *by, const char *id,
			    const char *state)
{
	struct ticket_change moving = change_of(world, by, id);
	moving.state = state;
	return change(world, &moving);
}

static struct ticket_line last_line(struct world *world, const char *id)
{
	struct fault fault = {0};
	struct ticket_line *lines;
	int count;
	must(ticket_lines(reader(world), id, world->arena, &lines, &count, &fault), &fault);
	assert_true(count > 0);
	return lines[count - 1];
}

static int tidings(struct world *world, const struct staff_id *staff, const char *kind)
{
	struct fault fault = {0};
	struct tiding *list;
	int count, of_kind = 0;
	must(tiding_list(reader(world), staff, world->arena, &list, &count, &fault), &fault);
	for (int at = 0; at < count; at++)
		of_kind += strcmp(list[at].kind, kind) == 0;
	return of_kind;
}

static void pass(struct world *world, int64_t milliseconds)
{
	int64_t next;
	struct fault fault = {0};
	world_time += milliseconds;
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
}

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
	must(left_message_list(reader(world), false, 5, world->arena, &list, &count, &fault), &fault);
	struct ticket_make ticket = make_of(world, &mei, &visitor);
	assert_int_equal(make(world, &ticket), FAULT_NOT_FOUND); /* not theirs to read */
	ticket.left_message = list[0].id;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	struct ticket found;
	must(ticket_read(reader(world), ticket.id, &mei, world->arena, &found, &fault), &fault);
	assert_string_equal(found.agent.text, mei.text);
	assert_false(found.sees_conversation);
	must(left_message_list(reader(world), false, 5, world->arena, &list, &count, &fault), &fault);
	assert_int_equal(count, 0);
}

/* Rights ----------------------------------------------------------------------------------- */

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

/* Customers -------------------------------------------------------------------------------- */

/* What the visitor reads last, links and all. */
static const char *visitor_reads(struct world *world, const struct visitor *visitor)
{
	struct fault fault = {0};
	int count;
	struct event *events;
	const struct event_reader visitors = {.kind = EVENTS_FOR_VISITOR};
	must(ticket_tell_read(reader(world), &visitor->id, 0, &visitors, 100, world->arena, &events,
			      &count, &fault),
	     &fault);
	return events[count - 1].text;
}

static const char *secret_of(struct world *world, const struct visitor *visitor)
{
	const char *link = strstr(visitor_reads(world, visitor), ADDRESS "/ticket/en/");
	assert_non_null(link);
	return arena_copy_text(world->arena, link + strlen(ADDRESS "/ticket/en/"), SECRET_LENGTH);
}

static enum fault_code answer(struct world *world, const char *secret, bool is_solved,
			      const char *comment)
{
	struct fault fault = {0};
	struct ticket_answer answer = {
	    .arena = world->arena, .secret = secret, .is_solved = is_solved, .comment = comment};
	must(ticket_answer_prepare(&answer, &fault), &fault);
	return write_it(world, &answer.change);
}

static const char *solved(struct world *world, const struct talk *talk, const char *solution)
{
	const char *id = made(world, talk);
	struct ticket_change solving = change_of(world, &talk->mei, id);
	solving.state = "solved";
	solving.solution = solution;
	assert_int_equal(change(world, &solving), FAULT_NONE);
	return id;
}

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

/* The mail that waits, as it would be sent. */
static enum lookup waiting_mail(struct world *world, struct mail *mail)
{
	struct fault fault = {0};
	struct outbox_row *rows;
	int count;
	struct sending sending;
	must(outbox_due(reader(world), OUTBOX_MAIL, world_time, 5, world->arena, &rows, &count, &fault), &fault);
	assert_int_equal(count, 1);
	must(sending_read(reader(world), world->arena, &sending, &fault), &fault);
	sending.mail_server = "mail.example.com";
	sending.mail_sender = "help@example.com";
	struct letter letter = {
	    .store = world->store, .row = &rows[0], .sending = &sending, .arena = world->arena};
	return letter_mail(&letter, mail, &fault);
}

static void it_is_mailed_where_an_address_is_known(void **state)
{
	struct world *world = *state;
	struct mail mail;
	struct talk talk = talk_with_agent(world);
	const char *id = solved(world, &talk, "We sent a new one.");
	assert_int_equal(waiting_mail(world, &mail), LOOKUP_FOUND);
	assert_string_equal(mail.to, "ann@example.com");
	assert_string_equal(mail.subject, "Your request T-1001: Router keeps restarting");
	assert_non_null(strstr(mail.text, "We sent a new one."));
	assert_non_null(strstr(mail.text, secret_of(world, &talk.visitor)));
	assert_int_equal(move(world, &talk.mei, id, "reopened"), FAULT_NONE);
	assert_int_equal(waiting_mail(world, &mail), LOOKUP_ABSENT);
}

static void comments_go_to_whom_they_are_for(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct mail mail;
	struct talk talk = talk_with_agent(world);
	struct ticket_comment comment = {
	    .arena = world->arena, .by = talk.mei, .id = made(world, &talk), .text = "Ask Tom"};
	int64_t last = look(world, &talk.visitor).last_number;
	must(ticket_comment_prepare(&comment, &fault), &fault);
	assert_int_equal(write_it(world, &comment.change), FAULT_NONE);
	assert_int_equal(look(world, &talk.visitor).last_number, last);
	assert_string_equal(last_line(world, comment.id).what, "comment");
	comment.to_customer = true;
	comment.text = "It is on its way";
	assert_int_equal(write_it(world, &comment.change), FAULT_NONE);
	assert_non_null(strstr(last_event(world, &talk.visitor).text, "It is on its way"));
	assert_int_equal(waiting_mail(world, &mail), LOOKUP_FOUND);
	assert_non_null(strstr(mail.text, "It is on its way"));
}

static void a_long_history_stops_comments_alone(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct talk talk = talk_with_agent(world);
	struct ticket_comment comment = {
	    .arena = world->arena, .by = talk.mei, .id = made(world, &talk), .text = "Ask Tom"};
	must(ticket_comment_prepare(&comment, &fault), &fault);
	for (int line = 1; line < TICKET_LINES_MOST; line++)
		assert_int_equal(write_it(world, &comment.change), FAULT_NONE);
	assert_int_equal(write_it(world, &comment.change), FAULT_TOO_MANY);
	comment.to_customer = true;
	assert_int_equal(write_it(world, &comment.change), FAULT_TOO_MANY);
	assert_int_equal(move(world, &talk.mei, comment.id, "solved"), FAULT_NONE);
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), false, "No"), FAULT_NONE);
	assert_string_equal(last_line(world, comment.id).after, "No");
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

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(one_is_made_with_a_number_and_a_time),
	    PLAYED(what_is_wrong_in_it_is_named),
	    PLAYED(a_left_message_becomes_one_and_is_ticked_off),
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
	    PLAYED(only_the_visitor_reads_the_link),
	    PLAYED(the_customer_confirms),
	    PLAYED(a_late_no_is_heard),
	    PLAYED(the_customer_says_no_with_a_comment),
	    PLAYED(an_earlier_solution_isnt_shown),
	    PLAYED(an_old_link_is_of_no_use),
	    PLAYED(it_is_mailed_where_an_address_is_known),
	    PLAYED(comments_go_to_whom_they_are_for),
	    PLAYED(a_long_history_stops_comments_alone),
	    PLAYED(an_open_one_keeps_its_conversation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
