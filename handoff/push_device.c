/*
 * Push device: see push_device.h.
 */
#include "handoff/push_device.h"

#include "data/clock.h"

SQL_WRITE(PUSH_DEVICE_ADD,
	  "INSERT INTO push_device (id, staff, session, endpoint, client_key, client_auth, created_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (endpoint) DO UPDATE SET staff = $2, "
	  "session = $3, client_key = $5, client_auth = $6, created_at = $7");
SQL_WRITE(PUSH_DEVICE_SPARE,
	  "DELETE FROM push_device WHERE staff = $1 AND id NOT IN (SELECT p.id FROM push_device p "
	  "JOIN staff_session x ON x.id = p.session WHERE p.staff = $1 AND x.expires_at > $3 "
	  "ORDER BY p.created_at DESC, p.id DESC LIMIT $2)");
SQL_WRITE(PUSH_DEVICE_REMOVE, "DELETE FROM push_device WHERE staff = $1 AND endpoint = $2");
SQL_READ(PUSH_DEVICE_READ,
	 "SELECT p.endpoint, p.client_key, p.client_auth FROM push_device p "
	 "JOIN staff s ON s.id = p.staff JOIN staff_session x ON x.id = p.session "
	 "WHERE p.id = $1 AND s.blocked = 0 AND x.expires_at > $2");

static bool remove_spare(struct transaction *transaction, const struct staff_id *staff,
			 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PUSH_DEVICE_SPARE);
	query_text(query, 1, staff->text);
	query_int(query, 2, PUSH_DEVICES_MOST);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool apply_add(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct push_device_add *add = (const struct push_device_add *)change;
	char id[ID_LENGTH + 1];
	id_new(transaction_now(transaction), id);
	struct query *query = db_query(transaction_db(transaction), &PUSH_DEVICE_ADD);
	query_text(query, 1, id);
	query_text(query, 2, add->staff.text);
	query_text(query, 3, add->session.text);
	query_text(query, 4, add->endpoint);
	query_text(query, 5, add->key);
	query_text(query, 6, add->auth);
	query_int(query, 7, transaction_now(transaction));
	return query_run(&query, fault) && remove_spare(transaction, &add->staff, fault);
}

void push_device_add_prepare(struct push_device_add *add)
{
	add->change.apply = apply_add;
}

static bool apply_remove(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct push_device_remove *remove = (const struct push_device_remove *)change;
	struct query *query = db_query(transaction_db(transaction), &PUSH_DEVICE_REMOVE);
	query_text(query, 1, remove->staff.text);
	query_text(query, 2, remove->endpoint);
	return query_run(&query, fault);
}

void push_device_remove_prepare(struct push_device_remove *remove)
{
	remove->change.apply = apply_remove;
}

enum lookup push_device_read(struct db *db, const char *id, struct arena *arena,
			     struct push_device *device, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &PUSH_DEVICE_READ);
	query_text(query, 1, id);
	query_int(query, 2, clock_now());
	if (query_next(query)) {
		any = true;
		*device = (struct push_device){.endpoint = row_text(query, "endpoint", arena),
					       .key = row_text(query, "client_key", arena),
					       .auth = row_text(query, "client_auth", arena)};
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}
