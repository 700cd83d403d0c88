/* Streams: the parts that need no socket.  Whole streams are tested against
 * the server (tests/http/streams.py). */
#include "tests/unit/support.h"

#include "http/admit.h"
#include "http/stream_state.h"

/* The example of RFC 6455 1.3. */
static void the_answer_to_a_key(void **state)
{
	(void)state;
	char out[ACCEPT_SIZE];
	handshake_accept("dGhlIHNhbXBsZSBub25jZQ==", out);
	assert_string_equal(out, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void origins_are_compared_whole(void **state)
{
	(void)state;
	assert_true(handshake_same_origin("https://chat.example", "chat.example"));
	assert_true(handshake_same_origin("http://127.0.0.1:8080", "127.0.0.1:8080"));
	assert_true(handshake_same_origin("https://CHAT.example", "chat.EXAMPLE"));
	assert_false(handshake_same_origin("https://chat.example", "chat.example:8080"));
	assert_false(handshake_same_origin("https://evil.example", "chat.example"));
	assert_false(handshake_same_origin("https://chat.example.evil", "chat.example"));
	assert_false(handshake_same_origin("https://evil/chat.example", "chat.example"));
	assert_false(handshake_same_origin("null", "chat.example"));
	assert_false(handshake_same_origin("chat.example", "chat.example"));
	assert_false(handshake_same_origin(NULL, "chat.example"));
	assert_false(handshake_same_origin("https://chat.example", NULL));
}

static void frame_headers_tell_the_length(void **state)
{
	(void)state;
	unsigned char out[10];
	assert_int_equal(frames_header(1, 125, out), 2);
	assert_memory_equal(out, "\x81\x7d", 2);
	assert_int_equal(frames_header(1, 126, out), 4);
	assert_memory_equal(out, "\x81\x7e\x00\x7e", 4);
	assert_int_equal(frames_header(9, 0, out), 2);
	assert_memory_equal(out, "\x89\x00", 2);
	assert_int_equal(frames_header(1, 65535, out), 4);
	assert_memory_equal(out, "\x81\x7e\xff\xff", 4);
	assert_int_equal(frames_header(1, 65536, out), 10);
	assert_memory_equal(out, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10);
}

static void cookies_are_found_by_their_whole_name(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(admit_cookie("a=1; foyer_session=xyz; b=2", "foyer_session", arena),
			    "xyz");
	assert_string_equal(admit_cookie("foyer_session=x=y", "foyer_session", arena), "x=y");
	assert_null(admit_cookie("my_foyer_session=xyz", "foyer_session", arena));
	assert_null(admit_cookie("foyer_session2=xyz", "foyer_session", arena));
	assert_null(admit_cookie("foyer_session", "foyer_session", arena));
	assert_null(admit_cookie("", "foyer_session", arena));
	assert_null(admit_cookie(NULL, "foyer_session", arena));
	arena_free(&arena);
}

static void bearers_are_taken_from_their_scheme(void **state)
{
	(void)state;
	assert_string_equal(admit_bearer("Bearer abc"), "abc");
	assert_string_equal(admit_bearer("bearer  abc"), "abc");
	assert_null(admit_bearer("Basic abc"));
	assert_null(admit_bearer("Bearer "));
	assert_null(admit_bearer("Bearerabc"));
	assert_null(admit_bearer(NULL));
}

/* What an idle visitor costs: the struct of the stream and one watch. */
static void an_idle_stream_is_small(void **state)
{
	(void)state;
	assert_true(sizeof(struct stream) + sizeof(struct watch) <= 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_answer_to_a_key),
	    cmocka_unit_test(origins_are_compared_whole),
	    cmocka_unit_test(frame_headers_tell_the_length),
	    cmocka_unit_test(cookies_are_found_by_their_whole_name),
	    cmocka_unit_test(bearers_are_taken_from_their_scheme),
	    cmocka_unit_test(an_idle_stream_is_small),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
