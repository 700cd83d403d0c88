/* The whole base in and out: a server that imports what another exported has
 * the same base and publishes the same snapshot; what is bad is refused with
 * its line; an import is undone with all that it brought. */
#include "tests/unit/knowledge_support.h"

#include "bot/rule_draft.h"
#include "kb/base_part.h"
#include "kb/compile.h"
#include "kb/export.h"
#include "kb/file.h"
#include "kb/gather.h"
#include "kb/import_history.h"

/* Not in the order in which it is exported. */
static const char BASE[] =
    "{\"part\":\"golden\",\"text\":\"may I send it back\",\"expect\":\"answer\",\"entry\":\"returns\",\"site\":\"shop\"}\n"
    "{\"part\":\"golden\",\"text\":\"叫经理\",\"expect\":\"handoff\",\"language\":\"zh-CN\"}\n"
    "{\"part\":\"judgement\",\"text\":\"Send it back??\",\"language\":\"en\",\"entry\":\"returns\",\"is_right\":true,\"source\":\"editor\"}\n"
    "{\"part\":\"judgement\",\"text\":\"what is the weather\",\"language\":\"en\",\"entry\":\"\",\"is_right\":true,\"source\":\"agent\"}\n"
    "{\"part\":\"synonyms\",\"words\":[\"phone\",\"mobile\",\"handset\"]}\n"
    "{\"part\":\"synonyms\",\"words\":[\"bill\",\"invoice\"]}\n"
    "{\"part\":\"stop-word\",\"word\":\"please\"}\n"
    "{\"part\":\"stop-word\",\"word\":\"请问\"}\n"
    "{\"part\":\"category\",\"category\":\"orders\",\"en\":\"Orders\",\"zh-CN\":\"订单\",\"zh-TW\":\"訂單\"}\n"
    "{\"part\":\"category\",\"category\":\"orders/returns\",\"zh-CN\":\"退货\"}\n"
    "{\"part\":\"rule\",\"name\":\"refunds\",\"kind\":\"words\",\"words\":{\"any\":[\"refund\",\"退款\"]},\"priority\":2000,"
    "\"conditions\":{\"sites\":[\"shop\"]},\"actions\":{\"say\":{\"text\":\"Here.\"}},\"is_active\":true}\n"
    "{\"part\":\"rule\",\"name\":\"asleep\",\"kind\":\"pattern\",\"pattern\":\"zz+\",\"priority\":2000,"
    "\"actions\":{\"tags\":[\"sleepy\"]},\"is_active\":false}\n"
    "{\"id\":\"returns\",\"question\":\"How do I return it?\",\"variants\":[\"send back\",\"b\",\"a\"],\"answer\":\"**14** days\","
    "\"category\":\"orders/returns\",\"tags\":[\"post\"],\"language\":\"en\",\"sites\":[\"shop\",\"web\"],\"translation\":\"returns\","
    "\"valid_until\":4102444800000,\"buttons\":[{\"action\":\"ask\",\"label\":\"More\",\"target\":\"What else?\"}]}\n"
    "{\"id\":\"hours\",\"question\":\"When are you open?\",\"answer\":\"Not yet sure.\",\"status\":\"review\",\"approved\":"
    "{\"id\":\"hours\",\"question\":\"When do you open?\",\"answer\":\"At nine.\",\"variants\":[\"opening hours\"]}}\n"
    "{\"id\":\"old\",\"question\":\"Do you sell pagers?\",\"answer\":\"No more.\",\"status\":\"retired\"}\n"
    "{\"id\":\"a-draft\",\"question\":\"Will you sell tablets?\",\"answer\":\"Perhaps.\",\"status\":\"draft\"}\n";

/* One pixel. */
static const unsigned char PICTURE[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d,
    0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01,
    0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00,
    0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xe0, 0xce, 0x8e, 0xfe,
    0x0f, 0x00, 0x02, 0xbe, 0x01, 0x97, 0x76, 0x84, 0x74, 0x59, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82
};

static bool run(struct base *base, const char *text, bool dry_run, struct import_report *report,
		struct fault *fault)
{
	struct import_request request = {.source = {.bytes = text,
						    .length = strlen(text),
						    .format = IMPORT_JSONL,
						    .read_rule = rule_draft_read_json},
					 .dry_run = dry_run};
	*fault = (struct fault){0};
	return import_run(base->store, &request, base->arena, report, fault);
}

static struct import_report take(struct base *base, const char *text)
{
	struct import_report report;
	struct fault fault;
	if (!run(base, text, false, &report, &fault) && report.file.fault_count > 0) {
		const struct fault *first = &report.file.faults[0].fault;
		fail_msg("line %d: %s of %s: %s", (int)first->line, fault_type(first->code),
			 first->field, first->detail);
	}
	must(*report.id.text != '\0', &fault);
	return report;
}

static const char *whole(struct base *base)
{
	struct export_wish wish = {.format = IMPORT_JSONL, .is_whole = true};
	struct buffer out;
	struct fault fault = {0};
	must(export_entries(store_reader(base->store), &wish, &out, &fault), &fault);
	const char *text =
	    out.length == 0 ? "" : arena_copy_text(base->arena, out.bytes, out.length);
	buffer_free(&out);
	return text;
}

static uint64_t source_hash(struct base *base)
{
	struct gathered gathered;
	struct fault fault = {0};
	must(gather(store_reader(base->store), base->arena, &gathered, &fault), &fault);
	return compile_source_hash(&gathered.source);
}

static const char *add_picture(struct base *base)
{
	struct file_save save = {.arena = base->arena,
				 .bytes = (const char *)PICTURE, .length = sizeof(PICTURE)};
	struct fault fault = {0};
	must(file_save_prepare(&save, &fault) && store_write(base->store, &save.change, &fault),
	     &fault);
	return arena_text(base->arena, save.id);
}

static struct base *another(void)
{
	void *state;
	base_set_up(&state);
	return state;
}

static void forget(struct base *base)
{
	void *state = base;
	base_tear_down(&state);
}

static void another_machine_has_the_same_base(void **state)
{
	struct base *one = *state, *other = another();
	struct file file;
	struct fault fault = {0};
	take(one, BASE);
	const char *picture = add_picture(one);
	take(one, arena_format(one->arena,
			       "{\"id\":\"map\",\"question\":\"Where are you?\",\"answer\":\"![map](/v1/files/%s)\"}\n",
			       picture));
	/* Written later, and in front of others. */
	take(one, "{\"id\":\"a-first\",\"question\":\"Do you ship abroad?\",\"answer\":\"Yes.\"}\n"
		  "{\"part\":\"stop-word\",\"word\":\"hello\"}\n");
	const char *exported = whole(one);
	struct import_report report = take(other, exported);
	assert_int_equal(report.counts.changed, 0);
	assert_string_equal(whole(other), exported);
	assert_true(source_hash(other) == source_hash(one));
	assert_int_equal(
	    file_read(store_reader(other->store), picture, other->arena, &file, &fault),
	    LOOKUP_FOUND);
	assert_memory_equal(file.bytes, PICTURE, sizeof(PICTURE));
	forget(other);
}

static void what_publications_hold_comes_with_the_draft(void **state)
{
	struct base *base = *state;
	struct gathered gathered;
	struct fault fault = {0};
	take(base, BASE);
	must(gather(store_reader(base->store), base->arena, &gathered, &fault), &fault);
	assert_int_equal(gathered.source.entry_count, 2);
	assert_string_equal(gathered.source.entries[0].external_id, "hours");
	assert_string_equal(gathered.source.entries[0].answer, "At nine.");
	assert_string_equal(find_entry(base, "hours").content.answer, "Not yet sure.");
	/* Another approved text alone is a change, too. */
	struct import_report report =
	    take(base, "{\"id\":\"hours\",\"question\":\"When are you open?\",\"answer\":\"Not yet sure.\","
		       "\"status\":\"review\",\"approved\":{\"question\":\"When do you open?\",\"answer\":\"At ten.\"}}\n");
	assert_int_equal(report.counts.changed, 1);
	must(gather(store_reader(base->store), base->arena, &gathered, &fault), &fault);
	assert_string_equal(gathered.source.entries[0].answer, "At ten.");
}

static void the_same_lines_again_change_nothing(void **state)
{
	struct base *base = *state;
	take(base, BASE);
	struct import_report again = take(base, BASE);
	assert_int_equal(again.counts.added, 0);
	assert_int_equal(again.counts.changed, 0);
	assert_int_equal(again.counts.unchanged, 16);
}

static void an_import_is_undone_with_all_that_it_brought(void **state)
{
	struct base *base = *state;
	struct import_undo undo;
	struct fault fault = {0};
	take(base, BASE);
	uint64_t before = source_hash(base);
	struct import_report report =
	    take(base, "{\"part\":\"golden\",\"text\":\"may I send it back\",\"expect\":\"unmatched\"}\n"
		       "{\"part\":\"stop-word\",\"word\":\"well\"}\n"
		       "{\"part\":\"category\",\"category\":\"orders\",\"en\":\"Purchases\"}\n"
		       "{\"part\":\"judgement\",\"text\":\"new\",\"entry\":\"hours\",\"is_right\":false,\"source\":\"editor\"}\n"
		       "{\"part\":\"rule\",\"name\":\"refunds\",\"kind\":\"pattern\",\"pattern\":\"refund\",\"priority\":2000,"
		       "\"actions\":{\"tags\":[\"x\"]}}\n"
		       "{\"id\":\"new\",\"question\":\"New?\",\"answer\":\"New.\"}\n");
	assert_int_equal(report.counts.added, 3);
	assert_int_equal(report.counts.changed, 3);
	assert_true(source_hash(base) != before);
	must(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault), &fault);
	assert_true(source_hash(base) == before);
	assert_null(strstr(whole(base), "\"well\""));
	assert_non_null(strstr(whole(base), "\"zh-TW\":\"訂單\""));
	assert_non_null(strstr(whole(base), "\"text\":\"may I send it back\",\"expect\":\"answer\""));
}

/* A line is long where it is a picture's, which is told by its part and by nothing else. */
static void a_word_for_files_is_a_word_like_others(void **state)
{
	struct base *base = *state;
	static const char lines[] =
	    "{\"part\":\"golden\",\"text\":\"file\",\"expect\":\"answer\",\"entry\":\"the-first-of-them\",\"site\":\"shop\"}\n"
	    "{\"part\":\"golden\",\"text\":\"other\",\"expect\":\"handoff\",\"language\":\"zh-CN\",\"site\":\"blog\"}\n"
	    "{\"part\":\"rule\",\"name\":\"file\",\"kind\":\"pattern\",\"pattern\":\"zz+\",\"priority\":7,"
	    "\"actions\":{\"tags\":[\"sleepy\"]},\"is_active\":true}\n"
	    "{\"part\":\"rule\",\"name\":\"next\",\"kind\":\"words\",\"words\":{\"any\":[\"refund\"]},\"priority\":8,"
	    "\"actions\":{\"say\":{\"text\":\"Here.\"}},\"is_active\":true}\n"
	    "{\"id\":\"the-first-of-them\",\"question\":\"How?\",\"answer\":\"So.\"}\n";
	(void)take(base, lines);
	const char *text = whole(base);
	assert_non_null(strstr(text, "\"text\":\"file\",\"expect\":\"answer\",\"entry\":"
				     "\"the-first-of-them\",\"site\":\"shop\""));
	assert_non_null(strstr(text, "\"name\":\"file\",\"kind\":\"pattern\",\"pattern\":\"zz+\""));
}

static void what_somebody_changed_since_is_not_undone(void **state)
{
	struct base *base = *state;
	struct import_undo undo;
	struct fault fault = {0};
	struct import_report report = take(base, BASE);
	take(base, "{\"part\":\"golden\",\"text\":\"叫经理\",\"expect\":\"unmatched\"}\n");
	const char *now = whole(base);
	assert_false(import_undo(base->store, &report.id, NULL, base->arena, &undo, &fault));
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	assert_int_equal(undo.conflict_total, 1);
	assert_string_equal(undo.conflicts[0].external_id, "golden");
	assert_string_equal(undo.conflicts[0].question, "叫经理");
	assert_string_equal(whole(base), now);
}

static void a_dry_run_tells_of_every_line(void **state)
{
	struct base *base = *state;
	struct import_report report;
	struct fault fault;
	take(base, "{\"part\":\"stop-word\",\"word\":\"please\"}\n");
	const char *before = whole(base);
	must(run(base, BASE, true, &report, &fault), &fault);
	assert_int_equal(report.counts.added, 15);
	assert_int_equal(report.counts.unchanged, 1);
	assert_string_equal(whole(base), before);
	for (int at = 0; at < report.effect_count; at++)
		if (strcmp(report.effects[at].part, "rule") == 0)
			return;
	fail_msg("no rule among %d", report.effect_count);
}

static void bad_lines_are_refused_and_nothing_is_stored(void **state)
{
	struct base *base = *state;
	static const struct {
		const char *line;
		enum fault_code code;
		const char *field;
	} bad[] = {
	    {"{\"part\":\"spell\"}", FAULT_NOT_ALLOWED_VALUE, "part"},
	    {"{\"part\":7}", FAULT_NOT_ALLOWED_VALUE, "part"},
	    {"{\"part\":\"stop-word\",\"word\":\"x\",\"weight\":1}", FAULT_UNKNOWN_FIELD, "weight"},
	    {"{\"part\":\"stop-word\"}", FAULT_MISSING_FIELD, "word"},
	    {"{\"part\":\"synonyms\",\"words\":[\"one\"]}", FAULT_NOT_ALLOWED_VALUE, "words"},
	    {"{\"part\":\"synonyms\",\"words\":\"one two\"}", FAULT_WRONG_TYPE, "words"},
	    {"{\"part\":\"golden\",\"text\":\"x\",\"expect\":\"answer\"}", FAULT_MISSING_FIELD, "entry"},
	    {"{\"part\":\"judgement\",\"text\":\"x\",\"entry\":\"y\",\"source\":\"editor\"}", FAULT_MISSING_FIELD,
	     "is_right"},
	    {"{\"part\":\"judgement\",\"text\":\"x\",\"entry\":\"y\",\"is_right\":true,\"source\":\"me\"}",
	     FAULT_NOT_ALLOWED_VALUE, "source"},
	    {"{\"part\":\"category\",\"category\":\"x\"}", FAULT_MISSING_FIELD, "en"},
	    {"{\"part\":\"file\",\"id\":\"x\",\"base64\":\"%%\"}", FAULT_MALFORMED, "base64"},
	    {"{\"part\":\"file\",\"id\":\"x\",\"base64\":\"PHNjcmlwdD4=\"}", FAULT_FILE_KIND, "file"},
	    {"{\"part\":\"file\",\"id\":\"x\",\"base64\":\"aGVsbG8=\"}", FAULT_NOT_ALLOWED_VALUE, "id"},
	    /* A rule that would never end. */
	    {"{\"part\":\"rule\",\"name\":\"r\",\"kind\":\"pattern\",\"pattern\":\"(a+)+$\",\"actions\":{\"tags\":[\"x\"]}}",
	     FAULT_SLOW_PATTERN, "pattern"},
	    {"{\"part\":\"rule\",\"name\":\"builtin/r\",\"kind\":\"pattern\",\"pattern\":\"a\",\"actions\":{\"tags\":[\"x\"]}}",
	     FAULT_NOT_ALLOWED_VALUE, "name"},
	    {"{\"part\":\"stop-word\",\"word\":\"good\"}", FAULT_EXISTS, "part"},
	    {"{\"id\":\"x\",\"question\":\"q\",\"answer\":\"a\",\"approved\":{\"answr\":\"a\"}}", FAULT_UNKNOWN_FIELD,
	     "approved.answr"},
	};
	for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
		struct import_report report;
		struct fault fault;
		const char *text = arena_format(
		    base->arena, "{\"part\":\"stop-word\",\"word\":\"good\"}\n%s\n", bad[at].line);
		if (run(base, text, false, &report, &fault))
			fail_msg("taken: %s", bad[at].line);
		assert_int_equal(fault.code, FAULT_ROWS_REFUSED);
		assert_int_equal(report.file.fault_count, 1);
		if (report.file.faults[0].fault.code != bad[at].code ||
		    strcmp(report.file.faults[0].fault.field, bad[at].field) != 0)
			fail_msg("%s: %s of %s", bad[at].line,
				 fault_type(report.file.faults[0].fault.code),
				 report.file.faults[0].fault.field);
		assert_int_equal(report.file.faults[0].fault.line, 2);
		assert_string_equal(whole(base), "");
	}
}

static void words_that_another_group_has_take_all_of_it_back(void **state)
{
	struct base *base = *state;
	struct import_report report;
	struct fault fault;
	take(base, "{\"part\":\"synonyms\",\"words\":[\"phone\",\"cell\"]}\n");
	const char *before = whole(base);
	assert_false(run(base, "{\"part\":\"stop-word\",\"word\":\"good\"}\n"
			       "{\"part\":\"synonyms\",\"words\":[\"cell\",\"prison\"]}\n",
			 false, &report, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_int_equal(fault.line, 2);
	assert_string_equal(whole(base), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(another_machine_has_the_same_base),
	    on_base(what_publications_hold_comes_with_the_draft),
	    on_base(the_same_lines_again_change_nothing),
	    on_base(an_import_is_undone_with_all_that_it_brought),
	    on_base(a_word_for_files_is_a_word_like_others),
	    on_base(what_somebody_changed_since_is_not_undone),
	    on_base(a_dry_run_tells_of_every_line),
	    on_base(bad_lines_are_refused_and_nothing_is_stored),
	    on_base(words_that_another_group_has_take_all_of_it_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
