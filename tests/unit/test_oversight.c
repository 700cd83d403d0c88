/* Those who oversee a conversation: watching, whispers, taking over, leaders of groups,
 * and what they and others are told. */
#include "tests/unit/together_support.h"

#include "data/audit.h"
#include "handoff/leader.h"

static void watching_leaves_no_trace_but_in_the_audit_log(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	struct audit_line *lines;
	int count;
	struct fault fault = {0};
	struct audit_filter filter = {.kind = "conversation", .limit = 10};
	int64_t before = look(world, &team->visitor).last_number;
	assert_int_equal(watch_by(team->world, &team->visitor, &team->bo), FAULT_FORBIDDEN);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(look(world, &team->visitor).last_number, before);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_WATCHING);
	assert_int_equal(remove_by(team->world, &team->visitor, &team->mei, &team->sue),
			 FAULT_NOT_FOUND);
	assert_int_equal(reply_by(world, &team->visitor, &team->sue, "Hello"), FAULT_NOT_YOUR_TURN);
	must(audit_list(reader(world), &filter, world->arena, &lines, &count, &fault), &fault);
	assert_int_equal(count, 1);
	assert_string_equal(lines[0].action, "conversation.watch");
	assert_int_equal(leave_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(look(world, &team->visitor).last_number, before);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_NONE);
}

static void who_is_no_supervisor_any_more_sees_no_more(void **state)
{
	struct team *team = *state;
	struct fault fault = {0};
	struct staff_update update = staff_update_of(&team->sue, team->world->arena);
	update.role = ROLE_AGENT;
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(team->world->store, &update.change, &fault), &fault);
	assert_false(may_see(team, &team->sue));
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->sue, "Hm"),
			 FAULT_FORBIDDEN);
	assert_int_equal(leave_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_NONE);
}

static int64_t last_whisper(struct team *team)
{
	int count;
	struct event *events = events_of(team->world, &team->visitor, &count);
	while (events[count - 1].type != EVENT_WHISPER)
		count--;
	return events[count - 1].number;
}

/* Whether the last whisper is told to this member. */
static bool hears(struct team *team, const struct staff_id *staff)
{
	struct event *events;
	struct event_reader by;
	int count;
	struct fault fault = {0};
	int64_t last = last_whisper(team);
	must(conversation_admit_reader(reader(team->world), &team->visitor.id, staff, &by, &fault),
	     &fault);
	must(event_read(reader(team->world), &team->visitor.id, last - 1, &by, 1,
			team->world->arena, &events, &count, &fault),
	     &fault);
	return count == 1 && events[0].number == last;
}

static void a_whisper_is_for_staff(void **state)
{
	struct team *team = *state;
	int before = visible_events(team);
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->bo, "Not mine to say"),
			 FAULT_FORBIDDEN);
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->sue, "Offer the refund"),
			 FAULT_NONE);
	struct event event = last_event(team->world, &team->visitor);
	assert_int_equal(event.type, EVENT_WHISPER);
	assert_int_equal(visible_events(team), before);
	assert_true(hears(team, &team->mei));
	assert_true(hears(team, &team->sue));
	assert_true(hears(team, &team->world->admin));
	/* Bo may see the conversation, but wasn't in it; having come later changes nothing. */
	assert_false(hears(team, &team->bo));
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_false(hears(team, &team->bo));
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->sue, "And a voucher"),
			 FAULT_NONE);
	assert_true(hears(team, &team->bo));
}

static void a_supervisor_joins_and_is_seen(void **state)
{
	struct team *team = *state;
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_JOINED);
	assert_int_equal(reply_by(team->world, &team->visitor, &team->sue, "I am Sue"), FAULT_NONE);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_FORBIDDEN);
	assert_string_equal(owner_of(team), team->mei.text);
}

static void taking_over_is_one_step_and_told(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->bo), FAULT_FORBIDDEN);
	assert_int_equal(join_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_string_equal(owner_of(team), team->sue.text);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_NONE);
	assert_int_equal(staff_now(world, &team->mei).load, 0);
	assert_int_equal(staff_now(world, &team->sue).load, 1);
	struct event event = last_event(world, &team->visitor);
	assert_int_equal(event.type, EVENT_ASSIGNED);
	assert_string_equal(json_text(body_of(world, &event), "how"), "taken-over");
	assert_string_equal(json_text(body_of(world, &event), "from"), "mei");
	assert_string_equal(only_tiding(team, &team->mei), "taken-over");
	assert_int_equal(reply_by(world, &team->visitor, &team->mei, "But"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->sue),
			 FAULT_NONE); /* again: nothing more */
	assert_int_equal(last_event(world, &team->visitor).number, event.number);
}

static void make_leader(struct team *team, const struct group_id *group,
			const struct staff_id *leader)
{
	struct fault fault = {0};
	struct staff_id leaders[] = {*leader};
	struct leader_replace replace = {
	    .group = *group, .leaders = leaders, .count = 1, .by = team->world->admin};
	leader_replace_prepare(&replace);
	must(store_write(team->world->store, &replace.change, &fault), &fault);
}

/* The right is by group: a leader has it over their own group's conversations. */
static void who_leads_the_group_oversees_it_and_no_other(void **state)
{
	struct team *team = *state;
	struct group_id other = add_group(team->world, "Billing", true);
	make_leader(team, &other, &team->cy);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->cy), FAULT_FORBIDDEN);
	assert_int_equal(join_by(team->world, &team->visitor, &team->cy), FAULT_FORBIDDEN);
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->cy), FAULT_FORBIDDEN);
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->cy, "Hm"), FAULT_FORBIDDEN);
	make_leader(team, &team->world->support, &team->cy);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_int_equal(whisper_by(team->world, &team->visitor, &team->cy, "Well done"),
			 FAULT_NONE);
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_string_equal(owner_of(team), team->cy.text);
}

/* Random comings and goings against the one rule: whoever could write a moment
 * ago and is neither the owner nor has joined any more is refused. */
static void a_reply_is_stored_only_by_owner_or_participant(void **state)
{
	struct team *team = *state;
	struct staff_id *who[] = {&team->mei, &team->bo, &team->cy, &team->sue};
	uint64_t random = 42;
	int stored = 0;
	for (int step = 0; step < 600; step++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		struct staff_id *one = who[random >> 33 & 3];
		struct staff_id *other = who[random >> 40 & 3];
		switch (random >> 50 & 7) {
		case 0:
			(void)invite_by(team->world, &team->visitor, one, other, NULL);
			break;
		case 1:
			(void)join_by(team->world, &team->visitor, one);
			break;
		case 2:
			(void)leave_by(team->world, &team->visitor, one);
			break;
		case 3:
			(void)take_over_by(team->world, &team->visitor, one);
			break;
		case 4:
			(void)remove_by(team->world, &team->visitor, one, other);
			break;
		default:
			break;
		}
		bool may = strcmp(owner_of(team), other->text) == 0 ||
			   part_of(team, other) == PARTICIPANT_JOINED;
		bool did = reply_by(team->world, &team->visitor, other, "Hello") == FAULT_NONE;
		assert_int_equal(did, may);
		stored += did;
	}
	assert_true(stored > 100 && stored < 500);
}

static void passing_on_what_another_has_is_told(void **state)
{
	struct team *team = *state;
	assert_int_equal(
	    transfer_by(team->world, &team->visitor, &team->sue, NULL, &team->bo, "Please"),
	    FAULT_NONE);
	assert_string_equal(only_tiding(team, &team->mei), "passed-on");
	assert_string_equal(only_tiding(team, &team->bo), "");
}

static void a_tiding_goes_when_its_reader_has_seen_it(void **state)
{
	struct team *team = *state;
	struct tiding *list;
	int count;
	struct fault fault = {0};
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	must(
	    tiding_list(reader(team->world), &team->mei, team->world->arena, &list, &count, &fault),
	    &fault);
	struct tiding_seen seen = {.staff = team->bo};
	snprintf(seen.id, sizeof(seen.id), "%s", list[0].id);
	tiding_seen_prepare(&seen);
	assert_false(store_write(team->world->store, &seen.change, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	seen.staff = team->mei;
	must(store_write(team->world->store, &seen.change, &fault), &fault);
	assert_string_equal(only_tiding(team, &team->mei), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(watching_leaves_no_trace_but_in_the_audit_log),
	    TEST(who_is_no_supervisor_any_more_sees_no_more),
	    TEST(a_whisper_is_for_staff),
	    TEST(a_supervisor_joins_and_is_seen),
	    TEST(taking_over_is_one_step_and_told),
	    TEST(who_leads_the_group_oversees_it_and_no_other),
	    TEST(a_reply_is_stored_only_by_owner_or_participant),
	    TEST(passing_on_what_another_has_is_told),
	    TEST(a_tiding_goes_when_its_reader_has_seen_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
