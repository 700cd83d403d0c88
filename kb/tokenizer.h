/*
 * Tokenizer: our analysis as a tokenizer of SQLite's FTS5.
 *
 * A word gives its stem; a run of Chinese characters gives each character
 * and, at the same place, each pair, so that both a single character and a
 * word of two are found.
 */
#ifndef FOYER_KB_TOKENIZER_H
#define FOYER_KB_TOKENIZER_H

#include "data/db.h"

#define TOKENIZER_NAME "foyer"

/* Registers the tokenizer on a connection that reads or writes a snapshot. */
bool tokenizer_add(struct db *db, struct fault *fault) MUST_USE;

#endif
