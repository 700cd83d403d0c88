/*
 * Vault: secrets that must be used again, such as the keys of authenticator
 * codes and signatures, are encrypted in the database.
 *
 * The key is a file of the data folder, secrets.key, made at the first start
 * and readable by its owner alone.  It is in no backup, so a backup that gets
 * into wrong hands tells no secret (docs/decisions).  Each is bound to what it
 * is for: a row's secret opens nowhere else.
 *
 * What only has to be recognised is stored as a hash instead (data/id.h,
 * data/password.h).  Any thread with its own connection.
 */
#ifndef FOYER_DATA_VAULT_H
#define FOYER_DATA_VAULT_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"

#define VAULT_FILE      "secrets.key"
#define VAULT_KEY_BYTES 32

/* Room for a key: the system neither swaps it out nor writes it into a core dump, where it
 * lets us; what it refuses is done without.  Freeing overwrites it. */
unsigned char *vault_key_new(void);
void vault_key_free(unsigned char **key);

/* Reads the folder's key; where there is none, makes one.  FAULT_FILE, FAULT_STORE_FULL. */
bool vault_key(const char *folder, unsigned char key[VAULT_KEY_BYTES], struct fault *fault) MUST_USE;

/* As it is stored; "" stays as it is.  `what` names what it is for, the same for both. */
const char *vault_close(const struct db *db, const char *what, const char *plain,
			struct arena *arena);

/* As it was; what was stored before there was a key comes back as it is.
 * FAULT_SECRET_LOST when the key is another one's. */
bool vault_open(const struct db *db, const char *what, const char *stored, struct arena *arena,
		const char **plain, struct fault *fault) MUST_USE;

/* Whether it is encrypted, or need not be. */
bool vault_is_closed(const char *stored);

#endif
