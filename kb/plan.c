/*
 * Plan: see plan.h.
 */
#include "kb/plan.h"

#include "data/audit.h"

#define AHEAD_MOST_MS (366LL * 24 * 3600 * 1000)

SQL_WRITE(PLAN_CANCEL, "UPDATE publication_plan SET state = 'cancelled', ended_at = $1 "
		       "WHERE state = 'waiting'");
SQL_WRITE(PLAN_INSERT,
	  "INSERT INTO publication_plan (id, at, reason, state, planned_by, created_at) "
	  "VALUES ($1, $2, $3, 'waiting', $4, $5)");
SQL_WRITE(PLAN_END, "UPDATE publication_plan SET state = $2, outcome = $3, ended_at = $4 "
		    "WHERE id = $1 AND state = 'waiting'");
/* A handful of rows: one for each plan that was ever made. */
SQL_SCAN(PLAN_READ,
	 "SELECT p.id, p.at, p.reason, p.state, p.outcome, p.planned_by, p.created_at, "
	 "s.display_name AS planned_by_name FROM publication_plan p "
	 "LEFT JOIN staff s ON s.id = p.planned_by WHERE p.state <> 'cancelled' "
	 "ORDER BY CASE p.state WHEN 'waiting' THEN 0 ELSE 1 END, p.ended_at DESC, p.id DESC "
	 "LIMIT 1");

static bool cancel_waiting(struct transaction *transaction, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PLAN_CANCEL);
	query_int(query, 1, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

bool plan_set(struct transaction *transaction, int64_t at, const char *reason,
	      const struct staff_id *by, struct plan_id *id, struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	if (at <= now || at > now + AHEAD_MOST_MS)
		return fault_detail(fault, FAULT_OUT_OF_RANGE, "at",
				    "a time from now to a year ahead, in milliseconds");
	if (!cancel_waiting(transaction, fault))
		return false;
	id_new(now, id->text);
	struct query *query = db_query(transaction_db(transaction), &PLAN_INSERT);
	query_text(query, 1, id->text);
	query_int(query, 2, at);
	query_text(query, 3, reason);
	query_text(query, 4, by == NULL ? NULL : by->text);
	query_int(query, 5, now);
	return query_run(&query, fault) &&
	       audit_append(transaction, by == NULL ? NULL : by->text, "publication.plan", "plan",
			    id->text, NULL, fault);
}

bool plan_cancel(struct transaction *transaction, const struct staff_id *by, struct fault *fault)
{
	if (!cancel_waiting(transaction, fault))
		return false;
	if (db_changes(transaction_db(transaction)) == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "plan");
	return audit_append(transaction, by == NULL ? NULL : by->text, "publication.unplan", "plan",
			    "", NULL, fault);
}

bool plan_end(struct transaction *transaction, const struct plan_id *id, bool succeeded,
	      const char *outcome, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PLAN_END);
	query_text(query, 1, id->text);
	query_text(query, 2, succeeded ? "done" : "failed");
	query_text(query, 3, outcome);
	query_int(query, 4, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault);
}

enum lookup plan_read(struct db *db, struct arena *arena, struct plan *out, struct fault *fault)
{
	struct plan plan = {0};
	bool any = false;
	struct query *query = db_query(db, &PLAN_READ);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "id", plan.id.text, sizeof(plan.id.text));
		plan.at = row_int(query, "at");
		plan.reason = row_text(query, "reason", arena);
		plan.state = row_text(query, "state", arena);
		plan.outcome = row_text(query, "outcome", arena);
		row_text_into(query, "planned_by", plan.by.text, sizeof(plan.by.text));
		plan.created_at = row_int(query, "created_at");
		plan.planned_by = row_text(query, "planned_by_name", arena);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	*out = plan;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}
