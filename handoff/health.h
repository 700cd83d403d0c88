/*
 * Health: what in the base wants mending, as a worklist: each line with the
 * one action that mends it.
 *
 * From the drafts' own wordings (kb/wording_health.h) and from what visitors
 * asked lately.  Slow-work thread or a command: some times what publishing
 * takes.
 */
#ifndef FOYER_HANDOFF_HEALTH_H
#define FOYER_HANDOFF_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"

/* The kinds, each with the action that mends it. */
#define HEALTH_KINDS(X)                                                                            \
	X(HEALTH_CONFLICT, "conflict", "move-variant")   /* two entries have one wording */        \
	X(HEALTH_DUPLICATE, "duplicate", "merge")        /* two entries say the same */            \
	X(HEALTH_MISLEADING, "misleading", "move-variant") /* a variant leads to another entry */  \
	X(HEALTH_WORSENED, "worsened", "review")         /* less helpful since it was changed */   \
	X(HEALTH_UNHELPFUL, "unhelpful", "review")       /* readers say that it didn't help */ \
	X(HEALTH_EXPIRING, "expiring", "extend")         /* its time is over or soon will be */    \
	X(HEALTH_UNMATCHED, "unmatched", "workbench")    /* a category with many open questions */ \
	X(HEALTH_UNUSED, "unused", "retire")             /* nobody asked for it */

enum health_kind {
#define X(code, name, action) code,
	HEALTH_KINDS(X)
#undef X
	    HEALTH_KIND_COUNT
};
const char *health_kind_name(enum health_kind kind);
const char *health_action_name(enum health_kind kind);

/* A line of the worklist; what does not apply is NULL or 0. */
struct health_item {
	enum health_kind kind;
	const char *entry, *question;             /* external id and question */
	const char *other, *other_question;       /* the entry it is mixed up with */
	const char *text;                         /* the wording */
	const char *category;
	double share, share_before;  /* DUPLICATE: of wordings; WORSENED: unhelpful now and before;
				      * UNHELPFUL: of readers' answers */
	int64_t count, count_before; /* questions or answers behind the shares; UNMATCHED: times
				      * asked */
	int64_t at;                  /* EXPIRING: until; WORSENED: the change; UNUSED: since */
};

struct health {
	struct health_item *items; /* by kind, the worst first */
	int count;
	int64_t questions; /* past questions that were looked at */
	double share;      /* of the conversations they were drawn from */
	int days;
};

#define HEALTH_DAYS 90

bool health_check(struct db *reader, int64_t now, struct arena *arena, struct health *out,
		  struct fault *fault) MUST_USE;

#endif
