/*
 * Queue: conversations that wait for a person.
 *
 * One line for each group: those who came back from a vanished agent or a
 * transfer first (band 0), then by the time they came.  Whenever something changes that could
 * let a waiting conversation be served (it joins, an agent comes online, has
 * room again, a group takes it in), the same transaction assigns; so in an
 * automatic group nobody waits while an agent who serves it is free.
 *
 * The estimated wait is a reckoning (how many are before, how long a
 * conversation takes, how many are held at once) times a ratio that each line
 * learns from how its reckonings turned out.
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

/* Where somebody stands: in the group's line as it is shown, and among those
 * who wait for the same kind of agent, who decide when it is their turn. */
struct queue_spot {
	int position; /* both from 1 */
	int waiting;
	int in_line;
};

/* How reckonings turned out in a line. */
struct queue_lesson {
	double ratio;  /* of real waits to reckoned ones; 0: nothing learned */
	double spread; /* mean deviation from that, as a share of it */
};

/* What an estimate is made from. */
struct queue_pace {
	int slots;           /* conversations the agents online can hold together */
	int64_t handling_ms; /* how long one lasts lately; 0: not known */
	struct queue_lesson lesson;
};

/* The wait before anything learned is put to it: with c conversations held at
 * once, each of mean length m, one ends every m / c; who stands at k waits for
 * k ends.  0 when nobody is online.  Pure. */
int64_t queue_reckon(int in_line, const struct queue_pace *pace);

/* What the visitor is told.  k ends come as a Poisson process, so their time
 * deviates by 1/sqrt(k) of it, and the lesson by its spread; the band is 1.6 of
 * both together, which holds about four waits of five (docs/performance.md).  Pure. */
struct queue_place queue_estimate(const struct queue_spot *spot, const struct queue_pace *pace);

/* The next handling time's effect on a group's running mean (gain 1/8).  Pure. */
void queue_pace_learn(int64_t handling_ms, int64_t *mean_ms);

/* The effect of a wait that is over on its line's lesson (gain 1/16).  Pure. */
void queue_lesson_learn(int64_t waited_ms, int64_t reckoned_ms, struct queue_lesson *lesson);

/* Reckons the wait of a conversation that is about to join this group's queue, in the line of that
 * language (line.h). */
bool queue_reckon_joining(struct db *db, const struct conversation_id *conversation,
			  const struct group_id *group, int band, const char *language,
			  int64_t *reckoned_ms, struct fault *fault) MUST_USE;

/* Its wait is over: the line learns. */
bool queue_learn(struct transaction *transaction, const char *line, int64_t waited_ms,
		 int64_t reckoned_ms, struct fault *fault) MUST_USE;

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

/* Puts one conversation whose agent didn't react back to its line's front, with
 * a 'returned' event; what can be given out is the caller's to give out. */
bool queue_take_back(struct transaction *transaction, const struct conversation_id *conversation,
		     const struct staff_id *agent, struct fault *fault) MUST_USE;

/* Puts everything this agent owns back to its line's front, with a
 * 'returned' event each, and assigns anew; they leave the conversations
 * where they were beside somebody.  The agent isn't online any more. */
bool queue_return_all(struct transaction *transaction, const struct staff_id *agent,
		      struct fault *fault) MUST_USE;

#endif
