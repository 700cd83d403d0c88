/* Permission: the table of roles, and the limit on guessing passwords. */
#include "tests/unit/support.h"

#include "http/permission.h"
#include "http/route.h"
#include "http/sign_in_guard.h"

/* --- Roles ------------------------------------------------------------------------ */

static char *words_of(enum role role)
{
	struct buffer out = buffer_new(1000);
	struct json_writer json = json_writer(&out);
	permission_write(&json, NULL, permission_of(role, NULL));
	return buffer_take(&out, &(size_t){0});
}

static void expect_words(enum role role, const char *expected)
{
	char *words = words_of(role);
	assert_string_equal(words, expected);
	free(words);
}

static void test_each_role_has_its_permissions(void **state)
{
	(void)state;
	expect_words(ROLE_AGENT, "[\"conversations\"]");
	expect_words(ROLE_EDITOR, "[\"knowledge\",\"publish\"]");
	expect_words(ROLE_SUPERVISOR, "[\"conversations\",\"take-over\",\"knowledge\",\"publish\","
				      "\"publish-anyway\",\"approve\",\"groups\",\"sites\"]");
	expect_words(ROLE_ADMIN, "[\"conversations\",\"take-over\",\"knowledge\",\"publish\","
				 "\"publish-anyway\",\"approve\",\"groups\",\"sites\",\"staff\","
				 "\"audit\"]");
}

static void test_an_own_role_is_its_words(void **state)
{
	(void)state;
	assert_int_equal(permission_of(ROLE_AGENT, "conversations knowledge"),
			 MAY_STAFF | MAY_CONVERSE | MAY_CURATE);
	/* Its base is for the rooms below and adds nothing. */
	assert_int_equal(permission_of(ROLE_ADMIN, "audit"), MAY_STAFF | MAY_AUDIT);
	assert_int_equal(permission_of(ROLE_ADMIN, ""), MAY_STAFF);
	assert_int_equal(permission_parse("staffing staff  nonsense"), MAY_KEEP_STAFF);
	assert_int_equal(permission_bit("take-over"), MAY_OVERSEE);
	assert_int_equal(permission_bit("everything"), 0);
}

static void test_the_base_of_a_set(void **state)
{
	(void)state;
	assert_int_equal(permission_base(MAY_CURATE | MAY_AUDIT), ROLE_EDITOR);
	assert_int_equal(permission_base(MAY_CONVERSE | MAY_CURATE), ROLE_AGENT);
	assert_int_equal(permission_base(MAY_CONVERSE | MAY_OVERSEE), ROLE_SUPERVISOR);
	/* Seeing all conversations is nothing without taking any. */
	assert_int_equal(permission_base(MAY_OVERSEE), ROLE_EDITOR);
	/* No set is as good as the built-in administrator. */
	assert_int_equal(permission_base(~0u), ROLE_SUPERVISOR);
}

static const struct route *find(const char *method, const char *path, struct arena *arena)
{
	struct route_match match;
	route_find(route_tables, method, path, arena, &match);
	return match.route;
}

#define ID "06b2k0000000000000000000000000000000"

static void test_routes_admit_whom_they_should(void **state)
{
	(void)state;
	static const struct {
		const char *method;
		const char *path;
		unsigned who;
	} wanted[] = {
	    {"POST", "/v1/conversations", MAY_ANYONE},
	    {"POST", "/v1/conversations/" ID "/messages", MAY_VISITOR | MAY_CONVERSE},
	    {"POST", "/v1/conversations/" ID "/handoff", MAY_VISITOR},
	    {"POST", "/v1/conversations/" ID "/accept", MAY_CONVERSE},
	    {"POST", "/v1/conversations/" ID "/note", MAY_CONVERSE},
	    {"GET", "/v1/queue", MAY_CONVERSE},
	    {"GET", "/v1/entries", MAY_CURATE},
	    {"GET", "/v1/entries/categories", MAY_CURATE},
	    {"POST", "/v1/publications", MAY_PUBLISH},
	    {"POST", "/v1/groups", MAY_ORGANISE},
	    {"GET", "/v1/staff", MAY_KEEP_STAFF},
	    {"POST", "/v1/session", MAY_ANYONE},
	    {"DELETE", "/v1/session", MAY_STAFF},
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct route *route = find(wanted[i].method, wanted[i].path, arena);
		if (route == NULL)
			fail_msg("no route %s %s", wanted[i].method, wanted[i].path);
		assert_int_equal(route->who, wanted[i].who);
	}
	arena_free(&arena);
}

static void test_no_route_is_open_by_mistake(void **state)
{
	(void)state;
	for (const struct route *const *table = route_tables; *table != NULL; table++) {
		for (const struct route *route = *table; route->method != NULL; route++) {
			assert_int_not_equal(route->who, 0);
			assert_non_null(route->handle);
			assert_non_null(route->summary);
		}
	}
}

/* --- Guessing ----------------------------------------------------------------------- */

#define START 1000000000

static int attempts_until_refused(struct sign_in_guard *guard, const char *name,
				  const char *address, int64_t now, int *retry)
{
	int made = 0;
	while (made < 1000 && sign_in_guard_admit(guard, name, address, now, retry))
		made++;
	return made;
}

static void test_guessing_is_slowed_down(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	assert_int_equal(attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry), 5);
	assert_int_equal(retry, 5);
	assert_true(sign_in_guard_admit(guard, "mei", "10.0.0.1", START + 5000, &retry));
	assert_false(sign_in_guard_admit(guard, "mei", "10.0.0.1", START + 5000, &retry));
	assert_int_equal(retry, 10);
	sign_in_guard_free(&guard);
}

static void test_a_refused_attempt_does_not_prolong_the_wait(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	for (int i = 0; i < 100; i++)
		assert_false(sign_in_guard_admit(guard, "mei", "10.0.0.1", START + 1000, &retry));
	assert_int_equal(retry, 4);
	sign_in_guard_free(&guard);
}

static void test_another_address_is_not_locked_out(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	assert_true(sign_in_guard_admit(guard, "mei", "10.0.0.2", START, &retry));
	assert_true(sign_in_guard_admit(guard, "lin", "10.0.0.1", START, &retry));
	sign_in_guard_free(&guard);
}

static void test_many_addresses_share_one_limit(void **state)
{
	(void)state;
	int retry = 0;
	int made = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	for (int i = 0; i < 200; i++) {
		char address[32];
		snprintf(address, sizeof(address), "10.0.1.%d", i);
		made += sign_in_guard_admit(guard, "mei", address, START, &retry);
	}
	assert_int_equal(made, 50);
	assert_int_equal(retry, 5);
	assert_true(sign_in_guard_admit(guard, "mei", "10.9.9.9", START + 61000, &retry));
	sign_in_guard_free(&guard);
}

static void test_case_of_the_name_is_no_way_round(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	assert_false(sign_in_guard_admit(guard, "MEI", "10.0.0.1", START, &retry));
	sign_in_guard_free(&guard);
}

static void test_success_and_time_forgive(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	sign_in_guard_forgive(guard, "mei", "10.0.0.1");
	assert_int_equal(attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry), 5);
	assert_int_equal(
	    attempts_until_refused(guard, "mei", "10.0.0.1", START + 2 * 3600000, &retry), 5);
	sign_in_guard_free(&guard);
}

static void test_codes_are_guessed_less_often(void **state)
{
	(void)state;
	int retry = 0;
	int made = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	while (made < 1000 && sign_in_guard_admit_code(guard, "mei", START, &retry))
		made++;
	assert_int_equal(made, 10);
	assert_int_equal(retry, 30);
	/* A day of trying as often as it lets one. */
	for (int64_t now = START; now < START + 24 * 3600000LL; now += 1000)
		made += sign_in_guard_admit_code(guard, "mei", now, &retry);
	assert_in_range(made, 11, 60);
	sign_in_guard_forgive_code(guard, "mei");
	assert_true(sign_in_guard_admit_code(guard, "mei", START + 24 * 3600000LL, &retry));
	/* Passwords are counted apart. */
	assert_true(sign_in_guard_admit(guard, "mei", "10.0.0.1", START, &retry));
	sign_in_guard_free(&guard);
}

static void test_a_lock_is_news_once(void **state)
{
	(void)state;
	int retry = 0;
	struct sign_in_guard *guard = sign_in_guard_new();
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	assert_true(sign_in_guard_is_news(guard, "mei", "10.0.0.1"));
	assert_false(sign_in_guard_is_news(guard, "mei", "10.0.0.1"));
	sign_in_guard_forgive(guard, "mei", "10.0.0.1");
	attempts_until_refused(guard, "mei", "10.0.0.1", START, &retry);
	assert_true(sign_in_guard_is_news(guard, "mei", "10.0.0.1"));
	sign_in_guard_free(&guard);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_role_has_its_permissions),
	    cmocka_unit_test(test_an_own_role_is_its_words),
	    cmocka_unit_test(test_the_base_of_a_set),
	    cmocka_unit_test(test_routes_admit_whom_they_should),
	    cmocka_unit_test(test_no_route_is_open_by_mistake),
	    cmocka_unit_test(test_guessing_is_slowed_down),
	    cmocka_unit_test(test_a_refused_attempt_does_not_prolong_the_wait),
	    cmocka_unit_test(test_another_address_is_not_locked_out),
	    cmocka_unit_test(test_many_addresses_share_one_limit),
	    cmocka_unit_test(test_case_of_the_name_is_no_way_round),
	    cmocka_unit_test(test_success_and_time_forgive),
	    cmocka_unit_test(test_codes_are_guessed_less_often),
	    cmocka_unit_test(test_a_lock_is_news_once),
	};
	return cmocka_run_group_tests_name("permission", tests, NULL, NULL);
}
