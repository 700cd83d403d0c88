/*
 * Transaction: a batch of changes, run and committed together.
 *
 * Each change is run in a savepoint, unless it refuses before it writes, so
 * that one that is refused leaves the others alone; then one COMMIT for all.
 *
 * Not here: the queue, and what is done once the outcome is known (writer.c).
 * The writer's thread.
 */
#include <sqlite3.h>
#include <stdlib.h>

#include "data/clock.h"
#include "data/db_internal.h"
#include "data/log.h"
#include "data/store_internal.h"

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
	bool may_commit;       /* only while the batch's COMMIT runs */
	int64_t careful_until; /* by the steady clock */
	int64_t commit_micros; /* that the last COMMIT took */
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

/* Changes ---------------------------------------------------------------------- */

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
static bool undo_change(struct transaction *transaction, struct fault *fault)
{
	return run(transaction->db, &CHANGE_UNDO, fault) && run(transaction->db, &CHANGE_KEEP, fault);
}

/* Why the batch can't go on, when a change has left it unfit to be committed; false. */
static bool give_up(const struct change *change, struct fault *fault)
{
	*fault = change->fault;
	return fault_status(fault->code) < 500 && fault_set(fault, FAULT_STORE, "");
}

/* A savepoint keeps a copy of every page that the change touches. */
static bool apply_guarded(struct transaction *transaction, struct change *change, struct fault *fault)
{
	if (!run(transaction->db, &CHANGE_BEGIN, &change->fault)) {
		*fault = change->fault;
		return in_transaction(transaction->db);
	}
	change->committed = change->apply(change, transaction, &change->fault) &&
			    run(transaction->db, &CHANGE_KEEP, &change->fault);
	if (change->committed)
		return true;
	if (in_transaction(transaction->db))
		return undo_change(transaction, fault);
	/* A full or failing disk has ended the whole transaction. */
	return give_up(change, fault);
}

static bool apply_at_once(struct transaction *transaction, struct change *change, struct fault *fault)
{
	int64_t before = db_changes_ever(transaction->db);
	change->committed = change->apply(change, transaction, &change->fault);
	if (change->committed)
		return true;
	if (in_transaction(transaction->db) && db_changes_ever(transaction->db) == before)
		return true;
	transaction->careful_until = clock_steady() + CAREFUL_MS;
	log_line(LOG_ERROR, "commit",
		 "a change that refuses first had written something; its batch is refused with it");
	log_fault(LOG_ERROR, "commit", &change->fault);
	return give_up(change, fault);
}

/* One change.  change->committed holds "applied" until the commit decides.
 * False with *fault when the batch can't go on. */
static bool apply_change(struct transaction *transaction, struct change *change, struct fault *fault)
{
	size_t topics = transaction->topic_count;
	bool is_trusted = change->refuses_first && clock_steady() >= transaction->careful_until;
	change->committed = false;
	bool goes_on = is_trusted ? apply_at_once(transaction, change, fault)
				  : apply_guarded(transaction, change, fault);
	if (!change->committed)
		transaction->topic_count = topics;
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

static bool run_batch(struct transaction *transaction, struct change *batch, struct fault *fault)
{
	if (!run(transaction->db, &BATCH_BEGIN, fault))
		return false;
	for (struct change *change = batch; change != NULL; change = change->next)
		if (!apply_change(transaction, change, fault))
			return false;
	int64_t started = clock_steady_micros();
	transaction->may_commit = true;
	bool ok = run(transaction->db, &BATCH_COMMIT, fault);
	transaction->may_commit = false;
	transaction->commit_micros = clock_steady_micros() - started;
	return ok;
}

/* Together --------------------------------------------------------------------- */

/* Nothing is stored but by the batch's COMMIT.  After a fault of the disk
 * SQLite may have ended the transaction in the middle of a change; what that
 * change writes next would be stored piece by piece. */
static int refuse_stray_commit(void *transaction)
{
	return !((struct transaction *)transaction)->may_commit;
}

struct transaction *transaction_new(struct db *db)
{
	struct transaction *transaction = memory_new(sizeof(*transaction));
	transaction->db = db;
	transaction->arena = arena_new();
	sqlite3_commit_hook(db->sqlite, refuse_stray_commit, transaction);
	return transaction;
}

void transaction_free(struct transaction **owner)
{
	struct transaction *transaction = *owner;
	arena_free(&transaction->arena);
	free(transaction->topics);
	free(transaction);
	*owner = NULL;
}

bool transaction_run(struct transaction *transaction, struct change *batch, struct fault *fault)
{
	arena_reset(transaction->arena);
	transaction->now = clock_now();
	transaction->topic_count = 0;
	transaction->commit_micros = 0;
	for (struct change *change = batch; change != NULL; change = change->next)
		change->fault.code = FAULT_NONE;
	if (run_batch(transaction, batch, fault))
		return true;
	if (in_transaction(transaction->db)) {
		struct fault ignored;
		(void)!run(transaction->db, &BATCH_ROLLBACK, &ignored);
	}
	transaction->topic_count = 0;
	refuse_all(batch, fault);
	return false;
}

const struct topic *transaction_topics(const struct transaction *transaction, size_t *count)
{
	*count = transaction->topic_count;
	return transaction->topics;
}

int64_t transaction_commit_micros(const struct transaction *transaction)
{
	return transaction->commit_micros;
}
