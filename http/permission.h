/*
 * Permission: who may do what, in one table.
 *
 * Route tables name these in `who`; the desk is told its own ("may") so that
 * it shows only what will work.  A role is a set of them: a built-in one, as
 * the table says, or one that admins made (handoff/own_role.h).  Whether
 * somebody may touch one certain conversation is asked by caller_may_see and
 * inside the acts of handoff/.
 *
 * Pure; any thread.
 */
#ifndef FOYER_HTTP_PERMISSION_H
#define FOYER_HTTP_PERMISSION_H

#include "data/json.h"
#include "handoff/staff.h"
#include "http/caller.h"

#define OF_ADMINS      (1u << ROLE_ADMIN)
#define OF_SUPERVISORS (1u << ROLE_SUPERVISOR | OF_ADMINS)
#define OF_AGENTS      (1u << ROLE_AGENT | OF_SUPERVISORS)
#define OF_EDITORS     (1u << ROLE_EDITOR | OF_SUPERVISORS)

/* The constant for routes, the word for clients, the built-in roles. */
#define PERMISSIONS(X)                                                                             \
	X(MAY_CONVERSE, "conversations", OF_AGENTS) /* the queue, own and own groups' */           \
	X(MAY_OVERSEE, "take-over", OF_SUPERVISORS) /* everybody's conversations */                \
	X(MAY_CURATE, "knowledge", OF_EDITORS)      /* entries, imports, unmatched, try */         \
	X(MAY_PUBLISH, "publish", OF_EDITORS)                                                      \
	X(MAY_OVERRULE, "publish-anyway", OF_SUPERVISORS) /* although golden questions fail */     \
	X(MAY_APPROVE, "approve", OF_SUPERVISORS)   /* every entry, whatever rights (kb/right.h) */ \
	X(MAY_ORGANISE, "groups", OF_SUPERVISORS)   /* groups and who is in them */                \
	X(MAY_SET_SITES, "sites", OF_SUPERVISORS)   /* sites' settings */                          \
	X(MAY_KEEP_STAFF, "staff", OF_ADMINS)       /* accounts, roles, how people sign in */      \
	X(MAY_AUDIT, "audit", OF_ADMINS)            /* who did what */

enum permission_number {
#define X(code, word, roles) NUMBER_OF_##code,
	PERMISSIONS(X)
#undef X
	    PERMISSION_COUNT
};

enum permission_bit {
#define X(code, word, roles) code = (int)(MAY_STAFF << 1 << NUMBER_OF_##code),
	PERMISSIONS(X)
#undef X
};

/* A program needs the scope "admin" where only these are asked for. */
#define MAY_ADMINISTER ((unsigned)MAY_KEEP_STAFF | (unsigned)MAY_AUDIT)

/* What somebody may do, MAY_STAFF included: own_words is the set of an own
 * role, or NULL for the built-in one. */
unsigned permission_of(enum role role, const char *own_words);
unsigned permission_of_staff(const struct staff *staff);

/* The bits of words separated by spaces; unknown ones are left out. */
unsigned permission_parse(const char *words);
/* The bit of one word; 0 for none. */
unsigned permission_bit(const char *word);

/* The built-in role that a set of them is like, for the rooms below. */
enum role permission_base(unsigned may);

/* Writes an array of the words of what is allowed. */
void permission_write(struct json_writer *json, const char *name, unsigned may);

#endif
