/*
 * Ticket: what couldn't be settled in a conversation, from its making until
 * its customer confirms the solution.
 *
 * It belongs to a group, to somebody of the staff, or to both; they, who made
 * it, the group's leaders and who oversees may see and change it.  Everything
 * that happens to it, comments too, is a line of its history.  Customers hear
 * of it by ticket_tell.h and answer by ticket_answer.h; what happens because
 * time has passed is in ticket_due.h.
 *
 * Reading on any thread, changes are applied on the writer's.
 */
#ifndef FOYER_HANDOFF_TICKET_H
#define FOYER_HANDOFF_TICKET_H

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/left_message.h"
#include "handoff/ticket_state.h"

#define TICKET_TITLE_MOST   200
#define TICKET_TEXT_MOST    4000 /* what it is about, and comments */
#define TICKET_LINES_MOST   1000 /* of one ticket's history */
#define TICKETS_OF_TALK     20   /* of one conversation */
#define TICKET_CONTACT_MOST 254
#define TICKET_LIST_MOST    100
#define TICKET_ID_SIZE      (ID_LENGTH + 1)

struct ticket {
	char id[TICKET_ID_SIZE];
	int64_t number; /* shown as T-1042 */
	struct conversation_id conversation;
	bool sees_conversation; /* whoever asks may read it */
	const char *language;   /* the conversation's */
	const char *title;
	const char *detail;
	char category[ID_LENGTH + 1]; /* a topic (wrap_up.h), or "" */
	const char *category_name;    /* or NULL */
	enum ticket_priority priority;
	struct staff_id agent;  /* or "" */
	const char *agent_name; /* or NULL */
	struct group_id group;  /* or "" */
	const char *group_name; /* or NULL */
	const char *contact;    /* an address or number, or "" */
	enum ticket_state state;
	int64_t due_at;
	struct staff_id made_by;
	const char *made_by_name;
	int64_t created_at;
	int64_t changed_at;
	int64_t revision;
};

/* FAULT_NOT_FOUND (ticket) also for one that they may not see.  reader NULL:
 * for whoever has just changed it. */
bool ticket_read(struct db *db, const char *id, const struct staff_id *reader, struct arena *arena,
		 struct ticket *ticket, struct fault *fault) MUST_USE;

/* A line of its history, the oldest first. */
struct ticket_line {
	int64_t number;
	const char *what; /* "made", a field's name, "comment", "to-customer", "not-mailed",
			     "from-customer" */
	const char *by_kind;
	const char *by; /* shown name, or NULL */
	const char *before;
	const char *after;
	int64_t at;
};
bool ticket_lines(struct db *db, const char *id, struct arena *arena, struct ticket_line **lines,
		  int *count, struct fault *fault) MUST_USE;

/* Those that they may see, the soonest due first; what is closed only where its
 * state or words are asked for. */
struct ticket_filter {
	const char *view;     /* "mine", "groups", "all" or "overdue" */
	const char *state;    /* these, or NULL */
	const char *category; /* a topic, or NULL */
	const char *priority; /* or NULL */
	const char *owner;    /* an agent or a group, or NULL */
	const char *words;    /* of the title, or a number; or NULL */
	const char *conversation; /* or NULL */
	int64_t after_due;    /* behind the line with these; -1: from the first */
	int64_t after_number;
	int most;
};
bool ticket_list(struct db *db, const struct ticket_filter *filter, const struct staff_id *reader,
		 struct arena *arena, struct ticket **list, int *count,
		 struct fault *fault) MUST_USE;

/* Makes one of a conversation that they may see, or of a left message, which
 * is ticked off by that and gets no second one (FAULT_EXISTS, ticket).  NULL and 0: nothing, the group of the conversation,
 * whoever makes it, and the time that goes with the priority.  The same key
 * again is the same ticket.  Faults name the field; FAULT_TOO_MANY,
 * FAULT_KEY_REUSED. */
struct ticket_make {
	struct change change;
	struct arena *arena;
	struct staff_id by;
	const char *conversation; /* or NULL: */
	const char *left_message;
	const char *title;
	const char *detail;
	const char *category;
	const char *priority;
	const char *agent;
	const char *group;
	const char *contact;
	int64_t due_at;
	const char *key; /* made by the client */
	char id[TICKET_ID_SIZE]; /* results */
	bool repeated;
};
bool ticket_make_prepare(struct ticket_make *make, struct fault *fault) MUST_USE;

/* NULL and 0 leave a thing as it is; "" takes it away.  FAULT_CHANGED_MEANWHILE
 * when the revision isn't the last; FAULT_NOT_ALLOWED_VALUE (state) for a move
 * that isn't in the table. */
struct ticket_change {
	struct change change;
	struct arena *arena;
	struct staff_id by;
	const char *id;
	int64_t revision;
	const char *title;
	const char *detail;
	const char *category;
	const char *priority;
	const char *agent;
	const char *group;
	const char *contact;
	const char *state;
	const char *solution; /* what the customer is told with "solved" */
	int64_t due_at;
	const char *address; /* of this server, for the customer's link: "https://host" */
};
bool ticket_change_prepare(struct ticket_change *change, struct fault *fault) MUST_USE;

/* A comment for colleagues, or one that the customer is sent; the same key again
 * is the same comment, and nothing is sent twice.  FAULT_KEY_REUSED. */
struct ticket_comment {
	struct change change;
	struct arena *arena;
	struct staff_id by;
	const char *id;
	const char *text;
	bool to_customer;
	const char *key; /* made by the client */
	bool repeated;   /* result */
};
bool ticket_comment_prepare(struct ticket_comment *comment, struct fault *fault) MUST_USE;

#endif
