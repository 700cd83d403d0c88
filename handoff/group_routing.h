/*
 * Group routing: how a group gives out its conversations, and what it says of
 * each member.
 *
 * What the words mean is in routing.h.  Reading on any thread; changes apply
 * on the writer.
 */
#ifndef FOYER_HANDOFF_GROUP_ROUTING_H
#define FOYER_HANDOFF_GROUP_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/id.h"
#include "data/store.h"
#include "handoff/call.h"
#include "handoff/routing.h"

#define GROUP_PRIORITY_MOST 100

struct group_member {
	struct staff_id staff;
	const char *display_name;
	int priority; /* 0..GROUP_PRIORITY_MOST, the higher goes first */
	int capacity; /* of this group's conversations at once; 0: no limit of its own */
};

struct group_routing {
	enum routing_strategy strategy;
	bool prefers_last; /* the agent whom the visitor had before, when free */
	struct call_pace call;
	struct group_member *members;
	int member_count;
};

/* LOOKUP_ABSENT when there is no such group. */
enum lookup group_routing_read(struct db *db, const struct group_id *id, struct arena *arena,
			       struct group_routing *routing, struct fault *fault) MUST_USE;

/* Changes the group; -1 leaves a thing as it is.  FAULT_NOT_FOUND (group). */
struct group_routing_update {
	struct change change;
	struct group_id group;
	int strategy;     /* enum routing_strategy, or -1 */
	int prefers_last; /* 0, 1 or -1 */
	struct call_pace call; /* each 0..CALL_SECONDS_MOST, or -1; [CALL_AT_ONCE] isn't looked at */
	struct staff_id by;
};
void group_routing_update_prepare(struct group_routing_update *update);

/* Changes what the group says of one member; -1 leaves a thing as it is.
 * FAULT_NOT_FOUND (member) for somebody who isn't one. */
struct group_member_update {
	struct change change;
	struct group_id group;
	struct staff_id staff;
	int priority;
	int capacity;
	struct staff_id by;
};
void group_member_update_prepare(struct group_member_update *update);

#endif
