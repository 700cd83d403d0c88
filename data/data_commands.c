/*
 * Commands of the data folder: see data_commands.h.  The work is in backup.c.
 */
#include "data/data_commands.h"

#include <stdio.h>

#include "data/command_line.h"
#include "data/store.h"

struct folder_arguments {
	const char *folder;
};

static const struct command_option folder_options[] = {
    {"data", "DIR", "The data folder", offsetof(struct folder_arguments, folder), true},
    {0},
};

static const struct command backup = {
    .name = "backup",
    .summary = "Copy a data folder into one file, also while it is served",
    .operands = "FILE",
    .operands_least = 1,
    .operands_most = 1,
    .options = folder_options,
    .examples = (const char *const[]){"foyer backup --data /var/lib/foyer foyer-monday.backup",
				      NULL},
};

static const struct command restore = {
    .name = "restore",
    .summary = "Make a data folder from a backup file",
    .operands = "FILE",
    .operands_least = 1,
    .operands_most = 1,
    .options = folder_options,
    .examples = (const char *const[]){"foyer restore foyer-monday.backup --data /var/lib/foyer",
				      NULL},
};

static const struct command check = {
    .name = "check",
    .summary = "Check a data folder's database from end to end",
    .options = folder_options,
    .examples = (const char *const[]){"foyer check --data /var/lib/foyer", NULL},
};

int command_backup(int argc, char **argv)
{
	struct folder_arguments arguments = {0};
	struct command_operands operands;
	struct fault fault;
	int status;
	if (!command_line_read(&backup, argc, argv, &arguments, &operands, &status))
		return status;
	if (!store_backup(arguments.folder, operands.text[0], &fault))
		return command_line_fault(&backup, &fault);
	printf("Backed up %s into %s.\n", arguments.folder, operands.text[0]);
	return COMMAND_GOOD;
}

int command_restore(int argc, char **argv)
{
	struct folder_arguments arguments = {0};
	struct command_operands operands;
	struct fault fault;
	int status;
	if (!command_line_read(&restore, argc, argv, &arguments, &operands, &status))
		return status;
	if (!store_restore(operands.text[0], arguments.folder, &fault))
		return command_line_fault(&restore, &fault);
	printf("Restored %s into %s.\n", operands.text[0], arguments.folder);
	return COMMAND_GOOD;
}

int command_check(int argc, char **argv)
{
	struct folder_arguments arguments = {0};
	struct command_operands operands;
	struct fault fault;
	int status;
	if (!command_line_read(&check, argc, argv, &arguments, &operands, &status))
		return status;
	if (!store_check(arguments.folder, &fault))
		return command_line_fault(&check, &fault);
	printf("%s is sound.\n", arguments.folder);
	return COMMAND_GOOD;
}
