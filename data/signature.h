/*
 * Signature: HMAC-SHA256 (RFC 2104, libsodium), as other programs make it.
 *
 * Pure; any thread.
 */
#ifndef FOYER_DATA_SIGNATURE_H
#define FOYER_DATA_SIGNATURE_H

#include <stdbool.h>

#include "data/arena.h"

#define SIGNATURE_LENGTH 64

/* As 64 lower-case hexadecimal digits. */
struct signature { char text[SIGNATURE_LENGTH + 1]; };
struct signature signature_make(const char *secret, const char *message);

/* True when it is the message's by this secret, in time that tells nothing. */
bool signature_is_right(const char *secret, const char *message, const char *signature);

/* Webhooks, as https://www.standardwebhooks.com says: a secret is "whsec_" and
 * base64 of 24 to 64 bytes; the signature is "v1," and base64 of the HMAC. */
#define WEBHOOK_SECRET_MOST 96
const char *webhook_secret_new(struct arena *arena);
bool webhook_secret_is_good(const char *secret);
/* NULL when the secret is none. */
const char *webhook_signature(const char *secret, const char *message, struct arena *arena);

#endif
