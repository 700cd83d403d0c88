/*
 * Vault: see vault.h.
 */
#include "data/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/log.h"

/* Of what is stored: the letter is for the way it is encrypted. */
#define MARK       "sealed:a:"
#define MARK_BYTES (sizeof(MARK) - 1)

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_TEXT    (2 * VAULT_KEY_BYTES)
#define ALPHABET    sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(VAULT_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's length");

unsigned char *vault_key_new(void)
{
	unsigned char *key = sodium_malloc(VAULT_KEY_BYTES); /* locks it if it may */
	if (key == NULL)
		memory_ran_out(VAULT_KEY_BYTES);
	return memset(key, 0, VAULT_KEY_BYTES);
}

void vault_key_free(unsigned char **key)
{
	sodium_free(*key);
	*key = NULL;
}

/* The key file --------------------------------------------------------------------------- */

static bool file_fault(struct fault *fault, const char *path)
{
	return fault_detail(fault, errno == ENOSPC ? FAULT_STORE_FULL : FAULT_FILE, path, "%s",
			    strerror(errno));
}

/* It is there under its name whole, or not at all. */
static bool write_key(int folder, const char *text, struct fault *fault)
{
	static const char partial[] = VAULT_FILE ".partial";
	int file = openat(folder, partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = file >= 0 && write(file, text, KEY_TEXT) == KEY_TEXT && fsync(file) == 0;
	if (!ok)
		file_fault(fault, VAULT_FILE);
	if (file >= 0)
		close(file);
	return ok && ((renameat(folder, partial, folder, VAULT_FILE) == 0 && fsync(folder) == 0) ||
		      file_fault(fault, VAULT_FILE));
}

static bool make_key(int folder, unsigned char key[VAULT_KEY_BYTES], struct fault *fault)
{
	char text[KEY_TEXT + 1];
	randombytes_buf(key, VAULT_KEY_BYTES);
	sodium_bin2hex(text, sizeof(text), key, VAULT_KEY_BYTES);
	bool ok = write_key(folder, text, fault);
	sodium_memzero(text, sizeof(text));
	if (ok)
		log_line(LOG_INFO, "vault", "made %s", VAULT_FILE);
	return ok;
}

static bool read_key(int file, unsigned char key[VAULT_KEY_BYTES], struct fault *fault)
{
	char text[KEY_TEXT];
	struct stat status;
	size_t length = 0;
	if (fstat(file, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		log_line(LOG_WARNING, "vault", "%s is not its owner's alone (chmod 600)", VAULT_FILE);
	bool ok = read(file, text, KEY_TEXT) == KEY_TEXT &&
		  sodium_hex2bin(key, VAULT_KEY_BYTES, text, KEY_TEXT, NULL, &length, NULL) == 0 &&
		  length == VAULT_KEY_BYTES;
	sodium_memzero(text, sizeof(text));
	return ok || fault_detail(fault, FAULT_FILE, VAULT_FILE, "it holds no key");
}

bool vault_key(const char *folder_path, unsigned char key[VAULT_KEY_BYTES], struct fault *fault)
{
	int folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return file_fault(fault, folder_path);
	int file = openat(folder, VAULT_FILE, O_RDONLY | O_CLOEXEC);
	bool ok = file >= 0	    ? read_key(file, key, fault)
		  : errno == ENOENT ? make_key(folder, key, fault)
				    : file_fault(fault, VAULT_FILE);
	if (file >= 0)
		close(file);
	close(folder);
	return ok;
}

/* Secrets -------------------------------------------------------------------------------- */

bool vault_is_closed(const char *stored)
{
	return stored[0] == '\0' || strncmp(stored, MARK, MARK_BYTES) == 0;
}

const char *vault_close(const struct db *db, const char *what, const char *plain,
			struct arena *arena)
{
	size_t length = strlen(plain);
	if (length == 0)
		return "";
	size_t sealed = NONCE_BYTES + length + TAG_BYTES;
	unsigned char *bytes = arena_alloc(arena, sealed);
	size_t size = MARK_BYTES + sodium_base64_ENCODED_LEN(sealed, ALPHABET);
	char *text = arena_alloc(arena, size);
	randombytes_buf(bytes, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    bytes + NONCE_BYTES, NULL, (const unsigned char *)plain, length,
	    (const unsigned char *)what, strlen(what), NULL, bytes, db_key(db));
	memcpy(text, MARK, MARK_BYTES);
	sodium_bin2base64(text + MARK_BYTES, size - MARK_BYTES, bytes, sealed, ALPHABET);
	return text;
}

bool vault_open(const struct db *db, const char *what, const char *stored, struct arena *arena,
		const char **plain, struct fault *fault)
{
	if (stored[0] == '\0' || !vault_is_closed(stored)) {
		*plain = stored;
		return true;
	}
	size_t most = strlen(stored), length = 0;
	unsigned char *bytes = arena_alloc(arena, most);
	unsigned char *opened = arena_alloc(arena, most);
	bool ok = sodium_base642bin(bytes, most, stored + MARK_BYTES, most - MARK_BYTES, NULL,
				    &length, NULL, ALPHABET) == 0 &&
		  length >= NONCE_BYTES + TAG_BYTES &&
		  crypto_aead_xchacha20poly1305_ietf_decrypt(
		      opened, NULL, NULL, bytes + NONCE_BYTES, length - NONCE_BYTES,
		      (const unsigned char *)what, strlen(what), bytes, db_key(db)) == 0;
	if (!ok)
		return fault_set(fault, FAULT_SECRET_LOST, VAULT_FILE);
	*plain = (const char *)opened; /* zeroed behind what was written */
	return true;
}
