/*
 * Entry bulk: one change to many entries, and its undoing.
 *
 * Works through the entries in portions, a transaction each, so that visitors
 * never wait behind it; what is done is kept when it is cut short.  An entry
 * that can't be changed (no right, gone) is refused alone.  Every entry gets a
 * version of its own.  Undoing puts back what nobody has changed since.
 *
 * A long-work thread or a command, never an event loop.
 */
#ifndef FOYER_KB_ENTRY_BULK_H
#define FOYER_KB_ENTRY_BULK_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/entry.h"

#define BULK_ENTRIES_MOST 5000

/* What is to change; what is NULL or -1 stays. */
struct entry_patch {
	const char *category;
	const char *category_from; /* with category_to: moves a category and all below it */
	const char *category_to;
	const char *language;
	int status; /* enum entry_status, or -1 */
	const char *const *sites;
	int site_count; /* -1: stays */
	const char *const *add_tags;
	int add_tag_count;
	const char *const *remove_tags;
	int remove_tag_count;
};

struct bulk_id { char text[ID_LENGTH + 1]; };

struct bulk_refusal {
	struct entry_id entry;
	const char *question; /* "" when it is gone */
	enum fault_code code;
};

struct entry_bulk {
	const struct entry_id *entries; /* NULL with category_from: those in it */
	int entry_count;
	struct entry_patch patch;
	struct staff_id by;
	bool is_bound; /* by's rights decide (kb/right.h) */
	/* results, in the arena */
	struct arena *arena;
	struct bulk_id id;
	int changed;
	struct bulk_refusal *refused;
	int refused_count;
};

/* FAULT_NOT_ALLOWED_VALUE (category_to) for a move into itself, FAULT_TOO_MANY,
 * faults of the store; refusals of single entries are in the results. */
bool entry_bulk_run(struct store *store, struct entry_bulk *bulk, struct fault *fault) MUST_USE;

/* Undoes one; `id` says which, entries and patch are not looked at.
 * Entries that are not theirs are refused, and left for somebody else to undo.
 * FAULT_NOT_FOUND (bulk) when there is none, or it is undone already. */
bool entry_bulk_undo(struct store *store, struct entry_bulk *bulk, struct fault *fault) MUST_USE;

#endif
