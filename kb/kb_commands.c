/*
 * Commands of the knowledge base: see kb_commands.h.  Main thread.
 */
#include "kb/kb_commands.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "data/buffer.h"
#include "data/command_line.h"
#include "data/store.h"
#include "kb/export.h"
#include "kb/golden.h"
#include "kb/import_history.h"

struct import_arguments {
	const char *folder;
	const char *format;
	const char *undo;
	bool dry_run;
	bool golden;
};

static const struct command_option import_options[] = {
    {"data", "DIR", "The data folder; made when it is missing",
     offsetof(struct import_arguments, folder), true},
    {"format", "F",
     "jsonl, csv, tsv, xlsx, markdown, html, faqpage, rasa, dialogflow or zendesk; else found "
     "from the file",
     offsetof(struct import_arguments, format), false},
    {"dry-run", NULL, "Check the file and say what would change; store nothing",
     offsetof(struct import_arguments, dry_run), false},
    {"undo", "ID", "Take back an import, as a whole; without FILE",
     offsetof(struct import_arguments, undo), false},
    {"golden", NULL, "The file holds golden questions (JSONL), not entries",
     offsetof(struct import_arguments, golden), false},
    {0},
};

static const char *const import_examples[] = {
    "foyer import --data /var/lib/foyer faq.xlsx",
    "foyer import --data /var/lib/foyer --dry-run --format jsonl entries.txt",
    "foyer import --data /var/lib/foyer articles/",
    "foyer import --data /var/lib/foyer --golden golden.jsonl",
    "foyer import --data /var/lib/foyer --undo 06gvu1dghgt87s8vsdp5tt9ho2l0oacv8co0",
    NULL,
};

static const struct command import_command = {
    .name = "import",
    .summary = "Imports entries from a file or a folder, or a whole base as --whole exports it: all rows,\n"
	       "or none when one is bad.\n"
	       "Visitors see them after foyer publish.",
    .operands = "[FILE]",
    .operands_least = 0,
    .operands_most = 1,
    .options = import_options,
    .examples = import_examples,
};

/* "faq/returns.md, line 3, column 2: ..." */
static void print_problem(const struct import_problem *problem)
{
	const struct fault *fault = &problem->fault;
	char sentence[600];
	fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
	if (problem->file != NULL)
		fprintf(stderr, "%s, ", problem->file);
	fprintf(stderr, "line %lld", (long long)fault->line);
	if (problem->column > 0)
		fprintf(stderr, ", column %d", problem->column);
	fprintf(stderr, ": %s", sentence);
	if (*fault->detail != '\0' && strstr(sentence, fault->detail) == NULL)
		fprintf(stderr, " (%s)", fault->detail);
	fputc('\n', stderr);
}

static void print_problems(const struct import_problem *problems, int count, int64_t total)
{
	for (int i = 0; i < count; i++)
		print_problem(&problems[i]);
	if (total > count)
		fprintf(stderr, "... and %lld more\n", (long long)(total - count));
}

/* Says what to do when a server has the folder. */
static int report_fault(const struct command *command, const struct fault *fault)
{
	int status = command_line_fault(command, fault);
	if (fault->code == FAULT_STORE_IN_USE)
		fprintf(stderr, "While a server uses the folder, use its desk (Knowledge > Import "
				"and export), POST /v1/imports or GET /v1/export.\n");
	return status;
}

/* How far a long one is, for who waits at a terminal. */
struct progress {
	pthread_t thread;
	atomic_bool is_over;
	bool is_shown;
};

static void *show_progress(void *over_)
{
	const atomic_bool *over = over_;
	const struct timespec tick = {.tv_nsec = 200000000};
	while (!atomic_load(over)) {
		int64_t total = atomic_load(&import_progress.total);
		if (atomic_load(&import_progress.stage) == (int)IMPORT_STORING && total > 0)
			fprintf(stderr, "\r%lld of %lld",
				(long long)atomic_load(&import_progress.done), (long long)total);
		nanosleep(&tick, NULL);
	}
	fprintf(stderr, "\r%*s\r", 40, "");
	return NULL;
}

static void progress_begin(struct progress *progress)
{
	atomic_init(&progress->is_over, false);
	progress->is_shown =
	    isatty(STDERR_FILENO) &&
	    pthread_create(&progress->thread, NULL, show_progress, &progress->is_over) == 0;
}

static void progress_end(struct progress *progress)
{
	atomic_store(&progress->is_over, true);
	if (progress->is_shown)
		pthread_join(progress->thread, NULL);
}

static int import_entries(struct store *store, const struct import_arguments *arguments,
			  const struct import_source *source)
{
	struct import_request request = {.source = *source, .dry_run = arguments->dry_run};
	struct import_report report;
	struct fault fault;
	struct arena *arena = arena_new();
	int status = COMMAND_GOOD;
	struct progress progress;
	progress_begin(&progress);
	bool done = import_run(store, &request, arena, &report, &fault);
	progress_end(&progress);
	print_problems(report.file.notes, report.file.note_count, report.file.note_total);
	if (!done) {
		print_problems(report.file.faults, report.file.fault_count,
			       report.file.fault_total);
		status = report_fault(&import_command, &fault);
	} else {
		printf(arguments->dry_run ? "Would add %lld, change %lld, leave %lld unchanged.\n"
					  : "Added %lld, changed %lld, unchanged %lld.\n",
		       (long long)report.counts.added, (long long)report.counts.changed,
		       (long long)report.counts.unchanged);
		if (*report.id.text != '\0')
			printf("It is import %s; --undo takes it back.\n", report.id.text);
	}
	arena_free(&arena);
	return status;
}

static void print_conflicts(const struct import_undo *undo)
{
	for (int i = 0; i < undo->conflict_count; i++)
		fprintf(stderr, "%s: \"%s\" was changed since\n", undo->conflicts[i].external_id,
			undo->conflicts[i].question);
	if (undo->conflict_total > undo->conflict_count)
		fprintf(stderr, "... and %lld more\n",
			(long long)(undo->conflict_total - undo->conflict_count));
}

static int undo_import(const struct import_arguments *arguments)
{
	struct import_undo undo = {0};
	struct import_id id;
	struct fault fault;
	struct arena *arena = arena_new();
	int status = COMMAND_GOOD;
	snprintf(id.text, sizeof(id.text), "%s", arguments->undo);
	struct store *store = store_open(arguments->folder, &fault);
	if (store == NULL || !import_undo(store, &id, NULL, arena, &undo, &fault)) {
		print_conflicts(&undo);
		status = report_fault(&import_command, &fault);
	} else {
		printf("Restored %lld, retired %lld.\n", (long long)undo.restored,
		       (long long)undo.retired);
	}
	store_close(&store);
	arena_free(&arena);
	return status;
}

static int import_golden(struct store *store, const struct import_arguments *arguments,
			 const struct import_source *source)
{
	struct golden *golden;
	struct fault fault;
	struct arena *arena = arena_new();
	int count;
	int status = COMMAND_GOOD;
	if (!golden_parse(source->bytes, source->length, arena, &golden, &count, &fault) ||
	    (!arguments->dry_run && !golden_import(store, golden, count, &fault)))
		status = report_fault(&import_command, &fault);
	else
		printf("%s %d golden questions.\n", arguments->dry_run ? "Would store" : "Stored",
		       count);
	arena_free(&arena);
	return status;
}

static int run_import(const struct import_arguments *arguments, struct import_source *source)
{
	struct buffer file = buffer_new(0);
	struct fault fault;
	struct stat stat_of;
	if (!arguments->golden && stat(source->name, &stat_of) == 0 && S_ISDIR(stat_of.st_mode)) {
		source->folder = source->name;
	} else if (!command_line_file(source->name, IMPORT_BYTES_MOST, &file, &fault)) {
		buffer_free(&file);
		return report_fault(&import_command, &fault);
	}
	source->bytes = file.length > 0 ? file.bytes : "";
	source->length = file.length;
	struct store *store = store_open(arguments->folder, &fault);
	int status;
	if (store == NULL)
		status = report_fault(&import_command, &fault);
	else if (arguments->golden)
		status = import_golden(store, arguments, source);
	else
		status = import_entries(store, arguments, source);
	store_close(&store);
	buffer_free(&file);
	return status;
}

static int unknown_format(const struct command *command, const struct fault *fault)
{
	char sentence[400];
	fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
	return command_line_usage(command, "%s", sentence);
}

int knowledge_import(int argc, char **argv, base_read_rule read_rule)
{
	struct import_arguments arguments = {0};
	struct command_operands operands;
	struct import_source source = {.format = IMPORT_BY_ITSELF, .read_rule = read_rule};
	struct fault fault;
	int status;
	if (!command_line_read(&import_command, argc, argv, &arguments, &operands, &status))
		return status;
	if ((arguments.undo != NULL) == (operands.count > 0))
		return command_line_usage(&import_command, "%s", "either FILE or --undo is needed");
	if (arguments.undo != NULL)
		return undo_import(&arguments);
	source.name = operands.text[0];
	if (arguments.format != NULL &&
	    !import_format_read(arguments.format, &source.format, &fault))
		return unknown_format(&import_command, &fault);
	return run_import(&arguments, &source);
}

/* Export ----------------------------------------------------------------------------- */

struct export_arguments {
	const char *folder;
	const char *format;
	bool retired;
	bool whole;
};

static const struct command_option export_options[] = {
    {"data", "DIR", "The data folder", offsetof(struct export_arguments, folder), true},
    {"format", "F",
     "jsonl, csv, tsv, xlsx, markdown, html, faqpage, rasa, dialogflow or zendesk",
     offsetof(struct export_arguments, format), true},
    {"retired", NULL, "Retired entries too", offsetof(struct export_arguments, retired), false},
    {"whole", NULL,
     "The whole base (jsonl): rules, words, names of categories, golden questions, judgements and "
     "files too",
     offsetof(struct export_arguments, whole), false},
    {0},
};

static const char *const export_examples[] = {
    "foyer export --data /var/lib/foyer --format xlsx faq.xlsx",
    "foyer export --data /var/lib/foyer --format jsonl --whole base.jsonl",
    NULL,
};

static const struct command export_command = {
    .name = "export",
    .summary = "Writes all entries into a file; it must not be there yet.",
    .operands = "FILE",
    .operands_least = 1,
    .operands_most = 1,
    .options = export_options,
    .examples = export_examples,
};

static bool write_file(const char *path, const struct buffer *content, struct fault *fault)
{
	FILE *file = fopen(path, "wbxe");
	if (file == NULL)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	bool written = content->length == 0 ||
		       fwrite(content->bytes, 1, content->length, file) == content->length;
	if (fclose(file) != 0 || !written)
		return fault_detail(fault, FAULT_FILE, path, "%s", strerror(errno));
	return true;
}

int command_export(int argc, char **argv)
{
	struct export_arguments arguments = {0};
	struct command_operands operands;
	struct export_wish wish = {0};
	struct buffer content = buffer_new(0);
	struct fault fault;
	int status;
	if (!command_line_read(&export_command, argc, argv, &arguments, &operands, &status))
		return status;
	if (!import_format_read(arguments.format, &wish.format, &fault))
		return unknown_format(&export_command, &fault);
	wish.with_retired = arguments.retired;
	wish.is_whole = arguments.whole;
	struct store *store = store_open(arguments.folder, &fault);
	if (store == NULL)
		return report_fault(&export_command, &fault);
	if (!export_entries(store_reader(store), &wish, &content, &fault) ||
	    !write_file(operands.text[0], &content, &fault))
		status = report_fault(&export_command, &fault);
	else
		status = COMMAND_GOOD;
	buffer_free(&content);
	store_close(&store);
	return status;
}
