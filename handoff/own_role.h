/*
 * Own role: a named set of permissions that admins make beside the built-in
 * roles.
 *
 * Permissions are words here; what they mean and which base a set has is
 * http/permission.h's.  The base is the built-in role that the rooms below
 * go by: who takes conversations, who sees all of them.
 *
 * Reads on any thread; changes are applied on the writer.
 */
#ifndef FOYER_HANDOFF_OWN_ROLE_H
#define FOYER_HANDOFF_OWN_ROLE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/staff.h"

#define OWN_ROLES_MOST     100
#define OWN_ROLE_NAME_MOST 60

struct own_role {
	struct role_id id;
	const char *name;
	const char *permissions; /* words separated by spaces */
	enum role base;
	int holders;
};
/* By name. */
bool own_role_list(struct db *db, struct arena *arena, struct own_role **list, int *count,
		   struct fault *fault) MUST_USE;
enum lookup own_role_by_id(struct db *db, const struct role_id *id, struct arena *arena,
			   struct own_role *role, struct fault *fault) MUST_USE;

/* Makes one (id "") or changes it, and its holders with it: those who may no
 * longer take conversations give theirs back.  FAULT_EXISTS (name),
 * FAULT_NOT_FOUND (role), FAULT_TOO_MANY. */
struct own_role_save {
	struct change change;
	struct role_id id; /* result when new */
	struct staff_id by;
	const char *name;
	const char *permissions;
	enum role base;
	bool edits;    /* knowledge is among them */
	bool approves; /* every entry, whatever rights */
};
void own_role_save_prepare(struct own_role_save *save);

/* FAULT_IN_USE while somebody has it, FAULT_NOT_FOUND. */
struct own_role_delete {
	struct change change;
	struct role_id id;
	struct staff_id by;
};
void own_role_delete_prepare(struct own_role_delete *removal);

#endif
