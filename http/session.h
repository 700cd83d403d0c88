/*
 * Session: staff who are signed in, and the API tokens of their programs.
 *
 * A session begins by password or by a one-time link and lives in the store,
 * so it survives a restart and ends for all nodes at once.  The browser holds
 * a secret in a cookie; the store holds its hash.  The CSRF token is another
 * secret that scripts of the page send with every write.
 *
 * Not here: checking passwords and answering (session_handlers.c), who asks
 * (caller.c).  Changes are applied on the writer thread; reads on any.
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
 * one-time link: exactly one of staff and link is set.  A link is used up.
 * Faults: FAULT_LINK_USED (unknown, used or expired, or of a blocked member),
 * FAULT_WRONG_PASSWORD when the member was blocked, or their password changed,
 * since it was looked at. */
struct session_open {
	struct change change;
	struct staff_id staff; /* by password; result when by link */
	const char *password;  /* by password: the hash that was checked */
	const char *link;      /* the link's secret, or NULL */
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

/* Sets a password hash and ends the member's other sessions, so that whoever
 * knew the old one is out. */
struct session_password {
	struct change change;
	struct staff_id staff;
	struct session_id keep; /* the session that asks; "" for none */
	const char *password;   /* argon2id string */
};
void session_password_prepare(struct session_password *password);

/* API tokens: their secret is shown once, when they are made. */
#define API_TOKEN_NAME_MOST 80
#define API_TOKENS_MOST     50 /* for one member */
#define API_TOKEN_ID_SIZE   (ID_LENGTH + 1)

struct api_token {
	char id[API_TOKEN_ID_SIZE];
	const char *name;
	unsigned scopes; /* SCOPE_... of http/caller.h */
	int64_t created_at;
	int64_t expires_at; /* 0: never */
};

/* The scopes as words, in the order read, write, admin. */
#define SCOPE_COUNT 3
struct scope {
	const char *name;
	unsigned bit;
};
extern const struct scope SCOPES[SCOPE_COUNT];
/* The bits of words separated by spaces, as the store keeps them. */
unsigned scopes_parse(const char *words);

struct api_token_create {
	struct change change;
	struct staff_id staff;
	const char *name;
	unsigned scopes;
	int64_t expires_at; /* 0: never */
	/* results */
	char id[API_TOKEN_ID_SIZE];
	struct secret secret;
	int64_t created_at;
};
void api_token_create_prepare(struct api_token_create *create);

/* FAULT_NOT_FOUND when the member has no such token. */
struct api_token_delete {
	struct change change;
	struct staff_id staff;
	const char *id;
};
void api_token_delete_prepare(struct api_token_delete *removal);

/* The member's tokens, newest first. */
bool api_token_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		    struct api_token **list, int *count, struct fault *fault) MUST_USE;

#endif
