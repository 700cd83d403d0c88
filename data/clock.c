/*
 * Clock: see clock.h.  Not for time zones or calendars.
 */
#include "data/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static _Atomic(int64_t (*)(void)) replacement;

static int64_t micros(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
	int64_t (*now)(void) = atomic_load_explicit(&replacement, memory_order_acquire);
	return now != NULL ? now() : micros(CLOCK_REALTIME) / 1000;
}

int64_t clock_steady(void)
{
	return micros(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_steady_micros(void)
{
	return micros(CLOCK_MONOTONIC);
}

void clock_use(int64_t (*now)(void))
{
	atomic_store_explicit(&replacement, now, memory_order_release);
}
