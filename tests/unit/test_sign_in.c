/* Signing in from where and with what: links, addresses, second factors, lists of sessions. */
#include "tests/unit/session_support.h"

#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "handoff/sign_in_policy.h"
#include "http/api_token.h"

static void test_a_link_begins_afresh(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct caller caller;
	struct session_open before = sign_in(house);
	struct sign_in_link_make link = {.staff = house->mei};
	sign_in_link_make_prepare(&link);
	must(store_write(house->store, &link.change, &fault), &fault);
	struct sign_in_link_make later = link;
	must(store_write(house->store, &later.change, &fault), &fault);
	struct session_open open;
	/* The later one replaces the earlier. */
	assert_false(use_link(house, link.secret.text, &open, &fault));
	must(use_link(house, later.secret.text, &open, &fault), &fault);
	assert_null(read_staff(house, &house->mei).password);
	assert_int_equal(identify(house, before.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
}

static bool revoke(struct house *house, const struct staff_id *by, const char *id, const char *keep,
		   struct fault *fault)
{
	struct session_revoke end = {.staff = house->mei, .by = *by};
	snprintf(end.id.text, sizeof(end.id.text), "%s", id);
	snprintf(end.keep.text, sizeof(end.keep.text), "%s", keep);
	session_revoke_prepare(&end);
	return store_write(house->store, &end.change, fault);
}

static void test_sessions_are_listed_and_ended(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct caller caller;
	struct session_line *lines;
	int count;
	struct session_open one = sign_in(house);
	struct session_open two = sign_in(house);
	struct session_open three = sign_in(house);
	must(session_list(store_reader(house->store), &house->mei, house->arena, &lines, &count,
			  &fault),
	     &fault);
	assert_int_equal(count, 3);
	must(revoke(house, &house->mei, two.id.text, "", &fault), &fault);
	assert_false(revoke(house, &house->mei, two.id.text, "", &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_int_equal(identify(house, two.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	must(revoke(house, &house->mei, "", three.id.text, &fault), &fault);
	assert_int_equal(identify(house, one.cookie.text, NULL, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	assert_int_equal(identify(house, three.cookie.text, NULL, NULL, &caller), FAULT_NONE);
}

static void set_policy(struct house *house, int second_factor, const char *addresses)
{
	struct fault fault = {0};
	struct sign_in_policy_change change = {
	    .by = house->mei, .second_factor = second_factor, .addresses = addresses};
	sign_in_policy_change_prepare(&change);
	must(store_write(house->store, &change.change, &fault), &fault);
}

static void set_addresses(struct house *house, const char *addresses)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(&house->mei, house->arena);
	update.addresses = addresses;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(house->store, &update.change, &fault), &fault);
}

static void test_a_link_opens_nothing_from_elsewhere(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct sign_in_link_make link = {.staff = house->mei};
	sign_in_link_make_prepare(&link);
	must(store_write(house->store, &link.change, &fault), &fault);
	set_addresses(house, "10.20.0.0/16");
	struct session_open open = {.link = link.secret.text, .address = "192.0.2.7"};
	session_open_prepare(&open);
	assert_false(store_write(house->store, &open.change, &fault));
	assert_int_equal(fault.code, FAULT_ADDRESS_REFUSED);
	/* It isn't used up by that; nor does the house's list let it in. */
	set_addresses(house, "");
	set_policy(house, -1, "10.20.0.0/16");
	assert_false(store_write(house->store, &open.change, &fault));
	assert_int_equal(fault.code, FAULT_ADDRESS_REFUSED);
	open.address = "10.20.3.4";
	must(store_write(house->store, &open.change, &fault), &fault);
}

static void test_addresses_hold_for_sessions_and_programs(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct session_open open = sign_in(house);
	struct fault fault = {0};
	struct api_token_create token = {.staff = house->mei, .name = "x", .scopes = SCOPE_READ};
	api_token_create_prepare(&token);
	must(store_write(house->store, &token.change, &fault), &fault);
	set_policy(house, -1, "10.0.0.0/8");
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller),
			 FAULT_ADDRESS_REFUSED);
	assert_int_equal(identify(house, NULL, token.secret.text, NULL, &caller),
			 FAULT_ADDRESS_REFUSED);
	/* One's own ranges go before everybody's, either way. */
	set_addresses(house, "192.0.2.0/24");
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	set_policy(house, -1, "");
	set_addresses(house, "10.0.0.0/8");
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller),
			 FAULT_ADDRESS_REFUSED);
	address = NULL;
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller),
			 FAULT_ADDRESS_REFUSED);
	address = "192.0.2.1";
}

static enum fault_code open_with(struct house *house, const char *code)
{
	struct fault fault = {0};
	struct session_open open = {
	    .staff = house->mei, .password = house->password, .code = code};
	session_open_prepare(&open);
	return store_write(house->store, &open.change, &fault) ? FAULT_NONE : fault.code;
}

static void test_a_factor_is_asked_for(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct fault fault = {0};
	struct session_open open = sign_in(house);
	set_policy(house, 1, NULL);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	assert_true(caller.needs_factor);
	struct second_factor_start start = {.staff = house->mei};
	second_factor_start_prepare(&start);
	must(store_write(house->store, &start.change, &fault), &fault);
	struct code_digits code = code_at(start.secret.text, now / CODE_STEP_MS);
	struct second_factor_confirm confirm = {.staff = house->mei, .code = code.text};
	second_factor_confirm_prepare(&confirm);
	must(store_write(house->store, &confirm.change, &fault), &fault);
	assert_int_equal(identify(house, open.cookie.text, NULL, NULL, &caller), FAULT_NONE);
	assert_false(caller.needs_factor);
	assert_int_equal(open_with(house, NULL), FAULT_CODE_NEEDED);
	assert_int_equal(open_with(house, code.text), FAULT_WRONG_CODE);
	assert_int_equal(open_with(house, confirm.codes[0].text), FAULT_NONE);
	/* A link doesn't go round it, and isn't used up by a wrong code. */
	struct sign_in_link_make link = {.staff = house->mei};
	sign_in_link_make_prepare(&link);
	must(store_write(house->store, &link.change, &fault), &fault);
	struct session_open by_link = {.link = link.secret.text};
	session_open_prepare(&by_link);
	assert_false(store_write(house->store, &by_link.change, &fault));
	assert_int_equal(fault.code, FAULT_CODE_NEEDED);
	by_link.code = confirm.codes[1].text;
	must(store_write(house->store, &by_link.change, &fault), &fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_house(test_a_link_begins_afresh),
	    in_house(test_sessions_are_listed_and_ended),
	    in_house(test_addresses_hold_for_sessions_and_programs),
	    in_house(test_a_link_opens_nothing_from_elsewhere),
	    in_house(test_a_factor_is_asked_for),
	};
	return cmocka_run_group_tests_name("sign in", tests, NULL, NULL);
}
