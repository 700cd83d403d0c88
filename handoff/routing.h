/*
 * Routing: which agent gets a conversation.
 *
 * Pure: a choice over what is needed and a list of agents, so that it can be
 * tested, simulated (tests/bench/routing_day.c) and explained.  assignment.c
 * reads the lists and writes the choice into the log.  Any thread.
 *
 * In this order:
 *   1. on duty: online, reachable, not blocked, serves the group;
 *   2. fitting: speaks the language, has the skills, knows the region.  Where
 *      nobody on duty fits, that wish is dropped rather than left to wait;
 *   3. free: has room.  When nobody who fits is free the visitor waits for
 *      one who fits;
 *   4. the agent the visitor came for, else the one they had last;
 *   5. the group's strategy.
 */
#ifndef FOYER_HANDOFF_ROUTING_H
#define FOYER_HANDOFF_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "data/id.h"
#include "handoff/staff.h"

#define ROUTING_STRATEGIES(X)                                                                      \
	X(ROUTING_LEAST_BUSY, "least-busy")   /* the smallest share of their capacity in use */    \
	X(ROUTING_ROUND_ROBIN, "round-robin") /* the longest without a new conversation */         \
	X(ROUTING_RANDOM, "random")                                                                \
	X(ROUTING_PRIORITY, "priority") /* the highest priority that has room, then least busy */

enum routing_strategy {
#define X(code, name) code,
	ROUTING_STRATEGIES(X)
#undef X
	    ROUTING_STRATEGY_COUNT
};

const char *routing_strategy_name(enum routing_strategy strategy);
/* False when there is no such strategy. */
bool routing_strategy_from_name(const char *name, enum routing_strategy *strategy);

struct routing_agent {
	struct staff_id id;
	const char *name; /* shown to the visitor */
	enum presence presence;
	bool blocked;
	bool serves;    /* takes conversations, and this group's */
	bool reachable; /* a desk is open, or none is needed */
	int load;       /* conversations owned now */
	int capacity;
	int group_load;      /* of those, this group's */
	int group_capacity;  /* 0: no limit of this group's */
	int priority;        /* in this group; the higher goes first */
	int64_t assigned_at; /* the last time one was given automatically; 0: never */
	/* Words separated by spaces; "" or NULL: languages and regions any, skills none. */
	const char *languages;
	const char *skills;
	const char *regions;
};

/* What the conversation asks for. */
struct routing_need {
	enum routing_strategy strategy;
	const char *language;          /* BCP 47, or NULL */
	const char *skills;            /* words separated by spaces, each needed; or NULL */
	const char *region;            /* one word, or NULL */
	const struct staff_id *wanted; /* the visitor came for this agent; or NULL */
	const struct staff_id *last;   /* had the conversation before; or NULL */
	const char *draw;              /* what a random choice is drawn from: the conversation's id */
};

/* Why this agent, for the log. */
#define ROUTING_REASONS(X)                                                                         \
	X(ROUTED_NOBODY_ON_DUTY, "nobody-on-duty")                                                 \
	X(ROUTED_ALL_FULL, "all-full")                                                             \
	X(ROUTED_WANTED, "wanted-agent")                                                           \
	X(ROUTED_LAST, "last-agent")                                                               \
	X(ROUTED_STRATEGY, "strategy")

enum routing_reason {
#define X(code, name) code,
	ROUTING_REASONS(X)
#undef X
	    ROUTING_REASON_COUNT
};
const char *routing_reason_name(enum routing_reason reason);

struct routing_choice {
	int agent; /* index, -1 for none */
	enum routing_reason reason;
	int on_duty;
	int fitting;
	int free;
};

/* Ties end with the lowest id, so that a choice can be repeated. */
struct routing_choice routing_choose(const struct routing_need *need,
				     const struct routing_agent *agents, int count);

/* How much of a language's tag (BCP 47) is among the words spoken: all of it, its
 * first part, or nothing (0). */
size_t routing_language_spoken(const char *spoken, const char *language);

/* True when this agent can be given a conversation now. */
bool routing_is_free(const struct routing_agent *agent);

/* The capacity of somebody who began served_ms ago: from 1 up to the whole,
 * evenly over ramp_ms; ramp_ms of 0 means no ramp. */
int routing_ramp(int capacity, int64_t served_ms, int64_t ramp_ms);

#endif
