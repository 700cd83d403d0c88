/*
 * Group: see group.h.  Not for who gets a conversation (queue.c, routing.c).
 * Reading on any thread; applying on the writer.
 */
#include "handoff/group.h"

#include <string.h>

#include "bot/hours.h"
#include "data/audit.h"
#include "data/clock.h"
#include "data/text.h"
#include "handoff/group_opening.h"
#include "handoff/queue.h"
#include "handoff/sql_parts.h"

#define GROUP_COLUMNS                                                                              \
	"g.id, g.name, g.is_open, g.by_hours, g.hours, g.assignment, g.is_default, g.handling_ms, "  \
	"" SQL_AGENTS_ONLINE(                                                \
	    "g.id") " AS online, " SQL_AGENTS_WITH_ROOM("g.id") " AS with_room, "                 \
		    SQL_WAITING("g.id") " AS waiting"

SQL_READ(GROUP_BY_ID, "SELECT " GROUP_COLUMNS " FROM service_group g WHERE g.id = $1");
SQL_READ(GROUP_BY_NAME, "SELECT " GROUP_COLUMNS " FROM service_group g WHERE g.name = $1");
SQL_SCAN(GROUP_DEFAULT, "SELECT " GROUP_COLUMNS " FROM service_group g WHERE g.is_default = 1 "
			"ORDER BY g.created_at LIMIT 1");
SQL_SCAN(GROUP_ALL, "SELECT " GROUP_COLUMNS " FROM service_group g ORDER BY g.name");
SQL_SCAN(GROUP_COUNT, "SELECT COUNT(*) AS many FROM service_group");
SQL_READ(GROUP_MEMBERS, "SELECT staff FROM group_member WHERE service_group = $1 ORDER BY staff");
SQL_READ(GROUP_MEMBER_COUNT, "SELECT COUNT(*) AS many FROM group_member WHERE service_group = $1");
SQL_WRITE(GROUP_INSERT,
	  "INSERT INTO service_group (id, name, assignment, is_default, created_at) "
	  "SELECT $1, $2, $3, CASE WHEN EXISTS (SELECT 1 FROM service_group WHERE is_default = 1) "
	  "THEN 0 ELSE 1 END, $4");
SQL_WRITE(GROUP_CHANGE,
	  "UPDATE service_group SET name = $2, is_open = $3, assignment = $4 WHERE id = $1");
SQL_WRITE(GROUP_HOURS, "UPDATE service_group SET by_hours = $2, hours = $3 WHERE id = $1");
SQL_WRITE(GROUP_REMOVE_MEMBER,
	  "DELETE FROM group_member WHERE service_group = $1 AND staff = $2");
SQL_WRITE(GROUP_ADD_MEMBER,
	  "INSERT INTO group_member (service_group, staff) SELECT $1, s.id FROM staff s "
	  "WHERE s.id = $2 ON CONFLICT DO NOTHING");
SQL_READ(GROUP_STAFF_EXISTS, "SELECT COUNT(*) AS many FROM staff WHERE id = $1");

/* Reading ----------------------------------------------------------------------- */

bool group_assignment_from_name(const char *name, bool *is_automatic)
{
	bool automatic = text_equal(name, "automatic");
	if (!automatic && !text_equal(name, "manual"))
		return false;
	*is_automatic = automatic;
	return true;
}

static const char *assignment_name(bool is_automatic)
{
	return is_automatic ? "automatic" : "manual";
}

/* What a closed group needs hours for is when it opens again. */
static void read_opening(struct group *group)
{
	int64_t now = clock_now();
	group->is_open = group->by_hand;
	if (!group->by_hours || group->hours == NULL)
		return;
	group->is_open = hours_open_at(group->hours, now);
	if (!group->is_open)
		group->opens_at = hours_next_opening(group->hours, now);
}

static void read_row(struct query *query, struct arena *arena, struct group *group)
{
	*group = (struct group){.name = row_text(query, "name", arena)};
	row_text_into(query, "id", group->id.text, sizeof(group->id.text));
	group->by_hand = row_int(query, "is_open") != 0;
	group->by_hours = row_int(query, "by_hours") != 0;
	group->hours = hours_stored(row_text(query, "hours", arena), arena);
	read_opening(group);
	group->is_automatic = strcmp(row_text(query, "assignment", arena), "automatic") == 0;
	group->is_default = row_int(query, "is_default") != 0;
	group->handling_ms = row_int(query, "handling_ms");
	group->online = (int)row_int(query, "online");
	group->with_room = (int)row_int(query, "with_room");
	group->waiting = (int)row_int(query, "waiting");
}

static enum lookup read_one(struct db *db, const struct sql *sql, const char *key,
			    struct arena *arena, struct group *group, struct fault *fault)
{
	struct group found;
	bool any = false;
	struct query *query = db_query(db, sql);
	if (key != NULL)
		query_text(query, 1, key);
	if (query_next(query)) {
		read_row(query, arena, &found);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!any)
		return LOOKUP_ABSENT;
	*group = found;
	return LOOKUP_FOUND;
}

enum lookup group_by_id(struct db *db, const struct group_id *id, struct arena *arena,
			struct group *group, struct fault *fault)
{
	return read_one(db, &GROUP_BY_ID, id->text, arena, group, fault);
}

enum lookup group_by_name(struct db *db, const char *name, struct arena *arena, struct group *group,
			  struct fault *fault)
{
	return read_one(db, &GROUP_BY_NAME, name, arena, group, fault);
}

enum lookup group_default(struct db *db, struct arena *arena, struct group *group,
			  struct fault *fault)
{
	return read_one(db, &GROUP_DEFAULT, NULL, arena, group, fault);
}

static bool count_of(struct db *db, const struct sql *sql, const char *id, int *count,
		     struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(db, sql);
	if (id != NULL)
		query_text(query, 1, id);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	*count = (int)many;
	return true;
}

static bool read_members(struct db *db, struct arena *arena, struct group *group,
			 struct fault *fault)
{
	int many;
	if (!count_of(db, &GROUP_MEMBER_COUNT, group->id.text, &many, fault))
		return false;
	group->members = arena_array(arena, (size_t)many + 1, sizeof(*group->members));
	struct query *query = db_query(db, &GROUP_MEMBERS);
	query_text(query, 1, group->id.text);
	while (group->member_count < many && query_next(query)) {
		struct staff_id *member = &group->members[group->member_count++];
		row_text_into(query, "staff", member->text, sizeof(member->text));
	}
	return query_end(&query, fault);
}

bool group_list(struct db *db, struct arena *arena, struct group **list, int *count,
		struct fault *fault)
{
	int many;
	int found = 0;
	if (!count_of(db, &GROUP_COUNT, NULL, &many, fault))
		return false;
	struct group *rows = arena_array(arena, (size_t)many + 1, sizeof(*rows));
	struct query *query = db_query(db, &GROUP_ALL);
	while (found < many && query_next(query))
		read_row(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	for (int i = 0; i < found; i++)
		if (!read_members(db, arena, &rows[i], fault))
			return false;
	*list = rows;
	*count = found;
	return true;
}

/* Creating ----------------------------------------------------------------------- */

static bool check_name(const char **name, struct arena *arena, struct fault *fault)
{
	static const struct text_limit limit = {1, GROUP_NAME_MOST, true};
	char *clean;
	if (*name == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "name");
	if (!text_clean(*name, "name", limit, arena, &clean, fault))
		return false;
	*name = clean;
	return true;
}

/* A second group of the same name is the only thing that can exist already. */
static bool name_taken(struct fault *fault)
{
	if (fault->code == FAULT_EXISTS)
		fault_set(fault, FAULT_EXISTS, "name");
	return false;
}

static const char *by_whom(const struct staff_id *by)
{
	return by->text[0] == '\0' ? NULL : by->text;
}

static bool apply_create(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct group_create *create = (struct group_create *)change;
	struct group_id id;
	id_new(transaction_now(transaction), id.text);
	struct query *query = db_query(transaction_db(transaction), &GROUP_INSERT);
	query_text(query, 1, id.text);
	query_text(query, 2, create->name);
	query_text(query, 3, assignment_name(!create->is_manual));
	query_int(query, 4, transaction_now(transaction));
	if (!query_run(&query, fault))
		return name_taken(fault);
	create->id = id;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_SITE, ""));
	return audit_append(transaction, by_whom(&create->by), "group.create", "group", id.text, NULL,
			    fault);
}

bool group_create_prepare(struct group_create *create, struct fault *fault)
{
	create->change.apply = apply_create;
	return check_name(&create->name, create->arena, fault);
}

/* Changing ----------------------------------------------------------------------- */

struct group_update group_update_of(const struct group_id *id, struct arena *arena)
{
	return (struct group_update){
	    .arena = arena, .id = *id, .is_open = -1, .is_automatic = -1, .by_hours = -1};
}

static bool add_member(struct transaction *transaction, const struct group_id *group,
		       const struct staff_id *staff, struct fault *fault)
{
	int known;
	if (!count_of(transaction_db(transaction), &GROUP_STAFF_EXISTS, staff->text, &known, fault))
		return false;
	if (known == 0)
		return fault_detail(fault, FAULT_NOT_FOUND, "members", "%s", staff->text);
	struct query *query = db_query(transaction_db(transaction), &GROUP_ADD_MEMBER);
	query_text(query, 1, group->text);
	query_text(query, 2, staff->text);
	return query_run(&query, fault);
}

static bool is_among(const struct staff_id *staff, const struct staff_id *list, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i].text, staff->text) == 0)
			return true;
	return false;
}

static bool remove_member(struct transaction *transaction, const struct group_id *group,
			  const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &GROUP_REMOVE_MEMBER);
	query_text(query, 1, group->text);
	query_text(query, 2, staff->text);
	return query_run(&query, fault);
}

/* Those who stay keep their priority and limit. */
static bool replace_members(struct transaction *transaction, const struct group_update *update,
			    struct fault *fault)
{
	struct group before = {.id = update->id};
	if (update->members == NULL)
		return true;
	if (!read_members(transaction_db(transaction), transaction_arena(transaction), &before,
			  fault))
		return false;
	for (int i = 0; i < before.member_count; i++)
		if (!is_among(&before.members[i], update->members, update->member_count) &&
		    !remove_member(transaction, &update->id, &before.members[i], fault))
			return false;
	for (int i = 0; i < update->member_count; i++)
		if (!add_member(transaction, &update->id, &update->members[i], fault))
			return false;
	return true;
}

static bool store_group(struct transaction *transaction, const struct group_update *update,
			const struct group *before, struct fault *fault)
{
	bool is_open = update->is_open < 0 ? before->by_hand : update->is_open != 0;
	bool automatic =
	    update->is_automatic < 0 ? before->is_automatic : update->is_automatic != 0;
	struct query *query = db_query(transaction_db(transaction), &GROUP_CHANGE);
	query_text(query, 1, before->id.text);
	query_text(query, 2, update->name != NULL ? update->name : before->name);
	query_int(query, 3, is_open);
	query_text(query, 4, assignment_name(automatic));
	return query_run(&query, fault) || name_taken(fault);
}

static bool store_hours(struct transaction *transaction, const struct group_update *update,
			const struct group *before, struct fault *fault)
{
	const struct hours *hours = update->hours != NULL ? update->hours : before->hours;
	bool by_hours = update->by_hours < 0 ? before->by_hours : update->by_hours != 0;
	if (update->by_hours < 0 && update->is_open >= 0)
		by_hours = false;
	if (by_hours && hours == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "hours");
	struct query *query = db_query(transaction_db(transaction), &GROUP_HOURS);
	query_text(query, 1, before->id.text);
	query_int(query, 2, by_hours);
	query_text(query, 3,
		   hours == NULL ? NULL : hours_text(hours, transaction_arena(transaction)));
	return query_run(&query, fault);
}

/* What past questions are asked again with, when it was changed. */
static bool keep_opening(struct transaction *transaction, const struct group *before,
			 struct fault *fault)
{
	struct group now;
	if (group_by_id(transaction_db(transaction), &before->id, transaction_arena(transaction),
			&now, fault) != LOOKUP_FOUND)
		return false;
	struct group_opening was = {before->id, 0, before->by_hand, before->by_hours,
				    before->hours};
	struct group_opening is = {now.id, 0, now.by_hand, now.by_hours, now.hours};
	return group_opening_keep(transaction, &was, &is, fault);
}

static bool apply_update(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct group_update *update = (struct group_update *)change;
	struct group before;
	enum lookup lookup = group_by_id(transaction_db(transaction), &update->id,
					 transaction_arena(transaction), &before, fault);
	if (lookup == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "group");
	if (lookup == LOOKUP_FAILED || !store_group(transaction, update, &before, fault) ||
	    !store_hours(transaction, update, &before, fault) ||
	    ((update->is_open >= 0 || update->by_hours >= 0 || update->hours != NULL) &&
	     !keep_opening(transaction, &before, fault)) ||
	    !replace_members(transaction, update, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_SITE, ""));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	if (!audit_append(transaction, by_whom(&update->by), "group.change", "group", update->id.text,
			  NULL, fault))
		return false;
	return queue_assign(transaction, &update->id, fault);
}

bool group_update_prepare(struct group_update *update, struct fault *fault)
{
	update->change.apply = apply_update;
	if (update->member_count > GROUP_MEMBERS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "members", update->member_count,
				   GROUP_MEMBERS_MOST);
	return update->name == NULL || check_name(&update->name, update->arena, fault);
}
