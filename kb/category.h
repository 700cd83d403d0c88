/*
 * Category: how the parts of the category tree are called, by language.
 *
 * An entry's category is a path ("plans/monthly"); readers of the help centre
 * and editors see its names instead, where there are any.  They hold at once,
 * as a site's texts do, and are no part of a publication.
 *
 * Writing: writer thread.  Reading: any thread with its own reader.
 */
#ifndef FOYER_KB_CATEGORY_H
#define FOYER_KB_CATEGORY_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/json.h"
#include "data/store.h"

#define CATEGORY_NAME_MOST  80 /* characters */
#define CATEGORY_NAMES_MOST 6000

struct category_name {
	const char *category; /* the whole path */
	enum language language;
	const char *name;
};
struct category_names {
	const struct category_name *items; /* by category, then language */
	int count;
};

bool category_names_read(struct db *db, struct arena *arena, struct category_names *out,
			 struct fault *fault) MUST_USE;

/* The name in this language, for readers in Taiwan else the Simplified one;
 * NULL when there is none. */
const char *category_name(const struct category_names *names, const char *category,
			  enum language language);

/* Gives one, or takes it away (name ""); prepare, then submit &naming->change.
 * Only for who may approve all entries of the category: FAULT_FORBIDDEN. */
struct category_naming {
	struct change change;
	struct arena *arena;
	const char *category;
	enum language language;
	const char *name;
	struct staff_id by;
};
bool category_naming_prepare(struct category_naming *naming, struct fault *fault) MUST_USE;

/* Stores one as it is, or takes it away (name "").  Writer thread.  by may be NULL. */
bool category_name_put(struct transaction *transaction, const struct category_name *name,
		       const struct staff_id *by, struct fault *fault) MUST_USE;

/* Gives a category that is moved, and those below it, the names they had.  The
 * old ones stay for its coming back.  Writer thread. */
bool category_names_follow(struct transaction *transaction, const char *from, const char *to,
			   struct fault *fault) MUST_USE;

/* All names of one category, as {"category": "plans", "zh-CN": "套餐"} says them, cleaned. */
bool category_names_of(const struct json *object, struct arena *arena,
		       struct category_name names[LANGUAGE_COUNT], int *count,
		       struct fault *fault) MUST_USE;
/* The same of a line of JSON. */
bool category_names_parse(const char *line, size_t length, struct arena *arena,
			  struct category_name names[LANGUAGE_COUNT], int *count,
			  struct fault *fault) MUST_USE;

#endif
