/*
 * Ticket state: the states of a ticket and who may move it from which to
 * which, as data.  Pure; any thread.
 */
#ifndef FOYER_HANDOFF_TICKET_STATE_H
#define FOYER_HANDOFF_TICKET_STATE_H

#include <stdbool.h>

#define TICKET_STATES(X)                                                                           \
	X(TICKET_NEW, "new")                                                                       \
	X(TICKET_OPEN, "open")                                                                     \
	X(TICKET_WAITING, "waiting")     /* for its customer; the clock stands still */            \
	X(TICKET_SOLVED, "solved")       /* as those who work here see it */                       \
	X(TICKET_CONFIRMED, "confirmed") /* as its customer sees it; closed */                     \
	X(TICKET_REOPENED, "reopened")

enum ticket_state {
#define X(code, name) code,
	TICKET_STATES(X)
#undef X
	    TICKET_STATE_COUNT
};

#define TICKET_PARTIES(X)                                                                          \
	X(TICKET_BY_STAFF, "staff")                                                                \
	X(TICKET_BY_CUSTOMER, "customer")                                                          \
	X(TICKET_BY_TIME, "time") /* nobody said anything for long */

enum ticket_party {
#define X(code, name) code,
	TICKET_PARTIES(X)
#undef X
	    TICKET_PARTY_COUNT
};

#define TICKET_PRIORITIES(X)                                                                       \
	X(TICKET_LOW, "low")                                                                       \
	X(TICKET_NORMAL, "normal")                                                                 \
	X(TICKET_HIGH, "high")                                                                     \
	X(TICKET_URGENT, "urgent")

enum ticket_priority {
#define X(code, name) code,
	TICKET_PRIORITIES(X)
#undef X
	    TICKET_PRIORITY_COUNT
};

const char *ticket_state_name(enum ticket_state state);
const char *ticket_party_name(enum ticket_party party);
const char *ticket_priority_name(enum ticket_priority priority);
/* False when there is no such name. */
bool ticket_state_from_name(const char *name, enum ticket_state *state);
bool ticket_priority_from_name(const char *name, enum ticket_priority *priority);

/* Whether this party may move a ticket so. */
bool ticket_may_move(enum ticket_state from, enum ticket_state to, enum ticket_party party);

/* Whether it is ours to do something: then its time runs. */
bool ticket_is_ours(enum ticket_state state);

#endif
