/*
 * Routing: which agent gets a conversation.
 *
 * A pure choice over a list of agents; queue.c reads the list.  Any thread.
 */
#ifndef FOYER_HANDOFF_ROUTING_H
#define FOYER_HANDOFF_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "data/id.h"
#include "handoff/staff.h"

struct routing_agent {
	struct staff_id id;
	const char *name; /* shown to the visitor */
	enum presence presence;
	bool blocked;
	bool serves;    /* takes conversations, and this group's */
	bool reachable; /* a desk is open, or none is needed */
	int load;       /* conversations owned now */
	int capacity;
	int64_t assigned_at; /* the last time one was given automatically; 0: never */
};

/* True when this agent can be given a conversation now. */
bool routing_is_free(const struct routing_agent *agent);

/* The index of the free agent with the least load; of several, whose last
 * assignment is longest ago; of those, the one with the lowest id, so that
 * the choice can be repeated.  -1 when nobody is free. */
int routing_choose(const struct routing_agent *agents, int count);

#endif
