/*
 * What store.c, writer.c, transaction.c, migrate.c and backup.c share; nobody else includes
 * this.
 */
#ifndef FOYER_DATA_STORE_INTERNAL_H
#define FOYER_DATA_STORE_INTERNAL_H

#include <pthread.h>

#include "data/store.h"

#define DATABASE_FILE   "foyer.db"
#define SNAPSHOT_FOLDER "snapshots"

struct writer;
struct checkpointer;

struct store {
	char *folder;
	char *database; /* path of the database file */
	int lock;       /* descriptor of the locked lock file */
	unsigned char *key; /* of data/vault.h: the one copy, in memory of its own */
	struct hub *hub;
	struct writer *writer;
	pthread_key_t reader_key;
	pthread_mutex_t readers_lock;
	struct reader *readers; /* all threads' */
};

/* Opens the store's database with the settings every connection has. */
struct db *store_connect(const char *path, enum db_mode mode, struct fault *fault) MUST_USE;

/* Brings the schema of an open database up to date, one transaction for each
 * migration. */
bool migrate(struct db *db, struct fault *fault) MUST_USE;
/* The schema version of a database, and the newest this program knows. */
bool migrate_version(struct db *db, int64_t *version, struct fault *fault) MUST_USE;
int64_t migrate_newest(void);

/* transaction.c; the connection stays its maker's, who closes it first. */
struct transaction *transaction_new(struct db *db);
void transaction_free(struct transaction **transaction);
/* Runs the changes and commits once for all; afterwards each knows whether it is
 * stored.  False and *fault when nothing is, and the connection has no transaction. */
bool transaction_run(struct transaction *transaction, struct change *batch,
		     struct fault *fault) MUST_USE;
/* Of the last run: what changed, repeats included, and how long COMMIT took. */
const struct topic *transaction_topics(const struct transaction *transaction, size_t *count);
int64_t transaction_commit_micros(const struct transaction *transaction);

/* The journal (may be NULL), the checkpointer and the connection are the writer's from now on. */
struct writer *writer_start(struct db *db, struct hub *hub, struct journal *journal,
			    struct checkpointer *checkpointer);
/* Ends after what was queued is done. */
void writer_stop(struct writer **writer);
void writer_submit(struct writer *writer, struct change *change);
struct store_figures writer_figures(struct writer *writer);
bool writer_is_ready(struct writer *writer, struct fault *fault) MUST_USE;

#endif
