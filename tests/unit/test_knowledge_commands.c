/* foyer import, publish, ask and eval from the outside: exit status, output,
 * and what they do beside a server that has the folder. */
#include "tests/unit/knowledge_support.h"

#include "tests/unit/shell_support.h"

#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "bot/bot_commands.h"
#include "data/json.h"
#include "kb/kb_commands.h"

static const char *const BASE =
    "{\"id\":\"roaming\",\"question\":\"What does roaming cost?\",\"variants\":[\"roaming "
    "price\"],\"answer\":\"25\"}\n"
    "{\"id\":\"returns\",\"question\":\"How do I send back an order?\",\"answer\":\"7 days\"}\n"
    "{\"id\":\"tuihuo\",\"question\":\"怎么退货\",\"answer\":\"七天内\"}\n";

static void import_base(struct shell *shell)
{
	write_file(shell, "base.jsonl", BASE);
	struct ran imported = run(shell, command_import, "import --data @data @base.jsonl", "");
	assert_int_equal(imported.status, COMMAND_GOOD);
	must_hold(imported.output, "Added 3, changed 0, unchanged 0.");
}

static void publish_base(struct shell *shell)
{
	import_base(shell);
	struct ran published = run(shell, command_publish, "publish --data @data", "");
	assert_int_equal(published.status, COMMAND_GOOD);
	must_hold(published.output, "Published 000001: 3 entries");
}

/* The id that the command told. */
static const char *import_told(struct shell *shell, const char *output)
{
	const char *start = strstr(output, "It is import ");
	assert_non_null(start);
	start += strlen("It is import ");
	return arena_copy_text(shell->arena, start, strcspn(start, ";"));
}

static void an_import_is_taken_back(void **state)
{
	struct shell *shell = *state;
	publish_base(shell);
	write_file(shell, "more.csv", "id,question,answer\nroaming,What does roaming cost?,30\n"
				      "new,Is it new?,Yes\n");
	struct ran imported = run(shell, command_import, "import --data @data @more.csv", "");
	must_hold(imported.output, "Added 1, changed 1, unchanged 0.");
	const char *line = arena_format(shell->arena, "import --data @data --undo %s",
					import_told(shell, imported.output));
	struct ran undone = run(shell, command_import, line, "");
	assert_int_equal(undone.status, COMMAND_GOOD);
	must_hold(undone.output, "Restored 1, retired 1.");
	struct ran again = run(shell, command_import, line, "");
	assert_int_equal(again.status, COMMAND_FAILED);
	assert_int_equal(run(shell, command_import, "import --data @data", "").status,
			 COMMAND_USAGE);
	line = arena_format(shell->arena, "%s @more.csv", line);
	assert_int_equal(run(shell, command_import, line, "").status, COMMAND_USAGE);
}

static void what_was_changed_since_is_named_and_not_taken_back(void **state)
{
	struct shell *shell = *state;
	write_file(shell, "one.csv", "id,question,answer\na,Is it A?,Yes\n");
	write_file(shell, "two.csv", "id,question,answer\na,Is it A?,No\n");
	struct ran first = run(shell, command_import, "import --data @data @one.csv", "");
	(void)run(shell, command_import, "import --data @data @two.csv", "");
	const char *line = arena_format(shell->arena, "import --data @data --undo %s",
					import_told(shell, first.output));
	struct ran undone = run(shell, command_import, line, "");
	assert_int_equal(undone.status, COMMAND_FAILED);
	must_hold(undone.errors, "a: \"Is it A?\" was changed since");
}

static void from_a_file_to_an_answer(void **state)
{
	struct shell *shell = *state;
	publish_base(shell);
	struct ran asked = run(shell, command_ask, "ask --data @data --threshold 0",
			       "What does roaming cost?\n\n怎么退货\n");
	assert_int_equal(asked.status, COMMAND_GOOD);
	const char *end = strchr(asked.output, '\n');
	const struct json *first;
	const struct json *second;
	struct fault fault = {0};
	must(json_parse(asked.output, (size_t)(end - asked.output), shell->arena, &first, &fault),
	     &fault);
	must(json_parse(end + 1, strlen(end + 1), shell->arena, &second, &fault), &fault);
	assert_string_equal(json_text(first, "text"), "What does roaming cost?");
	assert_string_equal(json_text(first, "decision"), "answer");
	assert_string_equal(json_text(first, "entry"), "roaming");
	assert_int_equal(json_member(first, "confidence")->type, JSON_NUMBER);
	assert_int_equal(json_member(first, "alternatives")->type, JSON_ARRAY);
	assert_int_equal(json_member(first, "why")->type, JSON_OBJECT);
	assert_string_equal(json_text(second, "entry"), "tuihuo");
}

static void a_bad_question_has_its_own_line(void **state)
{
	struct shell *shell = *state;
	publish_base(shell);
	struct ran asked = run(shell, command_ask, "ask --data @data",
			       "roaming price\nbroken \xc3(\nroaming price\n");
	assert_int_equal(asked.status, COMMAND_FAILED);
	must_hold(asked.output, "{\"line\":2,\"error\":\"not-utf8\"");
	must_hold(asked.errors, "line 2");
	int lines = 0;
	for (const char *at = asked.output; *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 3);
}

static void eval_measures(void **state)
{
	struct shell *shell = *state;
	publish_base(shell);
	write_file(shell, "test.tsv", "roaming\troaming price\ntuihuo\t怎么退货\n");
	struct ran text = run(shell, command_eval, "eval --data @data --test @test.tsv", "");
	assert_int_equal(text.status, COMMAND_GOOD);
	must_hold(text.output, "2 questions");
	struct ran json = run(shell, command_eval, "eval --data @data --test @test.tsv --json", "");
	const struct json *report;
	struct fault fault = {0};
	must(json_parse(json.output, strlen(json.output), shell->arena, &report, &fault), &fault);
	assert_int_equal(json_int(report, "questions", 0), 2);
	write_file(shell, "bad.tsv", "roaming\tq\nno tab here\n");
	assert_int_equal(run(shell, command_eval, "eval --data @data --test @bad.tsv", "").status,
			 COMMAND_FAILED);
	write_file(shell, "empty.tsv", "");
	assert_int_equal(run(shell, command_eval, "eval --data @data --test @empty.tsv", "").status,
			 COMMAND_FAILED);
}

static void a_refused_file_names_its_rows(void **state)
{
	struct shell *shell = *state;
	write_file(shell, "bad.csv", "id,answer\na,A\nb,\nc,C\n");
	struct ran ran = run(shell, command_import, "import --data @data @bad.csv", "");
	assert_int_equal(ran.status, COMMAND_FAILED);
	must_hold(ran.errors, "line 3, column 2: ");
	must_hold(ran.errors, "answer");
	struct ran dry = run(shell, command_import, "import --data @data --dry-run @bad.csv", "");
	assert_int_equal(dry.status, COMMAND_FAILED);
	struct ran gone = run(shell, command_import, "import --data @data @gone.csv", "");
	assert_int_equal(gone.status, COMMAND_FAILED);
	must_hold(gone.errors, "gone.csv");
}

/* A file as large as that, of which nothing is written. */
static void make_large(struct shell *shell, const char *name, off_t size)
{
	int file = open(path_of(shell, name), O_WRONLY | O_CREAT, 0600);
	assert_true(file >= 0);
	assert_int_equal(ftruncate(file, size), 0);
	close(file);
}

/* Refused by its size, before it is read: never held in memory. */
static void a_huge_file_is_refused_before_it_is_read(void **state)
{
	struct shell *shell = *state;
	struct rusage used;
	import_base(shell);
	make_large(shell, "huge.csv", 200 << 20);
	struct ran refused = run(shell, command_import, "import --data @data @huge.csv", "");
	assert_int_equal(refused.status, COMMAND_FAILED);
	must_hold(refused.errors, "too large: at most 67108864 bytes");
	must_hold(refused.errors, "huge.csv");
	assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
	assert_true(used.ru_maxrss < 200 << 10);
	struct ran again = run(shell, command_import, "import --data @data @base.jsonl", "");
	must_hold(again.output, "Added 0, changed 0, unchanged 3.");
}

/* Of a folder each file counts, and all together. */
static void a_folder_of_huge_files_is_refused_too(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(mkdir(path_of(shell, "pages"), 0700), 0);
	make_large(shell, "pages/a.md", 200 << 20);
	make_large(shell, "pages/b.md", 200 << 20);
	struct ran refused = run(shell, command_import, "import --data @data @pages", "");
	assert_int_equal(refused.status, COMMAND_FAILED);
	must_hold(refused.errors, "at most");
}

static void a_dry_run_says_what_it_would_do(void **state)
{
	struct shell *shell = *state;
	write_file(shell, "base.txt", BASE);
	struct ran ran = run(shell, command_import,
			     "import --data @data --dry-run --format jsonl @base.txt", "");
	assert_int_equal(ran.status, COMMAND_GOOD);
	must_hold(ran.output, "Would add 3, change 0, leave 0 unchanged.");
	assert_int_equal(run(shell, command_publish, "publish --data @data", "").status,
			 COMMAND_FAILED);
}

static void golden_questions_stop_the_publication(void **state)
{
	struct shell *shell = *state;
	import_base(shell);
	write_file(shell, "golden.jsonl",
		   "{\"text\":\"What does roaming cost?\",\"expect\":\"handoff\"}\n");
	assert_int_equal(
	    run(shell, command_import, "import --data @data --golden @golden.jsonl", "").status,
	    COMMAND_GOOD);
	struct ran stopped = run(shell, command_publish, "publish --data @data", "");
	assert_int_equal(stopped.status, COMMAND_FAILED);
	must_hold(stopped.errors, "\"What does roaming cost?\": expected handoff");
	must_hold(stopped.errors, "--reason");
	assert_int_equal(
	    run(shell, command_publish, "publish --data @data --reason because", "").status,
	    COMMAND_GOOD);
	/* It fails on what is live now, so that the next one breaks nothing. */
	assert_int_equal(run(shell, command_publish, "publish --data @data", "").status,
			 COMMAND_GOOD);
}

static void beside_a_server_one_may_ask_but_not_write(void **state)
{
	struct shell *shell = *state;
	publish_base(shell);
	/* The lock is what a server holds; its threads would not survive the
	 * fork in `run` (tests/faults/faults.py does this with a real server). */
	int lock = open(path_of(shell, "data/lock"), O_RDWR | O_CLOEXEC);
	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
	struct ran asked =
	    run(shell, command_ask, "ask --data @data --threshold 0", "roaming price\n");
	assert_int_equal(asked.status, COMMAND_GOOD);
	must_hold(asked.output, "\"entry\":\"roaming\"");
	struct ran imported = run(shell, command_import, "import --data @data @base.jsonl", "");
	assert_int_equal(imported.status, COMMAND_FAILED);
	must_hold(imported.errors, "While a server uses the folder");
	struct ran published = run(shell, command_publish, "publish --data @data", "");
	assert_int_equal(published.status, COMMAND_FAILED);
	must_hold(published.errors, "While a server uses the folder");
	close(lock);
}

static void mistakes_are_usage_and_help_is_good(void **state)
{
	struct shell *shell = *state;
	static const struct {
		command_function command;
		const char *line;
		int status;
	} lines[] = {
	    {command_import, "import --help", COMMAND_GOOD},
	    {command_publish, "publish --help", COMMAND_GOOD},
	    {command_ask, "ask --help", COMMAND_GOOD},
	    {command_eval, "eval --help", COMMAND_GOOD},
	    {command_import, "import --data @data", COMMAND_USAGE},
	    {command_export, "export --data @data file.xlsx", COMMAND_USAGE},
	    {command_import, "import --data @data --format xml file.csv", COMMAND_USAGE},
	    {command_publish, "publish", COMMAND_USAGE},
	    {command_ask, "ask --data @data --threshold 2", COMMAND_USAGE},
	    {command_ask, "ask --data @data --threshold half", COMMAND_USAGE},
	    {command_eval, "eval --data @data", COMMAND_USAGE},
	    {command_ask, "ask --data @data", COMMAND_FAILED},
	    {command_eval, "eval --data @data --test @gone.tsv", COMMAND_FAILED},
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct ran ran = run(shell, lines[i].command, lines[i].line, "");
		if (ran.status != lines[i].status)
			fail_msg("%s: %d %s", lines[i].line, ran.status, ran.errors);
		must_hold(lines[i].status == COMMAND_GOOD ? ran.output : ran.errors, "foyer ");
	}
}

#define in_shell(test) cmocka_unit_test_setup_teardown(test, shell_set_up, shell_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_shell(from_a_file_to_an_answer),
	    in_shell(an_import_is_taken_back),
	    in_shell(what_was_changed_since_is_named_and_not_taken_back),
	    in_shell(a_bad_question_has_its_own_line),
	    in_shell(eval_measures),
	    in_shell(a_refused_file_names_its_rows),
	    in_shell(a_huge_file_is_refused_before_it_is_read),
	    in_shell(a_folder_of_huge_files_is_refused_too),
	    in_shell(a_dry_run_says_what_it_would_do),
	    in_shell(golden_questions_stop_the_publication),
	    in_shell(beside_a_server_one_may_ask_but_not_write),
	    in_shell(mistakes_are_usage_and_help_is_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
