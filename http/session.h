/*
 * Session: staff who are signed in.
 *
 * A session begins by password or by a one-time link and lives in the store,
 * so it survives a restart and ends for all nodes at once.  The browser holds
 * a secret in a cookie; the store holds its hash.  The CSRF token is another
 * secret that scripts of the page send with every write.
 *
 * Not here: checking passwords and answering (session_handlers.c), who asks
 * (caller.c), programs' tokens (api_token.h).  Changes are applied on the writer thread; reads on any.
 */
#ifndef FOYER_HTTP_SESSION_H
#define FOYER_HTTP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

/* How long one lasts, by the setting session_hours. */
int64_t session_seconds(void);

/* Begins a session for a member whose password was right, or who shows a
 * one-time link: exactly one of staff and link is set.  A link is used up,
 * takes the password away and ends the sessions there were.  Whoever has a
 * second factor shows a code too: FAULT_CODE_NEEDED, FAULT_WRONG_CODE.
 * Faults: FAULT_LINK_USED (unknown, used or expired, or of a blocked member),
 * FAULT_WRONG_PASSWORD when the member was blocked, or their password changed,
 * since it was looked at. */
struct session_open {
	struct change change;
	struct staff_id staff; /* by password; result when by link */
	const char *password;  /* by password: the hash that was checked */
	const char *link;      /* the link's secret, or NULL */
	const char *code;      /* of the second factor, or NULL */
	const char *device;    /* as the browser names itself */
	const char *address;
	/* results */
	struct session_id id;
	struct secret cookie;
	struct secret csrf;
};
void session_open_prepare(struct session_open *open);

/* Ends one session; nothing happens when it has ended already. */
struct session_close {
	struct change change;
	struct session_id id;
	struct staff_id staff; /* whose; their streams look again */
};
void session_close_prepare(struct session_close *close);

/* Ends a member's sessions: one, or all but one.  Their streams look again;
 * when somebody else ends all of them, their conversations are given back.
 * FAULT_NOT_FOUND (session) for one that isn't theirs. */
struct session_revoke {
	struct change change;
	struct staff_id staff;
	struct staff_id by;
	struct session_id id;   /* "": all */
	struct session_id keep; /* "": none */
};
void session_revoke_prepare(struct session_revoke *revoke);

/* The sessions that live, newest first. */
#define SESSIONS_MOST 200
struct session_line {
	struct session_id id;
	const char *device;
	const char *address;
	int64_t created_at;
	int64_t seen_at;
};
bool session_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		  struct session_line **list, int *count, struct fault *fault) MUST_USE;

/* Notes, without waiting, that a session was used; worth it when it was noted
 * longer ago than SESSION_NOTE_MS. */
#define SESSION_NOTE_MS (5 * 60 * 1000)
void session_note(struct store *store, const struct session_id *id, const char *address);

/* Puts into the audit log, without waiting, that too many attempts were made
 * on an account. */
void session_note_locked(struct store *store, const struct staff_id *staff);

/* Sets a password hash and ends the member's other sessions, so that whoever
 * knew the old one is out. */
struct session_password {
	struct change change;
	struct staff_id staff;
	struct session_id keep; /* the session that asks; "" for none */
	const char *password;   /* argon2id string */
};
void session_password_prepare(struct session_password *password);

#endif
