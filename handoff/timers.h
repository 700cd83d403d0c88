/*
 * Timers: things that happen because time has passed.
 *
 * One thread sleeps until the next due time or until the hub says that
 * somebody's presence or the queue changed; while nothing is due it costs
 * nothing.  An agent whose desk has been gone for the grace period is set
 * offline and their conversations go back to the front of the queue; calls for
 * a person get louder, and who doesn't react to one loses it (call.h); what is
 * said when nobody writes is said (silence.h); tickets get overdue and solved
 * ones count as confirmed (ticket_due.h).
 */
#ifndef FOYER_HANDOFF_TIMERS_H
#define FOYER_HANDOFF_TIMERS_H

#include <stdint.h>

#include "data/store.h"

#define VANISH_GRACE_MS 30000

struct timers;

/* Starts the thread; grace in milliseconds. */
struct timers *timers_start(struct store *store, int64_t grace_ms);
/* Stops it and waits for it; sets *timers to NULL.  Before store_close. */
void timers_stop(struct timers **timers);

/* What the thread does when it wakes, for tests with their own clock: does
 * what is due and gives the next due time in *next (milliseconds as
 * clock_now), INT64_MAX when nothing is pending. */
bool timers_run_due(struct store *store, int64_t grace_ms, int64_t *next,
		    struct fault *fault) MUST_USE;

#endif
