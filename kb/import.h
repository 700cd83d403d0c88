/*
 * Import: entries from files of many formats; of JSONL the rest of a base too
 * (base_part.h).
 *
 * Every row is read and checked before anything is stored; when one is bad,
 * nothing is.  Then rows are stored in batches, so that visitors' messages
 * never wait long behind an import; when a batch fails, those before it are
 * taken back.  Entries are known by their external id, so the same file again
 * changes nothing.  Entries that the file does not name stay as they are.
 * Each import is remembered with the version every entry had before, and can
 * be undone as a whole (import_history.h).
 *
 * Text may be UTF-8, UTF-16, GBK (GB 18030) or Big5; what it was is told.
 * Slow-work thread or a command.
 */
#ifndef FOYER_KB_IMPORT_H
#define FOYER_KB_IMPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/base_part.h"
#include "kb/entry.h"

#define IMPORT_BYTES_MOST   (64 * 1024 * 1024) /* a file */
#define IMPORT_ROW_MOST     (4 * 1024 * 1024)  /* bytes in one row */
#define IMPORT_ROWS_MOST    200000
#define IMPORT_FAULTS_MOST  100 /* listed; all are counted */
#define IMPORT_NOTES_MOST   100
#define IMPORT_EFFECTS_MOST 500 /* rows listed by a dry run */
#define IMPORT_NAME_MOST    200 /* characters of a file's name */

enum import_format {
	IMPORT_JSONL,
	IMPORT_CSV,
	IMPORT_TSV,
	IMPORT_XLSX,
	IMPORT_MARKDOWN,
	IMPORT_HTML,
	IMPORT_FAQPAGE,
	IMPORT_RASA,
	IMPORT_DIALOGFLOW,
	IMPORT_ZENDESK,
	IMPORT_FORMATS,  /* how many there are */
	IMPORT_BY_ITSELF /* found from the file's name and its bytes */
};

/* "jsonl", "csv", "tsv", "xlsx", "markdown", "html", "faqpage", "rasa",
 * "dialogflow", "zendesk". */
const char *import_format_name(enum import_format format);

/* By a name; "ndjson" is "jsonl".  FAULT_FORMAT_UNKNOWN names what came. */
bool import_format_read(const char *name, enum import_format *out, struct fault *fault) MUST_USE;

struct import_row {
	int64_t line;             /* where it begins, from 1; in a document: which entry of it */
	const char *file;         /* inside an archive or folder; NULL: the file itself */
	struct entry_draft draft; /* cleaned; external_id and question are always set */
	/* What was approved before the draft, which publications hold meanwhile; or NULL. */
	const struct entry_draft *approved;
};

/* A line that is no entry. */
struct import_part {
	int64_t line;
	const char *file;
	struct base_part part;
};

/* What is wrong with a row (refused), or worth knowing (a note). */
struct import_problem {
	struct fault fault; /* line, code, field */
	const char *file;   /* inside an archive or folder, or NULL */
	int column;         /* of a table, from 1; 0: none */
};

/* What a file holds, in the arena it was read with. */
struct import_file {
	enum import_format format;
	const char *encoding; /* what the text was in: "UTF-8", "GB18030"... */
	struct import_row *rows;
	int row_count;
	struct import_part *parts;
	int part_count;
	struct import_problem *faults; /* one per bad row */
	int fault_count;               /* listed, at most IMPORT_FAULTS_MOST */
	int64_t fault_total;
	struct import_problem *notes; /* what was left aside, and why */
	int note_count;
	int64_t note_total;
};

/* A file from outside. */
struct import_source {
	const char *bytes;
	size_t length;
	const char *folder; /* read this folder instead of the bytes; for commands */
	const char *name;   /* the file's name, which helps to find its format; or NULL */
	enum import_format format;
	base_read_rule read_rule; /* checks rules; NULL: they are refused */
};

/* Reads and checks a file without a store.  False when the file as a whole is
 * no good (size, encoding, heading); bad rows are listed in out->faults. */
bool import_parse(const struct import_source *source, struct arena *arena, struct import_file *out,
		  struct fault *fault) MUST_USE;

struct import_counts {
	int64_t added;
	int64_t changed;
	int64_t unchanged;
};

/* Stores rows that were parsed without faults, in the caller's transaction;
 * counts what it did.  Not remembered for undo. */
bool import_apply(struct transaction *transaction, const struct import_row *rows, int count,
		  const struct staff_id *by, struct import_counts *counts,
		  struct fault *fault) MUST_USE;

/* How far an import is, for whoever looks from another thread. */
enum import_stage { IMPORT_IDLE, IMPORT_READING, IMPORT_COMPARING, IMPORT_STORING, IMPORT_UNDOING };
struct import_progress {
	_Atomic int stage;
	_Atomic int64_t done;
	_Atomic int64_t total;
};
/* The one import of this process: they take turns on one thread. */
extern struct import_progress import_progress;

struct import_request {
	struct import_source source;
	bool dry_run;              /* say what would happen, store nothing */
	const struct staff_id *by; /* NULL for commands */
};

enum import_outcome { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_UNCHANGED };
const char *import_outcome_name(enum import_outcome outcome);

/* What a dry run says of a row. */
struct import_effect {
	const char *file;
	int64_t line;
	const char *part;  /* "entry", "rule"... */
	const char *id;    /* of an entry; "" of other parts */
	const char *title; /* the question; what tells another part from others */
	enum import_outcome outcome;
	const char *changes; /* names of the fields that differ, with spaces between; "" */
};

struct import_report {
	struct import_file file; /* what was read */
	struct import_counts counts;
	struct import_effect *effects; /* of a dry run: at most IMPORT_EFFECTS_MOST, changes first */
	int effect_count;
	struct import_id id; /* of what was stored; "" when nothing was */
};

/* FAULT_ROWS_REFUSED: report->file has the faults, and nothing is stored. */
bool import_run(struct store *store, const struct import_request *request, struct arena *arena,
		struct import_report *report, struct fault *fault) MUST_USE;

#endif
