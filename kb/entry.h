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
#define ENTRY_SITES_MOST    50
#define ENTRY_BUTTONS_MOST  10
#define ENTRY_FILES_MOST    10
/* Characters again. */
#define ENTRY_SITE_MOST          64
#define ENTRY_BUTTON_LABEL_MOST  80
#define ENTRY_BUTTON_TARGET_MOST 1000
#define ENTRY_FILE_NAME_MOST     200
#define ENTRY_REASON_MOST        500

/* Only what is published goes to visitors.  While a draft or a proposal is
 * being worked on, they go on seeing the version that was approved before. */
#define ENTRY_STATUSES(X)                                                                          \
	X(ENTRY_PUBLISHED, "published")                                                            \
	X(ENTRY_DRAFT, "draft")                                                                    \
	X(ENTRY_REVIEW, "review")                                                                  \
	X(ENTRY_RETIRED, "retired")

enum entry_status {
#define X(code, name) code,
	ENTRY_STATUSES(X)
#undef X
	    ENTRY_STATUS_COUNT
};
const char *entry_status_name(enum entry_status status);
/* False when there is no such word. */
bool entry_status_from_name(const char *name, enum entry_status *status);

/* What a button under an answer does. */
#define ENTRY_BUTTON_ACTIONS(X)                                                                    \
	X(ENTRY_BUTTON_ASK, "ask")       /* target: what the visitor asks by it */                 \
	X(ENTRY_BUTTON_LINK, "link")     /* target: http, https, mailto or tel */                  \
	X(ENTRY_BUTTON_PERSON, "person") /* target: a group's name, or "" */

enum entry_button_action {
#define X(code, name) code,
	ENTRY_BUTTON_ACTIONS(X)
#undef X
	    ENTRY_BUTTON_ACTION_COUNT
};

struct entry_button {
	enum entry_button_action action;
	const char *label;
	const char *target;
};

/* A file that goes with an answer (kb/file.h). */
struct entry_file {
	const char *file; /* its id */
	const char *name; /* as shown */
};

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
	enum entry_status status;
	int64_t valid_from;  /* milliseconds; 0: always; likewise until */
	int64_t valid_until; /* the first moment at which it isn't valid any more */
	const char *const *sites; /* where it is shown; none: everywhere.  Sorted once cleaned */
	int site_count;
	const char *translation; /* entries with the same word say the same in other languages */
	const struct entry_button *buttons;
	int button_count;
	const struct entry_file *files;
	int file_count;
};

/* A stored entry; texts are in the arena it was read with. */
struct entry {
	struct entry_id id;
	struct entry_draft content;
	int64_t version;
	int64_t approved_version; /* what publications hold; 0: nothing yet */
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

/* Replaces the content.  *version is the version the change was made from,
 * and the new one afterwards; reason is why, or NULL. */
bool entry_change(struct transaction *transaction, const struct entry_id *id,
		  const struct entry_draft *draft, const struct staff_id *by, const char *reason,
		  int64_t *version, struct fault *fault) MUST_USE;

/* Takes the entry out of what the next publication will hold. */
bool entry_retire(struct transaction *transaction, const struct entry_id *id,
		  const struct staff_id *by, int64_t *version, struct fault *fault) MUST_USE;

/* Adds one variant, whatever version the entry has; nothing happens when the
 * entry says so already.  An editor who may not approve the entry proposes it;
 * FAULT_FORBIDDEN (category) for one who may not edit it.  *added, unless it is
 * NULL, is the variant as it is stored now, or NULL when nothing happened. */
bool entry_add_variant(struct transaction *transaction, const struct entry_id *id, const char *text,
		       const struct staff_id *by, const char **added, struct fault *fault) MUST_USE;

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
	int64_t approved_version;
	enum entry_status status;
	int64_t valid_until; /* 0: for ever */
	int64_t changed_at;
};

#define ENTRY_ANY (-1)

struct entry_filter {
	const char *query;    /* text to be found in question, answer, variants or id; NULL: all */
	const char *language; /* NULL: all */
	const char *category; /* this one and those below it; NULL: all */
	const char *tag;      /* NULL: all */
	const char *site;     /* those shown on this site; NULL: all */
	const char *translation; /* that say the same as each other; NULL: all */
	int status;           /* enum entry_status; ENTRY_ANY: all but the retired ones */
	const char *before;   /* `next` of the page before; NULL: the first page */
	int limit;            /* lines on a page, 1..200; 0: 50 */
};

#define ENTRIES_COUNTED_MOST 1000

struct entry_page {
	struct entry_summary *lines;
	int count;
	int64_t total;    /* entries that the filter finds on all pages; of a search at most
			   * ENTRIES_COUNTED_MOST, which then means that many or more */
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
	const char *reason;     /* or NULL */
	int64_t at;
};

/* All versions of an entry, newest first. */
bool entry_history(struct db *db, const struct entry_id *id, struct arena *arena,
		   struct entry_version **out, int *count, struct fault *fault) MUST_USE;

/* The content that a version had.  LOOKUP_ABSENT when there is no such version. */
enum lookup entry_content_at(struct db *db, const struct entry_id *id, int64_t version,
			     struct arena *arena, struct entry_draft *out,
			     struct fault *fault) MUST_USE;

/* Gives the entry the content that a version had, as its next version, to take
 * back what was done since `to`.  A draft is no publication: what is approved
 * is then what was approved at `to`.  FAULT_NOT_FOUND (version) when there is
 * no such version; else as entry_change. */
bool entry_restore(struct transaction *transaction, const struct entry_id *id, int64_t to,
		   const struct staff_id *by, const char *reason, int64_t *version,
		   struct fault *fault) MUST_USE;

/* Writes the members of the import format (id is the external id) into an
 * object that the caller has opened. */
void entry_write_json(struct json_writer *json, const struct entry_draft *draft);

/* Reads such an object; what it holds still has to be cleaned.  Faults name
 * the member. */
bool entry_read_json(const struct json *object, struct arena *arena, struct entry_draft *draft,
		     struct fault *fault) MUST_USE;

/* One member of it, by its name. */
bool entry_read_member(const struct json *value, struct arena *arena, struct entry_draft *draft,
		       struct fault *fault) MUST_USE;

/* The buttons and files of an answer as a JSON object, as visitors' pages and
 * snapshots take them; "" when there are none. */
const char *entry_extras(const struct entry_draft *draft, struct arena *arena);
/* And back. */
bool entry_read_extras(const char *extras, struct arena *arena, struct entry_draft *draft,
		       struct fault *fault) MUST_USE;

/* Names separated by spaces, as rows keep them, and back. */
const char *entry_join_sites(const struct entry_draft *draft, struct arena *arena);
void entry_split_sites(const char *sites, struct arena *arena, struct entry_draft *draft);

/* Checks buttons, files, sites, dates; a part of entry_clean. */
bool entry_clean_extras(const struct entry_draft *draft, struct arena *arena,
			struct entry_draft *out, struct fault *fault) MUST_USE;

#endif
