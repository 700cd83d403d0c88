/*
 * Request, what handlers ask of it: what was sent, from where, and what of the
 * server it needs.  See request.h.  The loop's thread.
 */
#include <stdio.h>
#include <strings.h>

#include "data/settings.h"
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

static enum MHD_Result keep_forwarded(void *kept, enum MHD_ValueKind kind, const char *name,
				      const char *value)
{
	(void)kind;
	if (strcasecmp(name, "X-Forwarded-For") == 0)
		*(const char **)kept = value;
	return MHD_YES;
}

/* The last line of this name counts: some proxies add theirs behind those that
 * were sent. */
static bool forwarded_for(struct request_state *state, char address[ADDRESS_SIZE])
{
	const char *value = NULL;
	if (setting_value(SETTING_BEHIND_PROXY))
		MHD_get_connection_values(state->connection, MHD_HEADER_KIND, keep_forwarded,
					  &value);
	return admit_forwarded(value, address);
}

uint64_t request_address_key(struct request_state *state)
{
	char address[ADDRESS_SIZE], network[ADDRESS_SIZE];
	if (!forwarded_for(state, address))
		return state->link->address;
	address_network(address, network);
	return limits_text(state->loop->server->limits, network);
}

const char *request_address(struct request *request)
{
	struct request_state *state = state_of(request);
	char *address = arena_alloc(request->arena, ADDRESS_SIZE);
	const union MHD_ConnectionInfo *peer =
	    MHD_get_connection_info(state->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!forwarded_for(state, address))
		address_of_peer(peer->client_addr, address);
	return address;
}

void request_keep(struct request *request, void *data)
{
	state_of(request)->kept = data;
}

void *request_kept(struct request *request)
{
	return state_of(request)->kept;
}
