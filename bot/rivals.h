/*
 * Rivals: the entries that came near, how far behind they are, and why they
 * were not chosen, for editors who try a question.
 *
 * Pure, any thread.
 */
#ifndef FOYER_BOT_RIVALS_H
#define FOYER_BOT_RIVALS_H

#include "bot/bot.h"

#define RIVALS_MOST 6

struct rival {
	const struct snapshot_entry *entry;
	double confidence, score;
	double behind;       /* the best one's score less this one's */
	const char *closest; /* its wording most like the question, or NULL */
	double likeness;     /* to that */
	/* A stable word: "chosen", "offered" (as a choice), "rule-first" (a rule or
	 * a step before ranking decided), "not-sure-enough" (the best, but below the
	 * threshold), "other-region" (the same in another region's language),
	 * "fewer-words" (its words speak less for it). */
	const char *why_not;
};

/* The best entries for the text as it was ranked, best first; *count of them. */
void rivals_find(const struct snapshot *snapshot, const struct bot_context *context,
		 const char *text, const struct decision *decision, struct arena *arena,
		 struct rival rivals[RIVALS_MOST], int *count);

#endif
