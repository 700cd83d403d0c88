/*
 * Mail allowance: see mail_allowance.h.
 */
#include "handoff/mail_allowance.h"

static bool check(struct transaction *transaction, const struct mail_allowance *allowance,
		  const char *field, struct fault *fault)
{
	int64_t many = 0;
	int64_t since = transaction_now(transaction) - allowance->within_ms;
	struct query *query = db_query(transaction_db(transaction), allowance->sql);
	if (allowance->of != NULL)
		query_text(query, 1, allowance->of);
	query_int(query, allowance->of != NULL ? 2 : 1, since);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < allowance->most ||
	       fault_limit(fault, FAULT_MAILS_ENOUGH, field, many, allowance->most);
}

bool mail_allowances_check(struct transaction *transaction, const struct mail_allowance *allowances,
			   size_t count, const char *field, struct fault *fault)
{
	for (size_t at = 0; at < count; at++)
		if (!check(transaction, &allowances[at], field, fault))
			return false;
	return true;
}
