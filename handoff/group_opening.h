/*
 * Group opening: when a group was open in the past, by hand or by the hours it
 * had then; for asking past questions again (past.h).
 *
 * Each change of a group's opening is kept.  Keeping runs in the change's
 * transaction; reading is for any thread with its own reader.
 */
#ifndef FOYER_HANDOFF_GROUP_OPENING_H
#define FOYER_HANDOFF_GROUP_OPENING_H

#include "bot/hours.h"
#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"

struct group_opening {
	struct group_id group;
	int64_t from; /* it held from then on; 0: before the first change */
	bool by_hand; /* open, when it isn't by hours */
	bool by_hours;
	const struct hours *hours; /* or NULL */
};

/* Remembers what holds from now on, and what held before when nothing has been
 * kept yet. */
bool group_opening_keep(struct transaction *transaction, const struct group_opening *before,
			const struct group_opening *now, struct fault *fault) MUST_USE;

/* All of them, by group and then by time. */
bool group_openings_read(struct db *db, struct arena *arena, struct group_opening **out,
			 int *count, struct fault *fault) MUST_USE;

#endif
