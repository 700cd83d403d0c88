/*
 * Session: see session.h.
 */
#include "http/session.h"

#include <stdio.h>
#include <string.h>

#include "data/settings.h"
#include "data/text.h"
#include "http/caller.h"

SQL_READ(SESSION_STAFF, "SELECT password, blocked FROM staff WHERE id = $1");
SQL_READ(SESSION_LINK, "SELECT staff FROM sign_in_link WHERE secret_hash = $1 AND used_at IS NULL "
		       "AND expires_at > $2");
SQL_WRITE(SESSION_USE_LINK, "UPDATE sign_in_link SET used_at = $2 WHERE secret_hash = $1");
SQL_WRITE(SESSION_INSERT,
	  "INSERT INTO staff_session (id, secret_hash, csrf, staff, created_at, expires_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(SESSION_SIGNED_IN, "UPDATE staff SET signed_in_at = $2 WHERE id = $1");
SQL_WRITE(SESSION_SWEEP, "DELETE FROM staff_session WHERE staff = $1 AND expires_at <= $2");
SQL_WRITE(SESSION_END, "DELETE FROM staff_session WHERE id = $1 AND staff = $2");
SQL_WRITE(SESSION_END_OTHERS, "DELETE FROM staff_session WHERE staff = $1 AND id <> $2");
SQL_WRITE(SESSION_SET_PASSWORD, "UPDATE staff SET password = $2 WHERE id = $1 AND blocked = 0");
SQL_WRITE(API_TOKEN_INSERT,
	  "INSERT INTO api_token (id, secret_hash, staff, name, scopes, created_at, expires_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7)");
SQL_WRITE(API_TOKEN_DELETE, "DELETE FROM api_token WHERE id = $1 AND staff = $2");
SQL_READ(API_TOKEN_COUNT, "SELECT COUNT(*) AS many FROM api_token WHERE staff = $1");
SQL_READ(API_TOKEN_LIST,
	 "SELECT id, name, scopes, created_at, expires_at FROM api_token WHERE staff = $1 "
	 "ORDER BY created_at DESC, id DESC");

int64_t session_seconds(void)
{
	return setting_value(SETTING_SESSION_HOURS) * 3600;
}

/* --- Beginning ---------------------------------------------------------------------- */

/* What the store says of a member now. */
struct standing {
	bool is_blocked;
	const char *password;
};

static enum lookup read_standing(struct transaction *transaction, const struct staff_id *staff,
				 struct standing *standing, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SESSION_STAFF);
	query_text(query, 1, staff->text);
	bool found = query_next(query);
	if (found) {
		standing->is_blocked = row_int(query, "blocked") != 0;
		standing->password = row_text(query, "password", transaction_arena(transaction));
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* The password was checked a moment ago, outside the transaction. */
static bool check_still_right(struct session_open *open, struct transaction *transaction,
			      struct fault *fault)
{
	struct standing standing;
	enum lookup found = read_standing(transaction, &open->staff, &standing, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || standing.is_blocked ||
	    !text_equal(standing.password, open->password))
		return fault_set(fault, FAULT_WRONG_PASSWORD, "");
	return true;
}

static bool use_link(struct session_open *open, struct transaction *transaction,
		     struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct secret_hash hash = secret_hash(open->link);
	struct query *query = db_query(db, &SESSION_LINK);
	query_text(query, 1, hash.text);
	query_int(query, 2, transaction_now(transaction));
	bool found = query_next(query);
	if (found)
		row_text_into(query, "staff", open->staff.text, sizeof(open->staff.text));
	if (!query_end(&query, fault))
		return false;
	if (!found)
		return fault_set(fault, FAULT_LINK_USED, "");
	struct standing standing = {0};
	if (read_standing(transaction, &open->staff, &standing, fault) == LOOKUP_FAILED)
		return false;
	if (standing.is_blocked)
		return fault_set(fault, FAULT_LINK_USED, "");
	query = db_query(db, &SESSION_USE_LINK);
	query_text(query, 1, hash.text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool at_time(struct transaction *transaction, const struct sql *sql,
		    const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, staff->text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool insert_session(struct session_open *open, struct transaction *transaction,
			   struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	id_new(now, open->id.text);
	open->cookie = secret_new();
	open->csrf = secret_new();
	struct secret_hash hash = secret_hash(open->cookie.text);
	struct query *query = db_query(transaction_db(transaction), &SESSION_INSERT);
	query_text(query, 1, open->id.text);
	query_text(query, 2, hash.text);
	query_text(query, 3, open->csrf.text);
	query_text(query, 4, open->staff.text);
	query_int(query, 5, now);
	query_int(query, 6, now + session_seconds() * 1000);
	return query_run(&query, fault);
}

static bool apply_open(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct session_open *open = (struct session_open *)change;
	bool admitted = open->link != NULL ? use_link(open, transaction, fault)
					   : check_still_right(open, transaction, fault);
	if (!admitted || !at_time(transaction, &SESSION_SWEEP, &open->staff, fault) ||
	    !insert_session(open, transaction, fault))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return at_time(transaction, &SESSION_SIGNED_IN, &open->staff, fault);
}

void session_open_prepare(struct session_open *open)
{
	open->change.apply = apply_open;
}

/* --- Ending --------------------------------------------------------------------------- */

static bool apply_close(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct session_close *close = (const struct session_close *)change;
	struct query *query = db_query(transaction_db(transaction), &SESSION_END);
	query_text(query, 1, close->id.text);
	query_text(query, 2, close->staff.text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, close->staff.text));
	return query_run(&query, fault);
}

void session_close_prepare(struct session_close *close)
{
	close->change.apply = apply_close;
}

static bool apply_password(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct session_password *password = (const struct session_password *)change;
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &SESSION_SET_PASSWORD);
	query_text(query, 1, password->staff.text);
	query_text(query, 2, password->password);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
	query = db_query(db, &SESSION_END_OTHERS);
	query_text(query, 1, password->staff.text);
	query_text(query, 2, password->keep.text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, password->staff.text));
	return query_run(&query, fault);
}

void session_password_prepare(struct session_password *password)
{
	password->change.apply = apply_password;
}

/* --- API tokens ------------------------------------------------------------------------- */

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
	return query_run(&query, fault);
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
	return true;
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
