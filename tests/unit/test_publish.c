/* Publishing: what goes into a snapshot, that golden questions can stop it,
 * and that whatever goes wrong leaves the old one live. */
#include "tests/unit/knowledge_support.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kb/publish.h"

SQL_WRITE(TEST_RULE, "INSERT INTO rule (id, name, pattern, priority, actions, is_active, "
		     "changed_at) VALUES ($1, $1, 'x+', 5, '{\"hand_over\":{}}', $2, $3)");

/* Checks that stand in for the bot's gate. */
static bool pass(void *context, struct snapshot *candidate, const struct golden *golden, int count,
		 struct arena *arena, struct golden_result *result, struct fault *fault)
{
	(void)context, (void)candidate, (void)golden, (void)arena, (void)fault;
	*result = (struct golden_result){.passed = count};
	return true;
}

static bool find_failure(void *context, struct snapshot *candidate, const struct golden *golden,
			 int count, struct arena *arena, struct golden_result *result,
			 struct fault *fault)
{
	(void)context, (void)candidate, (void)fault;
	*result = (struct golden_result){
	    .passed = count - 1, .failed = 1, .stopping = 1};
	result->failures = arena_array(arena, 1, sizeof(*result->failures));
	result->failures[0].text = golden[0].text;
	return true;
}

static bool break_down(void *context, struct snapshot *candidate, const struct golden *golden,
		       int count, struct arena *arena, struct golden_result *result,
		       struct fault *fault)
{
	(void)context, (void)candidate, (void)golden, (void)count, (void)arena, (void)result;
	return fault_set(fault, FAULT_BAD_PATTERN, "rule");
}

/* Dies as a power cut would: the candidate is there, nothing is recorded. */
static bool die(void *context, struct snapshot *candidate, const struct golden *golden, int count,
		struct arena *arena, struct golden_result *result, struct fault *fault)
{
	(void)context, (void)candidate, (void)golden, (void)count, (void)arena, (void)result,
	    (void)fault;
	kill(getpid(), SIGKILL);
	return false;
}

static const char *const BASE =
    "{\"id\":\"roaming\",\"question\":\"What does roaming cost?\",\"variants\":[\"roaming price\"],"
    "\"answer\":\"¥25\",\"category\":\"travel\",\"tags\":[\"two "
    "words\",\"b\"],\"language\":\"en\"}\n"
    "{\"id\":\"returns\",\"question\":\"怎么退货\",\"answer\":\"七天内\",\"language\":\"zh-CN\"}\n";

static struct publish_report publish(struct base *base, struct publish_request request)
{
	struct publish_report report;
	struct fault fault = {0};
	must(publish_run(base->store, &request, base->arena, &report, &fault), &fault);
	return report;
}

static int64_t newest(struct base *base)
{
	struct fault fault = {0};
	int64_t number = 0;
	assert_int_not_equal(publication_newest(store_reader(base->store), &number, &fault),
			     LOOKUP_FAILED);
	return number;
}

static int64_t pending(struct base *base)
{
	struct fault fault = {0};
	int64_t count;
	must(publication_pending(store_reader(base->store), &count, &fault), &fault);
	return count;
}

static int snapshot_files(struct base *base)
{
	char path[300];
	int count = 0;
	snprintf(path, sizeof(path), "%s/snapshots", base->folder);
	DIR *folder = opendir(path);
	for (struct dirent *file; (file = readdir(folder)) != NULL;)
		count += file->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void a_publication_holds_the_active_entries(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	import_text(base, IMPORT_JSONL, BASE);
	assert_int_equal(pending(base), 2);
	struct publish_report report = publish(base, (struct publish_request){.check = pass});
	assert_int_equal(report.publication.number, 1);
	assert_int_equal(report.publication.entries, 2);
	assert_int_equal(report.publication.variants, 3);
	assert_int_equal(pending(base), 0);
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	must(snapshot != NULL, &fault);
	assert_int_equal(snapshot_number(snapshot), 1);
	const struct snapshot_entry *entry = snapshot_find(snapshot, "roaming");
	assert_string_equal(entry->answer, "¥25");
	assert_string_equal(entry->tags, "b two-words");
	assert_string_equal(entry->category, "travel");
	assert_int_equal(entry->variants, 2);
	snapshot_release(&snapshot);
}

static bool retire_roaming(void *context, struct transaction *transaction, struct fault *fault)
{
	struct entry *entry = context;
	return entry_retire(transaction, &entry->id, NULL, &entry->version, fault);
}

static void drafts_wait_for_the_next_publication(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	struct publication *publications;
	int count;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base, (struct publish_request){.check = pass});
	struct entry entry = find_entry(base, "roaming");
	must(write_with(base, retire_roaming, &entry, &fault), &fault);
	import_text(base, IMPORT_JSONL, "{\"id\":\"new\",\"answer\":\"A\"}");
	assert_int_equal(pending(base), 2);
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	assert_non_null(snapshot_find(snapshot, "roaming"));
	assert_null(snapshot_find(snapshot, "new"));
	snapshot_release(&snapshot);
	publish(base, (struct publish_request){.check = pass});
	assert_int_equal(pending(base), 0);
	snapshot = publication_open(base->folder, &fault);
	assert_null(snapshot_find(snapshot, "roaming"));
	assert_non_null(snapshot_find(snapshot, "new"));
	snapshot_release(&snapshot);
	must(publication_list(store_reader(base->store), 10, base->arena, &publications, &count,
			      &fault),
	     &fault);
	assert_int_equal(count, 2);
	assert_int_equal(publications[0].number, 2);
	assert_int_equal(snapshot_files(base), 2);
}

static bool insert_rules(void *context, struct transaction *transaction, struct fault *fault)
{
	(void)context;
	static const char *const names[] = {"used", "unused"};
	for (int i = 0; i < 2; i++) {
		struct query *query = db_query(transaction_db(transaction), &TEST_RULE);
		query_text(query, 1, names[i]);
		query_int(query, 2, i == 0);
		query_int(query, 3, transaction_now(transaction));
		if (!query_run(&query, fault))
			return false;
	}
	return true;
}

static void active_rules_are_published(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	int count;
	import_text(base, IMPORT_JSONL, BASE);
	must(write_with(base, insert_rules, NULL, &fault), &fault);
	publish(base, (struct publish_request){.check = pass});
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	const struct snapshot_rule *rules = snapshot_rules(snapshot, &count);
	assert_int_equal(count, 1);
	assert_string_equal(rules[0].name, "used");
	assert_int_equal(rules[0].priority, 5);
	snapshot_release(&snapshot);
}

static void it_goes_live_in_this_process(void **state)
{
	struct base *base = *state;
	struct live *live = live_new();
	import_text(base, IMPORT_JSONL, BASE);
	assert_null(live_acquire(live));
	publish(base, (struct publish_request){.check = pass, .live = live});
	struct snapshot *first = live_acquire(live);
	assert_int_equal(snapshot_number(first), 1);
	publish(base, (struct publish_request){.check = pass, .live = live});
	struct snapshot *second = live_acquire(live);
	assert_int_equal(snapshot_number(second), 2);
	/* The first lives until its last reader is done. */
	assert_non_null(snapshot_find(first, "roaming"));
	snapshot_release(&first);
	snapshot_release(&second);
	live_free(&live);
}

/* Importing an entry again changes what is different in it. */
static bool is_taken_over(struct base *base, const char *change, bool anew)
{
	import_text(base, IMPORT_JSONL, change);
	struct publish_request request = {.check = pass, .anew = anew};
	return !publish(base, request).publication.learned;
}

static void what_was_learned_is_taken_over(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	struct publication *publications;
	int count;
	assert_false(is_taken_over(base, BASE, false));
	assert_true(is_taken_over(base,
				  "{\"id\":\"returns\",\"question\":\"怎么退货\",\"answer\":"
				  "\"十天内\",\"language\":\"zh-CN\"}",
				  false));
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	assert_int_equal(snapshot_number(snapshot), 2);
	assert_string_equal(snapshot_find(snapshot, "returns")->answer, "十天内");
	snapshot_release(&snapshot);
	assert_true(is_taken_over(base, BASE, false));
	assert_false(is_taken_over(base, BASE, true));
	assert_false(is_taken_over(base, "{\"id\":\"new\",\"answer\":\"A\"}", false));
	must(publication_list(store_reader(base->store), 9, base->arena, &publications, &count,
			      &fault),
	     &fault);
	assert_int_equal(count, 5);
	assert_true(publications[0].learned); /* the newest comes first */
	assert_false(publications[3].learned);
}

/* What goes wrong ------------------------------------------------------------ */

static void refuses(struct base *base, struct publish_request request, enum fault_code code)
{
	struct publish_report report;
	struct fault fault = {0};
	assert_false(publish_run(base->store, &request, base->arena, &report, &fault));
	assert_int_equal(fault.code, code);
}

static void nothing_to_publish_is_said(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	refuses(base, (struct publish_request){.check = pass}, FAULT_EMPTY);
	assert_int_equal(newest(base), 0);
	assert_null(publication_open(base->folder, &fault));
	assert_int_equal(fault.code, FAULT_NOTHING_PUBLISHED);
	assert_null(publication_open("/nowhere/at/all", &fault));
	assert_int_equal(fault.code, FAULT_FILE);
}

static void failing_golden_questions_stop_it(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	const struct golden golden = {.text = "where is it", .expect = "handoff"};
	import_text(base, IMPORT_JSONL, BASE);
	must(golden_import(base->store, &golden, 1, &fault), &fault);
	publish(base, (struct publish_request){.check = pass});
	struct publish_request request = {.check = find_failure};
	struct publish_report report;
	assert_false(publish_run(base->store, &request, base->arena, &report, &fault));
	assert_int_equal(fault.code, FAULT_GOLDEN_FAILED);
	assert_int_equal(fault.actual, 1);
	assert_int_equal(report.golden.failed, 1);
	assert_string_equal(report.golden.failures[0].text, "where is it");
	assert_int_equal(newest(base), 1);
	assert_int_equal(snapshot_files(base), 1);
	refuses(base, (struct publish_request){.check = find_failure, .reason = "  "},
		FAULT_GOLDEN_FAILED);
}

static void a_reason_publishes_in_spite_of_them(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	struct publication *publications;
	int count;
	const struct golden golden = {.text = "where is it", .expect = "handoff"};
	char reason[PUBLISH_REASON_MOST + 2];
	import_text(base, IMPORT_JSONL, BASE);
	must(golden_import(base->store, &golden, 1, &fault), &fault);
	publish(base, (struct publish_request){.check = find_failure, .reason = " urgent "});
	must(publication_list(store_reader(base->store), 1, base->arena, &publications, &count,
			      &fault),
	     &fault);
	assert_string_equal(publications[0].reason, "urgent");
	assert_int_equal(publications[0].golden_failed, 1);
	memset(reason, 'x', sizeof(reason));
	reason[sizeof(reason) - 1] = '\0';
	refuses(base, (struct publish_request){.check = pass, .reason = reason}, FAULT_TOO_LONG);
}

static void a_candidate_that_cannot_be_prepared_leaves_no_file(void **state)
{
	struct base *base = *state;
	import_text(base, IMPORT_JSONL, BASE);
	refuses(base, (struct publish_request){.check = break_down}, FAULT_BAD_PATTERN);
	assert_int_equal(snapshot_files(base), 0);
	assert_int_equal(newest(base), 0);
	publish(base, (struct publish_request){.check = pass});
	assert_int_equal(newest(base), 1);
}

static void a_folder_in_the_way_leaves_the_old_one_live(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	char path[300];
	import_text(base, IMPORT_JSONL, BASE);
	publish(base, (struct publish_request){.check = pass});
	snprintf(path, sizeof(path), "%s/snapshots/000002.foyer", base->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	refuses(base, (struct publish_request){.check = pass}, FAULT_FILE);
	assert_int_equal(newest(base), 1);
	struct snapshot *snapshot = publication_open(base->folder, &fault);
	assert_int_equal(snapshot_number(snapshot), 1);
	snapshot_release(&snapshot);
}

static void a_crash_while_publishing_leaves_the_old_one_live(void **state)
{
	struct base *base = *state;
	struct fault fault = {0};
	int status;
	import_text(base, IMPORT_JSONL, BASE);
	publish(base, (struct publish_request){.check = pass});
	store_close(&base->store);
	pid_t child = fork();
	if (child == 0) {
		struct publish_report report;
		struct publish_request request = {.check = die};
		struct store *store = store_open(base->folder, &fault);
		(void)!publish_run(store, &request, base->arena, &report, &fault);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(snapshot_files(base), 2); /* the candidate is left */
	base->store = store_open(base->folder, &fault);
	must(base->store != NULL, &fault);
	assert_int_equal(newest(base), 1);
	publish(base, (struct publish_request){.check = pass});
	assert_int_equal(newest(base), 2);
	assert_int_equal(snapshot_files(base), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(a_publication_holds_the_active_entries),
	    on_base(drafts_wait_for_the_next_publication),
	    on_base(active_rules_are_published),
	    on_base(it_goes_live_in_this_process),
	    on_base(what_was_learned_is_taken_over),
	    on_base(nothing_to_publish_is_said),
	    on_base(failing_golden_questions_stop_it),
	    on_base(a_reason_publishes_in_spite_of_them),
	    on_base(a_candidate_that_cannot_be_prepared_leaves_no_file),
	    on_base(a_folder_in_the_way_leaves_the_old_one_live),
	    on_base(a_crash_while_publishing_leaves_the_old_one_live),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
