/*
 * Permission: which roles may do what, in one table.
 *
 * Route tables name these in `who`; the desk is told its own ("may") so that
 * it shows only what will work.  Whether somebody may touch one certain
 * conversation is asked by caller_may_see and inside the acts of handoff/.
 * Pure; any thread.
 */
#ifndef FOYER_HTTP_PERMISSION_H
#define FOYER_HTTP_PERMISSION_H

#include "data/json.h"
#include "handoff/staff.h"
#include "http/caller.h"

/* The constant for routes, the word for clients, the roles. */
#define PERMISSIONS(X)                                                                             \
	X(MAY_CONVERSE, "conversations", MAY_AGENTS) /* the queue, own and own groups' */          \
	X(MAY_OVERSEE, "take-over", MAY_SUPERVISORS) /* everybody's conversations */               \
	X(MAY_CURATE, "knowledge", MAY_EDITORS)      /* entries, imports, unmatched, try */        \
	X(MAY_PUBLISH, "publish", MAY_EDITORS)                                                     \
	X(MAY_OVERRULE, "publish-anyway", MAY_SUPERVISORS) /* although golden questions fail */    \
	X(MAY_ORGANISE, "groups", MAY_SUPERVISORS) /* groups and who is in them */                 \
	X(MAY_SET_SITES, "sites", MAY_SUPERVISORS)  /* sites' settings */                          \
	X(MAY_KEEP_STAFF, "staff", MAY_ADMIN)      /* accounts */

enum permission_roles {
#define X(code, word, roles) code = (roles),
	PERMISSIONS(X)
#undef X
};

/* The bit of a role: MAY_AGENT, MAY_EDITOR, MAY_SUPERVISOR or MAY_ADMIN. */
unsigned permission_role(enum role role);

/* Writes an array of the words of what this role may do. */
void permission_write(struct json_writer *json, const char *name, enum role role);

#endif
