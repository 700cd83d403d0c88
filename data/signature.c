/*
 * Signature: see signature.h.
 */
#include "data/signature.h"

#include <sodium.h>
#include <string.h>

#include "data/text.h"

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
	sodium_memzero(&state, sizeof(state));
	return made;
}

bool signature_is_right(const char *secret, const char *message, const char *signature)
{
	struct signature right = signature_make(secret, message);
	return text_equal_secret(right.text, signature);
}
