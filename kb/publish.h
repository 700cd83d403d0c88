/*
 * Publish: turns the drafts into the next snapshot, in this order:
 *
 *   1. gather active entries and rules in one view of the store,
 *   2. compile them into snapshots/NNNNNN.candidate and sync it; what was
 *      learned for the publication before is taken over where nothing changed
 *      that is learned from, so that a new answer is live at once,
 *   3. open it and let the caller's check prepare it and run golden questions,
 *   4. rename it to snapshots/NNNNNN.foyer and sync the folder,
 *   5. record the publication in a transaction: from its commit on it is the
 *      newest, after a crash at any earlier moment the one before still is,
 *   6. put it live for this process.
 *
 * Old snapshot files are kept, so that publish_rollback can put one live again.  Takes seconds for large bases: slow-work
 * thread or a command, never an event loop.  One publication at a time.
 *
 * Not here: what golden questions mean (bot/gate.h, which callers use).
 */
#ifndef FOYER_KB_PUBLISH_H
#define FOYER_KB_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"
#include "kb/golden.h"
#include "kb/live.h"

#define PUBLISH_REASON_MOST 500 /* characters */

struct publication {
	int64_t number;
	int64_t entries;
	int64_t variants; /* examples in all, the questions included */
	int64_t golden_passed;
	int64_t golden_failed;
	const char *reason; /* why it was published although golden questions failed, or NULL */
	const char *published_by; /* shown name, NULL for commands */
	int64_t published_at;
	int64_t duration_ms;
	int64_t same_as; /* the publication that this one put live again; 0: none */
	bool learned;    /* false: what an earlier one had learned was taken over */
};

struct publish_request {
	const char *reason;        /* NULL: golden questions stop it (golden_result.stopping) */
	const struct staff_id *by; /* NULL for commands */
	struct live *live;         /* where to put it live; NULL for commands */
	bool anew;                 /* learn again although nothing to learn from changed */
	uint64_t tried;            /* only these drafts (compile_drafts_hash); 0: as they are */
	/* Makes the candidate ready to serve and runs the golden questions. */
	bool (*check)(void *context, struct snapshot *candidate, const struct golden *golden,
		      int count, struct arena *arena, struct golden_result *result,
		      struct fault *fault);
	void *context; /* for check */
};

struct publish_report {
	struct publication publication;
	struct golden_result golden;
};

/* FAULT_GOLDEN_FAILED fills report->golden and nothing is published;
 * FAULT_CHANGED_MEANWHILE (drafts) when they aren't those that were tried;
 * FAULT_EMPTY (entries) when there is no active entry; FAULT_PUBLISHING when
 * another publication is under way. */
bool publish_run(struct store *store, const struct publish_request *request, struct arena *arena,
		 struct publish_report *report, struct fault *fault) MUST_USE;

/* Puts an earlier publication live again, as it was: its snapshot, under a new
 * number.  Nothing is compiled, so it takes as long as opening a file.  `prepare`
 * makes the snapshot ready to serve.  FAULT_NOT_FOUND (snapshot) when there is
 * no such publication or its file is gone, FAULT_PUBLISHING.  In
 * kb/rollback.c. */
struct rollback_request {
	int64_t to;                /* the number of a publication */
	const char *reason;        /* or NULL */
	const struct staff_id *by; /* NULL for commands */
	struct live *live;         /* or NULL */
	bool (*prepare)(struct snapshot *snapshot, struct fault *fault);
};
bool publish_rollback(struct store *store, const struct rollback_request *request,
		      struct arena *arena, struct publication *out, struct fault *fault) MUST_USE;

/* Inside of publishing: one at a time in this process, and its record. */
bool publish_enter(struct fault *fault) MUST_USE;
void publish_leave(void);
bool publication_record(struct transaction *transaction, const struct publication *publication,
			int64_t began_at, const struct staff_id *by, struct fault *fault) MUST_USE;

/* The newest publications, newest first, at most `most`. */
bool publication_list(struct db *db, int most, struct arena *arena, struct publication **out,
		      int *count, struct fault *fault) MUST_USE;

/* The number of the newest publication. */
enum lookup publication_newest(struct db *db, int64_t *number, struct fault *fault) MUST_USE;

/* Entries and rules that were changed since the newest publication. */
bool publication_pending(struct db *db, int64_t *count, struct fault *fault) MUST_USE;

/* The path of a publication's snapshot file in a data folder. */
void publication_path(const char *folder, int64_t number, char *out, size_t size);

/* Makes the names of snapshot files in a data folder survive a power cut. */
bool publication_sync_names(const char *folder, struct fault *fault) MUST_USE;

/* Opens the newest published snapshot of a data folder for reading alone,
 * beside a server that may be using it.  FAULT_NOTHING_PUBLISHED when there
 * is none. */
struct snapshot *publication_open(const char *folder, struct fault *fault) MUST_USE;

#endif
