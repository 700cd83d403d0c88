/*
 * Prefilter: which of many patterns a text may match, in one pass over it.
 *
 * An automaton over the literals of all patterns (Aho and Corasick,
 * "Efficient string matching", 1975).  A thousand rules cost about as much as
 * one walk through the message.
 *
 * Immutable once made: any thread.
 */
#ifndef FOYER_BOT_PREFILTER_H
#define FOYER_BOT_PREFILTER_H

#include <stdint.h>

#include "bot/literals.h"

struct prefilter;

/* What one scan needs to write on; a thread makes one and keeps it. */
struct prefilter_scratch {
	uint64_t *candidates;              /* a bit for each pattern */
	uint64_t *reported;                /* a bit for each state */
	int candidate_room, reported_room; /* in 64-bit words */
};

/* literals[i] are those of pattern i; a pattern with none is always a
 * candidate.  The caller owns the result. */
struct prefilter *prefilter_new(const struct literals *literals, int count);
void prefilter_free(struct prefilter **prefilter);

/* Sets scratch->candidates to the patterns that the text, folded, may match. */
void prefilter_scan(const struct prefilter *prefilter, const char *text,
		    struct prefilter_scratch *scratch);

/* Sets every candidate. */
void prefilter_all(const struct prefilter *prefilter, struct prefilter_scratch *scratch);

void prefilter_scratch_free(struct prefilter_scratch *scratch);

#endif
