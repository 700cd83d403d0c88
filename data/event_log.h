/*
 * Event log: a conversation is an append-only list of numbered events.
 *
 * Every event has a number 1, 2, 3, ... within its conversation; whoever
 * keeps the last number seen can ask for what came after.  A post carries a
 * key made by its client; the same key again is the same event.  Appending
 * happens in a transaction, reading through any reader.
 *
 * Not here: who may append what (handoff/ownership.h).
 */
#ifndef FOYER_DATA_EVENT_LOG_H
#define FOYER_DATA_EVENT_LOG_H

#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

/* The kinds of event.  The name is what SQL and JSON say. */
#define EVENT_TYPES(X)                                                                             \
	X(EVENT_MESSAGE, "message")           /* text from visitor, bot or agent */                \
	X(EVENT_HANDOFF, "handoff")           /* put into the queue; body: group, reason */        \
	X(EVENT_ASSIGNED, "assigned")         /* an agent has it; body: agent name, how */         \
	X(EVENT_TRANSFERRED, "transferred")   /* body: to group or agent */                        \
	X(EVENT_RETURNED, "returned")         /* back to the queue's front: the agent vanished */  \
	X(EVENT_BACK_TO_BOT, "back-to-bot")   /* the visitor left the queue */                     \
	X(EVENT_LEFT_MESSAGE, "left-message") /* body: category, reply_by */                       \
	X(EVENT_CLOSED, "closed")             /* body: by */                                       \
	X(EVENT_RATING, "rating")             /* body: rating, comment */                          \
	X(EVENT_FEEDBACK, "feedback")         /* body: about (event number), helpful */            \
	X(EVENT_JOINED, "joined")             /* beside the owner; body: agent */                  \
	X(EVENT_LEFT, "left")                 /* no more; body: agent */                           \
	X(EVENT_NOTE, "note")                 /* staff only, as those that follow */               \
	X(EVENT_INVITED, "invited")           /* body: agent */                                    \
	X(EVENT_DECLINED, "declined")         /* body: agent */                                    \
	X(EVENT_WHISPER, "whisper")           /* for those of event_for, and who oversees */

enum event_type {
#define X(code, name) code,
	EVENT_TYPES(X)
#undef X
	    EVENT_TYPE_COUNT
};

enum author_kind { AUTHOR_VISITOR, AUTHOR_BOT, AUTHOR_AGENT, AUTHOR_SYSTEM, AUTHOR_KIND_COUNT };

const char *event_type_name(enum event_type type);
/* True for events that visitors never hear of. */
bool event_is_for_staff(enum event_type type);
const char *author_kind_name(enum author_kind kind);

struct event {
	int64_t number;          /* set by event_append; or one that is stored as taken already */
	enum event_type type;
	enum author_kind author;
	const char *author_id;   /* staff id for agents, else NULL */
	const char *author_name; /* shown name at that time, or NULL */
	const char *text;        /* or NULL */
	const char *body;        /* JSON object that everybody may see, or NULL */
	const char *staff_body;  /* JSON object that only staff see (why), or NULL */
	const char *key;         /* client-made, unique in the conversation, or NULL */
	int64_t at;              /* milliseconds; set by event_append */
};

/* Appends the event with the conversation's next number and wakes the
 * conversation's listeners after the commit.  The conversation must exist. */
bool event_append(struct transaction *transaction, const struct conversation_id *conversation,
		  struct event *event, struct fault *fault) MUST_USE;

/* The number of the event that carries this key. */
enum lookup event_by_key(struct db *db, const struct conversation_id *conversation, const char *key,
			 int64_t *number, struct fault *fault) MUST_USE;

/* A whisper is for this member too. */
bool event_for(struct transaction *transaction, const struct conversation_id *conversation,
	       int64_t number, const struct staff_id *staff, struct fault *fault) MUST_USE;

/* Who reads: visitors nothing that is for staff, and no staff_body; whispers
 * only those whom they are for, and who oversees the conversation. */
struct event_reader {
	enum { EVENTS_FOR_VISITOR, EVENTS_FOR_STAFF, EVENTS_FOR_OVERSEER } kind;
	struct staff_id staff; /* EVENTS_FOR_STAFF */
};

/* Reads up to `most` events with a number above `after`, oldest first: *count
 * of them in *events, both in the arena. */
bool event_read(struct db *db, const struct conversation_id *conversation, int64_t after,
		const struct event_reader *reader, int most, struct arena *arena,
		struct event **events, int *count, struct fault *fault) MUST_USE;

#endif
