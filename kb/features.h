/*
 * Features: what of a text the ranking looks at, as hashed keys.
 *
 * Words, word pairs with marks at both ends, character n-grams inside words;
 * for scripts without spaces characters, pairs with marks at both ends,
 * n-grams, and pinyin syllables, so that homophones still meet; for both any
 * two that meet in a text, in whatever order, and about how long it is.  The groups and their
 * weights are one table in features.c.
 *
 * Not here: how rare a feature is (kb/vocabulary.h).  Any thread.
 */
#ifndef FOYER_KB_FEATURES_H
#define FOYER_KB_FEATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "kb/analysis.h"

enum feature_group {
	FEATURE_WORD,
	FEATURE_WORD_PAIR,
	FEATURE_WORD_GRAM,
	FEATURE_WORD_MEETING, /* two words of a text, in any order */
	FEATURE_CHARACTER,
	FEATURE_CHARACTER_PAIR,
	FEATURE_CHARACTER_GRAM,
	FEATURE_CHARACTER_MEETING, /* two characters of a text, in any order */
	FEATURE_SYLLABLE,
	FEATURE_SYLLABLE_PAIR,
	FEATURE_LENGTH, /* about how many tokens a text has */
	FEATURE_GROUP_COUNT
};

struct feature {
	uint64_t key;   /* its group is the lowest four bits */
	uint32_t count; /* in the text */
	uint16_t token; /* the first token it was made of, */
	uint16_t span;  /* and how many; 0 for the length */
};

struct feature_list {
	struct feature *items; /* each key once */
	int count;
	float word_share; /* of the tokens, those that are words: 0..1 */
};

static inline enum feature_group feature_group(uint64_t key)
{
	return (enum feature_group)(key & 15);
}

/* True for groups made of words, false for those of characters. */
static inline bool feature_group_is_words(enum feature_group group)
{
	return group <= FEATURE_WORD_MEETING;
}

/* The key that two neighbouring characters have, whose stems these are. */
uint64_t feature_pair_key(const char *one, const char *other);

/* How much the group counts in a text. */
float feature_group_weight(enum feature_group group);

/* True for groups by which candidates are looked up. */
bool feature_group_finds(enum feature_group group);

/* All features of an analysed text, in the arena. */
struct feature_list features_extract(const struct analysis *analysis, struct arena *arena);

#endif
