/*
 * Rule: the editors' rules as they are stored; visitors see them once they
 * are published.
 *
 * Each change is a version; one made from an older version than the stored
 * one is refused with FAULT_CHANGED_MEANWHILE.  Here a rule's pattern,
 * conditions and actions are texts; what they must be like is checked by
 * whoever takes them in (bot/rule_content.h, rule_check).
 *
 * Functions that write run in a transaction; the others take any reader.
 */
#ifndef FOYER_KB_RULE_H
#define FOYER_KB_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/json.h"
#include "data/store.h"

#define RULE_NAME_MOST     100 /* characters */
#define RULE_PRIORITY_MOST 100000
#define RULES_MOST         900 /* all of them keep an order below the built-in ones */
#define RULE_BUILTIN_FROM  1000 /* priorities of the built-in rules, see bot/builtin_rules.h */
#define RULE_BUILTIN_TO    1200

struct rule_draft {
	const char *name;
	const char *kind;       /* "pattern", "words" or "always" */
	const char *pattern;    /* PCRE2; of a keyword set the one made of it; "" for always */
	const char *words;      /* the keyword set as JSON; "" else */
	int64_t priority;
	const char *conditions; /* JSON or "" */
	const char *actions;    /* JSON */
	bool is_active;
};

struct rule_stored {
	struct rule_id id;
	struct rule_draft content;
	int64_t version;
	const char *changed_by; /* shown name, or NULL */
	int64_t changed_at;
};

/* Checks the name and the numbers.  FAULT_NOT_ALLOWED_VALUE (name) for one
 * that begins "builtin/". */
bool rule_clean(const struct rule_draft *draft, struct arena *arena, struct rule_draft *out,
		struct fault *fault) MUST_USE;

/* FAULT_EXISTS (name); FAULT_TOO_MANY. */
bool rule_create(struct transaction *transaction, const struct rule_draft *draft,
		 const struct staff_id *by, struct rule_id *id, struct fault *fault) MUST_USE;

/* *version is the one the change was made from, and the new one afterwards. */
bool rule_change(struct transaction *transaction, const struct rule_id *id,
		 const struct rule_draft *draft, const struct staff_id *by, int64_t *version,
		 struct fault *fault) MUST_USE;
bool rule_delete(struct transaction *transaction, const struct rule_id *id, int64_t version,
		 const struct staff_id *by, struct fault *fault) MUST_USE;

/* Gives all rules new priorities: the first `above` ids, in this order, above
 * the built-in rules, the rest below them.  FAULT_CHANGED_MEANWHILE when
 * these aren't the rules that there are. */
bool rule_order(struct transaction *transaction, const struct rule_id *ids, int count, int above,
		const struct staff_id *by, struct fault *fault) MUST_USE;

/* The highest priority first. */
bool rule_list(struct db *db, struct arena *arena, struct rule_stored **out, int *count,
	       struct fault *fault) MUST_USE;
enum lookup rule_read(struct db *db, const struct rule_id *id, struct arena *arena,
		      struct rule_stored *out, struct fault *fault) MUST_USE;

/* Writes the members of a rule's content into an object that is open. */
void rule_write_json(struct json_writer *json, const struct rule_draft *draft);

#endif
