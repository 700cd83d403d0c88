/*
 * Eval: how good a snapshot's answers are, measured on questions whose right
 * entry is known.
 *
 * Asks the whole bot each question by itself and compares.  A command or a
 * benchmark; takes as long as the questions take.
 */
#ifndef FOYER_BOT_EVAL_H
#define FOYER_BOT_EVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "bot/bot.h"

#define EVAL_NONE         "oos" /* the entry of a question that none answers */
#define EVAL_BINS         10
#define EVAL_CONFUSED_MOST 10

struct eval_question {
	const char *entry; /* external id, or EVAL_NONE */
	const char *text;
};

/* Reads lines of entry<TAB>question; empty lines are passed over.  Faults
 * carry the line. */
bool eval_parse(const char *bytes, size_t length, struct arena *arena,
		struct eval_question **questions, int *count, struct fault *fault) MUST_USE;

/* Questions whose confidence fell into one tenth. */
struct eval_bin {
	int count;
	double confidence; /* mean; what was promised */
	double right;      /* share; what was kept.  An out-of-scope question is never right */
};

/* Two entries that the bot takes for each other. */
struct eval_confusion {
	const char *expected, *got;
	int count;
};

struct eval_report {
	int questions, in_scope, out_of_scope;
	double accuracy;    /* of in-scope questions, the best candidate is right */
	double accuracy_3;  /* the right one is among the best three */
	double answered_right; /* of in-scope questions, answered and right, at the policy */
	double answered_wrong; /* of all questions, answered and wrong, at the policy */
	double refused;     /* of out-of-scope questions, not answered, at the policy; NAN for none */
	double auroc;       /* how well confidence tells in-scope from out-of-scope; NAN for none */
	double coverage_95; /* share of all questions that can be answered when 95 % have to be right */
	double coverage_97;
	double calibration_error; /* expected, over EVAL_BINS of equal width */
	/* What a perfect confidence would show on these questions, by chance: each is
	 * right with the chance it was given, and few questions come out uneven. */
	double calibration_chance;
	struct eval_bin bins[EVAL_BINS];
	double micros_mean, micros_p50, micros_p99; /* for one question */
	struct eval_confusion confused[EVAL_CONFUSED_MOST]; /* most frequent first */
	int confused_count;
	double answer_from; /* the policy it was measured with */
};

/* Asks all questions.  The snapshot is prepared (bot_prepare); texts in the
 * report point into the snapshot and the questions. */
void eval_run(struct snapshot *snapshot, const struct eval_question *questions, int count,
	      const struct bot_policy *policy, struct eval_report *report);

/* The report for people, and as a JSON object; in the arena. */
const char *eval_text(const struct eval_report *report, struct arena *arena);
const char *eval_json(const struct eval_report *report, struct arena *arena);

#endif
