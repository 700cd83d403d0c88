/* Views: what clients read, to the letter. */
#include "tests/unit/support.h"

#include "data/buffer.h"
#include "handoff/conversation.h"
#include "handoff/group.h"
#include "handoff/staff.h"
#include "http/views.h"
#include "kb/unmatched.h"

struct output {
	struct buffer buffer;
	struct json_writer json;
};

static int set_up(void **state)
{
	struct output *output = calloc(1, sizeof(*output));
	output->buffer = buffer_new(64 * 1024);
	output->json = json_writer(&output->buffer);
	*state = output;
	return 0;
}

static int tear_down(void **state)
{
	struct output *output = *state;
	buffer_free(&output->buffer);
	free(output);
	return 0;
}

static void expect(struct output *output, const char *text)
{
	assert_string_equal(output->buffer.bytes, text);
}

static void expect_part(struct output *output, const char *text)
{
	if (strstr(output->buffer.bytes, text) == NULL)
		fail_msg("no %s in %s", text, output->buffer.bytes);
}

static void expect_without(struct output *output, const char *text)
{
	if (strstr(output->buffer.bytes, text) != NULL)
		fail_msg("%s in %s", text, output->buffer.bytes);
}

/* --- Events -------------------------------------------------------------------------- */

static const struct event reply = {
    .number = 2,
    .type = EVENT_MESSAGE,
    .author = AUTHOR_BOT,
    .text = "Yes",
    .body = "{\"decision\":\"answer\",\"entry\":\"e1\"}",
    .staff_body = "{\"rule\":\"r\"}",
    .at = 1760000000000,
};

static void test_body_stands_beside_the_rest(void **state)
{
	struct output *output = *state;
	view_event(&output->json, &reply, false);
	expect(output, "{\"seq\":2,\"type\":\"message\",\"author\":\"bot\",\"text\":\"Yes\","
		       "\"html\":\"\\u003cp>Yes\\u003c/p>\",\"at\":1760000000000,"
		       "\"decision\":\"answer\",\"entry\":\"e1\"}");
}

static void test_reasons_are_for_staff(void **state)
{
	struct output *output = *state;
	view_event(&output->json, &reply, true);
	expect_part(output, "\"why\":{\"rule\":\"r\"}");
}

static void test_empty_body_adds_nothing(void **state)
{
	struct output *output = *state;
	struct event event = {.number = 1,
			      .type = EVENT_MESSAGE,
			      .author = AUTHOR_VISITOR,
			      .text = "你好",
			      .key = "k",
			      .body = "{}",
			      .at = 5};
	view_event(&output->json, &event, false);
	expect(output, "{\"seq\":1,\"type\":\"message\",\"author\":\"visitor\","
		       "\"text\":\"你好\",\"at\":5,\"key\":\"k\"}");
}

static void test_agents_ids_are_not_for_visitors(void **state)
{
	struct output *output = *state;
	struct event event = {.number = 3,
			      .type = EVENT_MESSAGE,
			      .author = AUTHOR_AGENT,
			      .author_id = "staff-id",
			      .author_name = "Mei",
			      .text = "Hi"};
	view_event(&output->json, &event, false);
	expect_part(output, "\"name\":\"Mei\"");
	expect_without(output, "staff-id");
}

static void test_notes_are_not_for_visitors(void **state)
{
	struct output *output = *state;
	struct event events[] = {
	    {.number = 1, .type = EVENT_NOTE, .author = AUTHOR_AGENT, .text = "secret"},
	    {.number = 2, .type = EVENT_MESSAGE, .author = AUTHOR_AGENT, .text = "open"},
	};
	view_events(&output->json, NULL, events, 2, false);
	expect_without(output, "secret");
	expect_part(output, "[{\"seq\":2,");
}

static void test_staff_see_notes(void **state)
{
	struct output *output = *state;
	struct event note = {
	    .number = 1, .type = EVENT_NOTE, .author = AUTHOR_AGENT, .text = "secret"};
	view_events(&output->json, NULL, &note, 1, true);
	expect_part(output, "secret");
}

/* --- Conversations ---------------------------------------------------------------------- */

static struct conversation_view waiting(void)
{
	struct conversation_view view = {
	    .site = "default",
	    .language = "zh-CN",
	    .owner = OWNER_QUEUE,
	    .last_number = 4,
	    .created_at = 7,
	    .is_waiting = true,
	    .place = {.position = 1,
		      .waiting = 3,
		      .estimated_wait_seconds = 120,
		      .estimated_wait_low = 60,
		      .estimated_wait_high = 240},
	    .agents_online = 2,
	    .handoff_reason = "asked-for-person",
	    .page = "https://shop.example.com/",
	};
	snprintf(view.id.text, sizeof(view.id.text), "c1");
	return view;
}

static void test_waiting_visitor_sees_the_place(void **state)
{
	struct output *output = *state;
	struct conversation_view view = waiting();
	view_conversation(&output->json, NULL, &view, false);
	expect(output, "{\"id\":\"c1\",\"site\":\"default\",\"language\":\"zh-CN\","
		       "\"owner\":\"queue\",\"last_seq\":4,\"created_at\":7,"
		       "\"queue\":{\"position\":1,\"waiting\":3,\"estimated_wait_seconds\":120,"
		       "\"estimated_wait_low\":60,\"estimated_wait_high\":240},"
		       "\"agent\":null,\"read_seq\":0,\"visitor_seen_seq\":0,\"visitor_got_seq\":0,\"form_done\":false,"
		       "\"people\":[],\"rating\":null,\"agents_online\":2}");
}

static const struct participant beside[] = {
    {.staff = {"s1"}, .name = "Bo", .state = PARTICIPANT_JOINED, .since = 3},
    {.staff = {"s2"}, .name = "Cy", .state = PARTICIPANT_INVITED, .since = 4},
    {.staff = {"s3"}, .name = "Sue", .state = PARTICIPANT_WATCHING, .since = 5},
};

static void test_visitors_see_who_has_joined_and_nobody_who_watches(void **state)
{
	struct output *output = *state;
	struct conversation_view view = waiting();
	view.people = beside;
	view.people_count = 3;
	json_open_array(&output->json, NULL);
	view_conversation(&output->json, NULL, &view, false);
	expect_part(output, "\"people\":[{\"name\":\"Bo\"}]");
	view_conversation(&output->json, NULL, &view, true);
	expect_part(output, "{\"name\":\"Cy\",\"id\":\"s2\",\"state\":\"invited\",\"since\":4}]");
	expect_without(output, "Sue");
}

static void test_unknown_wait_is_null(void **state)
{
	struct output *output = *state;
	struct conversation_view view = waiting();
	view.place.estimated_wait_seconds = QUEUE_WAIT_UNKNOWN;
	view_conversation(&output->json, NULL, &view, false);
	expect_part(output, "\"estimated_wait_seconds\":null,\"estimated_wait_low\":null,"
			    "\"estimated_wait_high\":null");
}

static void test_staff_see_more_of_a_conversation(void **state)
{
	struct output *output = *state;
	struct conversation_view view = waiting();
	view_conversation(&output->json, NULL, &view, true);
	expect_part(output, "\"handoff_reason\":\"asked-for-person\"");
	expect_part(output, "\"page\":\"https://shop.example.com/\"");
	expect_part(output, "\"agent_id\":null");
}

/* --- People ------------------------------------------------------------------------------ */

static void test_passwords_never_leave(void **state)
{
	struct output *output = *state;
	struct staff staff = {.name = "mei",
			      .display_name = "Mei",
			      .role = ROLE_ADMIN,
			      .password = "$argon2id$secret",
			      .language = "en",
			      .presence = PRESENCE_ONLINE,
			      .capacity = 5,
			      .load = 1};
	json_open_array(&output->json, NULL);
	view_me(&output->json, NULL, &staff, &(struct my_powers){.approves = true});
	view_account(&output->json, NULL, &staff);
	view_agent(&output->json, &staff);
	json_close_array(&output->json);
	expect_without(output, "argon2id");
	expect_part(output, "\"needs_password\":false");
	expect_part(output, "\"presence\":\"online\"");
	expect_part(output, "\"load\":1,\"capacity\":5");
}

/* --- Knowledge ------------------------------------------------------------------------------ */

static void test_unmatched_without_a_guess(void **state)
{
	struct output *output = *state;
	struct unmatched unmatched = {.text = "?", .language = "en", .asked = 2};
	view_unmatched(&output->json, &unmatched);
	expect_part(output, "\"nearest\":null,\"nearest_id\":null,\"nearest_question\":null,"
			    "\"nearest_confidence\":null");
}

#define with_output(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    with_output(test_body_stands_beside_the_rest),
	    with_output(test_reasons_are_for_staff),
	    with_output(test_empty_body_adds_nothing),
	    with_output(test_agents_ids_are_not_for_visitors),
	    with_output(test_notes_are_not_for_visitors),
	    with_output(test_staff_see_notes),
	    with_output(test_waiting_visitor_sees_the_place),
	    with_output(test_visitors_see_who_has_joined_and_nobody_who_watches),
	    with_output(test_unknown_wait_is_null),
	    with_output(test_staff_see_more_of_a_conversation),
	    with_output(test_passwords_never_leave),
	    with_output(test_unmatched_without_a_guess),
	};
	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
