/*
 * Request: what a handler is given, and the only ways to answer.
 *
 * A handler runs on an event-loop thread and must not block, write to the
 * store or wait.  It reads top to bottom: take the parsed fields, check that
 * the caller may touch this very object, build a change, and return
 * await_commit(...); the second half turns the committed change into the
 * answer.  `struct answer` can only be made by the functions below, so no
 * handler can forget to answer, and none answers twice.
 *
 *	static struct answer posted(struct request *request, struct change *change)
 *	{
 *		const struct post *post = (const struct post *)change;
 *		struct json_writer json = request_json(request);
 *		json_open_object(&json, NULL);
 *		json_add_int(&json, "seq", post->number);
 *		json_close_object(&json);
 *		return answer_json(request, 201);
 *	}
 *
 *	static struct answer post(struct request *request)
 *	{
 *		const struct post_fields *fields = request_fields(request);
 *		struct post *post = arena_alloc(request->arena, sizeof(*post));
 *		post->change.apply = apply_post;
 *		post->text = fields->text;
 *		return await_commit(request, &post->change, posted);
 *	}
 *
 * Everything in request->arena lives until the answer has been sent.
 *
 * Before a handler is called the machinery has: matched the route (404, 405),
 * found out who asks (401, 403, the CSRF header of cookie-authenticated
 * writes, the scopes of API tokens), kept to the address's rate limit (429),
 * collected the body up to the route's limit (413, 408), and read it by the
 * route's field table (400, 415, 422).  Not before: whether this caller may
 * touch this conversation, entry or account; that is the handler's to check.
 */
#ifndef FOYER_HTTP_REQUEST_H
#define FOYER_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/hub.h"
#include "data/json.h"
#include "data/store.h"
#include "http/caller.h"
#include "http/server.h"

struct route;
struct site_book;

/* What every handler may look at.  Nothing here is NULL unless it says so. */
struct request {
	struct server *server;
	struct arena *arena; /* of this request */
	const struct route *route;
	struct caller caller;   /* who asks; see http/caller.h */
	enum language language; /* for sentences: the staff member's, else Accept-Language */
	char id[24];            /* request id: in the log and in problems */
};

/* The store, a read connection of this thread, and the live snapshots. */
struct store *request_store(struct request *request);
struct db *request_reader(struct request *request);
struct live *request_live(struct request *request);
/* The drafts as a snapshot (kb/draft.h), for slow work. */
struct drafts *request_drafts(struct request *request);

/* The sites' settings as they are now, until the request is over; NULL, which
 * means the defaults, when they can't be read. */
const struct site_book *request_book(struct request *request);

/* The fields of the body, as the struct that the route's table names; an
 * empty struct of that type when the route has no fields.  Likewise the query
 * parameters.  The caller knows the type:
 * `const struct post_fields *fields = request_fields(request);` */
const void *request_fields(struct request *request);
const void *request_query(struct request *request);

/* The raw body of a route with `raw_body`; *length bytes, then a NUL. */
const char *request_body(struct request *request, size_t *length);

/* A path parameter by its name in the pattern ("/v1/entries/{id}": "id").
 * {id} has the form of an id (data/id.h); others are UTF-8 of 1 to 400 bytes. */
const char *request_parameter(struct request *request, const char *name);

/* The same as an id of its kind. */
struct conversation_id request_conversation(struct request *request);

/* A header of the request, or NULL. */
const char *request_header(struct request *request, const char *name);

/* Where the request comes from: the peer, or what the proxy in front says in
 * X-Forwarded-For (setting behind_proxy).  For limits, and for
 * staff: never logged or stored of visitors, but for a keyed hash that tells a
 * blocked one (handoff/visitor_block.h). */
const char *request_address(struct request *request);

/* --- Answers --------------------------------------------------------------- */

/* Made by the functions below and by nothing else. */
struct answer {
	const struct request *request;
};

/* Starts the JSON text of the answer: an empty buffer of at most 16 MB that
 * belongs to the request.  Calling it again starts afresh. */
struct json_writer request_json(struct request *request);

/* Answers with what was written since request_json. */
struct answer answer_json(struct request *request, int status) MUST_USE;

/* 204, no content. */
struct answer answer_nothing(struct request *request) MUST_USE;

/* An RFC 9457 problem: the fault's status, code, field, numbers, and its
 * sentence in the reader's language. */
struct answer answer_fault(struct request *request, const struct fault *fault) MUST_USE;

/* Shorthand for a fault that is a code and perhaps a field ("" for none). */
struct answer answer_refusal(struct request *request, enum fault_code code,
			     const char *field) MUST_USE;

/* A problem with more members: request_problem opens the object and writes
 * the usual members, the handler adds its own (no names of RFC 9457's),
 * closes the object and returns answer_problem(request, fault). */
struct json_writer request_problem(struct request *request, const struct fault *fault);
struct answer answer_problem(struct request *request, const struct fault *fault) MUST_USE;

/* Other media types: takes over the bytes of *buffer (at most 16 MB) and
 * leaves it empty.  content_type is a constant. */
struct answer answer_buffer(struct request *request, int status, const char *content_type,
			    struct buffer *buffer) MUST_USE;

/* Bytes that outlive the request, such as an embedded file. */
struct answer answer_bytes(struct request *request, int status, const char *content_type,
			   const void *bytes, size_t length) MUST_USE;

/* Adds a header to the answer that will be given; name is a constant, value
 * is copied.  At most 12. */
void request_add_header(struct request *request, const char *name, const char *value);

/* Sets a cookie HttpOnly; SameSite=Strict; Path=/ and Secure when the request
 * came through TLS (X-Forwarded-Proto of the proxy in front).  seconds
 * is its life; 0 deletes it. */
void request_set_cookie(struct request *request, const char *name, const char *value,
			int64_t seconds);

/* Calls end(data) on this event loop when the request is over, however it
 * ended: for what an arena can't free, such as a reference. */
void request_at_end(struct request *request, void (*end)(void *data), void *data);

/* --- Answers that come later ----------------------------------------------- */

/* Submits the change (in the request's arena) and answers after its commit:
 * `then` runs on this event loop.  When the change was refused its fault is
 * answered and `then` isn't called. */
typedef struct answer (*after_commit)(struct request *request, struct change *change);
struct answer await_commit(struct request *request, struct change *change,
			   after_commit then) MUST_USE;

/* Runs `work` on the slow-work thread, for what takes longer than a few
 * milliseconds: password hashing, publishing, imports.  `work` may use the
 * request's arena and may call store_write; it must not touch anything else
 * of the request.  Then `then` runs on this event loop.  When work returns
 * false its fault is answered and `then` isn't called. */
typedef bool (*slow_work)(void *data, struct fault *fault);
typedef struct answer (*after_work)(struct request *request, void *data);
struct answer await_work(struct request *request, slow_work work, void *data,
			 after_work then) MUST_USE;

/* The same for what may take seconds (compiling, imports, trials on many
 * questions): on a thread of its own, so that nobody's sign-in waits for it. */
struct answer await_long_work(struct request *request, slow_work work, void *data,
			      after_work then) MUST_USE;

/* Waits until the topic is woken or the seconds (1..60) are over, then calls
 * `then`, which looks again and answers with what there is.  Nothing that
 * committed after the handler's own reading is missed. */
typedef struct answer (*after_wait)(struct request *request);
struct answer await_events(struct request *request, struct topic topic, int seconds,
			   after_wait then) MUST_USE;

/* Memory that the handler wants to find again in `then` of await_events. */
void request_keep(struct request *request, void *data);
void *request_kept(struct request *request);

#endif
