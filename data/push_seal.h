/*
 * Push seal: what a browser's push service is given, so that it can carry a
 * message but not read it.
 *
 * The message is sealed for the browser (RFC 8291, aes128gcm of RFC 8188), and
 * the request is signed by this server's own key (VAPID, RFC 8292).  Keys are
 * base64url.  The only door to OpenSSL's libcrypto.  Any thread.
 */
#ifndef FOYER_DATA_PUSH_SEAL_H
#define FOYER_DATA_PUSH_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/buffer.h"

#define PUSH_KEY_BYTES   65 /* a point of P-256, not compressed */
#define PUSH_AUTH_BYTES  16
#define PUSH_SALT_BYTES  16
#define PUSH_BYTES_MOST  3000 /* of a message; services take at least 4096 sealed */

struct push_keys {
	char private_key[44];
	char public_key[88];
};
bool push_keys_new(struct push_keys *keys) __attribute__((warn_unused_result));

/* The browser's side, as it subscribed. */
struct push_browser {
	const char *key;
	const char *auth;
};
/* False when they aren't what a browser gives. */
bool push_browser_is_good(const struct push_browser *browser);

/* Seals bytes with a fresh key and salt into an empty buffer. */
bool push_seal(const struct push_browser *browser, const void *bytes, size_t length,
	       struct buffer *out) __attribute__((warn_unused_result));
/* The same with those given: deterministic, for the published example. */
bool push_seal_with(const struct push_browser *browser, const struct push_keys *sender,
		    const unsigned char salt[PUSH_SALT_BYTES], const void *bytes, size_t length,
		    struct buffer *out) __attribute__((warn_unused_result));

/* The value of the Authorization header for a push service (its origin, as
 * "https://push.example.com"); contact is a mailto: or https: address of who
 * runs this server, "" for none.  expires in seconds of the epoch.  NULL when
 * the keys are none. */
const char *push_authorization(const struct push_keys *keys, const char *origin,
			       const char *contact, int64_t expires, struct arena *arena);

#endif
