/*
 * Lexicon: what the editors of a base say about its words.
 *
 * Synonyms are groups of words that mean the same: wherever one stands, in a
 * wording or in a question, the first of its group is read.  Stop words say
 * nothing and are passed over, but for a text that has nothing else.  Both
 * may be several words long and are compared as search compares them, so that
 * "SIM cards" finds "sim card"; the longest wins.
 *
 * Built by one thread, then read by any.
 */
#ifndef FOYER_KB_LEXICON_H
#define FOYER_KB_LEXICON_H

#include "kb/analysis.h"
#include "kb/compile.h"

struct lexicon;

struct lexicon *lexicon_new(const struct compile_synonyms *synonyms, int synonym_count,
			    const char *const *stop_words, int stop_word_count);
void lexicon_free(struct lexicon **lexicon);

/* What it was made of, for people to compare: each group of synonyms as "a, b",
 * each stop word by itself. */
const char *const *lexicon_synonyms(const struct lexicon *lexicon, int *count);
const char *const *lexicon_stop_words(const struct lexicon *lexicon, int *count);

/* A text analysed and read by the lexicon.  A token that was put in for
 * others covers all of their text; further ones of the same place cover none. */
struct analysis lexicon_read(const struct lexicon *lexicon, const char *text, struct arena *arena);
/* The same of a text that was analysed before; shares what it leaves as it is. */
struct analysis lexicon_apply(const struct lexicon *lexicon, const struct analysis *analysis,
			      struct arena *arena);

#endif
