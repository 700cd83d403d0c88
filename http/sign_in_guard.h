/*
 * Sign-in guard: slows down whoever guesses passwords.
 *
 * Failures are counted twice: for a name from one address (IPv6: from one
 * network, see address_network), and for a name from anywhere.  After a few,
 * each further one doubles the time before the next attempt is looked at.  The
 * first limit stops guessing; the second one, higher and shorter, stops guessing
 * from many addresses without letting a stranger lock somebody out for long.  Names that do not exist are counted
 * like any other, so that the answers tell nothing.
 *
 * An attempt counts as failed until sign_in_guard_forgive, so that many sent
 * at once count too.  In memory only, of a fixed size.  Any thread.
 */
#ifndef FOYER_HTTP_SIGN_IN_GUARD_H
#define FOYER_HTTP_SIGN_IN_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct sign_in_guard;

struct sign_in_guard *sign_in_guard_new(void);
void sign_in_guard_free(struct sign_in_guard **guard);

/* The guard of this process. */
struct sign_in_guard *sign_in_guard(void);

/* Counts an attempt; false when it must not be made yet, with the seconds
 * after which it may (then it isn't counted).  now: clock_steady, so that a wall
 * clock set back keeps nobody out. */
bool sign_in_guard_admit(struct sign_in_guard *guard, const char *name, const char *address,
			 int64_t now, int *retry_seconds) __attribute__((warn_unused_result));

/* The same for codes of the second factor, after a right password: fewer are
 * free, from wherever they come, and the wait grows longer. */
bool sign_in_guard_admit_code(struct sign_in_guard *guard, const char *who, int64_t now,
			      int *retry_seconds) __attribute__((warn_unused_result));
void sign_in_guard_forgive_code(struct sign_in_guard *guard, const char *who);

/* True once in each series of refusals: then it is worth telling somebody. */
bool sign_in_guard_is_news(struct sign_in_guard *guard, const char *name, const char *address);

/* The attempt was right: what was counted is forgotten. */
void sign_in_guard_forgive(struct sign_in_guard *guard, const char *name, const char *address);

#endif
