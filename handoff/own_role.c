/*
 * Own role: see own_role.h.
 */
#include "handoff/own_role.h"

#include <string.h>

#include "data/audit.h"
#include "data/buffer.h"
#include "data/json.h"

#define ROLE_COLUMNS                                                                               \
	"r.id, r.name, r.permissions, r.base, "                                                    \
	"(SELECT COUNT(*) FROM staff s WHERE s.own_role = r.id) AS holders"

SQL_SCAN(ROLE_LIST, "SELECT " ROLE_COLUMNS " FROM staff_role r ORDER BY r.name LIMIT $1");
SQL_SCAN(ROLE_BY_ID, "SELECT " ROLE_COLUMNS " FROM staff_role r WHERE r.id = $1");
SQL_SCAN(ROLE_COUNT_ALL, "SELECT COUNT(*) AS many FROM staff_role");
SQL_SCAN(ROLE_HOLDERS, "SELECT id FROM staff WHERE own_role = $1");
SQL_WRITE(ROLE_INSERT, "INSERT INTO staff_role (id, name, permissions, base, edits, approves) "
		       "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(ROLE_CHANGE, "UPDATE staff_role SET name = $2, permissions = $3, base = $4, edits = $5, "
		       "approves = $6 WHERE id = $1");
SQL_WRITE(ROLE_CHANGE_HOLDERS, "UPDATE staff SET role = $2 WHERE own_role = $1");
SQL_WRITE(ROLE_DELETE, "DELETE FROM staff_role WHERE id = $1");

/* --- Reading ------------------------------------------------------------------------------ */

static void read_row(struct query *query, struct arena *arena, struct own_role *role)
{
	char base[16];
	row_text_into(query, "id", role->id.text, sizeof(role->id.text));
	role->name = row_text(query, "name", arena);
	role->permissions = row_text(query, "permissions", arena);
	row_text_into(query, "base", base, sizeof(base));
	role->base = ROLE_EDITOR; /* the schema checks the word */
	(void)role_from_name(base, &role->base);
	role->holders = (int)row_int(query, "holders");
}

bool own_role_list(struct db *db, struct arena *arena, struct own_role **list, int *count,
		   struct fault *fault)
{
	struct own_role *roles = arena_array(arena, OWN_ROLES_MOST, sizeof(*roles));
	int found = 0;
	struct query *query = db_query(db, &ROLE_LIST);
	query_int(query, 1, OWN_ROLES_MOST);
	while (found < OWN_ROLES_MOST && query_next(query))
		read_row(query, arena, &roles[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = roles;
	*count = found;
	return true;
}

enum lookup own_role_by_id(struct db *db, const struct role_id *id, struct arena *arena,
			   struct own_role *role, struct fault *fault)
{
	struct own_role read;
	bool found = false;
	struct query *query = db_query(db, &ROLE_BY_ID);
	query_text(query, 1, id->text);
	if (query_next(query)) {
		read_row(query, arena, &read);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (found)
		*role = read;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* --- Saving -------------------------------------------------------------------------------- */

static bool check_room(struct db *db, struct fault *fault)
{
	struct query *query = db_query(db, &ROLE_COUNT_ALL);
	int64_t many = query_next(query) ? row_int(query, "many") : 0;
	if (!query_end(&query, fault))
		return false;
	return many < OWN_ROLES_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "roles", many, OWN_ROLES_MOST);
}

static bool write_role(struct transaction *transaction, const struct own_role_save *save,
		       bool is_new, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, is_new ? &ROLE_INSERT : &ROLE_CHANGE);
	query_text(query, 1, save->id.text);
	query_text(query, 2, save->name);
	query_text(query, 3, save->permissions);
	query_text(query, 4, role_name(save->base));
	query_int(query, 5, save->edits);
	query_int(query, 6, save->approves);
	if (!query_run(&query, fault))
		return fault->code == FAULT_EXISTS ? fault_set(fault, FAULT_EXISTS, "name") : false;
	return db_changes(db) > 0 || fault_set(fault, FAULT_NOT_FOUND, "role");
}

static bool list_holders(struct transaction *transaction, const struct role_id *role,
			 struct staff_id **out, int *count, struct fault *fault)
{
	int found = 0;
	int room = 16;
	struct arena *arena = transaction_arena(transaction);
	struct staff_id *ids = arena_array(arena, (size_t)room, sizeof(*ids));
	struct query *query = db_query(transaction_db(transaction), &ROLE_HOLDERS);
	query_text(query, 1, role->text);
	while (query_next(query)) {
		if (found == room) {
			struct staff_id *more = arena_array(arena, (size_t)room * 2, sizeof(*ids));
			memcpy(more, ids, (size_t)room * sizeof(*ids));
			ids = more;
			room *= 2;
		}
		row_text_into(query, "id", ids[found++].text, sizeof(ids->text));
	}
	*out = ids;
	*count = found;
	return query_end(&query, fault);
}

static bool change_holders(struct transaction *transaction, const struct own_role_save *save,
			   struct fault *fault)
{
	struct staff_id *holders;
	int count;
	struct query *query = db_query(transaction_db(transaction), &ROLE_CHANGE_HOLDERS);
	query_text(query, 1, save->id.text);
	query_text(query, 2, role_name(save->base));
	if (!query_run(&query, fault) ||
	    !list_holders(transaction, &save->id, &holders, &count, fault))
		return false;
	for (int i = 0; i < count; i++) {
		if (!role_serves(save->base) && !staff_stop_serving(transaction, &holders[i], fault))
			return false;
		transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, holders[i].text));
	}
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return true;
}

static bool write_audit(struct transaction *transaction, const struct own_role_save *save,
			bool is_new, struct fault *fault)
{
	struct buffer detail = buffer_new(4000);
	struct json_writer json = json_writer(&detail);
	json_open_object(&json, NULL);
	json_add_text(&json, "name", save->name);
	json_add_text(&json, "permissions", save->permissions);
	json_close_object(&json);
	bool ok = audit_append(transaction, save->by.text, is_new ? "role.create" : "role.change",
			       "role", save->id.text, detail.bytes, fault);
	buffer_free(&detail);
	return ok;
}

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct own_role_save *save = (struct own_role_save *)change;
	bool is_new = save->id.text[0] == '\0';
	struct own_role_save role = *save;
	if (is_new) {
		if (!check_room(transaction_db(transaction), fault))
			return false;
		id_new(transaction_now(transaction), role.id.text);
	}
	if (!write_role(transaction, &role, is_new, fault) ||
	    !change_holders(transaction, &role, fault) ||
	    !write_audit(transaction, &role, is_new, fault))
		return false;
	save->id = role.id;
	return true;
}

void own_role_save_prepare(struct own_role_save *save)
{
	save->change.apply = apply_save;
}

static bool apply_delete(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct own_role_delete *removal = (const struct own_role_delete *)change;
	struct db *db = transaction_db(transaction);
	struct own_role role;
	enum lookup found =
	    own_role_by_id(db, &removal->id, transaction_arena(transaction), &role, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "role");
	if (role.holders > 0)
		return fault_limit(fault, FAULT_IN_USE, "role", role.holders, 0);
	struct query *query = db_query(db, &ROLE_DELETE);
	query_text(query, 1, removal->id.text);
	return query_run(&query, fault) && audit_append(transaction, removal->by.text, "role.delete",
							"role", removal->id.text, NULL, fault);
}

void own_role_delete_prepare(struct own_role_delete *removal)
{
	removal->change.apply = apply_delete;
}
