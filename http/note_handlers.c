/*
 * Note handlers: what staff write in a conversation for each other: notes to
 * all who see it, and a supervisor's whispers to those who are in it.
 *
 * Whether this member may write one is decided inside the transaction.
 *
 * Not here: what colleagues say apart from conversations (room_handlers.c).
 * Event-loop threads.
 */
#include "handoff/agent_acts.h"
#include "handoff/conversation.h"
#include "http/conversation_answers.h"
#include "http/desk_handlers.h"
#include "http/permission.h"

struct note_fields {
	const char *text;
	const char *key;
};
static const struct field note_rows[] = {
    {FIELD(struct note_fields, text, FIELD_TEXT), .required = true, .least = 1,
     .most = MESSAGE_CHARACTERS_MOST, .help = "What only staff will see"},
    {FIELD(struct note_fields, key, FIELD_WORD), .required = true, .least = KEY_LEAST,
     .most = KEY_MOST, .help = "Made by the client; the same key is the same note"},
    {0},
};

static struct answer add(struct request *request, bool is_whisper)
{
	struct fault fault;
	const struct note_fields *fields = request_fields(request);
	struct note *note = arena_alloc(request->arena, sizeof(*note));
	act_address(request, &note->act);
	note->is_whisper = is_whisper;
	note->text = fields->text;
	note->key = fields->key;
	if (!note_prepare(note, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &note->act.change, act_answer_events);
}

static struct answer write_note(struct request *request)
{
	return add(request, false);
}

static struct answer whisper(struct request *request)
{
	return add(request, true);
}

const struct route note_routes[] = {
    {.method = "POST",
     .path = "/v1/conversations/{id}/note",
     .who = MAY_CONVERSE,
     .handle = write_note,
     .body = FIELD_TABLE(struct note_fields, note_rows),
     .summary = "Write a note that only staff see",
     .status = 201,
     .shape = "events"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/whisper",
     .who = MAY_CONVERSE,
     .handle = whisper,
     .body = FIELD_TABLE(struct note_fields, note_rows),
     .summary = "Write what only those who are in the conversation see, and supervisors",
     .status = 201,
     .shape = "events"},
    {0},
};
