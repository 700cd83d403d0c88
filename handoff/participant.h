/*
 * Participant: staff who are in a conversation beside its owner.
 *
 * Somebody is invited, has joined, or watches silently; there is one row for
 * each, and none for the owner.  Whether they may be in it is the ownership
 * table's to say, by the acts of handoff/together.h; this is what is kept.
 * Reading on any thread, everything else on the writer's.
 */
#ifndef FOYER_HANDOFF_PARTICIPANT_H
#define FOYER_HANDOFF_PARTICIPANT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/ownership.h"

#define PARTICIPANT_STATES(X)                                                                      \
	X(PARTICIPANT_NONE, "none")                                                                \
	X(PARTICIPANT_INVITED, "invited")                                                          \
	X(PARTICIPANT_JOINED, "joined")     /* writes to the visitor beside the owner */           \
	X(PARTICIPANT_WATCHING, "watching") /* seen by those who may watch, and by nobody else */

enum participant_state {
#define X(code, name) code,
	PARTICIPANT_STATES(X)
#undef X
	    PARTICIPANT_STATE_COUNT
};

const char *participant_state_name(enum participant_state state);
/* PARTICIPANT_NONE for NULL and whatever isn't a state. */
enum participant_state participant_state_from_name(const char *name);

#define PARTICIPANTS_MOST 20 /* of one conversation */

struct participant {
	struct staff_id staff;
	const char *name; /* as shown */
	enum participant_state state;
	int64_t since;
};

/* All of one conversation, the longest there first. */
bool participant_list(struct db *db, const struct conversation_id *conversation,
		      struct arena *arena, struct participant **list, int *count,
		      struct fault *fault) MUST_USE;

/* What this member is asked to join, the oldest first. */
struct invitation {
	struct conversation_id conversation;
	const char *by;   /* shown name, or NULL */
	const char *note; /* or NULL */
	int64_t at;
};
bool invitation_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		     struct invitation **list, int *count, struct fault *fault) MUST_USE;

/* Writing --------------------------------------------------------------------------- */

struct participant_change {
	const struct conversation_id *conversation;
	struct staff_id staff;
	enum participant_state state; /* PARTICIPANT_NONE takes the row away */
	const char *invited_by;       /* a staff id, or NULL */
	const char *note;             /* or NULL */
};
/* FAULT_TOO_MANY where the conversation has PARTICIPANTS_MOST already. */
bool participant_write(struct transaction *transaction, const struct participant_change *change,
		       struct fault *fault) MUST_USE;

/* After a move of the owner: the new owner is no participant; nobody is one
 * where the bot has the turn, where they may still watch, or where it is over. */
bool participant_settle(struct transaction *transaction, const struct conversation_id *conversation,
			enum owner owner, const struct staff_id *agent,
			struct fault *fault) MUST_USE;

/* This member is gone from every conversation that isn't their own, with a
 * 'left' event where they had joined. */
bool participant_leave_all(struct transaction *transaction, const struct staff_id *staff,
			   struct fault *fault) MUST_USE;

#endif
