/* Imports and exports in every format: what goes out comes back, and what others'
 * tools write is read. */
#include "tests/unit/exchange_support.h"

#include "kb/export.h"

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

static void code_pictures_and_tables_are_read(void **state)
{
	struct base *base = *state;
	assert_int_equal(import_file(base, "manual.html").counts.added, 1);
	assert_string_equal(find_entry(base, "How do I set it up?").content.answer,
			    "Run `foyer --port=80` or `` a `b` c ``, then [look](<https://a.example/a b>).\n\n"
			    "```sh\none\ntwo\n```\n\n"
			    "![The plan](https://a.example/plan.png) Mind snake_case and \\*stars\\*.\n\n"
			    "Size | Price\nsmall | 5");
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
	    on_base(code_pictures_and_tables_are_read),
	    on_base(headings_in_the_plural_are_read),
	    on_base(tables_in_other_encodings_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
