/*
 * Queue: conversations that wait for a person.
 *
 * One line for each group: those who came back from a vanished agent or a
 * transfer first (band 0), then by the time they came.  Whenever something changes that could
 * let a waiting conversation be served (it joins, an agent comes online, has
 * room again, a group takes it in), the same transaction assigns; so in an
 * automatic group nobody waits while an agent who serves it is free.
 */
#ifndef FOYER_HANDOFF_QUEUE_H
#define FOYER_HANDOFF_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define QUEUE_WAIT_UNKNOWN (-1)

/* A waiting visitor's place. */
struct queue_place {
	int position;               /* from 1, in the group's line */
	int waiting;                /* in the group's line */
	int estimated_wait_seconds; /* QUEUE_WAIT_UNKNOWN when no agent is online */
	int estimated_wait_low;
	int estimated_wait_high;
};

/* What an estimate is made from. */
struct queue_pace {
	int slots;                  /* conversations the agents online can hold together */
	int64_t handling_ms;        /* how long one lasts lately; 0: not known */
	int64_t handling_spread_ms; /* mean deviation of that */
};

/* The wait of the conversation at `position`.  With c conversations held at
 * once, each of mean length m, one ends every m / c; the one at position k
 * waits for k ends.  The band is one standard deviation of that sum, the
 * lengths taken as independent.  Pure. */
struct queue_place queue_estimate(int position, int waiting, const struct queue_pace *pace);

/* The next handling time's effect on a group's running mean and mean
 * deviation, as for round trips in RFC 6298 (gains 1/8 and 1/4).  Pure. */
void queue_pace_learn(int64_t handling_ms, int64_t *mean_ms, int64_t *spread_ms);

/* The place of one waiting conversation; LOOKUP_ABSENT when it isn't waiting. */
enum lookup queue_place_of(struct db *db, const struct conversation_id *conversation,
			   struct queue_place *place, struct fault *fault) MUST_USE;

/* Everybody who waits, read once, for pushing places to many waiters. */
struct queue_line_member {
	struct conversation_id conversation;
	struct group_id group;
	struct queue_place place;
};
struct queue_line {
	struct queue_line_member *members; /* sorted by conversation id */
	int count;
};
bool queue_line_read(struct db *db, struct arena *arena, struct queue_line *line,
		     struct fault *fault) MUST_USE;
/* The place in a line read before, or NULL. */
const struct queue_place *queue_line_find(const struct queue_line *line,
					  const struct conversation_id *conversation);

/* Gives out what can be given out: in this group, or in all when NULL. */
bool queue_assign(struct transaction *transaction, const struct group_id *group,
		  struct fault *fault) MUST_USE;

/* The same after `from` has put this conversation into the queue: it isn't
 * given back to them now, but they get others if they have room. */
bool queue_assign_passed(struct transaction *transaction, const struct conversation_id *passed,
			 const struct staff_id *from, struct fault *fault) MUST_USE;

/* Puts everything this agent owns back to its line's front, with a
 * 'returned' event each, and assigns anew.  The agent isn't online any more. */
bool queue_return_all(struct transaction *transaction, const struct staff_id *agent,
		      struct fault *fault) MUST_USE;

#endif
