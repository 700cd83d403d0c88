/*
 * Ticket rules: see ticket_rules.h.
 */
#include "handoff/ticket_rules.h"

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"

SQL_READ(TICKET_RULES_READ, "SELECT hours_low, hours_normal, hours_high, hours_urgent, confirm_days "
			    "FROM ticket_rules WHERE id = 1");
SQL_WRITE(TICKET_RULES_CHANGE,
	  "UPDATE ticket_rules SET hours_low = $1, hours_normal = $2, hours_high = $3, "
	  "hours_urgent = $4, confirm_days = $5 WHERE id = 1");
SQL_WRITE(TICKET_RULES_NUMBER, "UPDATE ticket_rules SET last_number = last_number + 1 WHERE id = 1 "
			       "RETURNING last_number");

bool ticket_rules_read(struct db *db, struct ticket_rules *rules, struct fault *fault)
{
	struct ticket_rules found = {0};
	struct query *query = db_query(db, &TICKET_RULES_READ);
	if (query_next(query)) {
		found.hours[TICKET_LOW] = row_int(query, "hours_low");
		found.hours[TICKET_NORMAL] = row_int(query, "hours_normal");
		found.hours[TICKET_HIGH] = row_int(query, "hours_high");
		found.hours[TICKET_URGENT] = row_int(query, "hours_urgent");
		found.confirm_days = row_int(query, "confirm_days");
	}
	if (!query_end(&query, fault))
		return false;
	*rules = found;
	return true;
}

static bool store_rules(struct db *db, const struct ticket_rules *rules, struct fault *fault)
{
	struct query *query = db_query(db, &TICKET_RULES_CHANGE);
	for (int at = 0; at < TICKET_PRIORITY_COUNT; at++)
		query_int(query, at + 1, rules->hours[at]);
	query_int(query, TICKET_PRIORITY_COUNT + 1, rules->confirm_days);
	return query_run(&query, fault);
}

static bool write_audit(struct transaction *transaction, const struct ticket_rules_change *change,
			const struct ticket_rules *rules, struct fault *fault)
{
	struct buffer detail = buffer_new(500);
	struct json_writer json = json_writer(&detail);
	json_open_object(&json, NULL);
	for (int at = 0; at < TICKET_PRIORITY_COUNT; at++)
		json_add_int(&json, ticket_priority_name((enum ticket_priority)at), rules->hours[at]);
	json_add_int(&json, "confirm_days", rules->confirm_days);
	json_close_object(&json);
	bool ok = audit_append(transaction, change->by.text, "ticket-rules.change", "ticket-rules", "all",
			       detail.bytes, fault);
	buffer_free(&detail);
	return ok;
}

static bool apply_change(struct change *change_, struct transaction *transaction,
			 struct fault *fault)
{
	const struct ticket_rules_change *change = (const struct ticket_rules_change *)change_;
	struct ticket_rules rules;
	if (!ticket_rules_read(transaction_db(transaction), &rules, fault))
		return false;
	for (int at = 0; at < TICKET_PRIORITY_COUNT; at++)
		if (change->rules.hours[at] >= 0)
			rules.hours[at] = change->rules.hours[at];
	if (change->rules.confirm_days >= 0)
		rules.confirm_days = change->rules.confirm_days;
	return store_rules(transaction_db(transaction), &rules, fault) &&
	       write_audit(transaction, change, &rules, fault);
}

void ticket_rules_change_prepare(struct ticket_rules_change *change)
{
	change->change.apply = apply_change;
}

bool ticket_rules_number(struct transaction *transaction, int64_t *number, struct fault *fault)
{
	int64_t found = 0;
	struct query *query = db_query(transaction_db(transaction), &TICKET_RULES_NUMBER);
	while (query_next(query))
		found = row_int(query, "last_number");
	*number = found;
	return query_end(&query, fault);
}
