/*
 * Rules: patterns that decide before any score is reckoned.
 *
 * A rule is a PCRE2 pattern with a priority and what to do when it matches.
 * Rules are compiled once, with the snapshot; a compiled set never changes,
 * so every thread matches against it at the same time.  Matching time is
 * bounded: each rule has a match limit, each message a time budget, and a
 * rule whose words the message lacks is not tried (bot/prefilter.h).
 *
 * Not here: the rules that come with the program (bot/builtin_rules.h), and
 * what is done about a match (bot/decide.c).
 */
#ifndef FOYER_BOT_RULES_H
#define FOYER_BOT_RULES_H

#include <stdbool.h>

#include "data/fault.h"

/* Characters that an editor's pattern may have. */
#define RULE_PATTERN_MOST 1000

struct rule_row {
	const char *name;
	const char *pattern;  /* PCRE2; matched against folded text, ignoring case */
	int priority;         /* the highest that matches wins; at a tie the earlier row */
	const char *action;   /* "answer" or "handoff" */
	const char *target;   /* answer: an entry's external id; handoff: a group or NULL */
	const char *language; /* BCP 47: "zh" holds for zh-CN too; "" or NULL for any */
};

struct rule_match {
	const struct rule_row *rule; /* lives as long as the rules */
	const char *reason;          /* "asked-for-person", "angry", "sensitive" or "rule" */
	int start, end;              /* the bytes of the text that matched */
};

struct rules;

/* Compiles rows, which are copied; patterns are folded as texts are, so a
 * rule may be written in Traditional or Simplified characters, in any width.
 * NULL with FAULT_BAD_PATTERN, the field being the rule's name. */
struct rules *rules_compile(const struct rule_row *rows, int count, struct fault *fault) MUST_USE;

/* Frees what rules_compile made; void, so that a snapshot can hold it. */
void rules_free(void *rules);

int rules_count(const struct rules *rules);

/* Finds the rule of highest priority that matches.  folded_text is what
 * analysis_fold gives (valid UTF-8); language is the visitor's, or NULL.
 * *cut_short, which may be NULL, tells whether any rule was given up at its
 * limit: such a rule counts as not matching. */
bool rules_match(const struct rules *rules, const char *folded_text, const char *language,
		 struct rule_match *match, bool *cut_short);

/* Matches every rule one by one, as rules_match does without its prefilter:
 * what tests and the benchmark compare with. */
bool rules_match_plainly(const struct rules *rules, const char *folded_text, const char *language,
			 struct rule_match *match, bool *cut_short);

/* Whether an editor may save this pattern.  FAULT_BAD_PATTERN tells what is
 * wrong in a sentence (with `actual` the character it is at, from 1, where
 * that is known) when it doesn't compile, is empty or too long, matches a
 * message that says nothing, or takes too long on texts made to stall it.
 * Takes some milliseconds. */
bool rule_check(const char *pattern, struct fault *fault) MUST_USE;

#endif
