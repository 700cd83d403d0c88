/*
 * Trusted: certificates of the house's own, which mail servers and receivers
 * of webhooks may be signed with beside those that the system trusts.
 *
 * Read once, before the process gives up what it may open.  Not here: who
 * checks with them (outgoing.c).
 */
#ifndef FOYER_HTTP_TRUSTED_H
#define FOYER_HTTP_TRUSTED_H

#include "data/arena.h"
#include "data/fault.h"

#define TRUSTED_BYTES_MOST (1 << 20)

/* The file's text, in PEM.  FAULT_FILE names it and says what is wrong. */
bool trusted_read(const char *path, struct arena *arena, const char **certificates,
		  struct fault *fault) MUST_USE;

#endif
