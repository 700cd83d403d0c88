/*
 * Address range: which addresses of the network are meant, as "10.0.0.0/8
 * 2001:db8::/32 192.0.2.7".
 *
 * An IPv4 address in IPv6 dress (::ffff:192.0.2.7) is the IPv4 address.
 * Pure; any thread.
 */
#ifndef FOYER_DATA_ADDRESS_RANGE_H
#define FOYER_DATA_ADDRESS_RANGE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"

#define ADDRESS_RANGES_MOST 50

/* Checks ranges separated by spaces, commas or lines, and writes them as they
 * are kept: one space between two, no bits beyond the prefix.  Faults:
 * FAULT_NOT_ALLOWED_VALUE with the range in the detail, FAULT_TOO_MANY. */
bool address_ranges_clean(const char *typed, const char *field, struct arena *arena,
			  const char **ranges, struct fault *fault) MUST_USE;

/* True when the address is in one of them, or there are none.  NULL, an
 * address that isn't known, is in none. */
bool address_ranges_hold(const char *ranges, const char *address);

#endif
