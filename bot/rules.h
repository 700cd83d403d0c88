/*
 * Rules: patterns that decide before any score is reckoned.
 *
 * A rule is a PCRE2 pattern with a priority, the conditions under which it
 * holds, and what it does (bot/rule_content.h).
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

#include "bot/rule_content.h"
#include "data/fault.h"

/* Characters that an editor's pattern may have. */
#define RULE_PATTERN_MOST 1000

struct rule_row {
	const char *name;
	const char *pattern;    /* PCRE2; matched against folded text, ignoring case; "": any text */
	int priority;           /* the highest that matches wins; at a tie the earlier row */
	const char *conditions; /* JSON; NULL or "" for none */
	const char *actions;    /* JSON */
};

#define RULE_MARKS_MOST 8

/* What is known of a rule once it is compiled; lives as long as the rules. */
struct rule {
	struct rule_row row;
	struct rule_conditions conditions;
	struct rule_actions actions;
	const char *reason; /* of a hand-over: "asked-for-person", "angry", "sensitive", "vip", "rule" */
	bool is_builtin;
};

struct rule_match {
	const struct rule *rule; /* the one that decides, or NULL */
	int start, end;          /* the bytes of the text that matched */
	const struct rule *marks[RULE_MARKS_MOST]; /* those before it that only tag */
	int mark_count;
};

struct rules;

/* Compiles rows, which are copied; patterns are folded as texts are, so a
 * rule may be written in Traditional or Simplified characters, in any width.
 * NULL with FAULT_BAD_PATTERN, the field being the rule's name, or with a
 * fault of rule_content.h. */
struct rules *rules_compile(const struct rule_row *rows, int count, struct fault *fault) MUST_USE;

/* Frees what rules_compile made; void, so that a snapshot can hold it. */
void rules_free(void *rules);

int rules_count(const struct rules *rules);

/* The rule of this name, or NULL. */
const struct rule *rules_find(const struct rules *rules, const char *name);

/* What a message is matched as. */
struct rule_scene {
	const char *folded_text; /* what analysis_fold gives (valid UTF-8) */
	const char *language;    /* the visitor's, or NULL */
	const struct bot_context *context; /* NULL: no condition but on language holds */
	bool builtin_only;
	bool own_only; /* the editors' alone */
};

/* Finds the rule of highest priority that matches and holds, and the ones
 * above it that only tag; true when one decides.  *cut_short, which may be
 * NULL, tells whether any rule was given up at its limit: such a rule counts
 * as not matching. */
bool rules_match(const struct rules *rules, const struct rule_scene *scene,
		 struct rule_match *match, bool *cut_short);

/* Matches every rule one by one, as rules_match does without its prefilter:
 * what tests and the benchmark compare with. */
bool rules_match_plainly(const struct rules *rules, const struct rule_scene *scene,
			 struct rule_match *match, bool *cut_short);

/* Whether an editor may save this pattern.  FAULT_BAD_PATTERN when it doesn't
 * compile (with `actual` the character it is at, from 1), FAULT_EMPTY,
 * FAULT_TOO_LONG, FAULT_VAGUE_PATTERN when it matches a message that says
 * nothing, FAULT_SLOW_PATTERN when texts made to stall it do so (the detail
 * is what such a message repeats).
 * Takes some milliseconds. */
bool rule_check(const char *pattern, struct fault *fault) MUST_USE;

#endif
