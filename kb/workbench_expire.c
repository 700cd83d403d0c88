/*
 * Workbench, expiry: sets aside what nobody asks any more, where an admin has
 * set a period.  See workbench.h.  Writer thread; workbench_expirable takes
 * any reader.
 */
#include "kb/workbench_internal.h"

/* A cluster that somebody worked on within the period is not idle: one that
 * was put back stays for another. */
#define IDLE                                                                                       \
	"FROM cluster c WHERE c.state = 'open' AND c.last_at < $1 AND NOT EXISTS "                 \
	"(SELECT 1 FROM workbench_act a WHERE a.cluster = c.id AND a.at >= $1) "
SQL_READ(EXPIRE_IDLE, "SELECT c.id " IDLE "ORDER BY c.last_at LIMIT $2");
SQL_READ(EXPIRE_STILL_IDLE, "SELECT COUNT(*) AS many " IDLE "AND c.id = $2");

bool workbench_expirable(struct db *db, int64_t before, struct cluster_id *out, int most,
			 int *count, struct fault *fault)
{
	struct query *query = db_query(db, &EXPIRE_IDLE);
	*count = 0;
	query_int(query, 1, before);
	query_int(query, 2, most);
	while (query_next(query)) {
		struct cluster_id *one = &out[(*count)++];
		row_text_into(query, "id", one->text, sizeof(one->text));
	}
	return query_end(&query, fault);
}

bool workbench_expire(struct transaction *transaction, const struct cluster_id *cluster,
		      int64_t before, struct fault *fault)
{
	struct workbench_pick pick = {.cluster = *cluster};
	struct workbench_by by = {0};
	int64_t many = 0;
	struct query *query = db_query(transaction_db(transaction), &EXPIRE_STILL_IDLE);
	query_int(query, 1, before);
	query_text(query, 2, cluster->text);
	while (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many == 0 || workbench_ignore(transaction, &pick, WORKBENCH_EXPIRED, &by, fault);
}
