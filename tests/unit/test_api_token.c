/* API tokens: what programs may do, for how long, and who sees them. */
#include "tests/unit/session_support.h"

#include "http/api_token.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_house(test_token_has_its_scopes_alone),
	    in_house(test_token_expires_and_is_taken_back),
	    in_house(test_others_tokens_are_not_found),
	    in_house(test_tokens_are_listed_without_secrets),
	};
	return cmocka_run_group_tests_name("api token", tests, NULL, NULL);
}
