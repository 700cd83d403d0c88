/*
 * Password: hashing by argon2id (libsodium).
 *
 * Takes tens of milliseconds and 64 MiB on purpose, so it is called by the
 * slow-work thread and by commands, never by an event loop or the writer.
 */
#ifndef FOYER_DATA_PASSWORD_H
#define FOYER_DATA_PASSWORD_H

#include <stdbool.h>

#include "data/fault.h"

#define PASSWORD_LEAST     8
#define PASSWORD_MOST      200
#define PASSWORD_HASH_SIZE 128

struct password_hash {
	char text[PASSWORD_HASH_SIZE];
};

/* Hashes a password of PASSWORD_LEAST to PASSWORD_MOST characters.  Faults:
 * FAULT_TOO_SHORT, FAULT_TOO_LONG, FAULT_NOT_UTF8 (field "password"). */
bool password_make(const char *password, struct password_hash *hash, struct fault *fault) MUST_USE;

/* True when the password is the one that was hashed.  With hash NULL (no such
 * account, no password) it takes as long and is false, so that the time does
 * not tell whether an account exists. */
bool password_is_right(const char *hash, const char *password);

#endif
