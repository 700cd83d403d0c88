/*
 * One-time code: the six digits of an authenticator (RFC 6238, HMAC-SHA1,
 * 30 seconds), and recovery codes.
 *
 * Not here: whose secret it is, and that a code is taken once
 * (handoff/second_factor.h).  Pure; any thread.
 */
#ifndef FOYER_DATA_ONE_TIME_CODE_H
#define FOYER_DATA_ONE_TIME_CODE_H

#include <stdbool.h>
#include <stdint.h>

#define CODE_DIGITS     6
#define CODE_STEP_MS    30000
#define CODE_STEPS_LATE 1 /* clocks may differ by one step, either way */

/* 160 random bits in base32, as authenticators take them. */
#define CODE_SECRET_LENGTH 32
struct code_secret {
	char text[CODE_SECRET_LENGTH + 1];
};
struct code_secret code_secret_new(void);

/* The code of a step: the time in milliseconds divided by CODE_STEP_MS. */
struct code_digits {
	char text[CODE_DIGITS + 1];
};
struct code_digits code_at(const char *secret, int64_t step);

/* The step, after last_step, whose code this is at the time `now`; 0 for none.
 * Spaces in the code don't count.  Takes the same time whatever the code. */
int64_t code_find(const char *secret, const char *code, int64_t now, int64_t last_step);

/* 80 random bits as "xxxx-xxxx-xxxx-xxxx". */
#define RECOVERY_LENGTH 19
struct recovery_code {
	char text[RECOVERY_LENGTH + 1];
};
struct recovery_code recovery_code_new(void);
/* As people type it, in the form above; false when it can't be one. */
bool recovery_code_read(const char *typed, struct recovery_code *code);

#endif
