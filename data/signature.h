/*
 * Signature: HMAC-SHA256 (RFC 2104, libsodium), as other programs make it.
 *
 * Pure; any thread.
 */
#ifndef FOYER_DATA_SIGNATURE_H
#define FOYER_DATA_SIGNATURE_H

#include <stdbool.h>

#define SIGNATURE_LENGTH 64

/* As 64 lower-case hexadecimal digits. */
struct signature { char text[SIGNATURE_LENGTH + 1]; };
struct signature signature_make(const char *secret, const char *message);

/* True when it is the message's by this secret, in time that tells nothing. */
bool signature_is_right(const char *secret, const char *message, const char *signature);

#endif
