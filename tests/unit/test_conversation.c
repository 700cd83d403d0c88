/* What happens in a conversation, act by act. */
#include "tests/unit/handoff_support.h"

#include <semaphore.h>

static int set_up(void **state)
{
	struct world *world = world_new();
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* The visitor and the bot ---------------------------------------------------------------- */

static void it_begins_with_a_welcome(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "zh-CN");
	struct conversation_view view = look(world, &visitor);
	struct event event = last_event(world, &visitor);
	assert_int_equal(view.owner, OWNER_BOT);
	assert_int_equal(view.last_number, 1);
	assert_string_equal(view.language, "zh-CN");
	assert_string_equal(view.site, "default");
	assert_false(view.is_waiting);
	assert_int_equal(event.author, AUTHOR_BOT);
	assert_non_null(strstr(event.text, "您好"));
}

static void only_its_own_token_opens_it(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct visitor one = open_in(world, "en");
	struct visitor other = open_in(world, "en");
	struct conversation_id unknown = one.id;
	unknown.text[35] = unknown.text[35] == '0' ? '1' : '0';
	assert_true(conversation_admit_visitor(reader(world), &one.id, one.token.text, &fault));
	assert_false(conversation_admit_visitor(reader(world), &one.id, other.token.text, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_false(conversation_admit_visitor(reader(world), &unknown, one.token.text, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	struct visitor thief = {one.id, other.token};
	assert_int_equal(say(world, &thief, "turn on roaming"), FAULT_NOT_FOUND);
	assert_int_equal(look(world, &one).last_number, 1);
}

static void the_bot_answers_in_the_same_change(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct turn turn;
	assert_int_equal(say_with_key(world, &visitor, "turn on roaming", fresh_key(world), &turn),
			 FAULT_NONE);
	assert_false(turn.act.repeated);
	assert_int_equal(turn.act.event_count, 2);
	assert_int_equal(turn.act.events[0].number, 2);
	assert_int_equal(turn.act.events[0].author, AUTHOR_VISITOR);
	assert_int_equal(turn.act.events[1].number, 3);
	assert_string_equal(turn.act.events[1].text, "Open the app and switch **roaming** on.");
	const struct json *body = body_of(world, &turn.act.events[1]);
	assert_string_equal(json_text(body, "decision"), "answer");
	assert_string_equal(json_text(body, "entry"), "roaming_activate");
	assert_int_equal(json_int(body, "turn", 0), 2);
	assert_non_null(turn.act.events[1].staff_body);
	assert_int_equal(look(world, &visitor).last_number, 3);
}

static void the_same_key_is_the_same_message(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	const char *key = fresh_key(world);
	struct turn first, second, third;
	assert_int_equal(say_with_key(world, &visitor, "turn on roaming", key, &first), FAULT_NONE);
	assert_int_equal(say(world, &visitor, "why is my bill so high"), FAULT_NONE);
	assert_int_equal(say_with_key(world, &visitor, " turn on roaming ", key, &second),
			 FAULT_NONE);
	assert_true(second.act.repeated);
	assert_int_equal(second.act.event_count, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(second.act.events[i].number, first.act.events[i].number);
		assert_string_equal(second.act.events[i].text, first.act.events[i].text);
	}
	assert_int_equal(look(world, &visitor).last_number, 5);
	assert_int_equal(say_with_key(world, &visitor, "something else", key, &third),
			 FAULT_KEY_REUSED);
	assert_int_equal(look(world, &visitor).last_number, 5);
}

static void two_conversations_may_use_one_key(void **state)
{
	struct world *world = *state;
	struct visitor one = open_in(world, "en");
	struct visitor other = open_in(world, "en");
	const char *key = fresh_key(world);
	struct turn turn;
	assert_int_equal(say_with_key(world, &one, "turn on roaming", key, &turn), FAULT_NONE);
	assert_int_equal(say_with_key(world, &other, "return a parcel", key, &turn), FAULT_NONE);
	assert_false(turn.act.repeated);
}

static void bad_messages_are_refused(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct turn turn;
	char *long_text = arena_alloc(world->arena, 4002);
	memset(long_text, 'x', 4001);
	assert_int_equal(say(world, &visitor, " \n "), FAULT_EMPTY);
	assert_int_equal(say(world, &visitor, long_text), FAULT_TOO_LONG);
	assert_int_equal(say(world, &visitor, "bad \xff byte"), FAULT_NOT_UTF8);
	assert_int_equal(say_with_key(world, &visitor, "hello", "short", &turn), FAULT_TOO_SHORT);
	assert_int_equal(say_with_key(world, &visitor, "hello", NULL, &turn), FAULT_MISSING_FIELD);
	assert_int_equal(
	    say_with_key(world, &visitor, "hello", "sixteen letters with spaces", &turn),
	    FAULT_BAD_CHARACTER);
	assert_int_equal(look(world, &visitor).last_number, 1);
	long_text[4000] = '\0';
	assert_int_equal(say(world, &visitor, long_text), FAULT_NONE);
}

static void what_the_bot_cannot_answer_is_kept(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct unmatched_page page;
	struct fault fault = {0};
	assert_int_equal(say(world, &visitor, "do penguins have knees"), FAULT_NONE);
	struct event reply = last_event(world, &visitor);
	assert_string_equal(json_text(body_of(world, &reply), "decision"), "unmatched");
	must(unmatched_list(reader(world), UNMATCHED_OPEN, NULL, 10, world->arena, &page, &fault),
	     &fault);
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].text, "do penguins have knees");
	assert_string_equal(page.lines[0].reason, "unmatched");
	assert_int_equal(page.lines[0].number, 2);
}

static void a_bot_that_fails_again_hands_over(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	for (int i = 0; i < 5 && look(world, &visitor).owner == OWNER_BOT; i++)
		assert_int_equal(
		    say(world, &visitor, arena_format(world->arena, "zyx%d qwvut plomb", i)),
		    FAULT_NONE);
	struct conversation_view view = look(world, &visitor);
	assert_int_equal(view.owner, OWNER_QUEUE);
	assert_string_equal(view.handoff_reason, "unsure-again");
}

/* Handing over ---------------------------------------------------------------------------- */

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

/* Agents ------------------------------------------------------------------------------------- */

struct waiting_accept {
	struct accept accept;
	sem_t *done;
};

static void on_done(struct change *change)
{
	sem_post(((struct waiting_accept *)change)->done);
}

static void of_two_who_accept_one_gets_it(void **state)
{
	struct world *world = *state;
	struct staff_id staff[2] = {add_staff(world, "mei", ROLE_AGENT, 2), world->admin};
	struct visitor visitor = open_in(world, "en");
	struct waiting_accept both[2];
	sem_t done;
	sem_init(&done, 0, 0);
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	for (int i = 0; i < 2; i++) {
		both[i] = (struct waiting_accept){
		    .accept.act = act_of(world, &visitor.id, actor_staff(&staff[i])),
		    .done = &done};
		/* Both may be applied in one batch, so each has memory of its own. */
		both[i].accept.act.arena = arena_new();
		accept_prepare(&both[i].accept);
		both[i].accept.act.change.done = on_done;
		store_submit(world->store, &both[i].accept.act.change);
	}
	sem_wait(&done);
	sem_wait(&done);
	sem_destroy(&done);
	assert_true(both[0].accept.act.change.committed);
	assert_false(both[1].accept.act.change.committed);
	assert_int_equal(both[1].accept.act.change.fault.code, FAULT_ALREADY_TAKEN);
	assert_string_equal(look(world, &visitor).agent.text, staff[0].text);
	assert_int_equal(staff_now(world, &staff[0]).load, 1);
	assert_int_equal(staff_now(world, &staff[1]).load, 0);
	assert_int_equal(accept_by(world, &visitor, &staff[0]), FAULT_NONE);
	assert_int_equal(staff_now(world, &staff[0]).load, 1);
	for (int i = 0; i < 2; i++)
		arena_free(&both[i].accept.act.arena);
}

static void only_the_agent_who_has_it_answers(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct staff_id eve = add_staff(world, "eve", ROLE_EDITOR, 2);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(reply_by(world, &visitor, &mei, "hello"), FAULT_FORBIDDEN);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_FORBIDDEN);
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(reply_by(world, &visitor, &mei, "hello"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(accept_by(world, &visitor, &eve), FAULT_FORBIDDEN);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	assert_int_equal(reply_by(world, &visitor, &mei, "hello"), FAULT_NONE);
	assert_int_equal(reply_by(world, &visitor, &tom, "hello"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(reply_by(world, &visitor, &world->admin, "hello"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(close_by(world, &visitor, actor_staff(&tom)), FAULT_NOT_YOUR_TURN);
	struct event event = last_event(world, &visitor);
	assert_int_equal(event.author, AUTHOR_AGENT);
	assert_string_equal(event.author_name, "mei");
	assert_string_equal(event.author_id, mei.text);
}

static void an_agents_key_is_theirs(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	const char *key = fresh_key(world);
	struct agent_reply reply;
	struct turn turn;
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(reply_with_key(world, &visitor, &mei, "hello", key, &reply), FAULT_NONE);
	int64_t number = reply.act.events[0].number;
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &tom, NULL), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(reply_with_key(world, &visitor, &mei, "hello", key, &reply), FAULT_NONE);
	assert_true(reply.act.repeated);
	assert_int_equal(reply.act.events[0].number, number);
	assert_int_equal(reply_with_key(world, &visitor, &tom, "hello", key, &reply),
			 FAULT_KEY_REUSED);
	assert_int_equal(say_with_key(world, &visitor, "hello", key, &turn), FAULT_KEY_REUSED);
	assert_int_equal(look(world, &visitor).last_number, last);
}

static void a_supervisor_takes_over_from_the_bot(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(accept_by(world, &visitor, &world->admin), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
	assert_string_equal(look(world, &visitor).group_name, "Support");
	assert_int_equal(reply_by(world, &visitor, &world->admin, "I take this."), FAULT_NONE);
}

static void notes_are_for_staff(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	struct event *events;
	struct fault fault = {0};
	int count;
	ask_person(world, &visitor);
	assert_int_equal(note_by(world, &visitor, &mei, "VIP"), FAULT_NONE);
	const struct event_reader by_visitor = {.kind = EVENTS_FOR_VISITOR};
	must(event_read(reader(world), &visitor.id, 0, &by_visitor, 100, world->arena, &events, &count,
			&fault),
	     &fault);
	for (int i = 0; i < count; i++)
		assert_int_not_equal(events[i].type, EVENT_NOTE);
	assert_int_equal(last_event(world, &visitor).type, EVENT_NOTE);
}

/* Passing on ------------------------------------------------------------------------------------
 */

static void a_transfer_names_one_target(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, NULL, NULL), FAULT_MISSING_FIELD);
	assert_int_equal(transfer_by(world, &visitor, &mei, "Support", &world->admin, NULL),
			 FAULT_NOT_ALLOWED_VALUE);
}

static void a_transfer_to_the_wrong_place_changes_nothing(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct staff_id eve = add_staff(world, "eve", ROLE_EDITOR, 2);
	struct staff_id nobody = {"00000000000000000000000000000000000v"};
	struct group_id closed = add_group(world, "Closed", false);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	set_open(world, &closed, false);
	assert_int_equal(block(world, &tom, true), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(transfer_by(world, &visitor, &mei, "Closed", NULL, "n"),
			 FAULT_GROUP_CLOSED);
	assert_int_equal(transfer_by(world, &visitor, &mei, "Nowhere", NULL, "n"), FAULT_NOT_FOUND);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &mei, "n"),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &tom, "n"), FAULT_AGENT_BLOCKED);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &eve, "n"),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &nobody, "n"), FAULT_NOT_FOUND);
	assert_int_equal(look(world, &visitor).last_number, last);
	assert_string_equal(look(world, &visitor).agent.text, mei.text);
	assert_int_equal(staff_now(world, &mei).load, 1);
}

static void a_transfer_to_an_agent_brings_the_note(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	int count;
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &tom, "knows him"), FAULT_NONE);
	struct event *events = events_of(world, &visitor, &count);
	assert_int_equal(events[count - 3].type, EVENT_NOTE);
	assert_int_equal(events[count - 2].type, EVENT_TRANSFERRED);
	assert_string_equal(json_text(body_of(world, &events[count - 2]), "to_agent"), "tom");
	assert_int_equal(events[count - 1].type, EVENT_ASSIGNED);
	assert_int_equal(staff_now(world, &mei).load, 0);
	assert_int_equal(staff_now(world, &tom).load, 1);
	assert_int_equal(reply_by(world, &visitor, &mei, "bye"), FAULT_NOT_YOUR_TURN);
	assert_int_equal(reply_by(world, &visitor, &tom, "hello"), FAULT_NONE);
}

static void a_transfer_to_a_group_goes_to_its_front_not_back(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor waiting, visitor;
	struct group_id sales = add_group(world, "Sales", true);
	(void)sales;
	waiting = open_in(world, "en");
	visitor = open_in(world, "en");
	ask_person_of(world, &waiting, "Sales");
	set_presence(world, &mei, PRESENCE_ONLINE, true);
	ask_person(world, &visitor);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
	/* Nobody else is here: it waits rather than come straight back. */
	assert_int_equal(transfer_by(world, &visitor, &mei, "Support", NULL, NULL), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_NONE);
	assert_int_equal(transfer_by(world, &visitor, &mei, "Sales", NULL, NULL), FAULT_NONE);
	assert_int_equal(look(world, &visitor).place.position, 1);
	assert_int_equal(look(world, &waiting).place.position, 2);
}

static void a_supervisor_takes_over_from_an_agent(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(transfer_by(world, &visitor, &tom, NULL, &tom, NULL), FAULT_NOT_YOUR_TURN);
	assert_int_equal(transfer_by(world, &visitor, &world->admin, NULL, &world->admin, NULL),
			 FAULT_NONE);
	assert_string_equal(look(world, &visitor).agent.text, world->admin.text);
	assert_int_equal(staff_now(world, &mei).load, 0);
}

/* The end -----------------------------------------------------------------------------------------
 */

static void a_closed_conversation_takes_no_messages(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	const char *key = fresh_key(world);
	struct turn turn;
	assert_int_equal(say_with_key(world, &visitor, "turn on roaming", key, &turn), FAULT_NONE);
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	assert_int_equal(close_by(world, &visitor, actor_staff(&mei)), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(say(world, &visitor, "one more thing"), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(ask_person(world, &visitor), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(reply_by(world, &visitor, &mei, "bye"), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(accept_by(world, &visitor, &mei), FAULT_CONVERSATION_CLOSED);
	assert_int_equal(close_by(world, &visitor, actor_visitor()), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
	assert_int_equal(staff_now(world, &mei).load, 0);
	/* A lost answer's repetition is still the same message. */
	assert_int_equal(say_with_key(world, &visitor, "turn on roaming", key, &turn), FAULT_NONE);
	assert_true(turn.act.repeated);
}

static void a_rating_can_be_changed(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(rate(world, &visitor, "splendid", NULL), FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(rate(world, &visitor, "fair", " "), FAULT_NONE);
	close_by(world, &visitor, actor_visitor());
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(rate(world, &visitor, "fair", NULL), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
	assert_int_equal(rate(world, &visitor, "excellent", "Quick!"), FAULT_NONE);
	struct conversation_view view = look(world, &visitor);
	assert_string_equal(view.rating, "excellent");
	assert_string_equal(view.rating_comment, "Quick!");
	assert_int_equal(view.last_number, last + 1);
}

static void not_helpful_is_kept_and_a_person_offered(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct unmatched_page page;
	struct fault fault = {0};
	say(world, &visitor, "turn on roaming");
	assert_int_equal(give_feedback(world, &visitor, 3, false), FAULT_NONE);
	struct event offer = last_event(world, &visitor);
	assert_string_equal(json_text(body_of(world, &offer), "notice"), "not-helpful");
	must(unmatched_list(reader(world), UNMATCHED_OPEN, NULL, 10, world->arena, &page, &fault),
	     &fault);
	assert_int_equal(page.count, 1);
	assert_string_equal(page.lines[0].text, "turn on roaming");
	assert_string_equal(page.lines[0].reason, "not-helpful");
	assert_string_equal(page.lines[0].nearest, "roaming_activate");
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(give_feedback(world, &visitor, 3, false), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
	assert_int_equal(give_feedback(world, &visitor, 3, true), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last + 1);
	/* Not answers: the welcome, the visitor's own words, nothing at all. */
	assert_int_equal(give_feedback(world, &visitor, 1, false), FAULT_NOT_FOUND);
	assert_int_equal(give_feedback(world, &visitor, 2, false), FAULT_NOT_FOUND);
	assert_int_equal(give_feedback(world, &visitor, 99, true), FAULT_NOT_FOUND);
	assert_int_equal(give_feedback(world, &visitor, -5, true), FAULT_NOT_FOUND);
}

static void a_message_is_left_when_nobody_is_there(void **state)
{
	struct world *world = *state;
	struct visitor visitor = open_in(world, "en");
	struct left_message *list;
	struct fault fault = {0};
	int count;
	ask_person(world, &visitor);
	assert_int_equal(leave_word(world, &visitor, "call me", "email", "ann at example"),
			 FAULT_BAD_CONTACT);
	assert_int_equal(leave_word(world, &visitor, "call me", "phone", NULL),
			 FAULT_MISSING_FIELD);
	assert_int_equal(leave_word(world, &visitor, "call me", "pigeon", "x"),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(leave_word(world, &visitor, "", "site", NULL), FAULT_EMPTY);
	assert_int_equal(leave_word(world, &visitor, "call me", "email", "ann@example.com"),
			 FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_CLOSED);
	/* Sent again, as when the answer was lost, it is the same message. */
	int64_t last = look(world, &visitor).last_number;
	assert_int_equal(leave_word(world, &visitor, "call me", "email", "ann@example.com"),
			 FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
	must(left_message_list(reader(world), false, 10, world->arena, &list, &count, &fault),
	     &fault);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].contact, "ann@example.com");
	struct left_message_done done = {.by = world->admin};
	memcpy(done.id, list[0].id, sizeof(done.id));
	left_message_done_prepare(&done);
	must(store_write(world->store, &done.change, &fault), &fault);
	must(store_write(world->store, &done.change, &fault), &fault);
	must(left_message_list(reader(world), true, 10, world->arena, &list, &count, &fault),
	     &fault);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].done_by, "Admin");
}

static void contacts_have_a_form(void **state)
{
	(void)state;
	static const char *const emails[] = {"a@b.cn", "first.last+tag@mail.example.com",
					     "user@例子.中国"};
	static const char *const no_emails[] = {"",        "a",        "@b.cn",   "a@",
						"a@b",     "a b@c.cn", "a@-b.cn", "a..b@c.cn",
						"a@b..cn", "<a@b.cn>"};
	static const char *const phones[] = {"13800138000", "+86 138-0013-8000", "(010) 6552.9988"};
	static const char *const no_phones[] = {"", "1234", "call me", "12345678901234567",
						"138+001"};
	for (size_t i = 0; i < sizeof(emails) / sizeof(*emails); i++)
		assert_true(contact_is_email(emails[i]));
	for (size_t i = 0; i < sizeof(no_emails) / sizeof(*no_emails); i++)
		assert_false(contact_is_email(no_emails[i]));
	for (size_t i = 0; i < sizeof(phones) / sizeof(*phones); i++)
		assert_true(contact_is_phone(phones[i]));
	for (size_t i = 0; i < sizeof(no_phones) / sizeof(*no_phones); i++)
		assert_false(contact_is_phone(no_phones[i]));
}

/* Who sees what
 * --------------------------------------------------------------------------------------- */

static int list_for(struct world *world, const struct staff_id *staff,
		    enum conversation_list_kind kind, struct conversation_summary **list)
{
	struct fault fault = {0};
	struct conversation_page page;
	const struct conversation_listing listing = {.staff = *staff, .kind = kind, .most = 50};
	must(conversation_list(reader(world), &listing, world->arena, &page, &fault), &fault);
	*list = page.list;
	return page.count;
}

static void agents_see_their_own_groups(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct staff_id eve = add_staff(world, "eve", ROLE_EDITOR, 2);
	struct group_id billing = add_group(world, "Billing", true);
	struct visitor in_billing = open_in(world, "en");
	struct visitor with_bot = open_in(world, "en");
	struct conversation_summary *list;
	struct fault fault = {0};
	set_members(world, &billing, &mei, 1);
	ask_person_of(world, &in_billing, "Billing");
	assert_int_equal(list_for(world, &mei, CONVERSATIONS_QUEUE, &list), 1);
	assert_int_equal(list_for(world, &tom, CONVERSATIONS_QUEUE, &list), 0);
	assert_int_equal(list_for(world, &world->admin, CONVERSATIONS_ALL, &list), 2);
	assert_int_equal(list_for(world, &mei, CONVERSATIONS_ALL, &list), 1);
	assert_int_equal(list_for(world, &eve, CONVERSATIONS_ALL, &list), 0);
	assert_int_equal(accept_by(world, &in_billing, &tom), FAULT_FORBIDDEN);
	assert_true(conversation_admit_staff(reader(world), &in_billing.id, &mei, &fault));
	assert_false(conversation_admit_staff(reader(world), &in_billing.id, &tom, &fault));
	assert_int_equal(fault.code, FAULT_FORBIDDEN);
	assert_false(conversation_admit_staff(reader(world), &with_bot.id, &mei, &fault));
	assert_true(conversation_admit_staff(reader(world), &with_bot.id, &world->admin, &fault));
	assert_false(conversation_admit_staff(reader(world), &with_bot.id, &eve, &fault));
	block(world, &mei, true);
	assert_false(conversation_admit_staff(reader(world), &in_billing.id, &mei, &fault));
}

static void unread_counts_follow_what_was_seen(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct visitor visitor = open_in(world, "en");
	struct conversation_summary *list;
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	say(world, &visitor, "are you\nthere?");
	say(world, &visitor, "hello?");
	assert_int_equal(list_for(world, &mei, CONVERSATIONS_MINE, &list), 1);
	assert_int_equal(list[0].unread, 2);
	assert_string_equal(list[0].excerpt, "hello?");
	struct seen seen = {.act = act_of(world, &visitor.id, actor_staff(&mei)),
			    .number = list[0].last_number - 1};
	seen_prepare(&seen);
	assert_int_equal(play_act(world, &seen.act), FAULT_NONE);
	list_for(world, &mei, CONVERSATIONS_MINE, &list);
	assert_int_equal(list[0].unread, 1);
	/* A number from nowhere, and somebody else's glance, change nothing. */
	seen.number = 1000;
	assert_int_equal(play_act(world, &seen.act), FAULT_NONE);
	seen.number = list[0].last_number;
	seen.act.actor = actor_staff(&world->admin);
	assert_int_equal(play_act(world, &seen.act), FAULT_NONE);
	list_for(world, &mei, CONVERSATIONS_MINE, &list);
	assert_int_equal(list[0].unread, 1);
	reply_by(world, &visitor, &mei, "Here I am.");
	list_for(world, &mei, CONVERSATIONS_MINE, &list);
	assert_int_equal(list[0].unread, 0);
}

static void openings_are_checked(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct conversation_open open = {.arena = world->arena, .site = "no spaces"};
	assert_false(conversation_open_prepare(&open, &fault));
	assert_int_equal(fault.code, FAULT_BAD_CHARACTER);
	assert_string_equal(fault.field, "site");
	open = (struct conversation_open){.arena = world->arena, .language = ""};
	assert_false(conversation_open_prepare(&open, &fault));
	assert_string_equal(fault.field, "language");
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(it_begins_with_a_welcome),
	    PLAYED(only_its_own_token_opens_it),
	    PLAYED(the_bot_answers_in_the_same_change),
	    PLAYED(the_same_key_is_the_same_message),
	    PLAYED(two_conversations_may_use_one_key),
	    PLAYED(bad_messages_are_refused),
	    PLAYED(what_the_bot_cannot_answer_is_kept),
	    PLAYED(a_bot_that_fails_again_hands_over),
	    PLAYED(a_typed_request_reaches_an_agent_at_once),
	    PLAYED(with_nobody_here_the_visitor_is_told),
	    PLAYED(asking_twice_is_asking_once),
	    PLAYED(the_visitor_picks_a_group),
	    PLAYED(a_rule_names_the_group),
	    PLAYED(a_closed_group_takes_nobody),
	    PLAYED(the_bot_is_silent_after_the_hand_over),
	    PLAYED(a_stale_decision_is_made_again),
	    PLAYED(the_visitor_may_go_back_to_the_bot),
	    PLAYED(of_two_who_accept_one_gets_it),
	    PLAYED(only_the_agent_who_has_it_answers),
	    PLAYED(an_agents_key_is_theirs),
	    PLAYED(a_supervisor_takes_over_from_the_bot),
	    PLAYED(notes_are_for_staff),
	    PLAYED(a_transfer_names_one_target),
	    PLAYED(a_transfer_to_the_wrong_place_changes_nothing),
	    PLAYED(a_transfer_to_an_agent_brings_the_note),
	    PLAYED(a_transfer_to_a_group_goes_to_its_front_not_back),
	    PLAYED(a_supervisor_takes_over_from_an_agent),
	    PLAYED(a_closed_conversation_takes_no_messages),
	    PLAYED(a_rating_can_be_changed),
	    PLAYED(not_helpful_is_kept_and_a_person_offered),
	    PLAYED(a_message_is_left_when_nobody_is_there),
	    cmocka_unit_test(contacts_have_a_form),
	    PLAYED(agents_see_their_own_groups),
	    PLAYED(unread_counts_follow_what_was_seen),
	    PLAYED(openings_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
