/*
 * Rule fields: what a request says of a rule, read and checked.
 *
 * Checking tries patterns on texts made to stall them, which takes
 * milliseconds: on the slow-work thread.
 */
#ifndef FOYER_HTTP_RULE_FIELDS_H
#define FOYER_HTTP_RULE_FIELDS_H

#include "data/arena.h"
#include "data/json.h"
#include "http/fields.h"
#include "kb/rule.h"

/* The members that every request with a rule has; its rows stand in tables
 * of requests whose struct begins with this one. */
struct rule_fields {
	const char *name;
	const char *kind;
	const char *pattern;
	const struct json *words;
	int64_t priority;
	const struct json *conditions;
	const struct json *actions;
	int is_active;
	int64_t version;
};

extern const struct field rule_rows[];

/* The draft that the fields say, everything in it checked. */
bool rule_fields_read(const struct rule_fields *fields, struct arena *arena,
		      struct rule_draft *draft, struct fault *fault) MUST_USE;

/* Only what it matches: kind, pattern and words. */
bool rule_fields_pattern(const struct rule_fields *fields, struct arena *arena,
			 struct rule_draft *draft, struct fault *fault) MUST_USE;

#endif
