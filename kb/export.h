/*
 * Export: all entries as a file of any format that imports read; as JSONL the
 * whole base too, with what is no entry (base_part.h).
 *
 * JSONL holds everything; the others hold what the format has a place for.
 * Entries are in the order of their external ids, so that two exports of the
 * same base are the same bytes.  What a spreadsheet would take for a formula
 * is made harmless, and importing gives the original back.
 *
 * Slow-work thread or a command.
 */
#ifndef FOYER_KB_EXPORT_H
#define FOYER_KB_EXPORT_H

#include "data/buffer.h"
#include "kb/import.h"

#define EXPORT_BYTES_MOST ((size_t)512 * 1024 * 1024)

/* "xlsx", "zip"...: the ending of a file of that format, and its type. */
const char *export_ending(enum import_format format);
const char *export_media_type(enum import_format format);

struct export_wish {
	enum import_format format;
	bool with_retired; /* only formats that can say so */
	bool is_whole;     /* of JSONL: all parts of the base, retired entries too */
};
/* *out is the caller's. */
bool export_entries(struct db *db, const struct export_wish *wish, struct buffer *out,
		    struct fault *fault) MUST_USE;

#endif
