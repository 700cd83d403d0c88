/*
 * Note mention: colleagues who were called by "@name" in a note about a
 * conversation, until they have looked at it.
 *
 * Only those who may see the conversation can be called.
 */
#ifndef FOYER_HANDOFF_NOTE_MENTION_H
#define FOYER_HANDOFF_NOTE_MENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

struct note_mention {
	struct conversation_id conversation;
	int64_t number; /* of the note */
	const char *text;
	const char *by; /* shown name */
	int64_t at;
};

/* Where somebody was called and hasn't looked since, newest first. */
bool note_mention_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		       struct note_mention **list, int *count, struct fault *fault) MUST_USE;

/* Those who can be called in this conversation. */
struct note_reader {
	const char *name; /* to sign in, which is what "@" is followed by */
	const char *display_name;
};
bool note_reader_list(struct db *db, const struct conversation_id *conversation,
		      struct arena *arena, struct note_reader **list, int *count,
		      struct fault *fault) MUST_USE;

/* Calls those whom a note names.  Writer thread, as below. */
bool note_mention_all(struct transaction *transaction, const struct conversation_id *conversation,
		      int64_t number, const char *text, const struct staff_id *by,
		      struct fault *fault) MUST_USE;

/* They have read up to this event. */
bool note_mention_seen(struct transaction *transaction, const struct conversation_id *conversation,
		       int64_t number, const struct staff_id *staff,
		       struct fault *fault) MUST_USE;

#endif
