/*
 * Talk handlers: drafts, answers of the knowledge base beside the reply field,
 * colleagues who can be called in notes, and where one was called.
 *
 * Event-loop threads.
 */
#include "http/talk_handlers.h"

#include <string.h>

#include "handoff/chosen.h"
#include "handoff/conversation.h"
#include "handoff/draft.h"
#include "handoff/note_mention.h"
#include "http/permission.h"

static bool may_see(struct request *request, struct conversation_id *id, struct fault *fault)
{
	*id = request_conversation(request);
	return caller_may_see(request_reader(request), &request->caller, id, fault);
}

/* --- Drafts ------------------------------------------------------------------------------ */

static struct answer show_drafts(struct request *request)
{
	struct fault fault;
	struct conversation_id id;
	struct drafted drafted;
	if (!may_see(request, &id, &fault) ||
	    !drafted_read(request_reader(request), &request->caller.staff, &id, request->arena,
			  &drafted, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "reply", drafted.reply);
	json_add_text(&json, "note", drafted.note);
	json_close_object(&json);
	return answer_json(request, 200);
}

static const char *const DRAFT_KINDS[] = {"reply", "note", NULL};

struct draft_fields {
	const char *kind;
	const char *text;
};
static const struct field draft_rows[] = {
    {FIELD(struct draft_fields, kind, FIELD_CHOICE), .required = true, .allowed = DRAFT_KINDS,
     .help = "What it is to become"},
    {FIELD(struct draft_fields, text, FIELD_SECRET), .required = true,
     .most = MESSAGE_CHARACTERS_MOST, .help = "As far as it is written; nothing forgets it"},
    {0},
};

static struct answer stored(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer keep_draft(struct request *request)
{
	struct fault fault;
	const struct draft_fields *fields = request_fields(request);
	struct drafting *drafting = arena_alloc(request->arena, sizeof(*drafting));
	drafting->staff = request->caller.staff;
	drafting->conversation = request_conversation(request);
	drafting->kind = fields->kind;
	drafting->text = fields->text;
	if (!drafting_prepare(drafting, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &drafting->change, stored);
}

/* --- Answers to choose from ---------------------------------------------------------------- */

struct offer_query {
	const char *text;
};
static const struct field offer_rows[] = {
    {FIELD(struct offer_query, text, FIELD_TEXT), .most = MESSAGE_CHARACTERS_MOST,
     .help = "What the agent is typing; the visitor's last message when left out"},
    {0},
};

static struct answer show_offers(struct request *request)
{
	struct fault fault;
	struct conversation_id id;
	struct offers offers;
	const struct offer_query *query = request_query(request);
	if (!may_see(request, &id, &fault) ||
	    !offers_find(request_reader(request), request_live(request), &id, query->text,
			 request->arena, &offers, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_int(&json, "about", offers.about);
	json_open_array(&json, "answers");
	for (int at = 0; at < offers.count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "entry", offers.best[at].entry);
		json_add_text(&json, "question", offers.best[at].question);
		json_add_text(&json, "answer", offers.best[at].answer);
		json_add_real(&json, "confidence", offers.best[at].confidence, 3);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* --- Calling colleagues ---------------------------------------------------------------------- */

static struct answer list_readers(struct request *request)
{
	struct fault fault;
	struct conversation_id id;
	struct note_reader *list;
	int count;
	if (!may_see(request, &id, &fault) || !note_reader_list(request_reader(request), &id,
								request->arena, &list, &count,
								&fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "readers");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "name", list[at].name);
		json_add_text(&json, "display_name", list[at].display_name);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_mentions(struct request *request)
{
	struct fault fault;
	struct note_mention *list;
	int count;
	if (!note_mention_list(request_reader(request), &request->caller.staff, request->arena,
			       &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "mentions");
	for (int at = 0; at < count; at++) {
		json_open_object(&json, NULL);
		json_add_text(&json, "conversation", list[at].conversation.text);
		json_add_int(&json, "seq", list[at].number);
		json_add_text(&json, "text", list[at].text);
		json_add_text(&json, "by", list[at].by);
		json_add_int(&json, "at", list[at].at);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

const struct route talk_routes[] = {
    {.method = "GET",
     .path = "/v1/conversations/{id}/drafts",
     .who = MAY_CONVERSE,
     .handle = show_drafts,
     .summary = "What one has half written in a conversation",
     .shape = "drafts"},
    {.method = "PUT",
     .path = "/v1/conversations/{id}/drafts",
     .who = MAY_CONVERSE,
     .handle = keep_draft,
     .body = FIELD_TABLE(struct draft_fields, draft_rows),
     .summary = "Keep what one has half written",
     .status = 204,
     .quiet = true},
    {.method = "GET",
     .path = "/v1/conversations/{id}/answers",
     .who = MAY_CONVERSE,
     .handle = show_offers,
     .query = FIELD_TABLE(struct offer_query, offer_rows),
     .summary = "Answers of the knowledge base that fit the visitor's last message",
     .shape = "offers",
     .quiet = true},
    {.method = "GET",
     .path = "/v1/conversations/{id}/readers",
     .who = MAY_CONVERSE,
     .handle = list_readers,
     .summary = "Colleagues who can be called in a note",
     .shape = "readers"},
    {.method = "GET",
     .path = "/v1/note-mentions",
     .who = MAY_CONVERSE,
     .handle = list_mentions,
     .summary = "Notes in which one was called and that one hasn't read",
     .shape = "note_mentions",
     .quiet = true},
    {0},
};
