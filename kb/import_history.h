/*
 * History of imports: what was imported when and by whom, and undoing one.
 *
 * Undoing gives every entry that the import touched the content it had
 * before; entries that it added are retired.  It is refused as a whole, with
 * a list, when somebody has changed one of them since.  Reading: any thread;
 * undoing: slow-work thread or a command.
 */
#ifndef FOYER_KB_IMPORT_HISTORY_H
#define FOYER_KB_IMPORT_HISTORY_H

#include "kb/import.h"

#define IMPORT_CONFLICTS_MOST 100

struct import_record {
	struct import_id id;
	const char *file;
	const char *format;
	const char *state; /* "running" (now, or broken off), "done", "undone" */
	struct import_counts counts;
	const char *started_by; /* shown name, or NULL for a command */
	int64_t started_at;
	const char *undone_by;
	int64_t undone_at; /* 0: not undone */
};

/* The last imports, newest first. */
bool import_list(struct db *db, int most, struct arena *arena, struct import_record **out,
		 int *count, struct fault *fault) MUST_USE;
enum lookup import_find(struct db *db, const struct import_id *id, struct arena *arena,
			struct import_record *out, struct fault *fault) MUST_USE;

/* An entry that stands in the way of undoing; or another part of the base:
 * then it has no id, and its kind stands for the external one. */
struct import_conflict {
	struct entry_id entry;
	const char *external_id;
	const char *question; /* what tells a part from others */
	const char *changed_by; /* shown name, or NULL */
	int64_t changed_at;
};

struct import_undo {
	int64_t restored; /* entries that have their former content again */
	int64_t retired;  /* entries that the import had added */
	struct import_conflict *conflicts;
	int conflict_count; /* listed, at most IMPORT_CONFLICTS_MOST */
	int64_t conflict_total;
};

/* FAULT_CHANGED_MEANWHILE fills the conflicts, and nothing is undone;
 * FAULT_NOT_FOUND (import); FAULT_ALREADY_TAKEN when it is undone already. */
bool import_undo(struct store *store, const struct import_id *id, const struct staff_id *by,
		 struct arena *arena, struct import_undo *out, struct fault *fault) MUST_USE;

#endif
