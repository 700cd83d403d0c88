/*
 * Conversation answers: what the handlers of visitors and of staff share.
 *
 * How an act is addressed from a request, and how it is answered once it is
 * stored.  Event-loop threads.
 */
#ifndef FOYER_HTTP_CONVERSATION_ANSWERS_H
#define FOYER_HTTP_CONVERSATION_ANSWERS_H

#include "handoff/act.h"
#include "http/request.h"

/* True when it is a member of staff who asks. */
bool request_by_staff(const struct request *request);

/* Fills the common head of an act: the arena, the conversation of the path,
 * and who acts. */
void act_address(struct request *request, struct act *act);

/* After a commit: {"events":[...]}, 201, or 200 when it had been done before. */
struct answer act_answer_events(struct request *request, struct change *change) MUST_USE;

/* After a commit: {"events":[...],"conversation":{...}}. */
struct answer act_answer(struct request *request, struct change *change) MUST_USE;

/* Adds "conversation":{...} as it is now to the object that is open. */
bool conversation_add_view(struct request *request, struct json_writer *json, const char *name,
			   const struct conversation_id *id, struct fault *fault) MUST_USE;

#endif
