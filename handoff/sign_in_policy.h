/*
 * Sign-in policy: what holds for everybody who works here.
 *
 * Reads on any thread; the change is applied on the writer.
 */
#ifndef FOYER_HANDOFF_SIGN_IN_POLICY_H
#define FOYER_HANDOFF_SIGN_IN_POLICY_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

struct sign_in_policy {
	bool second_factor;    /* everybody must have one */
	const char *addresses; /* from where (data/address_range.h); "": from anywhere */
};
bool sign_in_policy_read(struct db *db, struct arena *arena, struct sign_in_policy *policy,
			 struct fault *fault) MUST_USE;

/* NULL and -1 leave a thing as it is.  The addresses are clean. */
struct sign_in_policy_change {
	struct change change;
	struct staff_id by; /* "": a command */
	int second_factor;
	const char *addresses;
};
void sign_in_policy_change_prepare(struct sign_in_policy_change *change);

#endif
