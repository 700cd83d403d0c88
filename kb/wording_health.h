/*
 * Wording health: entries that say the same, and variants that pull towards
 * the wrong entry.
 *
 * The base's wordings are held out in turn and asked of what the others teach,
 * so a variant that its own entry would not be found by is seen.  Slow-work
 * thread or a command: some times what publishing takes.
 */
#ifndef FOYER_KB_WORDING_HEALTH_H
#define FOYER_KB_WORDING_HEALTH_H

#include "data/arena.h"
#include "kb/compile.h"

/* What is wrong with two entries, or with one wording of an entry. */
struct wording_finding {
	enum wording_trouble {
		WORDING_SAME,     /* both have this very wording: they conflict */
		WORDING_ALIKE,    /* most wordings of one are nearest to the other: duplicates */
		WORDING_MISLEADS, /* this variant leads to the other entry */
	} trouble;
	int entry, other; /* places in the source */
	const char *text; /* the wording; the nearest pair's first for ALIKE */
	double share;     /* ALIKE: of the wordings that are nearest to the other; MISLEADS: how
			   * far the other is ahead, in scores */
};

#define WORDING_FINDINGS_MOST 500

/* Worst first, at most WORDING_FINDINGS_MOST of each trouble; in the arena. */
bool wording_health(const struct compile_source *source, struct arena *arena,
		    struct wording_finding **out, int *count, struct fault *fault) MUST_USE;

#endif
