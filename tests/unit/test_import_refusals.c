/* Imports that are bad: each is refused as a whole, and says where and why. */
#include "tests/unit/exchange_support.h"

#include <zip.h>

#include "data/clock.h"
#include "kb/import_archive.h"

static void a_bad_row_says_where(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "twice.csv");
	assert_int_equal(report.file.fault_total, 1);
	assert_int_equal(report.file.faults[0].fault.line, 4);
	assert_int_equal(report.file.faults[0].column, 1);
	report = import_file(base, "half_broken.csv");
	assert_int_equal(report.file.fault_total, 1);
	assert_int_equal(report.file.faults[0].fault.line, 2);
	assert_int_equal(count_entries(base), 0);
}

static void refuses(struct base *base, const struct buffer *file, enum import_format format,
		    enum fault_code code, const char *detail)
{
	struct fault fault;
	bool good;
	struct import_source source = {
	    .bytes = file->bytes, .length = file->length, .format = format};
	import_source(base, source, &good, &fault);
	assert_false(good);
	assert_int_equal(fault.code, code);
	if (detail != NULL && strstr(fault.detail, detail) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", detail, fault.detail);
	assert_int_equal(count_entries(base), 0);
}

static void add_text(struct archive_writer *writer, const char *name, const char *text)
{
	struct buffer content = buffer_new(1 << 20);
	buffer_add_text(&content, text);
	archive_add(writer, name, &content);
	buffer_free(&content);
}

static void broken_yaml_says_where(void **state)
{
	struct base *base = *state;
	struct buffer file = buffer_new(1 << 20);
	buffer_add_text(&file, "nlu:\n- intent: tins\n  examples: [a tin\n- intent: jars\n");
	refuses(base, &file, IMPORT_RASA, FAULT_MALFORMED, "column 9");
	buffer_free(&file);
}

static void refuses_name(struct base *base, const char *name)
{
	struct archive_writer *writer = archive_writer_new();
	struct buffer file = buffer_new(1 << 20);
	struct fault fault = {0};
	add_text(writer, "good.md", "# Q\n\nA\n");
	add_text(writer, name, "# Q2\n\nA\n");
	must(archive_finish(&writer, &file, &fault), &fault);
	refuses(base, &file, IMPORT_BY_ITSELF, FAULT_MALFORMED, "leads out");
	buffer_free(&file);
}

static void archives_do_not_escape(void **state)
{
	struct base *base = *state;
	refuses_name(base, "../evil.md");
	refuses_name(base, "a/../../evil.md");
	refuses_name(base, "/etc/evil.md");
	refuses_name(base, "C:evil.md");
	refuses_name(base, "a\\..\\evil.md");
}

static void links_in_archives_are_refused(void **state)
{
	struct base *base = *state;
	struct buffer file = buffer_new(1 << 20);
	char block[4096];
	zip_int64_t got;
	zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
	zip_source_keep(memory);
	zip_int64_t index = zip_file_add(
	    zip, "link.md", zip_source_buffer(zip, "/etc/passwd", 11, 0), ZIP_FL_ENC_UTF_8);
	zip_file_set_external_attributes(zip, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX,
					 (zip_uint32_t)0120777 << 16);
	assert_int_equal(zip_close(zip), 0);
	zip_source_open(memory);
	while ((got = zip_source_read(memory, block, sizeof(block))) > 0)
		buffer_add(&file, block, (size_t)got);
	zip_source_close(memory);
	zip_source_free(memory);
	refuses(base, &file, IMPORT_BY_ITSELF, FAULT_MALFORMED, "link");
	buffer_free(&file);
}

static void archives_do_not_explode(void **state)
{
	struct base *base = *state;
	struct archive_writer *writer = archive_writer_new();
	struct buffer zeros = buffer_new(64 << 20);
	struct buffer file = buffer_new(64 << 20);
	struct fault fault = {0};
	char block[65536];
	memset(block, ' ', sizeof(block));
	while (zeros.length < (size_t)(32 << 20))
		buffer_add(&zeros, block, sizeof(block));
	archive_add(writer, "bomb.md", &zeros);
	must(archive_finish(&writer, &file, &fault), &fault);
	assert_true(file.length < 100000);
	refuses(base, &file, IMPORT_BY_ITSELF, FAULT_MALFORMED, "200 times");
	buffer_free(&zeros);
	buffer_free(&file);
}

static void broken_workbooks_are_refused(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	struct buffer file = buffer_new(1 << 20);
	struct archive_writer *writer = archive_writer_new();
	add_text(writer, "xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>");
	add_text(writer, "xl/_rels/workbook.xml.rels",
		 "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
	add_text(writer, "xl/worksheets/sheet1.xml",
		 "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c>"
		 "<c r=\"B1\" t=\"inlineStr\"><is><t>answer</t></is></c></row><row r=\"2\"><c r=\"A2\"");
	must(archive_finish(&writer, &file, &fault), &fault);
	refuses(base, &file, IMPORT_BY_ITSELF, FAULT_MALFORMED, "sheet1.xml");
	file.length /= 2;
	refuses(base, &file, IMPORT_BY_ITSELF, FAULT_MALFORMED, NULL);
	file.length = 0;
	buffer_add_text(&file, "this is no workbook");
	refuses(base, &file, IMPORT_XLSX, FAULT_MALFORMED, "damaged");
	buffer_free(&file);
}

static void yaml_that_grows_is_refused(void **state)
{
	struct base *base = *state;
	struct buffer file = buffer_new(1 << 20);
	buffer_add_text(&file, "nlu: &a [x, x]\nresponses: [*a, *a]\n");
	refuses(base, &file, IMPORT_RASA, FAULT_MALFORMED, "alias");
	buffer_free(&file);
}

/* What is put together from many parts takes the time and the room of the file, not of its square. */
static void many_parts_of_an_answer_are_refused_at_once(void **state)
{
	struct base *base = *state;
	struct archive_writer *writer = archive_writer_new();
	struct buffer file = buffer_new(64 << 20), intent = buffer_new(16 << 20);
	struct fault fault = {0};
	int64_t began = clock_steady();
	buffer_add_text(&file, "nlu:\n- intent: tins\n  examples: |\n    - ");
	for (int mark = 0; mark < 200000; mark++)
		buffer_add_text(&file, mark % 2 == 0 ? "[" : "[x](");
	buffer_add_text(&file, "\nresponses:\n  utter_tins:\n  - text: Tins\n    buttons:\n");
	for (int button = 0; button < 30000; button++)
		buffer_add_text(&file, "    - title: a tin of something\n");
	refuses(base, &file, IMPORT_RASA, FAULT_ROWS_REFUSED, NULL);
	buffer_free(&file);
	buffer_add_text(&intent, "{\"name\":\"tins\",\"userSays\":[{\"data\":[{\"text\":\"Tins?\"}]}],"
				 "\"responses\":[{\"messages\":[{}");
	for (int message = 0; message < 20000; message++)
		buffer_format(&intent, ",{\"type\":0,\"lang\":\"l%d\",\"platform\":\"p%d\",\"speech\":\"of tin\"}",
			      message % 20 == 0 ? message : 0, message);
	buffer_add_text(&intent, "]}]}");
	archive_add(writer, "intents/tins.json", &intent);
	buffer_free(&intent);
	add_text(writer, "agent.json", "{\"language\":\"en\"}");
	must(archive_finish(&writer, &file, &fault), &fault);
	struct import_source source = {
	    .bytes = file.bytes, .length = file.length, .format = IMPORT_DIALOGFLOW};
	bool good;
	(void)import_source(base, source, &good, &fault);
	buffer_free(&file);
	assert_in_range(clock_steady() - began, 0, 30000);
}

static void a_bad_article_says_which(void **state)
{
	struct base *base = *state;
	struct archive_writer *writer = archive_writer_new();
	struct buffer file = buffer_new(1 << 20);
	struct fault fault = {0};
	bool good;
	add_text(writer, "a.md", "---\nid: a\nprice: 5\n---\nA\n");
	add_text(writer, "b.md", "---\nid: b\nvalid_from: soon\n---\nB\n");
	add_text(writer, "c.md", "---\nid: c\n");
	must(archive_finish(&writer, &file, &fault), &fault);
	struct import_source source = {
	    .bytes = file.bytes, .length = file.length, .format = IMPORT_BY_ITSELF};
	struct import_report report = import_source(base, source, &good, &fault);
	assert_false(good);
	assert_int_equal(report.file.fault_total, 3);
	assert_string_equal(report.file.faults[0].file, "a.md");
	assert_string_equal(report.file.faults[0].fault.field, "price");
	assert_int_equal(report.file.faults[0].fault.line, 3);
	assert_int_equal(report.file.faults[1].fault.line, 3);
	assert_string_equal(report.file.faults[2].fault.field, "front matter");
	buffer_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(broken_yaml_says_where),
	    on_base(a_bad_row_says_where),
	    on_base(archives_do_not_escape),
	    on_base(links_in_archives_are_refused),
	    on_base(archives_do_not_explode),
	    on_base(broken_workbooks_are_refused),
	    on_base(yaml_that_grows_is_refused),
	    on_base(many_parts_of_an_answer_are_refused_at_once),
	    on_base(a_bad_article_says_which),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
