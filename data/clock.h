/*
 * Clock: the time, as milliseconds since 1970 UTC.
 *
 * Everything that stores or compares times asks here, so that a test can put
 * its own clock in place.  Any thread.
 */
#ifndef FOYER_DATA_CLOCK_H
#define FOYER_DATA_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Wall-clock time in milliseconds; for what is stored and shown. */
int64_t clock_now(void);

/* Milliseconds that never jump back; for timeouts and durations. */
int64_t clock_steady(void);

/* Microseconds that never jump back; for measurements. */
int64_t clock_steady_micros(void);

/* The moment so many milliseconds from now, for pthread_cond_clockwait with
 * CLOCK_MONOTONIC. */
struct timespec clock_steady_in(int64_t milliseconds);

/* Replaces the wall clock for tests; NULL restores it. */
void clock_use(int64_t (*now)(void));

#endif
