/*
 * Writer: the one thread that writes.
 *
 * It takes what is queued (no artificial wait), runs each change, in a
 * savepoint unless it refuses first, commits once for all of them, wakes the listeners of what
 * changed, and then tells each change that it is done.  Persist, then reply.
 *
 * Not for reading, and not for slow work: a change that takes long keeps
 * everybody waiting.  writer_submit and writer_figures: any thread.
 */
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/checkpointer.h"
#include "data/clock.h"
#include "data/db_internal.h"
#include "data/log.h"
#include "data/store_internal.h"
#include "data/thread.h"

#define BATCH_MOST     1024 /* changes in one commit, so that none waits long */
#define PROBE_EVERY_MS 1000 /* while commits fail, to see when they work again */
/* For so long after a change that promised to refuse first has not, all get savepoints: whoever
 * could make one fail like that must not take the others' batches with it time after time. */
#define CAREFUL_MS 60000

struct transaction {
	struct db *db;
	struct arena *arena;
	int64_t now;
	struct topic *topics; /* that this batch changed, repeats included */
	size_t topic_count;
	size_t topic_room;
};

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t queued;
	struct change *first; /* the queue */
	struct change **last;
	bool stopping;
	struct db *db;
	struct hub *hub;
	struct journal *journal; /* NULL: none is kept */
	struct checkpointer *checkpointer;
	int frames; /* in the WAL after the last commit */
	struct transaction transaction;
	bool may_commit; /* only while the batch's COMMIT runs */
	int64_t careful_until; /* by the steady clock */
	atomic_llong waiting, changes, commits, refused, commit_micros, wal_frames;
	atomic_int trouble; /* the fault code of the last commit, or FAULT_NONE */
};

/* What apply functions see ---------------------------------------------------- */

struct db *transaction_db(struct transaction *transaction)
{
	return transaction->db;
}

int64_t transaction_now(const struct transaction *transaction)
{
	return transaction->now;
}

struct arena *transaction_arena(struct transaction *transaction)
{
	return transaction->arena;
}

void transaction_wake(struct transaction *transaction, struct topic topic)
{
	for (size_t i = transaction->topic_count; i > 0 && i + 8 > transaction->topic_count; i--)
		if (transaction->topics[i - 1].key == topic.key)
			return;
	if (transaction->topic_count == transaction->topic_room) {
		transaction->topic_room = transaction->topic_room ? transaction->topic_room * 2 : 64;
		transaction->topics = memory_resize(
		    transaction->topics, transaction->topic_room * sizeof(*transaction->topics));
	}
	transaction->topics[transaction->topic_count++] = topic;
}

/* The batch ------------------------------------------------------------------- */

SQL_WRITE(BATCH_BEGIN, "BEGIN IMMEDIATE");
SQL_WRITE(BATCH_COMMIT, "COMMIT");
SQL_WRITE(BATCH_ROLLBACK, "ROLLBACK");
SQL_WRITE(CHANGE_BEGIN, "SAVEPOINT change");
SQL_WRITE(CHANGE_KEEP, "RELEASE change");
SQL_WRITE(CHANGE_UNDO, "ROLLBACK TO change");

static bool run(struct db *db, const struct sql *sql, struct fault *fault)
{
	struct query *query = db_query(db, sql);
	return query_run(&query, fault);
}

static bool in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->sqlite);
}

/* Undoes one change and keeps those before it.  False when what it wrote may
 * still be there: then the whole batch must go. */
static bool undo_change(struct writer *writer, struct fault *fault)
{
	return run(writer->db, &CHANGE_UNDO, fault) && run(writer->db, &CHANGE_KEEP, fault);
}

/* Why the batch can't go on, when a change has left it unfit to be committed; false. */
static bool give_up(const struct change *change, struct fault *fault)
{
	*fault = change->fault;
	return fault_status(fault->code) < 500 && fault_set(fault, FAULT_STORE, "");
}

/* A savepoint keeps a copy of every page that the change touches. */
static bool apply_guarded(struct writer *writer, struct change *change, struct fault *fault)
{
	if (!run(writer->db, &CHANGE_BEGIN, &change->fault)) {
		*fault = change->fault;
		return in_transaction(writer->db);
	}
	change->committed = change->apply(change, &writer->transaction, &change->fault) &&
			    run(writer->db, &CHANGE_KEEP, &change->fault);
	if (change->committed)
		return true;
	if (in_transaction(writer->db))
		return undo_change(writer, fault);
	/* A full or failing disk has ended the whole transaction. */
	return give_up(change, fault);
}

static bool apply_at_once(struct writer *writer, struct change *change, struct fault *fault)
{
	int64_t before = db_changes_ever(writer->db);
	change->committed = change->apply(change, &writer->transaction, &change->fault);
	if (change->committed)
		return true;
	if (in_transaction(writer->db) && db_changes_ever(writer->db) == before)
		return true;
	writer->careful_until = clock_steady() + CAREFUL_MS;
	return give_up(change, fault);
}

/* One change.  change->committed holds "applied" until the commit decides.
 * False with *fault when the batch can't go on. */
static bool apply_change(struct writer *writer, struct change *change, struct fault *fault)
{
	size_t topics = writer->transaction.topic_count;
	bool is_trusted = change->refuses_first && clock_steady() >= writer->careful_until;
	change->committed = false;
	bool goes_on = is_trusted ? apply_at_once(writer, change, fault)
				  : apply_guarded(writer, change, fault);
	if (!change->committed)
		writer->transaction.topic_count = topics;
	return goes_on;
}

static void refuse_all(struct change *batch, const struct fault *fault)
{
	for (struct change *change = batch; change != NULL; change = change->next) {
		if (!change->committed && change->fault.code != FAULT_NONE)
			continue; /* it has a reason of its own */
		change->committed = false;
		change->fault = *fault;
	}
}

static bool run_batch(struct writer *writer, struct change *batch, struct fault *fault)
{
	if (!run(writer->db, &BATCH_BEGIN, fault))
		return false;
	for (struct change *change = batch; change != NULL; change = change->next)
		if (!apply_change(writer, change, fault))
			return false;
	int64_t started = clock_steady_micros();
	writer->may_commit = true;
	bool ok = run(writer->db, &BATCH_COMMIT, fault);
	writer->may_commit = false;
	writer->commit_micros += clock_steady_micros() - started;
	return ok;
}

/* What the batch says of the disk: FAULT_NONE when something was stored or
 * only refused for its content, else why nothing can be stored. */
static enum fault_code trouble_of(const struct change *batch)
{
	enum fault_code trouble = FAULT_NONE;
	for (const struct change *change = batch; change != NULL; change = change->next) {
		if (change->committed)
			return FAULT_NONE;
		if (change->fault.code == FAULT_STORE_FULL || change->fault.code == FAULT_STORE_DAMAGED ||
		    change->fault.code == FAULT_STORE_READ_ONLY)
			trouble = change->fault.code;
	}
	return trouble;
}

/* Before anybody is told "stored".  A journal that fails says so itself, and
 * catches up later. */
static void keep_in_journal(struct writer *writer)
{
	if (writer->journal != NULL)
		(void)journal_commit(writer->journal, writer->frames, writer->transaction.now);
}

/* Runs and commits a batch; afterwards every change knows its outcome. */
static void commit_batch(struct writer *writer, struct change *batch)
{
	struct transaction *transaction = &writer->transaction;
	struct fault fault;
	arena_reset(transaction->arena);
	transaction->now = clock_now();
	transaction->topic_count = 0;
	for (struct change *change = batch; change != NULL; change = change->next)
		change->fault.code = FAULT_NONE;
	if (run_batch(writer, batch, &fault)) {
		writer->trouble = (int)trouble_of(batch);
		writer->commits++;
		keep_in_journal(writer);
		return;
	}
	log_fault(LOG_ERROR, "commit", &fault);
	if (in_transaction(writer->db)) {
		struct fault ignored;
		(void)!run(writer->db, &BATCH_ROLLBACK, &ignored);
	}
	writer->trouble = (int)fault.code;
	transaction->topic_count = 0;
	refuse_all(batch, &fault);
}

static void finish_batch(struct writer *writer, struct change *batch)
{
	hub_publish(writer->hub, writer->transaction.topics, writer->transaction.topic_count);
	while (batch != NULL) {
		/* done may free the change. */
		struct change *next = batch->next;
		if (batch->committed)
			writer->changes++;
		else
			writer->refused++;
		writer->waiting--;
		if (batch->done != NULL)
			batch->done(batch);
		batch = next;
	}
}

/* Nothing is stored but by the batch's COMMIT.  After a fault of the disk
 * SQLite may have ended the transaction in the middle of a change; what that
 * change writes next would be stored piece by piece. */
static int refuse_stray_commit(void *writer)
{
	return !((struct writer *)writer)->may_commit;
}

static int count_frames(void *writer, sqlite3 *sqlite, const char *name, int frames)
{
	(void)sqlite;
	(void)name;
	((struct writer *)writer)->frames = frames;
	((struct writer *)writer)->wal_frames = frames;
	return SQLITE_OK;
}

/* The thread ------------------------------------------------------------------- */

SQL_WRITE(PROBE_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ('probe', '', $1) "
		     "ON CONFLICT (name) DO UPDATE SET changed_at = excluded.changed_at");

static bool apply_probe(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	struct query *query = db_query(transaction->db, &PROBE_PUT);
	query_int(query, 1, transaction->now);
	return query_run(&query, fault);
}

/* While nothing can be stored, a small write now and then tells when that is
 * over; nobody else may dare to write while the server says it is not ready. */
static void probe(struct writer *writer)
{
	struct change change = {.apply = apply_probe};
	commit_batch(writer, &change);
	if (writer->trouble == FAULT_NONE)
		log_line(LOG_INFO, "store", "changes can be stored again");
}

/* What the journal lacks although nobody writes. */
static void catch_up(struct writer *writer)
{
	writer->transaction.now = clock_now();
	keep_in_journal(writer);
}

/* Waits until something is queued; in trouble, or with a journal that is
 * behind, until it is time to try again. */
static void wait_queued(struct writer *writer)
{
	struct timespec until;
	bool is_behind = writer->journal != NULL && journal_is_behind(writer->journal);
	if (writer->trouble == FAULT_NONE && !is_behind) {
		pthread_cond_wait(&writer->queued, &writer->lock);
		return;
	}
	until = clock_steady_in(PROBE_EVERY_MS);
	pthread_cond_clockwait(&writer->queued, &writer->lock, CLOCK_MONOTONIC, &until);
	if (writer->first != NULL || writer->stopping)
		return;
	pthread_mutex_unlock(&writer->lock);
	if (writer->trouble != FAULT_NONE)
		probe(writer);
	if (is_behind)
		catch_up(writer);
	pthread_mutex_lock(&writer->lock);
}

/* Takes up to BATCH_MOST changes off the queue, waiting for the first; NULL
 * when stopping and nothing is left. */
static struct change *take_batch(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	while (writer->first == NULL && !writer->stopping)
		wait_queued(writer);
	struct change *batch = writer->first;
	struct change **end = &writer->first;
	for (int i = 0; i < BATCH_MOST && *end != NULL; i++)
		end = &(*end)->next;
	writer->first = *end;
	if (writer->first == NULL)
		writer->last = &writer->first;
	else
		*end = NULL;
	pthread_mutex_unlock(&writer->lock);
	return batch;
}

static void *writer_main(void *writer_)
{
	struct writer *writer = writer_;
	struct change *batch;
	pthread_setname_np(pthread_self(), "foyer-writer");
	while ((batch = take_batch(writer)) != NULL) {
		commit_batch(writer, batch);
		finish_batch(writer, batch);
		/* After acknowledging, so that nobody waits for it. */
		checkpointer_step(writer->checkpointer, writer->db, writer->frames, writer->journal);
	}
	return NULL;
}

struct writer *writer_start(struct db *db, struct hub *hub, struct journal *journal,
			    struct checkpointer *checkpointer)
{
	struct writer *writer = memory_new(sizeof(*writer));
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->queued, NULL);
	writer->last = &writer->first;
	writer->db = db;
	writer->hub = hub;
	writer->journal = journal;
	writer->checkpointer = checkpointer;
	writer->transaction.db = db;
	writer->transaction.arena = arena_new();
	sqlite3_wal_hook(db->sqlite, count_frames, writer);
	sqlite3_commit_hook(db->sqlite, refuse_stray_commit, writer);
	thread_start(&writer->thread, writer_main, writer);
	return writer;
}

void writer_stop(struct writer **writer_)
{
	struct writer *writer = *writer_;
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->queued);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	checkpointer_stop(&writer->checkpointer);
	db_close(&writer->db);
	if (writer->journal != NULL)
		journal_close(&writer->journal);
	arena_free(&writer->transaction.arena);
	free(writer->transaction.topics);
	pthread_cond_destroy(&writer->queued);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
	*writer_ = NULL;
}

void writer_submit(struct writer *writer, struct change *change)
{
	change->next = NULL;
	pthread_mutex_lock(&writer->lock);
	bool stopping = writer->stopping;
	if (!stopping) {
		bool was_empty = writer->first == NULL;
		*writer->last = change;
		writer->last = &change->next;
		writer->waiting++;
		if (was_empty)
			pthread_cond_signal(&writer->queued);
	}
	pthread_mutex_unlock(&writer->lock);
	if (stopping) {
		change->committed = false;
		fault_set(&change->fault, FAULT_STOPPING, "");
		if (change->done != NULL)
			change->done(change);
	}
}

struct store_figures writer_figures(struct writer *writer)
{
	return (struct store_figures){
	    .changes = writer->changes,
	    .commits = writer->commits,
	    .refused = writer->refused,
	    .commit_micros = writer->commit_micros,
	    .waiting = writer->waiting,
	    .wal_bytes = writer->wal_frames * 4096,
	    .journal = journal_figures(writer->journal),
	};
}

bool writer_is_ready(struct writer *writer, struct fault *fault)
{
	int trouble = writer->trouble;
	return trouble == FAULT_NONE || fault_set(fault, (enum fault_code)trouble, "");
}
