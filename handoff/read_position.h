/*
 * Read position: up to which event somebody has read a conversation, the same
 * on every device they use.
 *
 * Writer thread.  What the visitor is told of having been read is the
 * conversation's own agent_number (agent_acts.c).
 */
#ifndef FOYER_HANDOFF_READ_POSITION_H
#define FOYER_HANDOFF_READ_POSITION_H

#include "data/id.h"
#include "data/store.h"

/* Moves it on, never back, and not to an event that there isn't; what they were called to by "@name" up to there is
 * seen, and their other devices hear of it. */
bool read_position_move(struct transaction *transaction,
			const struct conversation_id *conversation, const struct staff_id *staff,
			int64_t number, struct fault *fault) MUST_USE;

#endif
