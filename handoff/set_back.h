/*
 * Set back: what is due when the server's clock turns out to have been ahead.
 *
 * Times are stored as the wall clock told them.  When it is set back by hours,
 * whoever was to be called in a minute would be called in hours.  What lies
 * ahead of the new time is moved back with it: calls, silence, agents who were
 * last seen, places in the queue, and what is to be sent again.
 *
 * Not for a clock that is set forth, which makes things due sooner and hurts
 * nobody for long; nor for times that were agreed upon with people, such as
 * when a ticket is due.  Called by the timers' thread.
 */
#ifndef FOYER_HANDOFF_SET_BACK_H
#define FOYER_HANDOFF_SET_BACK_H

#include "data/store.h"

struct wall_watch {
	bool is_begun;
	int64_t ahead; /* of the steady clock, when it was last looked at */
};

/* How far the wall clock was set back since the last look, milliseconds; 0
 * the first time, and for what a clock is corrected by in small steps. */
int64_t wall_watch_set_back(struct wall_watch *watch);

/* Moves all that is due, and all that lies ahead of now, back by so many
 * milliseconds. */
bool set_back_due(struct store *store, int64_t by, struct fault *fault) MUST_USE;

#endif
