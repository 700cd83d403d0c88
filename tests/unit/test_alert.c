/* Calls that go out of the house: to whom, when, by which way, and when not. */
#include "tests/unit/handoff_support.h"

#include "handoff/alert.h"
#include "handoff/outbox.h"
#include "handoff/sending.h"

static const struct call_pace ways = {
    .way_seconds = {[CALL_BY_PUSH] = 15, [CALL_BY_MAIL] = 120, [CALL_BY_WEBHOOK] = 240}};

static int set_up(void **state)
{
	struct world *world = world_new();
	struct fault fault = {0};
	struct sending_change change = {.by = world->admin, .mail_port = -1, .mail_security = -1,
					.mail_server = "mail.example.com", .mail_sender = "desk@example.com",
					.webhook_url = "https://hooks.example.com/", .arena = world->arena};
	must(sending_change_prepare(&change, &fault), &fault);
	must(store_write(world->store, &change.change, &fault), &fault);
	assert_non_null(change.webhook_secret);
	set_call(world, &ways);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static void after(struct world *world, int seconds)
{
	int64_t next;
	struct fault fault = {0};
	world_time += 1000 * seconds;
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
}

/* A member who is here without being online, and has an address. */
static struct staff_id reachable(struct world *world, const char *name, enum role role)
{
	struct fault fault = {0};
	struct staff_id staff = add_staff(world, name, role, 5);
	struct alert_choice_change change = {
	    .staff = staff, .by = world->admin, .by_push = -1, .by_mail = -1,
	    .email = arena_format(world->arena, "%s@example.net", name)};
	alert_choice_change_prepare(&change);
	must(store_write(world->store, &change.change, &fault), &fault);
	set_presence(world, &staff, PRESENCE_BUSY, true);
	return staff;
}

static int outbox_of(struct world *world, const char *kind, struct outbox_line **lines)
{
	int count;
	struct fault fault = {0};
	struct outbox_filter filter = {.kind = kind, .most = 50};
	must(outbox_list(reader(world), &filter, world->arena, lines, &count, &fault), &fault);
	return count;
}

static int many(struct world *world, const char *kind)
{
	struct outbox_line *lines;
	return outbox_of(world, kind, &lines);
}

static struct visitor asking(struct world *world)
{
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	return visitor;
}

static void ways_come_in_their_time(void **state)
{
	(void)state;
	struct call call = call_begin(&ways, 1000);
	assert_int_equal(call.next_at, 0);
	assert_int_equal(call.send_at, 16000);
	assert_false(call_sends_any(&ways, &call, 15999));
	call = call_sent(&ways, &call, 16000);
	assert_true(call_sends(&ways, &call, CALL_BY_PUSH, 16000));
	assert_false(call_sends(&ways, &call, CALL_BY_MAIL, 16000));
	assert_int_equal(call.send_at, 121000);
	call = call_sent(&ways, &call, 500000);
	assert_int_equal(call.send_at, 0);
	const struct call_pace none = {0};
	assert_int_equal(call_begin(&none, 1000).send_at, 0);
}

static void mail_goes_to_who_is_called_once_and_then_the_webhook(void **state)
{
	struct world *world = *state;
	struct outbox_line *lines;
	reachable(world, "mei", ROLE_AGENT);
	asking(world);
	after(world, 119);
	assert_int_equal(many(world, "mail"), 0);
	after(world, 1);
	assert_int_equal(outbox_of(world, "mail", &lines), 1);
	assert_string_equal(lines[0].target, "mei@example.net");
	assert_int_equal(many(world, "webhook"), 0);
	after(world, 120);
	assert_int_equal(many(world, "webhook"), 1);
	after(world, 3600);
	assert_int_equal(many(world, "mail"), 1);
	assert_int_equal(many(world, "webhook"), 1);
}

static void nobody_is_told_who_looks_or_does_not_want_it(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct staff_id looking = reachable(world, "mei", ROLE_AGENT);
	struct staff_id unwilling = reachable(world, "tom", ROLE_AGENT);
	struct alert_choice_change no = {
	    .staff = unwilling, .by = unwilling, .by_push = -1, .by_mail = 0};
	alert_choice_change_prepare(&no);
	must(store_write(world->store, &no.change, &fault), &fault);
	asking(world);
	world_time += 100000;
	struct alert_look look = {.staff = looking};
	alert_look_prepare(&look);
	must(store_write(world->store, &look.change, &fault), &fault);
	after(world, 20);
	assert_int_equal(many(world, "mail"), 0);
}

static void a_reaction_in_time_sends_nothing(void **state)
{
	struct world *world = *state;
	struct staff_id mei = reachable(world, "mei", ROLE_AGENT);
	struct visitor visitor = asking(world);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	after(world, 3600);
	assert_int_equal(many(world, NULL), 0);
}

static void many_who_wait_are_one_mail(void **state)
{
	struct world *world = *state;
	reachable(world, "mei", ROLE_AGENT);
	for (int at = 0; at < 5; at++)
		asking(world);
	after(world, 120);
	assert_int_equal(many(world, "mail"), 1);
}

/* The outbox ------------------------------------------------------------------------------ */

static void settle(struct world *world, const char *id, enum outbox_outcome outcome)
{
	struct fault fault = {0};
	struct outbox_result result = {.outcome = outcome, .status = 503};
	fault_detail(&result.reason, FAULT_SEND_REFUSED, "", "it answers 503");
	struct outbox_settle change = {.results = &result, .count = 1};
	memcpy(result.id, id, sizeof(result.id));
	outbox_settle_prepare(&change);
	must(store_write(world->store, &change.change, &fault), &fault);
}

static void what_fails_is_tried_for_a_day_and_then_told_of(void **state)
{
	struct world *world = *state;
	struct outbox_line *lines;
	reachable(world, "mei", ROLE_AGENT);
	asking(world);
	after(world, 120);
	int tries = 0;
	while (outbox_of(world, "mail", &lines) == 1 && strcmp(lines[0].state, "waiting") == 0) {
		world_time = lines[0].next_at;
		settle(world, lines[0].id, OUTBOX_AGAIN);
		tries++;
	}
	assert_string_equal(lines[0].state, "failed");
	assert_int_equal(lines[0].reason.code, FAULT_SEND_REFUSED);
	assert_string_equal(lines[0].reason.detail, "it answers 503");
	assert_int_equal(lines[0].tries, tries);
	assert_in_range(tries, 20, 40);
	assert_in_range(world_time - lines[0].created_at, OUTBOX_GIVES_UP_MS - 3600000, OUTBOX_GIVES_UP_MS);
	/* What has ended stays as it ended. */
	settle(world, lines[0].id, OUTBOX_SENT);
	outbox_of(world, "mail", &lines);
	assert_string_equal(lines[0].state, "failed");
}

static void what_ended_long_ago_is_forgotten(void **state)
{
	struct world *world = *state;
	struct outbox_line *lines;
	struct fault fault = {0};
	struct outbox_tidy tidy = {0};
	reachable(world, "mei", ROLE_AGENT);
	asking(world);
	after(world, 120);
	outbox_of(world, "mail", &lines);
	settle(world, lines[0].id, OUTBOX_SENT);
	outbox_tidy_prepare(&tidy);
	world_time += OUTBOX_KEEPS_MS - 1000;
	must(store_write(world->store, &tidy.change, &fault), &fault);
	assert_int_equal(many(world, "mail"), 1);
	world_time += 2000;
	must(store_write(world->store, &tidy.change, &fault), &fault);
	assert_int_equal(many(world, "mail"), 0);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ways_come_in_their_time),
	    PLAYED(mail_goes_to_who_is_called_once_and_then_the_webhook),
	    PLAYED(nobody_is_told_who_looks_or_does_not_want_it),
	    PLAYED(a_reaction_in_time_sends_nothing),
	    PLAYED(many_who_wait_are_one_mail),
	    PLAYED(what_fails_is_tried_for_a_day_and_then_told_of),
	    PLAYED(what_ended_long_ago_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
