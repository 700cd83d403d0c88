/*
 * foyer eval: see bot_commands.h.  Main thread.
 */
#include <stdio.h>

#include "bot/bot_commands.h"
#include "bot/command_snapshot.h"
#include "bot/eval.h"
#include "data/command_line.h"

#define TEST_BYTES_MOST (100 * 1024 * 1024)

struct eval_arguments {
	const char *folder;
	const char *test;
	const char *threshold;
	bool json;
};

static const struct command_option options[] = {
    {"data", "DIR", "The data folder", offsetof(struct eval_arguments, folder), true},
    {"test", "FILE", "Lines of entry<TAB>question; the entry \"oos\" means none",
     offsetof(struct eval_arguments, test), true},
    {"threshold", "P", "Answer from this confidence on, 0 to 1",
     offsetof(struct eval_arguments, threshold), false},
    {"json", NULL, "Print one JSON object", offsetof(struct eval_arguments, json), false},
    {0},
};

static const char *const examples[] = {
    "foyer eval --data /var/lib/foyer --test questions.tsv",
    "foyer eval --data /var/lib/foyer --test questions.tsv --threshold 0.9 --json",
    NULL,
};

static const struct command command = {
    .name = "eval",
    .summary = "Measures the published answers on questions whose right entry is known.\n"
	       "Works beside a server.",
    .options = options,
    .examples = examples,
};

static bool measure(const struct eval_arguments *arguments, const struct bot_policy *policy,
		    const struct buffer *file, struct arena *arena, struct fault *fault)
{
	struct eval_report report;
	struct eval_question *questions;
	int count;
	if (!eval_parse(file->length > 0 ? file->bytes : "", file->length, arena, &questions,
			&count, fault))
		return false;
	if (count == 0)
		return fault_detail(fault, FAULT_EMPTY, arguments->test, "it holds no question");
	struct snapshot *snapshot = command_snapshot(arguments->folder, fault);
	if (snapshot == NULL)
		return false;
	eval_run(snapshot, questions, count, policy, &report);
	puts(arguments->json ? eval_json(&report, arena) : eval_text(&report, arena));
	snapshot_release(&snapshot);
	return true;
}

int command_eval(int argc, char **argv)
{
	struct eval_arguments arguments = {0};
	struct bot_policy policy;
	struct buffer file;
	struct fault fault;
	int status;
	if (!command_line_read(&command, argc, argv, &arguments, NULL, &status))
		return status;
	if (!command_policy(arguments.threshold, &policy))
		return command_line_usage(&command, "--threshold is a number from 0 to 1.");
	struct arena *arena = arena_new();
	if (!command_line_file(arguments.test, TEST_BYTES_MOST, &file, &fault) ||
	    !measure(&arguments, &policy, &file, arena, &fault))
		status = command_line_fault(&command, &fault);
	buffer_free(&file);
	arena_free(&arena);
	return status;
}
