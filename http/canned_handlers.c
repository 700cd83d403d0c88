/*
 * Canned handlers: ready-made replies.
 *
 * Who may use or keep which is decided by handoff/canned.h.  Event-loop
 * threads.
 */
#include <stdio.h>

#include "handoff/canned.h"
#include "http/permission.h"
#include "http/talk_handlers.h"

static const char *const SCOPES[] = {"personal", "group", "shared", NULL};

static struct answer answer_list(struct request *request, int status)
{
	struct fault fault;
	struct canned *list;
	int count;
	if (!canned_list(request_reader(request), &request->caller.staff, request->arena, &list,
			 &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "canned");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "id", list[at].id.text);
		json_add_text(&json, "scope", list[at].scope);
		json_add_text(&json, "group", list[at].group_name);
		json_add_text(&json, "shortcut", list[at].shortcut);
		json_add_text(&json, "title", list[at].title);
		json_add_text(&json, "text", list[at].text);
		json_add_text(&json, "language", list[at].language);
		json_add_int(&json, "version", list[at].version);
		json_add_int(&json, "changed_at", list[at].changed_at);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, status);
}

static struct answer list_canned(struct request *request)
{
	return answer_list(request, 200);
}

struct canned_fields {
	const char *scope, *group, *shortcut, *title, *text, *language;
	int64_t version;
};
#define CANNED_ROWS                                                                                \
	{FIELD(struct canned_fields, shortcut, FIELD_LINE), .required = true, .least = 1,          \
	 .most = CANNED_SHORTCUT_MOST, .help = "What is typed after the slash, without spaces"},   \
	{FIELD(struct canned_fields, title, FIELD_LINE), .required = true, .least = 1,             \
	 .most = CANNED_TITLE_MOST, .help = "What it is about"},                                   \
	{FIELD(struct canned_fields, text, FIELD_TEXT), .required = true, .least = 1,              \
	 .most = CANNED_TEXT_MOST, .help = "Markdown; {visitor}, {agent} and the like are filled in"}, \
	{FIELD(struct canned_fields, language, FIELD_LANGUAGE), .most = 35,                        \
	 .help = "For visitors of this language; any when left out"}
static const struct field create_rows[] = {
    {FIELD(struct canned_fields, scope, FIELD_CHOICE), .required = true, .allowed = SCOPES,
     .help = "Whose it is"},
    {FIELD(struct canned_fields, group, FIELD_ID), .help = "Of which group, when it is a group's"},
    CANNED_ROWS,
    {0},
};
static const struct field change_rows[] = {
    {FIELD(struct canned_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT64_MAX, .help = "That was changed"},
    CANNED_ROWS,
    {0},
};

static struct answer created(struct request *request, struct change *change)
{
	(void)change;
	return answer_list(request, 201);
}

static struct answer changed(struct request *request, struct change *change)
{
	(void)change;
	return answer_list(request, 200);
}

static struct answer save(struct request *request, const char *id, after_commit then)
{
	struct fault fault;
	const struct canned_fields *fields = request_fields(request);
	struct canned_save *save = arena_alloc(request->arena, sizeof(*save));
	snprintf(save->id.text, sizeof(save->id.text), "%s", id);
	save->arena = request->arena;
	save->by = request->caller.staff;
	save->scope = fields->scope;
	save->group = fields->group;
	save->shortcut = fields->shortcut;
	save->title = fields->title;
	save->text = fields->text;
	save->language = fields->language;
	save->version = fields->version;
	if (!canned_save_prepare(save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->change, then);
}

static struct answer create_canned(struct request *request)
{
	return save(request, "", created);
}

static struct answer change_canned(struct request *request)
{
	return save(request, request_parameter(request, "id"), changed);
}

static struct answer remove_canned(struct request *request)
{
	struct canned_removal *removal = arena_alloc(request->arena, sizeof(*removal));
	snprintf(removal->id.text, sizeof(removal->id.text), "%s", request_parameter(request, "id"));
	removal->by = request->caller.staff;
	canned_removal_prepare(removal);
	return await_commit(request, &removal->change, changed);
}

const struct route canned_routes[] = {
    {.method = "GET",
     .path = "/v1/canned",
     .who = MAY_CONVERSE,
     .handle = list_canned,
     .summary = "Ready-made replies that one may use",
     .shape = "canned_list"},
    {.method = "POST",
     .path = "/v1/canned",
     .who = MAY_CONVERSE,
     .handle = create_canned,
     .body = FIELD_TABLE(struct canned_fields, create_rows),
     .summary = "Make a ready-made reply",
     .status = 201,
     .shape = "canned_list"},
    {.method = "PUT",
     .path = "/v1/canned/{id}",
     .who = MAY_CONVERSE,
     .handle = change_canned,
     .body = FIELD_TABLE(struct canned_fields, change_rows),
     .summary = "Change a ready-made reply",
     .shape = "canned_list"},
    {.method = "DELETE",
     .path = "/v1/canned/{id}",
     .who = MAY_CONVERSE,
     .handle = remove_canned,
     .summary = "Take a ready-made reply away",
     .shape = "canned_list"},
    {0},
};
