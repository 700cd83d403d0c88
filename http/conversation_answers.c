/*
 * Conversation answers: see conversation_answers.h.
 */
#include "http/conversation_answers.h"

#include "handoff/conversation.h"
#include "http/views.h"

bool request_by_staff(const struct request *request)
{
	return request->caller.kind == CALLER_STAFF;
}

void act_address(struct request *request, struct act *act)
{
	act->arena = request->arena;
	act->conversation = request_conversation(request);
	act->book = request_book(request);
	act->actor =
	    request_by_staff(request) ? actor_staff(&request->caller.staff) : actor_visitor();
}

struct answer act_answer_events(struct request *request, struct change *change)
{
	const struct act *act = (const struct act *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_events(&json, "events", act->events, act->event_count, request_by_staff(request));
	json_close_object(&json);
	return answer_json(request, act->repeated ? 200 : 201);
}

struct answer act_answer(struct request *request, struct change *change)
{
	const struct act *act = (const struct act *)change;
	struct fault fault;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_events(&json, "events", act->events, act->event_count, request_by_staff(request));
	if (!conversation_add_view(request, &json, "conversation", &act->conversation, &fault))
		return answer_fault(request, &fault);
	json_close_object(&json);
	return answer_json(request, 200);
}

bool conversation_add_view(struct request *request, struct json_writer *json, const char *name,
			   const struct conversation_id *id, struct fault *fault)
{
	struct conversation_view view;
	struct db *db = request_reader(request);
	store_begin_view(db);
	enum lookup found = conversation_read(db, id, request->arena, &view, fault);
	store_end_view(db);
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	if (found == LOOKUP_FAILED)
		return false;
	view_conversation(json, name, &view, request_by_staff(request));
	return true;
}
