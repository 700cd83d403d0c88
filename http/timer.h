/*
 * Timer: a wheel of timeouts, for one event loop.
 *
 * Setting and cancelling cost the same however many there are; a timer fires
 * up to TIMER_TICK_MS late, never early.  A timer is embedded in what it is
 * for.  One thread.
 */
#ifndef FOYER_HTTP_TIMER_H
#define FOYER_HTTP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#define TIMER_TICK_MS 64
#define TIMER_SLOTS   1024 /* one turn: 65 s; later ones go round again */

struct timer {
	struct timer *next;
	struct timer **link; /* what points here; NULL while it isn't set */
	int64_t due;         /* clock_steady */
	void (*fire)(struct timer *timer);
};

struct wheel {
	struct timer *slots[TIMER_SLOTS];
	int64_t tick; /* the last one that was run */
	int count;
};

void wheel_start(struct wheel *wheel, int64_t now);

/* Fires in `after` milliseconds from now; a timer that is set is set anew. */
void timer_set(struct wheel *wheel, struct timer *timer, int64_t now, int64_t after);
void timer_cancel(struct wheel *wheel, struct timer *timer);
bool timer_is_set(const struct timer *timer);

/* Fires what is due; a timer may set and cancel any timer while it fires. */
void wheel_run(struct wheel *wheel, int64_t now);

/* Milliseconds until something may be due, -1 when nothing is set. */
int wheel_wait(const struct wheel *wheel, int64_t now);

#endif
