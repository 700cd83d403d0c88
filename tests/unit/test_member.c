/* Members whose site signs for them, and forms before the chat. */
#include "tests/unit/handoff_support.h"

#include "data/signature.h"
#include "handoff/member.h"
#include "handoff/visitor_form.h"

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

/* The first test case of RFC 4231 whose key is text. */
static void signatures_are_as_others_make_them(void **state)
{
	(void)state;
	struct signature made = signature_make("Jefe", "what do ya want for nothing?");
	assert_string_equal(made.text,
			    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	assert_true(signature_is_right("Jefe", "what do ya want for nothing?", made.text));
	made.text[0] = '6';
	assert_false(signature_is_right("Jefe", "what do ya want for nothing?", made.text));
	assert_false(signature_is_right("Jefe", "what do ya want for nothing?", ""));
}

/* Members -------------------------------------------------------------------------------------- */

static struct secret make_secret(struct world *world, const char *site)
{
	struct fault fault = {0};
	struct member_secret_make make = {.site = site, .by = world->admin};
	must(member_secret_make_prepare(&make, &fault), &fault);
	must(store_write(world->store, &make.change, &fault), &fault);
	return make.secret;
}

static int64_t in_seconds(int64_t seconds)
{
	return world_time / 1000 + seconds;
}

static enum fault_code come_in(struct world *world, const struct secret *secret, const char *member,
			       int64_t expires, struct member_entry *entry)
{
	struct fault fault = {0};
	const char *message = arena_format(world->arena, "%s.%lld", member, (long long)expires);
	struct signature *signature = arena_alloc(world->arena, sizeof(*signature));
	*signature = signature_make(secret->text, message);
	*entry = (struct member_entry){.arena = world->arena,
				       .site = "default",
				       .member = member,
				       .expires = expires,
				       .signature = signature->text};
	return member_entry_prepare(entry, reader(world), &fault) &&
		       store_write(world->store, &entry->change, &fault)
		   ? FAULT_NONE
		   : fault.code;
}

static struct visitor open_as(struct world *world, const char *member)
{
	struct fault fault = {0};
	struct conversation_open open = {
	    .arena = world->arena, .language = "en", .book = world->book, .member = member};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(world->store, &open.change, &fault), &fault);
	return (struct visitor){open.id, open.token};
}

static void a_members_conversation_follows_them(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct member_entry entry;
	struct secret secret = make_secret(world, "default");
	struct visitor visitor = open_as(world, "mei");
	assert_int_equal(come_in(world, &secret, "mei", in_seconds(60), &entry), FAULT_NONE);
	assert_string_equal(entry.conversation.text, visitor.id.text);
	assert_true(conversation_admit_visitor(reader(world), &visitor.id, entry.token.text,
					       &fault));
	assert_true(conversation_admit_visitor(reader(world), &visitor.id, visitor.token.text,
					       &fault));
	assert_string_equal(look(world, &visitor).member, "mei");
	world_time += MEMBER_TOKEN_MS + 1;
	assert_false(conversation_admit_visitor(reader(world), &visitor.id, entry.token.text,
						&fault));
}

static void another_member_gets_nothing_of_it(void **state)
{
	struct world *world = *state;
	struct member_entry entry;
	struct secret secret = make_secret(world, "default");
	open_as(world, "mei");
	assert_int_equal(come_in(world, &secret, "bo", in_seconds(60), &entry), FAULT_NONE);
	assert_string_equal(entry.conversation.text, "");
}

static void a_forged_signature_is_refused(void **state)
{
	struct world *world = *state;
	struct member_entry entry;
	struct secret forged = {"not-the-secret"};
	assert_int_equal(come_in(world, &forged, "mei", in_seconds(60), &entry),
			 FAULT_SIGNATURE_WRONG);
	make_secret(world, "default");
	assert_int_equal(come_in(world, &forged, "mei", in_seconds(60), &entry),
			 FAULT_SIGNATURE_WRONG);
	struct secret other = make_secret(world, "another-site");
	assert_int_equal(come_in(world, &other, "mei", in_seconds(60), &entry),
			 FAULT_SIGNATURE_WRONG);
}

static void an_old_one_and_one_for_ever_are_refused(void **state)
{
	struct world *world = *state;
	struct member_entry entry;
	struct secret secret = make_secret(world, "default");
	assert_int_equal(come_in(world, &secret, "mei", in_seconds(-1), &entry),
			 FAULT_SIGNATURE_OLD);
	assert_int_equal(come_in(world, &secret, "mei", in_seconds(86400 + 1), &entry),
			 FAULT_SIGNATURE_OLD);
}

static void one_that_was_used_is_refused(void **state)
{
	struct world *world = *state;
	struct fault fault = {0};
	struct member_entry first;
	struct member_entry again;
	const char *member;
	struct secret secret = make_secret(world, "default");
	int64_t expires = in_seconds(60);
	assert_int_equal(come_in(world, &secret, "mei", expires, &first), FAULT_NONE);
	assert_int_equal(come_in(world, &secret, "mei", expires, &again), FAULT_SIGNATURE_USED);
	assert_true(member_of_session(reader(world), "default", first.new_session.text,
				      world->arena, &member, &fault));
	assert_string_equal(member, "mei");
	assert_false(member_of_session(reader(world), "another-site", first.new_session.text,
				       world->arena, &member, &fault));
	world_time += MEMBER_SESSION_MS + 1;
	assert_false(member_of_session(reader(world), "default", first.new_session.text,
				       world->arena, &member, &fault));
	assert_int_equal(fault.code, FAULT_SIGNATURE_OLD);
}

static void a_replaced_secret_counts_a_day_more(void **state)
{
	struct world *world = *state;
	struct member_entry entry;
	struct secret old = make_secret(world, "default");
	struct secret new = make_secret(world, "default");
	assert_int_equal(come_in(world, &old, "mei", in_seconds(60), &entry), FAULT_NONE);
	assert_int_equal(come_in(world, &new, "mei", in_seconds(61), &entry), FAULT_NONE);
	world_time += MEMBER_SECRET_GRACE_MS + 1;
	assert_int_equal(come_in(world, &old, "mei", in_seconds(60), &entry),
			 FAULT_SIGNATURE_WRONG);
	assert_int_equal(come_in(world, &new, "mei", in_seconds(60), &entry), FAULT_NONE);
}

static void a_guests_conversation_becomes_the_members_and_stays_theirs(void **state)
{
	struct world *world = *state;
	struct member_entry mei;
	struct member_entry bo;
	struct secret secret = make_secret(world, "default");
	struct visitor visitor = open_in(world, "en");
	assert_int_equal(come_in(world, &secret, "mei", in_seconds(60), &mei), FAULT_NONE);
	assert_int_equal(come_in(world, &secret, "bo", in_seconds(60), &bo), FAULT_NONE);
	struct member_link link = {.act = act_of(world, &visitor.id, actor_visitor()),
				   .session = mei.new_session.text};
	member_link_prepare(&link);
	assert_int_equal(play_act(world, &link.act), FAULT_NONE);
	assert_string_equal(look(world, &visitor).member, "mei");
	link.session = bo.new_session.text;
	assert_int_equal(play_act(world, &link.act), FAULT_FORBIDDEN);
	assert_string_equal(look(world, &visitor).member, "mei");
}

/* Forms ------------------------------------------------------------------------------------------ */

static const char form_settings[] =
    "{\"form\":{\"when\":\"%s\",\"fields\":["
    "{\"name\":\"who\",\"kind\":\"name\",\"required\":true},"
    "{\"name\":\"mail\",\"kind\":\"email\"},"
    "{\"name\":\"about\",\"kind\":\"choice\",\"label\":{\"en\":\"About\"},"
    "\"options\":[\"Orders\",\"Bills\"]},"
    "{\"name\":\"terms\",\"kind\":\"consent\",\"required\":true,\"label\":{\"en\":\"I agree\"}}]}}";

static void ask(struct world *world, const char *when)
{
	set_site(world, arena_format(world->arena, form_settings, when));
}

static enum fault_code begin_with(struct world *world, const char *values, struct visitor *visitor,
				  struct fault *fault)
{
	struct conversation_open open = {
	    .arena = world->arena, .language = "en", .book = world->book};
	*fault = (struct fault){0};
	if (values != NULL)
		must(json_parse(values, strlen(values), world->arena, &open.form, fault), fault);
	if (!conversation_open_prepare(&open, fault) ||
	    !store_write(world->store, &open.change, fault))
		return fault->code;
	*visitor = (struct visitor){open.id, open.token};
	return FAULT_NONE;
}

static void what_is_asked_first_must_be_answered(void **state)
{
	struct world *world = *state;
	struct visitor visitor;
	struct fault fault;
	ask(world, "before-chat");
	assert_int_equal(begin_with(world, NULL, &visitor, &fault), FAULT_MISSING_FIELD);
	assert_string_equal(fault.field, "form.who");
	assert_int_equal(begin_with(world, "{\"who\":\"Mei\",\"terms\":false}", &visitor, &fault),
			 FAULT_MISSING_FIELD);
	assert_string_equal(fault.field, "form.terms");
	assert_int_equal(begin_with(world, "{\"who\":\"Mei\",\"terms\":true}", &visitor, &fault),
			 FAULT_NONE);
	assert_non_null(strstr(look(world, &visitor).form, "\"value\":\"Mei\""));
}

static void each_kind_is_checked(void **state)
{
	struct world *world = *state;
	struct visitor visitor;
	struct fault fault;
	ask(world, "before-chat");
	assert_int_equal(begin_with(world, "{\"who\":\"M\",\"terms\":true,\"mail\":\"nonsense\"}",
				    &visitor, &fault),
			 FAULT_BAD_CONTACT);
	assert_string_equal(fault.field, "form.mail");
	assert_int_equal(begin_with(world, "{\"who\":\"M\",\"terms\":true,\"about\":\"Cats\"}",
				    &visitor, &fault),
			 FAULT_NOT_ALLOWED_VALUE);
	assert_int_equal(begin_with(world, "{\"who\":7,\"terms\":true}", &visitor, &fault),
			 FAULT_WRONG_TYPE);
	assert_int_equal(begin_with(world, "{\"who\":\"M\",\"terms\":true,\"age\":\"5\"}",
				    &visitor, &fault),
			 FAULT_UNKNOWN_FIELD);
}

static void before_a_person_it_is_asked_then(void **state)
{
	struct world *world = *state;
	struct visitor visitor;
	struct fault fault;
	ask(world, "before-person");
	assert_int_equal(begin_with(world, NULL, &visitor, &fault), FAULT_NONE);
	assert_int_equal(say(world, &visitor, "turn on roaming"), FAULT_NONE);
	assert_int_equal(ask_person(world, &visitor), FAULT_MISSING_FIELD);
	assert_int_equal(look(world, &visitor).owner, OWNER_BOT);
	static const char values[] = "{\"who\":\"Mei\",\"terms\":true,\"about\":\"Bills\"}";
	struct form_answer answer = {.act = act_of(world, &visitor.id, actor_visitor())};
	must(json_parse(values, strlen(values), world->arena, &answer.values, &fault), &fault);
	form_answer_prepare(&answer);
	assert_int_equal(play_act(world, &answer.act), FAULT_NONE);
	assert_non_null(strstr(look(world, &visitor).form, "Bills"));
	assert_int_equal(ask_person(world, &visitor), FAULT_NONE);
	assert_int_equal(look(world, &visitor).owner, OWNER_QUEUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signatures_are_as_others_make_them),
	    cmocka_unit_test_setup_teardown(a_members_conversation_follows_them, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(another_member_gets_nothing_of_it, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_forged_signature_is_refused, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(an_old_one_and_one_for_ever_are_refused, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(one_that_was_used_is_refused, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_replaced_secret_counts_a_day_more, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_guests_conversation_becomes_the_members_and_stays_theirs, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_is_asked_first_must_be_answered, set_up,
					    tear_down),
	    cmocka_unit_test_setup_teardown(each_kind_is_checked, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(before_a_person_it_is_asked_then, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
