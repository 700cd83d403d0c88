/*
 * Leader: who leads a group.  A leader sees all of its conversations and may
 * pass them on and take them over, as a supervisor may with every group's.
 *
 * The condition itself is in sql_parts.h.  Reads on any thread; the change is
 * applied on the writer.
 */
#ifndef FOYER_HANDOFF_LEADER_H
#define FOYER_HANDOFF_LEADER_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

#define LEADERS_MOST 50

/* FAULT_NOT_FOUND (group). */
bool leader_list(struct db *db, const struct group_id *group, struct arena *arena,
		 struct staff_id **leaders, int *count, struct fault *fault) MUST_USE;

/* FAULT_NOT_FOUND (group, leaders); FAULT_NOT_ALLOWED_VALUE (leaders) for
 * somebody who takes no conversations. */
struct leader_replace {
	struct change change;
	struct group_id group;
	struct staff_id by;
	struct staff_id *leaders;
	int count;
};
void leader_replace_prepare(struct leader_replace *replace);

#endif
