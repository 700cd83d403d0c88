/*
 * Signature: see signature.h.
 */
#include "data/signature.h"

#include <sodium.h>
#include <string.h>

#include "data/id.h"
#include "data/text.h"

#define WEBHOOK_PREFIX "whsec_"
#define WEBHOOK_BYTES  32 /* of a new secret */
#define BASE64         sodium_base64_VARIANT_ORIGINAL

_Static_assert(SIGNATURE_LENGTH == crypto_auth_hmacsha256_BYTES * 2, "two digits for each byte");

struct signature signature_make(const char *secret, const char *message)
{
	struct signature made;
	unsigned char digest[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)message, strlen(message));
	crypto_auth_hmacsha256_final(&state, digest);
	sodium_bin2hex(made.text, sizeof(made.text), digest, sizeof(digest));
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(&state, sizeof(state));
	return made;
}

bool signature_is_right(const char *secret, const char *message, const char *signature)
{
	struct signature right = signature_make(secret, message);
	bool is_right = text_equal_secret(right.text, signature);
	sodium_memzero(&right, sizeof(right));
	return is_right;
}

/* Webhooks ------------------------------------------------------------------------------ */

static const char *encode(const unsigned char *bytes, size_t length, struct arena *arena)
{
	size_t room = sodium_base64_encoded_len(length, BASE64);
	return sodium_bin2base64(arena_alloc(arena, room), room, bytes, length, BASE64);
}

/* The bytes of a secret; 0 when it is none. */
static size_t secret_bytes(const char *secret, unsigned char bytes[64])
{
	size_t length = 0, prefix = strlen(WEBHOOK_PREFIX);
	if (strncmp(secret, WEBHOOK_PREFIX, prefix) != 0 ||
	    sodium_base642bin(bytes, 64, secret + prefix, strlen(secret + prefix), NULL, &length, NULL,
			      BASE64) != 0)
		return 0;
	return length < 24 ? 0 : length;
}

const char *webhook_secret_new(struct arena *arena)
{
	unsigned char bytes[WEBHOOK_BYTES];
	random_bytes(bytes, sizeof(bytes));
	const char *secret = arena_format(arena, WEBHOOK_PREFIX "%s", encode(bytes, sizeof(bytes), arena));
	sodium_memzero(bytes, sizeof(bytes));
	return secret;
}

bool webhook_secret_is_good(const char *secret)
{
	unsigned char bytes[64];
	bool good = secret_bytes(secret, bytes) > 0;
	sodium_memzero(bytes, sizeof(bytes));
	return good;
}

const char *webhook_signature(const char *secret, const char *message, struct arena *arena)
{
	unsigned char bytes[64], digest[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	size_t length = secret_bytes(secret, bytes);
	if (length == 0)
		return NULL;
	crypto_auth_hmacsha256_init(&state, bytes, length);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)message, strlen(message));
	crypto_auth_hmacsha256_final(&state, digest);
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(bytes, sizeof(bytes));
	return arena_format(arena, "v1,%s", encode(digest, sizeof(digest), arena));
}
