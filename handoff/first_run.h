/*
 * First run: what a new data folder needs before anybody can work.
 *
 * The group "Support" (default, automatic) and the account "admin" without a
 * password, who signs in by a one-time link.
 */
#ifndef FOYER_HANDOFF_FIRST_RUN_H
#define FOYER_HANDOFF_FIRST_RUN_H

#include <stdbool.h>

#include "data/id.h"
#include "data/store.h"

struct first_run {
	bool has_link;      /* nobody with the role admin has a password yet */
	struct secret link; /* the secret of a fresh sign-in link for admin, when has_link */
};

/* Creates what is missing; call at every start, from the main thread. */
bool first_run(struct store *store, struct first_run *result, struct fault *fault) MUST_USE;

#endif
