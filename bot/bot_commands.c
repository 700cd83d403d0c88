/*
 * foyer import, foyer publish and foyer ask: see bot_commands.h; foyer eval is in
 * eval_command.c.  Main thread.
 *
 * Asking reads the newest published snapshot file and nothing else, so it
 * works beside a server that has the folder.
 */
#include "bot/bot_commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/bot.h"
#include "bot/command_snapshot.h"
#include "bot/gate.h"
#include "bot/rule_draft.h"
#include "data/buffer.h"
#include "data/clock.h"
#include "data/command_line.h"
#include "data/json.h"
#include "data/store.h"
#include "data/text.h"
#include "kb/kb_commands.h"
#include "kb/plain.h"
#include "kb/publish.h"

#define QUESTION_MOST  4000    /* characters, as of a visitor's message */
#define LINE_JSON_MOST 1000000 /* bytes of one answer line */

/* import ------------------------------------------------------------------------- */

int command_import(int argc, char **argv)
{
	return knowledge_import(argc, argv, rule_draft_read_json);
}

/* publish ------------------------------------------------------------------------ */

struct publish_arguments {
	const char *folder;
	const char *reason;
	bool anew;
};

static const struct command_option publish_options[] = {
    {"data", "DIR", "The data folder", offsetof(struct publish_arguments, folder), true},
    {"reason", "TEXT", "Publish although golden questions fail; kept with the publication",
     offsetof(struct publish_arguments, reason), false},
    {"anew", NULL, "Learn everything again, also where no wording changed",
     offsetof(struct publish_arguments, anew), false},
    {0},
};

static const char *const publish_examples[] = {
    "foyer publish --data /var/lib/foyer",
    "foyer publish --data /var/lib/foyer --reason \"new prices first, wording tomorrow\"",
    NULL,
};

static const struct command publish_command = {
    .name = "publish",
    .summary = "Compiles the entries into the next snapshot, runs the golden questions on it, and\n"
	       "makes it the one that visitors are answered from.",
    .options = publish_options,
    .examples = publish_examples,
};

static void print_failures(const struct golden_result *result)
{
	for (int i = 0; i < result->failed; i++) {
		const struct golden_failure *failure = &result->failures[i];
		fprintf(stderr, "  \"%s\": expected %s%s%s, got %s%s%s (%.2f)\n", failure->text,
			failure->expect, failure->expect_entry != NULL ? " " : "",
			failure->expect_entry != NULL ? failure->expect_entry : "", failure->got,
			failure->got_entry != NULL ? " " : "",
			failure->got_entry != NULL ? failure->got_entry : "", failure->confidence);
	}
}

static int publish_fault(const struct fault *fault, const struct publish_report *report)
{
	int status = command_line_fault(&publish_command, fault);
	if (fault->code == FAULT_GOLDEN_FAILED) {
		print_failures(&report->golden);
		fprintf(stderr, "To publish all the same: --reason \"why\"\n");
	}
	if (fault->code == FAULT_STORE_IN_USE)
		fprintf(stderr, "While a server uses the folder, publish on its desk "
				"(Knowledge > Publish) or with POST /v1/publications.\n");
	return status;
}

static int publish(struct store *store, const struct publish_arguments *arguments)
{
	struct arena *arena = arena_new();
	struct gate_request request = {.reason = arguments->reason, .anew = arguments->anew};
	struct publish_report report;
	struct fault fault;
	int status = COMMAND_GOOD;
	if (!gate_publish(store, &request, arena, &report, &fault)) {
		status = publish_fault(&fault, &report);
	} else {
		const struct publication *publication = &report.publication;
		printf(
		    "Published %06lld: %lld entries, %lld wordings, %lld of %lld golden questions "
		    "right, %.1f s%s.\n",
		    (long long)publication->number, (long long)publication->entries,
		    (long long)publication->variants, (long long)publication->golden_passed,
		    (long long)(publication->golden_passed + publication->golden_failed),
		    (double)publication->duration_ms / 1000.0,
		    publication->learned ? "" : "; no wording changed");
		print_failures(&report.golden);
	}
	arena_free(&arena);
	return status;
}

int command_publish(int argc, char **argv)
{
	struct publish_arguments arguments = {0};
	struct fault fault;
	int status;
	if (!command_line_read(&publish_command, argc, argv, &arguments, NULL, &status))
		return status;
	struct store *store = store_open(arguments.folder, &fault);
	if (store == NULL)
		return publish_fault(&fault, NULL);
	status = publish(store, &arguments);
	store_close(&store);
	return status;
}

/* ask ------------------------------------------------------------------------------ */

struct ask_arguments {
	const char *folder;
	const char *threshold;
	const char *language;
	const char *page;
	const char *tag;
};

static const struct command_option ask_options[] = {
    {"data", "DIR", "The data folder", offsetof(struct ask_arguments, folder), true},
    {"threshold", "P", "Answer from this confidence on, 0 to 1",
     offsetof(struct ask_arguments, threshold), false},
    {"language", "TAG", "The visitor's language, such as en or zh-CN",
     offsetof(struct ask_arguments, language), false},
    {"page", "ADDRESS", "The visitor's page, for rules that ask",
     offsetof(struct ask_arguments, page), false},
    {"tag", "TAG", "A tag of the visitor, for rules that ask", offsetof(struct ask_arguments, tag),
     false},
    {0},
};

static const char *const ask_examples[] = {
    "echo \"How do I return an order?\" | foyer ask --data /var/lib/foyer",
    "foyer ask --data /var/lib/foyer --threshold 0.9 < questions.txt > answers.jsonl",
    NULL,
};

static const struct command ask_command = {
    .name = "ask",
    .summary = "Answers questions from standard input, one a line, each as the first of a\n"
	       "conversation; one JSON line each on standard output.  Works beside a server.",
    .options = ask_options,
    .examples = ask_examples,
};

/* What a rule says, offers and puts on the conversation. */
static void write_dialogue(struct json_writer *json, const struct decision *decision)
{
	if (decision->text != NULL)
		json_add_text(json, "says", decision->text);
	if (decision->kind == DECISION_CLARIFY) {
		json_open_array(json, "choices");
		for (int i = 0; i < decision->choice_count; i++)
			json_add_text(json, NULL, decision->choices[i].text);
		json_close_array(json);
	}
	if (decision->tag_count > 0) {
		json_open_array(json, "tags");
		for (int i = 0; i < decision->tag_count; i++)
			json_add_text(json, NULL, decision->tags[i]);
		json_close_array(json);
	}
}

/* "entry" is the best candidate whatever was decided, and "alternatives" are
 * those behind it, so that a threshold can be tried on the output. */
static void write_decision(struct json_writer *json, const char *text,
			   const struct decision *decision)
{
	const struct snapshot_entry *best = decision->entry;
	int behind = 0;

	if (best == NULL && decision->alternative_count > 0)
		best = decision->alternatives[behind++].entry;
	json_open_object(json, NULL);
	json_add_text(json, "text", text);
	json_add_text(json, "decision", decision_kind_name(decision->kind));
	json_add_text(json, "entry", best != NULL ? best->external_id : NULL);
	json_add_real(json, "confidence", decision->confidence, 4);
	json_open_array(json, "alternatives");
	for (int i = behind; i < decision->alternative_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "entry", decision->alternatives[i].entry->external_id);
		json_add_real(json, "confidence", decision->alternatives[i].confidence, 4);
		json_close_object(json);
	}
	json_close_array(json);
	write_dialogue(json, decision);
	json_add_raw(json, "why", decision->why);
	json_close_object(json);
}

struct asking {
	struct snapshot *snapshot;
	struct bot_context context;
	struct arena *arena; /* one question */
	int64_t line;
	int64_t refused;
};

/* A line that can't be a question gets a line with its error, so that lines
 * of answers stay beside lines of questions. */
static void write_refusal(struct json_writer *json, const struct fault *fault)
{
	char sentence[400];
	fault_sentence(fault, LANGUAGE_EN, sentence, sizeof(sentence));
	json_open_object(json, NULL);
	json_add_int(json, "line", fault->line);
	json_add_text(json, "error", fault_type(fault->code));
	json_add_text(json, "detail", sentence);
	json_close_object(json);
	fprintf(stderr, "foyer ask: line %lld: %s\n", (long long)fault->line, sentence);
}

static void answer_line(struct asking *asking, const char *line, size_t length)
{
	struct text_limit limit = {.least = 1, .most = QUESTION_MOST};
	struct buffer out = buffer_new(LINE_JSON_MOST);
	struct json_writer json = json_writer(&out);
	struct fault fault;
	char *text;
	arena_reset(asking->arena);
	bool sound =
	    memchr(line, '\0', length) == NULL || fault_set(&fault, FAULT_BAD_CHARACTER, "text");
	if (sound && text_clean(plain_text(line, asking->arena), "text", limit, asking->arena,
				&text, &fault)) {
		struct decision decision;
		bot_decide(asking->snapshot, &asking->context, text, asking->arena, &decision);
		write_decision(&json, text, &decision);
	} else {
		fault.line = asking->line;
		asking->refused++;
		write_refusal(&json, &fault);
	}
	printf("%s\n", out.bytes);
	/* Whoever feeds questions one by one waits for the answer. */
	fflush(stdout);
	buffer_free(&out);
}

static int answer_lines(struct asking *asking)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	while ((length = getline(&line, &room, stdin)) >= 0) {
		asking->line++;
		if (length > 0 && line[length - 1] == '\n')
			line[--length] = '\0';
		if (strspn(line, " \t\r") < (size_t)length)
			answer_line(asking, line, (size_t)length);
	}
	free(line);
	if (asking->refused > 0 || ferror(stdin) || ferror(stdout))
		return COMMAND_FAILED;
	return COMMAND_GOOD;
}

int command_ask(int argc, char **argv)
{
	struct ask_arguments arguments = {0};
	struct bot_policy policy;
	struct fault fault;
	int status;
	if (!command_line_read(&ask_command, argc, argv, &arguments, NULL, &status))
		return status;
	if (!command_policy(arguments.threshold, &policy))
		return command_line_usage(&ask_command, "--threshold is a number from 0 to 1.");
	struct asking asking = {
	    .snapshot = command_snapshot(arguments.folder, &fault),
	    .context = {.site = "default",
			.language = arguments.language != NULL ? arguments.language : "",
			.page = arguments.page,
			.now_ms = clock_now(),
			.member_tags = &arguments.tag,
			.member_tag_count = arguments.tag != NULL,
			.policy = policy},
	};
	if (asking.snapshot == NULL)
		return command_line_fault(&ask_command, &fault);
	asking.arena = arena_new();
	status = answer_lines(&asking);
	arena_free(&asking.arena);
	snapshot_release(&asking.snapshot);
	return status;
}
