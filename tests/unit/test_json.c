/* What the JSON reader takes and refuses, and that writing reads back. */
#include "tests/unit/support.h"

#include <math.h>

#include "data/json.h"

static enum fault_code parse(const char *text, size_t length)
{
	struct arena *arena = arena_new();
	const struct json *json;
	struct fault fault = {0};
	bool ok = json_parse(text, length, arena, &json, &fault);
	arena_free(&arena);
	return ok ? FAULT_NONE : fault.code;
}

static void sound_and_unsound_texts(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum fault_code code;
	} cases[] = {
	    {"{}", FAULT_NONE},
	    {" [1, 2.5, -3e2, true, false, null, \"x\"] ", FAULT_NONE},
	    {"{\"a\":\"\\ud83d\\ude00\"}", FAULT_NONE},
	    {"", FAULT_NOT_JSON},
	    {"{", FAULT_NOT_JSON},
	    {"{} x", FAULT_NOT_JSON},
	    {"{\"a\":1,\"a\":2}", FAULT_NOT_JSON},
	    {"{\"a\":\"\\ud83d\"}", FAULT_NOT_JSON},       /* lone high surrogate */
	    {"{\"a\":\"\\ude00\"}", FAULT_NOT_JSON},       /* lone low surrogate */
	    {"{\"a\":\"\\ud83d\\u0041\"}", FAULT_NOT_JSON},
	    {"{\"a\":\"\\u0000\"}", FAULT_NOT_JSON},
	    {"{\"a\":\"x\ny\"}", FAULT_NOT_JSON}, /* a raw control character */
	    {"{\"a\":\"\xff\"}", FAULT_NOT_UTF8},
	    {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", FAULT_TOO_DEEP},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (parse(cases[i].text, strlen(cases[i].text)) != cases[i].code)
			fail_msg("case %zu: %s", i, cases[i].text);
	assert_int_equal(parse("{}\0", 3), FAULT_NOT_UTF8);
}

static void every_cut_of_a_text_is_refused(void **state)
{
	(void)state;
	const char *text = "{\"a\":[1,\"\\u4f60\",{\"b\":null}]}";
	for (size_t length = 0; length < strlen(text); length++)
		assert_int_not_equal(parse(text, length), FAULT_NONE);
	assert_int_equal(parse(text, strlen(text)), FAULT_NONE);
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	const char *nasty = "quote \" back \\ line \n tab \t bell \x07 </script> \xe2\x80\xa8 \xe4\xbd\xa0";
	struct buffer buffer = buffer_new(4096);
	struct json_writer writer = json_writer(&buffer);
	json_open_object(&writer, NULL);
	json_add_text(&writer, "text", nasty);
	json_add_text(&writer, "none", NULL);
	json_add_int(&writer, "number", -9007199254740991);
	json_add_bool(&writer, "yes", true);
	json_open_array(&writer, "list");
	json_add_int(&writer, NULL, 1);
	json_add_real(&writer, NULL, 0.25, 2);
	json_close_array(&writer);
	json_close_object(&writer);
	assert_null(strstr(buffer.bytes, "</script>"));

	struct arena *arena = arena_new();
	const struct json *json;
	struct fault fault;
	must(json_parse(buffer.bytes, buffer.length, arena, &json, &fault), &fault);
	assert_string_equal(json_text(json, "text"), nasty);
	assert_int_equal(json_member(json, "none")->type, JSON_NULL);
	assert_int_equal(json_int(json, "number", 0), -9007199254740991);
	assert_true(json_bool(json, "yes", false));
	assert_int_equal(json_member(json, "list")->count, 2);
	assert_int_equal(json_int(json, "text", 7), 7);
	arena_free(&arena);
	buffer_free(&buffer);
}

static void numbers_are_written_to_their_decimals(void **state)
{
	(void)state;
	struct buffer buffer = buffer_new(4096);
	struct json_writer writer = json_writer(&buffer);
	json_open_array(&writer, NULL);
	json_add_int(&writer, NULL, 0);
	json_add_int(&writer, NULL, INT64_MIN);
	json_add_real(&writer, NULL, 0.005, 3);
	json_add_real(&writer, NULL, -0.0004, 3);
	json_add_real(&writer, NULL, -12.3456, 2);
	json_add_real(&writer, NULL, 0.99996, 4);
	json_add_real(&writer, NULL, 7.0, 0);
	json_add_real(&writer, NULL, 1e12, 2);
	json_add_real(&writer, NULL, 0.123456789, 9);
	json_add_real(&writer, NULL, NAN, 2);
	json_close_array(&writer);
	assert_string_equal(buffer.bytes, "[0,-9223372036854775808,0.005,0.000,-12.35,1.0000,7,"
					  "1000000000000.00,0.123456789,null]");
	buffer_free(&buffer);
}

static void a_full_buffer_says_so(void **state)
{
	(void)state;
	struct buffer buffer = buffer_new(8);
	buffer_add_text(&buffer, "1234");
	buffer_add_text(&buffer, "56789");
	assert_true(buffer.overflowed);
	assert_string_equal(buffer.bytes, "1234");
	buffer_free(&buffer);
}

static void a_tree_is_written_as_it_was_read(void **state)
{
	(void)state;
	static const char text[] = "{\"a\":[null,true,false,-7,2.123456789,\"x\\n\"],\"b\":{\"c\":{}},\"d\":[]}";
	struct arena *arena = arena_new();
	struct buffer out = buffer_new(1000);
	struct json_writer writer = json_writer(&out);
	const struct json *tree;
	struct fault fault = {0};
	must(json_parse(text, strlen(text), arena, &tree, &fault), &fault);
	json_add_tree(&writer, NULL, tree);
	assert_string_equal(out.bytes, text);
	buffer_free(&out);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sound_and_unsound_texts),
	    cmocka_unit_test(every_cut_of_a_text_is_refused),
	    cmocka_unit_test(what_is_written_reads_back),
	    cmocka_unit_test(numbers_are_written_to_their_decimals),
	    cmocka_unit_test(a_full_buffer_says_so),
	    cmocka_unit_test(a_tree_is_written_as_it_was_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
