/*
 * Agent acts: what staff do in a conversation; closing, which visitors do too.
 *
 * Each: zero the struct, set act.arena, act.conversation, act.actor =
 * actor_staff(&id) and the inputs, call _prepare, submit &x.act.change.  Who
 * may do what is looked up inside the transaction, the object included:
 * FAULT_NOT_FOUND, FAULT_FORBIDDEN, FAULT_NOT_YOUR_TURN.
 */
#ifndef FOYER_HANDOFF_AGENT_ACTS_H
#define FOYER_HANDOFF_AGENT_ACTS_H

#include "handoff/act.h"
#include "handoff/attachment.h"

/* Takes a waiting conversation; supervisors also take one over from the bot
 * (from an agent they take it by transferring it to themselves).
 * FAULT_ALREADY_TAKEN when another has it; repeated when the same agent has it. */
struct accept {
	struct act act;
};
void accept_prepare(struct accept *accept);

/* Writes to the visitor: the agent who has the turn, or who has joined them
 * (handoff/together.h). */
struct agent_reply {
	struct act act;
	const char *text; /* NULL when there are only files */
	const char *key;
	struct message_files files;
	const char *entry; /* external id of the answer that it came of, or NULL */
	int64_t about;     /* with that: the number of the visitor's message */
};
bool agent_reply_prepare(struct agent_reply *reply, struct fault *fault) MUST_USE;

/* Writes a note that only staff see; a supervisor's whisper is one to those
 * who are in it. */
struct note {
	struct act act;
	bool is_whisper;
	const char *text;
	const char *key;
};
bool note_prepare(struct note *note, struct fault *fault) MUST_USE;

/* Passes it on, to a group's queue or straight to an agent: exactly one of
 * the two (else FAULT_MISSING_FIELD, FAULT_NOT_ALLOWED_VALUE).  Faults:
 * FAULT_GROUP_CLOSED, FAULT_AGENT_BLOCKED, FAULT_NOT_ALLOWED_VALUE with
 * field "agent" for whoever has it already and for editors, FAULT_NOT_FOUND. */
struct transfer {
	struct act act;
	const char *group; /* its name or id, or NULL */
	const char *agent; /* a staff id, or NULL */
	const char *note;  /* for the next agent, or NULL; calls those whom it names */
	int64_t note_number; /* result, with a note */
};
bool transfer_prepare(struct transfer *transfer, struct fault *fault) MUST_USE;

/* Ends the conversation: the visitor, the agent who has it, a supervisor or
 * the system.  Repeated when it is closed already. */
struct closing {
	struct act act;
};
void closing_prepare(struct closing *closing);

/* The visitor, the agent who has it, or a participant for themselves, has seen everything
 * up to this event; from others it changes nothing. */
struct seen {
	struct act act;
	int64_t number;
	bool is_got; /* by a visitor's chat, but not looked at */
};
void seen_prepare(struct seen *seen);

#endif
