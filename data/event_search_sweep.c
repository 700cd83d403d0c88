/*
 * Event search, sweeping: what was said in deleted conversations goes out of
 * the index.  See event_search.h.
 *
 * The index can't be asked which rows a conversation has.  But rows stand in
 * the order in which they were said, and the oldest conversations are deleted
 * first, so walking on from where the last sweep ended finds them soon; how
 * many are owed says when to stop.
 */
#include "data/event_search.h"

#define SWEPT_AT_ONCE 300 /* rows looked at in one change */

SQL_WRITE(SWEEP_OWE,
	  "UPDATE event_search_sweep SET owed = owed + (SELECT COUNT(*) FROM event e "
	  "LEFT JOIN event_search_due d ON d.conversation = e.conversation WHERE "
	  "e.conversation = $1 AND e.text IS NOT NULL AND e.type <> 'whisper' "
	  "AND (d.number IS NULL OR e.number < d.number))");
SQL_SCAN(SWEEP_READ, "SELECT swept_to, owed FROM event_search_sweep");
SQL_SCAN(SWEEP_ROWS, "SELECT f.rowid AS place, f.number, CASE WHEN c.id IS NULL THEN 1 ELSE 0 END "
		     "AS is_gone FROM event_search f LEFT JOIN conversation c ON c.id = f.conversation "
		     "WHERE f.rowid > $1 ORDER BY f.rowid LIMIT $2");
SQL_WRITE(SWEEP_REMOVE, "DELETE FROM event_search WHERE rowid = $1");
SQL_WRITE(SWEEP_DONE, "UPDATE event_search_sweep SET swept_to = $1, owed = $2");

bool event_search_owe(struct transaction *transaction, const struct conversation_id *conversation,
		      struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SWEEP_OWE);
	query_text(query, 1, conversation->text);
	return query_run(&query, fault);
}

struct sweep {
	struct change change;
	int64_t swept_to;
	int64_t owed;
	int looked_at;
	int64_t gone[SWEPT_AT_ONCE]; /* rows */
	int gone_count;
};

static bool read_sweep(struct db *db, struct sweep *sweep, struct fault *fault)
{
	struct query *query = db_query(db, &SWEEP_READ);
	if (query_next(query)) {
		sweep->swept_to = row_int(query, "swept_to");
		sweep->owed = row_int(query, "owed");
	}
	return query_end(&query, fault);
}

static bool find_gone(struct db *db, struct sweep *sweep, struct fault *fault)
{
	struct query *query = db_query(db, &SWEEP_ROWS);
	query_int(query, 1, sweep->swept_to);
	query_int(query, 2, SWEPT_AT_ONCE);
	while (query_next(query)) {
		sweep->swept_to = row_int(query, "place");
		sweep->looked_at++;
		bool is_text = row_int(query, "number") > 0;
		if (row_int(query, "is_gone") == 0)
			continue;
		sweep->gone[sweep->gone_count++] = sweep->swept_to;
		sweep->owed -= is_text;
	}
	return query_end(&query, fault);
}

static bool apply_sweep(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct sweep *sweep = (struct sweep *)change;
	struct db *db = transaction_db(transaction);
	sweep->looked_at = sweep->gone_count = 0;
	if (!read_sweep(db, sweep, fault) || !find_gone(db, sweep, fault))
		return false;
	for (int at = 0; at < sweep->gone_count; at++) {
		struct query *query = db_query(db, &SWEEP_REMOVE);
		query_int(query, 1, sweep->gone[at]);
		if (!query_run(&query, fault))
			return false;
	}
	/* At the end it begins again, unless all of it has just been walked. */
	bool is_end = sweep->looked_at < SWEPT_AT_ONCE;
	if (sweep->owed < 0 || (is_end && sweep->swept_to == 0))
		sweep->owed = 0;
	struct query *query = db_query(db, &SWEEP_DONE);
	query_int(query, 1, is_end ? 0 : sweep->swept_to);
	query_int(query, 2, sweep->owed);
	return query_run(&query, fault);
}

bool event_search_sweep(struct store *store, bool *left, struct fault *fault)
{
	struct sweep sweep = {.change = {.apply = apply_sweep}};
	if (!read_sweep(store_reader(store), &sweep, fault))
		return false;
	*left = false;
	if (sweep.owed <= 0)
		return true;
	if (!store_write(store, &sweep.change, fault))
		return false;
	*left = sweep.owed > 0;
	return true;
}
