/* Several of the staff in one conversation: who may come in, who may write,
 * and what becomes of them when its owner changes. */
#include "tests/unit/together_support.h"

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
