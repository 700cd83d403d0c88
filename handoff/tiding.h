/*
 * Tiding: what a colleague did, or became of a ticket, that somebody is to
 * hear of.
 *
 * Kept until they say that they have seen it, so that whoever was away is
 * told when they are back.  Reading on any thread, the rest on the writer's.
 */
#ifndef FOYER_HANDOFF_TIDING_H
#define FOYER_HANDOFF_TIDING_H

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define TIDINGS(X)                                                                                 \
	X(TIDING_TAKEN_OVER, "taken-over") /* somebody has what was yours */                       \
	X(TIDING_PASSED_ON, "passed-on")   /* somebody passed on what was yours */                 \
	X(TIDING_DECLINED, "declined")     /* who you asked says no */                             \
	X(TIDING_REMOVED, "removed")       /* you were taken out of it */                          \
	X(TIDING_TICKET_GIVEN, "ticket-given")     /* it is yours now */                           \
	X(TIDING_TICKET_OVERDUE, "ticket-overdue") /* its time is over */                          \
	X(TIDING_TICKET_NOT_SOLVED, "ticket-not-solved") /* its customer says so */

enum tiding_kind {
#define X(code, name) code,
	TIDINGS(X)
#undef X
	    TIDING_KIND_COUNT
};

struct tiding {
	char id[ID_LENGTH + 1];
	const char *kind;
	struct conversation_id conversation;
	const char *ticket;    /* what it is about; NULL: the conversation */
	int64_t ticket_number; /* 0 for none */
	const char *by; /* shown name */
	int64_t at;
};

#define TIDINGS_MOST 50

/* The oldest first. */
bool tiding_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		 struct tiding **list, int *count, struct fault *fault) MUST_USE;

/* Inside a transaction: tells them. */
bool tiding_tell(struct transaction *transaction, const struct staff_id *staff,
		 enum tiding_kind kind, const struct conversation_id *conversation,
		 const struct staff_id *by, struct fault *fault) MUST_USE;

/* The same of a ticket of that conversation. */
bool tiding_tell_of_ticket(struct transaction *transaction, const struct staff_id *staff,
			   enum tiding_kind kind, const struct conversation_id *conversation,
			   const char *ticket, const struct staff_id *by,
			   struct fault *fault) MUST_USE;

/* They have seen it.  FAULT_NOT_FOUND for other people's, too. */
struct tiding_seen {
	struct change change;
	char id[ID_LENGTH + 1];
	struct staff_id staff;
};
void tiding_seen_prepare(struct tiding_seen *seen);

#endif
