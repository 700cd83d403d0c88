/*
 * Stance: what a member of staff is to one conversation, and so what they may
 * do in it.
 *
 * Somebody is one party (ownership.h): the owner, a supervisor by role or by
 * leading its group, an agent who serves the group or had it when it closed, or
 * an outsider.  Beside that they may have a part in it (participant.h), and may
 * do what either lets them.  Here alone, with the table of ownership.c, is decided whether
 * a reply may be stored: stance_allows(..., ACTION_AGENT_REPLY).
 *
 * Inside the transaction the answer is the truth (act_allow); a reader's is
 * for showing what is worth trying.  Any thread.
 */
#ifndef FOYER_HANDOFF_STANCE_H
#define FOYER_HANDOFF_STANCE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "handoff/ownership.h"
#include "handoff/participant.h"
#include "handoff/staff.h"

/* How the conversation stands. */
struct stance_of {
	const struct conversation_id *conversation;
	enum owner owner;
	const struct staff_id *agent; /* "" unless an agent has the turn */
	const struct group_id *group; /* "" when none */
};

struct stance {
	enum party party;
	enum participant_state part;
	enum role role;
	const char *name; /* as shown; in the arena */
};

/* FAULT_FORBIDDEN for blocked and unknown staff. */
bool stance_read(struct db *db, const struct stance_of *of, const struct staff_id *staff,
		 struct arena *arena, struct stance *stance, struct fault *fault) MUST_USE;

/* True when they may do this while that is the owner; the faults of
 * ownership_move. */
bool stance_allows(const struct stance *stance, enum owner owner, enum action action,
		   struct fault *fault) MUST_USE;

#endif
