/*
 * Plan: the publication that is to happen by itself at a time.
 *
 * At most one waits.  It is kept in the store, so it survives a restart; one
 * whose time passed while nothing ran is done at the next start.  Who does it
 * at its time: http/planner.h.  Functions that write run in a transaction, on
 * the writer thread; plan_read takes any reader.
 */
#ifndef FOYER_KB_PLAN_H
#define FOYER_KB_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

struct plan_id { char text[ID_LENGTH + 1]; };

struct plan {
	struct plan_id id;
	int64_t at;
	const char *reason; /* why although golden questions may fail, or NULL */
	const char *state;  /* "waiting", "done", "failed" or "cancelled" */
	const char *outcome; /* JSON: {"number"} or the fault that stopped it; NULL while it waits */
	struct staff_id by;  /* "" for none */
	const char *planned_by; /* shown name, or NULL */
	int64_t created_at;
};

/* Plans one, in place of the one that waits.  FAULT_OUT_OF_RANGE (at) when the
 * time has passed or is more than a year away. */
bool plan_set(struct transaction *transaction, int64_t at, const char *reason,
	      const struct staff_id *by, struct plan_id *id, struct fault *fault) MUST_USE;

/* Takes back the one that waits.  FAULT_NOT_FOUND (plan) when none does. */
bool plan_cancel(struct transaction *transaction, const struct staff_id *by,
		 struct fault *fault) MUST_USE;

/* Writes down how it ended. */
bool plan_end(struct transaction *transaction, const struct plan_id *id, bool succeeded,
	      const char *outcome, struct fault *fault) MUST_USE;

/* The one that waits, or else the last that ended. */
enum lookup plan_read(struct db *db, struct arena *arena, struct plan *out,
		      struct fault *fault) MUST_USE;

#endif
