/* Trials on the drafts: compiled when they changed and only then, compared
 * with what is live, judged by people, gone back from. */
#include <time.h>

#include "tests/unit/knowledge_support.h"

#include <unistd.h>

#include "bot/bot.h"
#include "bot/gate.h"
#include "data/audit.h"
#include "data/clock.h"
#include "kb/difference.h"
#include "kb/draft.h"
#include "kb/judgement.h"
#include "kb/plan.h"
#include "kb/publish.h"
#include "kb/recover.h"
#include "kb/snapshot_format.h"

SQL_WRITE(TEST_SYNONYM, "INSERT INTO synonym (id, words, changed_at) VALUES "
			"('s', '[\"abroad\",\"overseas\"]', 1)");
SQL_WRITE(TEST_STOP_WORD, "INSERT INTO stop_word (id, word, changed_at) VALUES ('w', 'please', 1)");

static const char *const BASE =
    "{\"id\":\"roaming\",\"question\":\"What does roaming cost abroad?\",\"variants\":[\"roaming "
    "price\",\"cost of roaming\"],\"answer\":\"25 a day\",\"category\":\"travel\"}\n"
    "{\"id\":\"returns\",\"question\":\"How do I send back an order?\",\"variants\":[\"return a "
    "parcel\"],\"answer\":\"Within seven days\"}\n";

static int64_t publish(struct base *base)
{
	struct gate_request request = {.reason = "tests"};
	struct publish_report report;
	struct fault fault;
	must(gate_publish(base->store, &request, base->arena, &report, &fault), &fault);
	return report.publication.number;
}

static struct snapshot *open_number(struct base *base, int64_t number)
{
	char path[400];
	struct fault fault;
	publication_path(base->folder, number, path, sizeof(path));
	struct snapshot *snapshot = recover_open(path, bot_prepare, &fault);
	must(snapshot != NULL, &fault);
	return snapshot;
}

/* The drafts ------------------------------------------------------------------------- */

static void drafts_are_compiled_once_for_each_change(void **state)
{
	struct base *base = *state;
	struct fault fault;
	const struct golden golden = {.text = "roaming?", .expect = "unmatched"};
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	assert_null(drafts_acquire(drafts, NULL, &fault));
	assert_int_equal(fault.code, FAULT_EMPTY);
	import_text(base, IMPORT_JSONL, BASE);
	struct snapshot *first = drafts_acquire(drafts, NULL, &fault);
	must(first != NULL, &fault);
	assert_int_equal(snapshot_number(first), 0);
	/* A golden question is no change of the entries. */
	must(golden_import(base->store, &golden, 1, &fault), &fault);
	struct snapshot *again = drafts_acquire(drafts, NULL, &fault);
	assert_ptr_equal(first, again);
	assert_int_equal(drafts_compiled(drafts), 1);
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"bills\",\"question\":\"Where is my bill?\",\"answer\":\"In the app\"}\n");
	struct snapshot *changed = drafts_acquire(drafts, NULL, &fault);
	must(changed != NULL, &fault);
	assert_int_equal(drafts_compiled(drafts), 2);
	assert_non_null(snapshot_find(changed, "bills"));
	/* Whoever holds the one before keeps it. */
	assert_null(snapshot_find(first, "bills"));
	snapshot_release(&first);
	snapshot_release(&again);
	snapshot_release(&changed);
	drafts_free(&drafts);
}

static const struct difference_item *item_of(const struct difference *difference, const char *id)
{
	for (int at = 0; at < difference->count; at++)
		if (strcmp(difference->items[at].id, id) == 0)
			return &difference->items[at];
	return NULL;
}

static void the_difference_names_what_was_added_changed_and_removed(void **state)
{
	struct base *base = *state;
	struct difference difference;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base);
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"roaming\",\"question\":\"What does roaming cost abroad?\",\"variants\":"
	    "[\"cost of roaming\",\"phone abroad\"],\"answer\":\"30 a day\",\"category\":"
	    "\"travel\"}\n"
	    "{\"id\":\"bills\",\"question\":\"Where is my bill?\",\"answer\":\"In the app\"}\n");
	publish(base);
	struct snapshot *before = open_number(base, 1), *after = open_number(base, 2);
	difference_find(before, after, base->arena, &difference);
	assert_int_equal(difference.count, 2);
	assert_int_equal(difference.counts[0].added, 1);
	assert_int_equal(difference.counts[0].changed, 1);
	const struct difference_item *item = item_of(&difference, "roaming");
	assert_int_equal(item->kind, DIFFERENCE_CHANGED);
	assert_int_equal(item->field_count, 1);
	assert_string_equal(item->fields[0].name, "answer");
	assert_string_equal(item->fields[0].before, "25 a day");
	assert_string_equal(item->fields[0].after, "30 a day");
	assert_int_equal(item->added_count, 1);
	assert_string_equal(item->added[0], "phone abroad");
	assert_int_equal(item->removed_count, 1);
	assert_string_equal(item->removed[0], "roaming price");
	difference_find(after, before, base->arena, &difference);
	assert_int_equal(item_of(&difference, "bills")->kind, DIFFERENCE_REMOVED);
	difference_find(after, after, base->arena, &difference);
	assert_int_equal(difference.count, 0);
	difference_find(NULL, after, base->arena, &difference);
	assert_int_equal(difference.counts[0].added, 3);
	snapshot_release(&before);
	snapshot_release(&after);
}

static bool add_words(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	struct query *query = db_query(transaction_db(transaction), &TEST_SYNONYM);
	if (!query_run(&query, fault))
		return false;
	query = db_query(transaction_db(transaction), &TEST_STOP_WORD);
	return query_run(&query, fault);
}

static void the_difference_names_synonyms_and_stop_words(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct difference difference;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base);
	must(write_with(base, add_words, NULL, &fault), &fault);
	publish(base);
	struct snapshot *before = open_number(base, 1), *after = open_number(base, 2);
	difference_find(before, after, base->arena, &difference);
	assert_int_equal(difference.count, 2);
	assert_string_equal(difference.items[0].what, "synonym");
	assert_string_equal(difference.items[0].id, "abroad, overseas");
	assert_string_equal(difference.items[1].what, "stop-word");
	assert_string_equal(difference.items[1].id, "please");
	difference_find(after, before, base->arena, &difference);
	assert_int_equal(difference.items[0].kind, DIFFERENCE_REMOVED);
	snapshot_release(&before);
	snapshot_release(&after);
}

/* Going back --------------------------------------------------------------------------- */

static void an_earlier_publication_is_put_live_again(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct publication publication;
	struct live *live = live_new();
	struct rollback_request request = {
	    .to = 1, .reason = "too soon", .live = live, .prepare = bot_prepare};
	int64_t pending, number;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base);
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"bills\",\"question\":\"Where is my bill?\",\"answer\":\"In the app\"}\n");
	publish(base);
	must(publish_rollback(base->store, &request, base->arena, &publication, &fault), &fault);
	assert_int_equal(publication.number, 3);
	assert_int_equal(publication.same_as, 1);
	struct snapshot *snapshot = live_acquire(live);
	assert_null(snapshot_find(snapshot, "bills"));
	snapshot_release(&snapshot);
	assert_int_equal(publication_newest(store_reader(base->store), &number, &fault),
			 LOOKUP_FOUND);
	assert_int_equal(number, 3);
	/* What came after the one put live again is pending once more. */
	must(publication_pending(store_reader(base->store), &pending, &fault), &fault);
	assert_int_equal(pending, 1);
	/* Asked for by its own number, though the snapshot in it has another's. */
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	snapshot = drafts_past(drafts, 3, &fault);
	must(snapshot != NULL, &fault);
	assert_int_equal(snapshot_number(snapshot), 1);
	snapshot_release(&snapshot);
	assert_null(drafts_past(drafts, 77, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	drafts_free(&drafts);
	/* A restart serves the same. */
	assert_int_equal(recover_live(base->store, live, bot_prepare, &fault), LOOKUP_FOUND);
	snapshot = live_acquire(live);
	assert_null(snapshot_find(snapshot, "bills"));
	snapshot_release(&snapshot);
	struct audit_filter filter = {.kind = "publication", .limit = 10};
	struct audit_line *lines;
	int count;
	must(audit_list(store_reader(base->store), &filter, base->arena, &lines, &count, &fault),
	     &fault);
	assert_int_equal(count, 3);
	assert_string_equal(lines[0].action, "publication.rollback");
	request.to = 9;
	assert_false(publish_rollback(base->store, &request, base->arena, &publication, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
	live_free(&live);
}

static void damage(struct base *base, int64_t number)
{
	char path[400];
	publication_path(base->folder, number, path, sizeof(path));
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	fseek(file, 20000, SEEK_SET);
	fwrite("damage", 1, 6, file);
	fclose(file);
}

static void a_damaged_snapshot_gives_way_to_the_one_before(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct live *live = live_new();
	import_text(base, IMPORT_JSONL, BASE);
	assert_int_equal(recover_live(base->store, live, bot_prepare, &fault), LOOKUP_ABSENT);
	publish(base);
	publish(base);
	damage(base, 2);
	assert_int_equal(recover_live(base->store, live, bot_prepare, &fault), LOOKUP_FOUND);
	struct snapshot *snapshot = live_acquire(live);
	assert_int_equal(snapshot_number(snapshot), 1);
	snapshot_release(&snapshot);
	damage(base, 1);
	assert_int_equal(recover_live(base->store, live, bot_prepare, &fault), LOOKUP_FAILED);
	assert_int_equal(fault.code, FAULT_SNAPSHOT_DAMAGED);
	live_free(&live);
}

/* As an earlier version of the program would have left it. */
static void make_older(struct base *base, int64_t number)
{
	char path[400];
	struct fault fault;
	publication_path(base->folder, number, path, sizeof(path));
	struct db *db = db_open(path, DB_WRITE, &fault);
	must(db != NULL, &fault);
	must(db_script(
		 db,
		 "UPDATE fact SET value = 1 WHERE name = 'format';"
		 "DROP TABLE rule;"
		 "CREATE TABLE rule (place INTEGER PRIMARY KEY, name TEXT NOT NULL, pattern TEXT "
		 "NOT NULL, priority INTEGER NOT NULL, action TEXT NOT NULL, target TEXT, "
		 "language TEXT NOT NULL);"
		 "INSERT INTO rule (name, pattern, priority, action, target, language) VALUES "
		 "('boss', 'the boss', 5, 'handoff', NULL, 'en');",
		 &fault),
	     &fault);
	db_close(&db);
	must(snapshot_seal(path, &fault), &fault);
}

static void an_older_format_is_compiled_anew_from_what_it_holds(void **state)
{
	struct base *base = *state;
	struct fault fault;
	int rules, wordings;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base);
	make_older(base, 1);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"roaming\",\"question\":\"Not published\",\"answer\":\"Not yet\"}\n");
	struct live *live = live_new();
	assert_int_equal(recover_live(base->store, live, bot_prepare, &fault), LOOKUP_FOUND);
	struct snapshot *snapshot = live_acquire(live);
	assert_int_equal(snapshot_number(snapshot), 1);
	assert_int_equal(snapshot_entry_count(snapshot), 2);
	const struct snapshot_entry *entry = snapshot_find(snapshot, "roaming");
	assert_string_equal(entry->answer, "25 a day");
	wordings = entry->variants;
	assert_int_equal(wordings, 3);
	const struct snapshot_rule *rule = snapshot_rules(snapshot, &rules);
	assert_int_equal(rules, 1);
	assert_string_equal(rule->actions, "{\"hand_over\":{}}");
	assert_string_equal(rule->conditions, "{\"languages\":[\"en\"]}");
	snapshot_release(&snapshot);
	live_free(&live);
}

/* Judgements ------------------------------------------------------------------------------ */

static bool judge(void *context, struct transaction *transaction, struct fault *fault)
{
	return judgement_save(transaction, context, fault);
}

static void editors_outweigh_agents_and_a_later_word_replaces_an_earlier(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct compile_judgement *all;
	int count;
	bool right;
	struct verdict verdict = {
	    .text = "Roaming, please!", .entry = "roaming", .is_right = true, .source = "agent"};
	must(write_with(base, judge, &verdict, &fault), &fault);
	verdict = (struct verdict){
	    .text = "roaming please", .entry = "roaming", .is_right = true, .source = "editor"};
	must(write_with(base, judge, &verdict, &fault), &fault);
	verdict.is_right = false;
	must(write_with(base, judge, &verdict, &fault), &fault);
	must(judgement_all(store_reader(base->store), base->arena, &all, &count, &fault), &fault);
	struct judgements *judgements =
	    judgements_read(store_reader(base->store), base->arena, &fault);
	must(judgements != NULL, &fault);
	const char *folded = judgement_key("ROAMING please?", base->arena);
	assert_true(judgements_find(judgements, folded, "roaming", &right));
	assert_false(right);
	assert_false(judgements_find(judgements, folded, "returns", &right));
	verdict.source = "nobody";
	assert_false(write_with(base, judge, &verdict, &fault));
	assert_int_equal(fault.code, FAULT_NOT_ALLOWED_VALUE);
}

static struct verdict visitors_word = {
    .text = "roaming costs", .entry = "roaming", .is_right = true, .source = "visitor"};

static int64_t publish_tried(struct base *base, uint64_t tried, struct fault *fault)
{
	struct gate_request request = {.reason = "tests", .tried = tried};
	struct publish_report report;
	return gate_publish(base->store, &request, base->arena, &report, fault)
		   ? report.publication.number
		   : 0;
}

static void visitors_keep_no_editor_from_publishing_what_was_tried(void **state)
{
	struct base *base = *state;
	struct fault fault;
	uint64_t tried, same, other;
	struct drafts *drafts = drafts_new(base->store, bot_prepare);
	import_text(base, IMPORT_JSONL, BASE);
	struct snapshot *first = drafts_acquire(drafts, &tried, &fault);
	must(first != NULL, &fault);
	must(write_with(base, judge, &visitors_word, &fault), &fault);
	struct snapshot *learned = drafts_acquire(drafts, &same, &fault);
	must(learned != NULL, &fault);
	assert_int_equal(drafts_compiled(drafts), 2);
	assert_true(same == tried);
	assert_int_not_equal(publish_tried(base, tried, &fault), 0);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"bills\",\"question\":\"Where is my bill?\",\"answer\":\"Here\"}\n");
	assert_int_equal(publish_tried(base, tried, &fault), 0);
	assert_int_equal(fault.code, FAULT_CHANGED_MEANWHILE);
	struct snapshot *changed = drafts_acquire(drafts, &other, &fault);
	must(changed != NULL, &fault);
	assert_int_not_equal(publish_tried(base, other, &fault), 0);
	snapshot_release(&first);
	snapshot_release(&learned);
	snapshot_release(&changed);
	drafts_free(&drafts);
}

/* Golden questions one by one --------------------------------------------------------------- */

struct golden_act {
	struct golden golden;
	struct golden_id id;
};

static bool create(void *context, struct transaction *transaction, struct fault *fault)
{
	struct golden_act *act = context;
	struct golden_origin origin = {0};
	return golden_create(transaction, &act->golden, &origin, &act->id, fault);
}

static bool change(void *context, struct transaction *transaction, struct fault *fault)
{
	struct golden_act *act = context;
	return golden_change(transaction, &act->id, &act->golden, NULL, fault);
}

static bool remove_one(void *context, struct transaction *transaction, struct fault *fault)
{
	struct golden_act *act = context;
	return golden_remove(transaction, &act->id, NULL, fault);
}

static void golden_questions_are_made_changed_listed_and_removed(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct golden_page page;
	struct golden_act one = {
	    .golden = {.text = "  cost of 50% roaming ", .expect = "answer", .entry = "roaming"}};
	struct golden_act two = {.golden = {.text = "tell me a joke", .expect = "unmatched"}};
	struct golden_filter filter = {.limit = 1};
	import_text(base, IMPORT_JSONL, BASE);
	must(write_with(base, create, &one, &fault), &fault);
	/* Two of one millisecond come in any order. */
	const struct timespec later = {.tv_nsec = 3000000};
	nanosleep(&later, NULL);
	must(write_with(base, create, &two, &fault), &fault);
	assert_false(write_with(base, create, &two, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	must(golden_page(store_reader(base->store), &filter, base->arena, &page, &fault), &fault);
	assert_int_equal(page.total, 2);
	assert_int_equal(page.count, 1);
	assert_non_null(page.next);
	filter.before = page.next;
	must(golden_page(store_reader(base->store), &filter, base->arena, &page, &fault), &fault);
	assert_string_equal(page.lines[0].golden.text, "cost of 50% roaming");
	assert_string_equal(page.lines[0].entry_question, "What does roaming cost abroad?");
	assert_null(page.next);
	filter = (struct golden_filter){.query = "50% R", .entry = "roaming"};
	must(golden_page(store_reader(base->store), &filter, base->arena, &page, &fault), &fault);
	assert_int_equal(page.total, 1);
	two.golden.expect = "answer";
	assert_false(write_with(base, change, &two, &fault));
	assert_int_equal(fault.code, FAULT_MISSING_FIELD);
	two.golden = (struct golden){.text = "cost of 50% roaming", .expect = "handoff"};
	assert_false(write_with(base, change, &two, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	must(write_with(base, remove_one, &one, &fault), &fault);
	must(write_with(base, change, &two, &fault), &fault);
	assert_false(write_with(base, remove_one, &one, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

/* Plans ------------------------------------------------------------------------------------- */

static bool plan_at(void *context, struct transaction *transaction, struct fault *fault)
{
	struct plan_id id;
	return plan_set(transaction, *(int64_t *)context, NULL, NULL, &id, fault);
}

static bool unplan(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	return plan_cancel(transaction, NULL, fault);
}

static void one_publication_is_planned_at_a_time(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct plan plan;
	int64_t at = clock_now() - 1, later = clock_now() + 3600000, latest = later + 1;
	assert_false(write_with(base, plan_at, &at, &fault));
	assert_int_equal(fault.code, FAULT_OUT_OF_RANGE);
	assert_int_equal(plan_read(store_reader(base->store), base->arena, &plan, &fault),
			 LOOKUP_ABSENT);
	must(write_with(base, plan_at, &later, &fault), &fault);
	must(write_with(base, plan_at, &latest, &fault), &fault);
	/* It is there after a restart. */
	store_close(&base->store);
	base->store = store_open(base->folder, &fault);
	must(base->store != NULL, &fault);
	assert_int_equal(plan_read(store_reader(base->store), base->arena, &plan, &fault),
			 LOOKUP_FOUND);
	assert_int_equal(plan.at, latest);
	assert_string_equal(plan.state, "waiting");
	must(write_with(base, unplan, NULL, &fault), &fault);
	assert_int_equal(plan_read(store_reader(base->store), base->arena, &plan, &fault),
			 LOOKUP_ABSENT);
	assert_false(write_with(base, unplan, NULL, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(drafts_are_compiled_once_for_each_change),
	    on_base(the_difference_names_what_was_added_changed_and_removed),
	    on_base(the_difference_names_synonyms_and_stop_words),
	    on_base(an_earlier_publication_is_put_live_again),
	    on_base(a_damaged_snapshot_gives_way_to_the_one_before),
	    on_base(an_older_format_is_compiled_anew_from_what_it_holds),
	    on_base(editors_outweigh_agents_and_a_later_word_replaces_an_earlier),
	    on_base(visitors_keep_no_editor_from_publishing_what_was_tried),
	    on_base(golden_questions_are_made_changed_listed_and_removed),
	    on_base(one_publication_is_planned_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
