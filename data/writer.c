/*
 * Writer: the one thread that writes.
 *
 * It takes what is queued (no artificial wait), has it run and committed at
 * once (transaction.c), wakes the listeners of what changed, and then tells
 * each change that it is done.  Persist, then reply.
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
	struct transaction *transaction;
	atomic_llong waiting, changes, commits, refused, commit_micros, wal_frames;
	atomic_int trouble; /* the fault code of the last commit, or FAULT_NONE */
};

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
static void keep_in_journal(struct writer *writer, int64_t now)
{
	if (writer->journal != NULL)
		(void)journal_commit(writer->journal, writer->frames, now);
}

/* Runs and commits a batch; afterwards every change knows its outcome. */
static void commit_batch(struct writer *writer, struct change *batch)
{
	struct fault fault;
	bool is_stored = transaction_run(writer->transaction, batch, &fault);
	writer->commit_micros += transaction_commit_micros(writer->transaction);
	if (is_stored) {
		writer->trouble = (int)trouble_of(batch);
		writer->commits++;
		keep_in_journal(writer, transaction_now(writer->transaction));
		return;
	}
	log_fault(LOG_ERROR, "commit", &fault);
	writer->trouble = (int)fault.code;
}

static void finish_batch(struct writer *writer, struct change *batch)
{
	size_t topic_count;
	const struct topic *topics = transaction_topics(writer->transaction, &topic_count);
	hub_publish(writer->hub, topics, topic_count);
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
	struct query *query = db_query(transaction_db(transaction), &PROBE_PUT);
	query_int(query, 1, transaction_now(transaction));
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

/* Waits until something is queued; in trouble, or with a journal that lacks
 * something, until it is time to try again. */
static void wait_queued(struct writer *writer)
{
	struct timespec until;
	bool lacks = writer->journal != NULL &&
		     (journal_is_behind(writer->journal) || journal_wants_base(writer->journal));
	if (writer->trouble == FAULT_NONE && !lacks) {
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
	if (lacks) { /* although nobody writes */
		keep_in_journal(writer, clock_now());
		checkpointer_step(writer->checkpointer, writer->db, writer->frames, writer->journal);
	}
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
	writer->transaction = transaction_new(db);
	sqlite3_wal_hook(db->sqlite, count_frames, writer);
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
	transaction_free(&writer->transaction);
	if (writer->journal != NULL)
		journal_close(&writer->journal);
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
	bool was_empty = !stopping && writer->first == NULL;
	if (!stopping) {
		*writer->last = change;
		writer->last = &change->next;
		writer->waiting++;
	}
	pthread_mutex_unlock(&writer->lock);
	if (was_empty) /* not before: it would wake to wait for the lock */
		pthread_cond_signal(&writer->queued);
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
