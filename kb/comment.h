/*
 * Comment: what colleagues say to each other about an entry, and whom they
 * mention.
 *
 * A mention is "@" and somebody's sign-in name; that person finds it among
 * their own until they have seen it.  Comments are never changed.
 */
#ifndef FOYER_KB_COMMENT_H
#define FOYER_KB_COMMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

#define COMMENT_MOST 2000 /* characters */

struct comment_id { char text[ID_LENGTH + 1]; };

struct comment {
	struct comment_id id;
	struct entry_id entry;
	const char *question; /* of the entry, in lists of mentions */
	int64_t version;      /* that was looked at */
	const char *text;
	const char *by; /* shown name */
	int64_t at;
};

/* Says something about an entry; prepare, then submit &say->change. */
struct comment_say {
	struct change change;
	struct arena *arena;
	struct entry_id entry;
	const char *text;
	struct staff_id by;
};
bool comment_say_prepare(struct comment_say *say, struct fault *fault) MUST_USE;

/* An entry's comments, oldest first. */
bool comment_list(struct db *db, const struct entry_id *entry, struct arena *arena,
		  struct comment **out, int *count, struct fault *fault) MUST_USE;

/* Where somebody was mentioned and hasn't looked since, newest first. */
bool comment_mentions(struct db *db, const struct staff_id *staff, struct arena *arena,
		      struct comment **out, int *count, struct fault *fault) MUST_USE;

/* They have looked at this entry's comments.  Writer thread. */
bool comment_seen(struct transaction *transaction, const struct entry_id *entry,
		  const struct staff_id *staff, struct fault *fault) MUST_USE;

#endif
