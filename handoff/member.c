/*
 * Member: see member.h.
 */
#include "handoff/member.h"

#include <string.h>

#include "data/audit.h"
#include "data/clock.h"
#include "data/event_search.h"
#include "data/signature.h"
#include "data/text.h"
#include "data/vault.h"
#include "handoff/act_internal.h"
#include "handoff/sealing.h"
#include "handoff/site.h"

#define SECRETS_MOST 20

SQL_READ(SECRET_LIST,
	 "SELECT m.id, m.created_at, m.retires_at, s.display_name FROM member_secret m "
	 "LEFT JOIN staff s ON s.id = m.created_by WHERE m.site = $1 "
	 "AND (m.retires_at IS NULL OR m.retires_at > $2) ORDER BY m.created_at DESC LIMIT $3");
SQL_READ(SECRET_VALUES, "SELECT id, secret FROM member_secret WHERE site = $1 "
			"AND (retires_at IS NULL OR retires_at > $2) ORDER BY created_at DESC "
			"LIMIT $3");
SQL_WRITE(SECRET_RETIRE, "UPDATE member_secret SET retires_at = $2 WHERE site = $1 "
			 "AND retires_at IS NULL");
SQL_WRITE(SECRET_INSERT, "INSERT INTO member_secret (id, site, secret, created_by, created_at) "
			 "VALUES ($1, $2, $3, $4, $5)");
SQL_READ(SESSION_MEMBER, "SELECT member FROM member_session WHERE secret_hash = $1 AND site = $2 "
			 "AND expires_at > $3");
SQL_READ(SESSION_BY_SIGNATURE,
	 "SELECT COUNT(*) AS uses FROM member_session WHERE signature = $1");
SQL_WRITE(SESSION_INSERT,
	  "INSERT INTO member_session (secret_hash, signature, site, member, created_at, "
	  "expires_at) VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(SESSION_FORGET, "DELETE FROM member_session WHERE expires_at <= $1");
SQL_READ(MEMBER_OPEN, "SELECT id FROM conversation WHERE site = $1 AND member = $2 "
		      "AND owner <> 'closed' ORDER BY changed_at DESC LIMIT 1");
SQL_WRITE(TOKEN_INSERT, "INSERT INTO conversation_token (token_hash, conversation, expires_at) "
			"VALUES ($1, $2, $3)");
SQL_WRITE(TOKEN_FORGET, "DELETE FROM conversation_token WHERE expires_at <= $1");
SQL_READ(TOKEN_FITS, "SELECT COUNT(*) AS found FROM conversation_token WHERE token_hash = $1 "
		     "AND conversation = $2 AND expires_at > $3");
SQL_READ(MEMBER_OF, "SELECT member FROM conversation WHERE id = $1");
SQL_WRITE(MEMBER_KEEP, "UPDATE conversation SET member = $2 WHERE id = $1");

/* Secrets -------------------------------------------------------------------------------- */

bool member_secret_list(struct db *db, const char *site, struct arena *arena,
			struct member_secret **list, int *count, struct fault *fault)
{
	struct member_secret *secrets = arena_array(arena, SECRETS_MOST, sizeof(*secrets));
	int found = 0;
	struct query *query = db_query(db, &SECRET_LIST);
	query_text(query, 1, site);
	query_int(query, 2, clock_now());
	query_int(query, 3, SECRETS_MOST);
	while (query_next(query)) {
		struct member_secret *secret = &secrets[found++];
		row_text_into(query, "id", secret->id, sizeof(secret->id));
		secret->made_by = row_text(query, "display_name", arena);
		secret->created_at = row_int(query, "created_at");
		secret->retires_at =
		    row_is_null(query, "retires_at") ? 0 : row_int(query, "retires_at");
	}
	*list = secrets;
	*count = found;
	return query_end(&query, fault);
}

static bool apply_make(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct member_secret_make *make = (struct member_secret_make *)change;
	char id[ID_LENGTH + 1];
	struct arena *arena = transaction_arena(transaction);
	int64_t now = transaction_now(transaction);
	struct query *query = db_query(transaction_db(transaction), &SECRET_RETIRE);
	query_text(query, 1, make->site);
	query_int(query, 2, now + MEMBER_SECRET_GRACE_MS);
	if (!query_run(&query, fault))
		return false;
	id_new(now, id);
	make->secret = secret_new();
	query = db_query(transaction_db(transaction), &SECRET_INSERT);
	query_text(query, 1, id);
	query_text(query, 2, make->site);
	query_text(query, 3, vault_close(transaction_db(transaction), sealing_member(id, arena),
					 make->secret.text, arena));
	query_text(query, 4, make->by.text);
	query_int(query, 5, now);
	return query_run(&query, fault) && audit_append(transaction, make->by.text, "site.secret",
							"site", make->site, NULL, fault);
}

bool member_secret_make_prepare(struct member_secret_make *make, struct fault *fault)
{
	make->change.apply = apply_make;
	return site_name_check(make->site, fault);
}

/* Coming in --------------------------------------------------------------------------------- */

bool member_of_session(struct db *db, const char *site, const char *session, struct arena *arena,
		       const char **member, struct fault *fault)
{
	const char *found = NULL;
	struct secret_hash hash = secret_hash(session);
	struct query *query = db_query(db, &SESSION_MEMBER);
	query_text(query, 1, hash.text);
	query_text(query, 2, site);
	query_int(query, 3, clock_now());
	if (query_next(query))
		found = row_text(query, "member", arena);
	if (!query_end(&query, fault))
		return false;
	*member = found;
	return found != NULL || fault_set(fault, FAULT_SIGNATURE_OLD, "session");
}

/* By any secret that counts; all are tried, so that the time doesn't tell which. */
static bool is_signed(const struct member_entry *entry, struct db *db, bool *right,
		      struct fault *fault)
{
	const char *message =
	    arena_format(entry->arena, "%s.%lld", entry->member, (long long)entry->expires);
	*right = false;
	struct query *query = db_query(db, &SECRET_VALUES);
	query_text(query, 1, entry->site);
	query_int(query, 2, clock_now());
	query_int(query, 3, SECRETS_MOST);
	bool is_lost = false;
	struct fault lost;
	while (query_next(query)) {
		const char *id = row_text(query, "id", entry->arena);
		const char *stored = row_text(query, "secret", entry->arena);
		const char *secret;
		if (!vault_open(db, sealing_member(id, entry->arena), stored, entry->arena, &secret,
				&lost))
			is_lost = true;
		else
			*right = signature_is_right(secret, message, entry->signature) || *right;
	}
	if (!query_end(&query, fault))
		return false;
	/* It may have been by the one that is lost. */
	if (is_lost && !*right)
		*fault = lost;
	return *right || !is_lost;
}

static bool check_time(const struct member_entry *entry, struct fault *fault)
{
	int64_t left = entry->expires * 1000 - clock_now();
	return (left > 0 && left <= MEMBER_SIGNATURE_MS) ||
	       fault_set(fault, FAULT_SIGNATURE_OLD, "expires");
}

static bool use_signature(struct member_entry *entry, struct transaction *transaction,
			  struct fault *fault)
{
	int64_t uses = 0;
	struct query *query = db_query(transaction_db(transaction), &SESSION_BY_SIGNATURE);
	query_text(query, 1, entry->signature);
	if (query_next(query))
		uses = row_int(query, "uses");
	if (!query_end(&query, fault))
		return false;
	return uses == 0 || fault_set(fault, FAULT_SIGNATURE_USED, "signature");
}

/* A session outlives its signature, so as long as one could come again, the
 * row that remembers it is there. */
static bool begin_session(struct member_entry *entry, struct transaction *transaction,
			  struct fault *fault)
{
	int64_t now = transaction_now(transaction);
	entry->new_session = secret_new();
	entry->session_until = now + MEMBER_SESSION_MS;
	struct secret_hash hash = secret_hash(entry->new_session.text);
	struct query *query = db_query(transaction_db(transaction), &SESSION_INSERT);
	query_text(query, 1, hash.text);
	query_text(query, 2, entry->signature);
	query_text(query, 3, entry->site);
	query_text(query, 4, entry->member);
	query_int(query, 5, now);
	query_int(query, 6, entry->session_until);
	return query_run(&query, fault);
}

static bool forget_old(struct transaction *transaction, const struct sql *sql, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_int(query, 1, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool find_open(struct member_entry *entry, struct transaction *transaction,
		      struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &MEMBER_OPEN);
	query_text(query, 1, entry->site);
	query_text(query, 2, entry->member);
	entry->conversation.text[0] = '\0';
	if (query_next(query))
		row_text_into(query, "id", entry->conversation.text,
			      sizeof(entry->conversation.text));
	return query_end(&query, fault);
}

static bool give_token(struct member_entry *entry, struct transaction *transaction,
		       struct fault *fault)
{
	entry->token = secret_new();
	struct secret_hash hash = secret_hash(entry->token.text);
	struct query *query = db_query(transaction_db(transaction), &TOKEN_INSERT);
	query_text(query, 1, hash.text);
	query_text(query, 2, entry->conversation.text);
	query_int(query, 3, transaction_now(transaction) + MEMBER_TOKEN_MS);
	return query_run(&query, fault);
}

static bool apply_entry(struct change *change, struct transaction *transaction,
			struct fault *fault)
{
	struct member_entry *entry = (struct member_entry *)change;
	entry->new_session.text[0] = '\0';
	if (!forget_old(transaction, &SESSION_FORGET, fault) ||
	    !forget_old(transaction, &TOKEN_FORGET, fault))
		return false;
	if (entry->session == NULL && (!use_signature(entry, transaction, fault) ||
				       !begin_session(entry, transaction, fault)))
		return false;
	return find_open(entry, transaction, fault) &&
	       (entry->conversation.text[0] == '\0' || give_token(entry, transaction, fault));
}

bool member_entry_prepare(struct member_entry *entry, struct db *db, struct fault *fault)
{
	bool right;
	entry->change.apply = apply_entry;
	if (entry->session != NULL)
		return member_of_session(db, entry->site, entry->session, entry->arena,
					 &entry->member, fault);
	if (entry->member == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "member");
	if (entry->signature == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "signature");
	if (!is_signed(entry, db, &right, fault))
		return false;
	if (!right)
		return fault_set(fault, FAULT_SIGNATURE_WRONG, "signature");
	return check_time(entry, fault);
}

/* Conversations -------------------------------------------------------------------------------- */

bool member_keep(struct transaction *transaction, const struct conversation_id *conversation,
		 const char *member, struct fault *fault)
{
	if (member == NULL)
		return true;
	struct query *query = db_query(transaction_db(transaction), &MEMBER_KEEP);
	query_text(query, 1, conversation->text);
	query_text(query, 2, member);
	transaction_wake(transaction, topic_of(TOPIC_CONVERSATION, conversation->text));
	return query_run(&query, fault) &&
	       event_search_put(transaction, conversation, EVENT_SEARCH_VISITOR, member, fault);
}

static bool apply_link(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct member_link *link = (struct member_link *)change;
	struct scene scene;
	const char *member;
	const char *before = NULL;
	struct db *db = transaction_db(transaction);
	if (!act_begin(&scene, &link->act, transaction, NULL, fault) ||
	    !member_of_session(db, scene.standing.site, link->session, link->act.arena, &member,
			       fault))
		return false;
	struct query *query = db_query(db, &MEMBER_OF);
	query_text(query, 1, link->act.conversation.text);
	if (query_next(query))
		before = row_text(query, "member", link->act.arena);
	if (!query_end(&query, fault))
		return false;
	if (before != NULL && strcmp(before, member) != 0)
		return fault_set(fault, FAULT_FORBIDDEN, "member");
	return before != NULL || member_keep(transaction, &link->act.conversation, member, fault);
}

void member_link_prepare(struct member_link *link)
{
	link->act.change.apply = apply_link;
}

bool member_token_fits(struct db *db, const struct conversation_id *conversation,
		       const char *token, bool *fits, struct fault *fault)
{
	struct secret_hash hash = secret_hash(token);
	*fits = false;
	struct query *query = db_query(db, &TOKEN_FITS);
	query_text(query, 1, hash.text);
	query_text(query, 2, conversation->text);
	query_int(query, 3, clock_now());
	if (query_next(query))
		*fits = row_int(query, "found") != 0;
	return query_end(&query, fault);
}
