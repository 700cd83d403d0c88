/*
 * Draft: what a member of staff has half written in a conversation, kept for
 * them wherever they sign in.
 *
 * Reading on any thread.  Not here: unsent messages, which stay in the browser
 * that wrote them; the drafts of entries (kb/draft.h).
 */
#ifndef FOYER_HANDOFF_DRAFT_H
#define FOYER_HANDOFF_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

struct drafted {
	const char *reply; /* or NULL */
	const char *note;  /* or NULL */
};

bool drafted_read(struct db *db, const struct staff_id *staff,
		  const struct conversation_id *conversation, struct arena *arena,
		  struct drafted *drafted, struct fault *fault) MUST_USE;

/* Keeps what is written now; "" keeps nothing.  Whether they may see the
 * conversation is checked again. */
struct drafting {
	struct change change;
	struct staff_id staff;
	struct conversation_id conversation;
	const char *kind; /* "reply" or "note" */
	const char *text; /* as it stands, not trimmed */
};
bool drafting_prepare(struct drafting *drafting, struct fault *fault) MUST_USE;

/* It was sent.  Writer thread. */
bool draft_sent(struct transaction *transaction, const struct staff_id *staff,
		const struct conversation_id *conversation, const char *kind,
		struct fault *fault) MUST_USE;

#endif
