/*
 * Audit: who did what to the product, in a list that only grows.
 *
 * Every administrative act appends a line in its own transaction, so a line
 * is there exactly when the act happened.  Nothing changes or deletes one:
 * these are the only statements on the table (tests/unit/test_audit.c looks).
 *
 * Not here: what happened in conversations (data/event_log.h), and the states
 * an entry has had (kb/entry.h), which have logs of their own.
 */
#ifndef FOYER_DATA_AUDIT_H
#define FOYER_DATA_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/store.h"

/* Appends one.  Writer thread.
 *	staff   who; NULL: a command or the program itself
 *	action  stable words such as "entry.rollback", "rule.delete"
 *	kind    of the object: "entry", "rule", "site", "staff"...
 *	object  its id or name; never a person's own words
 *	detail  a JSON object, or NULL */
bool audit_append(struct transaction *transaction, const char *staff, const char *action,
		  const char *kind, const char *object, const char *detail,
		  struct fault *fault) MUST_USE;

struct audit_line {
	int64_t number; /* 1, 2, 3... */
	int64_t at;
	const char *staff;      /* id, or NULL */
	const char *staff_name; /* shown name, or NULL */
	const char *action;
	const char *kind;
	const char *object;
	const char *detail; /* JSON object, or NULL */
};

/* What is left NULL or 0 does not narrow. */
struct audit_filter {
	const char *staff;
	const char *kind;
	const char *object;
	int64_t before; /* lines with a smaller number */
	int limit;      /* lines at most, 1..200 */
};

/* Newest first. */
bool audit_list(struct db *db, const struct audit_filter *filter, struct arena *arena,
		struct audit_line **out, int *count, struct fault *fault) MUST_USE;

#endif
