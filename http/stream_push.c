/*
 * Stream push: what a stream is told.
 *
 *	{"type":"events","conversation":id,"events":[...]}
 *	{"type":"conversation","conversation":{...}}   when its owner changed
 *	{"type":"typing","conversation":id,"author":"agent","name":"Mei"}
 *	{"type":"typing","conversation":id,"author":"visitor","text"?}   text: where the site shows it
 *
 * When a topic wakes a watch, the events after the last one sent are read from
 * the log.  While bytes are pending the watch is only marked, and goes on when
 * the socket has taken them: a slow reader costs one page of events, whatever
 * it misses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/event_log.h"
#include "data/json.h"
#include "data/log.h"
#include "handoff/conversation.h"
#include "handoff/site_book.h"
#include "handoff/ticket_tell.h"
#include "http/server_internal.h"
#include "http/stream_state.h"
#include "http/views.h"

#define EVENTS_A_FRAME 20
#define FRAME_BYTES    ((size_t)900 * 1024) /* below STREAM_OUTPUT_BYTES */
#define EVENTS_BYTES_MOST ((size_t)256 * 1024) /* in a frame that takes one more, however long */
#define TYPED_BYTES    ((size_t)8 * 1024) /* of a frame with what a visitor types */
#define TYPIST_BYTES   256 /* of a display name; the longest are shorter */

static struct store *store_of(struct stream *stream)
{
	return stream->loop->server->store;
}

/* --- Telling --------------------------------------------------------------------------- */

static void trouble(struct watch *watch, const struct fault *fault)
{
	log_fault(LOG_WARNING, "stream", fault);
	stream_close(watch->stream, CLOSE_INTERNAL);
}

static void send_view(struct watch *watch, struct arena *arena)
{
	struct stream *stream = watch->stream;
	struct conversation_view view;
	struct fault fault;
	struct buffer text = buffer_new(FRAME_BYTES);
	enum lookup found = conversation_read(store_reader(store_of(stream)), &watch->conversation,
					      arena, &view, &fault);
	watch->view_is_due = false;
	if (found == LOOKUP_FAILED) {
		trouble(watch, &fault);
		return;
	}
	if (found == LOOKUP_ABSENT)
		return;
	places_note(watch, &view);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "conversation");
	view_conversation(&json, "conversation", &view, watch->for_staff);
	json_close_object(&json);
	frames_send_text(stream, &text);
	buffer_free(&text);
}

/* Those that a frame takes, of the first one at least; how many. */
static int send_events(struct watch *watch, const struct event *events, int count)
{
	struct buffer text = buffer_new(FRAME_BYTES);
	struct json_writer json = json_writer(&text);
	int written = 0;
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "events");
	json_add_text(&json, "conversation", watch->conversation.text);
	json_open_array(&json, "events");
	for (; written < count && text.length < EVENTS_BYTES_MOST; written++)
		if (watch->for_staff || !event_is_for_staff(events[written].type))
			view_event(&json, &events[written], watch->for_staff);
	json_close_array(&json);
	json_close_object(&json);
	watch->stream->quiet_asks = 0;
	frames_send_text(watch->stream, &text);
	buffer_free(&text);
	return written;
}

/* Whether an event changes what the conversation's view shows. */
static bool changes_view(enum event_type type)
{
	switch (type) {
	case EVENT_MESSAGE:
	case EVENT_FEEDBACK:
	case EVENT_NOTE:
	case EVENT_WHISPER:
		return false;
	case EVENT_HANDOFF:
	case EVENT_ASSIGNED:
	case EVENT_TRANSFERRED:
	case EVENT_RETURNED:
	case EVENT_BACK_TO_BOT:
	case EVENT_LEFT_MESSAGE:
	case EVENT_CLOSED:
	case EVENT_RATING:
	case EVENT_JOINED:
	case EVENT_LEFT:
	case EVENT_INVITED:
	case EVENT_DECLINED:
	case EVENT_TYPE_COUNT:
		return true;
	}
	return true;
}

static const struct event_reader *reader_of(const struct watch *watch)
{
	static const struct event_reader visitor = {.kind = EVENTS_FOR_VISITOR};
	return watch->for_staff ? watch->reader : &visitor;
}

static bool is_over(const struct stream *stream)
{
	return stream->phase != STREAM_OPEN;
}

/* One page of events; true when there may be more. */
static bool push_page(struct watch *watch, struct arena *arena)
{
	struct stream *stream = watch->stream;
	struct event *events;
	int count;
	struct fault fault;
	if (!ticket_tell_read(store_reader(store_of(stream)), &watch->conversation, watch->after,
			      reader_of(watch), EVENTS_A_FRAME, arena, &events, &count, &fault)) {
		trouble(watch, &fault);
		return false;
	}
	if (count == 0)
		return false;
	int sent = send_events(watch, events, count);
	if (is_over(stream))
		return false; /* the watch is gone */
	for (int i = 0; i < sent; i++)
		watch->view_is_due = watch->view_is_due || changes_view(events[i].type);
	watch->after = events[sent - 1].number;
	return sent < count || count == EVENTS_A_FRAME;
}

/* Staff who may no longer see it (passed on, another group's) are told no
 * more; a visitor's token never loses its conversation. */
static bool may_still_see(struct watch *watch)
{
	struct stream *stream = watch->stream;
	struct fault fault;
	return !watch->for_staff ||
	       caller_reads(store_reader(store_of(stream)), desk_caller(stream->desk),
			    &watch->conversation, watch->reader, &fault);
}

void push_watch(struct watch *watch)
{
	struct stream *stream = watch->stream;
	if (is_over(stream))
		return;
	watch->is_behind = true;
	struct arena *arena = arena_new();
	int64_t before = watch->after;
	bool more = true;
	while (more && !frames_pending(stream)) {
		more = push_page(watch, arena);
		if (is_over(stream))
			goto end; /* the watch is gone */
	}
	if (frames_pending(stream))
		goto end;
	watch->is_behind = false;
	if (watch->is_woken && watch->after == before)
		watch->view_is_due = true; /* by something that is no event, such as having been read */
	watch->is_woken = false;
	if (!watch->view_is_due)
		goto end;
	send_view(watch, arena);
	if (!is_over(stream) && !may_still_see(watch))
		watch_remove(stream, watch);
end:
	arena_free(&arena);
}

void push_review(struct stream *stream)
{
	struct watch *next;
	for (struct watch *watch = stream->watches; watch != NULL; watch = next) {
		next = watch->next;
		if (may_still_see(watch))
			continue;
		watch->view_is_due = true; /* what it was told last, and no more */
		push_watch(watch);
		if (is_over(stream))
			return;
	}
}

void push_caught_up(struct stream *stream)
{
	struct watch *next;
	for (struct watch *watch = stream->watches; watch != NULL; watch = next) {
		next = watch->next;
		if (!watch->is_behind && !watch->view_is_due)
			continue;
		push_watch(watch);
		if (is_over(stream) || frames_pending(stream))
			return;
	}
}

/* --- Watches ----------------------------------------------------------------------------- */

static void watch_woken(struct listener *listener)
{
	struct watch *watch = (struct watch *)listener;
	watch->is_woken = true;
	push_watch(watch);
}

struct watch *watch_find(struct stream *stream, const char *conversation)
{
	for (struct watch *watch = stream->watches; watch != NULL; watch = watch->next)
		if (strcmp(watch->conversation.text, conversation) == 0)
			return watch;
	return NULL;
}

void watch_add(struct stream *stream, const struct conversation_id *conversation, int64_t after,
	       const struct event_reader *reader)
{
	bool for_staff = reader->kind != EVENTS_FOR_VISITOR;
	struct watch *watch = memory_new(sizeof(*watch) + (for_staff ? sizeof(*reader) : 0));
	watch->stream = stream;
	watch->conversation = *conversation;
	watch->after = after;
	watch->for_staff = for_staff;
	if (for_staff)
		watch->reader[0] = *reader;
	watch->is_behind = true; /* events that are there already come first */
	watch->view_is_due = true;
	watch->next = stream->watches;
	stream->watches = watch;
	stream->watch_count++;
	listeners_add(&stream->loop->listeners, &watch->listener,
		      topic_of(TOPIC_CONVERSATION, conversation->text), watch_woken);
}

void watch_remove(struct stream *stream, struct watch *watch)
{
	struct watch **link = &stream->watches;
	while (*link != watch)
		link = &(*link)->next;
	*link = watch->next;
	stream->watch_count--;
	places_leave(watch);
	listeners_remove(&stream->loop->listeners, &watch->listener);
	free(watch);
}

/* --- Typing ---------------------------------------------------------------------------------- */

/* Told to the other side on every loop; never stored, lost when in the way. */
struct typing {
	struct task task;
	struct conversation_id conversation;
	bool by_staff;
	char name[TYPIST_BYTES]; /* of staff */
	bool has_said;
	char said[]; /* a visitor's unsent words */
};

static void tell_typing(struct watch *watch, const struct typing *typing)
{
	struct buffer text = buffer_new(TYPED_BYTES);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", "typing");
	json_add_text(&json, "conversation", typing->conversation.text);
	json_add_text(&json, "author", typing->by_staff ? "agent" : "visitor");
	if (typing->by_staff)
		json_add_text(&json, "name", typing->name);
	if (typing->has_said)
		json_add_text(&json, "text", typing->said);
	json_close_object(&json);
	frames_send_fleeting(watch->stream, &text);
	buffer_free(&text);
}

static void typing_here(struct task *task, struct loop *loop)
{
	struct typing *typing = (struct typing *)task;
	struct topic topic = topic_of(TOPIC_CONVERSATION, typing->conversation.text);
	struct listener *next;
	for (struct listener *each = listeners_first(&loop->listeners, topic); each; each = next) {
		struct watch *watch = (struct watch *)each;
		next = listeners_next(each);
		if (each->woken == watch_woken && watch->for_staff != typing->by_staff &&
		    strcmp(watch->conversation.text, typing->conversation.text) == 0)
			tell_typing(watch, typing);
	}
	free(typing);
}

/* The name of this member in the conversation, when they may write to the visitor. */
static const char *typist(const struct conversation_view *view, const struct staff_id *staff)
{
	if (strcmp(view->agent.text, staff->text) == 0)
		return view->agent_name;
	for (int i = 0; i < view->people_count; i++)
		if (view->people[i].state == PARTICIPANT_JOINED &&
		    strcmp(view->people[i].staff.text, staff->text) == 0)
			return view->people[i].name;
	return NULL;
}

/* Visitors are told only about those who may write to them. */
static bool may_type(struct stream *stream, const struct watch *watch, char name[TYPIST_BYTES])
{
	struct conversation_view view;
	struct fault fault;
	if (!watch->for_staff)
		return true;
	struct arena *arena = arena_new();
	const char *found = NULL;
	if (conversation_read(store_reader(store_of(stream)), &watch->conversation, arena, &view,
			      &fault) == LOOKUP_FOUND)
		found = typist(&view, &desk_caller(stream->desk)->staff);
	if (found != NULL)
		snprintf(name, TYPIST_BYTES, "%s", found);
	arena_free(&arena);
	return found != NULL;
}

/* True when this conversation's site lets agents see what visitors type; what is typed once it
 * is over can't be sent, and somebody who is kept out says nothing in this way. */
static bool shows_typing(struct stream *stream, const struct watch *watch)
{
	struct server *server = stream->loop->server;
	struct conversation_view view;
	struct fault fault;
	struct site_book *book = site_book_open(server->sites, &fault);
	if (book == NULL)
		return false;
	struct arena *arena = arena_new();
	bool shows = conversation_read(store_reader(server->store), &watch->conversation, arena,
				       &view, &fault) == LOOKUP_FOUND &&
		     view.owner != OWNER_CLOSED &&
		     site_book_find(book, view.site)->typing_preview;
	arena_free(&arena);
	site_book_release(&book);
	return shows;
}

void push_typing(struct stream *stream, const struct watch *watch, const char *said)
{
	struct server *server = stream->loop->server;
	char name[TYPIST_BYTES] = "";
	if (!may_type(stream, watch, name))
		return;
	if (watch->for_staff || said == NULL || !shows_typing(stream, watch))
		said = NULL;
	size_t length = said == NULL ? 0 : strlen(said);
	for (int i = 0; i < server->loop_count; i++) {
		struct typing *typing = memory_new(sizeof(*typing) + length + 1);
		typing->has_said = said != NULL;
		if (said != NULL)
			memcpy(typing->said, said, length + 1);
		typing->task.run = typing_here;
		typing->conversation = watch->conversation;
		typing->by_staff = watch->for_staff;
		memcpy(typing->name, name, sizeof(name));
		loop_post(server->loops[i], &typing->task);
	}
}
