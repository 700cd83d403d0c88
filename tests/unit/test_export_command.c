/* foyer export from the outside: what it writes, and what it does not write over. */
#include "tests/unit/knowledge_support.h"

#include "tests/unit/shell_support.h"

#include "bot/bot_commands.h"
#include "kb/kb_commands.h"

static void import_base(struct shell *shell)
{
	write_file(shell, "base.jsonl",
		   "{\"id\":\"roaming\",\"question\":\"What does roaming cost?\",\"answer\":\"25\"}\n"
		   "{\"id\":\"old\",\"question\":\"What was it?\",\"answer\":\"5\",\"status\":\"retired\"}\n");
	struct ran imported = run(shell, command_import, "import --data @data @base.jsonl", "");
	assert_int_equal(imported.status, COMMAND_GOOD);
}

static void what_it_writes_another_folder_takes(void **state)
{
	struct shell *shell = *state;
	import_base(shell);
	struct ran ran = run(shell, command_export, "export --data @data --format jsonl @out.jsonl", "");
	assert_int_equal(ran.status, COMMAND_GOOD);
	assert_null(strstr(read_back(shell, "out.jsonl"), "What was it?"));
	ran = run(shell, command_export, "export --data @data --format jsonl --retired @all.jsonl", "");
	assert_int_equal(ran.status, COMMAND_GOOD);
	must_hold(read_back(shell, "all.jsonl"), "What was it?");
	ran = run(shell, command_import, "import --data @other @all.jsonl", "");
	must_hold(ran.output, "Added 2, changed 0, unchanged 0.");
}

static void a_file_that_is_there_stays(void **state)
{
	struct shell *shell = *state;
	import_base(shell);
	write_file(shell, "mine.csv", "mine");
	struct ran ran = run(shell, command_export, "export --data @data --format csv @mine.csv", "");
	assert_int_equal(ran.status, COMMAND_FAILED);
	must_hold(ran.errors, "mine.csv");
	assert_string_equal(read_back(shell, "mine.csv"), "mine");
}

static void a_format_that_there_is_not_is_named(void **state)
{
	struct shell *shell = *state;
	import_base(shell);
	struct ran ran = run(shell, command_export, "export --data @data --format parchment @out", "");
	assert_int_not_equal(ran.status, COMMAND_GOOD);
	must_hold(ran.errors, "zendesk");
	assert_int_equal(access(path_of(shell, "out"), F_OK), -1);
}

#define in_shell(test) cmocka_unit_test_setup_teardown(test, shell_set_up, shell_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_shell(what_it_writes_another_folder_takes),
	    in_shell(a_file_that_is_there_stays),
	    in_shell(a_format_that_there_is_not_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
