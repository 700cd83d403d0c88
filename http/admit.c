/*
 * Admit: route, rate, caller, role, scope, CSRF, in this order.
 *
 * Event-loop threads.  Not here: whether this caller may touch this very
 * object (handlers), looking up credentials (caller.c).
 */
#include "http/admit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data/clock.h"
#include "data/settings.h"
#include "data/text.h"
#include "handoff/presence.h"
#include "http/assets.h"
#include "http/permission.h"
#include "http/session.h"
#include "http/server_internal.h"

const char *admit_bearer(const char *header)
{
	if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7;
	while (*header == ' ')
		header++;
	return *header == '\0' ? NULL : header;
}

bool admit_forwarded(const char *list, char address[ADDRESS_SIZE])
{
	if (!setting_value(SETTING_BEHIND_PROXY) || list == NULL)
		return false;
	const char *last = strrchr(list, ',');
	last = last == NULL ? list : last + 1;
	last += strspn(last, " ");
	if (!address_read(last, address))
		snprintf(address, ADDRESS_SIZE, "%s", last);
	return *last != '\0';
}

const char *admit_cookie(const char *header, const char *name, struct arena *arena)
{
	size_t name_length = strlen(name);
	while (header != NULL && *header != '\0') {
		header += strspn(header, " ;");
		size_t length = strcspn(header, ";");
		if (length > name_length && header[name_length] == '=' &&
		    memcmp(header, name, name_length) == 0)
			return arena_copy_text(arena, header + name_length + 1,
					       length - name_length - 1);
		header += length;
	}
	return NULL;
}

/* Streams begin on connections of their own (accept.c); a proxy that sent one
 * on a connection it used before is told to open another. */
static bool refuse_stream(struct request_state *state, struct fault *fault)
{
	request_add_header(&state->request, "Connection", "close");
	return fault_set(fault, FAULT_UPGRADE_NEEDED, "");
}

static bool find_route(struct request_state *state, struct fault *fault)
{
	struct request *request = &state->request;
	struct route_match *match = &state->match;
	if (strcmp(state->path, "/v1/stream") == 0)
		return refuse_stream(state, fault);
	route_find(route_tables, state->method, state->path, request->arena, match);
	if (match->route == NULL && !match->path_known)
		match->route =
		    assets_route(state->method, state->path, match->allow, sizeof(match->allow));
	request->route = match->route;
	if (match->route != NULL)
		return true;
	if (match->allow[0] == '\0')
		return fault_set(fault, FAULT_NOT_FOUND, "");
	request_add_header(request, "Allow", match->allow);
	return fault_detail(fault, FAULT_METHOD_NOT_ALLOWED, "", "%s", match->allow);
}

/* Programs on this machine itself (benchmarks, imports, tests) are not
 * limited; visitors behind a proxy on it have their own addresses. */
static bool keep_to_rate(struct request_state *state, struct fault *fault)
{
	enum rate rate = state->request.route->rate;
	struct limits *limits = state->loop->server->limits;
	uint64_t address = request_address_key(state);
	int seconds;
	if (rate == RATE_FREE || address == 0)
		return true;
	if (rate == RATE_MESSAGE)
		address = limits_text(limits, request_parameter(&state->request, "id"));
	if (limits_take(limits, rate, address, &seconds))
		return true;
	request_add_header(&state->request, "Retry-After",
			   arena_format(state->request.arena, "%d", seconds));
	return fault_detail(fault, FAULT_TOO_MANY_REQUESTS, "", "try again in %d s", seconds);
}

static bool identify(struct request_state *state, struct fault *fault)
{
	struct request *request = &state->request;
	const struct route *route = request->route;
	struct conversation_id conversation;
	struct credentials shown = {
	    .cookie =
		admit_cookie(request_header(request, "Cookie"), SESSION_COOKIE, request->arena),
	    .bearer = admit_bearer(request_header(request, "Authorization")),
	    .address = request_address(request),
	};
	if ((route->who & MAY_VISITOR) && route_parameter(&state->match, "id") != NULL) {
		conversation = request_conversation(request);
		shown.conversation = &conversation;
	}
	if (!caller_identify(request_reader(request), &shown, &request->caller, fault))
		return false;
	if (request->caller.kind == CALLER_STAFF && request_header(request, "Accept-Language") == NULL)
		request->language = request->caller.language;
	return true;
}

static bool is_write(const struct route *route)
{
	return strcmp(route->method, "GET") != 0;
}

static bool check_scope(const struct caller *caller, const struct route *route, struct fault *fault)
{
	unsigned needed = is_write(route) ? SCOPE_WRITE : SCOPE_READ;
	if ((route->who & ~MAY_ADMINISTER) == 0)
		needed |= SCOPE_ADMIN;
	if ((caller->scopes & needed) == needed)
		return true;
	return fault_detail(fault, FAULT_FORBIDDEN, "", "the API token lacks a scope");
}

static bool check_rights(struct request_state *state, struct fault *fault)
{
	struct request *request = &state->request;
	bool approves;
	if (!request->route->whole_base)
		return true;
	if (!caller_approves(request_reader(request), request->caller.may, &request->caller.staff,
			     request->arena, &approves, fault))
		return false;
	return approves || fault_detail(fault, FAULT_FORBIDDEN, "",
					"your rights do not cover the whole knowledge base");
}

static void note_use(struct request_state *state)
{
	struct request *request = &state->request;
	if (clock_now() - request->caller.seen_at > SESSION_NOTE_MS)
		session_note(request_store(request), &request->caller.session,
			     request_address(request));
}

/* A desk without a stream is seen by what it asks for. */
static void note_desk(struct request_state *state)
{
	struct request *request = &state->request;
	int64_t seen_at = request->caller.desk_seen_at;
	if (seen_at >= 0 && (is_write(request->route) ||
			     clock_now() - seen_at >= presence_asked_every_ms()))
		presence_asked(request_store(request), &request->caller.staff);
}

static bool check_staff(struct request_state *state, struct fault *fault)
{
	const struct caller *caller = &state->request.caller;
	const struct route *route = state->request.route;
	if (!(route->who & caller->may) || (route->person_only && !caller->by_cookie))
		return fault_set(fault, FAULT_FORBIDDEN, "");
	if (caller->needs_factor && !route->without_factor)
		return fault_set(fault, FAULT_FACTOR_NEEDED, "");
	if (!check_rights(state, fault))
		return false;
	if (!caller->by_cookie)
		return check_scope(caller, route, fault);
	note_use(state);
	const char *shown = request_header(&state->request, "X-CSRF-Token");
	if (is_write(route) && (shown == NULL || !text_equal_secret(shown, caller->csrf)))
		return fault_set(fault, FAULT_CSRF, "");
	note_desk(state);
	return true;
}

static bool check_caller(struct request_state *state, struct fault *fault)
{
	const struct route *route = state->request.route;
	switch (state->request.caller.kind) {
	case CALLER_NOBODY:
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	case CALLER_VISITOR:
		if (route->who & MAY_VISITOR)
			return true;
		return fault_set(fault, FAULT_FORBIDDEN, "");
	case CALLER_STAFF:
		return check_staff(state, fault);
	}
	return fault_set(fault, FAULT_INTERNAL, "");
}

bool admit(struct request_state *state, struct fault *fault)
{
	if (!find_route(state, fault))
		return false;
	const struct route *route = state->request.route;
	state->body.maximum = route->body_limit ? route->body_limit : BODY_LIMIT_DEFAULT;
	if (!keep_to_rate(state, fault))
		return false;
	if (route->who & MAY_ANYONE)
		return true;
	return identify(state, fault) && check_caller(state, fault);
}

bool admit_again(struct request_state *state, struct fault *fault)
{
	return identify(state, fault) && check_caller(state, fault);
}
