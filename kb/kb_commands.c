/*
 * Commands of the knowledge base: see kb_commands.h.  Main thread.
 */
#include "kb/kb_commands.h"

#include <stdio.h>
#include <string.h>

#include "data/buffer.h"
#include "data/command_line.h"
#include "data/store.h"
#include "kb/golden.h"
#include "kb/import.h"

struct import_arguments {
	const char *folder;
	const char *format;
	bool dry_run;
	bool golden;
};

static const struct command_option import_options[] = {
    {"data", "DIR", "The data folder; made when it is missing",
     offsetof(struct import_arguments, folder), true},
    {"format", "F", "jsonl or csv; else the file's ending tells",
     offsetof(struct import_arguments, format), false},
    {"dry-run", NULL, "Check the file and say what would change; store nothing",
     offsetof(struct import_arguments, dry_run), false},
    {"golden", NULL, "The file holds golden questions (JSONL), not entries",
     offsetof(struct import_arguments, golden), false},
    {0},
};

static const char *const import_examples[] = {
    "foyer import --data /var/lib/foyer faq.csv",
    "foyer import --data /var/lib/foyer --dry-run --format jsonl entries.txt",
    "foyer import --data /var/lib/foyer --golden golden.jsonl",
    NULL,
};

static const struct command import_command = {
    .name = "import",
    .summary = "Imports entries from a JSONL or CSV file: all rows, or none when one is bad.\n"
	       "Visitors see them after foyer publish.",
    .operands = "FILE",
    .operands_least = 1,
    .operands_most = 1,
    .options = import_options,
    .examples = import_examples,
};

static void print_rows(const struct import_report *report)
{
	for (int i = 0; i < report->fault_count; i++) {
		const struct fault *fault = &report->faults[i];
		char sentence[600];
		fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
		fprintf(stderr, "line %lld: %s", (long long)fault->line, sentence);
		if (*fault->detail != '\0' && strstr(sentence, fault->detail) == NULL)
			fprintf(stderr, " (%s)", fault->detail);
		fputc('\n', stderr);
	}
	if (report->fault_total > report->fault_count)
		fprintf(stderr, "... and %lld more\n",
			(long long)(report->fault_total - report->fault_count));
}

/* Says what to do when a server has the folder. */
static int report_fault(const struct fault *fault)
{
	int status = command_line_fault(&import_command, fault);
	if (fault->code == FAULT_STORE_IN_USE)
		fprintf(stderr, "While a server uses the folder, import on its desk "
				"(Knowledge > Import) or with POST /v1/imports.\n");
	return status;
}

static int import_entries(struct store *store, const struct import_arguments *arguments,
			  const struct buffer *file, enum import_format format)
{
	struct import_request request = {
	    .bytes = file->length > 0 ? file->bytes : "",
	    .length = file->length,
	    .format = format,
	    .dry_run = arguments->dry_run,
	};
	struct import_report report;
	struct fault fault;
	struct arena *arena = arena_new();
	int status = COMMAND_GOOD;
	if (!import_run(store, &request, arena, &report, &fault)) {
		print_rows(&report);
		status = report_fault(&fault);
	} else {
		printf(arguments->dry_run ? "Would add %lld, change %lld, leave %lld unchanged.\n"
					  : "Added %lld, changed %lld, unchanged %lld.\n",
		       (long long)report.counts.added, (long long)report.counts.changed,
		       (long long)report.counts.unchanged);
	}
	arena_free(&arena);
	return status;
}

static int import_golden(struct store *store, const struct import_arguments *arguments,
			 const struct buffer *file)
{
	struct golden *golden;
	struct fault fault;
	struct arena *arena = arena_new();
	int count;
	int status = COMMAND_GOOD;
	if (!golden_parse(file->length > 0 ? file->bytes : "", file->length, arena, &golden, &count,
			  &fault) ||
	    (!arguments->dry_run && !golden_import(store, golden, count, &fault)))
		status = report_fault(&fault);
	else
		printf("%s %d golden questions.\n", arguments->dry_run ? "Would store" : "Stored",
		       count);
	arena_free(&arena);
	return status;
}

static int run_import(const struct import_arguments *arguments, const char *path,
		      enum import_format format)
{
	struct buffer file = buffer_new(0);
	struct fault fault;
	if (!command_line_file(path, IMPORT_BYTES_MOST, &file, &fault)) {
		buffer_free(&file);
		return report_fault(&fault);
	}
	struct store *store = store_open(arguments->folder, &fault);
	int status;
	if (store == NULL)
		status = report_fault(&fault);
	else if (arguments->golden)
		status = import_golden(store, arguments, &file);
	else
		status = import_entries(store, arguments, &file, format);
	store_close(&store);
	buffer_free(&file);
	return status;
}

int command_import(int argc, char **argv)
{
	struct import_arguments arguments = {0};
	struct command_operands operands;
	enum import_format format = IMPORT_JSONL;
	struct fault fault;
	int status;
	if (!command_line_read(&import_command, argc, argv, &arguments, &operands, &status))
		return status;
	const char *path = operands.text[0];
	if (arguments.golden           ? false
	    : arguments.format != NULL ? !import_format_read(arguments.format, &format, &fault)
				       : !import_format_of_file(path, &format, &fault)) {
		char sentence[400];
		fault_sentence(&fault, LANGUAGE_EN, sentence, sizeof(sentence));
		return command_line_usage(&import_command, "%s", sentence);
	}
	return run_import(&arguments, path, format);
}
