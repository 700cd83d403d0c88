/* Several of the staff in one conversation: who may come in, who may write,
 * and who is told. */
#include "tests/unit/handoff_support.h"

#include "data/audit.h"
#include "handoff/leader.h"
#include "handoff/stance.h"
#include "handoff/tiding.h"

/* The team: mei and bo serve Support, cy serves Sales, sue supervises. */
struct team {
	struct world *world;
	struct staff_id mei, bo, cy, sue;
	struct visitor visitor; /* mei has the conversation */
};

static int set_up(void **state)
{
	struct team *team = calloc(1, sizeof(*team));
	struct world *world = world_new();
	team->world = world;
	team->mei = add_staff(world, "mei", ROLE_AGENT, 5);
	team->bo = add_staff(world, "bo", ROLE_AGENT, 5);
	team->cy = add_staff(world, "cy", ROLE_AGENT, 5);
	team->sue = add_staff(world, "sue", ROLE_SUPERVISOR, 5);
	struct group_id sales = add_group(world, "Sales", true);
	struct staff_id support[] = {team->mei, team->bo};
	set_members(world, &world->support, support, 2);
	set_members(world, &sales, &team->cy, 1);
	world_look(world);
	team->visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &team->visitor), FAULT_NONE);
	assert_int_equal(accept_by(world, &team->visitor, &team->mei), FAULT_NONE);
	*state = team;
	return 0;
}

static int tear_down(void **state)
{
	struct team *team = *state;
	world_free(team->world);
	free(team);
	return 0;
}

/* Looking --------------------------------------------------------------------------------- */

static enum participant_state part_of(struct team *team, const struct staff_id *staff)
{
	struct conversation_view view = look(team->world, &team->visitor);
	for (int i = 0; i < view.people_count; i++)
		if (strcmp(view.people[i].staff.text, staff->text) == 0)
			return view.people[i].state;
	return PARTICIPANT_NONE;
}

static bool may_see(struct team *team, const struct staff_id *staff)
{
	struct fault fault;
	return conversation_admit_staff(reader(team->world), &team->visitor.id, staff, &fault);
}

static int visible_events(struct team *team)
{
	struct event *events;
	int count;
	struct fault fault = {0};
	const struct event_reader visitor = {.kind = EVENTS_FOR_VISITOR};
	must(event_read(reader(team->world), &team->visitor.id, 0, &visitor, 1000, team->world->arena,
			&events, &count, &fault),
	     &fault);
	for (int i = 0; i < count; i++)
		assert_false(event_is_for_staff(events[i].type));
	return count;
}

static const char *only_tiding(struct team *team, const struct staff_id *staff)
{
	struct tiding *list;
	int count;
	struct fault fault = {0};
	must(tiding_list(reader(team->world), staff, team->world->arena, &list, &count, &fault),
	     &fault);
	assert_true(count <= 1);
	return count == 0 ? "" : list[0].kind;
}

static const char *owner_of(struct team *team)
{
	return arena_text(team->world->arena, look(team->world, &team->visitor).agent.text);
}

/* Inviting ----------------------------------------------------------------------------------- */

static void who_is_invited_is_told_and_may_look(void **state)
{
	struct team *team = *state;
	struct invitation *list;
	int count;
	struct fault fault = {0};
	int before = visible_events(team);
	assert_false(may_see(team, &team->cy));
	assert_int_equal(
	    invite_by(team->world, &team->visitor, &team->mei, &team->cy, "Knows tariffs"),
	    FAULT_NONE);
	must(invitation_list(reader(team->world), &team->cy, team->world->arena, &list, &count,
			     &fault),
	     &fault);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].conversation.text, team->visitor.id.text);
	assert_string_equal(list[0].by, "mei");
	assert_string_equal(list[0].note, "Knows tariffs");
	assert_true(may_see(team, &team->cy));
	assert_int_equal(last_event(team->world, &team->visitor).type, EVENT_INVITED);
	assert_int_equal(visible_events(team), before); /* the visitor hears of it when they come */
}

static void who_has_joined_writes_beside_the_owner(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->cy, NULL),
			 FAULT_NONE);
	assert_int_equal(reply_by(world, &team->visitor, &team->cy, "Too early"),
			 FAULT_NOT_YOUR_TURN);
	assert_int_equal(join_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	struct event joined = last_event(world, &team->visitor);
	assert_int_equal(joined.type, EVENT_JOINED);
	assert_string_equal(json_text(body_of(world, &joined), "agent"), "cy");
	assert_int_equal(reply_by(world, &team->visitor, &team->cy, "Hello from sales"),
			 FAULT_NONE);
	assert_string_equal(last_event(world, &team->visitor).author_name, "cy");
	assert_int_equal(reply_by(world, &team->visitor, &team->mei, "And from me"), FAULT_NONE);
	assert_string_equal(owner_of(team), team->mei.text);
	assert_int_equal(staff_now(world, &team->cy).load, 0);
}

static void who_has_left_writes_no_more(void **state)
{
	struct team *team = *state;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->cy, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_int_equal(leave_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_int_equal(last_event(team->world, &team->visitor).type, EVENT_LEFT);
	assert_int_equal(part_of(team, &team->cy), PARTICIPANT_NONE);
	assert_int_equal(reply_by(team->world, &team->visitor, &team->cy, "One more"),
			 FAULT_FORBIDDEN);
	assert_false(may_see(team, &team->cy));
	assert_int_equal(join_by(team->world, &team->visitor, &team->cy), FAULT_FORBIDDEN);
}

static void a_repeated_reply_of_who_left_is_not_stored_again(void **state)
{
	struct team *team = *state;
	struct agent_reply first;
	struct agent_reply again;
	const char *key = fresh_key(team->world);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(
	    reply_with_key(team->world, &team->visitor, &team->bo, "Once", key, &first),
	    FAULT_NONE);
	assert_int_equal(leave_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	int64_t last = look(team->world, &team->visitor).last_number;
	assert_int_equal(
	    reply_with_key(team->world, &team->visitor, &team->bo, "Once", key, &again),
	    FAULT_NONE);
	assert_true(again.act.repeated);
	assert_int_equal(again.act.events[0].number, first.act.events[0].number);
	assert_int_equal(look(team->world, &team->visitor).last_number, last);
}

static void saying_no_is_told_to_who_asked(void **state)
{
	struct team *team = *state;
	int before = visible_events(team);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->cy, NULL),
			 FAULT_NONE);
	assert_int_equal(leave_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_string_equal(only_tiding(team, &team->mei), "declined");
	assert_int_equal(last_event(team->world, &team->visitor).type, EVENT_DECLINED);
	assert_int_equal(visible_events(team), before);
	assert_false(may_see(team, &team->cy));
}

static void only_who_can_help_is_invited(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	struct staff_id editor = add_staff(world, "lin", ROLE_EDITOR, 5);
	struct staff_id unknown = team->mei;
	unknown.text[35] = unknown.text[35] == '0' ? '1' : '0';
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->mei, NULL),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->sue, &team->mei, NULL),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &editor, NULL),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &unknown, NULL),
			 FAULT_NOT_FOUND);
	assert_int_equal(block(world, &team->cy, true), FAULT_NONE);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->cy, NULL),
			 FAULT_AGENT_BLOCKED);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->bo, &team->sue, NULL),
			 FAULT_NOT_YOUR_TURN);
	assert_int_equal(look(world, &team->visitor).people_count, 0);
}

static void asking_twice_is_asking_once(void **state)
{
	struct team *team = *state;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	int64_t last = look(team->world, &team->visitor).last_number;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(look(team->world, &team->visitor).last_number, last);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NOT_ALLOWED_VALUE);
}

static void the_owner_takes_somebody_out(void **state)
{
	struct team *team = *state;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(remove_by(team->world, &team->visitor, &team->cy, &team->bo),
			 FAULT_FORBIDDEN);
	assert_int_equal(remove_by(team->world, &team->visitor, &team->mei, &team->cy),
			 FAULT_NOT_FOUND);
	assert_int_equal(remove_by(team->world, &team->visitor, &team->mei, &team->bo), FAULT_NONE);
	assert_string_equal(only_tiding(team, &team->bo), "removed");
	assert_int_equal(reply_by(team->world, &team->visitor, &team->bo, "Hm"),
			 FAULT_NOT_YOUR_TURN);
}

/* Supervisors -------------------------------------------------------------------------------- */

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

/* When the owner changes --------------------------------------------------------------------- */

static void who_is_beside_stays_when_it_is_passed_on(void **state)
{
	struct team *team = *state;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(
	    transfer_by(team->world, &team->visitor, &team->mei, NULL, &team->cy, NULL),
	    FAULT_NONE);
	assert_int_equal(part_of(team, &team->bo), PARTICIPANT_JOINED);
	assert_int_equal(reply_by(team->world, &team->visitor, &team->bo, "Still here"),
			 FAULT_NONE);
	assert_int_equal(transfer_by(team->world, &team->visitor, &team->cy, NULL, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(part_of(team, &team->bo),
			 PARTICIPANT_NONE); /* the owner is no participant */
	assert_string_equal(owner_of(team), team->bo.text);
}

static void in_the_queue_nobody_writes_but_who_was_beside_may_accept(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->cy, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->cy), FAULT_NONE);
	assert_int_equal(transfer_by(world, &team->visitor, &team->mei, "Support", NULL, NULL),
			 FAULT_NONE);
	assert_int_equal(look(world, &team->visitor).owner, OWNER_QUEUE);
	assert_int_equal(reply_by(world, &team->visitor, &team->cy, "Hello?"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(accept_by(world, &team->visitor, &team->cy), FAULT_NONE);
	assert_string_equal(owner_of(team), team->cy.text);
	assert_int_equal(look(world, &team->visitor).people_count, 0);
}

static void the_end_and_the_bot_send_everybody_home(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue), FAULT_NONE);
	assert_int_equal(transfer_by(world, &team->visitor, &team->mei, "Sales", NULL, NULL),
			 FAULT_NONE);
	assert_int_equal(back_to_bot(world, &team->visitor), FAULT_NONE);
	assert_int_equal(part_of(team, &team->bo), PARTICIPANT_NONE);
	assert_int_equal(part_of(team, &team->sue), PARTICIPANT_WATCHING);
	assert_int_equal(close_by(world, &team->visitor, actor_visitor()), FAULT_NONE);
	assert_int_equal(look(world, &team->visitor).people_count, 0);
	assert_int_equal(watch_by(team->world, &team->visitor, &team->sue),
			 FAULT_CONVERSATION_CLOSED);
	assert_int_equal(take_over_by(team->world, &team->visitor, &team->sue),
			 FAULT_CONVERSATION_CLOSED);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->sue, &team->bo, NULL),
			 FAULT_CONVERSATION_CLOSED);
}

static void who_vanishes_leaves(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	int64_t next;
	struct fault fault = {0};
	stream(world, &team->mei, true);
	stream(world, &team->bo, true);
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	stream(world, &team->bo, false);
	world_time += GRACE + 1;
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
	assert_int_equal(part_of(team, &team->bo), PARTICIPANT_NONE);
	struct event event = last_event(world, &team->visitor);
	assert_int_equal(event.type, EVENT_LEFT);
	assert_string_equal(json_text(body_of(world, &event), "agent"), "bo");
	assert_string_equal(owner_of(team), team->mei.text);
}

static void who_is_blocked_is_out(void **state)
{
	struct team *team = *state;
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(block(team->world, &team->bo, true), FAULT_NONE);
	assert_int_equal(part_of(team, &team->bo), PARTICIPANT_NONE);
	assert_int_equal(reply_by(team->world, &team->visitor, &team->bo, "Let me"),
			 FAULT_FORBIDDEN);
}

static void there_is_an_end_to_how_many(void **state)
{
	struct team *team = *state;
	for (int i = 0; i < PARTICIPANTS_MOST; i++) {
		char name[32];
		snprintf(name, sizeof(name), "extra%d", i);
		struct staff_id extra = add_staff(team->world, name, ROLE_AGENT, 5);
		assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &extra, NULL),
				 FAULT_NONE);
	}
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_TOO_MANY);
}

static void whoever_is_beside_has_their_own_unread(void **state)
{
	struct team *team = *state;
	struct world *world = team->world;
	struct conversation_page page;
	struct conversation_listing listing = {
	    .staff = team->bo, .kind = CONVERSATIONS_JOINED, .most = 10};
	struct fault fault = {0};
	assert_int_equal(invite_by(team->world, &team->visitor, &team->mei, &team->bo, NULL),
			 FAULT_NONE);
	assert_int_equal(join_by(team->world, &team->visitor, &team->bo), FAULT_NONE);
	assert_int_equal(say(world, &team->visitor, "Are you two there?"), FAULT_NONE);
	assert_int_equal(reply_by(world, &team->visitor, &team->bo, "Yes"), FAULT_NONE);
	must(conversation_list(reader(world), &listing, world->arena, &page, &fault), &fault);
	assert_int_equal(page.count, 1);
	assert_int_equal(page.list[0].unread, 0);
	listing.staff = team->mei;
	listing.kind = CONVERSATIONS_MINE;
	must(conversation_list(reader(world), &listing, world->arena, &page, &fault), &fault);
	assert_int_equal(page.list[0].unread, 1); /* bo's having read is not mei's */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(who_is_invited_is_told_and_may_look),
	    TEST(who_has_joined_writes_beside_the_owner),
	    TEST(who_has_left_writes_no_more),
	    TEST(a_repeated_reply_of_who_left_is_not_stored_again),
	    TEST(saying_no_is_told_to_who_asked),
	    TEST(only_who_can_help_is_invited),
	    TEST(asking_twice_is_asking_once),
	    TEST(the_owner_takes_somebody_out),
	    TEST(watching_leaves_no_trace_but_in_the_audit_log),
	    TEST(who_is_no_supervisor_any_more_sees_no_more),
	    TEST(a_whisper_is_for_staff),
	    TEST(a_supervisor_joins_and_is_seen),
	    TEST(taking_over_is_one_step_and_told),
	    TEST(who_leads_the_group_oversees_it_and_no_other),
	    TEST(a_reply_is_stored_only_by_owner_or_participant),
	    TEST(passing_on_what_another_has_is_told),
	    TEST(a_tiding_goes_when_its_reader_has_seen_it),
	    TEST(who_is_beside_stays_when_it_is_passed_on),
	    TEST(in_the_queue_nobody_writes_but_who_was_beside_may_accept),
	    TEST(the_end_and_the_bot_send_everybody_home),
	    TEST(who_vanishes_leaves),
	    TEST(who_is_blocked_is_out),
	    TEST(there_is_an_end_to_how_many),
	    TEST(whoever_is_beside_has_their_own_unread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
