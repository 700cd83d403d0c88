/* Field tables: what bodies and queries may say. */
#include "tests/unit/support.h"

#include "http/fields.h"
#include "http/route.h"

static const char *const COLOURS[] = {"red", "green", NULL};

struct sample {
	const char *text;
	const char *line;
	const char *word;
	const char *secret;
	const char *id;
	const char *language;
	const char *colour;
	int64_t number;
	int64_t fallback;
	int yes;
	struct texts list;
	struct texts ids;
};

static const struct field rows[] = {
    {FIELD(struct sample, text, FIELD_TEXT), .required = true, .least = 1, .most = 5},
    {FIELD(struct sample, line, FIELD_LINE), .most = 5},
    {FIELD(struct sample, word, FIELD_WORD), .least = 2, .most = 5},
    {FIELD(struct sample, secret, FIELD_SECRET), .most = 10},
    {FIELD(struct sample, id, FIELD_ID)},
    {FIELD(struct sample, language, FIELD_LANGUAGE), .least = 1},
    {FIELD(struct sample, colour, FIELD_CHOICE), .allowed = COLOURS},
    {FIELD(struct sample, number, FIELD_INT), .least = -5, .most = 9007199254740992},
    {FIELD(struct sample, fallback, FIELD_INT), .most = 100, .fallback = 42},
    {FIELD(struct sample, yes, FIELD_BOOL)},
    {FIELD(struct sample, list, FIELD_TEXTS), .most_items = 2, .most = 3},
    {FIELD(struct sample, ids, FIELD_IDS), .most_items = 2},
    {0},
};
static const struct field_table table = FIELD_TABLE(struct sample, rows);
static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct sample *read_body(const char *body)
{
	void *out = NULL;
	struct fault fault;
	if (!fields_read_json(&table, body, strlen(body), arena, &out, &fault))
		fail_msg("%s: %s %s", body, fault_type(fault.code), fault.field);
	return out;
}

static const struct sample *read_query(const char *query)
{
	void *out = NULL;
	struct fault fault;
	if (!fields_read_query(&table, query, arena, &out, &fault))
		fail_msg("%s: %s %s", query, fault_type(fault.code), fault.field);
	return out;
}

struct refusal {
	const char *what;
	enum fault_code code;
	const char *field;
};

static void refuses(const struct refusal *cases, size_t count, bool is_query)
{
	for (size_t i = 0; i < count; i++) {
		struct fault fault = {0};
		void *out = &arena;
		const char *what = cases[i].what;
		bool good = is_query
				? fields_read_query(&table, what, arena, &out, &fault)
				: fields_read_json(&table, what, strlen(what), arena, &out, &fault);
		if (good)
			fail_msg("%s was taken", what);
		if (fault.code != cases[i].code || strcmp(fault.field, cases[i].field) != 0)
			fail_msg("%s: %s %s", what, fault_type(fault.code), fault.field);
		assert_ptr_equal(out, &arena); /* untouched */
	}
}

static void bodies_become_structs(void **state)
{
	(void)state;
	const struct sample *got = read_body(
	    "{\"text\":\"  \\u4f60\\u597d \",\"line\":\"a\\nb\",\"word\":\"a/+=b\",\"secret\":\" s "
	    "\","
	    "\"id\":\"000000000000000000000000000000000000\",\"language\":\"zh-CN\","
	    "\"colour\":\"green\",\"number\":-5,\"yes\":false,\"list\":[\"a\",\"b\"],\"ids\":[]}");
	assert_string_equal(got->text, "\xe4\xbd\xa0\xe5\xa5\xbd");
	assert_string_equal(got->line, "a b");
	assert_string_equal(got->word, "a/+=b");
	assert_string_equal(got->secret, " s ");
	assert_string_equal(got->language, "zh-CN");
	assert_string_equal(got->colour, "green");
	assert_int_equal(got->number, -5);
	assert_int_equal(got->fallback, 42);
	assert_int_equal(got->yes, 0);
	assert_int_equal(got->list.count, 2);
	assert_string_equal(got->list.items[1], "b");
	assert_int_equal(got->ids.count, 0);
}

static void what_did_not_come_is_told_from_what_is_empty(void **state)
{
	(void)state;
	const struct sample *got = read_body("{\"text\":\"a\",\"line\":null,\"yes\":null}");
	assert_null(got->line);
	assert_null(got->colour);
	assert_int_equal(got->yes, FIELD_UNSET);
	assert_int_equal(got->list.count, FIELD_UNSET);
	assert_string_equal(read_body("{\"text\":\"a\",\"line\":\"\"}")->line, "");
}

static void bad_bodies_name_the_field(void **state)
{
	(void)state;
	static const struct refusal cases[] = {
	    {"", FAULT_MISSING_FIELD, "text"},
	    {"{}", FAULT_MISSING_FIELD, "text"},
	    {"[]", FAULT_NOT_JSON, ""},
	    {"\"text\"", FAULT_NOT_JSON, ""},
	    {"{\"text\":\"a\",\"more\":1}", FAULT_UNKNOWN_FIELD, "more"},
	    {"{\"text\":null}", FAULT_WRONG_TYPE, "text"},
	    {"{\"text\":1}", FAULT_WRONG_TYPE, "text"},
	    {"{\"text\":{}}", FAULT_WRONG_TYPE, "text"},
	    {"{\"text\":\" \"}", FAULT_EMPTY, "text"},
	    {"{\"text\":\"123456\"}", FAULT_TOO_LONG, "text"},
	    {"{\"text\":\"\\u0001\"}", FAULT_BAD_CHARACTER, "text"},
	    {"{\"text\":\"a\",\"word\":\"a\"}", FAULT_TOO_SHORT, "word"},
	    {"{\"text\":\"a\",\"word\":\"a b\"}", FAULT_BAD_CHARACTER, "word"},
	    {"{\"text\":\"a\",\"word\":\"\\u4f60\\u597d\"}", FAULT_BAD_CHARACTER, "word"},
	    {"{\"text\":\"a\",\"secret\":\"12345678901\"}", FAULT_TOO_LONG, "secret"},
	    {"{\"text\":\"a\",\"id\":\"x\"}", FAULT_NOT_ALLOWED_VALUE, "id"},
	    {"{\"text\":\"a\",\"language\":\"\"}", FAULT_NOT_ALLOWED_VALUE, "language"},
	    {"{\"text\":\"a\",\"language\":\"zh_CN\"}", FAULT_NOT_ALLOWED_VALUE, "language"},
	    {"{\"text\":\"a\",\"colour\":\"blue\"}", FAULT_NOT_ALLOWED_VALUE, "colour"},
	    {"{\"text\":\"a\",\"number\":-6}", FAULT_OUT_OF_RANGE, "number"},
	    {"{\"text\":\"a\",\"number\":0.5}", FAULT_WRONG_TYPE, "number"},
	    {"{\"text\":\"a\",\"number\":\"1\"}", FAULT_WRONG_TYPE, "number"},
	    {"{\"text\":\"a\",\"number\":1e30}", FAULT_WRONG_TYPE, "number"},
	    {"{\"text\":\"a\",\"fallback\":101}", FAULT_OUT_OF_RANGE, "fallback"},
	    {"{\"text\":\"a\",\"yes\":1}", FAULT_WRONG_TYPE, "yes"},
	    {"{\"text\":\"a\",\"list\":\"a\"}", FAULT_WRONG_TYPE, "list"},
	    {"{\"text\":\"a\",\"list\":[1]}", FAULT_WRONG_TYPE, "list"},
	    {"{\"text\":\"a\",\"list\":[\"a\",\"b\",\"c\"]}", FAULT_TOO_MANY, "list"},
	    {"{\"text\":\"a\",\"list\":[\"abcd\"]}", FAULT_TOO_LONG, "list"},
	    {"{\"text\":\"a\",\"ids\":[\"abcd\"]}", FAULT_NOT_ALLOWED_VALUE, "ids"},
	};
	refuses(cases, sizeof(cases) / sizeof(cases[0]), false);
}

static void limits_are_told_in_numbers(void **state)
{
	(void)state;
	struct fault fault;
	void *out;
	static const char body[] =
	    "{\"text\":\"\\u4f60\\u4f60\\u4f60\\u4f60\\u4f60\\u4f60\\u4f60\"}";
	assert_false(fields_read_json(&table, body, sizeof(body) - 1, arena, &out, &fault));
	assert_int_equal(fault.actual, 7);
	assert_int_equal(fault.limit, 5);
}

static void queries_become_structs(void **state)
{
	(void)state;
	const struct sample *got =
	    read_query("text=a+%62&number=-3&yes=true&colour=red&&line=%E4%BD%A0");
	assert_string_equal(got->text, "a b");
	assert_int_equal(got->number, -3);
	assert_int_equal(got->yes, 1);
	assert_string_equal(got->line, "\xe4\xbd\xa0");
	assert_int_equal(read_query("text=a&yes=0")->yes, 0);
	assert_string_equal(read_query("text=a&line=")->line, "");
}

static void bad_queries_name_the_field(void **state)
{
	(void)state;
	static const struct refusal cases[] = {
	    {NULL, FAULT_MISSING_FIELD, "text"},
	    {"", FAULT_MISSING_FIELD, "text"},
	    {"text", FAULT_EMPTY, "text"},
	    {"text=a&other=1", FAULT_UNKNOWN_FIELD, "other"},
	    {"text=a&text=b", FAULT_TOO_MANY, "text"},
	    {"text=a&number=", FAULT_WRONG_TYPE, "number"},
	    {"text=a&number=1x", FAULT_WRONG_TYPE, "number"},
	    {"text=a&number=%201", FAULT_WRONG_TYPE, "number"},
	    {"text=a&number=99999999999999999999", FAULT_WRONG_TYPE, "number"},
	    {"text=a&yes=maybe", FAULT_WRONG_TYPE, "yes"},
	    {"text=%", FAULT_NOT_UTF8, "query"},
	    {"text=%4", FAULT_NOT_UTF8, "query"},
	    {"text=%zz", FAULT_NOT_UTF8, "query"},
	    {"text=%ff", FAULT_NOT_UTF8, "query"},
	    {"text=a%00b", FAULT_NOT_UTF8, "query"},
	    {"text=a&list=a", FAULT_WRONG_TYPE, "list"},
	};
	refuses(cases, sizeof(cases) / sizeof(cases[0]), true);
}

static void escapes_are_decoded_to_their_end(void **state)
{
	(void)state;
	assert_string_equal(fields_decode("%41", 3, false, arena), "A");
	assert_string_equal(fields_decode("%41bc", 3, false, arena), "A");
	assert_string_equal(fields_decode("a+b", 3, false, arena), "a+b");
	assert_string_equal(fields_decode("a+b", 3, true, arena), "a b");
	assert_null(fields_decode("a%4", 3, false, arena));
	assert_null(fields_decode("%414", 2, false, arena));
}

/* The tables of all routes: what the code above relies on. */
static void check_rows(const struct route *route, const struct field *field)
{
	int count = 0;
	for (; field != NULL && field->name != NULL; field++, count++) {
		const char *where = field->name;
		if (field->help == NULL)
			fail_msg("%s %s: %s has no help", route->method, route->path, where);
		if (field->type == FIELD_INT && field->most < field->least)
			fail_msg("%s %s: %s has no range", route->method, route->path, where);
		if (field->type == FIELD_CHOICE && field->allowed == NULL)
			fail_msg("%s %s: %s has no choices", route->method, route->path, where);
		if ((field->type == FIELD_TEXTS || field->type == FIELD_IDS) &&
		    field->most_items == 0)
			fail_msg("%s %s: %s may hold nothing", route->method, route->path, where);
	}
	assert_true(count < 64);
}

static void all_tables_are_whole(void **state)
{
	(void)state;
	for (int i = 0; route_tables[i] != NULL; i++)
		for (const struct route *route = route_tables[i]; route->method; route++) {
			check_rows(route, route->body.rows);
			check_rows(route, route->query.rows);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bodies_become_structs),
	    cmocka_unit_test(what_did_not_come_is_told_from_what_is_empty),
	    cmocka_unit_test(bad_bodies_name_the_field),
	    cmocka_unit_test(limits_are_told_in_numbers),
	    cmocka_unit_test(queries_become_structs),
	    cmocka_unit_test(bad_queries_name_the_field),
	    cmocka_unit_test(escapes_are_decoded_to_their_end),
	    cmocka_unit_test(all_tables_are_whole),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
