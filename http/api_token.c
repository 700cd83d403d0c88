/*
 * API token: see api_token.h.
 */
#include "http/api_token.h"

#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "http/caller.h"

SQL_WRITE(API_TOKEN_INSERT,
	  "INSERT INTO api_token (id, secret_hash, staff, name, scopes, created_at, expires_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7)");
SQL_WRITE(API_TOKEN_DELETE, "DELETE FROM api_token WHERE id = $1 AND staff = $2");
SQL_READ(API_TOKEN_COUNT, "SELECT COUNT(*) AS many FROM api_token WHERE staff = $1");
SQL_READ(API_TOKEN_LIST,
	 "SELECT id, name, scopes, created_at, expires_at FROM api_token WHERE staff = $1 "
	 "ORDER BY created_at DESC, id DESC");

const struct scope SCOPES[SCOPE_COUNT] = {
    {"read", SCOPE_READ},
    {"write", SCOPE_WRITE},
    {"admin", SCOPE_ADMIN},
};

unsigned scopes_parse(const char *words)
{
	unsigned bits = 0;
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		for (int i = 0; i < SCOPE_COUNT; i++)
			if (strlen(SCOPES[i].name) == length &&
			    strncmp(SCOPES[i].name, words, length) == 0)
				bits |= SCOPES[i].bit;
		words += length + strspn(words + length, " ");
	}
	return bits;
}

static void write_scopes(unsigned bits, char out[64])
{
	int used = 0;
	out[0] = '\0';
	for (int i = 0; i < SCOPE_COUNT; i++)
		if ((bits & SCOPES[i].bit) != 0)
			used += snprintf(out + used, 64 - (size_t)used, "%s%s",
					 used > 0 ? " " : "", SCOPES[i].name);
}

static bool check_room(struct transaction *transaction, const struct staff_id *staff,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &API_TOKEN_COUNT);
	query_text(query, 1, staff->text);
	int64_t many = query_next(query) ? row_int(query, "many") : 0;
	if (!query_end(&query, fault))
		return false;
	if (many >= API_TOKENS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "api-tokens", many, API_TOKENS_MOST);
	return true;
}

static bool apply_token_create(struct change *change, struct transaction *transaction,
			       struct fault *fault)
{
	struct api_token_create *create = (struct api_token_create *)change;
	if (!check_room(transaction, &create->staff, fault))
		return false;
	create->created_at = transaction_now(transaction);
	create->secret = secret_new();
	id_new(create->created_at, create->id);
	struct secret_hash hash = secret_hash(create->secret.text);
	char scopes[64];
	write_scopes(create->scopes, scopes);
	struct query *query = db_query(transaction_db(transaction), &API_TOKEN_INSERT);
	query_text(query, 1, create->id);
	query_text(query, 2, hash.text);
	query_text(query, 3, create->staff.text);
	query_text(query, 4, create->name);
	query_text(query, 5, scopes);
	query_int(query, 6, create->created_at);
	if (create->expires_at != 0)
		query_int(query, 7, create->expires_at);
	return query_run(&query, fault) &&
	       audit_append(transaction, create->staff.text, "token.create", "token", create->id,
			    arena_format(transaction_arena(transaction), "{\"scopes\":\"%s\"}",
					 scopes),
			    fault);
}

void api_token_create_prepare(struct api_token_create *create)
{
	create->change.apply = apply_token_create;
}

static bool apply_token_delete(struct change *change, struct transaction *transaction,
			       struct fault *fault)
{
	const struct api_token_delete *removal = (const struct api_token_delete *)change;
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &API_TOKEN_DELETE);
	query_text(query, 1, removal->id);
	query_text(query, 2, removal->staff.text);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "api-token");
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, removal->staff.text));
	return audit_append(transaction, removal->staff.text, "token.delete", "token", removal->id,
			    NULL, fault);
}

void api_token_delete_prepare(struct api_token_delete *removal)
{
	removal->change.apply = apply_token_delete;
}

static void read_token(struct query *query, struct arena *arena, struct api_token *token)
{
	row_text_into(query, "id", token->id, sizeof(token->id));
	token->name = row_text(query, "name", arena);
	token->scopes = scopes_parse(row_text(query, "scopes", arena));
	token->created_at = row_int(query, "created_at");
	token->expires_at = row_is_null(query, "expires_at") ? 0 : row_int(query, "expires_at");
}

bool api_token_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		    struct api_token **list, int *count, struct fault *fault)
{
	struct api_token *tokens = arena_array(arena, API_TOKENS_MOST, sizeof(*tokens));
	int found = 0;
	struct query *query = db_query(db, &API_TOKEN_LIST);
	query_text(query, 1, staff->text);
	while (found < API_TOKENS_MOST && query_next(query))
		read_token(query, arena, &tokens[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = tokens;
	*count = found;
	return true;
}
