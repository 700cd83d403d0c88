/*
 * One-time code: see one_time_code.h.  Pure; any thread.
 */
#include "data/one_time_code.h"

#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

#include "data/id.h"
#include "data/text.h"

#define SECRET_BYTES   20
#define RECOVERY_BYTES 10
#define GROUP          4 /* letters between two dashes */

static const char UPPER[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char LOWER[] = "abcdefghijklmnopqrstuvwxyz234567";

/* count bytes, a multiple of 5, as base32 without padding. */
static void to_base32(const unsigned char *bytes, int count, const char *letters, char *out)
{
	for (int i = 0; i < count; i += 5) {
		uint64_t five = 0;
		for (int j = 0; j < 5; j++)
			five = five << 8 | bytes[i + j];
		for (int j = 7; j >= 0; j--)
			*out++ = letters[five >> (5 * j) & 31];
	}
	*out = '\0';
}

static bool from_base32(const char *text, unsigned char bytes[SECRET_BYTES])
{
	if (strlen(text) != CODE_SECRET_LENGTH)
		return false;
	for (int i = 0; i < SECRET_BYTES; i += 5) {
		uint64_t five = 0;
		for (int j = 0; j < 8; j++) {
			const char *letter = strchr(UPPER, *text++);
			if (letter == NULL)
				return false;
			five = five << 5 | (uint64_t)(letter - UPPER);
		}
		for (int j = 0; j < 5; j++)
			bytes[i + j] = (unsigned char)(five >> (8 * (4 - j)));
	}
	return true;
}

struct code_secret code_secret_new(void)
{
	unsigned char bytes[SECRET_BYTES];
	struct code_secret secret;
	random_bytes(bytes, sizeof(bytes));
	to_base32(bytes, SECRET_BYTES, UPPER, secret.text);
	explicit_bzero(bytes, sizeof(bytes));
	return secret;
}

/* Section 5.3 of RFC 4226. */
static uint32_t truncate(const unsigned char digest[SHA1_DIGEST_SIZE])
{
	const unsigned char *at = digest + (digest[SHA1_DIGEST_SIZE - 1] & 15);
	return (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

struct code_digits code_at(const char *secret, int64_t step)
{
	struct code_digits code = {""};
	unsigned char key[SECRET_BYTES];
	unsigned char counter[8];
	unsigned char digest[SHA1_DIGEST_SIZE];
	struct hmac_sha1_ctx hmac;
	if (!from_base32(secret, key))
		return code;
	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (8 * (7 - i)));
	hmac_sha1_set_key(&hmac, sizeof(key), key);
	hmac_sha1_update(&hmac, sizeof(counter), counter);
	hmac_sha1_digest(&hmac, sizeof(digest), digest);
	snprintf(code.text, sizeof(code.text), "%06u", truncate(digest) % 1000000u);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(&hmac, sizeof(hmac));
	return code;
}

static bool read_digits(const char *typed, struct code_digits *code)
{
	int count = 0;
	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || count == CODE_DIGITS)
			return false;
		code->text[count++] = *typed;
	}
	code->text[count] = '\0';
	return count == CODE_DIGITS;
}

int64_t code_find(const char *secret, const char *code, int64_t now, int64_t last_step)
{
	struct code_digits shown;
	int64_t found = 0;
	int64_t step = now / CODE_STEP_MS;
	if (!read_digits(code, &shown))
		return 0;
	for (int64_t at = step - CODE_STEPS_LATE; at <= step + CODE_STEPS_LATE; at++) {
		struct code_digits right = code_at(secret, at);
		bool is_right = text_equal_secret(right.text, shown.text);
		if (is_right && at > last_step && found == 0)
			found = at;
	}
	return found;
}

struct recovery_code recovery_code_new(void)
{
	unsigned char bytes[RECOVERY_BYTES];
	char letters[RECOVERY_BYTES * 8 / 5 + 1];
	struct recovery_code code;
	random_bytes(bytes, sizeof(bytes));
	to_base32(bytes, RECOVERY_BYTES, LOWER, letters);
	explicit_bzero(bytes, sizeof(bytes));
	snprintf(code.text, sizeof(code.text), "%.4s-%.4s-%.4s-%.4s", letters, letters + GROUP,
		 letters + 2 * GROUP, letters + 3 * GROUP);
	return code;
}

bool recovery_code_read(const char *typed, struct recovery_code *code)
{
	int count = 0;
	for (; *typed != '\0'; typed++) {
		char letter = *typed >= 'A' && *typed <= 'Z' ? (char)(*typed + 32) : *typed;
		if (letter == ' ' || letter == '-')
			continue;
		if (strchr(LOWER, letter) == NULL || count == RECOVERY_LENGTH)
			return false;
		if (count % (GROUP + 1) == GROUP)
			code->text[count++] = '-';
		code->text[count++] = letter;
	}
	code->text[count] = '\0';
	return count == RECOVERY_LENGTH;
}
