/*
 * Import: entries from a JSONL or CSV file.
 *
 * All or nothing: every row is read and checked first, then all are stored in
 * one transaction.  Entries are known by their external id, so the same file
 * again changes nothing.  Entries that the file does not name stay as they
 * are.  UTF-8 only (a byte order mark is fine).
 *
 * Slow-work thread or a command.
 */
#ifndef FOYER_KB_IMPORT_H
#define FOYER_KB_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/entry.h"

#define IMPORT_BYTES_MOST  (20 * 1024 * 1024) /* a file */
#define IMPORT_ROW_MOST    (4 * 1024 * 1024)  /* bytes in one row */
#define IMPORT_ROWS_MOST   200000
#define IMPORT_FAULTS_MOST 100 /* listed; all are counted */

enum import_format { IMPORT_JSONL, IMPORT_CSV };

/* By a name ("jsonl", "csv") or by a file's ending (".jsonl", ".ndjson",
 * ".csv").  FAULT_FORMAT_UNKNOWN names what came. */
bool import_format_read(const char *name, enum import_format *out, struct fault *fault) MUST_USE;
bool import_format_of_file(const char *path, enum import_format *out, struct fault *fault) MUST_USE;

struct import_row {
	int64_t line;             /* where it begins, from 1 */
	struct entry_draft draft; /* cleaned; external_id and question are always set */
};

/* What a file holds, in the arena it was read with. */
struct import_file {
	struct import_row *rows;
	int row_count;
	struct fault *faults; /* one per bad row, with line, code and field (a column) */
	int fault_count;      /* listed, at most IMPORT_FAULTS_MOST */
	int64_t fault_total;
};

/* Reads and checks a file without a store.  False when the file as a whole is
 * no good (size, encoding, heading); bad rows are listed in out->faults. */
bool import_parse(const char *bytes, size_t length, enum import_format format, struct arena *arena,
		  struct import_file *out, struct fault *fault) MUST_USE;

struct import_counts {
	int64_t added;
	int64_t changed;
	int64_t unchanged;
};

/* Stores rows that were parsed without faults; counts what it did. */
bool import_apply(struct transaction *transaction, const struct import_row *rows, int count,
		  const struct staff_id *by, struct import_counts *counts,
		  struct fault *fault) MUST_USE;

struct import_request {
	const char *bytes;
	size_t length;
	enum import_format format;
	bool dry_run;              /* say what would happen, store nothing */
	const struct staff_id *by; /* NULL for commands */
};

struct import_report {
	struct import_counts counts;
	const struct fault *faults;
	int fault_count;
	int64_t fault_total;
};

/* FAULT_ROWS_REFUSED fills the faults of the report, and nothing is stored. */
bool import_run(struct store *store, const struct import_request *request, struct arena *arena,
		struct import_report *report, struct fault *fault) MUST_USE;

#endif
