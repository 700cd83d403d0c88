/*
 * Routing handlers: how a group gives out its conversations.
 *
 * Event-loop threads.
 */
#include "http/routing_handlers.h"

#include <stdio.h>

#include "handoff/group_routing.h"
#include "http/permission.h"

static struct group_id group_asked_for(struct request *request)
{
	struct group_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

static void write_members(struct json_writer *json, const struct group_routing *routing)
{
	json_open_array(json, "members");
	for (int i = 0; i < routing->member_count; i++) {
		const struct group_member *member = &routing->members[i];
		json_open_object(json, NULL);
		json_add_text(json, "staff", member->staff.text);
		json_add_text(json, "display_name", member->display_name);
		json_add_int(json, "priority", member->priority);
		json_add_int(json, "capacity", member->capacity);
		json_close_object(json);
	}
	json_close_array(json);
}

static struct answer answer_routing(struct request *request, const struct group_id *id)
{
	struct fault fault;
	struct group_routing routing;
	enum lookup found =
	    group_routing_read(request_reader(request), id, request->arena, &routing, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "group");
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "strategy", routing_strategy_name(routing.strategy));
	json_add_bool(&json, "prefers_last", routing.prefers_last);
	json_add_int(&json, "accept_seconds", routing.call.accept_seconds);
	json_add_int(&json, "again_seconds", routing.call.seconds[CALL_AGAIN]);
	json_add_int(&json, "supervisors_seconds", routing.call.seconds[CALL_SUPERVISORS]);
	json_add_int(&json, "admins_seconds", routing.call.seconds[CALL_ADMINS]);
	json_add_int(&json, "push_seconds", routing.call.way_seconds[CALL_BY_PUSH]);
	json_add_int(&json, "mail_seconds", routing.call.way_seconds[CALL_BY_MAIL]);
	json_add_int(&json, "webhook_seconds", routing.call.way_seconds[CALL_BY_WEBHOOK]);
	write_members(&json, &routing);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_routing(struct request *request)
{
	struct group_id id = group_asked_for(request);
	return answer_routing(request, &id);
}

/* --- The group --------------------------------------------------------------------------- */

static const char *const STRATEGIES[] = {
#define X(code, name) name,
    ROUTING_STRATEGIES(X)
#undef X
	NULL,
};

struct routing_fields {
	const char *strategy;
	int prefers_last;
	int64_t accept_seconds;
	int64_t again_seconds;
	int64_t supervisors_seconds;
	int64_t admins_seconds;
	int64_t push_seconds;
	int64_t mail_seconds;
	int64_t webhook_seconds;
};

#define SECONDS(member, words)                                                                     \
	{FIELD(struct routing_fields, member, FIELD_INT), .least = 0, .most = CALL_SECONDS_MOST,   \
	 .fallback = FIELD_UNSET, .help = words}
static const struct field routing_rows[] = {
    {FIELD(struct routing_fields, strategy, FIELD_CHOICE), .allowed = STRATEGIES,
     .help = "Who of the free and fitting agents gets a conversation"},
    {FIELD(struct routing_fields, prefers_last, FIELD_BOOL),
     .help = "First the agent whom the visitor had before, when free"},
    SECONDS(accept_seconds, "Whoever is given a conversation opens or answers it within these, or it "
			    "goes back to the queue's front and they are away; 0: no limit"),
    SECONDS(again_seconds, "After so long without a reaction those who are called are called again; "
			   "0: not"),
    SECONDS(supervisors_seconds, "Then the group's leaders and supervisors too; 0: not"),
    SECONDS(admins_seconds, "Then admins too; 0: not"),
    SECONDS(push_seconds, "Those who are called and don't look at a desk are told by their "
			  "browsers; 0: not"),
    SECONDS(mail_seconds, "And by mail; 0: not"),
    SECONDS(webhook_seconds, "And the webhook is told; 0: not"),
    {0},
};

static struct answer routing_changed(struct request *request, struct change *change)
{
	return answer_routing(request, &((const struct group_routing_update *)change)->group);
}

static struct answer change_routing(struct request *request)
{
	const struct routing_fields *fields = request_fields(request);
	struct group_routing_update *update = arena_alloc(request->arena, sizeof(*update));
	enum routing_strategy strategy;
	update->group = group_asked_for(request);
	update->strategy = -1;
	if (fields->strategy != NULL && routing_strategy_from_name(fields->strategy, &strategy))
		update->strategy = (int)strategy;
	update->prefers_last = fields->prefers_last;
	update->call = (struct call_pace){
	    .accept_seconds = fields->accept_seconds,
	    .seconds = {[CALL_AGAIN] = fields->again_seconds,
			[CALL_SUPERVISORS] = fields->supervisors_seconds,
			[CALL_ADMINS] = fields->admins_seconds},
	    .way_seconds = {[CALL_BY_PUSH] = fields->push_seconds,
			    [CALL_BY_MAIL] = fields->mail_seconds,
			    [CALL_BY_WEBHOOK] = fields->webhook_seconds}};
	update->by = request->caller.staff;
	group_routing_update_prepare(update);
	return await_commit(request, &update->change, routing_changed);
}

/* --- A member ------------------------------------------------------------------------------ */

struct member_fields {
	int64_t priority;
	int64_t capacity;
};
static const struct field member_rows[] = {
    {FIELD(struct member_fields, priority, FIELD_INT), .least = 0, .most = GROUP_PRIORITY_MOST,
     .fallback = FIELD_UNSET, .help = "The higher goes first, where the strategy is priority"},
    {FIELD(struct member_fields, capacity, FIELD_INT), .least = 0, .most = STAFF_CAPACITY_MOST,
     .fallback = FIELD_UNSET,
     .help = "This group's conversations at once; 0: no limit of its own"},
    {0},
};

static struct answer member_changed(struct request *request, struct change *change)
{
	return answer_routing(request, &((const struct group_member_update *)change)->group);
}

static struct answer change_member(struct request *request)
{
	const struct member_fields *fields = request_fields(request);
	struct group_member_update *update = arena_alloc(request->arena, sizeof(*update));
	update->group = group_asked_for(request);
	snprintf(update->staff.text, sizeof(update->staff.text), "%s",
		 request_parameter(request, "staff"));
	update->priority = (int)fields->priority;
	update->capacity = (int)fields->capacity;
	update->by = request->caller.staff;
	group_member_update_prepare(update);
	return await_commit(request, &update->change, member_changed);
}

const struct route routing_routes[] = {
    {.method = "GET",
     .path = "/v1/groups/{id}/routing",
     .who = MAY_STAFF,
     .handle = show_routing,
     .summary = "How a group gives out its conversations",
     .shape = "group_routing"},
    {.method = "PUT",
     .path = "/v1/groups/{id}/routing",
     .who = MAY_ORGANISE,
     .handle = change_routing,
     .body = FIELD_TABLE(struct routing_fields, routing_rows),
     .summary = "Change how a group gives out its conversations",
     .shape = "group_routing"},
    {.method = "PUT",
     .path = "/v1/groups/{id}/members/{staff}",
     .who = MAY_ORGANISE,
     .handle = change_member,
     .body = FIELD_TABLE(struct member_fields, member_rows),
     .summary = "Change a member's priority and limit in a group",
     .shape = "group_routing"},
    {0},
};
