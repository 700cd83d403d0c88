/* Hashing of passwords. */
#include "tests/unit/support.h"

#include "data/password.h"

static void the_right_one_is_recognised(void **state)
{
	(void)state;
	struct password_hash hash, again;
	struct fault fault = {0};
	must(password_make("correct horse", &hash, &fault), &fault);
	must(password_make("correct horse", &again, &fault), &fault);
	assert_true(strncmp(hash.text, "$argon2id$", 10) == 0);
	assert_string_not_equal(hash.text, again.text);
	assert_true(password_is_right(hash.text, "correct horse"));
	assert_false(password_is_right(hash.text, "correct horsf"));
	assert_false(password_is_right(hash.text, ""));
}

static void nobody_has_no_password(void **state)
{
	(void)state;
	assert_false(password_is_right(NULL, ""));
	assert_false(password_is_right(NULL, "correct horse"));
	assert_false(password_is_right("not a hash", "correct horse"));
}

static void lengths_are_counted_in_characters(void **state)
{
	(void)state;
	struct password_hash hash;
	struct fault fault = {0};
	char long_password[PASSWORD_MOST + 2] = {0};
	memset(long_password, 'x', PASSWORD_MOST + 1);
	assert_false(password_make("seven77", &hash, &fault));
	assert_int_equal(fault.code, FAULT_TOO_SHORT);
	assert_false(password_make("密码太短了", &hash, &fault));
	assert_int_equal(fault.code, FAULT_TOO_SHORT);
	assert_false(password_make(long_password, &hash, &fault));
	assert_int_equal(fault.code, FAULT_TOO_LONG);
	assert_false(password_make("bad \xff\xfe bytes", &hash, &fault));
	assert_int_equal(fault.code, FAULT_NOT_UTF8);
	must(password_make("这是一个很长的密码", &hash, &fault), &fault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_right_one_is_recognised),
	    cmocka_unit_test(nobody_has_no_password),
	    cmocka_unit_test(lengths_are_counted_in_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
