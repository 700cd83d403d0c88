/* What push services are given: RFC 8291's published example to the byte, and
 * a signature that others verify (tests/http/outgoing.py opens both). */
#include "tests/unit/support.h"

#include <sodium.h>

#include "data/push_seal.h"

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* RFC 8291, appendix A. */
static const struct push_browser browser = {
    .key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    .auth = "BTBZMqHH6r4Tts7J_aSIgg"};
static const struct push_keys sender = {
    .private_key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    .public_key = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"};
static const char said[] = "When I grow up, I want to be a watermelon";
static const char sealed[] =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

static void the_published_example_comes_out(void **state)
{
	(void)state;
	unsigned char salt[PUSH_SALT_BYTES];
	char text[400];
	size_t length;
	struct buffer out = buffer_new(4096);
	assert_int_equal(sodium_base642bin(salt, sizeof(salt), "DGv6ra1nlYgDCS1FRnbzlw", 22, NULL,
					   &length, NULL, BASE64), 0);
	assert_true(push_seal_with(&browser, &sender, salt, said, strlen(said), &out));
	sodium_bin2base64(text, sizeof(text), (unsigned char *)out.bytes, out.length, BASE64);
	assert_string_equal(text, sealed);
	buffer_free(&out);
}

static void each_sealing_has_a_key_and_a_salt_of_its_own(void **state)
{
	(void)state;
	struct buffer one = buffer_new(4096), other = buffer_new(4096);
	assert_true(push_seal(&browser, said, strlen(said), &one));
	assert_true(push_seal(&browser, said, strlen(said), &other));
	assert_int_equal(one.length, other.length);
	assert_memory_not_equal(one.bytes, other.bytes, PUSH_SALT_BYTES);
	assert_memory_not_equal(one.bytes + 21, other.bytes + 21, PUSH_KEY_BYTES);
	buffer_free(&one);
	buffer_free(&other);
}

static void what_no_browser_gives_is_refused(void **state)
{
	(void)state;
	static const struct push_browser bad[] = {
	    {.key = NULL, .auth = NULL},
	    {.key = "", .auth = "BTBZMqHH6r4Tts7J_aSIgg"},
	    {.key = "BCVxsr7N", .auth = "BTBZMqHH6r4Tts7J_aSIgg"},
	    /* not a point of the curve */
	    {.key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8",
	     .auth = "BTBZMqHH6r4Tts7J_aSIgg"},
	    {.key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
	     .auth = "BTBZ"},
	    {.key = "BCVxsr7N+eNgVRqvHtD0zTZsEc6/VV/JvLexhqUzORcxaOzi6/AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
	     .auth = "BTBZMqHH6r4Tts7J_aSIgg"},
	};
	struct buffer out = buffer_new(4096);
	assert_true(push_browser_is_good(&browser));
	for (size_t at = 0; at < sizeof(bad) / sizeof(*bad); at++) {
		assert_false(push_browser_is_good(&bad[at]));
		assert_false(push_seal(&bad[at], said, strlen(said), &out));
	}
	assert_int_equal(out.length, 0);
}

static void a_message_that_is_too_long_is_refused(void **state)
{
	(void)state;
	static char long_one[PUSH_BYTES_MOST + 1];
	struct buffer out = buffer_new(4096);
	assert_true(push_seal(&browser, long_one, PUSH_BYTES_MOST, &out));
	assert_true(out.length <= 4096);
	buffer_free(&out);
	assert_false(push_seal(&browser, long_one, sizeof(long_one), &out));
}

static void the_header_names_service_contact_and_key(void **state)
{
	(void)state;
	struct push_keys keys;
	struct arena *arena = arena_new();
	assert_true(push_keys_new(&keys));
	assert_int_equal(strlen(keys.public_key), 87);
	assert_int_equal(strlen(keys.private_key), 43);
	const char *header =
	    push_authorization(&keys, "https://push.example.net", "mailto:a@example.com", 1700000000, arena);
	assert_non_null(header);
	assert_int_equal(strncmp(header, "vapid t=", 8), 0);
	const char *key = strstr(header, ", k=");
	assert_non_null(key);
	assert_string_equal(key + 4, keys.public_key);
	unsigned char claims[300] = "";
	const char *start = strchr(header, '.') + 1;
	size_t length;
	assert_int_equal(sodium_base642bin(claims, sizeof(claims) - 1, start, strcspn(start, "."), NULL, &length,
					   NULL, BASE64), 0);
	assert_string_equal((char *)claims, "{\"aud\":\"https://push.example.net\",\"exp\":1700000000,"
					    "\"sub\":\"mailto:a@example.com\"}");
	/* r and s side by side: 64 bytes. */
	assert_int_equal(strcspn(strchr(start, '.') + 1, ","), 86);
	keys.private_key[0] = '\0';
	assert_null(push_authorization(&keys, "https://push.example.net", "", 1700000000, arena));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_published_example_comes_out),
	    cmocka_unit_test(each_sealing_has_a_key_and_a_salt_of_its_own),
	    cmocka_unit_test(what_no_browser_gives_is_refused),
	    cmocka_unit_test(a_message_that_is_too_long_is_refused),
	    cmocka_unit_test(the_header_names_service_contact_and_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
