/* The gate: golden questions are asked of the candidate, and what it decides
 * otherwise stops the publication. */
#include "tests/unit/knowledge_support.h"

#include "bot/bot.h"
#include "bot/gate.h"
#include "data/settings.h"
#include "kb/publish.h"

static const char *const BASE =
    "{\"id\":\"roaming\",\"question\":\"What does roaming cost abroad?\",\"variants\":[\"roaming "
    "price\",\"price of using my phone in another country\",\"cost of roaming\"],"
    "\"answer\":\"25 a day\"}\n"
    "{\"id\":\"returns\",\"question\":\"How do I send back an order?\",\"variants\":[\"return a "
    "parcel\",\"give back what I bought\"],\"answer\":\"Within seven days\"}\n"
    "{\"id\":\"invoice\",\"question\":\"Where is my invoice?\",\"variants\":[\"download a bill\","
    "\"get the bill for last month\"],\"answer\":\"In the app\"}\n";

static const struct golden good[] = {
    {.text = "What does roaming cost abroad?", .expect = "answer", .entry = "roaming"},
    {.text = "let me talk to a human", .expect = "handoff", .entry = NULL},
};

static const struct golden bad[] = {
    {.text = "What does roaming cost abroad?", .expect = "answer", .entry = "returns"},
    {.text = "How do I send back an order?", .expect = "handoff", .entry = NULL},
    {.text = "Where is my invoice?", .expect = "answer", .entry = "no-such-entry"},
};

static bool try_publish(struct base *base, const char *reason, struct publish_report *report,
			struct fault *fault)
{
	*fault = (struct fault){0};
	struct gate_request request = {.reason = reason};
	return gate_publish(base->store, &request, base->arena, report, fault);
}

static void save(struct base *base, const struct golden *golden, int count)
{
	struct fault fault = {0};
	must(golden_import(base->store, golden, count, &fault), &fault);
}

static void good_questions_pass(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct fault fault;
	import_text(base, IMPORT_JSONL, BASE);
	save(base, good, 2);
	must(try_publish(base, NULL, &report, &fault), &fault);
	assert_int_equal(report.publication.golden_passed, 2);
	assert_int_equal(report.publication.golden_failed, 0);
}

static void each_wrong_decision_is_listed(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct fault fault;
	import_text(base, IMPORT_JSONL, BASE);
	save(base, good + 1, 1);
	save(base, bad, 3);
	assert_false(try_publish(base, NULL, &report, &fault));
	assert_int_equal(fault.code, FAULT_GOLDEN_FAILED);
	assert_int_equal(fault.actual, 3);
	assert_int_equal(report.golden.passed, 1);
	/* In the order of their texts. */
	const struct golden_failure *failures = report.golden.failures;
	assert_string_equal(failures[0].expect, "handoff");
	assert_string_equal(failures[0].got_entry, "returns");
	assert_string_equal(failures[1].expect_entry, "returns");
	assert_string_equal(failures[1].expect_question, "How do I send back an order?");
	assert_string_equal(failures[1].got, "answer");
	assert_string_equal(failures[1].got_entry, "roaming");
	assert_string_equal(failures[1].got_question, "What does roaming cost abroad?");
	assert_string_equal(failures[2].expect_entry, "no-such-entry");
	assert_null(failures[2].expect_question);
}

static void every_failure_counts(bool all)
{
	struct fault fault;
	setenv("FOYER_GOLDEN_ALL", all ? "1" : "0", 1);
	must(settings_load(&fault), &fault);
}

/* Another entry has the invoice's wordings. */
static void break_invoice(struct base *base)
{
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"invoice\",\"question\":\"How tall is the tower?\",\"answer\":\"300 "
		    "m\"}\n{\"id\":\"bills\",\"question\":\"Where is my invoice?\",\"variants\":"
		    "[\"download a bill\",\"get the bill for last month\"],\"answer\":\"Here\"}\n");
}

static bool retire_it(void *entry, struct transaction *transaction, struct fault *fault)
{
	int64_t version = 2;
	return entry_retire(transaction, entry, NULL, &version, fault);
}

/* As commands publish: what is live is read from the folder. */
static void what_fails_on_the_live_base_too_stops_nothing(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct fault fault;
	const struct golden mine = {
	    .text = "Where is my invoice?", .expect = "answer", .entry = "invoice"};
	import_text(base, IMPORT_JSONL, BASE);
	must(try_publish(base, NULL, &report, &fault), &fault);
	save(base, bad, 1);
	save(base, &mine, 1);
	must(try_publish(base, NULL, &report, &fault), &fault);
	assert_int_equal(report.publication.golden_failed, 1);
	assert_int_equal(report.golden.newly_broken, 0);
	every_failure_counts(true);
	assert_false(try_publish(base, NULL, &report, &fault));
	assert_int_equal(fault.actual, 1);
	every_failure_counts(false);
	break_invoice(base);
	assert_false(try_publish(base, NULL, &report, &fault));
	assert_int_equal(fault.code, FAULT_GOLDEN_FAILED);
	assert_int_equal(fault.actual, 1);
	assert_int_equal(report.golden.failed, 2);
	struct entry_id gone = find_entry(base, "invoice").id;
	must(write_with(base, retire_it, &gone, &fault), &fault);
	assert_false(try_publish(base, NULL, &report, &fault));
	for (int i = 0; i < report.golden.failed; i++)
		if (report.golden.failures[i].is_new)
			assert_string_equal(report.golden.failures[i].expect_question,
					    "Where is my invoice?");
	/* It is live now, so the next one breaks nothing. */
	must(try_publish(base, "tomorrow", &report, &fault), &fault);
	must(try_publish(base, NULL, &report, &fault), &fault);
}

static void a_reason_lets_them_through(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct fault fault;
	import_text(base, IMPORT_JSONL, BASE);
	save(base, bad, 3);
	must(try_publish(base, "tomorrow", &report, &fault), &fault);
	assert_int_equal(report.publication.golden_failed, 3);
	assert_string_equal(report.publication.reason, "tomorrow");
}

static void it_asks_in_the_language_of_the_entry(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct fault fault;
	const struct golden both[] = {
	    {.text = "谢谢你的帮助啊", .expect = "answer", .entry = "thanks_cn"},
	    {.text = "謝謝你的幫助啊", .expect = "answer", .entry = "thanks_tw"},
	};
	import_text(base, IMPORT_JSONL, BASE);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"thanks_cn\",\"question\":\"谢谢你的帮助\",\"answer\":\"不客气\","
		    "\"language\":\"zh-CN\"}\n"
		    "{\"id\":\"thanks_tw\",\"question\":\"謝謝你的幫助\",\"answer\":\"不客氣\","
		    "\"language\":\"zh-TW\"}\n");
	save(base, both, 2);
	must(try_publish(base, "whatever the confidence", &report, &fault), &fault);
	for (int i = 0; i < report.golden.failed; i++)
		assert_string_not_equal(report.golden.failures[i].got, "answer");
}

static void it_asks_without_changing_the_snapshot(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct golden_result first;
	struct golden_result second;
	struct fault fault;
	import_text(base, IMPORT_JSONL, BASE);
	must(try_publish(base, NULL, &report, &fault), &fault);
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	must(snapshot != NULL && bot_prepare(snapshot, &fault), &fault);
	struct what_if_side side = {.snapshot = snapshot, .policy = bot_policy_default()};
	gate_run(&side, NULL, bad, 3, base->arena, &first);
	gate_run(&side, &side, bad, 3, base->arena, &second);
	assert_int_equal(first.failed, 3);
	assert_int_equal(second.failed, 3);
	assert_int_equal(second.newly_broken, 0);
	assert_int_equal(second.fixed_count, 0);
	assert_true(first.failures[0].confidence == second.failures[0].confidence);
	snapshot_release(&snapshot);
}

/* Opens publication `number` as a side. */
static struct what_if_side side_of(struct base *base, int64_t number)
{
	char path[400];
	struct fault fault;
	publication_path(base->folder, number, path, sizeof(path));
	struct snapshot *snapshot = snapshot_open(path, &fault);
	must(snapshot != NULL && bot_prepare(snapshot, &fault), &fault);
	return (struct what_if_side){.snapshot = snapshot, .policy = bot_policy_default()};
}

static void it_tells_what_is_newly_broken_and_what_is_fixed(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct golden_result result;
	struct fault fault;
	const struct golden golden[] = {
	    {.text = "Where is my invoice?", .expect = "answer", .entry = "bills"},
	    {.text = "What does roaming cost abroad?", .expect = "answer", .entry = "roaming"},
	    {.text = "Where is my invoice?", .expect = "answer", .entry = "invoice"},
	};
	import_text(base, IMPORT_JSONL, BASE);
	must(try_publish(base, NULL, &report, &fault), &fault);
	break_invoice(base);
	must(try_publish(base, NULL, &report, &fault), &fault);
	struct what_if_side live = side_of(base, 1), candidate = side_of(base, 2);
	gate_run(&candidate, &live, golden, 3, base->arena, &result);
	assert_int_equal(result.passed, 2);
	assert_int_equal(result.newly_broken, 1);
	assert_true(result.failures[0].is_new);
	assert_string_equal(result.failures[0].got_entry, "bills");
	assert_int_equal(result.fixed_count, 1);
	assert_string_equal(result.fixed[0].got_entry, "invoice");
	snapshot_release(&live.snapshot);
	snapshot_release(&candidate.snapshot);
}

static void what_must_not_be_answered_may_be_asked_back(void **state)
{
	struct base *base = *state;
	struct publish_report report;
	struct golden_result result;
	const struct golden golden[] = {
	    {.text = "is it raining in the mountains", .expect = "unmatched"},
	    {.text = "What does roaming cost abroad?", .expect = "unmatched"},
	};
	struct fault fault;
	import_text(base, IMPORT_JSONL, BASE);
	must(try_publish(base, NULL, &report, &fault), &fault);
	struct what_if_side side = side_of(base, 1);
	gate_run(&side, NULL, golden, 2, base->arena, &result);
	assert_int_equal(result.passed, 1);
	assert_string_equal(result.failures[0].text, golden[1].text);
	snapshot_release(&side.snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(good_questions_pass),
	    on_base(each_wrong_decision_is_listed),
	    on_base(what_fails_on_the_live_base_too_stops_nothing),
	    on_base(a_reason_lets_them_through),
	    on_base(it_asks_in_the_language_of_the_entry),
	    on_base(it_asks_without_changing_the_snapshot),
	    on_base(it_tells_what_is_newly_broken_and_what_is_fixed),
	    on_base(what_must_not_be_answered_may_be_asked_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
