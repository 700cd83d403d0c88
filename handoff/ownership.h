/*
 * Ownership: who has the turn in a conversation, and who may move it.
 *
 * A conversation has exactly one owner at any time: the bot, the queue, one
 * agent, or nobody any more (closed).  What may happen in each state, by
 * whom, and where it leads is one table in ownership.c; everything that
 * changes a conversation asks it inside the transaction.  Pure; any thread.
 */
#ifndef FOYER_HANDOFF_OWNERSHIP_H
#define FOYER_HANDOFF_OWNERSHIP_H

#include <stdbool.h>

#include "data/fault.h"

/* The name is what SQL and JSON say. */
#define OWNERS(X)                                                                                  \
	X(OWNER_BOT, "bot")                                                                        \
	X(OWNER_QUEUE, "queue")                                                                    \
	X(OWNER_AGENT, "agent")                                                                    \
	X(OWNER_CLOSED, "closed")

enum owner {
#define X(code, name) code,
	OWNERS(X)
#undef X
	    OWNER_COUNT
};

/* What can be done to a conversation. */
#define ACTIONS(X)                                                                                 \
	X(ACTION_VISITOR_MESSAGE, "visitor-message")                                               \
	X(ACTION_BOT_REPLY, "bot-reply")                                                           \
	X(ACTION_AGENT_REPLY, "agent-reply")                                                       \
	X(ACTION_NOTE, "note")                                                                     \
	X(ACTION_SEEN, "seen")                                                                     \
	X(ACTION_HANDOFF, "handoff")                                                               \
	X(ACTION_ASSIGN, "assign")                                                                 \
	X(ACTION_ACCEPT, "accept")                                                                 \
	X(ACTION_TRANSFER_TO_GROUP, "transfer-to-group")                                           \
	X(ACTION_TRANSFER_TO_AGENT, "transfer-to-agent")                                           \
	X(ACTION_RETURN, "return")                                                                 \
	X(ACTION_BACK_TO_BOT, "back-to-bot")                                                       \
	X(ACTION_LEAVE_MESSAGE, "leave-message")                                                   \
	X(ACTION_INVITE, "invite")       /* asks a colleague in */                                 \
	X(ACTION_JOIN, "join")           /* becomes a participant */                               \
	X(ACTION_LEAVE, "leave")         /* is one no more; says no; stops watching */             \
	X(ACTION_REMOVE, "remove")       /* takes a colleague or an invitation out */              \
	X(ACTION_WATCH, "watch")         /* silently */                                            \
	X(ACTION_WHISPER, "whisper")     /* to the staff who are in it */                          \
	X(ACTION_TAKE_OVER, "take-over") /* becomes the owner in another's place */                \
	X(ACTION_REMIND, "remind")       /* an automatic text while nobody writes */               \
	X(ACTION_TELL, "tell")           /* how a matter of theirs goes on */                      \
	X(ACTION_CLOSE, "close")                                                                   \
	X(ACTION_RATE, "rate")                                                                     \
	X(ACTION_FEEDBACK, "feedback")

enum action {
#define X(code, name) code,
	ACTIONS(X)
#undef X
	    ACTION_COUNT
};

/* Who acts, seen from this one conversation. */
#define PARTIES(X)                                                                                 \
	X(PARTY_VISITOR, "visitor") /* whose conversation it is */                                 \
	X(PARTY_BOT, "bot")                                                                        \
	X(PARTY_OWNER, "owner")           /* the agent who has the turn */                         \
	X(PARTY_PARTICIPANT, "participant") /* a colleague who has joined the owner */             \
	X(PARTY_INVITED, "invited")       /* one who is asked to */                                \
	X(PARTY_AGENT, "agent")           /* another agent who serves its group */                 \
	X(PARTY_SUPERVISOR, "supervisor") /* a supervisor or admin who hasn't the turn */          \
	X(PARTY_OUTSIDER, "outsider")     /* staff with no business here; may do nothing */        \
	X(PARTY_SYSTEM, "system")         /* timers and automatic assignment */

enum party {
#define X(code, name) code,
	PARTIES(X)
#undef X
	    PARTY_COUNT
};

const char *owner_name(enum owner owner);
const char *action_name(enum action action);

/* The owner with this name; the store holds no others, so anything else is
 * taken as closed, where least is allowed. */
enum owner owner_from_name(const char *name);

/* Looks the move up.  True with the next owner in *to, else *fault:
 * FAULT_CONVERSATION_CLOSED in a closed conversation, FAULT_ALREADY_TAKEN when an agent has what
 * another would take, FAULT_FORBIDDEN when this party never may do that, else
 * FAULT_NOT_YOUR_TURN. */
bool ownership_move(enum owner from, enum action action, enum party party, enum owner *to,
		    struct fault *fault) MUST_USE;

#endif
