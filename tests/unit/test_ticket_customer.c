/* Tickets, the customer's side: the link that only they read, their answer, their mail; and what goes
 * when it is old. */
#include "tests/unit/ticket_support.h"

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

/* The n-th of the mails that wait, as it would be sent. */
static enum lookup mail_of(struct world *world, int at, int waiting, struct mail *mail)
{
	struct fault fault = {0};
	struct outbox_row *rows;
	int count;
	struct sending sending;
	must(outbox_due(reader(world), OUTBOX_MAIL, world_time, 5, world->arena, &rows, &count, &fault), &fault);
	assert_int_equal(count, waiting);
	must(sending_read(reader(world), world->arena, &sending, &fault), &fault);
	sending.mail_server = "mail.example.com";
	sending.mail_sender = "help@example.com";
	struct letter letter = {
	    .store = world->store, .row = &rows[at], .sending = &sending, .arena = world->arena};
	return letter_mail(&letter, mail, &fault);
}

static enum lookup waiting_mail(struct world *world, struct mail *mail)
{
	return mail_of(world, 0, 1, mail);
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

static void a_late_mail_of_an_earlier_solution_is_called_off(void **state)
{
	struct world *world = *state;
	struct mail mail;
	struct talk talk = talk_with_agent(world);
	const char *id = solved(world, &talk, "We sent a new one.");
	assert_int_equal(move(world, &talk.mei, id, "reopened"), FAULT_NONE);
	world_time += HOUR_MS;
	struct ticket_change solving = change_of(world, &talk.mei, id);
	solving.state = "solved";
	solving.solution = "We came and mended it.";
	assert_int_equal(change(world, &solving), FAULT_NONE);
	assert_int_equal(mail_of(world, 0, 2, &mail), LOOKUP_ABSENT);
	assert_int_equal(mail_of(world, 1, 2, &mail), LOOKUP_FOUND);
	assert_non_null(strstr(mail.text, "We came and mended it."));
	assert_non_null(strstr(mail.text, secret_of(world, &talk.visitor)));
}

/* The address that tickets of many customers have. */
static const char *made_with(struct world *world, const struct talk *talk, const char *contact)
{
	struct ticket_make ticket = make_of(world, &talk->mei, &talk->visitor);
	ticket.contact = contact;
	assert_int_equal(make(world, &ticket), FAULT_NONE);
	return arena_text(world->arena, ticket.id);
}

static enum fault_code tell(struct world *world, const struct staff_id *by, const char *id)
{
	return comment_by(world, by, id, "It is on its way", true);
}

static void nobody_is_written_to_without_end(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	for (int mail = 0; mail < TICKET_MAILS_AN_ADDRESS; mail++)
		assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	int64_t last = look(world, &talk.visitor).last_number;
	assert_int_equal(tell(world, &talk.mei, id), FAULT_MAILS_ENOUGH);
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_MAILS_ENOUGH);
	/* In capitals it is the same address. */
	assert_int_equal(tell(world, &talk.mei, made_with(world, &talk, "ANN@Example.com")),
			 FAULT_MAILS_ENOUGH);
	/* Nothing of it is said or stored. */
	assert_int_equal(look(world, &talk.visitor).last_number, last);
	assert_int_equal(ticket_now(world, id).state, TICKET_NEW);
	/* Without an address nothing is mailed, and a day later all is well. */
	assert_int_equal(tell(world, &talk.mei, made_with(world, &talk, "")), FAULT_NONE);
	world_time += DAY_MS;
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
}

static void nobody_writes_without_end(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = NULL;
	for (int mail = 0; mail < TICKET_MAILS_A_STAFF; mail++) {
		if (mail % TICKET_MAILS_AN_ADDRESS == 0)
			id = made_with(world, &talk, arena_format(world->arena, "ann%d@example.com", mail));
		assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	}
	id = made_with(world, &talk, "tom@example.com");
	assert_int_equal(tell(world, &talk.mei, id), FAULT_MAILS_ENOUGH);
	assert_int_equal(tell(world, &world->admin, id), FAULT_NONE);
	world_time += HOUR_MS;
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
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

static void comments_go_to_whom_they_are_for(void **state)
{
	struct world *world = *state;
	struct mail mail;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	int64_t last = look(world, &talk.visitor).last_number;
	assert_int_equal(comment_by(world, &talk.mei, id, "Ask Tom", false), FAULT_NONE);
	assert_int_equal(look(world, &talk.visitor).last_number, last);
	assert_string_equal(last_line(world, id).what, "comment");
	assert_int_equal(comment_by(world, &talk.mei, id, "It is on its way", true), FAULT_NONE);
	assert_non_null(strstr(last_event(world, &talk.visitor).text, "It is on its way"));
	assert_int_equal(waiting_mail(world, &mail), LOOKUP_FOUND);
	assert_non_null(strstr(mail.text, "It is on its way"));
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

static void a_repeated_comment_is_told_once(void **state)
{
	struct world *world = *state;
	struct mail mail;
	struct talk talk = talk_with_agent(world);
	struct ticket_comment said =
	    comment_of(world, &talk.mei, made(world, &talk), "It is on its way", true);
	assert_int_equal(comment(world, &said), FAULT_NONE);
	assert_false(said.repeated);
	int64_t last = look(world, &talk.visitor).last_number;
	assert_int_equal(comment(world, &said), FAULT_NONE);
	assert_true(said.repeated);
	assert_int_equal(look(world, &talk.visitor).last_number, last);
	assert_int_equal(mail_of(world, 0, 1, &mail), LOOKUP_FOUND);
	/* A key is of one's own, and of one thing that was said. */
	struct ticket_comment other = said;
	other.by = world->admin;
	assert_int_equal(comment(world, &other), FAULT_NONE);
	assert_false(other.repeated);
	said.to_customer = false;
	assert_int_equal(comment(world, &said), FAULT_KEY_REUSED);
	said.key = "too short";
	assert_int_equal(comment(world, &said), FAULT_TOO_SHORT);
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
	    PLAYED(it_is_mailed_where_an_address_is_known),
	    PLAYED(a_late_mail_of_an_earlier_solution_is_called_off),
	    PLAYED(nobody_is_written_to_without_end),
	    PLAYED(nobody_writes_without_end),
	    PLAYED(a_customer_leaves_room_for_colleagues),
	    PLAYED(comments_go_to_whom_they_are_for),
	    PLAYED(a_repeated_comment_is_told_once),
	    PLAYED(a_long_history_stops_comments_alone),
	    PLAYED(an_open_one_keeps_its_conversation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
