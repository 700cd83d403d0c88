/*
 * Visitor block: somebody who abuses the chat is kept out of it for a while.
 *
 * A block holds for the conversation it was made in, for the member whom the
 * site proved them to be, and, when that was asked for, for the address they
 * came from, of which only a keyed hash is kept: others may share it, so it is
 * a choice.  Every act of a visitor asks (act.c), as does beginning.
 */
#ifndef FOYER_HANDOFF_VISITOR_BLOCK_H
#define FOYER_HANDOFF_VISITOR_BLOCK_H

#include "handoff/act.h"

#define BLOCK_REASON_MOST 500
#define BLOCK_HOURS_MOST  (24 * 366)
#define BLOCKS_SHOWN      200

/* The address, or its network (address_network), as it is kept; any thread. */
bool visitor_origin(struct db *db, const char *address, struct arena *arena, const char **origin,
		    struct fault *fault) MUST_USE;

/* FAULT_VISITOR_BLOCKED when this conversation's visitor is blocked now. */
bool visitor_block_check(struct db *db, const struct conversation_id *conversation, int64_t now,
			 struct fault *fault) MUST_USE;

/* Blocks the visitor and closes the conversation: the agent who has it, those
 * who serve its group once it is closed, supervisors.  Where a block of it holds
 * already, this one takes its place, so that there is one to lift.
 * FAULT_FORBIDDEN, FAULT_NOT_YOUR_TURN. */
struct visitor_blocking {
	struct act act;
	const char *reason;
	int64_t hours;
	bool by_address; /* too */
	/* result */
	char id[ID_LENGTH + 1];
	int64_t until;
};
bool visitor_blocking_prepare(struct visitor_blocking *blocking, struct fault *fault) MUST_USE;

struct visitor_block {
	char id[ID_LENGTH + 1];
	struct conversation_id conversation;
	const char *reason;
	const char *by; /* shown name */
	int64_t at;
	int64_t until;
	bool by_address;
};

/* Those that hold now, in conversations that this member may see, newest first. */
bool visitor_block_list(struct db *db, const struct staff_id *staff, int64_t now,
			struct arena *arena, struct visitor_block **list, int *count,
			struct fault *fault) MUST_USE;

/* Lifts one.  FAULT_NOT_FOUND for one that holds no more or isn't theirs to see. */
struct visitor_unblocking {
	struct change change;
	char id[ID_LENGTH + 1];
	struct staff_id by;
};
void visitor_unblocking_prepare(struct visitor_unblocking *unblocking);

#endif
