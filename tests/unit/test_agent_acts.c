/* What agents do in a conversation: accept, answer, note, pass on; and what their lists show. */
#include "tests/unit/conversation_support.h"

#include <semaphore.h>

#include "handoff/note_mention.h"

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

/* Passing on -------------------------------------------------------------------------------- */

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

static int calls_of(struct world *world, const struct staff_id *staff)
{
	struct fault fault = {0};
	struct note_mention *calls;
	int count;
	must(note_mention_list(reader(world), staff, world->arena, &calls, &count, &fault), &fault);
	return count;
}

static void a_transfer_calls_whom_its_note_names(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 2);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 2);
	struct group_id sales = add_group(world, "Sales", true);
	struct visitor visitor = open_in(world, "en");
	set_members(world, &world->support, &mei, 1);
	set_members(world, &sales, &tom, 1);
	ask_person(world, &visitor);
	accept_by(world, &visitor, &mei);
	/* Tom may read it only once his group has it. */
	assert_int_equal(note_by(world, &visitor, &mei, "@tom may not"), FAULT_NONE);
	assert_int_equal(calls_of(world, &tom), 0);
	assert_int_equal(transfer_by(world, &visitor, &mei, "Sales", NULL, "@tom knows him"), FAULT_NONE);
	assert_int_equal(calls_of(world, &tom), 1);
	assert_int_equal(transfer_by(world, &visitor, &world->admin, NULL, &mei, "@mei, back to you"), FAULT_NONE);
	assert_int_equal(calls_of(world, &mei), 1);
	assert_int_equal(transfer_by(world, &visitor, &mei, NULL, &tom, NULL), FAULT_NONE);
	assert_int_equal(calls_of(world, &tom), 1);
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

/* Who sees what ----------------------------------------------------------------------------- */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(of_two_who_accept_one_gets_it),
	    PLAYED(only_the_agent_who_has_it_answers),
	    PLAYED(an_agents_key_is_theirs),
	    PLAYED(a_supervisor_takes_over_from_the_bot),
	    PLAYED(notes_are_for_staff),
	    PLAYED(a_transfer_names_one_target),
	    PLAYED(a_transfer_to_the_wrong_place_changes_nothing),
	    PLAYED(a_transfer_to_an_agent_brings_the_note),
	    PLAYED(a_transfer_calls_whom_its_note_names),
	    PLAYED(a_transfer_to_a_group_goes_to_its_front_not_back),
	    PLAYED(a_supervisor_takes_over_from_an_agent),
	    PLAYED(agents_see_their_own_groups),
	    PLAYED(unread_counts_follow_what_was_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
