/*
 * What the readers of each import format share; see import.h.  One thread.
 */
#ifndef FOYER_KB_IMPORT_INTERNAL_H
#define FOYER_KB_IMPORT_INTERNAL_H

#include "kb/import.h"
#include "kb/paging.h"

/* A file while it is read. */
struct import_reader {
	struct arena *arena;   /* what is kept */
	struct arena *scratch; /* one row; forgotten after it */
	struct list rows;      /* struct import_row */
	struct list faults;    /* struct fault */
	int64_t fault_total;
	int *places;           /* hash table of row index + 1 by external id */
	size_t place_room;
};

/* Checks a draft and keeps it as a row, or notes why not.  False when no more
 * rows can be taken (fault is noted). */
bool import_take(struct import_reader *reader, int64_t line, const struct entry_draft *draft);

/* Notes that the row at this line is refused. */
void import_refuse(struct import_reader *reader, int64_t line, const struct fault *fault);

/* Bytes are UTF-8 without a byte order mark. */
bool import_read_jsonl(struct import_reader *reader, const char *bytes, size_t length,
		       struct fault *fault) MUST_USE;
bool import_read_csv(struct import_reader *reader, const char *bytes, size_t length,
		     struct fault *fault) MUST_USE;

/* The length of the line at `at`, its break left out; *next is where the next
 * one begins.  CR, LF and CR LF end lines. */
size_t import_line(const char *at, const char *end, const char **next);

#endif
