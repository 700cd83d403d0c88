/*
 * Outside: which addresses of the network Foyer may connect to by itself.
 *
 * What an admin or a browser names as a target must not reach the machine
 * Foyer runs on or the network around it.  So an address is looked at as it
 * is connected to, after every name, redirect and way of writing has been
 * resolved: only those of the public internet pass, and those that whoever
 * runs the server allows by name or range.
 *
 * Pure; any thread.  The connecting is http/outgoing.h.
 */
#ifndef FOYER_DATA_OUTSIDE_H
#define FOYER_DATA_OUTSIDE_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/fault.h"

struct sockaddr;

/* What is allowed although it is inside. */
struct outside_allowed {
	const char *hosts;  /* names in lower case, a space before and after each */
	const char *ranges; /* as data/address_range.h */
};

/* Reads "localhost mail.lan 10.1.0.0/16"; NULL is none.  FAULT_NOT_ALLOWED_VALUE
 * with the word in the detail. */
bool outside_read(const char *words, struct arena *arena, struct outside_allowed *allowed,
		  struct fault *fault) MUST_USE;

/* True when this name was allowed, whatever its addresses are. */
bool outside_allows_host(const struct outside_allowed *allowed, const char *host);

/* True for an address of the public internet, or in an allowed range. */
bool outside_allows(const struct outside_allowed *allowed, const struct sockaddr *address);

#endif
