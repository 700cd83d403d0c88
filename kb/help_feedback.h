/*
 * Help feedback: what readers of the help centre say of an article.
 *
 * Kept for the editors: how often it helped and how often not, and what was
 * looked for instead, which joins the questions that nobody could answer
 * (kb/unmatched.h).  Applying on the writer, reading on any thread.
 */
#ifndef FOYER_KB_HELP_FEEDBACK_H
#define FOYER_KB_HELP_FEEDBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/store.h"

#define HELP_LOOKED_FOR_MOST 500 /* characters */

struct help_feedback {
	struct change change;
	const char *entry; /* external id */
	const char *site;
	const char *language; /* of the page */
	bool helpful;
	int64_t publication;
	const char *looked_for; /* with "not helpful" only; NULL for none */
};
void help_feedback_prepare(struct help_feedback *feedback);

/* How an article did since a time, and since its entry was changed last. */
struct help_tally {
	const char *entry;
	int64_t helpful, not_helpful;
};
/* All articles that were judged since then, the most "not helpful" first. */
bool help_tallies(struct db *db, int64_t since, int most, struct arena *arena,
		  struct help_tally **tallies, int *count, struct fault *fault) MUST_USE;

#endif
