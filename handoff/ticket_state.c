/*
 * Ticket state: see ticket_state.h.
 */
#include "handoff/ticket_state.h"

#include <stddef.h>
#include <string.h>

static const char *const state_names[TICKET_STATE_COUNT] = {
#define X(code, name) [code] = name,
    TICKET_STATES(X)
#undef X
};
static const char *const party_names[TICKET_PARTY_COUNT] = {
#define X(code, name) [code] = name,
    TICKET_PARTIES(X)
#undef X
};
static const char *const priority_names[TICKET_PRIORITY_COUNT] = {
#define X(code, name) [code] = name,
    TICKET_PRIORITIES(X)
#undef X
};

#define STAFF    (1u << TICKET_BY_STAFF)
#define CUSTOMER (1u << TICKET_BY_CUSTOMER)
#define TIME     (1u << TICKET_BY_TIME)

/* What is not here is not allowed. */
static const struct {
	enum ticket_state from;
	enum ticket_state to;
	unsigned parties;
} moves[] = {
    {TICKET_NEW, TICKET_OPEN, STAFF},
    {TICKET_NEW, TICKET_WAITING, STAFF},
    {TICKET_NEW, TICKET_SOLVED, STAFF},
    {TICKET_OPEN, TICKET_WAITING, STAFF},
    {TICKET_OPEN, TICKET_SOLVED, STAFF},
    {TICKET_WAITING, TICKET_OPEN, STAFF},
    {TICKET_WAITING, TICKET_SOLVED, STAFF},
    /* Customers who ring up have somebody who works here say it for them. */
    {TICKET_SOLVED, TICKET_CONFIRMED, CUSTOMER | TIME | STAFF},
    {TICKET_SOLVED, TICKET_REOPENED, CUSTOMER | STAFF},
    {TICKET_CONFIRMED, TICKET_REOPENED, CUSTOMER | STAFF},
    {TICKET_REOPENED, TICKET_OPEN, STAFF},
    {TICKET_REOPENED, TICKET_WAITING, STAFF},
    {TICKET_REOPENED, TICKET_SOLVED, STAFF},
};

bool ticket_may_move(enum ticket_state from, enum ticket_state to, enum ticket_party party)
{
	for (size_t at = 0; at < sizeof(moves) / sizeof(*moves); at++)
		if (moves[at].from == from && moves[at].to == to)
			return (moves[at].parties & 1u << party) != 0;
	return false;
}

bool ticket_is_ours(enum ticket_state state)
{
	return state == TICKET_NEW || state == TICKET_OPEN || state == TICKET_REOPENED;
}

/* Names ----------------------------------------------------------------------------------- */

static bool find(const char *const *names, int count, const char *name, int *found)
{
	for (int at = 0; at < count; at++)
		if (strcmp(names[at], name) == 0) {
			*found = at;
			return true;
		}
	return false;
}

const char *ticket_state_name(enum ticket_state state)
{
	return state_names[state];
}

const char *ticket_party_name(enum ticket_party party)
{
	return party_names[party];
}

const char *ticket_priority_name(enum ticket_priority priority)
{
	return priority_names[priority];
}

bool ticket_state_from_name(const char *name, enum ticket_state *state)
{
	int found;
	if (!find(state_names, TICKET_STATE_COUNT, name, &found))
		return false;
	*state = (enum ticket_state)found;
	return true;
}

bool ticket_priority_from_name(const char *name, enum ticket_priority *priority)
{
	int found;
	if (!find(priority_names, TICKET_PRIORITY_COUNT, name, &found))
		return false;
	*priority = (enum ticket_priority)found;
	return true;
}
