/*
 * People handlers: how colleagues work together on the knowledge base:
 * comments and mentions, rights, and the log of what was done.
 *
 * Event-loop threads.
 */
#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "http/knowledge_handlers.h"
#include "http/permission.h"
#include "http/staff_handlers.h"
#include "kb/comment.h"
#include "kb/right.h"

static struct entry_id entry_asked_for(struct request *request)
{
	struct entry_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

/* --- Comments ---------------------------------------------------------------------------- */

static void write_comments(struct json_writer *json, const char *name,
			   const struct comment *comments, int count)
{
	json_open_object(json, NULL);
	json_open_array(json, name);
	for (int i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "id", comments[i].id.text);
		json_add_text(json, "entry", comments[i].entry.text);
		json_add_text(json, "question", comments[i].question);
		json_add_int(json, "version", comments[i].version);
		json_add_text(json, "text", comments[i].text);
		json_add_text(json, "by", comments[i].by);
		json_add_int(json, "at", comments[i].at);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

static struct answer answer_comments(struct request *request, const struct entry_id *id, int status)
{
	struct fault fault;
	struct comment *comments;
	int count;
	if (!comment_list(request_reader(request), id, request->arena, &comments, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	write_comments(&json, "comments", comments, count);
	return answer_json(request, status);
}

static struct answer list_comments(struct request *request)
{
	struct entry_id id = entry_asked_for(request);
	return answer_comments(request, &id, 200);
}

struct comment_fields {
	const char *text;
};
static const struct field comment_rows[] = {
    {FIELD(struct comment_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = COMMENT_MOST, .help = "@ and a sign-in name mentions a colleague"},
    {0},
};

static struct answer commented(struct request *request, struct change *change)
{
	return answer_comments(request, &((const struct comment_say *)change)->entry, 201);
}

static struct answer add_comment(struct request *request)
{
	struct fault fault;
	const struct comment_fields *fields = request_fields(request);
	struct comment_say *say = arena_alloc(request->arena, sizeof(*say));
	say->arena = request->arena;
	say->entry = entry_asked_for(request);
	say->text = fields->text;
	say->by = request->caller.staff;
	if (!comment_say_prepare(say, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &say->change, commented);
}

/* --- Colleagues ------------------------------------------------------------------------- */

/* Those who work on the base, by the names that mentions use. */
static struct answer list_editors(struct request *request)
{
	struct fault fault;
	struct staff *list;
	int count;
	if (!staff_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "editors");
	for (int i = 0; i < count; i++) {
		if (list[i].blocked || (permission_of_staff(&list[i]) & MAY_CURATE) == 0)
			continue;
		json_open_object(&json, NULL);
		json_add_text(&json, "id", list[i].id.text);
		json_add_text(&json, "name", list[i].name);
		json_add_text(&json, "display_name", list[i].display_name);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct looking {
	struct change change;
	struct entry_id entry;
	struct staff_id staff;
};

static bool apply_looking(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct looking *looking = (struct looking *)change;
	return comment_seen(transaction, &looking->entry, &looking->staff, fault);
}

static struct answer looked(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer see_comments(struct request *request)
{
	struct looking *looking = arena_alloc(request->arena, sizeof(*looking));
	looking->change.apply = apply_looking;
	looking->entry = entry_asked_for(request);
	looking->staff = request->caller.staff;
	return await_commit(request, &looking->change, looked);
}

static struct answer list_mentions(struct request *request)
{
	struct fault fault;
	struct comment *mentions;
	int count;
	if (!comment_mentions(request_reader(request), &request->caller.staff, request->arena,
			      &mentions, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	write_comments(&json, "mentions", mentions, count);
	return answer_json(request, 200);
}

/* --- Rights -------------------------------------------------------------------------------- */

static struct answer answer_rights(struct request *request, const struct staff_id *staff)
{
	struct fault fault;
	struct right *rights;
	int count;
	if (!right_list(request_reader(request), staff, request->arena, &rights, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "rights");
	for (int i = 0; i < count; i++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "category", rights[i].category);
		json_add_text(&json, "site", rights[i].site);
		json_add_text(&json, "power", right_power_name(rights[i].power));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_rights(struct request *request)
{
	struct staff_id staff = staff_asked_for(request);
	return answer_rights(request, &staff);
}

struct rights_fields {
	const struct json *rights;
};
static const struct field rights_rows[] = {
    {FIELD(struct rights_fields, rights, FIELD_OBJECTS), .required = true,
     .most_items = RIGHTS_MOST,
     .help = "{category, site, power: edit or approve}; none: everything is allowed"},
    {0},
};

struct rights_change {
	struct change change;
	struct staff_id by;
	struct staff_id staff;
	struct right *rights;
	int count;
};

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static bool read_right(const struct json *item, struct right *right, struct fault *fault)
{
	const char *power = json_text(item, "power");
	right->category = or_empty(json_text(item, "category"));
	right->site = or_empty(json_text(item, "site"));
	if (power == NULL || !right_power_from_name(power, &right->power))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "rights.power");
	if (strlen(right->category) > 4 * ENTRY_CATEGORY_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "rights.category",
				   (int64_t)strlen(right->category), ENTRY_CATEGORY_MOST);
	if (strlen(right->site) > 4 * ENTRY_SITE_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "rights.site",
				   (int64_t)strlen(right->site), ENTRY_SITE_MOST);
	return true;
}

static bool apply_rights(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct rights_change *rights = (struct rights_change *)change;
	return right_replace(transaction, &rights->staff, rights->rights, rights->count, fault) &&
	       audit_append(transaction, rights->by.text, "staff.rights", "staff",
			    rights->staff.text, NULL, fault);
}

static struct answer rights_changed(struct request *request, struct change *change)
{
	return answer_rights(request, &((const struct rights_change *)change)->staff);
}

static struct answer change_rights(struct request *request)
{
	struct fault fault;
	const struct rights_fields *fields = request_fields(request);
	struct rights_change *rights = arena_alloc(request->arena, sizeof(*rights));
	rights->change.apply = apply_rights;
	rights->by = request->caller.staff;
	rights->staff = staff_asked_for(request);
	rights->rights =
	    arena_array(request->arena, fields->rights->count + 1, sizeof(*rights->rights));
	for (const struct json *item = fields->rights->first; item != NULL; item = item->next)
		if (!read_right(item, &rights->rights[rights->count++], &fault))
			return answer_fault(request, &fault);
	if (!staff_check_reach(request, &rights->staff, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &rights->change, rights_changed);
}

/* --- The audit log --------------------------------------------------------------------------- */

struct audit_query {
	const char *staff;
	const char *kind;
	const char *object;
	int64_t before;
	int64_t limit;
};
static const struct field audit_rows[] = {
    {FIELD(struct audit_query, staff, FIELD_ID), .help = "Only what this person did"},
    {FIELD(struct audit_query, kind, FIELD_WORD), .most = 40, .help = "Only on such things"},
    {FIELD(struct audit_query, object, FIELD_LINE), .most = 200, .help = "Only on this one"},
    {FIELD(struct audit_query, before, FIELD_INT), .least = 0, .most = INT64_MAX,
     .help = "Lines with a smaller number"},
    {FIELD(struct audit_query, limit, FIELD_INT), .least = 1, .most = 200, .fallback = 50,
     .help = "Lines on a page"},
    {0},
};

static struct answer list_audit(struct request *request)
{
	struct fault fault;
	struct audit_line *lines;
	int count;
	const struct audit_query *query = request_query(request);
	struct audit_filter filter = {.staff = query->staff,
				      .kind = query->kind,
				      .object = query->object,
				      .before = query->before,
				      .limit = (int)query->limit};
	if (!audit_list(request_reader(request), &filter, request->arena, &lines, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "lines");
	for (int i = 0; i < count; i++) {
		json_open_object(&json, NULL);
		json_add_int(&json, "number", lines[i].number);
		json_add_int(&json, "at", lines[i].at);
		json_add_text(&json, "staff", lines[i].staff);
		json_add_text(&json, "staff_name", lines[i].staff_name);
		json_add_text(&json, "action", lines[i].action);
		json_add_text(&json, "kind", lines[i].kind);
		json_add_text(&json, "object", lines[i].object);
		json_add_raw(&json, "detail", lines[i].detail == NULL ? "{}" : lines[i].detail);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

const struct route people_routes[] = {
    {.method = "GET",
     .path = "/v1/entries/{id}/comments",
     .who = MAY_CURATE,
     .handle = list_comments,
     .summary = "What colleagues say about an entry, oldest first",
     .shape = "comments"},
    {.method = "POST",
     .path = "/v1/entries/{id}/comments",
     .who = MAY_CURATE,
     .handle = add_comment,
     .body = FIELD_TABLE(struct comment_fields, comment_rows),
     .summary = "Say something about an entry",
     .status = 201,
     .shape = "comments"},
    {.method = "POST",
     .path = "/v1/entries/{id}/comments/seen",
     .who = MAY_CURATE,
     .handle = see_comments,
     .summary = "Take the mentions there as seen",
     .status = 204},
    {.method = "GET",
     .path = "/v1/mentions",
     .who = MAY_CURATE,
     .handle = list_mentions,
     .summary = "Where one was mentioned and has not looked since",
     .shape = "mentions"},
    {.method = "GET",
     .path = "/v1/editors",
     .who = MAY_CURATE,
     .handle = list_editors,
     .summary = "Who works on the knowledge base, by the names that mentions use",
     .shape = "editors"},
    {.method = "GET",
     .path = "/v1/staff/{id}/rights",
     .who = MAY_KEEP_STAFF,
     .handle = list_rights,
     .summary = "What an editor may do where",
     .shape = "rights"},
    {.method = "PUT",
     .path = "/v1/staff/{id}/rights",
     .who = MAY_KEEP_STAFF,
     .handle = change_rights,
     .body = FIELD_TABLE(struct rights_fields, rights_rows),
     .summary = "Say what an editor may do where",
     .shape = "rights"},
    {.method = "GET",
     .path = "/v1/audit",
     .who = MAY_AUDIT,
     .handle = list_audit,
     .query = FIELD_TABLE(struct audit_query, audit_rows),
     .summary = "Who did what, newest first",
     .shape = "audit"},
    {0},
};
