/*
 * Explain: why the bot decided so, as JSON for staff.
 *
 * The rule or the words that mattered with their weights, the wording that
 * the text resembled, the runners-up with how far they are behind and the
 * words they lack, confidence before and after calibration and what was
 * needed, the snapshot and the time used.  Pure, any thread.
 */
#ifndef FOYER_BOT_EXPLAIN_H
#define FOYER_BOT_EXPLAIN_H

#include "bot/bot.h"
#include "bot/rank.h"
#include "bot/rules.h"

/* A form's step: what was asked for when the message came. */
struct explained_form {
	const char *rule;    /* NULL: no form */
	const char *field;   /* its name; NULL: none was waited for */
	const char *outcome; /* "asked", "taken", "wrong", "done", "cancelled", "put-aside", "given-up" */
	int wrong;           /* values in a row that didn't fit */
};

/* What there is to tell; members that don't apply are NULL. */
struct explanation {
	const struct snapshot *snapshot;
	const char *step; /* the step that decided */
	const struct rule *rule;   /* that decided */
	const char *matched;       /* the words that it matched */
	const char *const *tags;   /* that rules put on the conversation */
	int tag_count;
	bool cut_short;            /* a rule was given up at its limit */
	struct explained_form form;
	const char *passed_over;   /* the entry just shown, which was left out; or NULL */
	const char *asked_as; /* the text that was ranked, when not the visitor's own */
	const struct question *question;
	const struct matches *matches;
	double needed; /* confidence from which the bot answers; 0 when it doesn't count */
	int64_t micros;
};

const char *explain(const struct explanation *explanation, struct arena *arena);

#endif
