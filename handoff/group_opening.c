/*
 * Group opening: see group_opening.h.
 */
#include "handoff/group_opening.h"

#include "kb/paging.h"

#define OPENINGS_MOST 50000

SQL_WRITE(OPENING_KEEP,
	  "INSERT INTO group_opening (service_group, from_at, is_open, by_hours, hours) "
	  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service_group, from_at) DO UPDATE SET "
	  "is_open = excluded.is_open, by_hours = excluded.by_hours, hours = excluded.hours");
SQL_READ(OPENING_ANY, "SELECT COUNT(*) AS kept FROM group_opening WHERE service_group = $1");
SQL_SCAN(OPENINGS, "SELECT service_group, from_at, is_open, by_hours, hours FROM group_opening "
		   "ORDER BY service_group, from_at LIMIT $1");

static bool is_any_kept(struct db *db, const struct group_id *group, bool *any, struct fault *fault)
{
	struct query *query = db_query(db, &OPENING_ANY);
	query_text(query, 1, group->text);
	*any = query_next(query) && row_int(query, "kept") > 0;
	return query_end(&query, fault);
}

static bool keep(struct transaction *transaction, const struct group_opening *opening, int64_t from,
		 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &OPENING_KEEP);
	query_text(query, 1, opening->group.text);
	query_int(query, 2, from);
	query_int(query, 3, opening->by_hand);
	query_int(query, 4, opening->by_hours);
	query_text(query, 5,
		   opening->hours == NULL
		       ? NULL
		       : hours_text(opening->hours, transaction_arena(transaction)));
	return query_run(&query, fault);
}

bool group_opening_keep(struct transaction *transaction, const struct group_opening *before,
			const struct group_opening *now, struct fault *fault)
{
	bool any;
	return is_any_kept(transaction_db(transaction), &now->group, &any, fault) &&
	       (any || keep(transaction, before, 0, fault)) &&
	       keep(transaction, now, transaction_now(transaction), fault);
}

bool group_openings_read(struct db *db, struct arena *arena, struct group_opening **out,
			 int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct group_opening));
	struct query *query = db_query(db, &OPENINGS);
	query_int(query, 1, OPENINGS_MOST);
	while (query_next(query)) {
		struct group_opening *opening = list_add(&list);
		row_text_into(query, "service_group", opening->group.text,
			      sizeof(opening->group.text));
		opening->from = row_int(query, "from_at");
		opening->by_hand = row_int(query, "is_open") != 0;
		opening->by_hours = row_int(query, "by_hours") != 0;
		opening->hours = hours_stored(row_text(query, "hours", arena), arena);
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}
