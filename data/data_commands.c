/*
 * Commands of the data folder: see data_commands.h.  The work is in backup.c.
 */
#include "data/data_commands.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

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

struct restore_arguments {
	const char *folder;
	const char *until;
};

static const struct command_option restore_options[] = {
    {"data", "DIR", "The data folder to make", offsetof(struct restore_arguments, folder), true},
    {"until", "TIME",
     "From a backup folder: as it was then, such as 2026-11-21T14:30:00Z (the latest)",
     offsetof(struct restore_arguments, until), false},
    {0},
};

static const struct command restore = {
    .name = "restore",
    .summary = "Make a data folder from a backup file or a backup folder",
    .operands = "FILE|FOLDER",
    .operands_least = 1,
    .operands_most = 1,
    .options = restore_options,
    .examples = (const char *const[]){"foyer restore foyer-monday.backup --data /var/lib/foyer",
				      "foyer restore /mnt/backup/foyer --data /var/lib/foyer "
				      "--until 2026-11-21T14:30:00Z",
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

/* "2026-11-21T14:30:00Z", with parts of a second if need be, as ms. */
static bool read_time(const char *text, int64_t *time)
{
	struct tm parts = {0};
	int millis = 0;
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	if (rest != NULL && *rest == '.') {
		int weight = 100;
		for (rest++; *rest >= '0' && *rest <= '9'; rest++, weight /= 10)
			millis += (*rest - '0') * weight;
	}
	if (rest == NULL || strcmp(rest, "Z") != 0)
		return false;
	*time = (int64_t)timegm(&parts) * 1000 + millis;
	return true;
}

static int restore_folder(const char *from, int64_t until, const char *to)
{
	struct fault fault;
	int64_t reached;
	char text[40];
	if (!store_restore_until(from, until, to, &reached, &fault))
		return command_line_fault(&restore, &fault);
	time_t seconds = (time_t)(reached / 1000);
	struct tm parts;
	gmtime_r(&seconds, &parts);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
	printf("Restored %s into %s, as it was at %s.%03dZ.\n", from, to, text, (int)(reached % 1000));
	return COMMAND_GOOD;
}

int command_restore(int argc, char **argv)
{
	struct restore_arguments arguments = {0};
	struct command_operands operands;
	struct fault fault;
	struct stat kind;
	int64_t until = 0;
	int status;
	if (!command_line_read(&restore, argc, argv, &arguments, &operands, &status))
		return status;
	if (arguments.until != NULL && !read_time(arguments.until, &until))
		return command_line_usage(&restore, "--until takes a time such as 2026-11-21T14:30:00Z");
	if (stat(operands.text[0], &kind) == 0 && S_ISDIR(kind.st_mode))
		return restore_folder(operands.text[0], until, arguments.folder);
	if (until != 0)
		return command_line_usage(&restore, "--until needs a backup folder, not a file");
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
