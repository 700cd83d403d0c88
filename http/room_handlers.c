/*
 * Room handlers: what colleagues say among themselves.
 *
 * Who may be in a room is asked of handoff/room.h: by reads here, by what is
 * written inside the transaction.  Files are recognised by their bytes and go
 * only to who may be in their room.
 *
 * Not here: conversations with visitors, and what colleagues want of one
 * (together_handlers.c).  Event-loop threads.
 */
#include "http/room_handlers.h"

#include "handoff/act.h"
#include "handoff/room.h"
#include "http/file_answer.h"

#define PAGE_DEFAULT 50

/* --- Views ---------------------------------------------------------------------------- */

static void add_room(struct json_writer *json, const struct room_line *line)
{
	static const char *const kinds[] = {
	    [ROOM_ALL] = "all", [ROOM_GROUP] = "group", [ROOM_DIRECT] = "person"};
	json_open_object(json, NULL);
	json_add_text(json, "room", line->address);
	json_add_text(json, "kind", kinds[line->kind]);
	json_add_text(json, "title", line->title);
	json_add_text(json, "presence", line->presence);
	json_add_int(json, "last", line->last_number);
	if (line->last_at == 0)
		json_add_null(json, "last_at");
	else
		json_add_int(json, "last_at", line->last_at);
	json_add_text(json, "last_text", line->last_text);
	json_add_text(json, "last_by", line->last_by);
	json_add_int(json, "unread", line->unread);
	json_close_object(json);
}

static void add_file(struct json_writer *json, const struct room_message *message)
{
	if (message->file == NULL) {
		json_add_null(json, "file");
		return;
	}
	json_open_object(json, "file");
	json_add_text(json, "id", message->file);
	json_add_text(json, "name", message->file_name);
	json_add_text(json, "type", message->file_type);
	json_add_int(json, "size", message->file_size);
	json_close_object(json);
}

static void add_message(struct json_writer *json, const char *name,
			const struct room_message *message)
{
	json_open_object(json, name);
	json_add_int(json, "number", message->number);
	json_add_text(json, "author", message->staff.text);
	json_add_text(json, "name", message->name);
	json_add_text(json, "text", message->text);
	json_add_text(json, "conversation", message->conversation);
	add_file(json, message);
	json_add_text(json, "key", message->key);
	json_add_int(json, "at", message->at);
	json_close_object(json);
}

/* --- Reading ---------------------------------------------------------------------------- */

static struct answer list_rooms(struct request *request)
{
	struct fault fault;
	struct room_line *list;
	int count;
	if (!room_list(request_reader(request), &request->caller.staff, request->arena, &list,
		       &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "rooms");
	for (int i = 0; i < count; i++)
		add_room(&json, &list[i]);
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

static bool find(struct request *request, struct room *room, struct fault *fault)
{
	return room_find(request_reader(request), &request->caller.staff,
			 request_parameter(request, "room"), room, fault);
}

struct page_query {
	int64_t after;
	int64_t before;
	int64_t limit;
};
static const struct field page_rows[] = {
    {FIELD(struct page_query, after, FIELD_INT), .most = INT64_MAX,
     .help = "Messages after this number"},
    {FIELD(struct page_query, before, FIELD_INT), .most = INT64_MAX,
     .help = "Or the last ones before this; the newest when both are left out"},
    {FIELD(struct page_query, limit, FIELD_INT), .least = 1, .most = ROOM_PAGE_MOST,
     .fallback = PAGE_DEFAULT, .help = "Messages on a page"},
    {0},
};

static struct answer show_messages(struct request *request)
{
	struct fault fault;
	const struct page_query *query = request_query(request);
	struct room_page page = {
	    .after = query->after, .before = query->before, .most = (int)query->limit};
	struct room room;
	struct room_message *list;
	int count;
	if (!find(request, &room, &fault) || !room_read(request_reader(request), &room, &page,
							request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "messages");
	for (int i = 0; i < count; i++)
		add_message(&json, NULL, &list[i]);
	json_close_array(&json);
	json_add_bool(&json, "more", count == page.most);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer serve_file(struct request *request)
{
	struct fault fault;
	struct room room;
	struct room_file file;
	const char *id = request_parameter(request, "file");
	if (!find(request, &room, &fault))
		return answer_fault(request, &fault);
	enum lookup found =
	    room_file_read(request_reader(request), &room, id, request->arena, &file, &fault);
	if (found == LOOKUP_FAILED)
		return answer_fault(request, &fault);
	if (found == LOOKUP_ABSENT)
		return answer_refusal(request, FAULT_NOT_FOUND, "file");
	return answer_private_file(request, file.name, file.type, file.bytes, file.length);
}

/* --- Writing ---------------------------------------------------------------------------- */

static struct answer said(struct request *request, struct change *change)
{
	const struct room_post *post = (const struct room_post *)change;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_message(&json, "message", &post->message);
	json_close_object(&json);
	return answer_json(request, post->repeated ? 200 : 201);
}

static struct answer submit(struct request *request, struct room_post *post)
{
	struct fault fault;
	post->arena = request->arena;
	post->staff = request->caller.staff;
	post->address = request_parameter(request, "room");
	if (!room_post_prepare(post, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &post->change, said);
}

struct say_fields {
	const char *text;
	const char *conversation;
	const char *key;
};
static const struct field say_rows[] = {
    {FIELD(struct say_fields, text, FIELD_TEXT), .most = ROOM_MESSAGE_MOST,
     .help = "What is said; may be left out beside a conversation"},
    {FIELD(struct say_fields, conversation, FIELD_ID), .help = "A conversation to look at"},
    {FIELD(struct say_fields, key, FIELD_WORD), .required = true, .least = KEY_LEAST,
     .most = KEY_MOST, .help = "Made by the client; the same key is the same message"},
    {0},
};

static struct answer say(struct request *request)
{
	const struct say_fields *fields = request_fields(request);
	struct room_post *post = arena_alloc(request->arena, sizeof(*post));
	post->text = fields->text;
	post->conversation = fields->conversation;
	post->key = fields->key;
	return submit(request, post);
}

struct file_query {
	const char *name;
	const char *key;
};
static const struct field file_rows[] = {
    {FIELD(struct file_query, name, FIELD_LINE), .required = true, .least = 1, .most = 255,
     .help = "What the file is called; its end must fit its bytes"},
    {FIELD(struct file_query, key, FIELD_WORD), .required = true, .least = KEY_LEAST,
     .most = KEY_MOST, .help = "Made by the client; the same key is the same file"},
    {0},
};

static struct answer send_file(struct request *request)
{
	const struct file_query *query = request_query(request);
	struct room_post *post = arena_alloc(request->arena, sizeof(*post));
	post->file_name = query->name;
	post->file_bytes = request_body(request, &post->file_length);
	post->key = query->key;
	return submit(request, post);
}

struct seen_fields {
	int64_t number;
};
static const struct field seen_rows[] = {
    {FIELD(struct seen_fields, number, FIELD_INT), .required = true, .most = INT64_MAX,
     .help = "The last message that was looked at"},
    {0},
};

static struct answer seen(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer mark_seen(struct request *request)
{
	const struct seen_fields *fields = request_fields(request);
	struct room_seen *mark = arena_alloc(request->arena, sizeof(*mark));
	mark->staff = request->caller.staff;
	mark->address = request_parameter(request, "room");
	mark->number = fields->number;
	room_seen_prepare(mark);
	return await_commit(request, &mark->change, seen);
}

const struct route room_routes[] = {
    {.method = "GET",
     .path = "/v1/rooms",
     .who = MAY_STAFF,
     .handle = list_rooms,
     .summary = "Where one talks with colleagues: all, groups, one by one",
     .shape = "rooms",
     .quiet = true},
    {.method = "GET",
     .path = "/v1/rooms/{room}/messages",
     .who = MAY_STAFF,
     .handle = show_messages,
     .query = FIELD_TABLE(struct page_query, page_rows),
     .summary = "What was said in a room",
     .shape = "room_messages",
     .quiet = true},
    {.method = "POST",
     .path = "/v1/rooms/{room}/messages",
     .who = MAY_STAFF,
     .handle = say,
     .body = FIELD_TABLE(struct say_fields, say_rows),
     .summary = "Say something to colleagues",
     .status = 201,
     .shape = "room_said"},
    {.method = "POST",
     .path = "/v1/rooms/{room}/seen",
     .who = MAY_STAFF,
     .handle = mark_seen,
     .body = FIELD_TABLE(struct seen_fields, seen_rows),
     .summary = "Say up to where one has read",
     .status = 204,
     .quiet = true},
    {.method = "POST",
     .path = "/v1/rooms/{room}/files",
     .who = MAY_STAFF,
     .handle = send_file,
     .query = FIELD_TABLE(struct file_query, file_rows),
     .raw_body = true,
     .body_limit = ROOM_FILE_BYTES_MOST,
     .summary = "Give colleagues a file",
     .status = 201,
     .shape = "room_said"},
    {.method = "GET",
     .path = "/v1/rooms/{room}/files/{file}",
     .who = MAY_STAFF,
     .handle = serve_file,
     .summary = "A file of a room"},
    {0},
};
