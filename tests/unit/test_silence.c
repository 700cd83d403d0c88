/* Automatic texts: what is said when somebody doesn't write, on a clock of our own. */
#include "tests/unit/handoff_support.h"

#include <unistd.h>

#define SETTINGS                                                                                   \
	"{\"silence\":{\"no_reply_seconds\":30,\"silent_seconds\":60,\"close_seconds\":120}}"

/* Nobody is called, so that only silence sets timers. */
static int set_up(void **state)
{
	struct world *world = world_new();
	set_call(world, &(struct call_pace){0});
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static void run_due(struct world *world)
{
	int64_t next;
	struct fault fault = {0};
	must(timers_run_due(world->store, GRACE, &next, &fault), &fault);
}

static void pass(struct world *world, int64_t seconds)
{
	world_time += seconds * 1000;
	run_due(world);
}

struct talk {
	struct staff_id mei;
	struct visitor visitor;
};

/* An agent whose desk stays open has a conversation. */
static struct talk talk_with_agent(struct world *world)
{
	struct talk talk = {.mei = add_staff(world, "mei", ROLE_AGENT, 5)};
	stream(world, &talk.mei, true);
	set_presence(world, &talk.mei, PRESENCE_ONLINE, false);
	talk.visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &talk.visitor), FAULT_NONE);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_AGENT);
	return talk;
}

static void assert_said(struct world *world, const struct visitor *visitor, enum reply_text reply)
{
	struct event last = last_event(world, visitor);
	assert_int_equal(last.author, AUTHOR_SYSTEM);
	assert_string_equal(last.text, reply_text(reply, LANGUAGE_EN));
}

static void without_settings_nothing_is_said(void **state)
{
	struct world *world = *state;
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	int64_t last = look(world, &talk.visitor).last_number;
	pass(world, 100000);
	assert_int_equal(look(world, &talk.visitor).last_number, last);
}

static void a_visitor_who_waits_hears_once_that_they_are_not_forgotten(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	pass(world, 29);
	assert_int_not_equal(last_event(world, &talk.visitor).type, EVENT_MESSAGE);
	pass(world, 1);
	assert_said(world, &talk.visitor, REPLY_NO_REPLY);
	int64_t last = look(world, &talk.visitor).last_number;
	pass(world, 10000);
	assert_int_equal(look(world, &talk.visitor).last_number, last);
}

static void writing_again_doesnt_put_it_off(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	pass(world, 20);
	assert_int_equal(say(world, &talk.visitor, "are you there?"), FAULT_NONE);
	pass(world, 10);
	assert_said(world, &talk.visitor, REPLY_NO_REPLY);
}

static void an_answer_takes_it_away(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	pass(world, 59);
	assert_string_equal(last_event(world, &talk.visitor).text, "Hello");
}

static void a_silent_visitor_is_asked_and_then_it_ends(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	pass(world, 60);
	assert_said(world, &talk.visitor, REPLY_SILENT);
	pass(world, 119);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_AGENT);
	pass(world, 1);
	assert_said(world, &talk.visitor, REPLY_SILENT_CLOSED);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_CLOSED);
	assert_non_null(strstr(last_event(world, &talk.visitor).body, "\"silence\""));
	assert_int_equal(staff_now(world, &talk.mei).load, 0);
}

static void writing_in_time_keeps_it_open(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	pass(world, 60);
	assert_int_equal(say(world, &talk.visitor, "yes, a moment"), FAULT_NONE);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Fine"), FAULT_NONE);
	pass(world, 59);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_AGENT);
	assert_string_equal(last_event(world, &talk.visitor).text, "Fine");
}

/* Almost at its end it is passed on: the visitor is asked again before it ends. */
static void with_somebody_else_the_silence_begins_anew(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	stream(world, &tom, true);
	set_presence(world, &tom, PRESENCE_BUSY, false);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	pass(world, 60);
	pass(world, 119);
	assert_int_equal(transfer_by(world, &talk.visitor, &talk.mei, NULL, &tom, NULL), FAULT_NONE);
	pass(world, 1);
	assert_string_equal(look(world, &talk.visitor).agent.text, tom.text);
	pass(world, 60);
	assert_said(world, &talk.visitor, REPLY_SILENT);
	pass(world, 119);
	assert_string_equal(look(world, &talk.visitor).agent.text, tom.text);
	pass(world, 1);
	assert_said(world, &talk.visitor, REPLY_SILENT_CLOSED);
}

/* Nobody could write while nothing served. */
static void a_restart_gives_visitors_time_to_answer(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	pass(world, 60);
	world_time += 3600 * 1000;
	must(presence_start(world->store, &fault), &fault);
	stream(world, &talk.mei, true);
	pass(world, 119);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_AGENT);
	pass(world, 1);
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_CLOSED);
}

static void switched_off_meanwhile_it_isnt_said(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct talk talk = talk_with_agent(world);
	assert_int_equal(reply_by(world, &talk.visitor, &talk.mei, "Hello"), FAULT_NONE);
	set_site(world, "{}");
	pass(world, 100000);
	assert_string_equal(last_event(world, &talk.visitor).text, "Hello");
	assert_int_equal(look(world, &talk.visitor).owner, OWNER_AGENT);
}

static void back_with_the_bot_nothing_is_due(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_equal(back_to_bot(world, &visitor), FAULT_NONE);
	int64_t last = look(world, &visitor).last_number;
	pass(world, 100000);
	assert_int_equal(look(world, &visitor).last_number, last);
}

static void who_waited_in_the_queue_waits_on(void **state)
{
	struct world *world = *state;
	set_site(world, SETTINGS);
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	pass(world, 100);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
	assert_int_not_equal(last_event(world, &visitor).author, AUTHOR_SYSTEM);
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	stream(world, &mei, true);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	assert_int_equal(look(world, &visitor).owner, OWNER_AGENT);
	pass(world, 30);
	assert_said(world, &visitor, REPLY_NO_REPLY);
}

static void each_group_has_its_own_words(void **state)
{
	struct world *world = *state;
	set_site(world,
		 arena_format(world->arena,
			      "{\"silence\":{\"no_reply_seconds\":30},\"group_texts\":[{\"group\":"
			      "\"%s\",\"texts\":{\"en\":{\"no_reply\":\"Support is on it.\"}}}]}",
			      world->support.text));
	struct talk talk = talk_with_agent(world);
	pass(world, 30);
	assert_string_equal(last_event(world, &talk.visitor).text, "Support is on it.");
}

static void where_many_wait_a_message_is_offered(void **state)
{
	struct world *world = *state;
	set_site(world, "{\"queue_most\":1}");
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 1);
	set_presence(world, &mei, PRESENCE_ONLINE, false);
	for (int i = 0; i < 3; i++) {
		int count;
		struct visitor visitor = open_in(world, "en");
		assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
		struct event *events = events_of(world, &visitor, &count);
		bool offered = false;
		for (int at = 0; at < count; at++)
			offered = offered || (events[at].body != NULL &&
					      strstr(events[at].body, "queue-long") != NULL);
		assert_int_equal(offered, i == 2);
	}
}

static void the_thread_wakes_for_it(void **state)
{
	struct world *world = *state;
	set_site(world, "{\"silence\":{\"no_reply_seconds\":1}}");
	struct timers *timers = timers_start(world->store, GRACE);
	struct talk talk = talk_with_agent(world);
	world_time += 2000;
	for (int i = 0; i < 500 && last_event(world, &talk.visitor).type != EVENT_MESSAGE; i++)
		usleep(10000);
	assert_said(world, &talk.visitor, REPLY_NO_REPLY);
	timers_stop(&timers);
}

#define PLAYED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(without_settings_nothing_is_said),
	    PLAYED(a_visitor_who_waits_hears_once_that_they_are_not_forgotten),
	    PLAYED(writing_again_doesnt_put_it_off),
	    PLAYED(an_answer_takes_it_away),
	    PLAYED(a_silent_visitor_is_asked_and_then_it_ends),
	    PLAYED(writing_in_time_keeps_it_open),
	    PLAYED(with_somebody_else_the_silence_begins_anew),
	    PLAYED(a_restart_gives_visitors_time_to_answer),
	    PLAYED(switched_off_meanwhile_it_isnt_said),
	    PLAYED(back_with_the_bot_nothing_is_due),
	    PLAYED(who_waited_in_the_queue_waits_on),
	    PLAYED(each_group_has_its_own_words),
	    PLAYED(where_many_wait_a_message_is_offered),
	    PLAYED(the_thread_wakes_for_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
