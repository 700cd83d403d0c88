/*
 * Ticket pick: what somebody wrote and chose for a ticket, checked; what its
 * making and its changes share.
 */
#ifndef FOYER_HANDOFF_TICKET_PICK_H
#define FOYER_HANDOFF_TICKET_PICK_H

#include "handoff/ticket.h"

/* Cleans a text of at most TICKET_TEXT_MOST; NULL stays NULL.  Any thread. */
bool ticket_pick_text(struct arena *arena, const char *field, size_t least, const char **text,
		      struct fault *fault) MUST_USE;
/* The same of these three; a contact is an address or a telephone number. */
bool ticket_pick_texts(struct arena *arena, const char **title, const char **detail,
		       const char **contact, struct fault *fault) MUST_USE;

/* NULL and 0 leave a thing as it is, "" takes it away. */
struct ticket_pick {
	const char *category;
	const char *agent;
	const char *group;
	int64_t due_at;
};
/* Looks them up and takes them.  FAULT_NOT_FOUND, FAULT_AGENT_BLOCKED,
 * FAULT_MISSING_FIELD (agent) when nobody would have it, FAULT_OUT_OF_RANGE
 * (due_at) for a time that is over.  Writer thread. */
bool ticket_pick_take(struct transaction *transaction, const struct ticket_pick *pick,
		      struct ticket *ticket, struct fault *fault) MUST_USE;

#endif
