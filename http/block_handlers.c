/*
 * Block handlers: keeping somebody out of the chat for a while.
 *
 * Whose visitor it is to block is decided by handoff/visitor_block.h.
 * Event-loop threads.
 */
#include <stdio.h>

#include "data/clock.h"
#include "handoff/visitor_block.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/talk_handlers.h"

static struct answer answer_blocks(struct request *request, int status)
{
	struct fault fault;
	struct visitor_block *list;
	int count;
	if (!visitor_block_list(request_reader(request), &request->caller.staff, clock_now(),
				request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "blocks");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "id", list[at].id);
		json_add_text(&json, "conversation", list[at].conversation.text);
		json_add_text(&json, "reason", list[at].reason);
		json_add_text(&json, "by", list[at].by);
		json_add_int(&json, "at", list[at].at);
		json_add_int(&json, "until", list[at].until);
		json_add_bool(&json, "by_address", list[at].by_address);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, status);
}

static struct answer list_blocks(struct request *request)
{
	return answer_blocks(request, 200);
}

struct block_fields {
	const char *reason;
	int64_t hours;
	int by_address;
};
static const struct field block_rows[] = {
    {FIELD(struct block_fields, reason, FIELD_LINE), .required = true, .least = 1,
     .most = BLOCK_REASON_MOST, .help = "Why, for colleagues"},
    {FIELD(struct block_fields, hours, FIELD_INT), .required = true, .least = 1,
     .most = BLOCK_HOURS_MOST, .help = "For how long"},
    {FIELD(struct block_fields, by_address, FIELD_BOOL),
     .help = "Whoever else comes from the same address too"},
    {0},
};

static struct answer blocked(struct request *request, struct change *change)
{
	(void)change;
	return answer_blocks(request, 201);
}

static struct answer block(struct request *request)
{
	struct fault fault;
	const struct block_fields *fields = request_fields(request);
	struct visitor_blocking *blocking = arena_alloc(request->arena, sizeof(*blocking));
	act_address(request, &blocking->act);
	blocking->reason = fields->reason;
	blocking->hours = fields->hours;
	blocking->by_address = fields->by_address == 1;
	if (!visitor_blocking_prepare(blocking, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &blocking->act.change, blocked);
}

static struct answer lifted(struct request *request, struct change *change)
{
	(void)change;
	return answer_blocks(request, 200);
}

static struct answer lift(struct request *request)
{
	struct visitor_unblocking *unblocking = arena_alloc(request->arena, sizeof(*unblocking));
	snprintf(unblocking->id, sizeof(unblocking->id), "%s", request_parameter(request, "id"));
	unblocking->by = request->caller.staff;
	visitor_unblocking_prepare(unblocking);
	return await_commit(request, &unblocking->change, lifted);
}

const struct route block_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations/{id}/block",
     .who = MAY_CONVERSE,
     .handle = block,
     .body = FIELD_TABLE(struct block_fields, block_rows),
     .summary = "Keep a visitor out for a while; the conversation ends",
     .status = 201,
     .shape = "blocks"},
    {.method = "GET",
     .path = "/v1/blocks",
     .who = MAY_CONVERSE,
     .handle = list_blocks,
     .summary = "Visitors who are kept out now",
     .shape = "blocks"},
    {.method = "DELETE",
     .path = "/v1/blocks/{id}",
     .who = MAY_CONVERSE,
     .handle = lift,
     .summary = "Let a visitor in again",
     .shape = "blocks"},
    {0},
};
