/*
 * Archive: the files of a zip or of a folder, in memory; the only door to
 * libzip.
 *
 * Nothing of an archive is ever written to disk, and one that tries to escape
 * (absolute names, "..", links) or to explode (number of files, bytes when
 * unpacked, ratio) is refused as a whole.  Slow-work thread or a command.
 */
#ifndef FOYER_KB_IMPORT_ARCHIVE_H
#define FOYER_KB_IMPORT_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/arena.h"
#include "data/buffer.h"
#include "data/fault.h"

#define ARCHIVE_FILES_MOST 100000
#define ARCHIVE_BYTES_MOST (256u * 1024 * 1024) /* unpacked, all together */
#define ARCHIVE_RATIO_MOST 200                  /* of a file above a megabyte */

struct archive_file {
	const char *name; /* with slashes */
	const char *bytes;
	size_t length;
};

struct archive {
	struct archive_file *files; /* by name; folders are left out */
	int count;
};

/* True when the bytes begin as a zip does. */
bool archive_is_zip(const char *bytes, size_t length);

/* FAULT_MALFORMED, FAULT_TOO_MANY (files), FAULT_BODY_TOO_LARGE; the field
 * names the file inside. */
bool archive_read_zip(const char *bytes, size_t length, struct arena *arena, struct archive *out,
		      struct fault *fault) MUST_USE;

/* The files below a folder; links and names that begin with a dot are left
 * out.  The same limits. */
bool archive_read_folder(const char *path, struct arena *arena, struct archive *out,
			 struct fault *fault) MUST_USE;

const struct archive_file *archive_find(const struct archive *archive, const char *name);

/* Writing: files are kept until the end, then packed into *out. */
struct archive_writer;
struct archive_writer *archive_writer_new(void);
void archive_add(struct archive_writer *writer, const char *name, const struct buffer *content);
/* Frees the writer in any case. */
bool archive_finish(struct archive_writer **writer, struct buffer *out,
		    struct fault *fault) MUST_USE;

#endif
