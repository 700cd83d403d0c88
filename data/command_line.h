/*
 * Command line: options, operands and help from one table per command.
 *
 *	static const struct command_option OPTIONS[] = {
 *		{"data", "DIR", "The data folder", offsetof(struct arguments, folder), true},
 *		{"dry-run", NULL, "Check, store nothing", offsetof(struct arguments, dry_run),
 *false}, {0},
 *	};
 *
 * Exit statuses: 0 good, 1 refused or failed, 2 wrong usage.  Main thread.
 */
#ifndef FOYER_DATA_COMMAND_LINE_H
#define FOYER_DATA_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/buffer.h"
#include "data/fault.h"

enum command_exit { COMMAND_GOOD = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2 };

struct command_option {
	const char *name;  /* without the dashes; NULL ends the table */
	const char *value; /* what help calls its value; NULL: a switch */
	const char *help;
	size_t offset; /* of a const char * (with value) or a bool (switch) */
	bool is_needed;
};

struct command {
	const char *name;     /* "import" */
	const char *summary;  /* one line */
	const char *operands; /* what help calls them, as "FILE"; NULL: none */
	int operands_least;
	int operands_most;
	const struct command_option *options;
	const char *const *examples; /* whole command lines; NULL ends the list */
};

/* Operands of one command line. */
struct command_operands {
	const char *const *text;
	int count;
};

/* Reads argv (argv[0] is the command's name) into *values, a struct of which
 * the table knows the offsets, zeroed by the caller.  Takes --name VALUE,
 * --name=VALUE, -- and -h/--help.  True when the command may go on; else it
 * has been printed what is wrong, or the help, and *status is set. */
bool command_line_read(const struct command *command, int argc, char **argv, void *values,
		       struct command_operands *operands, int *status) MUST_USE;

/* Prints "foyer NAME: what went wrong" with what is known of it; gives
 * COMMAND_FAILED. */
int command_line_fault(const struct command *command, const struct fault *fault);

/* The same for a mistake in how it was called; gives COMMAND_USAGE. */
int command_line_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reads a whole file of at most `most` bytes into *out, which the caller frees
 * whatever comes of it; an empty file leaves out->bytes NULL.  FAULT_FILE,
 * FAULT_BODY_TOO_LARGE. */
bool command_line_file(const char *path, size_t most, struct buffer *out,
		       struct fault *fault) MUST_USE;

/* Help on standard output. */
void command_line_help(const struct command *command);

#endif
