/*
 * Foyer: the program.
 *
 * What it is for: finding the command that was asked for.  Each command lives
 * in the room whose work it does; `foyer serve` (http/serve.c) is where the
 * server's story begins.  See docs/tour.md.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bot/bot_commands.h"
#include "data/command_line.h"
#include "data/data_commands.h"
#include "data/log.h"
#include "handoff/staff_commands.h"
#include "http/serve.h"
#include "kb/kb_commands.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
    {"serve", command_serve, "Serve visitors and staff from a data folder"},
    {"import", command_import, "Import entries from a file of many formats"},
    {"export", command_export, "Write all entries into a file"},
    {"publish", command_publish, "Compile the drafts, run the golden questions, swap in"},
    {"ask", command_ask, "Answer questions from standard input, one JSON line each"},
    {"eval", command_eval, "Measure answers against a file of labelled questions"},
    {"user", staff_command_user, "Add staff accounts"},
    {"backup", command_backup, "Copy a data folder into one file"},
    {"restore", command_restore, "Make a data folder from a backup file"},
    {"check", command_check, "Check a data folder's database"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
	fprintf(out, "Foyer " FOYER_VERSION ": a chatbot-first customer-service server.\n\n"
		     "Usage: foyer COMMAND [OPTIONS]\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
	fprintf(out, "\nfoyer COMMAND --help tells more of each.\n");
}

int main(int argc, char **argv)
{
	umask(077); /* whatever is written is about people */
	if (argc < 2) {
		print_help(stderr);
		return COMMAND_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_help(stdout);
		return COMMAND_GOOD;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("foyer " FOYER_VERSION);
		return COMMAND_GOOD;
	}
	log_tell_ends();
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "foyer: there is no command \"%s\".\n\n", argv[1]);
	print_help(stderr);
	return COMMAND_USAGE;
}
