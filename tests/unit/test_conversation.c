/* A conversation from its beginning to its end: the visitor, the bot, ratings and what is left. */
#include "tests/unit/conversation_support.h"

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

/* The end ----------------------------------------------------------------------------------- */

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
	/* The last word counts, so one may say the first again; not for ever. */
	assert_int_equal(give_feedback(world, &visitor, 3, false), FAULT_NONE);
	last = look(world, &visitor).last_number;
	assert_int_equal(give_feedback(world, &visitor, 3, false), FAULT_NONE);
	assert_int_equal(look(world, &visitor).last_number, last);
	for (int i = 0; i < 7; i++)
		assert_int_equal(give_feedback(world, &visitor, 3, i % 2 == 0), FAULT_NONE);
	last = look(world, &visitor).last_number;
	assert_int_equal(give_feedback(world, &visitor, 3, false), FAULT_TOO_MANY);
	assert_int_equal(look(world, &visitor).last_number, last);
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
	list = left_messages(world, &world->admin, false, &count);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].contact, "ann@example.com");
	struct left_message_done done = {.by = world->admin};
	memcpy(done.id, list[0].id, sizeof(done.id));
	left_message_done_prepare(&done);
	must(store_write(world->store, &done.change, &fault), &fault);
	must(store_write(world->store, &done.change, &fault), &fault);
	list = left_messages(world, &world->admin, true, &count);
	assert_int_equal(count, 1);
	assert_string_equal(list[0].done_by, "Admin");
}

static void one_visitor_hides_nobody_elses_message(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct visitor loud = open_in(world, "en"), other = open_in(world, "en");
	int count;
	for (int left = 0; left < LEFT_MESSAGES_OF_TALK; left++)
		assert_int_equal(leave_word(world, &loud, arena_format(world->arena, "me %d", left), "site", NULL),
				 FAULT_NONE);
	assert_int_equal(leave_word(world, &loud, "me again", "site", NULL), FAULT_LEFT_ENOUGH);
	assert_int_equal(leave_word(world, &loud, "me 0", "site", NULL), FAULT_NONE); /* the same */
	world_time += 1000;
	assert_int_equal(leave_word(world, &other, "and me", "site", NULL), FAULT_NONE);
	struct left_message *list = left_messages(world, &world->admin, false, &count);
	assert_int_equal(count, LEFT_MESSAGES_OF_TALK + 1);
	/* What was answered makes room. */
	struct left_message_done done = {.by = world->admin};
	memcpy(done.id, list[0].id, sizeof(done.id));
	left_message_done_prepare(&done);
	must(store_write(world->store, &done.change, &fault), &fault);
	assert_int_equal(leave_word(world, &loud, "me again", "site", NULL), FAULT_NONE);
}

/* By one and one, from the first; how many, and in which order. */
static int walk(struct world *world, bool done, int64_t times[10])
{
	struct fault fault = {0};
	struct left_message_filter filter = {.done = done, .most = 1};
	struct left_message *list;
	int count, found = 0;
	for (;; found++) {
		must(left_message_list(reader(world), &world->admin, &filter, world->arena, &list, &count, &fault),
		     &fault);
		if (count == 0)
			return found;
		assert_in_range(found, 0, 9);
		assert_true(filter.after_id == NULL || strcmp(filter.after_id, list[0].id) != 0);
		times[found] = filter.after_at = list[0].created_at;
		filter.after_id = list[0].id;
	}
}

static void left_messages_are_read_to_their_end(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	int64_t times[10], begin = world_time;
	int count;
	/* Two at each time. */
	for (int left = 0; left < 6; left++, world_time = begin + left / 2 * 1000) {
		struct visitor visitor = open_in(world, "en");
		assert_int_equal(leave_word(world, &visitor, "call me", "site", NULL), FAULT_NONE);
	}
	assert_int_equal(walk(world, false, times), 6);
	for (int at = 0; at < 6; at++)
		assert_int_equal(times[at], begin + at / 2 * 1000);
	struct left_message *list = left_messages(world, &world->admin, false, &count);
	for (int at = 0; at < count; at++) {
		struct left_message_done done = {.by = world->admin};
		memcpy(done.id, list[at].id, sizeof(done.id));
		left_message_done_prepare(&done);
		must(store_write(world->store, &done.change, &fault), &fault);
	}
	assert_int_equal(walk(world, false, times), 0);
	assert_int_equal(walk(world, true, times), 6);
	for (int at = 0; at < 6; at++)
		assert_int_equal(times[at], begin + (5 - at) / 2 * 1000);
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

/* Who sees what ----------------------------------------------------------------------------- */

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
	    PLAYED(a_closed_conversation_takes_no_messages),
	    PLAYED(a_rating_can_be_changed),
	    PLAYED(not_helpful_is_kept_and_a_person_offered),
	    PLAYED(a_message_is_left_when_nobody_is_there),
	    PLAYED(one_visitor_hides_nobody_elses_message),
	    PLAYED(left_messages_are_read_to_their_end),
	    cmocka_unit_test(contacts_have_a_form),
	    PLAYED(openings_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
