/*
 * Sign-in link: see sign_in_link.h.  Writer thread.
 */
#include "handoff/sign_in_link.h"

#include "data/audit.h"

SQL_READ(LINK_STAFF, "SELECT COUNT(*) AS many FROM staff WHERE id = $1 AND blocked = 0");
SQL_WRITE(LINK_FORGET, "DELETE FROM sign_in_link WHERE staff = $1 AND used_at IS NULL");
SQL_WRITE(LINK_INSERT,
	  "INSERT INTO sign_in_link (secret_hash, staff, expires_at) VALUES ($1, $2, $3)");

static bool check_staff(struct db *db, const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(db, &LINK_STAFF);
	query_text(query, 1, staff->text);
	bool found = query_next(query) && row_int(query, "many") > 0;
	if (!query_end(&query, fault))
		return false;
	return found || fault_set(fault, FAULT_NOT_FOUND, "staff");
}

static bool forget(struct db *db, const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(db, &LINK_FORGET);
	query_text(query, 1, staff->text);
	return query_run(&query, fault);
}

static bool apply_make(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct sign_in_link_make *link = (struct sign_in_link_make *)change;
	struct db *db = transaction_db(transaction);
	if (!check_staff(db, &link->staff, fault) || !forget(db, &link->staff, fault))
		return false;
	link->secret = secret_new();
	link->expires_at = transaction_now(transaction) + SIGN_IN_LINK_LASTS_MS;
	struct secret_hash hash = secret_hash(link->secret.text);
	struct query *query = db_query(db, &LINK_INSERT);
	query_text(query, 1, hash.text);
	query_text(query, 2, link->staff.text);
	query_int(query, 3, link->expires_at);
	return query_run(&query, fault) &&
	       audit_append(transaction, link->by.text[0] == '\0' ? NULL : link->by.text,
			    "staff.link", "staff", link->staff.text, NULL, fault);
}

void sign_in_link_make_prepare(struct sign_in_link_make *link)
{
	link->change.apply = apply_make;
}
