/*
 * Leader: see leader.h.
 */
#include "handoff/leader.h"

#include "data/audit.h"
#include "handoff/staff.h"

SQL_READ(LEADER_GROUP, "SELECT COUNT(*) AS many FROM service_group WHERE id = $1");
SQL_READ(LEADER_LIST,
	 "SELECT staff FROM group_leader WHERE service_group = $1 ORDER BY staff LIMIT $2");
SQL_WRITE(LEADER_CLEAR, "DELETE FROM group_leader WHERE service_group = $1");
SQL_WRITE(LEADER_ADD, "INSERT INTO group_leader (service_group, staff) VALUES ($1, $2) "
		      "ON CONFLICT DO NOTHING");

static bool check_group(struct db *db, const struct group_id *group, struct fault *fault)
{
	struct query *query = db_query(db, &LEADER_GROUP);
	query_text(query, 1, group->text);
	bool found = query_next(query) && row_int(query, "many") > 0;
	if (!query_end(&query, fault))
		return false;
	return found || fault_set(fault, FAULT_NOT_FOUND, "group");
}

bool leader_list(struct db *db, const struct group_id *group, struct arena *arena,
		 struct staff_id **leaders, int *count, struct fault *fault)
{
	struct staff_id *ids = arena_array(arena, LEADERS_MOST, sizeof(*ids));
	int found = 0;
	if (!check_group(db, group, fault))
		return false;
	struct query *query = db_query(db, &LEADER_LIST);
	query_text(query, 1, group->text);
	query_int(query, 2, LEADERS_MOST);
	while (found < LEADERS_MOST && query_next(query))
		row_text_into(query, "staff", ids[found++].text, sizeof(ids->text));
	if (!query_end(&query, fault))
		return false;
	*leaders = ids;
	*count = found;
	return true;
}

static bool check_leader(struct transaction *transaction, const struct staff_id *id,
			 struct fault *fault)
{
	struct staff staff;
	switch (staff_by_id(transaction_db(transaction), id, transaction_arena(transaction), &staff,
			    fault)) {
	case LOOKUP_FOUND:
		return role_serves(staff.role) ||
		       fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "leaders",
				    "%s takes no conversations", staff.name);
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "leaders");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static bool add(struct transaction *transaction, const struct group_id *group,
		const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &LEADER_ADD);
	query_text(query, 1, group->text);
	query_text(query, 2, staff->text);
	return query_run(&query, fault);
}

static bool apply_replace(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	const struct leader_replace *replace = (const struct leader_replace *)change;
	struct db *db = transaction_db(transaction);
	if (!check_group(db, &replace->group, fault))
		return false;
	struct query *query = db_query(db, &LEADER_CLEAR);
	query_text(query, 1, replace->group.text);
	if (!query_run(&query, fault))
		return false;
	for (int i = 0; i < replace->count; i++)
		if (!check_leader(transaction, &replace->leaders[i], fault) ||
		    !add(transaction, &replace->group, &replace->leaders[i], fault))
			return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return audit_append(transaction, replace->by.text, "group.leaders", "group",
			    replace->group.text, NULL, fault);
}

void leader_replace_prepare(struct leader_replace *replace)
{
	replace->change.apply = apply_replace;
}
