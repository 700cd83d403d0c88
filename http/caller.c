/*
 * Caller: see caller.h.
 *
 * Everything is looked up anew for each request and stream, so that a blocked
 * member, an ended session or a deleted token is out at once.
 */
#include "http/caller.h"

#include <string.h>

#include "data/clock.h"
#include "handoff/conversation.h"
#include "handoff/staff.h"
#include "http/permission.h"
#include "http/session.h"
#include "kb/right.h"

SQL_READ(CALLER_BY_COOKIE,
	 "SELECT s.id AS session, s.csrf, m.id AS staff, m.role, m.language FROM staff_session s "
	 "JOIN staff m ON m.id = s.staff "
	 "WHERE s.secret_hash = $1 AND s.expires_at > $2 AND m.blocked = 0");
SQL_READ(CALLER_BY_TOKEN,
	 "SELECT t.scopes, t.expires_at, m.id AS staff, m.role, m.language FROM api_token t "
	 "JOIN staff m ON m.id = t.staff WHERE t.secret_hash = $1 AND m.blocked = 0 "
	 "AND (t.expires_at IS NULL OR t.expires_at > $2)");

/* What both ways in have in common. */
static bool read_member(struct query *query, struct caller *caller)
{
	char word[40];
	enum role role;
	row_text_into(query, "staff", caller->staff.text, sizeof(caller->staff.text));
	row_text_into(query, "language", word, sizeof(word));
	caller->language = language_from_tag(word);
	row_text_into(query, "role", word, sizeof(word));
	if (!role_from_name(word, &role))
		return false;
	caller->kind = CALLER_STAFF;
	caller->role = permission_role(role);
	return true;
}

static struct query *look_up(struct db *db, const struct sql *sql, const struct secret_hash *hash)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, hash->text);
	query_int(query, 2, clock_now());
	return query;
}

static enum lookup by_cookie(struct db *db, const char *cookie, struct caller *caller,
			     struct fault *fault)
{
	struct caller found = {0};
	bool any = false;
	struct secret_hash hash = secret_hash(cookie);
	struct query *query = look_up(db, &CALLER_BY_COOKIE, &hash);
	if (query_next(query)) {
		row_text_into(query, "session", found.session.text, sizeof(found.session.text));
		row_text_into(query, "csrf", found.csrf, sizeof(found.csrf));
		found.scopes = SCOPE_ALL;
		found.by_cookie = true;
		any = read_member(query, &found);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (any)
		*caller = found;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static enum lookup by_token(struct db *db, const char *token, struct caller *caller,
			    struct fault *fault)
{
	struct caller found = {0};
	bool any = false;
	char scopes[64];
	struct secret_hash hash = secret_hash(token);
	struct query *query = look_up(db, &CALLER_BY_TOKEN, &hash);
	if (query_next(query)) {
		row_text_into(query, "scopes", scopes, sizeof(scopes));
		found.scopes = scopes_parse(scopes);
		found.expires_at = row_int(query, "expires_at");
		any = read_member(query, &found);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (any)
		*caller = found;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static enum lookup by_conversation(struct db *db, const struct credentials *shown,
				   struct caller *caller, struct fault *fault)
{
	if (shown->conversation == NULL)
		return LOOKUP_ABSENT;
	if (conversation_admit_visitor(db, shown->conversation, shown->bearer, fault)) {
		*caller =
		    (struct caller){.kind = CALLER_VISITOR, .conversation = *shown->conversation};
		return LOOKUP_FOUND;
	}
	return fault->code == FAULT_NOT_FOUND ? LOOKUP_ABSENT : LOOKUP_FAILED;
}

/* Where a conversation is in question a wrong token says no more than an
 * unknown conversation. */
static bool refuse(const struct credentials *shown, struct fault *fault)
{
	if (shown->bearer != NULL && shown->conversation != NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return fault_set(fault, FAULT_SIGN_IN_NEEDED, "");
}

bool caller_identify(struct db *db, const struct credentials *shown, struct caller *caller,
		     struct fault *fault)
{
	enum lookup found;
	if (shown->bearer != NULL) {
		found = by_conversation(db, shown, caller, fault);
		if (found == LOOKUP_ABSENT)
			found = by_token(db, shown->bearer, caller, fault);
	} else if (shown->cookie != NULL) {
		found = by_cookie(db, shown->cookie, caller, fault);
	} else {
		*caller = (struct caller){.kind = CALLER_NOBODY};
		found = LOOKUP_FOUND;
	}
	if (found == LOOKUP_ABSENT)
		return refuse(shown, fault);
	return found == LOOKUP_FOUND;
}

bool caller_may_see(struct db *db, const struct caller *caller,
		    const struct conversation_id *conversation, struct fault *fault)
{
	switch (caller->kind) {
	case CALLER_VISITOR:
		if (strcmp(caller->conversation.text, conversation->text) == 0)
			return true;
		break;
	case CALLER_STAFF:
		return conversation_admit_staff(db, conversation, &caller->staff, fault);
	case CALLER_NOBODY:
		break;
	}
	return fault_set(fault, FAULT_NOT_FOUND, "conversation");
}

bool caller_approves(struct db *db, unsigned role, const struct staff_id *staff,
		     struct arena *arena, bool *approves, struct fault *fault)
{
	struct right *rights;
	int count;
	if (role != MAY_EDITOR) {
		*approves = (role & MAY_SUPERVISORS) != 0;
		return true;
	}
	if (!right_list(db, staff, arena, &rights, &count, fault))
		return false;
	*approves = right_over_all(rights, count) == POWER_APPROVE;
	return true;
}
