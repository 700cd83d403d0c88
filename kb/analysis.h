/*
 * Analysis: from a text as people type it to the tokens that search compares.
 *
 * Folding makes equal what people mean as equal: width, case, compatibility
 * forms (Unicode NFKC casefold), Traditional and Simplified characters, and
 * short forms ("can't", "whats").  Tokens are words, with their English
 * stems, and single characters for scripts written without spaces.
 *
 * Not here: pairs, n-grams and weights (kb/features.h).  Any thread.
 */
#ifndef FOYER_KB_ANALYSIS_H
#define FOYER_KB_ANALYSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"

/* Texts are cut where they reach this many tokens, and words at this many
 * bytes: what a person asks is far shorter, what stalls a server is longer. */
#define ANALYSIS_TOKENS_MOST 1024
#define ANALYSIS_WORD_MOST 48

enum token_kind {
	TOKEN_WORD,     /* letters and digits */
	TOKEN_CHARACTER /* one Chinese character, kana or Hangul syllable */
};

struct token {
	enum token_kind kind;
	const char *text;   /* folded, NUL-terminated */
	const char *stem;   /* WORD: its stem; CHARACTER: the same as text */
	uint16_t length;    /* bytes of text */
	uint16_t syllable;  /* CHARACTER: its pinyin (kb/han.h), or 0 */
	uint32_t character; /* CHARACTER: the code point */
	int start, end;     /* bytes of the folded text it was made of */
	bool is_number;     /* WORD: only digits */
	bool ends_sentence; /* a full stop, question mark or line break follows */
};

struct analysis {
	const char *folded;
	const struct token *tokens;
	int token_count;
	int character_count; /* tokens of kind CHARACTER */
};

/* The folded text, as used to count repeats of a question and by rules. */
const char *analysis_fold(const char *text, struct arena *arena);

/* Folds and splits; the result lives in the arena. */
struct analysis analysis_run(const char *text, struct arena *arena);

/* The token as the full-text index keeps it. */
static inline const char *token_term(const struct token *token)
{
	return token->stem;
}

#endif
