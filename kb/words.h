/*
 * Words: every word of a base, for finding what a misspelling meant.
 *
 * Collected while a snapshot is compiled; read back by kb/snapshot.h.
 */
#ifndef FOYER_KB_WORDS_H
#define FOYER_KB_WORDS_H

#include <stdint.h>

#include "kb/examples.h"

#define WORD_LENGTH_LEAST 3 /* bytes; shorter ones are never corrected to */

struct word {
	char *text;
	uint32_t count; /* examples that hold it */
};

struct words {
	struct word *items; /* sorted by length, then text */
	uint32_t count;
};

struct words words_collect(const struct examples *examples);
void words_free(struct words *words);

#endif
