/*
 * Unmatched: questions the bot could not answer, for editors to curate.
 *
 * A question is kept once per wording (folded: width, case, script, spaces
 * and punctuation make no difference) with a count of how often it was asked
 * and each message that asked it.  One that an editor ignored stays ignored
 * and is only counted; one that expired, or was added and published and
 * still is not answered, opens anew.
 *
 * Functions that write run in a transaction, on the writer thread; the others
 * take any reader.
 */
#ifndef FOYER_KB_UNMATCHED_H
#define FOYER_KB_UNMATCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

enum unmatched_state { UNMATCHED_OPEN, UNMATCHED_ADDED, UNMATCHED_IGNORED, UNMATCHED_STATE_COUNT };

/* "open", "added" or "ignored". */
const char *unmatched_state_name(enum unmatched_state state);
/* False with FAULT_NOT_ALLOWED_VALUE (state) for any other word. */
bool unmatched_state_read(const char *name, enum unmatched_state *out,
			  struct fault *fault) MUST_USE;

/* One time that somebody asked. */
struct unmatched_ask {
	struct conversation_id conversation; /* "": in the help centre, without one */
	int64_t number;       /* of the visitor's message in it */
	const char *text;     /* as asked */
	const char *language; /* BCP 47 of the conversation, or "" */
	const char *reason;   /* "unmatched", "low-confidence", "not-helpful" */
	const char *nearest;  /* external id of the bot's best guess, or NULL */
	double nearest_confidence;
};

struct unmatched {
	struct unmatched_id id;
	const char *text;
	const char *language;
	int64_t asked;
	enum unmatched_state state;
	const char *reason;            /* of the last time it was asked */
	struct entry_id entry;         /* where it was added; "" when it was not */
	const char *nearest;           /* external id of the bot's best guess, or NULL */
	const char *nearest_question;  /* its question, or NULL */
	struct entry_id nearest_entry; /* its id, "" when it is gone */
	double nearest_confidence;
	struct conversation_id conversation; /* where it was asked last */
	int64_t number;
	int64_t first_at;
	int64_t last_at;
};

/* Counts the question, or opens it.  The same message twice counts once. */
bool unmatched_log(struct transaction *transaction, const struct unmatched_ask *ask,
		   struct fault *fault) MUST_USE;

/* Adds the question to the entry as a variant, unless it says so already, and
 * resolves it.
 * FAULT_NOT_FOUND (unmatched, entry), FAULT_CHANGED_MEANWHILE when somebody
 * has resolved it otherwise. */
bool unmatched_add(struct transaction *transaction, const struct unmatched_id *id,
		   const struct entry_id *entry, const struct staff_id *by,
		   struct fault *fault) MUST_USE;

bool unmatched_ignore(struct transaction *transaction, const struct unmatched_id *id,
		      const struct staff_id *by, struct fault *fault) MUST_USE;

enum lookup unmatched_read(struct db *db, const struct unmatched_id *id, struct arena *arena,
			   struct unmatched *out, struct fault *fault) MUST_USE;

/* How often a question of this wording came here, whatever its state by now;
 * 0: never. */
bool unmatched_asked(struct db *db, const char *text, int64_t *asked, struct fault *fault) MUST_USE;

struct unmatched_page {
	struct unmatched *lines;
	int count;
	int64_t total;    /* in this state */
	const char *next; /* for `before`; NULL on the last page */
};

/* Last asked first.  before is `next` of the page before, or NULL; limit
 * 1..200, 0 means 50. */
bool unmatched_list(struct db *db, enum unmatched_state state, const char *before, int limit,
		    struct arena *arena, struct unmatched_page *out, struct fault *fault) MUST_USE;

#endif
