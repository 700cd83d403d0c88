/* Conversations sent by mail: who asks again is sent it again, but not for a button pressed twice.
 */
#include "tests/unit/handoff_support.h"

#include "handoff/outbox.h"
#include "handoff/sending.h"
#include "handoff/transcript_mail.h"

static int set_up(void **state)
{
	struct world *world = world_new();
	struct fault fault = {0};
	struct sending_change change = {.by = world->admin,
					.arena = world->arena,
					.mail_port = -1,
					.mail_security = -1,
					.mail_server = "mail.example.com",
					.mail_sender = "desk@example.com"};
	must(sending_change_prepare(&change, &fault), &fault);
	must(store_write(world->store, &change.change, &fault), &fault);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static enum fault_code ask_for_it(struct world *world, const struct visitor *visitor)
{
	struct fault fault = {0};
	struct transcript_mail mail = {.conversation = visitor->id, .email = "kim@example.com"};
	must(transcript_mail_prepare(&mail, &fault), &fault);
	return store_write(world->store, &mail.change, &fault) ? FAULT_NONE : fault.code;
}

/* Those of this state. */
static int mails(struct world *world, const char *state, char last[ID_LENGTH + 1])
{
	struct fault fault = {0};
	struct outbox_line *lines;
	int count;
	const struct outbox_filter filter = {.state = state, .most = OUTBOX_LIST_MOST};
	must(outbox_list(reader(world), &filter, world->arena, &lines, &count, &fault), &fault);
	if (count > 0)
		memcpy(last, lines[0].id, sizeof(lines[0].id));
	return count;
}

static void send_what_waits(struct world *world)
{
	struct fault fault = {0};
	struct outbox_result result = {.outcome = OUTBOX_SENT, .status = 250};
	struct outbox_settle settle = {.results = &result, .count = 1};
	assert_int_equal(mails(world, "waiting", result.id), 1);
	outbox_settle_prepare(&settle);
	must(store_write(world->store, &settle.change, &fault), &fault);
}

static void who_asks_again_later_is_sent_it_again(void **state)
{
	struct world *world = *state;
	char id[ID_LENGTH + 1];
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(say(world, &visitor, "can I use my phone abroad?"), FAULT_NONE);
	assert_int_equal(ask_for_it(world, &visitor), FAULT_NONE);
	assert_int_equal(ask_for_it(world, &visitor), FAULT_NONE);
	send_what_waits(world);
	assert_int_equal(ask_for_it(world, &visitor), FAULT_NONE);
	assert_int_equal(mails(world, "waiting", id), 0);
	world_time += TRANSCRIPT_AGAIN_MS;
	assert_int_equal(ask_for_it(world, &visitor), FAULT_NONE);
	send_what_waits(world);
	world_time += TRANSCRIPT_AGAIN_MS;
	assert_int_equal(ask_for_it(world, &visitor), FAULT_NONE);
	send_what_waits(world);
	assert_int_equal(mails(world, "sent", id), TRANSCRIPT_MAILS_A_CONVERSATION);
	world_time += TRANSCRIPT_AGAIN_MS;
	assert_int_equal(ask_for_it(world, &visitor), FAULT_MAILS_ENOUGH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(who_asks_again_later_is_sent_it_again, set_up,
					    tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
