/*
 * Staff: the accounts of the people who work here.
 *
 * Read by any thread through its reader, changed by changes.  Passwords come
 * and are kept as argon2id strings (data/password.h makes them); sessions and
 * sign-in are http/'s.  Presence is handoff/presence.h.
 */
#ifndef FOYER_HANDOFF_STAFF_H
#define FOYER_HANDOFF_STAFF_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define ROLES(X)                                                                                   \
	X(ROLE_AGENT, "agent")           /* the queue and conversations: own, own groups' */       \
	X(ROLE_EDITOR, "editor")         /* knowledge */                                           \
	X(ROLE_SUPERVISOR, "supervisor") /* all conversations and knowledge */                     \
	X(ROLE_ADMIN, "admin")           /* everything, staff included */

enum role {
#define X(code, name) code,
	ROLES(X)
#undef X
	    ROLE_COUNT
};

#define PRESENCES(X)                                                                               \
	X(PRESENCE_ONLINE, "online") /* gets conversations automatically */                        \
	X(PRESENCE_BUSY, "busy")     /* here, but gets none */                                     \
	X(PRESENCE_AWAY, "away")                                                                   \
	X(PRESENCE_INVISIBLE, "invisible") /* works, but isn't counted as here */                  \
	X(PRESENCE_OFFLINE, "offline")

enum presence {
#define X(code, name) code,
	PRESENCES(X)
#undef X
	    PRESENCE_COUNT
};

/* Why somebody is away. */
#define AWAY_REASONS(X)                                                                            \
	X(AWAY_SAID, "")         /* they said so, or aren't away */                                \
	X(AWAY_IDLE, "idle")     /* nobody touched their desk */                                   \
	X(AWAY_MISSED, "missed") /* they didn't react to a conversation */

enum away_reason {
#define X(code, name) code,
	AWAY_REASONS(X)
#undef X
	    AWAY_REASON_COUNT
};

#define STAFF_CAPACITY_MOST 50
#define STAFF_NAME_MOST     64
#define STAFF_WORDS_MOST    200 /* characters of languages, skills, regions */

const char *role_name(enum role role);
const char *presence_name(enum presence presence);
/* False when there is no such name. */
bool role_from_name(const char *name, enum role *role);
bool presence_from_name(const char *name, enum presence *presence);
const char *away_reason_name(enum away_reason reason);
/* AWAY_SAID for a word that is none. */
enum away_reason away_reason_from_name(const char *name);

/* True when this role takes conversations: all but editors. */
bool role_serves(enum role role);
/* True when this role sees and may take over every conversation. */
bool role_supervises(enum role role);
bool role_edits(enum role role);

/* One account; the texts live in the arena it was read into. */
struct staff {
	struct staff_id id;
	const char *name;         /* sign-in name, lower case */
	const char *display_name; /* what visitors see */
	enum role role;
	const char *password; /* argon2id string, or NULL */
	bool blocked;
	const char *language; /* "en", "zh-CN", "zh-TW" */
	enum presence presence;
	enum away_reason away_reason;
	int capacity;    /* conversations at once */
	int load;        /* conversations owned now */
	int connected;   /* desk streams open now */
	int64_t seen_at; /* when a stream last opened or closed; 0: needs none */
	int64_t created_at;
	int64_t signed_in_at; /* 0: never */
	/* For routing.h: words separated by spaces. */
	const char *languages; /* BCP 47; "": any */
	const char *skills;
	const char *regions; /* "": any */
	/* The role that admins made (handoff/own_role.h); then `role` is its base. */
	struct role_id own_role;     /* "": a built-in one */
	const char *own_role_name;   /* or NULL */
	const char *own_permissions; /* words; or NULL */
	const char *addresses;       /* from where they may sign in; "": as everybody */
	bool has_factor;             /* codes are asked for (second_factor.h) */
};

enum lookup staff_by_id(struct db *db, const struct staff_id *id, struct arena *arena,
			struct staff *staff, struct fault *fault) MUST_USE;
/* name in any case. */
enum lookup staff_by_name(struct db *db, const char *name, struct arena *arena, struct staff *staff,
			  struct fault *fault) MUST_USE;
/* All accounts by display name. */
bool staff_list(struct db *db, struct arena *arena, struct staff **list, int *count,
		struct fault *fault) MUST_USE;

/* Creates an account.  Set the inputs, call staff_create_prepare, which
 * checks them, then submit or write &create->change. */
struct staff_create {
	struct change change;
	struct arena *arena;
	const char *name;         /* 1..64 of a-z 0-9 . _ - @ (upper case is lowered) */
	const char *display_name; /* NULL: the name */
	enum role role;
	const char *password; /* argon2id string, or NULL */
	const char *language; /* NULL: "en" */
	int capacity;         /* 0: 5 */
	struct role_id own_role; /* "": none; else role doesn't count */
	struct staff_id by;   /* who makes it; "": a command */
	/* result */
	struct staff_id id;
};
bool staff_create_prepare(struct staff_create *create, struct fault *fault) MUST_USE;

/* Changes an account.  NULL and -1 leave a thing as it is.  Blocking ends
 * the sessions, sets offline, and puts the conversations owned back to the
 * queue's front; so does a new password, for the sessions it ends.  The last admin who
 * can sign in is neither blocked nor given another role
 * (FAULT_NOT_ALLOWED_VALUE).  FAULT_NOT_FOUND. */
struct staff_update {
	struct change change;
	struct arena *arena;
	struct staff_id id;
	const char *display_name;
	const char *password; /* argon2id string */
	const char *language; /* one of ours, else FAULT_NOT_ALLOWED_VALUE */
	int role;             /* enum role, or -1 */
	int blocked;          /* 0, 1 or -1 */
	int capacity;         /* 1..STAFF_CAPACITY_MOST, or -1 */
	const char *languages;
	const char *skills;
	const char *regions;
	const char *own_role;  /* an id, or "" for the built-in role */
	const char *addresses; /* clean (data/address_range.h) */
	struct staff_id by;    /* for the audit log; "": a command */
	bool is_own;           /* one's own name or language: no administrative act */
};
/* An update that leaves all as it is, to be filled in. */
struct staff_update staff_update_of(const struct staff_id *id, struct arena *arena);
bool staff_update_prepare(struct staff_update *update, struct fault *fault) MUST_USE;

/* Sets somebody offline and gives their conversations back to the queue's
 * front.  Writer thread. */
bool staff_stop_serving(struct transaction *transaction, const struct staff_id *staff,
			struct fault *fault) MUST_USE;

#endif
