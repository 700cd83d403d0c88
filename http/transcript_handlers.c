/*
 * Transcript handlers: a conversation as a file, for staff and for its
 * visitor.
 *
 * Long ones take a while, so they are made on the slow-work thread.
 */
#include <string.h>

#include "handoff/transcript.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/request_state.h"
#include "http/talk_handlers.h"
#include "http/views.h"

/* A page of its own: nothing in it runs, its one style is its own. */
#define PAGE_POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; sandbox allow-modals"

static const char *const FORMATS[] = {"text", "html", "json", NULL};

struct transcript_query {
	const char *format;
	const char *zone;
	int is_shown;
};
static const struct field transcript_rows[] = {
    {FIELD(struct transcript_query, format, FIELD_CHOICE), .allowed = FORMATS,
     .help = "text when left out"},
    {FIELD(struct transcript_query, zone, FIELD_WORD), .least = 1, .most = 64,
     .help = "The reader's time zone, such as Asia/Shanghai; UTC when left out"},
    {.name = "show", .type = FIELD_BOOL, .offset = offsetof(struct transcript_query, is_shown),
     .help = "To look at and print, not to keep"},
    {0},
};

struct writing {
	struct store *store;
	struct arena *arena;
	struct conversation_id id;
	struct transcript transcript;
	const char *format;
	bool is_shown;
	struct buffer out;
};

static void write_json(struct writing *writing, const struct event *events, int count)
{
	struct json_writer json = json_writer(&writing->out);
	json_open_object(&json, NULL);
	json_add_text(&json, "conversation", writing->id.text);
	view_events(&json, "events", events, count, writing->transcript.reader.kind != EVENTS_FOR_VISITOR);
	json_close_object(&json);
}

static bool write_now(void *data, struct fault *fault)
{
	struct writing *writing = data;
	struct event *events;
	int count;
	struct db *db = store_reader(writing->store);
	if (!transcript_events(db, &writing->transcript, writing->arena, &events, &count, fault))
		return false;
	writing->out = buffer_new(TRANSCRIPT_BYTES_MOST);
	if (writing->format[0] == 'j')
		write_json(writing, events, count);
	else if (writing->format[0] == 'h')
		transcript_page(&writing->transcript, events, count, writing->arena, &writing->out);
	else
		transcript_text(&writing->transcript, events, count, writing->arena, &writing->out);
	if (!writing->out.overflowed)
		return true;
	buffer_free(&writing->out);
	return fault_limit(fault, FAULT_TOO_LONG, "transcript", (int64_t)TRANSCRIPT_BYTES_MOST,
			   (int64_t)TRANSCRIPT_BYTES_MOST);
}

static const struct kind {
	char letter;
	const char *type;
	const char *disposition;
} KINDS[] = {
    {'t', "text/plain; charset=utf-8", "attachment; filename=\"conversation.txt\""},
    {'h', "text/html; charset=utf-8", "attachment; filename=\"conversation.html\""},
    {'j', "application/json", "attachment; filename=\"conversation.json\""},
};

static struct answer written(struct request *request, void *data)
{
	struct writing *writing = data;
	const struct kind *kind = KINDS;
	while (kind->letter != writing->format[0])
		kind++;
	bool is_page = writing->is_shown && kind->letter == 'h';
	request_add_header(request, "Content-Disposition", is_page ? "inline" : kind->disposition);
	if (is_page) {
		state_of(request)->answer.is_page = true;
		request_add_header(request, "Content-Security-Policy", PAGE_POLICY);
		request_add_header(request, "Referrer-Policy", "no-referrer");
	}
	return answer_buffer(request, 200, kind->type, &writing->out);
}

static struct answer make_transcript(struct request *request)
{
	struct fault fault;
	const struct transcript_query *query = request_query(request);
	struct writing *writing = arena_alloc(request->arena, sizeof(*writing));
	writing->id = request_conversation(request);
	struct event_reader reader;
	if (!caller_reads(request_reader(request), &request->caller, &writing->id, &reader, &fault))
		return answer_fault(request, &fault);
	writing->store = request_store(request);
	writing->arena = request->arena;
	writing->format = query->format != NULL ? query->format : "text";
	writing->is_shown = query->is_shown == 1;
	writing->transcript = (struct transcript){.conversation = &writing->id,
						  .reader = reader,
						  .language = request->language};
	if (query->zone != NULL) {
		writing->transcript.zone = time_zone_find(query->zone);
		if (writing->transcript.zone == NULL)
			return answer_refusal(request, FAULT_NOT_ALLOWED_VALUE, "zone");
	}
	return await_work(request, write_now, writing, written);
}

const struct route transcript_routes[] = {
    {.method = "GET",
     .path = "/v1/conversations/{id}/transcript",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = make_transcript,
     .query = FIELD_TABLE(struct transcript_query, transcript_rows),
     .summary = "A conversation as text, page or JSON, to keep or print"},
    {0},
};
