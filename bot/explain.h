/*
 * Explain: why the bot decided so, as JSON for staff.
 *
 * The rule or the words that mattered with their weights, the wording that
 * the text resembled, the runners-up, confidence before and after
 * calibration, the snapshot and the time used.  Pure, any thread.
 */
#ifndef FOYER_BOT_EXPLAIN_H
#define FOYER_BOT_EXPLAIN_H

#include "bot/bot.h"
#include "bot/rank.h"

/* What there is to tell; members that don't apply are NULL. */
struct explanation {
	const struct snapshot *snapshot;
	const char *step; /* the step that decided */
	const char *rule; /* its name */
	const char *asked_as; /* the text that was ranked, when not the visitor's own */
	const struct question *question;
	const struct matches *matches;
	int64_t micros;
};

const char *explain(const struct explanation *explanation, struct arena *arena);

#endif
