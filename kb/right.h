/*
 * Right: what an editor may do with entries of which category and site.
 *
 * An editor without any right of their own may do everything, as supervisors
 * and admins always may.  With rights, what none of them covers is closed.
 * "edit" drafts and proposes; "approve" publishes too.
 *
 * Not here: roles (http/permission.h).
 */
#ifndef FOYER_KB_RIGHT_H
#define FOYER_KB_RIGHT_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/entry.h"

#define RIGHTS_MOST 100

enum power { POWER_NONE, POWER_EDIT, POWER_APPROVE };

struct right {
	const char *category; /* this one and those below it; "": all */
	const char *site;     /* "": all */
	enum power power;     /* POWER_EDIT or POWER_APPROVE */
};

/* "edit" or "approve"; false for any other word. */
bool right_power_from_name(const char *name, enum power *power);
const char *right_power_name(enum power power);

/* What the rights allow with an entry: the most that a right gives for each
 * of its sites, and the least of those.  Pure. */
enum power right_over(const struct right *rights, int count, const struct entry_draft *draft);

/* What they allow with the whole base, such as publishing it.  Pure. */
enum power right_over_all(const struct right *rights, int count);

bool right_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		struct right **out, int *count, struct fault *fault) MUST_USE;

/* Replaces all of somebody's rights.  Writer thread.  FAULT_NOT_FOUND (staff). */
bool right_replace(struct transaction *transaction, const struct staff_id *staff,
		   const struct right *rights, int count, struct fault *fault) MUST_USE;

/* FAULT_FORBIDDEN (category) unless this member of staff has the power over
 * the entry as it is in the draft.  staff NULL: a command, or somebody whose
 * role may do everything. */
bool right_check(struct db *db, const struct staff_id *staff, const struct entry_draft *draft,
		 enum power needed, struct arena *arena, struct fault *fault) MUST_USE;

/* The same for whoever acts, whatever their role: only editors are bound.
 * Writer thread. */
bool right_check_by(struct transaction *transaction, const struct staff_id *by,
		    const struct entry_draft *draft, enum power needed,
		    struct fault *fault) MUST_USE;

/* Before an entry becomes `after` by an act that says no status: who may edit
 * it but not approve it proposes it.  before NULL: it is new.  Writer thread. */
bool right_settle(struct transaction *transaction, const struct staff_id *by,
		  const struct entry_draft *before, struct entry_draft *after,
		  struct fault *fault) MUST_USE;

#endif
