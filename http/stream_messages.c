/*
 * Stream messages: what clients say on a stream.
 *
 *	{"type":"hello","conversations":[{"id","token"?,"after"?}],"staff"?:true,"bearer"?:"..."}
 *	{"type":"watch","conversation":id,"after"?:N,"token"?}
 *	{"type":"unwatch","conversation":id}
 *	{"type":"typing","conversation":id,"text"?}   text: a visitor's unsent words
 *	{"type":"ping"}   answered by {"type":"pong","next"?:seconds until it is worth asking again}
 *
 * Anything else ends the stream with an error that says what was wrong.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "data/store.h"
#include "data/text.h"
#include "http/server_internal.h"
#include "http/stream_state.h"

#define REPLY_BYTES 256

static struct db *reader_of(struct stream *stream)
{
	return store_reader(stream->loop->server->store);
}

/* next: 0 is left out. */
static void reply(struct stream *stream, const char *type, int64_t next)
{
	struct buffer text = buffer_new(REPLY_BYTES);
	struct json_writer json = json_writer(&text);
	json_open_object(&json, NULL);
	json_add_text(&json, "type", type);
	if (next > 0)
		json_add_int(&json, "next", next);
	json_close_object(&json);
	frames_send_text(stream, &text);
	buffer_free(&text);
}

/* --- Reading members ---------------------------------------------------------------- */

/* Refuses members that are not among `names`, which ends with NULL. */
static bool check_names(const struct json *object, const char *const *names, struct fault *fault)
{
	for (const struct json *each = object->first; each != NULL; each = each->next) {
		int i = 0;
		while (names[i] != NULL && strcmp(names[i], each->name) != 0)
			i++;
		if (names[i] == NULL)
			return fault_set(fault, FAULT_UNKNOWN_FIELD, each->name);
	}
	return true;
}

/* Left out, null, or of this type. */
static bool check_type(const struct json *object, const char *name, enum json_type type,
		       const char *word, struct fault *fault)
{
	const struct json *member = json_member(object, name);
	return member == NULL || member->type == JSON_NULL || member->type == type ||
	       fault_detail(fault, FAULT_WRONG_TYPE, name, "%s", word);
}

static bool read_id(const struct json *object, const char *name, struct conversation_id *id,
		    struct fault *fault)
{
	const char *text = json_text(object, name);
	if (text == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, name);
	if (!id_is_valid(text))
		return fault_set(fault, FAULT_NOT_FOUND, name);
	memcpy(id->text, text, sizeof(id->text));
	return true;
}

static bool read_after(const struct json *object, int64_t *after, struct fault *fault)
{
	const struct json *member = json_member(object, "after");
	*after = 0;
	if (member == NULL || member->type == JSON_NULL)
		return true;
	*after = json_int(object, "after", -1);
	if (*after < 0)
		return fault_detail(fault, FAULT_WRONG_TYPE, "after", "a whole number from 0");
	return true;
}

/* --- Following conversations ---------------------------------------------------------- */

/* A visitor shows the conversation's token; staff are known already. */
static bool may_follow(struct stream *stream, const struct conversation_id *id, const char *token,
		       struct event_reader *reader, struct fault *fault)
{
	struct caller caller;
	struct credentials shown = {.bearer = token, .conversation = id};
	if (token == NULL && stream->desk != NULL)
		return caller_reads(reader_of(stream), desk_caller(stream->desk), id, reader, fault);
	*reader = (struct event_reader){.kind = EVENTS_FOR_VISITOR};
	if (token == NULL)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "token");
	if (!caller_identify(reader_of(stream), &shown, &caller, fault))
		return false;
	return caller.kind == CALLER_VISITOR || fault_set(fault, FAULT_SIGN_IN_NEEDED, "token");
}

static bool follow(struct stream *stream, const struct json *object, const char *id_name,
		   struct fault *fault)
{
	struct conversation_id id;
	int64_t after;
	struct event_reader reader;
	int most = stream->desk ? DESK_WATCHES_MOST : STREAM_WATCHES_MOST;
	if (!read_id(object, id_name, &id, fault) || !read_after(object, &after, fault) ||
	    !check_type(object, "token", JSON_STRING, "a text", fault) ||
	    !may_follow(stream, &id, json_text(object, "token"), &reader, fault))
		return false;
	struct watch *watch = watch_find(stream, id.text);
	if (watch != NULL)
		watch_remove(stream, watch);
	if (stream->watch_count >= most)
		return fault_limit(fault, FAULT_TOO_MANY, "conversations", most + 1, most);
	watch_add(stream, &id, after, &reader);
	return true;
}

/* --- Hello ------------------------------------------------------------------------------ */

static bool identify_staff(struct stream *stream, const char *bearer, struct fault *fault)
{
	struct caller caller;
	struct shown shown = {"", "", ""};
	if (stream->shown != NULL)
		shown = *stream->shown;
	if (bearer != NULL)
		snprintf(shown.bearer, sizeof(shown.bearer), "%s", bearer);
	struct credentials credentials = {
	    .cookie = shown.cookie[0] ? shown.cookie : NULL,
	    .bearer = shown.bearer[0] ? shown.bearer : NULL,
	    .address = shown.address,
	};
	if (!caller_identify(reader_of(stream), &credentials, &caller, fault))
		return false;
	if (caller.kind != CALLER_STAFF)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	if (caller.needs_factor)
		return fault_set(fault, FAULT_FACTOR_NEEDED, "");
	if (!(caller.scopes & SCOPE_READ))
		return fault_detail(fault, FAULT_FORBIDDEN, "", "the API token lacks a scope");
	return desk_open(stream, &caller, &shown, fault);
}

static bool follow_all(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"id", "token", "after", NULL};
	const struct json *list = json_member(message, "conversations");
	if (list == NULL || list->type == JSON_NULL)
		return true;
	if (list->type != JSON_ARRAY)
		return fault_detail(fault, FAULT_WRONG_TYPE, "conversations", "a list");
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		if (each->type != JSON_OBJECT)
			return fault_detail(fault, FAULT_WRONG_TYPE, "conversations", "objects");
		if (!check_names(each, names, fault) || !follow(stream, each, "id", fault))
			return false;
	}
	return true;
}

static bool hello(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"type", "conversations", "staff", "bearer", NULL};
	if (!check_names(message, names, fault) ||
	    !check_type(message, "staff", JSON_BOOL, "true or false", fault) ||
	    !check_type(message, "bearer", JSON_STRING, "a text", fault))
		return false;
	if (json_bool(message, "staff", false) &&
	    !identify_staff(stream, json_text(message, "bearer"), fault))
		return false;
	stream_forget_shown(stream);
	if (!follow_all(stream, message, fault))
		return false;
	stream->phase = STREAM_OPEN;
	stream_ping_later(stream);
	reply(stream, "ready", 0);
	push_caught_up(stream);
	return true;
}

/* --- After hello --------------------------------------------------------------------------- */

static bool watch(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"type", "conversation", "after", "token", NULL};
	if (!check_names(message, names, fault) || !follow(stream, message, "conversation", fault))
		return false;
	push_caught_up(stream);
	return true;
}

static bool unwatch(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"type", "conversation", NULL};
	struct conversation_id id;
	if (!check_names(message, names, fault) || !read_id(message, "conversation", &id, fault))
		return false;
	struct watch *found = watch_find(stream, id.text);
	if (found != NULL)
		watch_remove(stream, found);
	return true;
}

static bool check_typed(const char *text, struct fault *fault)
{
	size_t length = text == NULL ? 0 : text_characters(text);
	return length <= TYPED_MOST ||
	       fault_limit(fault, FAULT_TOO_LONG, "text", (int64_t)length, TYPED_MOST);
}

static bool typing(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"type", "conversation", "text", NULL};
	struct conversation_id id;
	const char *text = json_text(message, "text");
	if (!check_names(message, names, fault) || !read_id(message, "conversation", &id, fault) ||
	    !check_type(message, "text", JSON_STRING, "a text", fault) || !check_typed(text, fault))
		return false;
	struct watch *found = watch_find(stream, id.text);
	if (found != NULL)
		push_typing(stream, found, text);
	return true;
}

static bool ping(struct stream *stream, const struct json *message, struct fault *fault)
{
	static const char *const names[] = {"type", NULL};
	if (!check_names(message, names, fault))
		return false;
	/* Whoever asks needs not be asked.  Staff are all the same: then it is seen
	 * whether they are still signed in. */
	reply(stream, "pong", stream->desk == NULL ? stream_asked(stream) : 0);
	return true;
}

static const struct {
	const char *type;
	enum stream_phase phase;
	bool (*take)(struct stream *stream, const struct json *message, struct fault *fault);
} MESSAGES[] = {
    {"hello", STREAM_HELLO, hello},    {"watch", STREAM_OPEN, watch},
    {"unwatch", STREAM_OPEN, unwatch}, {"typing", STREAM_OPEN, typing},
    {"ping", STREAM_OPEN, ping},
};
#define MESSAGE_COUNT (sizeof(MESSAGES) / sizeof(MESSAGES[0]))

static bool take(struct stream *stream, const struct json *message, struct fault *fault)
{
	const char *type = json_text(message, "type");
	if (type == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "type");
	for (size_t i = 0; i < MESSAGE_COUNT; i++)
		if (strcmp(MESSAGES[i].type, type) == 0 && MESSAGES[i].phase == stream->phase)
			return MESSAGES[i].take(stream, message, fault);
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "type",
			    stream->phase == STREAM_HELLO ? "hello comes first"
							  : "watch, unwatch, typing, ping");
}

void messages_take(struct stream *stream, const char *text, size_t length)
{
	struct arena *arena = arena_new();
	arena_wipe(arena); /* clients show tokens */
	const struct json *message = NULL;
	struct fault fault;
	if (!json_parse(text, length, arena, &message, &fault) || !take(stream, message, &fault))
		stream_fail(stream, &fault);
	arena_free(&arena);
}
