/*
 * Together: several of the staff in one conversation.
 *
 * The owner stays the one owner; whom they invite may join, and whoever has
 * joined writes to the visitor beside them.  Supervisors watch silently,
 * whisper, join, and take over.  Who may do what is the ownership table's to
 * say (ownership.h), asked inside the transaction as for every act (act.h):
 * FAULT_NOT_FOUND, FAULT_FORBIDDEN, FAULT_NOT_YOUR_TURN,
 * FAULT_CONVERSATION_CLOSED.
 */
#ifndef FOYER_HANDOFF_TOGETHER_H
#define FOYER_HANDOFF_TOGETHER_H

#include "handoff/act.h"

/* Asks a colleague in; they are told at once.  Repeated when they are asked
 * already.  Faults with field "agent": FAULT_AGENT_BLOCKED, FAULT_NOT_FOUND,
 * FAULT_NOT_ALLOWED_VALUE for who has it, is in it, takes no conversations,
 * or is oneself. */
struct invite {
	struct act act;
	const char *agent; /* a staff id */
	const char *note;  /* what it is about, or NULL */
};
bool invite_prepare(struct invite *invite, struct fault *fault) MUST_USE;

/* Takes the invitation, or joins as a supervisor: visible to everybody.
 * Repeated when they have joined already. */
struct join {
	struct act act;
};
void join_prepare(struct join *join);

/* Who has joined leaves, who is invited says no (and the one who asked is
 * told), who watches stops.  Repeated when they aren't in it. */
struct leave {
	struct act act;
};
void leave_prepare(struct leave *leave);

/* Takes somebody out who has joined (they are told) or takes an invitation
 * back.  FAULT_NOT_FOUND with field "agent" when they aren't in it; a silent
 * watcher isn't in it for whoever asks. */
struct removal {
	struct act act;
	const char *agent;
};
bool removal_prepare(struct removal *removal, struct fault *fault) MUST_USE;

/* Watches silently: no event, and nobody sees it but who may watch; the
 * audit log keeps it.  FAULT_NOT_ALLOWED_VALUE with field "conversation" for
 * who is in it already. */
struct watching {
	struct act act;
};
void watching_prepare(struct watching *watching);

/* Becomes the owner in the place of whoever has it, who is told.  Repeated
 * when they have it already. */
struct take_over {
	struct act act;
};
void take_over_prepare(struct take_over *take_over);

#endif
