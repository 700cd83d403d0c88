/*
 * Group routing: see group_routing.h.
 */
#include "handoff/group_routing.h"

#include "data/audit.h"
#include "handoff/queue.h"

SQL_READ(ROUTING_OF_GROUP, "SELECT g.strategy, g.prefers_last, " CALL_PACE_COLUMNS ", (SELECT COUNT(*) FROM group_member m "
			   "WHERE m.service_group = g.id) AS members "
			   "FROM service_group g WHERE g.id = $1");
SQL_READ(ROUTING_MEMBERS, "SELECT m.staff, s.display_name, m.priority, m.capacity "
			  "FROM group_member m JOIN staff s ON s.id = m.staff "
			  "WHERE m.service_group = $1 ORDER BY s.display_name, m.staff");
SQL_WRITE(ROUTING_CHANGE,
	  "UPDATE service_group SET strategy = CASE WHEN $2 = '' THEN strategy ELSE $2 END, "
	  "prefers_last = CASE WHEN $3 < 0 THEN prefers_last ELSE $3 END, "
	  "accept_seconds = CASE WHEN $4 < 0 THEN accept_seconds ELSE $4 END, "
	  "again_seconds = CASE WHEN $5 < 0 THEN again_seconds ELSE $5 END, "
	  "supervisors_seconds = CASE WHEN $6 < 0 THEN supervisors_seconds ELSE $6 END, "
	  "admins_seconds = CASE WHEN $7 < 0 THEN admins_seconds ELSE $7 END, "
	  "push_seconds = CASE WHEN $8 < 0 THEN push_seconds ELSE $8 END, "
	  "mail_seconds = CASE WHEN $9 < 0 THEN mail_seconds ELSE $9 END, "
	  "webhook_seconds = CASE WHEN $10 < 0 THEN webhook_seconds ELSE $10 END WHERE id = $1 "
	  "RETURNING id");
SQL_WRITE(ROUTING_CHANGE_MEMBER,
	  "UPDATE group_member SET priority = CASE WHEN $3 < 0 THEN priority ELSE $3 END, "
	  "capacity = CASE WHEN $4 < 0 THEN capacity ELSE $4 END "
	  "WHERE service_group = $1 AND staff = $2 RETURNING staff");

/* Reading ------------------------------------------------------------------------------ */

static bool read_members(struct db *db, const struct group_id *id, int many, struct arena *arena,
			 struct group_routing *routing, struct fault *fault)
{
	routing->members = arena_array(arena, (size_t)many + 1, sizeof(*routing->members));
	struct query *query = db_query(db, &ROUTING_MEMBERS);
	query_text(query, 1, id->text);
	while (routing->member_count < many && query_next(query)) {
		struct group_member *member = &routing->members[routing->member_count++];
		row_text_into(query, "staff", member->staff.text, sizeof(member->staff.text));
		member->display_name = row_text(query, "display_name", arena);
		member->priority = (int)row_int(query, "priority");
		member->capacity = (int)row_int(query, "capacity");
	}
	return query_end(&query, fault);
}

enum lookup group_routing_read(struct db *db, const struct group_id *id, struct arena *arena,
			       struct group_routing *routing, struct fault *fault)
{
	struct group_routing found = {.strategy = ROUTING_LEAST_BUSY};
	int many = -1;
	struct query *query = db_query(db, &ROUTING_OF_GROUP);
	query_text(query, 1, id->text);
	if (query_next(query)) {
		(void)routing_strategy_from_name(row_text(query, "strategy", arena),
						 &found.strategy);
		found.prefers_last = row_int(query, "prefers_last") != 0;
		found.call = call_pace_row(query);
		many = (int)row_int(query, "members");
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (many < 0)
		return LOOKUP_ABSENT;
	if (!read_members(db, id, many, arena, &found, fault))
		return LOOKUP_FAILED;
	*routing = found;
	return LOOKUP_FOUND;
}

/* Changing ------------------------------------------------------------------------------ */

/* Runs a change that returns the row it changed; FAULT_NOT_FOUND when there was none. */
static bool run_on_one(struct query *query, const char *column, const char *field,
		       struct fault *fault)
{
	char id[ID_LENGTH + 1];
	bool any = query_next(query);
	if (any)
		row_text_into(query, column, id, sizeof(id));
	if (!query_end(&query, fault))
		return false;
	return any || fault_set(fault, FAULT_NOT_FOUND, field);
}

/* What could be given out now is, and everybody who looks sees it. */
static bool give_out(struct transaction *transaction, const struct group_id *group,
		     const struct staff_id *by, struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return audit_append(transaction, by->text[0] == '\0' ? NULL : by->text, "group.change", "group",
			    group->text, NULL, fault) &&
	       queue_assign(transaction, group, fault);
}

static bool apply_update(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct group_routing_update *update = (struct group_routing_update *)change;
	const char *strategy =
	    update->strategy < 0 ? ""
				 : routing_strategy_name((enum routing_strategy)update->strategy);
	struct query *query = db_query(transaction_db(transaction), &ROUTING_CHANGE);
	query_text(query, 1, update->group.text);
	query_text(query, 2, strategy);
	query_int(query, 3, update->prefers_last);
	query_int(query, 4, update->call.accept_seconds);
	query_int(query, 5, update->call.seconds[CALL_AGAIN]);
	query_int(query, 6, update->call.seconds[CALL_SUPERVISORS]);
	query_int(query, 7, update->call.seconds[CALL_ADMINS]);
	for (int way = 0; way < CALL_WAY_COUNT; way++)
		query_int(query, 8 + way, update->call.way_seconds[way]);
	return run_on_one(query, "id", "group", fault) &&
	       give_out(transaction, &update->group, &update->by, fault);
}

void group_routing_update_prepare(struct group_routing_update *update)
{
	update->change.apply = apply_update;
}

static bool apply_member(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct group_member_update *update = (struct group_member_update *)change;
	struct query *query = db_query(transaction_db(transaction), &ROUTING_CHANGE_MEMBER);
	query_text(query, 1, update->group.text);
	query_text(query, 2, update->staff.text);
	query_int(query, 3, update->priority);
	query_int(query, 4, update->capacity);
	return run_on_one(query, "staff", "member", fault) &&
	       give_out(transaction, &update->group, &update->by, fault);
}

void group_member_update_prepare(struct group_member_update *update)
{
	update->change.apply = apply_member;
}
