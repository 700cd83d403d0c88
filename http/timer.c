/*
 * Timer: see timer.h.  Not for things that must survive a restart
 * (handoff/timers.h).
 */
#include "http/timer.h"

#include <stddef.h>
#include <string.h>

void wheel_start(struct wheel *wheel, int64_t now)
{
	memset(wheel, 0, sizeof(*wheel));
	wheel->tick = now / TIMER_TICK_MS;
}

static void put(struct timer **slot, struct timer *timer)
{
	timer->next = *slot;
	timer->link = slot;
	if (*slot != NULL)
		(*slot)->link = &timer->next;
	*slot = timer;
}

static void take(struct timer *timer)
{
	*timer->link = timer->next;
	if (timer->next != NULL)
		timer->next->link = timer->link;
	timer->next = NULL;
	timer->link = NULL;
}

bool timer_is_set(const struct timer *timer)
{
	return timer->link != NULL;
}

void timer_cancel(struct wheel *wheel, struct timer *timer)
{
	if (!timer_is_set(timer))
		return;
	take(timer);
	wheel->count--;
}

/* The slot of a due time: rounded up, and never the tick that ran already. */
static struct timer **slot_of(struct wheel *wheel, int64_t due)
{
	int64_t tick = (due + TIMER_TICK_MS - 1) / TIMER_TICK_MS;
	if (tick <= wheel->tick)
		tick = wheel->tick + 1;
	return &wheel->slots[tick % TIMER_SLOTS];
}

void timer_set(struct wheel *wheel, struct timer *timer, int64_t now, int64_t after)
{
	timer_cancel(wheel, timer);
	timer->due = now + after;
	put(slot_of(wheel, timer->due), timer);
	wheel->count++;
}

/* Empties one slot into a list of its own first, so that timers which are
 * set while others fire can't land in the list being walked. */
static void run_slot(struct wheel *wheel, int64_t tick, int64_t now)
{
	struct timer **slot = &wheel->slots[tick % TIMER_SLOTS];
	struct timer *due = *slot;
	*slot = NULL;
	if (due != NULL)
		due->link = &due;
	while (due != NULL) {
		struct timer *timer = due;
		take(timer);
		if (timer->due > now) {
			put(slot_of(wheel, timer->due), timer);
			continue;
		}
		wheel->count--;
		timer->fire(timer);
	}
}

void wheel_run(struct wheel *wheel, int64_t now)
{
	int64_t until = now / TIMER_TICK_MS;
	/* After a long sleep one turn visits every slot. */
	if (until - wheel->tick > TIMER_SLOTS)
		wheel->tick = until - TIMER_SLOTS;
	while (wheel->tick < until)
		run_slot(wheel, ++wheel->tick, now);
}

int wheel_wait(const struct wheel *wheel, int64_t now)
{
	if (wheel->count == 0)
		return -1;
	for (int64_t tick = wheel->tick + 1; tick < wheel->tick + TIMER_SLOTS; tick++) {
		if (wheel->slots[tick % TIMER_SLOTS] == NULL)
			continue;
		int64_t wait = tick * TIMER_TICK_MS - now;
		return wait > 0 ? (int)wait : 0;
	}
	return TIMER_SLOTS * TIMER_TICK_MS;
}
