/* Imports and exports in every format: what goes out comes back, what others'
 * tools write is read, what is bad is refused, and an import can be undone. */
#include "tests/unit/knowledge_support.h"

#include <zip.h>

#include "kb/export.h"
#include "kb/import_archive.h"
#include "kb/import_facts.h"
#include "kb/import_history.h"

static const char BASE[] =
    "{\"id\":\"returns\",\"question\":\"How do I return it?\",\"variants\":[\"=HYPERLINK(\\\"x\\\")\","
    "\"a|b\",\"- dash\",\"'quote\"],\"answer\":\"Within **14 days**:\\n\\n1. Pack it\\n2. [Label](https://a.example/l)\","
    "\"category\":\"orders/returns\",\"tags\":[\"a, b\",\"post\"],\"language\":\"en\"}\n"
    "{\"id\":\"退货 \\\"1\\\"\",\"question\":\"怎么退货？\",\"variants\":[\"退换货｜流程\"],\"answer\":\"七天内可退。\\n第二行\","
    "\"category\":\"售后\",\"language\":\"zh-CN\",\"status\":\"draft\",\"valid_from\":1767225600001,"
    "\"valid_until\":1798761600000,\"sites\":[\"shop\",\"web\"],\"translation\":\"returns\","
    "\"buttons\":[{\"action\":\"link\",\"label\":\"Go, \\\"now\\\"\",\"target\":\"https://a.example/?a=1\"}]}\n"
    "{\"id\":\"+plus\",\"question\":\"@at\",\"answer\":\"-minus\\n\\n'=2\",\"variants\":[\"yes\",\"null\",\"12\"]}\n"
    "{\"id\":\"a\",\"question\":\"true\",\"answer\":\"# Head\\n\\n> quote\\n\\n---\\n\\n```\\nint a = 1;\\n```\"}\n";

static struct import_report import_source(struct base *base, struct import_source source,
					  bool *good, struct fault *fault)
{
	struct import_request request = {.source = source};
	struct import_report report;
	*fault = (struct fault){0};
	*good = import_run(base->store, &request, base->arena, &report, fault);
	return report;
}

static struct import_report import_file(struct base *base, const char *name)
{
	struct import_source source = {.name = name, .format = IMPORT_BY_ITSELF};
	struct buffer bytes = buffer_new(0);
	struct fault fault;
	bool good;
	char path[500];
	FILE *file;
	char block[4096];
	size_t got;
	snprintf(path, sizeof(path), "%s/tests/exchange/%s", SOURCE_DIR, name);
	if (strchr(name, '.') == NULL) {
		source.folder = path;
	} else {
		bytes = buffer_new(1 << 20);
		file = fopen(path, "rb");
		assert_non_null(file);
		while ((got = fread(block, 1, sizeof(block), file)) > 0)
			buffer_add(&bytes, block, got);
		fclose(file);
		source.bytes = arena_copy_text(base->arena, bytes.bytes, bytes.length);
		source.length = bytes.length;
		buffer_free(&bytes);
	}
	struct import_report report = import_source(base, source, &good, &fault);
	if (!good && fault.code != FAULT_ROWS_REFUSED)
		fail_msg("%s: %s %s", name, fault.field, fault.detail);
	return report;
}

/* What goes out comes back ---------------------------------------------------- */

#define ALL          ((1u << FACT_COUNT) - 1)
#define BIT(fact)    (1u << (fact))
#define FAQPAGE_HAS  (ALL & ~(BIT(FACT_SITES) | BIT(FACT_TRANSLATION) | BIT(FACT_EXTRAS)))
#define PHRASES_HAVE (BIT(FACT_ID) | BIT(FACT_QUESTION) | BIT(FACT_VARIANTS) | BIT(FACT_ANSWER))

/* What each format has a place for. */
static const unsigned carried[IMPORT_FORMATS] = {
    [IMPORT_JSONL] = ALL,	 [IMPORT_CSV] = ALL,		[IMPORT_TSV] = ALL,
    [IMPORT_XLSX] = ALL,	 [IMPORT_MARKDOWN] = ALL,	[IMPORT_HTML] = FAQPAGE_HAS,
    [IMPORT_FAQPAGE] = FAQPAGE_HAS, [IMPORT_RASA] = ALL,	[IMPORT_DIALOGFLOW] = PHRASES_HAVE,
    [IMPORT_ZENDESK] = BIT(FACT_ID) | BIT(FACT_QUESTION) | BIT(FACT_ANSWER) | BIT(FACT_CATEGORY) |
		       BIT(FACT_TAGS) | BIT(FACT_LANGUAGE) | BIT(FACT_STATUS),
};

static struct buffer export_all(struct base *base, enum import_format format)
{
	struct buffer out;
	struct fault fault = {0};
	struct export_wish wish = {.format = format, .with_retired = true};
	must(export_entries(store_reader(base->store), &wish, &out, &fault), &fault);
	return out;
}

static void same_facts(struct base *a, struct base *b, enum import_format format, const char *id)
{
	struct entry before = find_entry(a, id);
	struct entry after = find_entry(b, id);
	for (int f = 0; f < FACT_COUNT; f++) {
		if ((carried[format] & BIT(f)) == 0)
			continue;
		const char *was = fact_text(&before.content, (enum fact)f, a->arena);
		const char *is = fact_text(&after.content, (enum fact)f, b->arena);
		if (strcmp(was, is) != 0)
			fail_msg("%s: %s of %s was\n%s\nand is\n%s", import_format_name(format),
				 fact_name((enum fact)f), id, was, is);
	}
}

static void what_goes_out_comes_back(void **state)
{
	struct base *base = *state;
	static const char *const ids[] = {"returns", "退货 \"1\"", "+plus", "a"};
	import_text(base, IMPORT_JSONL, BASE);
	for (int format = 0; format < IMPORT_FORMATS; format++) {
		struct base *other;
		struct fault fault;
		bool good;
		base_set_up((void **)&other);
		struct buffer file = export_all(base, (enum import_format)format);
		struct import_source source = {
		    .bytes = file.bytes, .length = file.length, .format = IMPORT_BY_ITSELF};
		struct import_report report = import_source(other, source, &good, &fault);
		must(good, &fault);
		assert_int_equal(report.file.format, format);
		assert_int_equal(report.counts.added, 4);
		for (size_t i = 0; i < 4; i++)
			same_facts(base, other, (enum import_format)format, ids[i]);
		buffer_free(&file);
		base_tear_down((void **)&other);
	}
}

static void the_same_base_is_the_same_bytes(void **state)
{
	struct base *base = *state;
	struct base *other;
	base_set_up((void **)&other);
	import_text(base, IMPORT_JSONL, BASE);
	struct buffer first = export_all(base, IMPORT_JSONL);
	import_text(other, IMPORT_JSONL, first.bytes);
	for (int format = 0; format < IMPORT_FORMATS; format++) {
		struct buffer a = export_all(base, (enum import_format)format);
		struct buffer b = export_all(other, (enum import_format)format);
		assert_int_equal(a.length, b.length);
		assert_memory_equal(a.bytes, b.bytes, a.length);
		buffer_free(&a);
		buffer_free(&b);
	}
	buffer_free(&first);
	base_tear_down((void **)&other);
}

static void formulas_are_made_harmless(void **state)
{
	struct base *base = *state;
	import_text(base, IMPORT_JSONL, BASE);
	struct buffer csv = export_all(base, IMPORT_CSV);
	assert_non_null(strstr(csv.bytes, "\"'=HYPERLINK"));
	assert_non_null(strstr(csv.bytes, "\"'+plus\",\"'@at\""));
	assert_null(strstr(csv.bytes, "\"=HYPERLINK"));
	buffer_free(&csv);
}

static void more_variants_than_fit_in_a_cell(void **state)
{
	struct base *base = *state;
	struct base *other;
	struct fault fault;
	bool good;
	struct buffer text = buffer_new(1 << 20);
	buffer_add_text(&text, "{\"id\":\"a\",\"answer\":\"A\",\"variants\":[\"v\"");
	for (int i = 0; i < 5000; i++)
		buffer_format(&text, ",\"one more wording %d\"", i);
	buffer_add_text(&text, "]}");
	import_text(base, IMPORT_JSONL, text.bytes);
	base_set_up((void **)&other);
	struct buffer file = export_all(base, IMPORT_XLSX);
	struct import_source source = {
	    .bytes = file.bytes, .length = file.length, .format = IMPORT_XLSX};
	import_source(other, source, &good, &fault);
	must(good, &fault);
	assert_int_equal(find_entry(other, "a").content.variant_count, 5001);
	same_facts(base, other, IMPORT_XLSX, "a");
	buffer_free(&file);
	buffer_free(&text);
	base_tear_down((void **)&other);
}

/* What others' tools write -------------------------------------------------------- */

static void a_rasa_project_is_read(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "rasa");
	assert_int_equal(report.file.format, IMPORT_RASA);
	assert_int_equal(report.counts.added, 4);
	struct entry hours = find_entry(base, "faq_opening_hours");
	assert_string_equal(hours.content.question, "when do you open?");
	assert_int_equal(hours.content.variant_count, 2);
	assert_string_equal(hours.content.variants[0], "are you open on Sunday");
	assert_string_equal(hours.content.variants[1], "opening times in Bern");
	assert_string_equal(hours.content.answer,
			    "We are open from nine to six.\nOn Sundays we are closed.");
	assert_non_null(strstr(find_entry(base, "faq_parking").content.answer, "map.png"));
	struct entry gift = find_entry(base, "faq_gift");
	assert_string_equal(gift.content.question, "what could I give to my aunt");
	assert_string_equal(gift.content.answer, "We sell vouchers.\n\nAnything else?");
	assert_string_equal(find_entry(base, "faq_terrace").content.answer,
			    "From May to September.");
	/* Other wordings of two, rules with a form and a condition, and the form,
	 * the dialogue and the picture of seats, which no text answers. */
	assert_int_equal(report.file.note_total, 7);
}

static void a_dialogflow_agent_is_read(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "dialogflow");
	assert_int_equal(report.file.format, IMPORT_DIALOGFLOW);
	assert_int_equal(report.counts.added, 4);
	struct entry english = find_entry(base, "Delivery");
	assert_string_equal(english.content.question, "how many days does delivery take");
	assert_string_equal(english.content.answer, "Two to four days.");
	assert_string_equal(english.content.language, "en");
	assert_string_equal(find_entry(base, "Delivery (de)").content.answer, "Zwei bis vier Tage.");
	/* Said everywhere, not once more for a platform; else what one says. */
	assert_string_equal(find_entry(base, "Paying").content.answer, "By card.");
	assert_string_equal(find_entry(base, "Wrapping").content.answer, "We wrap it for you.");
	assert_int_equal(report.file.note_total, 1);
	assert_string_equal(report.file.notes[0].fault.detail, "fallback");
}

static void a_folder_of_articles_is_read(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "articles");
	assert_int_equal(report.file.format, IMPORT_MARKDOWN);
	assert_int_equal(report.counts.added, 2);
	struct entry returns = find_entry(base, "returns");
	assert_string_equal(returns.content.question, "How do I send something back?");
	assert_string_equal(returns.content.category, "orders");
	assert_int_equal(returns.content.variant_count, 2);
	assert_int_equal(returns.content.tag_count, 2);
	assert_string_equal(find_entry(base, "Can you wrap it as a gift?").content.answer,
			    "Yes, for 2 francs.");
}

static void a_zendesk_help_center_is_read(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "helpcenter.json");
	assert_int_equal(report.file.format, IMPORT_ZENDESK);
	assert_int_equal(report.counts.added, 3);
	struct entry address = find_entry(base, "360001");
	assert_string_equal(address.content.question, "Change your address");
	assert_string_equal(address.content.answer,
			    "Open **Account** and choose [Addresses](https://shop.example/account).\n\n"
			    "- Click *Edit*\n- Save");
	assert_string_equal(address.content.category, "Customers/Account/Addresses");
	assert_string_equal(address.content.language, "en-US");
	assert_int_equal(find_entry(base, "360002").content.status, ENTRY_DRAFT);
	/* An article that nobody has written yet. */
	assert_int_equal(report.file.note_total, 1);
	assert_string_equal(report.file.notes[0].fault.detail, "no-answer");
}

static void sections_in_a_circle_are_refused(void **state)
{
	struct base *base = *state;
	struct import_report report = import_file(base, "circle.json");
	assert_int_equal(report.file.fault_total, 1);
	assert_string_equal(report.file.faults[0].fault.field, "section_id");
	assert_int_equal(count_entries(base), 0);
}

static void pages_are_read(void **state)
{
	struct base *base = *state;
	assert_int_equal(import_file(base, "page.html").counts.added, 3);
	struct entry pay = find_entry(base, "How do I pay?");
	assert_string_equal(pay.content.answer, "By card or by **invoice**.\nCash is not possible.\n\n"
						"1. Choose\n2. Pay");
	assert_string_equal(pay.content.category, "Orders");
	assert_string_equal(find_entry(base, "Contact").content.answer, "Write to us & we answer.");
	/* A title above boxes with questions is none itself. */
	assert_int_equal(import_file(base, "boxes.html").counts.added, 3);
	assert_string_equal(find_entry(base, "Do you open tins?").content.answer,
			    "We **do, all** of them.");
	assert_int_equal(import_file(base, "details.html").counts.added, 2);
	assert_string_equal(find_entry(base, "Do you repair?").content.answer, "Yes.");
	assert_int_equal(import_file(base, "list.html").counts.added, 2);
	assert_int_equal(import_file(base, "shop.html").counts.added, 2);
	assert_string_equal(find_entry(base, "What is the shipping fee?").content.answer,
			    "It is **5 francs**.");
}

static void headings_in_the_plural_are_read(void **state)
{
	struct base *base = *state;
	assert_int_equal(import_file(base, "plural.csv").counts.added, 1);
	struct entry lending = find_entry(base, "Do you lend tin openers?");
	assert_string_equal(lending.content.answer, "Yes, for a day.");
	assert_int_equal(lending.content.tag_count, 2);
}

static void tables_in_other_encodings_are_read(void **state)
{
	struct base *base = *state;
	assert_string_equal(import_file(base, "gbk.csv").file.encoding, "GB18030");
	struct entry returns = find_entry(base, "退货");
	assert_string_equal(returns.content.answer, "七天内可以免费退货，请保留原包装。");
	assert_int_equal(returns.content.variant_count, 2);
	struct import_report again = import_file(base, "utf16.csv");
	assert_string_equal(again.file.encoding, "UTF-16LE");
	assert_int_equal(again.counts.unchanged, 2);
	assert_string_equal(import_file(base, "big5.csv").file.encoding, "Big5");
	assert_string_equal(find_entry(base, "退貨").content.question, "怎麼退貨？");
}

/* What is bad ------------------------------------------------------------------------ */

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

/* Undoing ---------------------------------------------------------------------------------- */

static struct import_report import_lines(struct base *base, const char *text)
{
	struct fault fault;
	bool good;
	struct import_source source = {
	    .bytes = text, .length = strlen(text), .name = "dir/faq.jsonl", .format = IMPORT_JSONL};
	struct import_report report = import_source(base, source, &good, &fault);
	must(good, &fault);
	return report;
}

static void an_import_is_undone_as_a_whole(void **state)
{
	struct base *base = *state;
	struct import_undo undo;
	struct fault fault = {0};
	import_lines(base, "{\"id\":\"a\",\"answer\":\"A\",\"tags\":[\"t\"]}\n"
			   "{\"id\":\"r\",\"answer\":\"R\",\"status\":\"retired\"}\n");
	struct import_report report =
	    import_lines(base, "{\"id\":\"a\",\"answer\":\"A2\"}\n{\"id\":\"n\",\"answer\":\"N\"}\n"
			       "{\"id\":\"r\",\"answer\":\"R\"}\n");
	must(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault), &fault);
	assert_int_equal(undo.restored, 2);
	assert_int_equal(undo.retired, 1);
	assert_string_equal(find_entry(base, "a").content.answer, "A");
	assert_int_equal(find_entry(base, "a").content.tag_count, 1);
	assert_int_equal(find_entry(base, "r").content.status, ENTRY_RETIRED);
	assert_int_equal(find_entry(base, "n").content.status, ENTRY_RETIRED);
	assert_false(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault));
	assert_int_equal(fault.code, FAULT_ALREADY_UNDONE);
}

static void what_somebody_changed_since_is_not_undone(void **state)
{
	struct base *base = *state;
	struct import_undo undo;
	struct fault fault = {0};
	struct import_report report =
	    import_lines(base, "{\"id\":\"a\",\"answer\":\"A\"}\n{\"id\":\"b\",\"answer\":\"B\"}\n");
	import_lines(base, "{\"id\":\"b\",\"answer\":\"B2\"}\n");
	assert_false(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	assert_int_equal(undo.conflict_total, 1);
	assert_string_equal(undo.conflicts[0].external_id, "b");
	assert_int_equal(find_entry(base, "a").content.status, ENTRY_PUBLISHED);
	struct import_id nothing = {"00000000000000000000000000000000000"};
	assert_false(import_undo(base->store, &nothing, NULL, base->arena, &undo, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void many_entries_are_stored_and_undone_in_batches(void **state)
{
	struct base *base = *state;
	struct import_record *records;
	struct import_undo undo;
	struct fault fault = {0};
	struct buffer text = buffer_new(1 << 20);
	int count;
	for (int i = 0; i < 450; i++)
		buffer_format(&text, "{\"id\":\"e%d\",\"answer\":\"A\"}\n", i);
	struct import_report report = import_lines(base, text.bytes);
	assert_int_equal(report.counts.added, 450);
	must(import_list(store_reader(base->store), 10, base->arena, &records, &count, &fault),
	     &fault);
	assert_int_equal(count, 1);
	assert_string_equal(records[0].file, "faq.jsonl");
	assert_string_equal(records[0].state, "done");
	assert_int_equal(records[0].counts.added, 450);
	assert_int_equal(atomic_load(&import_progress.stage), IMPORT_IDLE);
	must(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault), &fault);
	assert_int_equal(undo.retired, 450);
	assert_int_equal(count_entries(base), 0);
	buffer_free(&text);
}

static void a_dry_run_says_what_would_change(void **state)
{
	struct base *base = *state;
	struct import_report report;
	struct fault fault = {0};
	static const char text[] = "{\"id\":\"a\",\"answer\":\"A\",\"question\":\"Q\"}\n"
				   "{\"id\":\"b\",\"answer\":\"B\",\"variants\":[\"v\"],\"language\":\"en\"}\n";
	import_lines(base, "{\"id\":\"a\",\"answer\":\"A\",\"question\":\"Q\"}\n"
			   "{\"id\":\"b\",\"answer\":\"B\"}\n");
	struct import_request request = {
	    .source = {.bytes = text, .length = sizeof(text) - 1, .format = IMPORT_JSONL},
	    .dry_run = true};
	must(import_run(base->store, &request, base->arena, &report, &fault), &fault);
	assert_int_equal(report.effect_count, 2);
	assert_int_equal(report.effects[0].outcome, IMPORT_CHANGED);
	assert_int_equal(report.effects[0].line, 2);
	assert_string_equal(report.effects[0].changes, "variants language");
	assert_int_equal(report.effects[1].outcome, IMPORT_UNCHANGED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(what_goes_out_comes_back),
	    on_base(the_same_base_is_the_same_bytes),
	    on_base(formulas_are_made_harmless),
	    on_base(more_variants_than_fit_in_a_cell),
	    on_base(a_rasa_project_is_read),
	    on_base(a_dialogflow_agent_is_read),
	    on_base(a_folder_of_articles_is_read),
	    on_base(a_zendesk_help_center_is_read),
	    on_base(sections_in_a_circle_are_refused),
	    on_base(pages_are_read),
	    on_base(headings_in_the_plural_are_read),
	    on_base(broken_yaml_says_where),
	    on_base(tables_in_other_encodings_are_read),
	    on_base(a_bad_row_says_where),
	    on_base(archives_do_not_escape),
	    on_base(links_in_archives_are_refused),
	    on_base(archives_do_not_explode),
	    on_base(broken_workbooks_are_refused),
	    on_base(yaml_that_grows_is_refused),
	    on_base(a_bad_article_says_which),
	    on_base(an_import_is_undone_as_a_whole),
	    on_base(what_somebody_changed_since_is_not_undone),
	    on_base(many_entries_are_stored_and_undone_in_batches),
	    on_base(a_dry_run_says_what_would_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
