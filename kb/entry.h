/*
 * Entry: the editors' drafts, a question with its variants and its answer.
 *
 * Every change writes the whole entry into entry_version as JSON in the
 * import format, so nothing an editor wrote is lost.  A change carries the
 * version it was made from; when somebody was faster it is refused with
 * FAULT_CHANGED_MEANWHILE.  Visitors see none of this until it is published
 * (kb/publish.h).
 *
 * Functions that write run in a transaction, on the writer thread; the others
 * take any reader.
 */
#ifndef FOYER_KB_ENTRY_H
#define FOYER_KB_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/json.h"
#include "data/store.h"

/* Limits, in characters. */
#define ENTRY_EXTERNAL_ID_MOST 100
#define ENTRY_QUESTION_MOST    1000
#define ENTRY_VARIANT_MOST     4000 /* any message of a visitor can become a variant */
#define ENTRY_ANSWER_MOST      20000
#define ENTRY_CATEGORY_MOST    200
#define ENTRY_LANGUAGE_MOST    35
#define ENTRY_TAG_MOST         60
/* And in number. */
#define ENTRY_VARIANTS_MOST 10000
#define ENTRY_TAGS_MOST     50

/* What an editor or an import says of an entry. */
struct entry_draft {
	const char *external_id; /* NULL or "": the entry keeps its own, or is given its id */
	const char *question;    /* NULL or "": the external id stands for it */
	const char *const *variants;
	int variant_count;
	const char *answer;      /* Markdown */
	const char *category;    /* path with slashes; NULL: none */
	const char *const *tags; /* in alphabetical order once cleaned */
	int tag_count;
	const char *language; /* BCP 47; NULL or "": any */
};

/* A stored entry; texts are in the arena it was read with. */
struct entry {
	struct entry_id id;
	struct entry_draft content;
	bool is_retired;
	int64_t version;
	const char *changed_by; /* shown name of the staff member, NULL for imports by command */
	int64_t created_at;
	int64_t changed_at;
};

/* Checks and cleans what came from outside: trims, puts spaces for control
 * characters in question and variants (people's own words hold them), limits lengths and
 * numbers, drops empty variants and those that repeat the question or another
 * variant, sorts the tags, tidies the category's slashes.  FAULT_* names the field ("variants",
 * "answer"...). The result is in the arena. */
bool entry_clean(const struct entry_draft *draft, struct arena *arena, struct entry_draft *out,
		 struct fault *fault) MUST_USE;

/* Writing.  Drafts must have been cleaned.  by is NULL for commands.
 * FAULT_EXISTS (external_id) when another entry has that external id. */
bool entry_create(struct transaction *transaction, const struct entry_draft *draft,
		  const struct staff_id *by, struct entry_id *id, struct fault *fault) MUST_USE;

/* Replaces the content; a retired entry becomes active again.  *version is
 * the version the change was made from, and the new one afterwards. */
bool entry_change(struct transaction *transaction, const struct entry_id *id,
		  const struct entry_draft *draft, const struct staff_id *by, int64_t *version,
		  struct fault *fault) MUST_USE;

/* Takes the entry out of what the next publication will hold. */
bool entry_retire(struct transaction *transaction, const struct entry_id *id,
		  const struct staff_id *by, int64_t *version, struct fault *fault) MUST_USE;

/* Adds one variant, whatever version the entry has; nothing happens when the
 * entry says so already. */
bool entry_add_variant(struct transaction *transaction, const struct entry_id *id, const char *text,
		       const struct staff_id *by, struct fault *fault) MUST_USE;

/* True when both cleaned drafts say the same; external ids don't count. */
bool entry_same(const struct entry_draft *a, const struct entry_draft *b);

/* Reading. */
enum lookup entry_read(struct db *db, const struct entry_id *id, struct arena *arena,
		       struct entry *out, struct fault *fault) MUST_USE;
enum lookup entry_find(struct db *db, const char *external_id, struct arena *arena,
		       struct entry *out, struct fault *fault) MUST_USE;

/* One line of a list; newest change first. */
struct entry_summary {
	struct entry_id id;
	const char *external_id;
	const char *question;
	const char *excerpt; /* the beginning of the answer */
	const char *category;
	const char *language;
	int64_t variants;
	int64_t version;
	bool is_retired;
	int64_t changed_at;
};

struct entry_filter {
	const char *query;    /* text to be found in question, answer, variants or id; NULL: all */
	const char *language; /* NULL: all */
	const char *category; /* this one and those below it; NULL: all */
	bool retired;         /* the retired ones instead of the active ones */
	const char *before;   /* `next` of the page before; NULL: the first page */
	int limit;            /* lines on a page, 1..200; 0: 50 */
};

struct entry_page {
	struct entry_summary *lines;
	int count;
	int64_t total;    /* entries that the filter finds on all pages */
	const char *next; /* for `before`; NULL on the last page */
};

bool entry_list(struct db *db, const struct entry_filter *filter, struct arena *arena,
		struct entry_page *out, struct fault *fault) MUST_USE;

struct entry_category {
	const char *path;
	int64_t entries;
};

/* The categories in use among active entries, by path. */
bool entry_categories(struct db *db, struct arena *arena, struct entry_category **out, int *count,
		      struct fault *fault) MUST_USE;

struct entry_version {
	int64_t version;
	const char *content;    /* JSON, the import format */
	const char *changed_by; /* shown name, or NULL */
	int64_t at;
};

/* All versions of an entry, newest first. */
bool entry_history(struct db *db, const struct entry_id *id, struct arena *arena,
		   struct entry_version **out, int *count, struct fault *fault) MUST_USE;

/* Writes the members of the import format (id is the external id) into an
 * object that the caller has opened. */
void entry_write_json(struct json_writer *json, const struct entry_draft *draft);

#endif
