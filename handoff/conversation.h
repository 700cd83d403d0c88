/*
 * Conversation: what one looks like, who may see it, and how one begins.
 *
 * Read by any thread through its reader.  What happens in it afterwards:
 * handoff/turn.h (the visitor writes), visitor_acts.h, agent_acts.h,
 * left_message.h.
 */
#ifndef FOYER_HANDOFF_CONVERSATION_H
#define FOYER_HANDOFF_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/event_log.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/ownership.h"
#include "handoff/participant.h"
#include "handoff/queue.h"
#include "handoff/staff.h"

struct json;
struct site_book;

#define MESSAGE_CHARACTERS_MOST 4000
#define EXCERPT_CHARACTERS_MOST 120

/* A conversation as clients see it; the texts live in the arena. */
struct conversation_view {
	struct conversation_id id;
	const char *site;
	const char *language; /* BCP 47, as the page said */
	enum owner owner;
	int64_t last_number;
	int64_t created_at;
	int64_t changed_at;
	struct staff_id agent;  /* "" unless an agent has the turn */
	const char *agent_name; /* NULL likewise */
	const struct participant *people; /* beside the owner, watchers among them */
	int people_count;
	bool is_waiting;
	struct queue_place place; /* when is_waiting */
	int agents_online;        /* who serve its group, or the default group */
	const char *rating;       /* or NULL */
	/* For staff */
	struct group_id group;      /* "" when it never left the bot */
	const char *group_name;     /* or NULL */
	const char *handoff_reason; /* or NULL */
	const char *page;           /* or NULL */
	const char *referrer;       /* or NULL */
	const char *rating_comment; /* or NULL */
	const char *tags;           /* JSON list, or NULL */
	const char *attributes;     /* JSON object of texts, or NULL */
	int64_t seen_number;        /* the last event that its agents have seen */
	int64_t visitor_seen;       /* and the visitor */
	int64_t visitor_got;        /* the last one that the visitor's chat has got */
	bool agent_here;            /* the agent's desk is connected */
	const char *form;           /* what the visitor filled in, JSON list, or NULL */
	const char *member;         /* who the visitor is at the site, proven, or NULL */
};

enum lookup conversation_read(struct db *db, const struct conversation_id *id, struct arena *arena,
			      struct conversation_view *view, struct fault *fault) MUST_USE;

/* True when the token is this conversation's.  FAULT_NOT_FOUND for a wrong
 * token and for an unknown conversation alike, so that neither tells of the other. */
bool conversation_admit_visitor(struct db *db, const struct conversation_id *id, const char *token,
				struct fault *fault) MUST_USE;

/* True when this member may read it: supervisors and admins all; agents what
 * they own and what went to a group they serve; editors none.  FAULT_FORBIDDEN, FAULT_NOT_FOUND. */
bool conversation_admit_staff(struct db *db, const struct conversation_id *id,
			      const struct staff_id *staff, struct fault *fault) MUST_USE;

/* That, and what of its events they read: whispers that are for them, or all
 * where they oversee it. */
bool conversation_admit_reader(struct db *db, const struct conversation_id *id,
			       const struct staff_id *staff, struct event_reader *reader,
			       struct fault *fault) MUST_USE;

/* One row of a list. */
struct conversation_summary {
	struct conversation_id id;
	const char *visitor_name; /* or NULL */
	const char *language;
	enum owner owner;
	struct group_id group;  /* or "" */
	const char *group_name; /* or NULL */
	int64_t queued_at;      /* 0 unless waiting */
	const char *handoff_reason;
	const char *excerpt; /* the beginning of the last message */
	int64_t last_number;
	int64_t seen_number;
	int unread; /* the visitor's messages after seen_number, while not closed */
	int64_t created_at;
	int64_t changed_at;
	struct staff_id agent;  /* or "" */
	const char *agent_name; /* or NULL */
	const char *rating;     /* or NULL */
	int64_t called_at;      /* since when a person is called for; 0: nobody is */
	int call_level;         /* how loudly (call.h) */
	bool is_called;         /* it is whom the list is for who is called */
	int64_t react_by;       /* when its agent loses it; 0: not */
};

enum conversation_list_kind {
	CONVERSATIONS_MINE,   /* owned by this member, last changed first */
	CONVERSATIONS_QUEUE,  /* waiting, in the order in which they will be served */
	CONVERSATIONS_ALL,    /* whatever this member may see */
	CONVERSATIONS_CLOSED, /* of those, the closed ones */
	CONVERSATIONS_JOINED, /* where this member is beside the owner */
	CONVERSATIONS_WATCHED, /* that this member watches silently */
};
/* "mine", "queue", "all", "closed", "joined", "watched"; false when it is none of them. */
bool conversation_list_kind_from_name(const char *name, enum conversation_list_kind *kind);

/* In which order all and the closed ones come; the other lists have their own. */
enum conversation_order {
	CONVERSATIONS_NEWEST,  /* last changed first */
	CONVERSATIONS_OLDEST,  /* longest unchanged first */
	CONVERSATIONS_UNREAD,  /* where a visitor's message waits to be read, then the others */
	CONVERSATIONS_WAITING, /* who has waited longest for a person, then the others */
	CONVERSATION_ORDERS
};
/* "newest", "oldest", "unread", "waiting"; false when it is none of them. */
bool conversation_order_from_name(const char *name, enum conversation_order *order);

#define CONVERSATIONS_PAGE_MOST 200

/* Where a page of a list begins: after the row with this id, by what the list is
 * ordered by; unset: at the beginning.  Not used for the queue, which is read from
 * its front.  What changes between two pages may move, but what does not is
 * neither left out nor told twice. */
struct conversation_cursor {
	bool is_set;
	int part; /* of its order: unread first, then the others */
	int64_t key;
	struct conversation_id id;
};
/* What clients pass back as before=; false when malformed. */
bool conversation_cursor_parse(const char *text, struct conversation_cursor *cursor);

/* Instead of a group: all those whose conversations this member takes. */
#define CONVERSATIONS_OF_MY_GROUPS "*"

/* What is asked for, and by whom. */
struct conversation_listing {
	struct staff_id staff;
	enum conversation_list_kind kind;
	enum conversation_order order; /* of all and closed, like the next two */
	const char *group;             /* name or id; NULL: any */
	const char *language;          /* NULL: any */
	struct conversation_cursor after;
	int most; /* <= CONVERSATIONS_PAGE_MOST */
};
struct conversation_page {
	struct conversation_summary *list;
	int count;
	const char *next; /* the cursor of what follows; NULL: nothing does */
};

/* What this member may see. */
bool conversation_list(struct db *db, const struct conversation_listing *listing,
		       struct arena *arena, struct conversation_page *page,
		       struct fault *fault) MUST_USE;

/* How many wait, of those that this member may see. */
bool conversation_count_waiting(struct db *db, const struct staff_id *staff, int *count,
				struct fault *fault) MUST_USE;

/* Opens a conversation; the bot's welcome is its first event.
 * FAULT_NOT_FOUND (group). */
struct conversation_open {
	struct change change;
	struct arena *arena;  /* the request's; not touched by others until done */
	const char *site;     /* NULL: "default"; letters, digits, - and _ */
	const char *language; /* NULL: "en" */
	const char *page;     /* or NULL */
	const char *referrer; /* or NULL */
	const char *group;    /* name or id of the group that the page names, or NULL */
	const char *const *tags; /* of the visitor, as the page says */
	int tag_count;
	const struct json *attributes; /* object of texts, numbers, truth values; or NULL */
	const char *origin;            /* of visitor_origin, or NULL */
	const struct json *form;       /* the form before the chat, by its fields' names, or NULL */
	const char *member;            /* proven (handoff/member.h), or NULL */
	const struct site_book *book;  /* or NULL: the defaults */
	/* made of them by _prepare */
	const char *form_kept;
	const char *tags_kept;
	const char *attributes_kept;
	/* results */
	struct conversation_id id;
	struct secret token;
	struct event *events;
	int event_count;
};
bool conversation_open_prepare(struct conversation_open *open, struct fault *fault) MUST_USE;

#endif
