/*
 * Request: from the request line to the handler.
 *
 * The library calls request_begin, request_step and request_completed on the
 * loop's thread; the phases are in request_state.h.
 *
 * Not here: what handlers ask of it (request_ask.c), giving the answer
 * (answer.c), waiting (await.c), what a route does (its handler), who a caller
 * is (caller.c).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/clock.h"
#include "data/log.h"
#include "http/admit.h"
#include "http/request_state.h"
#include "http/server_internal.h"

#define SPARES_MOST   256
#define BODY_MS       30000
#define ANSWER_MS     60000
#define DRAIN_BYTES   ((uint64_t)256 * 1024)     /* read to its end, to keep the connection */
#define DROPPED_BYTES ((size_t)64 * 1024 * 1024) /* read and thrown away before closing */

/* --- Beginning and end -------------------------------------------------------- */

static struct request_state *state_take(struct loop *loop)
{
	struct request_state *state = loop->spare_requests;
	struct arena *arena;
	if (state != NULL) {
		loop->spare_requests = state->next_spare;
		loop->spare_count--;
		arena = state->request.arena;
	} else {
		state = memory_new(sizeof(*state));
		arena = arena_new();
		arena_wipe(arena); /* requests show passwords and tokens */
	}
	memset(state, 0, sizeof(*state));
	state->request.arena = arena;
	return state;
}

static void name_request(struct request_state *state)
{
	static _Thread_local uint32_t count;
	uint32_t start = (uint32_t)state->loop->server->started;
	snprintf(state->request.id, sizeof(state->request.id), "%08" PRIx32 "%02x%08" PRIx32, start,
		 state->loop->number & 255, ++count);
}

/* "http://host" of the absolute form, which a server must take (RFC 9112 3.2.2). */
static size_t authority_length(const char *uri)
{
	if (strncasecmp(uri, "http://", 7) != 0 && strncasecmp(uri, "https://", 8) != 0)
		return 0;
	size_t scheme = (size_t)(strchr(uri, '/') - uri) + 2;
	return scheme + strcspn(uri + scheme, "/?");
}

void *request_begin(void *loop_, const char *uri, struct MHD_Connection *connection)
{
	struct loop *loop = loop_;
	struct request_state *state = state_take(loop);
	struct arena *arena = state->request.arena;
	uri += authority_length(uri);
	size_t path_length = strcspn(uri, "?");
	state->loop = loop;
	state->connection = connection;
	state->link =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
	state->link->request = state;
	state->request.server = loop->server;
	state->started = clock_steady_micros();
	state->path = arena_copy_text(arena, uri, path_length);
	if (uri[path_length] == '?')
		state->query_text = arena_text(arena, uri + path_length + 1);
	state->out = buffer_new(JSON_ANSWER_MOST);
	state->body = buffer_new(BODY_LIMIT_DEFAULT);
	buffer_wipe(&state->out);
	buffer_wipe(&state->body);
	name_request(state);
	loop->requests_open++;
	return state;
}

/* Kept for the next request, unless a crowd has left enough of them. */
static void put_back(struct loop *loop, struct request_state *state)
{
	if (loop->spare_count == SPARES_MOST) {
		arena_free(&state->request.arena);
		free(state);
		return;
	}
	arena_reset(state->request.arena);
	state->next_spare = loop->spare_requests;
	loop->spare_requests = state;
	loop->spare_count++;
}

static void write_log(struct request_state *state, int64_t micros)
{
	const struct route *route = state->request.route;
	bool is_quiet = route != NULL && route->quiet && state->answer.status < 500;
	log_set_request(state->request.id);
	log_line(is_quiet ? LOG_DEBUG : LOG_INFO, "request", "%s %s %d %" PRId64 "us",
		 route ? route->method : "?", route ? route->path : "(unknown)",
		 state->answer.status, micros);
	log_set_request("");
}

static void count(struct request_state *state, int64_t micros)
{
	struct loop_figures *figures = &state->loop->figures;
	int hundred = state->answer.status / 100;
	atomic_fetch_add_explicit(&figures->requests, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&figures->request_micros, micros, memory_order_relaxed);
	if (hundred >= 1 && hundred <= 5)
		atomic_fetch_add_explicit(&figures->answers[hundred], 1, memory_order_relaxed);
}

void request_completed(void *loop_, struct MHD_Connection *connection, void **state_,
		       enum MHD_RequestTerminationCode code)
{
	(void)connection;
	(void)code;
	struct loop *loop = loop_;
	struct request_state *state = *state_;
	if (state == NULL)
		return;
	*state_ = NULL;
	if (state->answer.status != 0) {
		int64_t micros = clock_steady_micros() - state->started;
		write_log(state, micros);
		count(state, micros);
	}
	request_run_endings(state);
	loop->requests_open--;
	buffer_free(&state->body);
	buffer_free(&state->out);
	put_back(loop, state);
}

void request_free_spares(struct loop *loop)
{
	struct request_state *state;
	while ((state = loop->spare_requests) != NULL) {
		loop->spare_requests = state->next_spare;
		arena_free(&state->request.arena);
		free(state);
	}
}

/* --- The head ----------------------------------------------------------------- */

static void refuse(struct request_state *state, const struct fault *fault)
{
	if (state->is_refused)
		return;
	state->is_refused = true;
	state->refusal = *fault;
	buffer_free(&state->body);
}

static void refuse_size(struct request_state *state, int64_t size)
{
	struct fault fault;
	fault_limit(&fault, FAULT_BODY_TOO_LARGE, "", size, (int64_t)state->body.maximum);
	refuse(state, &fault);
}

/* The Content-Length, 0 when there is none. */
static uint64_t announced(struct request_state *state)
{
	const char *text = request_header(&state->request, "Content-Length");
	return text == NULL ? 0 : strtoull(text, NULL, 10);
}

/* What a proxy in front may read otherwise than we do: it would take the rest
 * of a body for somebody's next request (RFC 9112 3.2, 5.1, 6.3). */
struct head_lines {
	int lengths, hosts;
	bool has_odd_name, has_odd_coding;
};

static bool is_name(const char *name)
{
	while (*name > ' ' && *name < 127)
		name++;
	return *name == '\0';
}

static enum MHD_Result look_at_line(void *lines_, enum MHD_ValueKind kind, const char *name,
				    const char *value)
{
	struct head_lines *lines = lines_;
	(void)kind;
	bool is_coding = strcasecmp(name, "Transfer-Encoding") == 0;
	lines->lengths += is_coding || strcasecmp(name, "Content-Length") == 0;
	lines->hosts += strcasecmp(name, "Host") == 0;
	lines->has_odd_name |= !is_name(name);
	lines->has_odd_coding |= is_coding && strcasecmp(value, "chunked") != 0;
	return MHD_YES;
}

static bool check_lines(struct request_state *state, struct fault *fault)
{
	struct head_lines lines = {0};
	MHD_get_connection_values(state->connection, MHD_HEADER_KIND, look_at_line, &lines);
	const char *wrong = lines.lengths > 1       ? "the body's length is said more than once"
			    : lines.hosts > 1      ? "the host is said more than once"
			    : lines.has_odd_name   ? "a header's name has a space in it"
			    : lines.has_odd_coding ? "chunked is the only transfer coding"
						   : NULL;
	if (wrong == NULL)
		return true;
	state->has_no_end = lines.has_odd_coding;
	request_add_header(&state->request, "Connection", "close");
	return fault_detail(fault, FAULT_MALFORMED, "", "%s", wrong);
}

/* Those that were on their way when the server began to stop are answered. */
static bool check_not_stopping(struct request_state *state, struct fault *fault)
{
	return !state->loop->is_stopping || fault_set(fault, FAULT_STOPPING, "");
}

/* Headers are here: who asks for what, and may the body come? */
static void read_head(struct request_state *state, const char *method)
{
	struct fault fault;
	uint64_t size = announced(state);
	state->phase = PHASE_BODY;
	state->method = arena_text(state->request.arena, method);
	state->request.language =
	    language_from_tag(request_header(&state->request, "Accept-Language"));
	connection_deadline(state->link, BODY_MS);
	if (!check_lines(state, &fault) || !check_not_stopping(state, &fault) || !admit(state, &fault))
		refuse(state, &fault);
	else if (size > state->body.maximum)
		refuse_size(state, (int64_t)size);
}

/* A refused body is read to its end when that is quick, so that the peer
 * reads the answer and keeps its connection; a long one is answered at once
 * on the bare socket. */
static enum MHD_Result after_head(struct request_state *state)
{
	if (!state->is_refused)
		return MHD_YES;
	if (request_header(&state->request, "Expect") != NULL) {
		state->phase = PHASE_RUNNING;
		struct answer unused = answer_fault(&state->request, &state->refusal);
		(void)unused;
		return answer_send(state);
	}
	if (state->has_no_end || announced(state) > DRAIN_BYTES)
		connection_answer_raw(state, &state->refusal);
	return MHD_YES;
}

/* --- The body ----------------------------------------------------------------- */

static enum MHD_Result drop(struct request_state *state, size_t length)
{
	state->dropped += length;
	if (state->phase == PHASE_BODY && state->dropped > DRAIN_BYTES)
		connection_answer_raw(state, &state->refusal);
	return state->dropped > DROPPED_BYTES ? MHD_NO : MHD_YES;
}

static enum MHD_Result collect(struct request_state *state, const char *data, size_t length)
{
	if (state->phase == PHASE_DROPPED || state->is_refused)
		return drop(state, length);
	if (state->body.length + length > state->body.maximum) {
		refuse_size(state, (int64_t)(state->body.length + length));
		return drop(state, length);
	}
	buffer_add(&state->body, data, length);
	return MHD_YES;
}

static bool check_media_type(struct request_state *state, struct fault *fault)
{
	const char *type = request_header(&state->request, "Content-Type");
	static const char wanted[] = "application/json";
	if (state->body.length == 0 || type == NULL)
		return true;
	if (strncasecmp(type, wanted, sizeof(wanted) - 1) == 0 &&
	    strchr("; \t", type[sizeof(wanted) - 1]) != NULL)
		return true;
	return fault_detail(fault, FAULT_MEDIA_TYPE, "", "%s", wanted);
}

static bool read_fields(struct request_state *state, struct fault *fault)
{
	const struct route *route = state->request.route;
	struct arena *arena = state->request.arena;
	void *fields = NULL;
	void *query = NULL;
	if (!route->raw_query &&
	    !fields_read_query(&route->query, state->query_text, arena, &query, fault))
		return false;
	state->query = query;
	if (route->raw_body)
		return true;
	if (!check_media_type(state, fault))
		return false;
	if (!fields_read_json(&route->body, state->body.bytes, state->body.length, arena, &fields,
			      fault))
		return false;
	state->fields = fields;
	return true;
}

/* --- The handler -------------------------------------------------------------- */

static void run(struct request_state *state)
{
	struct request *request = &state->request;
	struct answer answer;
	struct fault fault;
	state->phase = PHASE_RUNNING;
	connection_deadline(state->link, 0);
	log_set_request(request->id);
	if (state->is_refused)
		answer = answer_fault(request, &state->refusal);
	else if (!read_fields(state, &fault))
		answer = answer_fault(request, &fault);
	else
		answer = request->route->handle(request);
	(void)answer;
	request_settle(state);
	log_set_request("");
}

void request_settle(struct request_state *state)
{
	if (state->phase == PHASE_RUNNING) {
		struct answer answer = answer_refusal(&state->request, FAULT_INTERNAL, "");
		(void)answer;
		log_line(LOG_ERROR, "no-answer", "%s", state->request.route->path);
	}
	if (state->phase == PHASE_WAITING && !state->is_suspended) {
		MHD_suspend_connection(state->connection);
		state->is_suspended = true;
		state->loop->requests_away++;
	} else if (state->phase == PHASE_ANSWERED && state->is_suspended) {
		MHD_resume_connection(state->connection);
		state->is_suspended = false;
		state->loop->requests_away--;
		state->loop->http_is_due = true;
	}
	atomic_store_explicit(&state->loop->figures.waiting, state->loop->requests_away,
			      memory_order_relaxed);
}

enum MHD_Result request_step(void *loop, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *data,
			     size_t *size, void **state_)
{
	(void)loop;
	(void)connection;
	(void)url;
	(void)version;
	struct request_state *state = *state_;
	if (state->phase == PHASE_HEAD) {
		read_head(state, method);
		return after_head(state);
	}
	if (*size > 0) {
		size_t length = *size;
		*size = 0;
		return collect(state, data, length);
	}
	if (state->phase == PHASE_DROPPED)
		return MHD_NO;
	if (state->phase == PHASE_BODY)
		run(state);
	if (state->phase != PHASE_ANSWERED)
		return MHD_YES;
	connection_deadline(state->link, ANSWER_MS);
	return answer_send(state);
}
