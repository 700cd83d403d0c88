/*
 * Ticket, inside: the steps that every change of a ticket is made of.
 * Writer thread; used by handoff/ticket*.c alone.
 */
#ifndef FOYER_HANDOFF_TICKET_INTERNAL_H
#define FOYER_HANDOFF_TICKET_INTERNAL_H

#include "handoff/ticket.h"

/* Who does it. */
struct ticket_actor {
	enum ticket_party party;
	const struct staff_id *staff; /* TICKET_BY_STAFF; else NULL */
	const char *key;              /* by which what they say is known again, or NULL */
};

/* As it is, whoever asks. */
enum lookup ticket_load(struct db *db, const char *id, struct arena *arena, struct ticket *ticket,
			struct fault *fault) MUST_USE;

/* FAULT_TOO_MANY when its history is too long for one more comment; what
 * happens to it is kept all the same. */
bool ticket_has_room(struct transaction *transaction, const char *id,
		     struct fault *fault) MUST_USE;

/* Appends to its history. */
bool ticket_note(struct transaction *transaction, const struct ticket *ticket,
		 const struct ticket_actor *actor, const char *what, const char *before,
		 const char *after, struct fault *fault) MUST_USE;

/* Stores what has changed since `before`, a line for each, counts the revision
 * and tells those whose it is now. */
bool ticket_store(struct transaction *transaction, const struct ticket *before,
		  struct ticket *ticket, const struct ticket_actor *actor,
		  struct fault *fault) MUST_USE;

/* Moves it in memory, with a new due time when it is opened again.
 * FAULT_NOT_ALLOWED_VALUE (state). */
bool ticket_move(struct transaction *transaction, struct ticket *ticket, enum ticket_state to,
		 enum ticket_party party, struct fault *fault) MUST_USE;

/* Who gets it from a colleague hears of it; before: whose it was, or "". */
bool ticket_tell_agent(struct transaction *transaction, const struct staff_id *before,
		       const struct ticket *ticket, const struct ticket_actor *actor,
		       struct fault *fault) MUST_USE;

/* "" is NULL. */
void ticket_bind_id(struct query *query, int number, const char *id);

/* When something happens to it because time has passed; 0: never. */
bool ticket_next_at(struct transaction *transaction, const struct ticket *ticket, int64_t *next_at,
		    struct fault *fault) MUST_USE;

#endif
