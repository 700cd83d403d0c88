/*
 * API token handlers: tokens for one's own programs.
 *
 * Event-loop threads.
 */
#include <stdio.h>

#include "data/clock.h"
#include "http/api_token.h"
#include "http/session_handlers.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

static void add_scopes(struct json_writer *json, unsigned scopes)
{
	json_open_array(json, "scopes");
	for (int i = 0; i < SCOPE_COUNT; i++)
		if ((scopes & SCOPES[i].bit) != 0)
			json_add_text(json, NULL, SCOPES[i].name);
	json_close_array(json);
}

static void add_token(struct json_writer *json, const struct api_token *token)
{
	json_add_text(json, "id", token->id);
	json_add_text(json, "name", token->name);
	add_scopes(json, token->scopes);
	json_add_int(json, "created_at", token->created_at);
	if (token->expires_at == 0)
		json_add_null(json, "expires_at");
	else
		json_add_int(json, "expires_at", token->expires_at);
}

static struct answer list_tokens(struct request *request)
{
	struct fault fault;
	struct api_token *tokens;
	int count;
	if (!api_token_list(request_reader(request), &request->caller.staff, request->arena,
			    &tokens, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_open_array(&json, "tokens");
	for (int i = 0; i < count; i++) {
		json_open_object(&json, NULL);
		add_token(&json, &tokens[i]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return answer_json(request, 200);
}

struct token_fields {
	const char *name;
	struct texts scopes;
	int64_t days;
};
static const struct field token_rows[] = {
    {FIELD(struct token_fields, name, FIELD_LINE), .required = true, .least = 1,
     .most = API_TOKEN_NAME_MOST, .help = "What the token is for"},
    {FIELD(struct token_fields, scopes, FIELD_TEXTS), .required = true, .most_items = 3,
     .help = "read, write, admin"},
    {FIELD(struct token_fields, days, FIELD_INT), .least = 1, .most = 3650, .fallback = FIELD_UNSET,
     .help = "How long it lasts; for ever when left out"},
    {0},
};

/* Nobody can give a token more than they have themselves. */
static bool read_scopes(const struct texts *words, unsigned most, unsigned *scopes,
			struct fault *fault)
{
	*scopes = 0;
	for (int i = 0; i < words->count; i++) {
		unsigned bit = scopes_parse(words->items[i]);
		if (bit == 0)
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "scopes",
					    "read, write, admin");
		*scopes |= bit;
	}
	if (*scopes == 0)
		return fault_set(fault, FAULT_EMPTY, "scopes");
	if ((*scopes & ~most) != 0)
		return fault_set(fault, FAULT_FORBIDDEN, "scopes");
	return true;
}

static struct answer created(struct request *request, struct change *change)
{
	const struct api_token_create *create = (const struct api_token_create *)change;
	struct api_token token = {
	    .name = create->name,
	    .scopes = create->scopes,
	    .created_at = create->created_at,
	    .expires_at = create->expires_at,
	};
	snprintf(token.id, sizeof(token.id), "%s", create->id);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_token(&json, &token);
	json_add_text(&json, "token", create->secret.text);
	json_close_object(&json);
	return answer_json(request, 201);
}

/* A token that a token made ends with it at the latest, or a token that was
 * lent for a day could be kept for ever. */
static void shorten(int64_t *expires_at, int64_t latest)
{
	if (latest != 0 && (*expires_at == 0 || *expires_at > latest))
		*expires_at = latest;
}

static struct answer create_token(struct request *request)
{
	struct fault fault;
	const struct token_fields *fields = request_fields(request);
	struct api_token_create *create = arena_alloc(request->arena, sizeof(*create));
	if (!read_scopes(&fields->scopes, request->caller.scopes, &create->scopes, &fault))
		return answer_fault(request, &fault);
	create->staff = request->caller.staff;
	create->name = fields->name;
	if (fields->days != FIELD_UNSET)
		create->expires_at = clock_now() + fields->days * DAY_MS;
	shorten(&create->expires_at, request->caller.expires_at);
	api_token_create_prepare(create);
	return await_commit(request, &create->change, created);
}

static struct answer deleted(struct request *request, struct change *change)
{
	(void)change;
	return answer_nothing(request);
}

static struct answer delete_token(struct request *request)
{
	struct api_token_delete *removal = arena_alloc(request->arena, sizeof(*removal));
	removal->staff = request->caller.staff;
	removal->id = request_parameter(request, "id");
	api_token_delete_prepare(removal);
	return await_commit(request, &removal->change, deleted);
}

const struct route api_token_routes[] = {
    {.method = "GET",
     .path = "/v1/api-tokens",
     .who = MAY_STAFF,
     .handle = list_tokens,
     .summary = "One's own API tokens, without their secrets",
     .shape = "api_tokens"},
    {.method = "POST",
     .path = "/v1/api-tokens",
     .who = MAY_STAFF,
     .handle = create_token,
     .body = FIELD_TABLE(struct token_fields, token_rows),
     .summary = "Make an API token; its secret is shown this once",
     .status = 201,
     .shape = "api_token"},
    {.method = "DELETE",
     .path = "/v1/api-tokens/{id}",
     .who = MAY_STAFF,
     .handle = delete_token,
     .summary = "Take an API token back",
     .status = 204},
    {0},
};
