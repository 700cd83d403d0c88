/* Admit: finds the route of a request and whether the caller may use it;
 * inside http/ only. */
#ifndef FOYER_HTTP_ADMIT_H
#define FOYER_HTTP_ADMIT_H

#include "data/address.h"
#include "http/request_state.h"

/* Sets the route, its parameters, the body's limit and the caller.  Headers
 * of the answer that belong to a refusal (Allow, Retry-After) are added. */
bool admit(struct request_state *state, struct fault *fault) MUST_USE;

/* Whether the caller may still have what was admitted: for requests that have
 * waited, since somebody may have been shut out meanwhile. */
bool admit_again(struct request_state *state, struct fault *fault) MUST_USE;

/* The value of a cookie in a Cookie header, copied into the arena; NULL when
 * it isn't there. */
const char *admit_cookie(const char *header, const char *name, struct arena *arena);

/* The address that the proxy in front added last to X-Forwarded-For (setting
 * behind_proxy), which may be NULL; a word that is none as it is, cut to fit.
 * False without a proxy, or when it says nothing. */
bool admit_forwarded(const char *header, char address[ADDRESS_SIZE]);

/* What follows "Bearer " in an Authorization header, or NULL. */
const char *admit_bearer(const char *header);

#endif
