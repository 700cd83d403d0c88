/* Sessions and links: who gets in, who is out, and what a visitor's token opens. */
#include "tests/unit/session_support.h"

#include "handoff/conversation.h"
#include "handoff/first_run.h"
#include "handoff/sign_in_link.h"

static void change_staff(struct house *house, int blocked, const char *password)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(&house->mei, house->arena);
	update.blocked = blocked;
	update.password = password;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(house->store, &update.change, &fault), &fault);
}

/* --- Sessions -------------------------------------------------------------------------- */

static void test_cookie_says_who_it_is(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct session_open open = sign_in(house);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	assert_int_equal(caller.kind, CALLER_STAFF);
	assert_string_equal(caller.staff.text, house->mei.text);
	assert_int_equal(caller.may, MAY_STAFF | MAY_CONVERSE);
	assert_int_equal(caller.scopes, SCOPE_ALL);
	assert_true(caller.by_cookie);
	assert_string_equal(caller.csrf, open.csrf.text);
	assert_int_equal(caller.language, LANGUAGE_ZH_CN);
	assert_string_not_equal(open.cookie.text, open.csrf.text);
}

static void test_wrong_cookie_and_no_cookie(void **state)
{
	struct house *house = *state;
	struct caller caller;
	sign_in(house);
	assert_int_equal(identify(house, "wrong", NULL, NULL, &caller), FAULT_SIGN_IN_NEEDED);
	assert_int_equal(identify(house, NULL, NULL, NULL, &caller), FAULT_NONE);
	assert_int_equal(caller.kind, CALLER_NOBODY);
}

static void test_session_ends_in_time(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct session_open open = sign_in(house);
	now += session_seconds() * 1000 - 1;
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	now += 1;
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
}

static void test_signing_out_ends_this_session_alone(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct fault fault = {0};
	struct session_open one = sign_in(house);
	struct session_open other = sign_in(house);
	struct session_close close = {.id = one.id, .staff = house->mei};
	session_close_prepare(&close);
	must(store_write(house->store, &close.change, &fault), &fault);
	assert_int_equal(identify(house, one.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	assert_int_equal(identify(house, other.cookie.text, NULL, NULL, &caller), FAULT_NONE);
}

static void test_blocked_member_is_out_at_once(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct session_open open = sign_in(house);
	change_staff(house, 1, NULL);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
}

/* The password was right when it was looked at, a moment before. */
static void test_blocked_meanwhile_gets_no_session(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct session_open open = {.staff = house->mei, .password = house->password};
	session_open_prepare(&open);
	change_staff(house, 1, NULL);
	assert_false(store_write(house->store, &open.change, &fault));
	assert_int_equal(fault.code, FAULT_WRONG_PASSWORD);
}

static void test_password_changed_meanwhile_gets_no_session(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct session_open open = {.staff = house->mei, .password = house->password};
	session_open_prepare(&open);
	change_staff(house, -1, "$argon2id$another");
	assert_false(store_write(house->store, &open.change, &fault));
	assert_int_equal(fault.code, FAULT_WRONG_PASSWORD);
}

static void test_new_password_ends_other_sessions(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct fault fault = {0};
	struct session_open one = sign_in(house);
	struct session_open other = sign_in(house);
	struct session_password set = {
	    .staff = house->mei, .keep = one.id, .password = "$argon2id$new"};
	session_password_prepare(&set);
	must(store_write(house->store, &set.change, &fault), &fault);
	assert_int_equal(identify(house, one.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	assert_int_equal(identify(house, other.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	assert_string_equal(read_staff(house, &house->mei).password, "$argon2id$new");
}

/* --- Links ------------------------------------------------------------------------------- */

static struct secret first_link(struct house *house)
{
	struct fault fault = {0};
	struct first_run run;
	must(first_run(house->store, &run, &fault), &fault);
	assert_true(run.has_link);
	return run.link;
}

static void test_link_works_once(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct session_open open;
	struct caller caller;
	struct secret link = first_link(house);
	must(use_link(house, link.text, &open, &fault), &fault);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	assert_int_equal(caller.may & MAY_KEEP_STAFF, MAY_KEEP_STAFF);
	assert_false(use_link(house, link.text, &open, &fault));
	assert_int_equal(fault.code, FAULT_LINK_USED);
}

static void test_old_and_unknown_links_are_refused(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct session_open open;
	struct secret link = first_link(house);
	assert_false(use_link(house, "unknown", &open, &fault));
	assert_int_equal(fault.code, FAULT_LINK_USED);
	now += SIGN_IN_LINK_LASTS_MS;
	assert_false(use_link(house, link.text, &open, &fault));
	assert_int_equal(fault.code, FAULT_LINK_USED);
}

/* --- Visitors ------------------------------------------------------------------------------- */

static struct conversation_open begin(struct house *house)
{
	struct fault fault = {0};
	struct conversation_open open = {.arena = house->arena};
	must(conversation_open_prepare(&open, &fault), &fault);
	must(store_write(house->store, &open.change, &fault), &fault);
	return open;
}

static void test_visitor_token_is_for_one_conversation(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct conversation_id unknown;
	struct conversation_open one = begin(house);
	struct conversation_open other = begin(house);
	id_new(now, unknown.text);
	assert_int_equal(identify(house, NULL, one.token.text, &one.id, &caller), FAULT_NONE);
	assert_int_equal(caller.kind, CALLER_VISITOR);
	assert_string_equal(caller.conversation.text, one.id.text);
	assert_int_equal(identify(house, NULL, one.token.text, &other.id, &caller),
			 FAULT_NOT_FOUND);
	assert_int_equal(identify(house, NULL, one.token.text, &unknown, &caller), FAULT_NOT_FOUND);
	assert_int_equal(identify(house, NULL, one.token.text, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
}

static void test_visitor_sees_only_theirs(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct fault fault = {0};
	struct db *db = store_reader(house->store);
	struct conversation_open one = begin(house);
	struct conversation_open other = begin(house);
	assert_int_equal(identify(house, NULL, one.token.text, &one.id, &caller), FAULT_NONE);
	assert_true(caller_may_see(db, &caller, &one.id, &fault));
	assert_false(caller_may_see(db, &caller, &other.id, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_house(test_cookie_says_who_it_is),
	    in_house(test_wrong_cookie_and_no_cookie),
	    in_house(test_session_ends_in_time),
	    in_house(test_signing_out_ends_this_session_alone),
	    in_house(test_blocked_member_is_out_at_once),
	    in_house(test_blocked_meanwhile_gets_no_session),
	    in_house(test_password_changed_meanwhile_gets_no_session),
	    in_house(test_new_password_ends_other_sessions),
	    in_house(test_link_works_once),
	    in_house(test_old_and_unknown_links_are_refused),
	    in_house(test_visitor_token_is_for_one_conversation),
	    in_house(test_visitor_sees_only_theirs),
	};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
