/*
 * Desk choice: see desk_choice.h.
 */
#include "handoff/desk_choice.h"

SQL_READ(DESK_CHOICE_READ, "SELECT choice FROM desk_choice WHERE staff = $1");
SQL_WRITE(DESK_CHOICE_KEEP,
	  "INSERT INTO desk_choice (staff, choice, at) VALUES ($1, $2, $3) "
	  "ON CONFLICT (staff) DO UPDATE SET choice = excluded.choice, at = excluded.at");

bool desk_choice_read(struct db *db, const struct staff_id *staff, struct arena *arena,
		      const char **choice, struct fault *fault)
{
	*choice = NULL;
	struct query *query = db_query(db, &DESK_CHOICE_READ);
	query_text(query, 1, staff->text);
	if (query_next(query))
		*choice = row_text(query, "choice", arena);
	return query_end(&query, fault);
}

static bool apply_choosing(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct desk_choosing *choosing = (const struct desk_choosing *)change;
	struct query *query = db_query(transaction_db(transaction), &DESK_CHOICE_KEEP);
	query_text(query, 1, choosing->staff.text);
	query_text(query, 2, choosing->choice);
	query_int(query, 3, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, choosing->staff.text));
	return query_run(&query, fault);
}

void desk_choosing_prepare(struct desk_choosing *choosing)
{
	choosing->change.apply = apply_choosing;
}
