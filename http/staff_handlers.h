/* Staff handlers: accounts, groups, roles, and how people sign in. */
#ifndef FOYER_HTTP_STAFF_HANDLERS_H
#define FOYER_HTTP_STAFF_HANDLERS_H

#include "http/route.h"

#define ADDRESSES_MOST 3000 /* characters of a list of ranges */

extern const struct route staff_routes[];
extern const struct route group_routes[];         /* group_handlers.c */
extern const struct route role_routes[];          /* role_handlers.c */
extern const struct route sign_in_routes[];       /* sign_in_handlers.c */
extern const struct route staff_sign_in_routes[]; /* staff_sign_in_handlers.c */

/* {id} as the id of an account. */
struct staff_id staff_asked_for(struct request *request);

/* Nobody gives, takes or touches what may do more than they may themselves:
 * FAULT_FORBIDDEN (role); of an account also FAULT_NOT_FOUND (staff). */
bool staff_check_within(struct request *request, unsigned may, struct fault *fault) MUST_USE;
bool staff_check_reach(struct request *request, const struct staff_id *id,
		       struct fault *fault) MUST_USE;
/* The same for how somebody signs in, which a program that was lent a token
 * must not change for its owner. */
bool staff_check_sign_in(struct request *request, const struct staff_id *id,
			 struct fault *fault) MUST_USE;

/* Writes the sessions of somebody; `current` is marked as this one. */
struct answer answer_sessions(struct request *request, const struct staff_id *id);

#endif
