/* From the bot to people and back: who asks, which group takes it, when the bot is silent. */
#include "tests/unit/conversation_support.h"

static void a_typed_request_reaches_an_agent_at_once(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "zh-CN");
	const char *key = fresh_key(world);
	struct turn turn;
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(say_with_key(world, &visitor, "转人工", key, &turn), FAULT_NONE);
	assert_int_equal(turn.act.event_count, 4);
	assert_int_equal(turn.act.events[1].author, AUTHOR_BOT);
	assert_int_equal(turn.act.events[2].type, EVENT_HANDOFF);
	assert_int_equal(turn.act.events[3].type, EVENT_ASSIGNED);
	assert_string_equal(json_text(body_of(world, &turn.act.events[3]), "agent"), "mei");
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
	assert_int_equal(staff_now(world, &mei).load, 1);
	/* Once more, as after a lost answer. */
	assert_int_equal(say_with_key(world, &visitor, "转人工", key, &turn), FAULT_NONE);
	assert_true(turn.act.repeated);
	assert_int_equal(turn.act.event_count, 4);
	assert_int_equal(staff_now(world, &mei).load, 1);
}

static void with_nobody_here_the_visitor_is_told(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(say(world, &visitor, "let me talk to a human"), FAULT_NONE);
	struct conversation_view view = look(world, &visitor);
	assert_int_equal(view.owner, OWNER_QUEUE);
	assert_int_equal(view.agents_online, 0);
	assert_int_equal(view.place.position, 1);
	assert_int_equal(view.place.estimated_wait_seconds, QUEUE_WAIT_UNKNOWN);
	int count;
	struct event *events = events_of(world, &visitor, &count);
	assert_string_equal(json_text(body_of(world, &events[2]), "notice"), "nobody-here");
	assert_int_equal(json_int(body_of(world, &events[3]), "agents_online", -1), 0);
}

static void asking_twice_is_asking_once(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
}

static void the_visitor_picks_a_group(void **state)
{
	struct world *world = *state;
	struct group_id billing = add_group(world, "Billing", false);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person_of(world, &visitor, "Nonsense"), FAULT_NOT_FOUND);
	assert_int_equal(ask_person_of(world, &visitor, "Billing"), FAULT_NONE);
	assert_string_equal(look(world, &visitor).group.text, billing.text);
	/* The group's id does as well, and moving to another line is allowed. */
	assert_int_equal(ask_person_of(world, &visitor, world->support.text), FAULT_NONE);
	assert_string_equal(look(world, &visitor).group_name, "Support");
}

static void a_rule_names_the_group(void **state)
{
	struct world *world = *state;
	struct group_id billing = add_group(world, "Billing", false);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(say(world, &visitor, "get me the billing team"), FAULT_NONE);
	assert_string_equal(look(world, &visitor).group.text, billing.text);
	/* Closed: the default group takes it. */
	struct visitor other = open_in(world, "en");
	set_open(world, &billing, false);
	assert_int_equal(say(world, &other, "get me the billing team"), FAULT_NONE);
	assert_string_equal(look(world, &other).group_name, "Support");
}

static void a_closed_group_takes_nobody(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	set_open(world, &world->support, false);
	assert_int_equal(ask_person(world, &visitor), FAULT_GROUP_CLOSED);
	assert_int_equal(look(world, &visitor).last_number, 1);
	assert_int_equal(say(world, &visitor, "I want a human"), FAULT_NONE);
	struct event reply = last_event(world, &visitor);
	assert_string_equal(json_text(body_of(world, &reply), "notice"), "group-closed");
	assert_int_equal(look(world, &visitor).owner, OWNER_BOT);
}

static void the_bot_is_silent_after_the_hand_over(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	struct fault fault = {0};
	struct turn turn = {.act = act_of(world, &visitor.id, actor_visitor()),
			    .live = world->live,
			    .text = "turn on roaming",
			    .key = fresh_key(world)};
	must(turn_prepare(&turn, reader(world), &fault), &fault);
	assert_true(turn.is_decided);
	/* Between deciding and storing an agent gets the conversation. */
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(play_act(world, &turn.act), FAULT_NONE);
	turn_finish(&turn);
	assert_int_equal(turn.act.event_count, 1);
	assert_int_equal(last_event(world, &visitor).author, AUTHOR_VISITOR);
	assert_int_equal(say(world, &visitor, "why is my bill so high"), FAULT_NONE);
	assert_int_equal(last_event(world, &visitor).author, AUTHOR_VISITOR);
}

static void a_stale_decision_is_made_again(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct fault fault = {0};
	struct turn turn = {.act = act_of(world, &visitor.id, actor_visitor()),
			    .live = world->live,
			    .text = "qwvut plomb zyx",
			    .key = fresh_key(world)};
	must(turn_prepare(&turn, reader(world), &fault), &fault);
	assert_int_equal(turn.decision.kind, DECISION_UNMATCHED);
	/* By the time it is stored the bot has been unsure so often that it
	 * would hand over. */
	for (int i = 1; i < bot_policy_default().low_streak_most; i++)
		assert_int_equal(
		    say(world, &visitor, arena_format(world->arena, "vroop %d blim", i)),
		    FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_BOT);
	assert_int_equal(play_act(world, &turn.act), FAULT_NONE);
	turn_finish(&turn);
	assert_int_equal(turn.decision.kind, DECISION_HANDOFF);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
}

static void the_visitor_may_go_back_to_the_bot(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(back_to_bot(world, &visitor), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_BOT);
	assert_int_equal(back_to_bot(world, &visitor), FAULT_NONE);
	assert_int_equal(say(world, &visitor, "turn on roaming"), FAULT_NONE);
	assert_int_equal(last_event(world, &visitor).author, AUTHOR_BOT);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(back_to_bot(world, &visitor), FAULT_NOT_YOUR_TURN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(a_typed_request_reaches_an_agent_at_once),
	    PLAYED(with_nobody_here_the_visitor_is_told),
	    PLAYED(asking_twice_is_asking_once),
	    PLAYED(the_visitor_picks_a_group),
	    PLAYED(a_rule_names_the_group),
	    PLAYED(a_closed_group_takes_nobody),
	    PLAYED(the_bot_is_silent_after_the_hand_over),
	    PLAYED(a_stale_decision_is_made_again),
	    PLAYED(the_visitor_may_go_back_to_the_bot),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
