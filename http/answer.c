/*
 * Answer: what a handler says, turned into a response of the library.
 *
 * Event-loop threads.  Not here: waiting (await.c), the text of problems
 * (problem.c).
 */
#include <stdlib.h>
#include <string.h>

#include "data/log.h"
#include "data/settings.h"
#include "http/problem.h"
#include "http/request_state.h"

struct json_writer request_json(struct request *request)
{
	struct request_state *state = state_of(request);
	buffer_free(&state->out);
	state->out.maximum = JSON_ANSWER_MOST;
	return json_writer(&state->out);
}

static struct answer given(struct request_state *state, int status, const char *content_type,
			   const void *bytes, size_t length)
{
	state->answer.status = status;
	state->answer.content_type = content_type;
	state->answer.bytes = bytes;
	state->answer.length = length;
	state->phase = PHASE_ANSWERED;
	return (struct answer){&state->request};
}

static struct answer given_out(struct request_state *state, int status, const char *content_type)
{
	if (state->out.overflowed) {
		struct fault fault;
		fault_detail(&fault, FAULT_INTERNAL, "", "the answer is too large");
		return answer_fault(&state->request, &fault);
	}
	return given(state, status, content_type, state->out.bytes, state->out.length);
}

struct answer answer_json(struct request *request, int status)
{
	return given_out(state_of(request), status, "application/json");
}

struct answer answer_nothing(struct request *request)
{
	return given(state_of(request), MHD_HTTP_NO_CONTENT, NULL, "", 0);
}

struct json_writer request_problem(struct request *request, const struct fault *fault)
{
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	problem_members(&json, fault, request->language, request->id);
	return json;
}

struct answer answer_problem(struct request *request, const struct fault *fault)
{
	struct request_state *state = state_of(request);
	int status = fault_status(fault->code);
	if (status >= 500)
		log_fault(LOG_WARNING, "fault", fault);
	request_add_header(request, "Content-Language", language_tag(request->language));
	if (status == 401)
		request_add_header(request, "WWW-Authenticate", "Bearer");
	return given_out(state, status, PROBLEM_MEDIA_TYPE);
}

struct answer answer_fault(struct request *request, const struct fault *fault)
{
	if (request->route != NULL && request->route->refuse != NULL)
		return request->route->refuse(request, fault);
	struct json_writer json = request_problem(request, fault);
	json_close_object(&json);
	return answer_problem(request, fault);
}

struct answer answer_refusal(struct request *request, enum fault_code code, const char *field)
{
	struct fault fault;
	fault_set(&fault, code, field);
	return answer_fault(request, &fault);
}

struct answer answer_buffer(struct request *request, int status, const char *content_type,
			    struct buffer *buffer)
{
	struct request_state *state = state_of(request);
	buffer_free(&state->out);
	state->out = *buffer;
	*buffer = buffer_new(buffer->maximum);
	return given_out(state, status, content_type);
}

struct answer answer_bytes(struct request *request, int status, const char *content_type,
			   const void *bytes, size_t length)
{
	return given(state_of(request), status, content_type, bytes, length);
}

void request_add_header(struct request *request, const char *name, const char *value)
{
	struct answer_data *answer = &state_of(request)->answer;
	if (answer->header_count == ANSWER_HEADERS_MOST)
		abort();
	answer->headers[answer->header_count].name = name;
	answer->headers[answer->header_count].value = arena_text(request->arena, value);
	answer->header_count++;
}

/* The proxy in front says how the browser came to it. */
static bool came_through_tls(struct request *request)
{
	const char *scheme = request_header(request, "X-Forwarded-Proto");
	return setting_value(SETTING_BEHIND_PROXY) && scheme != NULL &&
	       strcmp(scheme, "https") == 0;
}

void request_set_cookie(struct request *request, const char *name, const char *value,
			int64_t seconds)
{
	const char *secure = came_through_tls(request) ? "; Secure" : "";
	request_add_header(request, "Set-Cookie",
			   arena_format(request->arena,
					"%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
					name, value, (long long)seconds, secure));
}

static bool has_header(const struct answer_data *answer, const char *name)
{
	for (int i = 0; i < answer->header_count; i++)
		if (strcmp(answer->headers[i].name, name) == 0)
			return true;
	return false;
}

/* No answer goes out without what protects its reader. */
static void must_add(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) != MHD_YES)
		memory_ran_out(strlen(value));
}

static void add_headers(struct request_state *state, struct MHD_Response *response)
{
	const struct answer_data *answer = &state->answer;
	if (answer->content_type != NULL)
		MHD_add_response_header(response, "Content-Type", answer->content_type);
	for (int i = 0; i < answer->header_count; i++)
		MHD_add_response_header(response, answer->headers[i].name,
					answer->headers[i].value);
	must_add(response, "X-Content-Type-Options", "nosniff");
	must_add(response, "X-Request-Id", state->request.id);
	if (state->loop->is_stopping && !has_header(answer, "Connection"))
		must_add(response, "Connection", "close");
	if (!has_header(answer, "Cache-Control"))
		must_add(response, "Cache-Control", "no-store");
	if (answer->is_page)
		return;
	must_add(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
	must_add(response, "Referrer-Policy", "no-referrer");
	must_add(response, "Cross-Origin-Resource-Policy", "same-origin");
}

enum MHD_Result answer_send(struct request_state *state)
{
	const struct answer_data *answer = &state->answer;
	struct MHD_Response *response = MHD_create_response_from_buffer(
	    answer->length, (void *)(uintptr_t)answer->bytes, MHD_RESPMEM_PERSISTENT);
	if (response == NULL)
		memory_ran_out(answer->length);
	add_headers(state, response);
	enum MHD_Result queued =
	    MHD_queue_response(state->connection, (unsigned)answer->status, response);
	MHD_destroy_response(response);
	return queued;
}
