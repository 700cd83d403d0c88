/*
 * Golden: questions whose decision must stay right, run before publishing.
 *
 * Here they are stored and read; bot/gate.h runs them.  Functions that write
 * run in a transaction; the others take any reader.
 */
#ifndef FOYER_KB_GOLDEN_H
#define FOYER_KB_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/json.h"
#include "data/store.h"

#define GOLDEN_TEXT_MOST 4000 /* characters, as for a visitor's message */

struct golden_id { char text[ID_LENGTH + 1]; };

struct golden {
	const char *text;
	const char *expect;   /* "answer", "handoff" or "unmatched" (must not be answered) */
	const char *entry;    /* external id when expect is "answer", else NULL */
	const char *language; /* of the visitor's page; NULL or "": the entry's, or any */
	const char *site;     /* NULL or "": the default one */
};

/* A golden question and what a candidate made of it. */
struct golden_failure {
	const char *text;
	const char *expect;       /* as in struct golden */
	const char *expect_entry; /* or NULL */
	const char *expect_question; /* of that entry; NULL: the candidate has none such */
	const char *got;          /* "answer", "clarify", "handoff" or "unmatched" */
	const char *got_entry;    /* external id, or NULL */
	const char *got_question; /* of that entry, or NULL */
	double confidence;
	bool is_new; /* what is live decides as expected */
};

/* How a candidate did. */
struct golden_result {
	int passed;
	struct golden_failure *failures; /* in the arena that it was run with */
	int failed;
	int newly_broken;             /* failures that are new */
	int stopping;                 /* failures that stop a publication without a reason */
	struct golden_failure *fixed; /* as expected now, with what the live one makes of them */
	int fixed_count;
};

/* That what is expected and the entry agree; faults name the member. */
bool golden_check(const struct golden *golden, struct fault *fault) MUST_USE;

/* Reads {"text","expect","entry","language","site"}; a member "part" is left aside. */
bool golden_read_json(const struct json *object, struct arena *arena, struct golden *out,
		      struct fault *fault) MUST_USE;

/* Reads JSONL, one {"text","expect","entry","language","site"} a line, into
 * the arena; faults carry the line. */
bool golden_parse(const char *bytes, size_t length, struct arena *arena, struct golden **out,
		  int *count, struct fault *fault) MUST_USE;

/* Stores one; the same text again replaces what was expected. */
bool golden_save(struct transaction *transaction, const struct golden *golden,
		 struct fault *fault) MUST_USE;

/* Takes the one with this text away, if there is one. */
bool golden_drop(struct transaction *transaction, const char *text, struct fault *fault) MUST_USE;

/* Stores all of them or none; waits for it. */
bool golden_import(struct store *store, const struct golden *golden, int count,
		   struct fault *fault) MUST_USE;

bool golden_list(struct db *db, struct arena *arena, struct golden **out, int *count,
		 struct fault *fault) MUST_USE;

/* One by one, for editors ------------------------------------------------------------ */

/* Where a golden question comes from and who keeps it. */
struct golden_origin {
	const struct conversation_id *conversation; /* or NULL */
	int64_t number;                             /* of the visitor's message there */
	const struct staff_id *by;                  /* or NULL */
};

/* A new one.  FAULT_EXISTS (text) when the text is one already; the faults of
 * its members otherwise. */
bool golden_create(struct transaction *transaction, const struct golden *golden,
		   const struct golden_origin *origin, struct golden_id *id,
		   struct fault *fault) MUST_USE;
/* FAULT_NOT_FOUND (golden), FAULT_EXISTS (text). */
bool golden_change(struct transaction *transaction, const struct golden_id *id,
		   const struct golden *golden, const struct staff_id *by,
		   struct fault *fault) MUST_USE;
bool golden_remove(struct transaction *transaction, const struct golden_id *id,
		   const struct staff_id *by, struct fault *fault) MUST_USE;

/* A line of the list, newest first. */
struct golden_line {
	struct golden_id id;
	struct golden golden;
	const char *entry_question; /* the entry's, or NULL when it is gone */
	struct conversation_id conversation; /* "" when it was written by hand */
	int64_t number;
	const char *changed_by; /* shown name, or NULL */
	int64_t created_at;
};

struct golden_filter {
	const char *expect; /* NULL: all */
	const char *entry;  /* external id; NULL: all */
	const char *query;  /* in the text; NULL: all */
	const char *before; /* `next` of the page before; NULL: the first page */
	int limit;          /* 1..200; 0: 50 */
};

struct golden_page {
	struct golden_line *lines;
	int count;
	int64_t total;
	const char *next;
};

bool golden_page(struct db *db, const struct golden_filter *filter, struct arena *arena,
		 struct golden_page *out, struct fault *fault) MUST_USE;

#endif
