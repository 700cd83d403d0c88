/* Imports that are tried dry, and undone. */
#include "tests/unit/exchange_support.h"

#include "kb/import_history.h"

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
	    on_base(an_import_is_undone_as_a_whole),
	    on_base(what_somebody_changed_since_is_not_undone),
	    on_base(many_entries_are_stored_and_undone_in_batches),
	    on_base(a_dry_run_says_what_would_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
