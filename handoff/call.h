/*
 * Call: a person is called for until somebody reacts.
 *
 * A call begins when a conversation joins the queue, or is given to an agent,
 * and ends when somebody takes it, or its agent opens it or answers.  Until
 * then it gets louder by the clock: at once those who serve the group (or the
 * agent whose it is), then they again, then its leaders and the supervisors,
 * then admins, then all of them every minute.  Whoever was given a
 * conversation and doesn't react in time loses it: it goes back to the front
 * of the queue, and they are away until they say otherwise, or the next one
 * would wait for them too.
 *
 * The steps are data of the group; due ones are run by timers.h.  The desk
 * hears a call by the level in its lists (conversation.h).  Whoever doesn't
 * look at a desk is told by other ways (alert.h), each with its own time.
 */
#ifndef FOYER_HANDOFF_CALL_H
#define FOYER_HANDOFF_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define CALL_SECONDS_MOST 86400
#define CALL_REPEAT_MS    60000

/* Levels; those above CALL_ADMINS call everybody once more. */
enum call_level { CALL_AT_ONCE, CALL_AGAIN, CALL_SUPERVISORS, CALL_ADMINS, CALL_LEVEL_COUNT };

/* Ways out of the house. */
enum call_way { CALL_BY_PUSH, CALL_BY_MAIL, CALL_BY_WEBHOOK, CALL_WAY_COUNT };

/* Seconds since the visitor began to wait; 0: that step is left out. */
struct call_pace {
	int64_t accept_seconds; /* for whoever was given a conversation to react */
	int64_t seconds[CALL_LEVEL_COUNT];
	int64_t way_seconds[CALL_WAY_COUNT];
};

/* How a conversation stands; all 0 while nobody is called. */
struct call {
	int64_t since;
	int64_t level;
	int64_t next_at;  /* 0: it gets no louder */
	int64_t send_at;  /* when the next way out is due; 0: there is none */
	int64_t react_by; /* 0: its agent has no limit, or there is none */
};

/* The call as it begins now, as it stands after a step that is due, and as it
 * waits for the agent who was just given the conversation.  Pure. */
struct call call_begin(const struct call_pace *pace, int64_t now);
struct call call_louder(const struct call_pace *pace, const struct call *call, int64_t now);
struct call call_for_agent(const struct call_pace *pace, const struct call *call, int64_t now);

/* The same after what was due by its ways was sent. */
struct call call_sent(const struct call_pace *pace, const struct call *call, int64_t now);
/* Whether it is time to send by this way, or by any.  Pure. */
bool call_sends(const struct call_pace *pace, const struct call *call, enum call_way way,
		int64_t now);
bool call_sends_any(const struct call_pace *pace, const struct call *call, int64_t now);

/* From a row with a group's columns of seconds. */
#define CALL_PACE_COLUMNS                                                                          \
	"g.accept_seconds, g.again_seconds, g.supervisors_seconds, g.admins_seconds, "             \
	"g.push_seconds, g.mail_seconds, g.webhook_seconds"
struct call_pace call_pace_row(struct query *query);
bool call_pace_read(struct db *db, const struct group_id *group, struct call_pace *pace,
		    struct fault *fault) MUST_USE;

/* Somebody reacted.  Writer thread. */
bool call_answer(struct transaction *transaction, const struct conversation_id *conversation,
		 struct fault *fault) MUST_USE;

/* Takes the steps that are due, a portion at a time.  Writer thread. */
bool call_run_due(struct transaction *transaction, struct fault *fault) MUST_USE;
/* When the next is; INT64_MAX when none is. */
bool call_next_due(struct db *db, int64_t *due, struct fault *fault) MUST_USE;

/* Agents can't have reacted while the program was down: everybody gets this
 * long from now. */
bool call_spare(struct transaction *transaction, int64_t grace_ms, struct fault *fault) MUST_USE;

#endif
