/*
 * Clock: see clock.h.  Not for time zones or calendars.
 */
#include "data/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "data/log.h"

static _Atomic(int64_t (*)(void)) replacement;

static int64_t micros_of(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000 + time->tv_nsec / 1000;
}

/* A clock that can't be read is told of once a second, by whole seconds that
 * need no clock_gettime. */
static void tell(void)
{
	static _Atomic time_t told;
	time_t now = time(NULL);
	if (atomic_exchange(&told, now) != now)
		log_line(LOG_ERROR, "clock", "clock_gettime: %m");
}

/* A wall clock that can't be read tells whole seconds. */
static int64_t wall_micros(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_REALTIME, &now) == 0)
		return micros_of(&now);
	tell();
	return (int64_t)time(NULL) * 1000000;
}

/* A steady clock that can't be read stands still: it never jumps. */
static int64_t steady_micros(void)
{
	static _Thread_local int64_t last;
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
		last = micros_of(&now);
	else
		tell();
	return last;
}

int64_t clock_now(void)
{
	int64_t (*now)(void) = atomic_load_explicit(&replacement, memory_order_acquire);
	return now != NULL ? now() : wall_micros() / 1000;
}

int64_t clock_steady(void)
{
	return steady_micros() / 1000;
}

int64_t clock_steady_micros(void)
{
	return steady_micros();
}

struct timespec clock_steady_in(int64_t milliseconds)
{
	int64_t at = steady_micros() + milliseconds * 1000;
	return (struct timespec){.tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000};
}

void clock_use(int64_t (*now)(void))
{
	atomic_store_explicit(&replacement, now, memory_order_release);
}
