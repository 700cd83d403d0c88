/*
 * Member handlers: who the visitor is: the form before the chat, and members
 * whose site signs for them (handoff/member.h).
 *
 * Event-loop threads.
 */
#include "http/member_handlers.h"

#include "handoff/member.h"
#include "handoff/site.h"
#include "handoff/visitor_form.h"
#include "http/conversation_answers.h"
#include "http/permission.h"

/* --- The form ---------------------------------------------------------------------------- */

struct form_fields {
	const struct json *values;
};
static const struct field form_rows[] = {
    {FIELD(struct form_fields, values, FIELD_OBJECT), .required = true,
     .help = "What the site's form asks, by its fields' names"},
    {0},
};

static struct answer fill_in(struct request *request)
{
	const struct form_fields *fields = request_fields(request);
	struct form_answer *answer = arena_alloc(request->arena, sizeof(*answer));
	act_address(request, &answer->act);
	answer->values = fields->values;
	form_answer_prepare(answer);
	return await_commit(request, &answer->act.change, act_answer);
}

/* --- Members -------------------------------------------------------------------------------- */

struct entry_fields {
	const char *member;
	int64_t expires;
	const char *signature;
	const char *session;
};
static const struct field entry_rows[] = {
    {FIELD(struct entry_fields, member, FIELD_LINE), .least = 1, .most = MEMBER_ID_MOST,
     .help = "The member's id at the site"},
    {FIELD(struct entry_fields, expires, FIELD_INT), .least = 0, .most = INT32_MAX * (int64_t)4,
     .help = "When the signature ends, in seconds since 1970; at most a day ahead"},
    {FIELD(struct entry_fields, signature, FIELD_WORD), .least = 1, .most = 200,
     .help = "HMAC-SHA256 by the site's secret over MEMBER.EXPIRES, hexadecimal"},
    {FIELD(struct entry_fields, session, FIELD_WORD), .least = 1, .most = 100,
     .help = "Instead of the three: a session that there is"},
    {0},
};

static struct answer entered(struct request *request, struct change *change)
{
	const struct member_entry *entry = (const struct member_entry *)change;
	bool is_new = entry->new_session.text[0] != '\0';
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "member", entry->member);
	json_add_text(&json, "session", is_new ? entry->new_session.text : NULL);
	if (is_new)
		json_add_int(&json, "session_until", entry->session_until);
	else
		json_add_null(&json, "session_until");
	if (entry->conversation.text[0] == '\0') {
		json_add_null(&json, "conversation");
	} else {
		json_open_object(&json, "conversation");
		json_add_text(&json, "id", entry->conversation.text);
		json_add_text(&json, "token", entry->token.text);
		json_close_object(&json);
	}
	json_close_object(&json);
	return answer_json(request, is_new ? 201 : 200);
}

static struct answer enter(struct request *request)
{
	struct fault fault;
	const struct entry_fields *fields = request_fields(request);
	struct member_entry *entry = arena_alloc(request->arena, sizeof(*entry));
	entry->arena = request->arena;
	entry->site = request_parameter(request, "site");
	entry->member = fields->member;
	entry->expires = fields->expires;
	entry->signature = fields->signature;
	entry->session = fields->session;
	if (!site_name_check(entry->site, &fault) ||
	    !member_entry_prepare(entry, request_reader(request), &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &entry->change, entered);
}

struct link_fields {
	const char *session;
};
static const struct field link_rows[] = {
    {FIELD(struct link_fields, session, FIELD_WORD), .required = true, .least = 1, .most = 100,
     .help = "The member's session"},
    {0},
};

static struct answer link_conversation(struct request *request)
{
	const struct link_fields *fields = request_fields(request);
	struct member_link *link = arena_alloc(request->arena, sizeof(*link));
	act_address(request, &link->act);
	link->session = fields->session;
	member_link_prepare(link);
	return await_commit(request, &link->act.change, act_answer);
}

/* --- Secrets ------------------------------------------------------------------------------------ */

static bool add_secrets(struct request *request, struct json_writer *json, struct fault *fault)
{
	struct member_secret *list;
	int count;
	if (!member_secret_list(request_reader(request), request_parameter(request, "site"),
				request->arena, &list, &count, fault))
		return false;
	json_open_array(json, "secrets");
	for (int i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "id", list[i].id);
		json_add_text(json, "made_by", list[i].made_by);
		json_add_int(json, "created_at", list[i].created_at);
		if (list[i].retires_at == 0)
			json_add_null(json, "retires_at");
		else
			json_add_int(json, "retires_at", list[i].retires_at);
		json_close_object(json);
	}
	json_close_array(json);
	return true;
}

static struct answer list_secrets(struct request *request)
{
	struct fault fault;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	if (!add_secrets(request, &json, &fault))
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer made(struct request *request, struct change *change)
{
	struct fault fault;
	const struct member_secret_make *make = (const struct member_secret_make *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "secret", make->secret.text);
	if (!add_secrets(request, &json, &fault))
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 201);
}

static struct answer make_secret(struct request *request)
{
	struct fault fault;
	struct member_secret_make *make = arena_alloc(request->arena, sizeof(*make));
	make->site = request_parameter(request, "site");
	make->by = request->caller.staff;
	if (!member_secret_make_prepare(make, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &make->change, made);
}

const struct route member_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations/{id}/form",
     .who = MAY_VISITOR,
     .handle = fill_in,
     .body = FIELD_TABLE(struct form_fields, form_rows),
     .rate = RATE_MESSAGE,
     .summary = "Fill in what the site asks before a person is called",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/member",
     .who = MAY_VISITOR,
     .handle = link_conversation,
     .body = FIELD_TABLE(struct link_fields, link_rows),
     .rate = RATE_MESSAGE,
     .summary = "Make a conversation the member's, so that it follows them",
     .shape = "events_and_conversation"},
    {.method = "POST",
     .path = "/v1/sites/{site}/member",
     .who = MAY_ANYONE,
     .handle = enter,
     .body = FIELD_TABLE(struct entry_fields, entry_rows),
     .rate = RATE_NEW_CONVERSATION,
     .summary = "Come in as a member, by the site's signature or a session",
     .status = 201,
     .shape = "member_entry"},
    {.method = "GET",
     .path = "/v1/sites/{site}/member-secrets",
     .who = MAY_SET_SITES,
     .handle = list_secrets,
     .summary = "The secrets by which a site signs for its members, without their text",
     .shape = "member_secrets"},
    {.method = "POST",
     .path = "/v1/sites/{site}/member-secrets",
     .who = MAY_SET_SITES,
     .handle = make_secret,
     .summary = "Make a new secret; those before it count for a day more",
     .status = 201,
     .shape = "new_member_secret"},
    {0},
};
