/*
 * Ids and secrets: see id.h.  Not for numbers that count (event numbers).
 * Any thread.
 */
#include "data/id.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "data/log.h"

static _Atomic(random_source) replacement;

static _Noreturn void no_random_bytes(void)
{
	log_line(LOG_ERROR, "random", "the system gives no random bytes (getrandom): %m");
	abort();
}

bool random_start(struct fault *fault)
{
	sodium_set_misuse_handler(no_random_bytes);
	return sodium_init() >= 0 ||
	       fault_detail(fault, FAULT_INTERNAL, "", "libsodium can't start");
}

void random_use(random_source source)
{
	atomic_store(&replacement, source);
}

void random_bytes(void *bytes, int length)
{
	random_source source = atomic_load(&replacement);
	if (source != NULL)
		source(bytes, length);
	else
		randombytes_buf(bytes, (size_t)length);
}

/* 22 bytes (6 of time, 16 random) are 176 bits: 35.2 characters of 5 bits. */
#define ID_BYTES 22

void id_new(int64_t now, char out[ID_LENGTH + 1])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	unsigned char bytes[ID_BYTES + 1] = {0};
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)((uint64_t)now >> (40 - 8 * i));
	random_bytes(bytes + 6, ID_BYTES - 6);
	for (int i = 0; i < ID_LENGTH; i++) {
		int bit = i * 5;
		unsigned pair = (unsigned)bytes[bit / 8] << 8;
		if (bit / 8 + 1 < ID_BYTES + 1)
			pair |= bytes[bit / 8 + 1];
		out[i] = digits[pair >> (11 - bit % 8) & 31];
	}
	out[ID_LENGTH] = '\0';
}

bool id_is_valid(const char *text)
{
	if (text == NULL || strlen(text) != ID_LENGTH)
		return false;
	return strspn(text, "0123456789abcdefghijklmnopqrstuv") == ID_LENGTH;
}

struct secret secret_new(void)
{
	unsigned char bytes[32];
	struct secret secret;
	random_bytes(bytes, sizeof(bytes));
	sodium_bin2base64(secret.text, sizeof(secret.text), bytes, sizeof(bytes),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
	return secret;
}

struct secret_hash bytes_hash(const void *bytes, size_t length)
{
	unsigned char digest[SECRET_HASH_LENGTH / 2];
	struct secret_hash hash;
	crypto_generichash(digest, sizeof(digest), bytes, length, NULL, 0);
	sodium_bin2hex(hash.text, sizeof(hash.text), digest, sizeof(digest));
	return hash;
}

struct secret_hash secret_hash(const char *secret)
{
	return bytes_hash(secret, strlen(secret));
}
