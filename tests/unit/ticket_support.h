/*
 * What the tests of tickets share: somebody who talks with an agent, and tickets of that talk.
 */
#ifndef FOYER_TESTS_TICKET_SUPPORT_H
#define FOYER_TESTS_TICKET_SUPPORT_H

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

static inline void set_mail_server(struct world *world, const char *server, const char *sender)
{
	struct fault fault = {0};
	struct sending_change change = {.by = world->admin, .arena = world->arena, .mail_port = -1,
					.mail_security = -1, .mail_server = server, .mail_sender = sender};
	must(sending_change_prepare(&change, &fault), &fault);
	must(store_write(world->store, &change.change, &fault), &fault);
}

/* Nobody is called, so that only tickets set timers. */
static inline int set_up(void **state)
{
	struct world *world = world_new();
	set_call(world, &(struct call_pace){0});
	set_mail_server(world, "mail.example.com", "help@example.com");
	world_publish(world);
	*state = world;
	return 0;
}

static inline int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* A conversation that an agent had, and the agent. */
struct talk {
	struct staff_id mei;
	struct visitor visitor;
};

static inline struct talk talk_with_agent(struct world *world)
{
	struct talk talk = {.mei = add_staff(world, "mei", ROLE_AGENT, 5)};
	talk.visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &talk.visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &talk.visitor, &talk.mei), FAULT_NONE);
	return talk;
}

static inline enum fault_code write_it(struct world *world, struct change *change)
{
	struct fault fault = {0};
	return store_write(world->store, change, &fault) ? FAULT_NONE : fault.code;
}

static inline struct ticket_make make_of(struct world *world, const struct staff_id *by,
				  const struct visitor *visitor)
{
	return (struct ticket_make){.arena = world->arena,
				    .by = *by,
				    .conversation = visitor->id.text,
				    .title = "Router keeps restarting",
				    .priority = "high",
				    .contact = "ann@example.com",
				    .key = fresh_key(world)};
}

static inline enum fault_code make(struct world *world, struct ticket_make *make)
{
	struct fault fault = {0};
	return ticket_make_prepare(make, &fault) ? write_it(world, &make->change) : fault.code;
}

static inline const char *made(struct world *world, const struct talk *talk)
{
	struct ticket_make ticket = make_of(world, &talk->mei, &talk->visitor);
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	return arena_text(world->arena, ticket.id);
}

static inline struct ticket_comment comment_of(struct world *world, const struct staff_id *by,
					       const char *id, const char *text, bool to_customer)
{
	return (struct ticket_comment){.arena = world->arena,
				       .by = *by,
				       .id = id,
				       .text = text,
				       .to_customer = to_customer,
				       .key = fresh_key(world)};
}

static inline enum fault_code comment(struct world *world, struct ticket_comment *comment)
{
	struct fault fault = {0};
	return ticket_comment_prepare(comment, &fault) ? write_it(world, &comment->change) : fault.code;
}

static inline enum fault_code comment_by(struct world *world, const struct staff_id *by,
					 const char *id, const char *text, bool to_customer)
{
	struct ticket_comment said = comment_of(world, by, id, text, to_customer);
	return comment(world, &said);
}

static inline struct ticket ticket_now(struct world *world, const char *id)
{
	struct fault fault = {0};
	struct ticket ticket;
	must(ticket_read(reader(world), id, &world->admin, world->arena, &ticket, &fault), &fault);
	return ticket;
}

static inline struct ticket_change change_of(struct world *world, const struct staff_id *by, const char *id)
{
	return (struct ticket_change){.arena = world->arena,
				      .by = *by,
				      .id = id,
				      .revision = ticket_now(world, id).revision,
				      .address = ADDRESS};
}

static inline enum fault_code change(struct world *world, struct ticket_change *change)
{
	struct fault fault = {0};
	return ticket_change_prepare(change, &fault) ? write_it(world, &change->change) : fault.code;
}

static inline enum fault_code move(struct world *world, const struct staff_id *by, const char *id,
			    const char *state)
{
	struct ticket_change moving = change_of(world, by, id);
	moving.state = state;
	return change(world, &moving);
}

static inline struct ticket_line last_line(struct world *world, const char *id)
{
	struct fault fault = {0};
	struct ticket_line *lines;
	int count;
	must(ticket_lines(reader(world), id, world->arena, &lines, &count, &fault), &fault);
	assert_true(count > 0);
	return lines[count - 1];
}

static inline int tidings(struct world *world, const struct staff_id *staff, const char *kind)
{
	struct fault fault = {0};
	struct tiding *list;
	int count, of_kind = 0;
	must(tiding_list(reader(world), staff, world->arena, &list, &count, &fault), &fault);
	for (int at = 0; at < count; at++)
		of_kind += strcmp(list[at].kind, kind) == 0;
	return of_kind;
}

static inline void pass(struct world *world, int64_t milliseconds)
{
	int64_t next;
	struct fault fault = {0};
	world_time += milliseconds;
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
}

/* What the visitor reads last, links and all. */
static inline const char *visitor_reads(struct world *world, const struct visitor *visitor)
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

static inline const char *secret_of(struct world *world, const struct visitor *visitor)
{
	const char *link = strstr(visitor_reads(world, visitor), ADDRESS "/ticket/en/");
	assert_non_null(link);
	return arena_copy_text(world->arena, link + strlen(ADDRESS "/ticket/en/"), SECRET_LENGTH);
}

static inline enum fault_code answer(struct world *world, const char *secret, bool is_solved,
			      const char *comment)
{
	struct fault fault = {0};
	struct ticket_answer answer = {
	    .arena = world->arena, .secret = secret, .is_solved = is_solved, .comment = comment};
	must(ticket_answer_prepare(&answer, &fault), &fault);
	return write_it(world, &answer.change);
}

static inline const char *solved(struct world *world, const struct talk *talk, const char *solution)
{
	const char *id = made(world, talk);
	struct ticket_change solving = change_of(world, &talk->mei, id);
	solving.state = "solved";
	solving.solution = solution;
	assert_int_equal(change(world, &solving), FAULT_NONE);
	return id;
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
