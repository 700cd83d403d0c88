/*
 * Password: see password.h.  Not for sessions and links, whose secrets are
 * random already (data/id.h).  Slow-work thread and commands.
 */
#include "data/password.h"

#include <sodium.h>
#include <string.h>

#include "data/text.h"

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for libsodium's string");

bool password_make(const char *password, struct password_hash *hash, struct fault *fault)
{
	if (!text_is_utf8(password, strlen(password)))
		return fault_set(fault, FAULT_NOT_UTF8, "password");
	size_t characters = text_characters(password);
	if (characters < PASSWORD_LEAST)
		return fault_limit(fault, FAULT_TOO_SHORT, "password", (int64_t)characters,
				   PASSWORD_LEAST);
	if (characters > PASSWORD_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "password", (int64_t)characters,
				   PASSWORD_MOST);
	struct password_hash made = {""};
	if (crypto_pwhash_str(made.text, password, strlen(password),
			      crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return fault_detail(fault, FAULT_BUSY, "password", "no memory for hashing");
	*hash = made;
	return true;
}

/* What an account without a password is compared with: a hash of nothing
 * that anybody knows, made by the same limits. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
			     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

bool password_is_right(const char *hash, const char *password)
{
	bool known = hash != NULL;
	bool right =
	    crypto_pwhash_str_verify(known ? hash : nobody, password, strlen(password)) == 0;
	return known && right;
}
