/*
 * Lexicon, stored: the synonyms and stop words of a snapshot file, written
 * when it is compiled and read when it is opened.
 */
#ifndef FOYER_KB_LEXICON_STORE_H
#define FOYER_KB_LEXICON_STORE_H

#include "data/db.h"
#include "kb/lexicon.h"

/* Tables for them, to be made in a new file. */
#define LEXICON_SCHEMA                                                                            \
	"CREATE TABLE synonym (group_number INTEGER NOT NULL, word TEXT NOT NULL);"               \
	"CREATE TABLE stop_word (word TEXT NOT NULL);"

bool lexicon_write(struct db *db, const struct compile_source *source,
		   struct fault *fault) MUST_USE;

/* A new lexicon of what the file has. */
bool lexicon_load(struct db *db, struct lexicon **out, struct fault *fault) MUST_USE;

#endif
