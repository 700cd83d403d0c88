/*
 * Literals: the words without which a pattern can't match.
 *
 * Reads a pattern that PCRE2 has accepted and finds sets of texts of which
 * every match holds one each: "talk to (an agent|a human)" gives one set with
 * "talk to an agent" and "talk to a human", "refund.*bill" gives two.  Where it doesn't understand
 * something it assumes less, never more: the answer may be "none known".
 *
 * The method is that of RE2's prefilter (Cox, "Regular Expression Matching
 * with a Trigram Index", 2012), with a few sets in place of a formula.
 *
 * Any thread.
 */
#ifndef FOYER_BOT_LITERALS_H
#define FOYER_BOT_LITERALS_H

#include "data/arena.h"

/* A pattern that needs several words gives several sets, the most telling
 * first; more than these are not kept. */
#define LITERAL_SETS_MOST 3

struct literal_set {
	const char **words; /* lower case in ASCII, none empty, sorted, each once */
	int count;
};

/* Every match holds a word of each set. */
struct literals {
	struct literal_set sets[LITERAL_SETS_MOST];
	int count; /* 0: none known, the pattern must always be tried */
};

/* The literals of a pattern that compiled; they live in the arena. */
struct literals literals_of(const char *pattern, struct arena *arena);

#endif
