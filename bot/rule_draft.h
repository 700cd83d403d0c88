/*
 * Rule draft: what somebody says of a rule, read and checked.
 *
 * Checking tries patterns on texts made to stall them, which takes
 * milliseconds: on the slow-work thread, the long-work thread or a command.
 */
#ifndef FOYER_BOT_RULE_DRAFT_H
#define FOYER_BOT_RULE_DRAFT_H

#include "data/arena.h"
#include "data/json.h"
#include "kb/rule.h"

struct rule_said {
	const char *name;
	const char *kind; /* "pattern", "words" or "always" */
	const char *pattern;
	const struct json *words, *conditions, *actions; /* or NULL */
	int64_t priority;
	bool is_active;
};

/* The draft, everything in it checked. */
bool rule_draft_read(const struct rule_said *said, struct arena *arena, struct rule_draft *draft,
		     struct fault *fault) MUST_USE;

/* Only what it matches: kind, pattern and words. */
bool rule_draft_pattern(const struct rule_said *said, struct arena *arena,
			struct rule_draft *draft, struct fault *fault) MUST_USE;

/* Of an object with the members that rule_write_json writes; base_read_rule of
 * kb/base_part.h. */
bool rule_draft_read_json(const struct json *object, struct arena *arena,
			  struct rule_draft *draft, struct fault *fault) MUST_USE;

#endif
