/*
 * Sign-in policy: see sign_in_policy.h.
 */
#include "handoff/sign_in_policy.h"

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"

SQL_READ(POLICY_READ, "SELECT second_factor, addresses FROM sign_in_policy WHERE id = 1");
SQL_SCAN(POLICY_STAFF, "SELECT id FROM staff WHERE connected > 0");
SQL_WRITE(POLICY_CHANGE,
	  "UPDATE sign_in_policy SET second_factor = $1, addresses = $2 WHERE id = 1");

bool sign_in_policy_read(struct db *db, struct arena *arena, struct sign_in_policy *policy,
			 struct fault *fault)
{
	struct sign_in_policy found = {.addresses = ""};
	struct query *query = db_query(db, &POLICY_READ);
	if (query_next(query)) {
		found.second_factor = row_int(query, "second_factor") != 0;
		found.addresses = row_text(query, "addresses", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*policy = found;
	return true;
}

static bool write_audit(struct transaction *transaction, const struct staff_id *by,
			const struct sign_in_policy *policy, struct fault *fault)
{
	struct buffer detail = buffer_new(8000);
	struct json_writer json = json_writer(&detail);
	json_open_object(&json, NULL);
	json_add_bool(&json, "second_factor", policy->second_factor);
	json_add_text(&json, "addresses", policy->addresses);
	json_close_object(&json);
	bool ok = audit_append(transaction, by->text[0] == '\0' ? NULL : by->text, "sign-in.change", "sign-in", "policy",
			       detail.bytes, fault);
	buffer_free(&detail);
	return ok;
}

/* Whoever it shuts out hears no more: their streams look again. */
static bool wake_everybody(struct transaction *transaction, struct fault *fault)
{
	struct staff_id id;
	struct query *query = db_query(transaction_db(transaction), &POLICY_STAFF);
	while (query_next(query)) {
		row_text_into(query, "id", id.text, sizeof(id.text));
		transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, id.text));
	}
	return query_end(&query, fault);
}

static bool apply_change(struct change *change_, struct transaction *transaction,
			 struct fault *fault)
{
	const struct sign_in_policy_change *change = (const struct sign_in_policy_change *)change_;
	struct sign_in_policy policy;
	if (!sign_in_policy_read(transaction_db(transaction), transaction_arena(transaction),
				 &policy, fault))
		return false;
	if (change->second_factor >= 0)
		policy.second_factor = change->second_factor != 0;
	if (change->addresses != NULL)
		policy.addresses = change->addresses;
	struct query *query = db_query(transaction_db(transaction), &POLICY_CHANGE);
	query_int(query, 1, policy.second_factor);
	query_text(query, 2, policy.addresses);
	return query_run(&query, fault) && wake_everybody(transaction, fault) &&
	       write_audit(transaction, &change->by, &policy, fault);
}

void sign_in_policy_change_prepare(struct sign_in_policy_change *change)
{
	change->change.apply = apply_change;
}
