/*
 * Rule words: a keyword set as the pattern that means the same.
 *
 * {"any": ["refund", "money back*"], "all": ["order"], "none": ["status"]}:
 * one of `any`, every one of `all`, none of `none`.  A word of letters stands
 * by itself ("sim" isn't in "simple"), one that ends in a star begins one
 * ("refund*" is in "refunds"); Chinese characters match wherever they are.
 * The pattern takes linear time, so that it needs no trial.
 *
 * Pure; any thread.
 */
#ifndef FOYER_BOT_RULE_WORDS_H
#define FOYER_BOT_RULE_WORDS_H

#include "data/arena.h"
#include "data/fault.h"
#include "data/json.h"

#define RULE_WORDS_MOST 50 /* in each list */
#define RULE_WORD_MOST  60 /* characters */

/* Both in the arena: the pattern, and the set written anew without what it
 * doesn't need.  Faults name the place ("words.any"). */
bool rule_words_read(const struct json *words, struct arena *arena, const char **pattern,
		     const char **text, struct fault *fault) MUST_USE;

#endif
