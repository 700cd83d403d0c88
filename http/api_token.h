/*
 * API token: what a member of staff lends to a program of theirs.
 *
 * The store holds the hash of the secret.  What a token may do is what its
 * owner may do at that moment, cut down by its scopes.
 *
 * Not here: answering (api_token_handlers.c), who asks (caller.c).  Changes
 * are applied on the writer thread; reads on any.
 */
#ifndef FOYER_HTTP_API_TOKEN_H
#define FOYER_HTTP_API_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

/* The secret is shown once, when the token is made. */
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
