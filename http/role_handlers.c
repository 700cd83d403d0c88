/*
 * Role handlers: the roles beside the built-in ones, as sets of permissions,
 * and who leads which group.
 *
 * Event-loop threads.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "handoff/leader.h"
#include "handoff/own_role.h"
#include "http/permission.h"
#include "http/staff_handlers.h"

static void write_role(struct json_writer *json, const char *id, const char *name, bool is_own,
		       unsigned may, int holders)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", id);
	json_add_text(json, "name", name);
	json_add_bool(json, "is_own", is_own);
	permission_write(json, "may", may);
	json_add_int(json, "holders", holders);
	json_close_object(json);
}

static int count_holders(const struct staff *staff, int count, enum role role)
{
	int holders = 0;
	for (int i = 0; i < count; i++)
		holders += staff[i].role == role && staff[i].own_role.text[0] == '\0';
	return holders;
}

static struct answer answer_roles(struct request *request, int status)
{
	struct fault fault;
	struct own_role *own;
	struct staff *staff;
	int own_count, staff_count;
	struct db *db = request_reader(request);
	if (!own_role_list(db, request->arena, &own, &own_count, &fault) ||
	    !staff_list(db, request->arena, &staff, &staff_count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	permission_write(&json, "permissions", ~0u);
	json_open_array(&json, "roles");
	for (int i = 0; i < ROLE_COUNT; i++)
		write_role(&json, role_name((enum role)i), role_name((enum role)i), false,
			   permission_of((enum role)i, NULL),
			   count_holders(staff, staff_count, (enum role)i));
	for (int i = 0; i < own_count; i++)
		write_role(&json, own[i].id.text, own[i].name, true,
			   permission_parse(own[i].permissions), own[i].holders);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, status);
}

static struct answer list_roles(struct request *request)
{
	return answer_roles(request, 200);
}

struct role_fields {
	const char *name;
	struct texts may;
};
static const struct field role_rows[] = {
    {FIELD(struct role_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = OWN_ROLE_NAME_MOST, .help = "What it is called"},
    {FIELD(struct role_fields, may, FIELD_TEXTS), .required = true, .most_items = PERMISSION_COUNT,
     .help = "Its permissions: the words that GET /v1/roles lists"},
    {0},
};

static const char *const built_in[] = {
#define X(code, name) name,
    ROLES(X)
#undef X
};

/* Not a name that would pass for a built-in role. */
static bool check_name(const char *name, struct fault *fault)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcasecmp(built_in[i], name) == 0)
			return fault_set(fault, FAULT_EXISTS, "name");
	return true;
}

static bool read_permissions(const struct texts *words, struct arena *arena, const char **out,
			     struct fault *fault)
{
	const char *all = "";
	for (int i = 0; i < words->count; i++) {
		if (permission_bit(words->items[i]) == 0)
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "may", "%s",
					    words->items[i]);
		all = arena_format(arena, "%s%s%s", all, i > 0 ? " " : "", words->items[i]);
	}
	if (words->count <= 0)
		return fault_set(fault, FAULT_EMPTY, "may");
	*out = all;
	return true;
}

static struct answer role_made(struct request *request, struct change *change)
{
	(void)change;
	return answer_roles(request, 201);
}

static struct answer role_changed(struct request *request, struct change *change)
{
	(void)change;
	return answer_roles(request, 200);
}

/* Neither the set as it was nor as it will be may go beyond who asks. */
static bool check_present(struct request *request, const struct role_id *id, struct fault *fault)
{
	struct own_role role;
	switch (own_role_by_id(request_reader(request), id, request->arena, &role, fault)) {
	case LOOKUP_FOUND:
		return staff_check_within(request, permission_parse(role.permissions), fault);
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "role");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static bool fill(struct request *request, struct own_role_save *save, struct fault *fault)
{
	const struct role_fields *fields = request_fields(request);
	if (!check_name(fields->name, fault) ||
	    !read_permissions(&fields->may, request->arena, &save->permissions, fault))
		return false;
	unsigned may = permission_parse(save->permissions);
	save->name = fields->name;
	save->by = request->caller.staff;
	save->base = permission_base(may);
	save->edits = (may & MAY_CURATE) != 0;
	save->approves = (may & MAY_APPROVE) != 0;
	own_role_save_prepare(save);
	return staff_check_within(request, may, fault);
}

static struct answer create_role(struct request *request)
{
	struct fault fault;
	struct own_role_save *save = arena_alloc(request->arena, sizeof(*save));
	if (!fill(request, save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->change, role_made);
}

static struct answer change_role(struct request *request)
{
	struct fault fault;
	struct own_role_save *save = arena_alloc(request->arena, sizeof(*save));
	snprintf(save->id.text, sizeof(save->id.text), "%s", request_parameter(request, "id"));
	if (!check_present(request, &save->id, &fault) || !fill(request, save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->change, role_changed);
}

static struct answer role_deleted(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer delete_role(struct request *request)
{
	struct fault fault;
	struct own_role_delete *removal = arena_alloc(request->arena, sizeof(*removal));
	snprintf(removal->id.text, sizeof(removal->id.text), "%s", request_parameter(request, "id"));
	removal->by = request->caller.staff;
	own_role_delete_prepare(removal);
	if (!check_present(request, &removal->id, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &removal->change, role_deleted);
}

/* --- Leaders ------------------------------------------------------------------------------ */

static struct group_id group_asked_for(struct request *request)
{
	struct group_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

static struct answer answer_leaders(struct request *request, const struct group_id *group)
{
	struct fault fault;
	struct staff_id *leaders;
	int count;
	if (!leader_list(request_reader(request), group, request->arena, &leaders, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "leaders");
	for (int i = 0; i < count; i++)
		json_add_text(&json, NULL, leaders[i].text);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_leaders(struct request *request)
{
	struct group_id group = group_asked_for(request);
	return answer_leaders(request, &group);
}

struct leader_fields {
	struct texts leaders;
};
static const struct field leader_rows[] = {
    {FIELD(struct leader_fields, leaders, FIELD_IDS), .required = true, .most_items = LEADERS_MOST,
     .help = "Who sees and passes on all conversations of the group"},
    {0},
};

static struct answer leaders_changed(struct request *request, struct change *change)
{
	return answer_leaders(request, &((const struct leader_replace *)change)->group);
}

static struct answer change_leaders(struct request *request)
{
	const struct leader_fields *fields = request_fields(request);
	struct leader_replace *replace = arena_alloc(request->arena, sizeof(*replace));
	replace->group = group_asked_for(request);
	replace->by = request->caller.staff;
	replace->count = fields->leaders.count;
	replace->leaders = arena_array(request->arena, LEADERS_MOST, sizeof(*replace->leaders));
	for (int i = 0; i < replace->count; i++)
		snprintf(replace->leaders[i].text, sizeof(replace->leaders[i].text), "%s",
			 fields->leaders.items[i]);
	leader_replace_prepare(replace);
	return await_commit(request, &replace->change, leaders_changed);
}

const struct route role_routes[] = {
    {.method = "GET",
     .path = "/v1/roles",
     .who = MAY_KEEP_STAFF,
     .handle = list_roles,
     .summary = "All roles with what they may do, and all permissions there are",
     .shape = "roles"},
    {.method = "POST",
     .path = "/v1/roles",
     .who = MAY_KEEP_STAFF,
     .handle = create_role,
     .body = FIELD_TABLE(struct role_fields, role_rows),
     .summary = "Make a role",
     .status = 201,
     .shape = "roles"},
    {.method = "PUT",
     .path = "/v1/roles/{id}",
     .who = MAY_KEEP_STAFF,
     .handle = change_role,
     .body = FIELD_TABLE(struct role_fields, role_rows),
     .summary = "Change a role of one's own making, and its holders with it",
     .shape = "roles"},
    {.method = "DELETE",
     .path = "/v1/roles/{id}",
     .who = MAY_KEEP_STAFF,
     .handle = delete_role,
     .summary = "Delete a role that nobody has",
     .status = 204},
    {.method = "GET",
     .path = "/v1/groups/{id}/leaders",
     .who = MAY_CONVERSE,
     .handle = list_leaders,
     .summary = "Who leads a group",
     .shape = "leaders"},
    {.method = "PUT",
     .path = "/v1/groups/{id}/leaders",
     .who = MAY_ORGANISE,
     .handle = change_leaders,
     .body = FIELD_TABLE(struct leader_fields, leader_rows),
     .summary = "Say who leads a group",
     .shape = "leaders"},
    {0},
};
