/*
 * Homophone: which character was meant where another of the same sound was
 * typed.
 *
 * People who write Chinese choose characters by their sound, and the wrong
 * one stands beside neighbours that it never stands beside in the base.  The
 * character of the same sound that does is the one that was meant; the same
 * idea as correcting a misspelt word towards the base (bot/spelling.h).
 * Pure, any thread.
 */
#ifndef FOYER_BOT_HOMOPHONE_H
#define FOYER_BOT_HOMOPHONE_H

#include "kb/analysis.h"
#include "kb/vocabulary.h"

/* True for a character that the base never has beside these neighbours. */
bool homophone_is_doubtful(const struct vocabulary *vocabulary, const struct analysis *analysis,
			   int at);

/* The character meant in place of a doubtful one, in the arena, or NULL. */
const char *homophone_meant(const struct vocabulary *vocabulary, const struct analysis *analysis,
			    int at, struct arena *arena);

#endif
