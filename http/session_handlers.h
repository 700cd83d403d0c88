/* Session handlers: signing in and out, one's own account and API tokens. */
#ifndef FOYER_HTTP_SESSION_HANDLERS_H
#define FOYER_HTTP_SESSION_HANDLERS_H

#include "http/route.h"

extern const struct route session_routes[];
extern const struct route me_routes[];        /* me_handlers.c */
extern const struct route factor_routes[];    /* factor_handlers.c */
extern const struct route api_token_routes[]; /* api_token_handlers.c */

/* {"csrf":...,"me":{...}} of the member as they are now. */
struct answer answer_me(struct request *request, const struct staff_id *staff, const char *csrf);
/* The same of the caller; programs with an API token have no CSRF token. */
struct answer answer_caller(struct request *request);

/* 429 with the seconds to wait, after too many wrong attempts. */
struct answer answer_locked(struct request *request, int seconds);

#endif
