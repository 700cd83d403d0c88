/*
 * What the readers of each import format share; see import.h.  One thread.
 */
#ifndef FOYER_KB_IMPORT_INTERNAL_H
#define FOYER_KB_IMPORT_INTERNAL_H

#include "kb/import.h"
#include "kb/import_archive.h"
#include "kb/import_history.h"
#include "kb/paging.h"

/* Numbers by name: 0 until set. */
struct names {
	struct arena *arena;
	const char **keys;
	int *numbers;
	size_t room;
	size_t count;
};
/* The number of the name, which must outlive the table; until the next call. */
int *names_at(struct names *names, const char *name);

/* A column of a table: the field it fills, and where it stands. */
struct import_column {
	const char *field; /* as faults name it */
	const char *heading;
	int number; /* from 1 */
};

/* A file while it is read. */
struct import_reader {
	struct arena *arena;   /* what is kept */
	struct arena *scratch; /* one row; forgotten after it */
	struct list rows;      /* struct import_row */
	struct list faults;    /* struct import_problem */
	struct list parts;     /* struct import_part */
	struct list notes;     /* struct import_problem */
	int64_t fault_total;
	int64_t note_total;
	struct names places;   /* row index + 1 by external id */
	const char *file;                    /* inside an archive, or NULL */
	const struct import_column *columns; /* of a table, or NULL */
	int column_count;
	const char *encoding;
	base_read_rule read_rule;
};

/* Checks a draft and keeps it as a row, or notes why not.  False when no more
 * rows can be taken (fault is noted). */
bool import_take(struct import_reader *reader, int64_t line, const struct entry_draft *draft);

/* The same with what was approved before (or NULL). */
bool import_take_both(struct import_reader *reader, int64_t line, const struct entry_draft *draft,
		      const struct entry_draft *approved);

/* Checks and keeps a part of the base that is no entry. */
bool import_take_part(struct import_reader *reader, int64_t line, const struct json *object);

/* Notes that the row at this line is refused. */
void import_refuse(struct import_reader *reader, int64_t line, const struct fault *fault);

/* Notes what was left aside: the import goes on without it. */
void import_note(struct import_reader *reader, int64_t line, const char *field, const char *why);

/* Texts that were put together, of at most a row's size, in the arena.  What is
 * larger is refused by its line, and NULL.  Frees the buffer. */
const char *import_joined(struct import_reader *reader, int64_t line, struct buffer *all,
			  struct arena *arena);

/* A file's bytes as UTF-8 without a byte order mark.  FAULT_BAD_ENCODING. */
bool import_decode(struct import_reader *reader, const struct archive_file *file, const char **text,
		   size_t *length, struct fault *fault) MUST_USE;

/* A reader of a format: all files of the archive, or the one file there is. */
typedef bool (*import_read)(struct import_reader *reader, const struct archive *archive,
			    struct fault *fault);

bool import_read_jsonl(struct import_reader *reader, const struct archive *archive,
		       struct fault *fault) MUST_USE;
bool import_read_csv(struct import_reader *reader, const struct archive *archive,
		     struct fault *fault) MUST_USE;
bool import_read_tsv(struct import_reader *reader, const struct archive *archive,
		     struct fault *fault) MUST_USE;
bool import_read_xlsx(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault) MUST_USE;
bool import_read_markdown(struct import_reader *reader, const struct archive *archive,
			  struct fault *fault) MUST_USE;
bool import_read_html(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault) MUST_USE;
bool import_read_faqpage(struct import_reader *reader, const struct archive *archive,
			 struct fault *fault) MUST_USE;
bool import_read_rasa(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault) MUST_USE;
bool import_read_dialogflow(struct import_reader *reader, const struct archive *archive,
			    struct fault *fault) MUST_USE;
bool import_read_zendesk(struct import_reader *reader, const struct archive *archive,
			 struct fault *fault) MUST_USE;

/* The format of a file by its bytes and name. */
bool import_find_format(const struct archive *archive, const char *name, enum import_format *out,
			struct fault *fault) MUST_USE;
import_read import_reader_of(enum import_format format);

/* The length of the line at `at`, its break left out; *next is where the next
 * one begins.  CR, LF and CR LF end lines. */
size_t import_line(const char *at, const char *end, const char **next);

/* Takes texts apart at any of the separators; when the text has line breaks,
 * at these alone.  Empty parts stay: cleaning drops them. */
const char *const *import_split(const char *text, const char *separators, struct arena *arena,
				int *count);

/* The last part of a path. */
const char *import_base_name(const char *path);
bool import_has_ending(const char *path, const char *ending);

/* Storing, for what is no entry (import_parts.c) ------------------------------------ */

struct import_progressing {
	struct store *store;
	const struct import_request *request;
	const struct import_id *id;
	struct import_counts *counts;
};
/* Stores the parts of the file, after its entries. */
bool import_store_parts(const struct import_progressing *progressing,
			const struct import_file *file, struct fault *fault) MUST_USE;
/* What storing them would do, for a dry run; `each` is told of every one. */
bool import_compare_parts(struct db *db, const struct import_file *file,
			  void (*each)(void *context, const struct import_effect *effect),
			  void *context, struct arena *arena, struct fault *fault) MUST_USE;
/* Remembers how far an import is, in the caller's transaction. */
bool import_count(struct transaction *transaction, const struct import_id *id,
		  const struct import_counts *counts, bool is_last, struct fault *fault) MUST_USE;

/* Parts that somebody has changed since, as conflicts. */
bool import_part_conflicts(struct db *db, const struct import_id *id, struct arena *arena,
			   struct list *conflicts, int64_t *total, struct fault *fault) MUST_USE;
/* Gives all parts what they were. */
bool import_undo_parts(struct store *store, const struct import_id *id, const struct staff_id *by,
		       struct import_undo *undo, struct fault *fault) MUST_USE;

/* FAQPage data found in a page (import_faqpage.c). */
bool import_take_faqpage(struct import_reader *reader, const struct json *tree, bool *found,
			 struct fault *fault) MUST_USE;

#endif
