/* Sessions: who gets in, who is out, and what programs may do. */
#include "tests/unit/support.h"

#include "data/arena.h"
#include "data/clock.h"
#include "data/password.h"
#include "data/store.h"
#include "handoff/conversation.h"
#include "handoff/first_run.h"
#include "handoff/second_factor.h"
#include "handoff/sign_in_link.h"
#include "handoff/sign_in_policy.h"
#include "handoff/staff.h"
#include "http/api_token.h"
#include "http/caller.h"
#include "http/permission.h"
#include "http/session.h"

static int64_t now = 1760000000000;

static int64_t test_clock(void)
{
	return now;
}

struct house {
	char *folder;
	struct store *store;
	struct arena *arena;
	struct staff_id mei;
	const char *password; /* the stored hash */
};

static struct staff read_staff(struct house *house, const struct staff_id *id)
{
	struct staff staff;
	struct fault fault;
	assert_int_equal(staff_by_id(store_reader(house->store), id, house->arena, &staff, &fault),
			 LOOKUP_FOUND);
	return staff;
}

static int set_up(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	struct fault fault = {0};
	clock_use(test_clock);
	house->folder = test_folder();
	house->store = store_open(house->folder, &fault);
	must(house->store != NULL, &fault);
	house->arena = arena_new();
	struct staff_create create = {.arena = house->arena,
				      .name = "mei",
				      .role = ROLE_AGENT,
				      .password = "$argon2id$of-mei",
				      .language = "zh-CN"};
	must(staff_create_prepare(&create, &fault), &fault);
	must(store_write(house->store, &create.change, &fault), &fault);
	house->mei = create.id;
	house->password = read_staff(house, &create.id).password;
	*state = house;
	return 0;
}

static int tear_down(void **state)
{
	struct house *house = *state;
	store_close(&house->store);
	arena_free(&house->arena);
	test_folder_remove(house->folder);
	free(house);
	clock_use(NULL);
	return 0;
}

/* A session of Mei's. */
static struct session_open sign_in(struct house *house)
{
	struct fault fault = {0};
	struct session_open open = {.staff = house->mei, .password = house->password};
	session_open_prepare(&open);
	must(store_write(house->store, &open.change, &fault), &fault);
	return open;
}

static const char *address = "192.0.2.1"; /* where they come from */

static enum fault_code identify(struct house *house, const char *cookie, const char *bearer,
				const struct conversation_id *conversation, struct caller *caller)
{
	struct fault fault = {0};
	struct credentials shown = {cookie, bearer, conversation, address};
	return caller_identify(store_reader(house->store), &shown, caller, &fault) ? FAULT_NONE
										   : fault.code;
}

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

static bool use_link(struct house *house, const char *link, struct session_open *open,
		     struct fault *fault)
{
	*open = (struct session_open){.link = link};
	session_open_prepare(open);
	return store_write(house->store, &open->change, fault);
}

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

/* --- Sessions, addresses, second factors ------------------------------------------------------ */

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

/* --- API tokens ------------------------------------------------------------------------------ */

static struct api_token_create make_token(struct house *house, unsigned scopes, int64_t expires_at)
{
	struct fault fault = {0};
	struct api_token_create create = {
	    .staff = house->mei, .name = "crm", .scopes = scopes, .expires_at = expires_at};
	api_token_create_prepare(&create);
	must(store_write(house->store, &create.change, &fault), &fault);
	return create;
}

static bool delete_token(struct house *house, const struct staff_id *staff, const char *id,
			 struct fault *fault)
{
	struct api_token_delete removal = {.staff = *staff, .id = id};
	api_token_delete_prepare(&removal);
	return store_write(house->store, &removal.change, fault);
}

static void test_token_has_its_scopes_alone(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct api_token_create token = make_token(house, SCOPE_READ | SCOPE_WRITE, 0);
	assert_int_equal(identify(house, NULL, token.secret.text, NULL, &caller), FAULT_NONE);
	assert_int_equal(caller.scopes, SCOPE_READ | SCOPE_WRITE);
	assert_false(caller.by_cookie);
	assert_string_equal(caller.staff.text, house->mei.text);
}

static void test_token_expires_and_is_taken_back(void **state)
{
	struct house *house = *state;
	struct caller caller;
	struct fault fault = {0};
	struct api_token_create soon = make_token(house, SCOPE_READ, now + 1000);
	struct api_token_create other = make_token(house, SCOPE_READ, 0);
	now += 1000;
	assert_int_equal(identify(house, NULL, soon.secret.text, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
	must(delete_token(house, &house->mei, other.id, &fault), &fault);
	assert_int_equal(identify(house, NULL, other.secret.text, NULL, &caller),
			 FAULT_SIGN_IN_NEEDED);
}

static void test_others_tokens_are_not_found(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct staff_id stranger;
	struct caller caller;
	struct api_token_create token = make_token(house, SCOPE_READ, 0);
	id_new(now, stranger.text);
	assert_false(delete_token(house, &stranger, token.id, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	assert_int_equal(identify(house, NULL, token.secret.text, NULL, &caller), FAULT_NONE);
}

static void test_tokens_are_listed_without_secrets(void **state)
{
	struct house *house = *state;
	struct fault fault = {0};
	struct api_token *list;
	int count;
	make_token(house, SCOPE_READ, 0);
	now += 1;
	make_token(house, SCOPE_READ | SCOPE_ADMIN, now + 5);
	must(api_token_list(store_reader(house->store), &house->mei, house->arena, &list, &count,
			    &fault),
	     &fault);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].scopes, SCOPE_READ | SCOPE_ADMIN);
	assert_int_equal(list[0].expires_at, now + 5);
	assert_int_equal(list[1].expires_at, 0);
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

#define in_house(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

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
	    in_house(test_a_link_begins_afresh),
	    in_house(test_sessions_are_listed_and_ended),
	    in_house(test_addresses_hold_for_sessions_and_programs),
	    in_house(test_a_link_opens_nothing_from_elsewhere),
	    in_house(test_a_factor_is_asked_for),
	    in_house(test_token_has_its_scopes_alone),
	    in_house(test_token_expires_and_is_taken_back),
	    in_house(test_others_tokens_are_not_found),
	    in_house(test_tokens_are_listed_without_secrets),
	    in_house(test_visitor_token_is_for_one_conversation),
	    in_house(test_visitor_sees_only_theirs),
	};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
