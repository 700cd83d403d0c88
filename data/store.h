/*
 * Store: the data folder, its database, and the one writer.
 *
 * The folder holds foyer.db (WAL), snapshots/ and a lock file; one process
 * uses it at a time.  Any number of threads read, each through a reader of
 * its own.  All writing is done by the writer thread, which takes the
 * changes that are queued, runs them in one transaction (transaction.c),
 * commits with synchronous=FULL, tells the hub which topics changed,
 * and then calls each change's `done`.  So whoever is answered after `done`
 * may be told "stored".
 *
 * Not here: what the tables mean.  Rooms above own their tables.
 */
#ifndef FOYER_DATA_STORE_H
#define FOYER_DATA_STORE_H

#include "data/db.h"
#include "data/fault.h"
#include "data/hub.h"
#include "data/journal.h"

struct store;

/* Opens the data folder, making it when it is missing, brings the schema up
 * to date and starts the writer.  Where FOYER_BACKUP_FOLDER names a folder, a
 * journal of every commit is kept there (data/journal.h).  Faults: in use,
 * newer schema, damaged, read-only, full. */
struct store *store_open(const char *folder, struct fault *fault) MUST_USE;

/* Finishes queued changes, stops the writer, closes everything; sets *store
 * to NULL. */
void store_close(struct store **store);

const char *store_folder(const struct store *store);
struct hub *store_hub(struct store *store);

/* This thread's read connection, opened at its first use and closed when the
 * thread ends.  Begin and end a view around reads that must agree with each
 * other; views are short. */
struct db *store_reader(struct store *store);
void store_begin_view(struct db *reader);
void store_end_view(struct db *reader);

/* A transaction on the writer's connection.  Only `apply` functions get one,
 * so only they can write. */
struct transaction;
struct db *transaction_db(struct transaction *transaction);
int64_t transaction_now(const struct transaction *transaction);
struct arena *transaction_arena(struct transaction *transaction);
/* After the commit, everybody who listens to this topic looks again. */
void transaction_wake(struct transaction *transaction, struct topic topic);

/* A change: what a request wants stored.  Embed it as the first member of a
 * struct that holds the inputs and the results. */
struct change {
	/* Runs on the writer thread.  False with *fault rolls back this change
	 * alone, unless it promised otherwise (refuses_first).  Must not keep
	 * pointers into the transaction. */
	bool (*apply)(struct change *change, struct transaction *transaction, struct fault *fault);
	/* Called on the writer thread once the outcome is durable; must be
	 * quick and must not submit and wait.  May be NULL with store_write. */
	void (*done)(struct change *change);
	/* Refuses, if at all, before its first write, and so needs no savepoint.  When it did write
	 * something, everything of the batch is refused with a fault of the store. */
	bool refuses_first;
	bool committed;     /* set before done */
	struct fault fault; /* why not, when !committed */
	struct change *next;
};

/* Queues a change.  When the store is stopping it is done at once with
 * FAULT_STOPPING. */
void store_submit(struct store *store, struct change *change);

/* Queues a change and waits for it: for commands, timers and tests, never
 * for an event loop.  False and *fault when it was not committed. */
bool store_write(struct store *store, struct change *change, struct fault *fault) MUST_USE;

/* Figures for /metrics. */
struct store_figures {
	int64_t changes;      /* changes committed */
	int64_t commits;      /* group commits */
	int64_t refused;      /* changes rolled back */
	int64_t commit_micros; /* time spent in commits */
	int64_t waiting;      /* changes queued now */
	int64_t wal_bytes;
	struct journal_figures journal;
};
struct store_figures store_figures(struct store *store);

/* False with the reason when the store can't take changes now. */
bool store_is_ready(struct store *store, struct fault *fault) MUST_USE;

/* Online backup of a folder's database and live snapshot into one file, its
 * restore into an empty folder, and the full check.  Usable while another
 * process serves the folder (backup, check). */
bool store_backup(const char *folder, const char *file, struct fault *fault) MUST_USE;
bool store_restore(const char *file, const char *folder, struct fault *fault) MUST_USE;
/* The same from a backup folder, as it was at `until` (ms), or as late as it
 * goes when that is 0; *reached says when that was. */
bool store_restore_until(const char *backup_folder, int64_t until, const char *folder,
			 int64_t *reached, struct fault *fault) MUST_USE;
bool store_check(const char *folder, struct fault *fault) MUST_USE;

#endif
