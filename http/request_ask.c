/*
 * Request, what handlers ask of it: what was sent, from where, and what of the
 * server it needs.  See request.h.  The loop's thread.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "http/admit.h"
#include "http/request_state.h"
#include "http/server_internal.h"

struct store *request_store(struct request *request)
{
	return request->server->store;
}

struct db *request_reader(struct request *request)
{
	return store_reader(request->server->store);
}

struct live *request_live(struct request *request)
{
	return request->server->live;
}

struct drafts *request_drafts(struct request *request)
{
	return request->server->drafts;
}

const void *request_fields(struct request *request)
{
	return state_of(request)->fields;
}

const void *request_query(struct request *request)
{
	return state_of(request)->query;
}

const char *request_body(struct request *request, size_t *length)
{
	struct request_state *state = state_of(request);
	*length = state->body.length;
	return state->body.length == 0 ? "" : state->body.bytes;
}

const char *request_parameter(struct request *request, const char *name)
{
	return route_parameter(&state_of(request)->match, name);
}

struct conversation_id request_conversation(struct request *request)
{
	struct conversation_id id;
	snprintf(id.text, sizeof(id.text), "%s", request_parameter(request, "id"));
	return id;
}

const char *request_header(struct request *request, const char *name)
{
	return MHD_lookup_connection_value(state_of(request)->connection, MHD_HEADER_KIND, name);
}

/* What the proxy in front added last; NULL without one. */
static const char *forwarded_for(struct request_state *state)
{
	return admit_forwarded(request_header(&state->request, "X-Forwarded-For"));
}

uint64_t request_address_key(struct request_state *state)
{
	const char *forwarded = forwarded_for(state);
	if (forwarded == NULL)
		return state->link->address;
	return limits_text(state->loop->server->limits, forwarded);
}

const char *request_address(struct request *request)
{
	struct request_state *state = state_of(request);
	const char *forwarded = forwarded_for(state);
	if (forwarded != NULL)
		return forwarded;
	const struct sockaddr *address =
	    MHD_get_connection_info(state->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
		->client_addr;
	char *text = arena_alloc(request->arena, INET6_ADDRSTRLEN);
	const void *bytes = address->sa_family == AF_INET
				? (const void *)&((const struct sockaddr_in *)address)->sin_addr
				: (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr;
	return inet_ntop(address->sa_family, bytes, text, INET6_ADDRSTRLEN) ? text : "";
}

void request_keep(struct request *request, void *data)
{
	state_of(request)->kept = data;
}

void *request_kept(struct request *request)
{
	return state_of(request)->kept;
}
