/*
 * Set back: see set_back.h.
 */
#include "handoff/set_back.h"

#include "data/clock.h"

/* Corrections of a running clock are far smaller. */
#define STEP_MS_LEAST 1000
/* It is looked at each second: so long before it was set back something may have been due, or
 * stored since. */
#define LOOK_MS_MOST 5000

/* $1: what is later than this moves.  $2: by how much. */
SQL_WRITE(BACK_CALL, "UPDATE conversation SET call_at = call_at - $2 WHERE call_at > $1");
SQL_WRITE(BACK_SEND, "UPDATE conversation SET send_at = send_at - $2 WHERE send_at > $1");
SQL_WRITE(BACK_REACT, "UPDATE conversation SET react_by = react_by - $2 WHERE react_by > $1");
SQL_WRITE(BACK_SILENCE,
	  "UPDATE conversation SET silence_at = silence_at - $2 WHERE silence_at > $1");
SQL_WRITE(BACK_OUTBOX, "UPDATE outbox SET next_at = next_at - $2 "
		       "WHERE state = 'waiting' AND next_at > $1");
SQL_WRITE(BACK_QUEUED, "UPDATE conversation SET queued_at = queued_at - $2 "
		       "WHERE owner = 'queue' AND queued_at > $1");
SQL_WRITE(BACK_CALLED, "UPDATE conversation SET called_at = called_at - $2 "
		       "WHERE owner IN ('queue', 'agent') AND called_at > $1");
SQL_WRITE(BACK_SEEN, "UPDATE staff SET seen_at = seen_at - $2 WHERE seen_at > $1");

static const struct {
	const struct sql *sql;
	bool is_due; /* rather than has been */
} moves[] = {
    {&BACK_CALL, true},   {&BACK_SEND, true},    {&BACK_REACT, true},   {&BACK_SILENCE, true},
    {&BACK_OUTBOX, true}, {&BACK_QUEUED, false}, {&BACK_CALLED, false}, {&BACK_SEEN, false},
};

int64_t wall_watch_set_back(struct wall_watch *watch)
{
	int64_t ahead = clock_now() - clock_steady();
	int64_t by = watch->is_begun ? watch->ahead - ahead : 0;
	*watch = (struct wall_watch){.is_begun = true, .ahead = ahead};
	return by >= STEP_MS_LEAST ? by : 0;
}

struct back_change {
	struct change change;
	int64_t by;
};

static bool apply_back(struct change *change, struct transaction *transaction, struct fault *fault)
{
	int64_t by = ((const struct back_change *)change)->by;
	int64_t now = transaction_now(transaction);
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		struct query *query = db_query(transaction_db(transaction), moves[i].sql);
		/* What was still to come was later than the time as it was told then. */
		query_int(query, 1, moves[i].is_due ? now + by - LOOK_MS_MOST : now);
		query_int(query, 2, by);
		if (!query_run(&query, fault))
			return false;
	}
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return true;
}

bool set_back_due(struct store *store, int64_t by, struct fault *fault)
{
	struct back_change back = {.change = {.apply = apply_back}, .by = by};
	return store_write(store, &back.change, fault);
}
