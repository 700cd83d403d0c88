/*
 * Ownership: see ownership.h.  Not for what a move writes (handoff/move.h).
 * Pure; any thread.
 */
#include "handoff/ownership.h"

#include <string.h>

static const char *const owner_names[OWNER_COUNT] = {
#define X(code, name) [code] = name,
    OWNERS(X)
#undef X
};

static const char *const action_names[ACTION_COUNT] = {
#define X(code, name) [code] = name,
    ACTIONS(X)
#undef X
};

#define BY(party)  (1u << PARTY_##party)
#define VISITOR    BY(VISITOR)
#define BOT        BY(BOT)
#define THE_AGENT  BY(OWNER)
#define JOINED     BY(PARTICIPANT)
#define INVITED    BY(INVITED)
#define COLLEAGUE  BY(AGENT)
#define SUPERVISOR BY(SUPERVISOR)
#define SYSTEM     BY(SYSTEM)
#define NEVER      0u

struct move {
	enum owner from;
	enum action action;
	unsigned parties; /* who may */
	enum owner to;
};

/* The whole law.  What is not here is not allowed. */
static const struct move moves[] = {
    /* The bot answers. */
    {OWNER_BOT, ACTION_VISITOR_MESSAGE, VISITOR, OWNER_BOT},
    {OWNER_BOT, ACTION_BOT_REPLY, BOT, OWNER_BOT},
    {OWNER_BOT, ACTION_NOTE, SUPERVISOR, OWNER_BOT},
    {OWNER_BOT, ACTION_HANDOFF, VISITOR | BOT, OWNER_QUEUE},
    {OWNER_BOT, ACTION_ACCEPT, SUPERVISOR, OWNER_AGENT},
    {OWNER_BOT, ACTION_TAKE_OVER, SUPERVISOR, OWNER_AGENT},
    {OWNER_BOT, ACTION_WATCH, SUPERVISOR, OWNER_BOT},
    {OWNER_BOT, ACTION_LEAVE, SUPERVISOR, OWNER_BOT},
    {OWNER_BOT, ACTION_LEAVE_MESSAGE, VISITOR, OWNER_CLOSED},
    {OWNER_BOT, ACTION_TELL, SYSTEM, OWNER_BOT},
    {OWNER_BOT, ACTION_CLOSE, VISITOR | SUPERVISOR | SYSTEM, OWNER_CLOSED},
    {OWNER_BOT, ACTION_RATE, VISITOR, OWNER_BOT},
    {OWNER_BOT, ACTION_FEEDBACK, VISITOR, OWNER_BOT},

    /* The visitor waits for a person. */
    {OWNER_QUEUE, ACTION_VISITOR_MESSAGE, VISITOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_NOTE, JOINED | COLLEAGUE | SUPERVISOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_SEEN, JOINED, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_HANDOFF, VISITOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_ASSIGN, SYSTEM, OWNER_AGENT},
    {OWNER_QUEUE, ACTION_ACCEPT, JOINED | COLLEAGUE | SUPERVISOR, OWNER_AGENT},
    {OWNER_QUEUE, ACTION_TAKE_OVER, SUPERVISOR, OWNER_AGENT},
    {OWNER_QUEUE, ACTION_WATCH, SUPERVISOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_JOIN, INVITED, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_LEAVE, JOINED | INVITED | SUPERVISOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_REMOVE, SUPERVISOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_TRANSFER_TO_GROUP, COLLEAGUE | SUPERVISOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_TRANSFER_TO_AGENT, SUPERVISOR, OWNER_AGENT},
    {OWNER_QUEUE, ACTION_BACK_TO_BOT, VISITOR, OWNER_BOT},
    {OWNER_QUEUE, ACTION_LEAVE_MESSAGE, VISITOR, OWNER_CLOSED},
    {OWNER_QUEUE, ACTION_TELL, SYSTEM, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_CLOSE, VISITOR | SUPERVISOR | SYSTEM, OWNER_CLOSED},
    {OWNER_QUEUE, ACTION_RATE, VISITOR, OWNER_QUEUE},
    {OWNER_QUEUE, ACTION_FEEDBACK, VISITOR, OWNER_QUEUE},

    /* A person answers. */
    {OWNER_AGENT, ACTION_VISITOR_MESSAGE, VISITOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_AGENT_REPLY, THE_AGENT | JOINED, OWNER_AGENT},
    {OWNER_AGENT, ACTION_NOTE, THE_AGENT | JOINED | COLLEAGUE | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_SEEN, THE_AGENT | JOINED, OWNER_AGENT},
    {OWNER_AGENT, ACTION_INVITE, THE_AGENT | JOINED | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_JOIN, INVITED | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_LEAVE, JOINED | INVITED | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_REMOVE, THE_AGENT | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_WATCH, SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_WHISPER, SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_TAKE_OVER, SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_TRANSFER_TO_GROUP, THE_AGENT | SUPERVISOR, OWNER_QUEUE},
    {OWNER_AGENT, ACTION_TRANSFER_TO_AGENT, THE_AGENT | SUPERVISOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_RETURN, SYSTEM, OWNER_QUEUE},
    {OWNER_AGENT, ACTION_REMIND, SYSTEM, OWNER_AGENT},
    {OWNER_AGENT, ACTION_TELL, SYSTEM, OWNER_AGENT},
    {OWNER_AGENT, ACTION_CLOSE, THE_AGENT | SUPERVISOR | VISITOR | SYSTEM, OWNER_CLOSED},
    {OWNER_AGENT, ACTION_RATE, VISITOR, OWNER_AGENT},
    {OWNER_AGENT, ACTION_FEEDBACK, VISITOR, OWNER_AGENT},

    /* It is over. */
    {OWNER_CLOSED, ACTION_NOTE, COLLEAGUE | SUPERVISOR, OWNER_CLOSED},
    {OWNER_CLOSED, ACTION_LEAVE_MESSAGE, VISITOR, OWNER_CLOSED},
    {OWNER_CLOSED, ACTION_TELL, SYSTEM, OWNER_CLOSED},
    {OWNER_CLOSED, ACTION_RATE, VISITOR, OWNER_CLOSED},
    {OWNER_CLOSED, ACTION_FEEDBACK, VISITOR, OWNER_CLOSED},
};

#define MOVE_COUNT (sizeof(moves) / sizeof(*moves))

const char *owner_name(enum owner owner)
{
	return owner_names[owner];
}

const char *action_name(enum action action)
{
	return action_names[action];
}

enum owner owner_from_name(const char *name)
{
	for (int i = 0; i < OWNER_COUNT; i++)
		if (strcmp(owner_names[i], name) == 0)
			return (enum owner)i;
	return OWNER_CLOSED;
}

/* Everybody who may do this in some state. */
static unsigned parties_of(enum action action)
{
	unsigned parties = NEVER;
	for (size_t i = 0; i < MOVE_COUNT; i++)
		if (moves[i].action == action)
			parties |= moves[i].parties;
	/* Any agent may become the one who has the turn, or be asked in. */
	if (parties & THE_AGENT)
		parties |= JOINED | INVITED | COLLEAGUE | SUPERVISOR;
	return parties;
}

static enum fault_code refusal(enum owner from, enum action action, enum party party)
{
	if (party == PARTY_OUTSIDER || (parties_of(action) & 1u << party) == 0)
		return FAULT_FORBIDDEN;
	if (from == OWNER_CLOSED)
		return FAULT_CONVERSATION_CLOSED;
	if (from == OWNER_AGENT && action == ACTION_ACCEPT)
		return FAULT_ALREADY_TAKEN;
	return FAULT_NOT_YOUR_TURN;
}

bool ownership_move(enum owner from, enum action action, enum party party, enum owner *to,
		    struct fault *fault)
{
	for (size_t i = 0; i < MOVE_COUNT; i++) {
		const struct move *move = &moves[i];
		if (move->from == from && move->action == action &&
		    (move->parties & 1u << party) != 0) {
			*to = move->to;
			return true;
		}
	}
	return fault_set(fault, refusal(from, action, party), "conversation");
}
