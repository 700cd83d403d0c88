/*
 * Erlang: see erlang.h.
 */
#include "bot/erlang.h"

#include <math.h>

#define PLACES_MOST 100000

/* Erlang's B for one place more, from B for `places` - 1. */
static double next_blocked(double blocked, double load, int places)
{
	return load * blocked / (places + load * blocked);
}

/* From B to C, and on to those who wait longer than `seconds`. */
static double late_of(double blocked, double load, int places, double seconds,
		      double handling_seconds)
{
	if (places <= load)
		return 1;
	double waits = blocked / (1 - (load / places) * (1 - blocked));
	return waits * exp(-(places - load) * seconds / handling_seconds);
}

double erlang_late(double per_hour, double handling_seconds, int places, double seconds)
{
	double load = per_hour * handling_seconds / 3600, blocked = 1;
	if (load <= 0)
		return 0;
	for (int at = 1; at <= places; at++)
		blocked = next_blocked(blocked, load, at);
	return late_of(blocked, load, places, seconds, handling_seconds);
}

int erlang_places(double per_hour, double handling_seconds, double seconds, double late_most)
{
	double load = per_hour * handling_seconds / 3600, blocked = 1;
	if (load <= 0)
		return 0;
	for (int places = 1; places < PLACES_MOST; places++) {
		blocked = next_blocked(blocked, load, places);
		if (late_of(blocked, load, places, seconds, handling_seconds) <= late_most)
			return places;
	}
	return PLACES_MOST;
}
