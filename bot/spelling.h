/*
 * Spelling: what a word that the base doesn't know was meant to be.
 *
 * The nearest word of the base by letters wrong, missing, added or swapped:
 * one in words of four letters or more, two from eight.  Pure, any thread.
 */
#ifndef FOYER_BOT_SPELLING_H
#define FOYER_BOT_SPELLING_H

#include <stddef.h>

#include "kb/snapshot_index.h"

#define SPELLING_LENGTH_LEAST 4 /* letters of a word that is looked at */

/* The word of the base nearest to this one, the commoner of equals, or NULL
 * when none is near. */
const char *spelling_nearest(const struct snapshot_word *words, int count, const char *word,
			     size_t length);

/* Letters to change between two words, swapped neighbours counting as one;
 * `most` + 1 when it is more than `most`. */
int spelling_distance(const char *one, size_t one_length, const char *other, size_t other_length,
		      int most);

#endif
