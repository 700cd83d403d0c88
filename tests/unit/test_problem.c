/* Problems: what a reader is told, and what stays inside. */
#include "tests/unit/support.h"

#include "http/problem.h"

static char *problem(const struct fault *fault, enum language language, struct arena *arena)
{
	struct buffer text = buffer_new(4096);
	struct json_writer json = json_writer(&text);
	problem_write(&json, NULL, fault, language, "r-1");
	char *copy = arena_copy_text(arena, text.bytes, text.length);
	buffer_free(&text);
	return copy;
}

static void members_are_those_of_the_fault(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	const struct json *json;
	fault_limit(&fault, FAULT_TOO_LONG, "text", 4200, 4000);
	const char *text = problem(&fault, LANGUAGE_EN, arena);
	assert_true(json_parse(text, strlen(text), arena, &json, &fault));
	assert_string_equal(json_text(json, "type"), "urn:foyer:problem:too-long");
	assert_string_equal(json_text(json, "code"), "too-long");
	assert_int_equal(json_int(json, "status", 0), 422);
	assert_string_equal(json_text(json, "field"), "text");
	assert_int_equal(json_int(json, "limit", 0), 4000);
	assert_int_equal(json_int(json, "actual", 0), 4200);
	assert_string_equal(json_text(json, "request_id"), "r-1");
	assert_non_null(strstr(json_text(json, "title"), "4200"));
	arena_free(&arena);
}

static void every_code_has_a_sentence_in_each_language(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (int code = FAULT_NONE + 1; code < FAULT_CODE_COUNT; code++)
		for (int language = 0; language < LANGUAGE_COUNT; language++) {
			struct fault fault;
			struct fault parsing;
			const struct json *json;
			fault_detail(&fault, (enum fault_code)code, "a \"field\"", "a\ndetail");
			const char *text = problem(&fault, (enum language)language, arena);
			if (!json_parse(text, strlen(text), arena, &json, &parsing))
				fail_msg("%s: %s", fault_type(fault.code), text);
			if (strlen(json_text(json, "title")) < 3)
				fail_msg("%s has no sentence", fault_type(fault.code));
		}
	arena_free(&arena);
}

static void inner_trouble_names_no_files(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct fault fault;
	fault_detail(&fault, FAULT_STORE, "conversation", "disk I/O error in /var/lib/foyer");
	const char *text = problem(&fault, LANGUAGE_EN, arena);
	assert_null(strstr(text, "/var/lib"));
	assert_null(strstr(text, "\"field\""));
	assert_non_null(strstr(text, "\"status\":503"));
	arena_free(&arena);
}

static void a_raw_answer_is_whole(void **state)
{
	(void)state;
	struct buffer text = buffer_new(4096);
	struct fault fault;
	size_t length = 0;
	fault_limit(&fault, FAULT_BODY_TOO_LARGE, "", 10000000, 65536);
	problem_raw(&text, &fault, LANGUAGE_ZH_CN, "r-2");
	assert_memory_equal(text.bytes, "HTTP/1.1 413 ", 13);
	const char *body = strstr(text.bytes, "\r\n\r\n");
	const char *announced = strstr(text.bytes, "Content-Length: ");
	assert_non_null(body);
	assert_non_null(announced);
	assert_int_equal(sscanf(announced, "Content-Length: %zu", &length), 1);
	assert_int_equal(strlen(body + 4), length);
	assert_non_null(strstr(text.bytes, "Connection: close\r\n"));
	assert_non_null(strstr(text.bytes, "Content-Language: zh-CN\r\n"));
	buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_are_those_of_the_fault),
	    cmocka_unit_test(every_code_has_a_sentence_in_each_language),
	    cmocka_unit_test(inner_trouble_names_no_files),
	    cmocka_unit_test(a_raw_answer_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
