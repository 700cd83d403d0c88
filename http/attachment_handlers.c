/*
 * Attachment handlers: files that visitors and agents send each other.
 *
 * What comes in is recognised by its bytes (handoff/attachment_kind.h).  What
 * goes out can't run: pictures may be shown, everything else is a download,
 * nothing is guessed, and a sandbox without any permission holds whatever a
 * browser opens alone.  Whoever may read the conversation may have its files;
 * one that no message carries yet only its sender.
 *
 * Event-loop threads.
 */
#include "http/attachment_handlers.h"

#include <string.h>

#include "handoff/attachment.h"
#include "http/conversation_answers.h"
#include "http/file_answer.h"
#include "http/permission.h"

struct upload_query {
	const char *name;
};
static const struct field upload_rows[] = {
    {FIELD(struct upload_query, name, FIELD_LINE), .required = true, .least = 1, .most = 255,
     .help = "What the file is called; its end must fit its bytes"},
    {0},
};

static struct answer saved(struct request *request, struct change *change)
{
	const struct attachment_save *save = (const struct attachment_save *)change;
	struct json_writer json = request_json(request);
	attachment_write(&json, NULL, &save->saved);
	return answer_json(request, 201);
}

static struct answer upload(struct request *request)
{
	struct fault fault;
	const struct upload_query *query = request_query(request);
	struct attachment_save *save = arena_alloc(request->arena, sizeof(*save));
	act_address(request, &save->act);
	save->bytes = request_body(request, &save->length);
	save->name = query->name;
	if (!attachment_save_prepare(save, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &save->act.change, saved);
}

static struct answer serve(struct request *request)
{
	struct fault fault;
	struct attachment_content content;
	struct attachment_id id;
	struct conversation_id conversation = request_conversation(request);
	struct db *db = request_reader(request);
	const char *name = request_parameter(request, "file");
	if (!caller_may_see(db, &request->caller, &conversation, &fault))
		return answer_fault(request, &fault);
	if (!id_is_valid(name))
		return answer_refusal(request, FAULT_NOT_FOUND, "file");
	memcpy(id.text, name, sizeof(id.text));
	enum lookup found =
	    attachment_read(db, &conversation, &id,
			    request_by_staff(request) ? &request->caller.staff : NULL,
			    request->arena, &content, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "file");
	return answer_private_file(request, content.facts.name, content.facts.type, content.bytes,
				   content.length);
}

const struct route attachment_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations/{id}/files",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = upload,
     .query = FIELD_TABLE(struct upload_query, upload_rows),
     .raw_body = true,
     .body_limit = ATTACHMENT_BYTES_MOST,
     .rate = RATE_MESSAGE,
     .summary = "Keep a file that a message will carry",
     .status = 201,
     .shape = "attachment"},
    {.method = "GET",
     .path = "/v1/conversations/{id}/files/{file}",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = serve,
     .summary = "A file of a conversation"},
    {0},
};
