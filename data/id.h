/*
 * Ids and secrets.
 *
 * An id is 48 bits of time (so that ids sort by age and index pages stay
 * warm) and 128 random bits (so that nobody guesses one), as 36 characters
 * of lower-case base32hex.  There is one struct for each kind of thing, so
 * that a message's id can't be passed where a conversation's is wanted.
 */
#ifndef FOYER_DATA_ID_H
#define FOYER_DATA_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/fault.h"

#define ID_LENGTH 36

struct conversation_id { char text[ID_LENGTH + 1]; };
struct staff_id { char text[ID_LENGTH + 1]; };
struct group_id { char text[ID_LENGTH + 1]; };
struct entry_id { char text[ID_LENGTH + 1]; };
struct rule_id { char text[ID_LENGTH + 1]; };
struct word_id { char text[ID_LENGTH + 1]; };
struct unmatched_id { char text[ID_LENGTH + 1]; };
struct cluster_id { char text[ID_LENGTH + 1]; };
struct act_id { char text[ID_LENGTH + 1]; };
struct suggestion_id { char text[ID_LENGTH + 1]; };
struct session_id { char text[ID_LENGTH + 1]; };
struct role_id { char text[ID_LENGTH + 1]; };
struct room_file_id { char text[ID_LENGTH + 1]; };
struct import_id { char text[ID_LENGTH + 1]; };
struct attachment_id { char text[ID_LENGTH + 1]; };

/* A new id for the given time in milliseconds, written into out. */
void id_new(int64_t now, char out[ID_LENGTH + 1]);

/* True when text has the form of an id. */
bool id_is_valid(const char *text);

/* A secret of 256 random bits as 43 characters of base64url. */
#define SECRET_LENGTH 43
struct secret { char text[SECRET_LENGTH + 1]; };
struct secret secret_new(void);

/* What is stored of a secret: BLAKE2b-256 as 64 hexadecimal digits. */
#define SECRET_HASH_LENGTH 64
struct secret_hash { char text[SECRET_HASH_LENGTH + 1]; };
struct secret_hash secret_hash(const char *secret);
/* The same of any bytes. */
struct secret_hash bytes_hash(const void *bytes, size_t length);

/* Fills bytes from the system's random source, or from the source that a
 * test has put in place with random_use (NULL: the system's again). */
void random_bytes(void *bytes, int length);
typedef void (*random_source)(void *bytes, int length);
void random_use(random_source source);

/* Must come first.  A system without random bytes ends the process, with a
 * line of the log: without them there are no ids and no secrets. */
bool random_start(struct fault *fault) MUST_USE;

#endif
