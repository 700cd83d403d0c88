/*
 * Member: who a visitor is at the site that embeds the chat.
 *
 * The site's own server signs the member's id and when that ends:
 * HMAC-SHA256 by the site's secret over "ID.EXPIRES", the time in seconds
 * since 1970.  The chat exchanges the signature, once, for a member's session;
 * with it conversations are begun and found again on the member's other
 * devices.  A secret that was replaced counts for a day more, so that a site
 * can change over.
 *
 * Preparing on any thread with its reader; applying on the writer.
 */
#ifndef FOYER_HANDOFF_MEMBER_H
#define FOYER_HANDOFF_MEMBER_H

#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/act.h"

#define MEMBER_ID_MOST         100
#define MEMBER_SIGNATURE_MS    ((int64_t)24 * 3600 * 1000) /* may be valid that long, no longer */
#define MEMBER_SECRET_GRACE_MS ((int64_t)24 * 3600 * 1000)
#define MEMBER_SESSION_MS      ((int64_t)24 * 3600 * 1000)
#define MEMBER_TOKEN_MS        ((int64_t)30 * 24 * 3600 * 1000)

/* Secrets -------------------------------------------------------------------------------- */

struct member_secret {
	char id[ID_LENGTH + 1];
	const char *made_by; /* display name, or NULL */
	int64_t created_at;
	int64_t retires_at; /* 0: the newest */
};
bool member_secret_list(struct db *db, const char *site, struct arena *arena,
			struct member_secret **list, int *count, struct fault *fault) MUST_USE;

/* Makes a new one; those before retire. */
struct member_secret_make {
	struct change change;
	const char *site;
	struct staff_id by;
	struct secret secret; /* the result, shown once */
};
bool member_secret_make_prepare(struct member_secret_make *make, struct fault *fault) MUST_USE;

/* Being a member ---------------------------------------------------------------------------- */

/* Who shows this session's secret; FAULT_SIGNATURE_OLD when nobody does. */
bool member_of_session(struct db *db, const char *site, const char *session, struct arena *arena,
		       const char **member, struct fault *fault) MUST_USE;

/* Comes in by a signature, or by a session that there is; the member's open
 * conversation comes with a key of its own.  FAULT_SIGNATURE_WRONG, _OLD, _USED. */
struct member_entry {
	struct change change;
	struct arena *arena;
	const char *site;
	const char *member;
	int64_t expires; /* seconds since 1970 */
	const char *signature;
	const char *session; /* instead of the three */
	/* results */
	struct secret new_session; /* "" when it came by one */
	int64_t session_until;
	struct conversation_id conversation; /* "" when none is open */
	struct secret token;
};
bool member_entry_prepare(struct member_entry *entry, struct db *db, struct fault *fault) MUST_USE;

/* A conversation that the visitor began unknown becomes the member's.
 * FAULT_FORBIDDEN when it is another member's. */
struct member_link {
	struct act act;
	const char *session;
};
void member_link_prepare(struct member_link *link);

/* The same for one that is begun now; nothing for NULL. */
bool member_keep(struct transaction *transaction, const struct conversation_id *conversation,
		 const char *member, struct fault *fault) MUST_USE;

/* True when the token is one of a member's other devices. */
bool member_token_fits(struct db *db, const struct conversation_id *conversation,
		       const char *token, bool *fits, struct fault *fault) MUST_USE;

#endif
