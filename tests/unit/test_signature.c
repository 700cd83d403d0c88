/* Signatures as other programs make and check them. */
#include "tests/unit/support.h"

#include "data/signature.h"

/* RFC 4231, test case 2. */
static void the_published_example_comes_out(void **state)
{
	(void)state;
	static const char right[] = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
	assert_string_equal(signature_make("Jefe", "what do ya want for nothing?").text, right);
	assert_true(signature_is_right("Jefe", "what do ya want for nothing?", right));
	assert_false(signature_is_right("Jefe", "what do ya want for nothing!", right));
	assert_false(signature_is_right("jefe", "what do ya want for nothing?", right));
}

/* The example of https://www.standardwebhooks.com and its libraries. */
static void a_webhook_is_signed_as_its_receivers_check_it(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
					      "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}", arena),
			    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	arena_free(&arena);
}

static void what_is_no_secret_signs_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "whsec_", "secret", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
					  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"};
	struct arena *arena = arena_new();
	for (size_t at = 0; at < sizeof(bad) / sizeof(*bad); at++) {
		assert_false(webhook_secret_is_good(bad[at]));
		assert_null(webhook_signature(bad[at], "x", arena));
	}
	const char *one = webhook_secret_new(arena);
	assert_true(webhook_secret_is_good(one));
	assert_string_not_equal(one, webhook_secret_new(arena));
	assert_true(strlen(one) <= WEBHOOK_SECRET_MOST);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_published_example_comes_out),
	    cmocka_unit_test(a_webhook_is_signed_as_its_receivers_check_it),
	    cmocka_unit_test(what_is_no_secret_signs_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
