/*
 * Group handlers: kinds of business and who serves them.
 *
 * Event-loop threads.
 */
#include <stdio.h>
#include <string.h>

#include "bot/hours.h"
#include "handoff/group.h"
#include "http/permission.h"
#include "http/staff_handlers.h"
#include "http/views.h"

static const char *const ASSIGNMENTS[] = {"automatic", "manual", NULL};

static struct answer list_groups(struct request *request)
{
	struct fault fault;
	struct group *list;
	int count;
	if (!group_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "groups");
	for (int i = 0; i < count; i++)
		view_group(&json, NULL, &list[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* One group as it is now; only the list knows members. */
static struct answer answer_group(struct request *request, const struct group_id *id, int status)
{
	struct fault fault;
	struct group *list;
	int count;
	if (!group_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	for (int i = 0; i < count; i++) {
		if (strcmp(list[i].id.text, id->text) != 0)
			continue;
		struct json_writer json = request_json(request);
		view_group(&json, NULL, &list[i]);
		return answer_json(request, status);
	}
	return answer_refusal(request, FAULT_NOT_FOUND, "group");
}

struct create_fields {
	const char *name;
	const char *assignment;
};
static const struct field create_rows[] = {
    {FIELD(struct create_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = GROUP_NAME_MOST, .help = "What visitors see"},
    {FIELD(struct create_fields, assignment, FIELD_CHOICE), .allowed = ASSIGNMENTS,
     .help = "automatic: given out; manual: waits to be accepted"},
    {0},
};

static struct answer created(struct request *request, struct change *change)
{
	const struct group_create *create = (const struct group_create *)change;
	return answer_group(request, &create->id, 201);
}

static struct answer create_group(struct request *request)
{
	struct fault fault;
	const struct create_fields *fields = request_fields(request);
	struct group_create *create = arena_alloc(request->arena, sizeof(*create));
	bool is_automatic = true;
	if (fields->assignment != NULL &&
	    !group_assignment_from_name(fields->assignment, &is_automatic))
		return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "assignment");
	create->arena = request->arena;
	create->name = fields->name;
	create->is_manual = !is_automatic;
	create->by = request->caller.staff;
	if (!group_create_prepare(create, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &create->change, created);
}

struct change_fields {
	const char *name;
	int is_open;
	int by_hours;
	const struct json *hours;
	const char *assignment;
	struct texts members;
};
static const struct field change_rows[] = {
    {FIELD(struct change_fields, name, FIELD_LINE), .least = 1, .most = GROUP_NAME_MOST,
     .help = "What visitors see"},
    {FIELD(struct change_fields, is_open, FIELD_BOOL),
     .help = "By hand; a closed group takes no new conversations"},
    {FIELD(struct change_fields, by_hours, FIELD_BOOL),
     .help = "Open and closed by its hours; false when is_open is given alone"},
    {FIELD(struct change_fields, hours, FIELD_OBJECT),
     .help = "A time zone, the week and holidays: {\"zone\": \"Asia/Shanghai\", \"week\": "
	     "{\"mon\": [\"09:00-18:00\"]}, \"holidays\": [{\"from\": \"2026-10-01\", \"to\": "
	     "\"2026-10-07\", \"name\": \"\", \"hours\": []}]}"},
    {FIELD(struct change_fields, assignment, FIELD_CHOICE), .allowed = ASSIGNMENTS,
     .help = "automatic: given out; manual: waits to be accepted"},
    {FIELD(struct change_fields, members, FIELD_IDS), .most_items = GROUP_MEMBERS_MOST,
     .help = "Who serves it; empty: everybody"},
    {0},
};

static struct staff_id *read_members(struct request *request, const struct texts *members)
{
	if (members->count < 0)
		return NULL;
	struct staff_id *ids =
	    arena_array(request->arena, (size_t)members->count + 1, sizeof(*ids));
	for (int i = 0; i < members->count; i++)
		snprintf(ids[i].text, sizeof(ids[i].text), "%s", members->items[i]);
	return ids;
}

static struct answer changed(struct request *request, struct change *change)
{
	const struct group_update *update = (const struct group_update *)change;
	return answer_group(request, &update->id, 200);
}

static struct answer change_group(struct request *request)
{
	struct fault fault;
	const struct change_fields *fields = request_fields(request);
	struct group_update *update = arena_alloc(request->arena, sizeof(*update));
	struct group_id id;
	bool is_automatic;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	*update = group_update_of(&id, request->arena);
	update->by = request->caller.staff;
	update->name = fields->name;
	update->is_open = fields->is_open;
	update->by_hours = fields->by_hours;
	if (fields->hours != NULL &&
	    !hours_read(fields->hours, request->arena, &update->hours, &fault))
		return answer_fault(request, &fault);
	if (fields->assignment != NULL &&
	    group_assignment_from_name(fields->assignment, &is_automatic))
		update->is_automatic = is_automatic;
	update->members = read_members(request, &fields->members);
	update->member_count = fields->members.count < 0 ? 0 : fields->members.count;
	if (!group_update_prepare(update, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &update->change, changed);
}

const struct route group_routes[] = {
    {.method = "GET",
     .path = "/v1/groups",
     .who = MAY_STAFF,
     .handle = list_groups,
     .summary = "The groups and who serves them",
     .shape = "groups"},
    {.method = "POST",
     .path = "/v1/groups",
     .who = MAY_ORGANISE,
     .handle = create_group,
     .body = FIELD_TABLE(struct create_fields, create_rows),
     .summary = "Make a group",
     .status = 201,
     .shape = "group"},
    {.method = "PUT",
     .path = "/v1/groups/{id}",
     .who = MAY_ORGANISE,
     .handle = change_group,
     .body = FIELD_TABLE(struct change_fields, change_rows),
     .summary = "Change a group",
     .shape = "group"},
    {0},
};
