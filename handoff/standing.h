/*
 * Standing: how a conversation stands inside a transaction, and the moves
 * that change its owner.
 *
 * A move keeps together what belongs together: owner, agent, place in the
 * queue, and the agents' load.  It appends no event and asks no permission;
 * the acts do (act_internal.h).  Writer thread.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_STANDING_H
#define FOYER_HANDOFF_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "data/id.h"
#include "data/store.h"
#include "handoff/call.h"
#include "handoff/ownership.h"

enum queue_band { QUEUE_FRONT = 0, QUEUE_ORDINARY = 1 };

struct standing {
	struct conversation_id id;
	enum owner owner;
	struct staff_id agent; /* "" unless an agent has the turn */
	struct group_id group; /* "" when none */
	const char *site;
	const char *language;
	const char *page;           /* or NULL */
	const char *tags;           /* the visitor's, JSON, or NULL */
	const char *attributes;     /* likewise */
	struct group_id entry_group; /* that the page named; "" when none */
	bool bot_chosen;            /* the visitor left the queue for the bot */
	int64_t visitor_number;     /* the visitor's last message; 0: none yet */
	const char *memory;         /* the bot's, or NULL */
	const char *reason;         /* of the hand-over, or NULL */
	const char *rating;         /* or NULL */
	const char *rating_comment; /* or NULL */
	int64_t last_number;
	int64_t assigned_at; /* 0: never */
	int64_t queued_at;   /* 0 unless it waits */
	int64_t reckoned_ms; /* the wait as it was reckoned when it joined the queue last */
	const char *line;    /* that it waits in, or NULL */
	struct call call;
	int64_t repeated;    /* the number of the event with the key asked for; 0: none */
};

/* Reads it; key may be NULL.  FAULT_NOT_FOUND. */
bool standing_read(struct transaction *transaction, const struct conversation_id *id,
		   const char *key, struct arena *arena, struct standing *standing,
		   struct fault *fault) MUST_USE;

/* The moves.  Each updates *standing too and wakes who must know. */
bool move_to_queue(struct transaction *transaction, struct standing *standing,
		   const struct group_id *group, enum queue_band band, const char *reason,
		   struct fault *fault) MUST_USE;
/* To somebody who takes it (who was offline is invisible from then on), and to somebody who is given it and must react. */
bool move_to_agent(struct transaction *transaction, struct standing *standing,
		   const struct staff_id *agent, struct fault *fault) MUST_USE;
bool give_to_agent(struct transaction *transaction, struct standing *standing,
		   const struct staff_id *agent, struct fault *fault) MUST_USE;
bool move_to_bot(struct transaction *transaction, struct standing *standing,
		 struct fault *fault) MUST_USE;
bool move_to_closed(struct transaction *transaction, struct standing *standing,
		    struct fault *fault) MUST_USE;

#endif
