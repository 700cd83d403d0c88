/*
 * Side: the policy of each site as its settings have it now, for golden
 * questions and what-if (bot/what_if.h).
 *
 * Any thread with its own reader.
 */
#ifndef FOYER_HANDOFF_SIDE_H
#define FOYER_HANDOFF_SIDE_H

#include "bot/what_if.h"
#include "data/db.h"

/* What a trial wants instead of a site's own; negative: the site's own. */
struct side_wish {
	const char *site;      /* NULL: every site */
	double accepted_wrong; /* share of wrong answers; or */
	double answer_from;    /* the threshold itself */
};

/* Fills in policy_of; the snapshot is the caller's to put in.  wish may be
 * NULL.  The side lives as long as the arena. */
bool side_read(struct db *db, const struct side_wish *wish, struct arena *arena,
	       struct what_if_side *side, struct fault *fault) MUST_USE;

#endif
