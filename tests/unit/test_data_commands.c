/* foyer backup, restore and check from the outside. */
#include "tests/unit/shell_support.h"

#include <sys/stat.h>

#include "data/data_commands.h"
#include "data/store.h"

/* A data folder as a server leaves it. */
static void make_folder(struct shell *shell)
{
	struct fault fault = {0};
	struct store *store = store_open(path_of(shell, "data"), &fault);
	must(store != NULL, &fault);
	store_close(&store);
}

static void must_end(struct ran ran, int status, const char *words)
{
	if (ran.status != status)
		fail_msg("%d, not %d: %s%s", ran.status, status, ran.output, ran.errors);
	must_hold(status == COMMAND_GOOD ? ran.output : ran.errors, words);
}

static void a_backup_is_restored_and_sound(void **state)
{
	struct shell *shell = *state;
	make_folder(shell);
	must_end(run(shell, command_backup, "backup --data @data @copy.foyer", ""), COMMAND_GOOD, "Backed up ");
	must_end(run(shell, command_restore, "restore @copy.foyer --data @again", ""), COMMAND_GOOD, "Restored ");
	must_end(run(shell, command_check, "check --data @again", ""), COMMAND_GOOD, "is sound.");
}

static void a_folder_that_is_there_is_not_written_over(void **state)
{
	struct shell *shell = *state;
	make_folder(shell);
	must_end(run(shell, command_backup, "backup --data @data @copy.foyer", ""), COMMAND_GOOD, "Backed up ");
	must_end(run(shell, command_restore, "restore @copy.foyer --data @data", ""), COMMAND_FAILED, "foyer restore");
}

static void what_is_no_backup_is_refused(void **state)
{
	struct shell *shell = *state;
	struct stat unused;
	write_file(shell, "copy.foyer", "not a backup at all");
	must_end(run(shell, command_restore, "restore @copy.foyer --data @again", ""), COMMAND_FAILED, "foyer restore");
	assert_int_not_equal(stat(path_of(shell, "again/foyer.db"), &unused), 0);
}

static void mistakes_are_usage(void **state)
{
	static const struct {
		command_function command;
		const char *line, *words;
	} lines[] = {
	    {command_backup, "backup --data @data", "foyer backup"},
	    {command_restore, "restore --data @again", "foyer restore"},
	    {command_restore, "restore @copy.foyer --data @again --until yesterday", "--until takes a time"},
	    {command_restore, "restore @copy.foyer --data @again --until 2026-11-21T14:30:00", "--until takes a time"},
	    {command_restore, "restore @copy.foyer --data @again --until 2026-11-21T14:30:00.250Z",
	     "--until needs a backup folder"},
	    {command_check, "check", "foyer check"},
	};
	struct shell *shell = *state;
	make_folder(shell);
	must_end(run(shell, command_backup, "backup --data @data @copy.foyer", ""), COMMAND_GOOD, "Backed up ");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		must_end(run(shell, lines[i].command, lines[i].line, ""), COMMAND_USAGE, lines[i].words);
}

static void a_damaged_database_is_not_sound(void **state)
{
	struct shell *shell = *state;
	make_folder(shell);
	write_file(shell, "data/foyer.db", "this was a database once");
	must_end(run(shell, command_check, "check --data @data", ""), COMMAND_FAILED, "foyer check");
}

#define in_shell(test) cmocka_unit_test_setup_teardown(test, shell_set_up, shell_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_shell(a_backup_is_restored_and_sound),  in_shell(a_folder_that_is_there_is_not_written_over),
	    in_shell(what_is_no_backup_is_refused),    in_shell(mistakes_are_usage),
	    in_shell(a_damaged_database_is_not_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
