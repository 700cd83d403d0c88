/*
 * Export: all entries as a file of any format that imports read.
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

/* All entries that are not retired; retired ones too when asked for (only
 * formats that can say so).  *out is the caller's. */
bool export_entries(struct db *db, enum import_format format, bool with_retired,
		    struct buffer *out, struct fault *fault) MUST_USE;

#endif
