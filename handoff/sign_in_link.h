/*
 * Sign-in link: a secret that signs somebody in once, for a limited time: a
 * first administrator, a new colleague, or one who has forgotten the password.
 *
 * Using it (http/session.h) takes the password away, so that a new one is
 * chosen, and ends the sessions there were.  Applied on the writer.
 */
#ifndef FOYER_HANDOFF_SIGN_IN_LINK_H
#define FOYER_HANDOFF_SIGN_IN_LINK_H

#include <stdint.h>

#include "data/id.h"
#include "data/store.h"

#define SIGN_IN_LINK_LASTS_MS (24 * 60 * 60 * 1000LL)

/* Makes one; earlier ones that nobody used stop working.  FAULT_NOT_FOUND
 * (staff) for nobody and for blocked accounts. */
struct sign_in_link_make {
	struct change change;
	struct staff_id staff;
	struct staff_id by; /* "": the program */
	/* results */
	struct secret secret;
	int64_t expires_at;
};
void sign_in_link_make_prepare(struct sign_in_link_make *link);

#endif
