/*
 * File: pictures and documents that go with answers.
 *
 * Kept in the database, so that one transaction, one backup and one check
 * cover them, under the hash of their bytes, so that each is kept once and
 * never changes.  What a file is, its bytes say: names and claimed types from
 * outside count for nothing, and what a browser could run is refused.
 *
 * Not here: how they are served (http/file_handlers.c).
 */
#ifndef FOYER_KB_FILE_H
#define FOYER_KB_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

#define FILE_BYTES_MOST ((size_t)5 * 1024 * 1024)
#define FILE_ID_LENGTH  SECRET_HASH_LENGTH

bool file_id_is_valid(const char *id);

/* The media type by the bytes: PNG, JPEG, GIF, WebP, PDF, ZIP (office
 * documents are ZIPs) or UTF-8 text; NULL for anything else, a cut off
 * picture, and text that a browser might take for a page (HTML, SVG). */
const char *file_type(const char *bytes, size_t length);

/* Stores one, a picture without what it tells beside (data/picture.h): prepare,
 * then submit &save->change.  Storing the same bytes again is fine.
 * FAULT_EMPTY, FAULT_BODY_TOO_LARGE, FAULT_FILE_KIND, FAULT_FILE_DAMAGED. */
struct file_save {
	struct change change;
	struct arena *arena;
	const char *bytes; /* stay until the change is done */
	size_t length;
	struct staff_id by;
	/* results */
	char id[FILE_ID_LENGTH + 1];
	const char *type;
};
bool file_save_prepare(struct file_save *save, struct fault *fault) MUST_USE;

struct file {
	const char *type;
	const char *bytes; /* in the arena */
	size_t length;
};
enum lookup file_read(struct db *db, const char *id, struct arena *arena, struct file *out,
		      struct fault *fault) MUST_USE;

#endif
