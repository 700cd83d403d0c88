/*
 * Caller: who asks.
 *
 * A request or stream shows credentials: the staff session cookie, or a
 * bearer token, which is a visitor's token of one conversation or a staff
 * member's API token.  caller_identify looks them up; the machinery checks
 * the result against the route's `who`, the CSRF header and the token's
 * scopes.  Whether the caller may touch one certain object is asked by
 * handlers, with caller_may_see and its like.
 *
 * Event-loop threads; reads only.
 */
#ifndef FOYER_HTTP_CALLER_H
#define FOYER_HTTP_CALLER_H

#include <stdbool.h>

#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"

struct event_reader;

/* Who may call a route: any of these bits, or of the permissions. */
#define MAY_ANYONE      1u /* no credentials are looked at */
#define MAY_VISITOR     2u /* the token of the conversation {id} in the path */
#define MAY_STAFF       4u /* everybody who works here */
/* The bits after these are the permissions of http/permission.h. */

/* What an API token may do; a session may do all that its role may. */
#define SCOPE_READ     1u
#define SCOPE_WRITE    2u
#define SCOPE_ADMIN    4u
#define SCOPE_ALL      (SCOPE_READ | SCOPE_WRITE | SCOPE_ADMIN)

#define SESSION_COOKIE "foyer_session"

enum caller_kind { CALLER_NOBODY, CALLER_VISITOR, CALLER_STAFF };

struct caller {
	enum caller_kind kind;
	struct conversation_id conversation; /* CALLER_VISITOR: the one the token is for */
	struct staff_id staff;               /* CALLER_STAFF, as all below */
	unsigned may;                 /* MAY_STAFF and permissions */
	unsigned scopes;              /* SCOPE_... */
	int64_t expires_at;           /* of the API token; 0: never, or no token */
	bool by_cookie;               /* so writes need the CSRF header */
	struct session_id session;    /* by_cookie: the session's id */
	char csrf[SECRET_LENGTH + 1]; /* by_cookie: what the header must say */
	enum language language;       /* the staff member's */
	bool needs_factor;            /* must set up a second factor before anything else */
	int64_t seen_at;              /* by_cookie: when the session was last noted */
	int64_t desk_seen_at;         /* by_cookie: when a desk of theirs was; -1: it has a stream, or needs none */
};

/* What was shown; NULL for what was not. */
struct credentials {
	const char *cookie;                         /* the value of SESSION_COOKIE */
	const char *bearer;                         /* what follows "Authorization: Bearer " */
	const struct conversation_id *conversation; /* the one in question, or NULL */
	const char *address;                        /* where they come from */
};

/* Finds out who shows these credentials.  With none of them: CALLER_NOBODY
 * and true.  With a cookie or token that is unknown, expired or of a blocked
 * person: FAULT_SIGN_IN_NEEDED; but where a conversation is in question, a
 * bearer token that does not fit and an unknown conversation are the same
 * FAULT_NOT_FOUND, so that neither tells of the other.  A bearer token wins
 * over a cookie.  FAULT_ADDRESS_REFUSED for staff from an address that isn't
 * among theirs. */
bool caller_identify(struct db *db, const struct credentials *credentials, struct caller *caller,
		     struct fault *fault) MUST_USE;

/* True when the caller may read this conversation: its visitor, the agent who
 * has it, agents for the queue and their groups, supervisors and admins.
 * FAULT_NOT_FOUND or FAULT_FORBIDDEN. */
bool caller_may_see(struct db *db, const struct caller *caller,
		    const struct conversation_id *conversation, struct fault *fault) MUST_USE;
/* That, and who reads its events (data/event_log.h). */
bool caller_reads(struct db *db, const struct caller *caller,
		  const struct conversation_id *conversation, struct event_reader *reader,
		  struct fault *fault) MUST_USE;

/* Whether this member of staff may approve for the whole knowledge base: by
 * the permission, else by their rights (kb/right.h). */
struct arena;
bool caller_approves(struct db *db, unsigned may, const struct staff_id *staff,
		     struct arena *arena, bool *approves, struct fault *fault) MUST_USE;

/* Whether somebody may sign in from this address: among their own ranges, or
 * where they have none, among everybody's. */
bool caller_address_fits(const char *own, const char *general, const char *address);

#endif
