/*
 * Conversation handlers: what both sides of a conversation may ask: look at
 * it, read its events, say something, end it.
 *
 * The machinery has checked a visitor's token against the conversation in the
 * path; for staff the acts check inside the transaction, and reads ask
 * caller_may_see.
 *
 * Not here: what only visitors do (visitor_handlers.c) or only staff
 * (desk_handlers.c).  Event-loop threads.
 */
#include "http/conversation_handlers.h"

#include "data/clock.h"
#include "handoff/agent_acts.h"
#include "handoff/chosen.h"
#include "handoff/conversation.h"
#include "handoff/ticket_tell.h"
#include "handoff/turn.h"
#include "http/admit.h"
#include "http/conversation_answers.h"
#include "http/permission.h"
#include "http/views.h"

#define EVENTS_PAGE_MOST  500
#define EVENTS_BYTES_MOST ((size_t)3 * 1024 * 1024) /* a page that nobody waits long for */
#define WAIT_SECONDS_MOST 60

/* --- Looking ---------------------------------------------------------------- */

static bool may_see(struct request *request, struct fault *fault)
{
	struct conversation_id id = request_conversation(request);
	return caller_may_see(request_reader(request), &request->caller, &id, fault);
}

static struct answer show(struct request *request)
{
	struct fault fault;
	struct conversation_id id = request_conversation(request);
	if (!may_see(request, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	if (!conversation_add_view(request, &json, NULL, &id, &fault))
		return answer_fault(request, &fault);
	return answer_json(request, 200);
}

/* --- Events ------------------------------------------------------------------- */

struct events_query {
	int64_t after;
	int64_t wait;
};
static const struct field events_rows[] = {
    {FIELD(struct events_query, after, FIELD_INT), .most = INT64_MAX,
     .help = "The last event number seen; 0 for all"},
    {FIELD(struct events_query, wait, FIELD_INT), .most = WAIT_SECONDS_MOST,
     .help = "Seconds to wait for an event when there is none"},
    {0},
};

/* A page of events. */
struct page {
	struct event *events;
	int count;
	int64_t deadline; /* clock_steady; when a waiting request gives up */
};

static bool read_page(struct request *request, struct page *page, struct fault *fault)
{
	const struct events_query *query = request_query(request);
	struct conversation_id id = request_conversation(request);
	struct db *db = request_reader(request);
	struct event_reader reader;
	return caller_reads(db, &request->caller, &id, &reader, fault) &&
	       ticket_tell_read(db, &id, query->after, &reader, EVENTS_PAGE_MOST, request->arena,
				&page->events, &page->count, fault);
}

static struct answer answer_page(struct request *request, const struct page *page)
{
	struct json_writer json = request_json(request);
	int written = 0;
	json_open_object(&json, NULL);
	json_open_array(&json, "events");
	while (written < page->count && json.out->length < EVENTS_BYTES_MOST)
		view_event(&json, &page->events[written++], request_by_staff(request));
	json_close_array(&json);
	json_add_bool(&json, "more", written < page->count || page->count == EVENTS_PAGE_MOST);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer wait_for_events(struct request *request, const struct page *page);

/* Woken, or out of time.  Staff may have been shut out meanwhile.  A waker may
 * have been something that this reader may not see, such as a note: then the
 * wait goes on. */
static struct answer look_again(struct request *request)
{
	struct fault fault;
	struct page *page = request_kept(request);
	if ((request_by_staff(request) && !admit_again(state_of(request), &fault)) ||
	    !read_page(request, page, &fault))
		return answer_fault(request, &fault);
	if (page->count > 0 || clock_steady() >= page->deadline)
		return answer_page(request, page);
	return wait_for_events(request, page);
}

static struct answer wait_for_events(struct request *request, const struct page *page)
{
	struct conversation_id id = request_conversation(request);
	int seconds = (int)((page->deadline - clock_steady() + 999) / 1000);
	return await_events(request, topic_of(TOPIC_CONVERSATION, id.text),
			    seconds < 1 ? 1 : seconds, look_again);
}

static struct answer show_events(struct request *request)
{
	struct fault fault;
	const struct events_query *query = request_query(request);
	struct page *page = arena_alloc(request->arena, sizeof(*page));
	if (!read_page(request, page, &fault))
		return answer_fault(request, &fault);
	if (page->count > 0 || query->wait == 0)
		return answer_page(request, page);
	page->deadline = clock_steady() + query->wait * 1000;
	request_keep(request, page);
	return wait_for_events(request, page);
}

/* --- Messages ------------------------------------------------------------------- */

struct message_fields {
	const char *text;
	const char *key;
	const char *choice;
	struct texts files;
	const char *entry;
	int64_t about;
};
static const struct field message_rows[] = {
    {FIELD(struct message_fields, text, FIELD_TEXT), .least = 1, .most = MESSAGE_CHARACTERS_MOST,
     .help = "What is said, in Markdown; may be left out when there are files"},
    {FIELD(struct message_fields, files, FIELD_IDS), .most_items = MESSAGE_FILES_MOST,
     .help = "Files that were sent before (POST .../files)"},
    {FIELD(struct message_fields, key, FIELD_WORD), .required = true, .least = KEY_LEAST,
     .most = KEY_MOST, .help = "Made by the client; the same key is the same message"},
    {FIELD(struct message_fields, choice, FIELD_LINE), .least = 1, .most = 100,
     .help = "Visitors: the entry of an offered choice that was clicked"},
    {FIELD(struct message_fields, entry, FIELD_LINE), .least = 1, .most = OFFERED_ENTRY_MOST,
     .help = "Staff: the entry whose answer this reply came of"},
    {FIELD(struct message_fields, about, FIELD_INT), .most = INT64_MAX,
     .help = "Staff, with entry: the number of the visitor's message that it answers"},
    {0},
};

static struct message_files files_of(const struct message_fields *fields)
{
	return (struct message_files){.ids = fields->files.items,
				      .count = fields->files.count < 0 ? 0 : fields->files.count};
}

static void end_turn(void *turn)
{
	turn_finish(turn);
}

/* The visitor's message and, when the bot has the turn, its reply. */
static struct answer say_as_visitor(struct request *request, const struct message_fields *fields)
{
	struct fault fault;
	if (fields->entry != NULL)
		return answer_refusal(request, FAULT_UNKNOWN_FIELD, "entry");
	struct turn *turn = arena_alloc(request->arena, sizeof(*turn));
	request_at_end(request, end_turn, turn);
	act_address(request, &turn->act);
	turn->live = request_live(request);
	turn->text = fields->text;
	turn->key = fields->key;
	turn->choice = fields->choice;
	turn->files = files_of(fields);
	if (!turn_prepare(turn, request_reader(request), &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &turn->act.change, act_answer_events);
}

static struct answer say_as_staff(struct request *request, const struct message_fields *fields)
{
	struct fault fault;
	if (fields->choice != NULL)
		return answer_refusal(request, FAULT_UNKNOWN_FIELD, "choice");
	struct agent_reply *reply = arena_alloc(request->arena, sizeof(*reply));
	act_address(request, &reply->act);
	reply->text = fields->text;
	reply->key = fields->key;
	reply->files = files_of(fields);
	reply->entry = fields->entry;
	reply->about = fields->about;
	if (!agent_reply_prepare(reply, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &reply->act.change, act_answer_events);
}

static struct answer say(struct request *request)
{
	const struct message_fields *fields = request_fields(request);
	return request_by_staff(request) ? say_as_staff(request, fields)
					 : say_as_visitor(request, fields);
}

/* --- The end ---------------------------------------------------------------------- */

static struct answer end(struct request *request)
{
	struct closing *closing = arena_alloc(request->arena, sizeof(*closing));
	act_address(request, &closing->act);
	closing_prepare(closing);
	return await_commit(request, &closing->act.change, act_answer);
}

const struct route conversation_routes[] = {
    {.method = "GET",
     .path = "/v1/conversations/{id}",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = show,
     .summary = "A conversation as it is now",
     .shape = "conversation"},
    {.method = "GET",
     .path = "/v1/conversations/{id}/events",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = show_events,
     .query = FIELD_TABLE(struct events_query, events_rows),
     .summary = "The events after a number, waiting for one when asked to",
     .shape = "events_page",
     .quiet = true},
    {.method = "POST",
     .path = "/v1/conversations/{id}/messages",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = say,
     .body = FIELD_TABLE(struct message_fields, message_rows),
     .rate = RATE_MESSAGE,
     .summary = "Say something; the bot's reply is in the answer",
     .status = 201,
     .shape = "events"},
    {.method = "POST",
     .path = "/v1/conversations/{id}/close",
     .who = MAY_VISITOR | MAY_CONVERSE,
     .handle = end,
     .summary = "End the conversation",
     .shape = "events_and_conversation"},
    {0},
};
