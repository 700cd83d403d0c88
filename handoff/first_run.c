/*
 * First run: see first_run.h.  Main thread.
 */
#include "handoff/first_run.h"

#include <string.h>

#include "handoff/group.h"
#include "handoff/sign_in_link.h"
#include "handoff/staff.h"

#define ADMIN_NAME      "admin"
#define ADMIN_NAME_ELSE "administrator" /* when somebody else is called admin */
#define GROUP_NAME      "Support"

SQL_SCAN(FIRST_ADMIN,
	 "SELECT id FROM staff WHERE role = 'admin' AND blocked = 0 ORDER BY created_at LIMIT 1");
SQL_SCAN(FIRST_ADMIN_READY,
	 "SELECT COUNT(*) AS many FROM staff WHERE role = 'admin' AND blocked = 0 "
	 "AND password IS NOT NULL");

static bool make_group(struct store *store, struct arena *arena, struct fault *fault)
{
	struct group group;
	struct group_create create = {.arena = arena, .name = GROUP_NAME};
	switch (group_default(store_reader(store), arena, &group, fault)) {
	case LOOKUP_FOUND:
		return true;
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		break;
	}
	return group_create_prepare(&create, fault) && store_write(store, &create.change, fault);
}

static enum lookup find_admin(struct db *db, struct staff_id *admin, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &FIRST_ADMIN);
	if (query_next(query)) {
		row_text_into(query, "id", admin->text, sizeof(admin->text));
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static bool make_admin(struct store *store, struct arena *arena, struct staff_id *admin,
		       struct fault *fault)
{
	struct staff_create create = {
	    .arena = arena, .name = ADMIN_NAME, .display_name = "Admin", .role = ROLE_ADMIN};
	struct staff namesake;
	switch (find_admin(store_reader(store), admin, fault)) {
	case LOOKUP_FOUND:
		return true;
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		break;
	}
	switch (staff_by_name(store_reader(store), ADMIN_NAME, arena, &namesake, fault)) {
	case LOOKUP_FOUND:
		create.name = ADMIN_NAME_ELSE;
		break;
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		break;
	}
	if (!staff_create_prepare(&create, fault) || !store_write(store, &create.change, fault))
		return false;
	*admin = create.id;
	return true;
}

static bool somebody_can_sign_in(struct store *store, bool *can, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(store_reader(store), &FIRST_ADMIN_READY);
	if (query_next(query))
		many = row_int(query, "many");
	*can = many > 0;
	return query_end(&query, fault);
}

static bool set_up(struct store *store, struct arena *arena, struct first_run *result,
		   struct fault *fault)
{
	bool can_sign_in;
	struct sign_in_link_make link = {.by = {""}};
	if (!make_group(store, arena, fault) || !make_admin(store, arena, &link.staff, fault) ||
	    !somebody_can_sign_in(store, &can_sign_in, fault))
		return false;
	*result = (struct first_run){.has_link = !can_sign_in};
	if (can_sign_in)
		return true;
	sign_in_link_make_prepare(&link);
	if (!store_write(store, &link.change, fault))
		return false;
	result->link = link.secret;
	return true;
}

bool first_run(struct store *store, struct first_run *result, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct first_run made;
	bool ok = set_up(store, arena, &made, fault);
	arena_free(&arena);
	if (ok)
		*result = made;
	return ok;
}
