/* Imports: formats, headings, a fault for each bad row, all or nothing. */
#include "tests/unit/knowledge_support.h"

#include "kb/demo.h"
#include "kb/golden.h"

struct outcome {
	bool imported;
	struct fault fault;
	struct import_report report;
};

static struct outcome try_bytes(struct base *base, enum import_format format, const char *bytes,
				size_t length)
{
	struct import_request request = {
	    .source = {.bytes = bytes, .length = length, .format = format}};
	struct outcome outcome = {0};
	outcome.imported =
	    import_run(base->store, &request, base->arena, &outcome.report, &outcome.fault);
	return outcome;
}

static struct outcome try_text(struct base *base, enum import_format format, const char *text)
{
	return try_bytes(base, format, text, strlen(text));
}

/* Good files ---------------------------------------------------------------- */

static void jsonl_is_imported_and_again_changes_nothing(void **state)
{
	struct base *base = *state;
	const char *text =
	    "\xef\xbb\xbf{\"id\":\"a\",\"question\":\"Q\",\"variants\":[\"v\",\"v\",\"\"],"
	    "\"answer\":\"A\",\"tags\":[\"two\",\"one\"],\"category\":null}\r\n"
	    "\n"
	    "{\"question\":\"Only a question\",\"answer\":\"B\"}";
	struct import_counts first = import_text(base, IMPORT_JSONL, text);
	assert_int_equal(first.added, 2);
	struct import_counts second = import_text(base, IMPORT_JSONL, text);
	assert_int_equal(second.added + second.changed, 0);
	assert_int_equal(second.unchanged, 2);
	assert_int_equal(find_entry(base, "a").version, 1);
	assert_int_equal(find_entry(base, "a").content.variant_count, 1);
	assert_string_equal(find_entry(base, "Only a question").content.answer, "B");
}

static void a_changed_row_changes_its_entry_alone(void **state)
{
	struct base *base = *state;
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"a\",\"answer\":\"A\"}\n{\"id\":\"b\",\"answer\":\"B\"}\n");
	struct import_counts counts =
	    import_text(base, IMPORT_JSONL,
			"{\"id\":\"b\",\"answer\":\"B2\"}\n{\"id\":\"c\",\"answer\":\"C\"}\n");
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.changed, 1);
	assert_int_equal(counts.unchanged, 0);
	assert_int_equal(count_entries(base), 3);
	assert_string_equal(find_entry(base, "b").content.answer, "B2");
	assert_int_equal(find_entry(base, "a").version, 1);
}

static void csv_has_english_and_chinese_headings(void **state)
{
	struct base *base = *state;
	import_text(
	    base, IMPORT_CSV,
	    "ID,Question,Variants,Answer,Category,Tags,Language\r\n"
	    "a,\"Hello, there\",\"one\ntwo\nthree\",\"He said \"\"hi\"\"\",x/y,\"t1, t2\",en\r\n"
	    "\r\n");
	import_text(base, IMPORT_CSV,
		    "\xef\xbb\xbf编号;标准问;相似问;答案;分类;标签;语言\n"
		    "b;怎么退货;退货流程｜如何退货;七天内可退;售后/退货;退货、售后;zh-CN\n");
	struct entry english = find_entry(base, "a");
	assert_string_equal(english.content.question, "Hello, there");
	assert_string_equal(english.content.answer, "He said \"hi\"");
	assert_int_equal(english.content.variant_count, 3);
	assert_string_equal(english.content.variants[2], "three");
	assert_int_equal(english.content.tag_count, 2);
	struct entry chinese = find_entry(base, "b");
	assert_int_equal(chinese.content.variant_count, 2);
	assert_string_equal(chinese.content.variants[1], "如何退货");
	assert_int_equal(chinese.content.tag_count, 2);
	assert_string_equal(chinese.content.category, "售后/退货");
}

static void a_dry_run_stores_nothing(void **state)
{
	struct base *base = *state;
	struct import_report report;
	struct fault fault = {0};
	import_text(base, IMPORT_JSONL, "{\"id\":\"a\",\"answer\":\"A\"}");
	const char *text = "{\"id\":\"a\",\"answer\":\"A2\"}\n{\"id\":\"b\",\"answer\":\"B\"}";
	struct import_request request = {
	    .source = {.bytes = text, .length = strlen(text), .format = IMPORT_JSONL},
	    .dry_run = true};
	must(import_run(base->store, &request, base->arena, &report, &fault), &fault);
	assert_int_equal(report.counts.added, 1);
	assert_int_equal(report.counts.changed, 1);
	assert_int_equal(count_entries(base), 1);
	assert_string_equal(find_entry(base, "a").content.answer, "A");
}

static void many_variants_in_one_entry(void **state)
{
	struct base *base = *state;
	struct buffer text = buffer_new(1 << 20);
	buffer_add_text(&text, "{\"id\":\"a\",\"answer\":\"A\",\"variants\":[\"v\"");
	for (int i = 0; i < 5000; i++)
		buffer_format(&text, ",\"variant %d\"", i);
	buffer_add_text(&text, "]}");
	import_text(base, IMPORT_JSONL, text.bytes);
	buffer_free(&text);
	assert_int_equal(find_entry(base, "a").content.variant_count, 5001);
}

/* Bad rows ------------------------------------------------------------------ */

/* The file is refused for exactly this row, and nothing of it is stored. */
static void refuses_row(struct base *base, enum import_format format, const char *text,
			int64_t line, enum fault_code code, const char *field)
{
	struct outcome outcome = try_text(base, format, text);
	assert_false(outcome.imported);
	assert_int_equal(outcome.fault.code, FAULT_ROWS_REFUSED);
	assert_int_equal(outcome.report.file.fault_total, 1);
	assert_int_equal(outcome.report.file.faults[0].fault.line, line);
	assert_int_equal(outcome.report.file.faults[0].fault.code, code);
	assert_string_equal(outcome.report.file.faults[0].fault.field, field);
	assert_int_equal(count_entries(base), 0);
}

static void a_bad_row_refuses_the_jsonl_file(void **state)
{
	struct base *base = *state;
	static const struct {
		const char *row;
		enum fault_code code;
		const char *field;
	} rows[] = {
	    {"{\"id\":\"x\"}", FAULT_MISSING_FIELD, "answer"},
	    {"{\"answer\":\"x\"}", FAULT_MISSING_FIELD, "question"},
	    {"{\"id\":\"x\",\"answer\":\"\"}", FAULT_EMPTY, "answer"},
	    {"{\"id\":5,\"answer\":\"x\"}", FAULT_WRONG_TYPE, "id"},
	    {"{\"id\":\"x\",\"answer\":[\"x\"]}", FAULT_WRONG_TYPE, "answer"},
	    {"{\"id\":\"x\",\"answer\":\"x\",\"variants\":\"x\"}", FAULT_WRONG_TYPE, "variants"},
	    {"{\"id\":\"x\",\"answer\":\"x\",\"variants\":[1]}", FAULT_WRONG_TYPE, "variants"},
	    {"{\"id\":\"x\",\"answer\":\"x\",\"reply\":\"x\"}", FAULT_UNKNOWN_FIELD, "reply"},
	    {"[\"x\"]", FAULT_WRONG_TYPE, "line"},
	    {"{\"id\":\"x\",\"answer\":\"x\"", FAULT_NOT_JSON, ""},
	    {"{\"id\":\"x\",\"answer\":\"\\ud800\"}", FAULT_NOT_JSON, ""},
	    {"{\"id\":\"a\",\"answer\":\"twice\"}", FAULT_EXISTS, "id"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[400];
		snprintf(text, sizeof(text),
			 "{\"id\":\"a\",\"answer\":\"A\"}\n\n%s\n{\"id\":\"b\",\"answer\":\"B\"}\n",
			 rows[i].row);
		refuses_row(base, IMPORT_JSONL, text, 3, rows[i].code, rows[i].field);
	}
}

static void a_bad_row_in_the_middle_refuses_the_csv_file(void **state)
{
	struct base *base = *state;
	static const struct {
		const char *row;
		enum fault_code code;
		const char *field;
	} rows[] = {
	    {"x,Q,", FAULT_EMPTY, "answer"},          {"x", FAULT_MISSING_FIELD, "answer"},
	    {",,A", FAULT_MISSING_FIELD, "question"}, {"x,Q,A,too,many", FAULT_TOO_MANY, "columns"},
	    {"a,Q,again", FAULT_EXISTS, "id"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[400];
		/* The first row has a line break in a cell, so lines are not rows. */
		snprintf(text, sizeof(text), "id,question,answer\na,\"Q\n1\",A\n\n%s\nb,Q,B\n",
			 rows[i].row);
		refuses_row(base, IMPORT_CSV, text, 5, rows[i].code, rows[i].field);
	}
	refuses_row(base, IMPORT_CSV, "id,question,answer,valid_from\nx,Q,A,nan\n", 2,
		    FAULT_NOT_ALLOWED_VALUE, "valid_from");
}

static void an_open_quote_refuses_the_csv_file(void **state)
{
	struct base *base = *state;
	refuses_row(base, IMPORT_CSV, "id,answer\na,A\nb,\"B\nc,C\n", 3, FAULT_MALFORMED, "row");
	refuses_row(base, IMPORT_CSV, "id,answer\na,A\nb,a \"B\" c\nc,C\n", 3, FAULT_MALFORMED,
		    "row");
}

static void every_bad_row_is_listed(void **state)
{
	struct base *base = *state;
	struct outcome outcome =
	    try_text(base, IMPORT_JSONL, "{}\n{\"id\":\"a\",\"answer\":\"A\"}\nnot json\n");
	assert_int_equal(outcome.report.file.fault_count, 2);
	assert_int_equal(outcome.report.file.faults[0].fault.line, 1);
	assert_int_equal(outcome.report.file.faults[1].fault.line, 3);
	assert_int_equal(outcome.fault.actual, 2);
}

static void a_thousand_bad_rows_are_counted_and_a_hundred_listed(void **state)
{
	struct base *base = *state;
	struct buffer text = buffer_new(1 << 20);
	for (int i = 0; i < 1000; i++)
		buffer_add_text(&text, "{}\n");
	struct outcome outcome = try_text(base, IMPORT_JSONL, text.bytes);
	buffer_free(&text);
	assert_int_equal(outcome.report.file.fault_count, IMPORT_FAULTS_MOST);
	assert_int_equal(outcome.report.file.fault_total, 1000);
}

static void an_over_long_text_is_refused_with_its_size(void **state)
{
	struct base *base = *state;
	struct buffer text = buffer_new(1 << 20);
	buffer_add_text(&text, "{\"id\":\"a\",\"answer\":\"");
	for (int i = 0; i < ENTRY_ANSWER_MOST + 1; i++)
		buffer_add_text(&text, "好");
	buffer_add_text(&text, "\"}\n");
	struct outcome outcome = try_text(base, IMPORT_JSONL, text.bytes);
	buffer_free(&text);
	assert_int_equal(outcome.report.file.faults[0].fault.code, FAULT_TOO_LONG);
	assert_int_equal(outcome.report.file.faults[0].fault.actual, ENTRY_ANSWER_MOST + 1);
	assert_int_equal(outcome.report.file.faults[0].fault.limit, ENTRY_ANSWER_MOST);
}

/* Bad files ----------------------------------------------------------------- */

static void refuses_file(struct base *base, enum import_format format, const char *bytes,
			 size_t length, enum fault_code code, const char *detail)
{
	struct outcome outcome = try_bytes(base, format, bytes, length);
	assert_false(outcome.imported);
	assert_int_equal(outcome.fault.code, code);
	if (detail != NULL && strstr(outcome.fault.detail, detail) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", detail, outcome.fault.detail);
	assert_int_equal(count_entries(base), 0);
}
#define BYTES(text) text, sizeof(text) - 1

static void other_encodings_are_read(void **state)
{
	struct base *base = *state;
	static const struct {
		const char *bytes;
		size_t length;
		const char *encoding;
	} files[] = {
	    {BYTES("\xb1\xe0\xba\xc5,\xb4\xf0\xb0\xb8\ngbk,\xc6\xdf\xcc\xec\n"), "GB18030"},
	    {BYTES("\xff\xfei\0d\0,\0a\0n\0s\0w\0e\0r\0\n\0l\0,\0\x03\x4e\n\0"), "UTF-16LE"},
	    {BYTES("\xfe\xff\0i\0d\0,\0a\0n\0s\0w\0e\0r\0\n\0b\0,\x4e\x03\0\n"), "UTF-16BE"},
	    {BYTES("i\0d\0,\0a\0n\0s\0w\0e\0r\0\n\0n\0,\0\x03\x4e\n\0"), "UTF-16LE"},
	};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct outcome outcome =
		    try_bytes(base, IMPORT_CSV, files[i].bytes, files[i].length);
		must(outcome.imported, &outcome.fault);
		assert_string_equal(outcome.report.file.encoding, files[i].encoding);
		assert_int_equal(count_entries(base), i + 1);
	}
	assert_string_equal(find_entry(base, "gbk").content.answer, "七天");
	assert_string_equal(find_entry(base, "b").content.answer, "七");
}

static void what_is_no_text_is_refused(void **state)
{
	struct base *base = *state;
	refuses_file(base, IMPORT_JSONL, BYTES("{\"id\":\"a\",\"answer\":\"A\"}\n\0\0\0\n"),
		     FAULT_BAD_ENCODING, "NUL");
	refuses_file(base, IMPORT_JSONL, BYTES("{\"id\":\"a\",\"answer\":\"caf\xe9\"}\n"),
		     FAULT_BAD_ENCODING, NULL);
	struct outcome outcome =
	    try_text(base, IMPORT_JSONL, "{\"id\":\"a\",\"answer\":\"A\"}\n{\"id\":\"\xc3(\"}\n");
	assert_int_equal(outcome.fault.line, 2);
}

static void headings_must_be_known(void **state)
{
	struct base *base = *state;
	struct outcome outcome = try_text(base, IMPORT_CSV, "id,answer,price\na,A,5\n");
	assert_int_equal(outcome.fault.code, FAULT_BAD_HEADING);
	assert_string_equal(outcome.fault.field, "price");
	assert_int_equal(outcome.fault.line, 1);
	refuses_file(base, IMPORT_CSV, BYTES("id,question\na,Q\n"), FAULT_BAD_HEADING, "answer");
	refuses_file(base, IMPORT_CSV, BYTES("answer,tags\nA,t\n"), FAULT_BAD_HEADING, "question");
	refuses_file(base, IMPORT_CSV, BYTES("id,答案,answer\na,A,A\n"), FAULT_BAD_HEADING,
		     "meaning");
	refuses_file(base, IMPORT_CSV, BYTES("id,,answer\na,,A\n"), FAULT_BAD_HEADING, "Known");
}

static void an_empty_file_is_refused(void **state)
{
	struct base *base = *state;
	refuses_file(base, IMPORT_JSONL, "", 0, FAULT_EMPTY, NULL);
	refuses_file(base, IMPORT_JSONL, BYTES("\xef\xbb\xbf\n \n"), FAULT_EMPTY, NULL);
	refuses_file(base, IMPORT_CSV, "", 0, FAULT_EMPTY, NULL);
	refuses_file(base, IMPORT_CSV, BYTES("id,answer\n\n,\n"), FAULT_EMPTY, NULL);
}

static void a_file_that_is_too_large_is_refused(void **state)
{
	struct base *base = *state;
	char *bytes = malloc(IMPORT_BYTES_MOST + 1);
	memset(bytes, '\n', IMPORT_BYTES_MOST + 1);
	refuses_file(base, IMPORT_JSONL, bytes, IMPORT_BYTES_MOST + 1, FAULT_BODY_TOO_LARGE, NULL);
	free(bytes);
}

/* The format that a file is found to have, or IMPORT_FORMATS. */
static enum import_format found(struct base *base, const char *name, const char *text)
{
	struct import_source source = {
	    .bytes = text, .length = strlen(text), .name = name, .format = IMPORT_BY_ITSELF};
	struct import_file file = {.format = IMPORT_FORMATS};
	struct fault fault;
	if (!import_parse(&source, base->arena, &file, &fault) && fault.code != FAULT_FORMAT_UNKNOWN)
		fail_msg("%s: %s %s", name, fault.field, fault.detail);
	return file.format;
}

static void formats_are_found_by_name_and_content(void **state)
{
	struct base *base = *state;
	assert_int_equal(found(base, "a.b/faq.CSV", "id,answer\na,A\n"), IMPORT_CSV);
	assert_int_equal(found(base, "x.jsonl", "{\"id\":\"a\",\"answer\":\"A\"}"), IMPORT_JSONL);
	assert_int_equal(found(base, "x", "{\"id\":\"a\",\"answer\":\"A\"}\n"), IMPORT_JSONL);
	assert_int_equal(found(base, "x", "id\tanswer\na\tA\n"), IMPORT_TSV);
	assert_int_equal(found(base, "x", "---\nid: a\n---\nA\n"), IMPORT_MARKDOWN);
	assert_int_equal(found(base, "x", "<h2>Q</h2><p>A</p>"), IMPORT_HTML);
	assert_int_equal(found(base, "x", "version: \"3.1\"\nnlu:\n- intent: a\n"
					  "responses:\n  utter_a:\n  - text: A\n"),
			 IMPORT_RASA);
	assert_int_equal(found(base, "x", "{\"articles\":[{\"id\":1,\"title\":\"Q\",\"body\":\"A\"}]}"),
			 IMPORT_ZENDESK);
	assert_int_equal(found(base, "x.json", "{\"@type\":\"FAQPage\",\"mainEntity\":"
					       "{\"@type\":\"Question\",\"name\":\"Q\","
					       "\"acceptedAnswer\":{\"text\":\"A\"}}}"),
			 IMPORT_FAQPAGE);
	assert_int_equal(found(base, "a.csv/faq", "nothing"), IMPORT_FORMATS);
}

/* The demo and golden questions ---------------------------------------------- */

static void the_demo_loads_once(void **state)
{
	struct base *base = *state;
	struct golden *golden;
	struct fault fault = {0};
	int count;
	must(demo_load(base->store, base->arena, &fault), &fault);
	assert_true(count_entries(base) >= 150);
	must(golden_list(store_reader(base->store), base->arena, &golden, &count, &fault), &fault);
	assert_true(count >= 20);
	assert_false(demo_load(base->store, base->arena, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
}

static void golden_questions_are_checked(void **state)
{
	struct base *base = *state;
	struct golden *golden;
	int count;
	static const struct {
		const char *text;
		enum fault_code code;
	} bad[] = {
	    {"{\"text\":\"q\",\"expect\":\"maybe\"}", FAULT_NOT_ALLOWED_VALUE},
	    {"{\"text\":\"q\",\"expect\":\"answer\"}", FAULT_MISSING_FIELD},
	    {"{\"text\":\"q\",\"expect\":\"handoff\",\"entry\":\"a\"}", FAULT_NOT_ALLOWED_VALUE},
	    {"{\"expect\":\"handoff\"}", FAULT_MISSING_FIELD},
	    {"{\"text\":5,\"expect\":\"handoff\"}", FAULT_WRONG_TYPE},
	    {"{\"text\":\"q\",\"expect\":\"handoff\",\"note\":\"x\"}", FAULT_UNKNOWN_FIELD},
	    {"nothing", FAULT_NOT_JSON},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[200];
		struct fault fault = {0};
		snprintf(text, sizeof(text), "{\"text\":\"a\",\"expect\":\"handoff\"}\n%s\n",
			 bad[i].text);
		assert_false(
		    golden_parse(text, strlen(text), base->arena, &golden, &count, &fault));
		assert_int_equal(fault.code, bad[i].code);
		assert_int_equal(fault.line, 2);
	}
}

static void a_golden_question_is_kept_once(void **state)
{
	struct base *base = *state;
	struct golden *golden;
	struct fault fault = {0};
	int count;
	const struct golden first = {.text = "where are you", .expect = "handoff"};
	const struct golden second = {
	    .text = "where are you", .expect = "answer", .entry = "shops"};
	must(golden_import(base->store, &first, 1, &fault), &fault);
	must(golden_import(base->store, &second, 1, &fault), &fault);
	must(golden_list(store_reader(base->store), base->arena, &golden, &count, &fault), &fault);
	assert_int_equal(count, 1);
	assert_string_equal(golden[0].expect, "answer");
	assert_string_equal(golden[0].entry, "shops");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(jsonl_is_imported_and_again_changes_nothing),
	    on_base(a_changed_row_changes_its_entry_alone),
	    on_base(csv_has_english_and_chinese_headings),
	    on_base(a_dry_run_stores_nothing),
	    on_base(many_variants_in_one_entry),
	    on_base(a_bad_row_refuses_the_jsonl_file),
	    on_base(a_bad_row_in_the_middle_refuses_the_csv_file),
	    on_base(an_open_quote_refuses_the_csv_file),
	    on_base(every_bad_row_is_listed),
	    on_base(a_thousand_bad_rows_are_counted_and_a_hundred_listed),
	    on_base(an_over_long_text_is_refused_with_its_size),
	    on_base(other_encodings_are_read),
	    on_base(what_is_no_text_is_refused),
	    on_base(headings_must_be_known),
	    on_base(an_empty_file_is_refused),
	    on_base(a_file_that_is_too_large_is_refused),
	    on_base(formats_are_found_by_name_and_content),
	    on_base(the_demo_loads_once),
	    on_base(golden_questions_are_checked),
	    on_base(a_golden_question_is_kept_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
