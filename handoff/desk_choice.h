/*
 * Desk choice: how somebody likes their lists of conversations: what is left
 * out, in which order, with which columns.  Kept with the account, so that it
 * is the same on every device.
 */
#ifndef FOYER_HANDOFF_DESK_CHOICE_H
#define FOYER_HANDOFF_DESK_CHOICE_H

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

/* JSON as it was kept; NULL when nothing was.  Any thread. */
bool desk_choice_read(struct db *db, const struct staff_id *staff, struct arena *arena,
		      const char **choice, struct fault *fault) MUST_USE;

/* Keeps it; the caller has checked it. */
struct desk_choosing {
	struct change change;
	struct staff_id staff;
	const char *choice;
};
void desk_choosing_prepare(struct desk_choosing *choosing);

#endif
