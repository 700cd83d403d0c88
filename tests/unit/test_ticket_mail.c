/* Tickets, what their customers are told: by mail, and in the conversation alone. */
#include "tests/unit/ticket_support.h"

/* The n-th of the mails that wait, as it would be sent. */
static enum lookup mail_of(struct world *world, int at, int waiting, struct mail *mail)
{
	struct fault fault = {0};
	struct outbox_row *rows;
	int count;
	struct sending sending;
	must(outbox_due(reader(world), OUTBOX_MAIL, world_time, 5, world->arena, &rows, &count,
			&fault),
	     &fault);
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

static int mails_to(struct world *world, const char *address)
{
	struct fault fault = {0};
	struct outbox_line *lines;
	int count = 0, found = 0;
	struct outbox_filter filter = {.most = OUTBOX_LIST_MOST};
	do {
		must(outbox_list(reader(world), &filter, world->arena, &lines, &count, &fault),
		     &fault);
		for (int at = 0; at < count; at++) {
			found += strcmp(lines[at].target, address) == 0;
			filter.before = lines[at].id;
		}
	} while (count > 0);
	return found;
}

static void is_told_in_the_conversation_alone(struct world *world, const struct talk *talk,
					      const char *id)
{
	assert_int_equal(tell(world, &talk->mei, id), FAULT_NONE);
	assert_non_null(strstr(last_event(world, &talk->visitor).text, "It is on its way"));
	assert_string_equal(last_line(world, id).what, "not-mailed");
}

static void nobody_is_written_to_without_end(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made(world, &talk);
	for (int mail = 0; mail < TICKET_MAILS_AN_ADDRESS; mail++)
		assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_string_equal(last_line(world, id).what, "to-customer");
	is_told_in_the_conversation_alone(world, &talk, id);
	assert_string_equal(last_line(world, id).after, "ann@example.com");
	/* In capitals it is the same address. */
	is_told_in_the_conversation_alone(world, &talk, made_with(world, &talk, "ANN@Example.com"));
	/* It can be solved all the same, and its customer says whether it is. */
	assert_int_equal(move(world, &talk.mei, id, "solved"), FAULT_NONE);
	assert_int_equal(answer(world, secret_of(world, &talk.visitor), true, NULL), FAULT_NONE);
	assert_int_equal(mails_to(world, "ann@example.com"), TICKET_MAILS_AN_ADDRESS);
	/* A day later all is well. */
	world_time += DAY_MS;
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_int_equal(mails_to(world, "ann@example.com"), TICKET_MAILS_AN_ADDRESS + 1);
}

static void nobody_writes_without_end(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = NULL;
	for (int mail = 0; mail < TICKET_MAILS_A_STAFF; mail++) {
		if (mail % TICKET_MAILS_AN_ADDRESS == 0)
			id = made_with(world, &talk,
				       arena_format(world->arena, "ann%d@example.com", mail));
		assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	}
	id = made_with(world, &talk, "tom@example.com");
	is_told_in_the_conversation_alone(world, &talk, id);
	assert_int_equal(tell(world, &world->admin, id), FAULT_NONE);
	world_time += HOUR_MS;
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_int_equal(mails_to(world, "tom@example.com"), 2);
}

static void what_cannot_be_mailed_takes_no_allowance(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	set_mail_server(world, "", "");
	const char *id = made(world, &talk), *nowhere = made_with(world, &talk, "");
	for (int said = 0; said <= TICKET_MAILS_AN_ADDRESS; said++)
		assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_int_equal(mails_to(world, "ann@example.com"), 0);
	assert_string_equal(last_line(world, id).what, "to-customer");
	set_mail_server(world, "mail.example.com", "help@example.com");
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_int_equal(mails_to(world, "ann@example.com"), 1);
	assert_int_equal(tell(world, &talk.mei, nowhere), FAULT_NONE);
	assert_string_equal(last_line(world, nowhere).what, "to-customer");
}

static void a_host_of_another_script_gets_its_mail(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	const char *id = made_with(world, &talk, "kim@B\u00fccher.example");
	assert_string_equal(ticket_now(world, id).contact, "kim@B\u00fccher.example");
	assert_int_equal(tell(world, &talk.mei, id), FAULT_NONE);
	assert_int_equal(mails_to(world, "kim@xn--bcher-kva.example"), 1);
	/* What no mail can be sent to is refused, rather than promised. */
	struct ticket_make ticket = make_of(world, &talk.mei, &talk.visitor);
	ticket.contact = "\u5b89@example.com";
	assert_int_equal(make(world, &ticket), FAULT_BAD_CONTACT);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(it_is_mailed_where_an_address_is_known),
	    PLAYED(a_late_mail_of_an_earlier_solution_is_called_off),
	    PLAYED(nobody_is_written_to_without_end),
	    PLAYED(nobody_writes_without_end),
	    PLAYED(what_cannot_be_mailed_takes_no_allowance),
	    PLAYED(a_host_of_another_script_gets_its_mail),
	    PLAYED(comments_go_to_whom_they_are_for),
	    PLAYED(a_repeated_comment_is_told_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
