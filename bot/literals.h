/*
 * Literals: the words without which a pattern can't match.
 *
 * Reads a pattern that PCRE2 has accepted and finds a set of texts of which
 * every match holds at least one: "talk to (an agent|a human)" gives "talk to
 * an agent" and "talk to a human".  Where it doesn't understand something it
 * assumes less, never more: the answer may be "none known".
 *
 * The method is that of RE2's prefilter (Cox, "Regular Expression Matching
 * with a Trigram Index", 2012), with one set in place of a formula.
 *
 * Any thread.
 */
#ifndef FOYER_BOT_LITERALS_H
#define FOYER_BOT_LITERALS_H

#include "data/arena.h"

struct literals {
	const char **words; /* lower case in ASCII, none empty, sorted, each once */
	int count;          /* 0: none known, the pattern must always be tried */
};

/* The literals of a pattern that compiled; they live in the arena. */
struct literals literals_of(const char *pattern, struct arena *arena);

#endif
