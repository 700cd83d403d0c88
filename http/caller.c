/*
 * Caller: see caller.h.
 *
 * Everything is looked up anew for each request and stream, so that a blocked
 * member, an ended session or a deleted token is out at once.
 */
#include "http/caller.h"

#include <string.h>

#include "data/address_range.h"
#include "data/clock.h"
#include "data/event_log.h"
#include "handoff/conversation.h"
#include "handoff/staff.h"
#include "http/api_token.h"
#include "http/permission.h"
#include "kb/right.h"

#define CALLER_MEMBER                                                                              \
	"m.id AS staff, m.role, m.language, m.addresses, p.addresses AS general_addresses, "       \
	"p.second_factor AS factor_for_all, r.permissions, "                                       \
	"(SELECT COUNT(*) FROM second_factor f WHERE f.staff = m.id AND f.secret IS NOT NULL) "    \
	"AS factors "
#define CALLER_JOINS                                                                               \
	"LEFT JOIN staff_role r ON r.id = m.own_role JOIN sign_in_policy p ON p.id = 1 "

SQL_READ(CALLER_BY_COOKIE,
	 "SELECT s.id AS session, s.csrf, s.seen_at, "
	 "CASE WHEN m.connected = 0 AND m.role <> 'editor' THEN m.seen_at ELSE -1 END AS desk_seen_at, "
	 CALLER_MEMBER "FROM staff_session s "
	 "JOIN staff m ON m.id = s.staff " CALLER_JOINS
	 "WHERE s.secret_hash = $1 AND s.expires_at > $2 AND m.blocked = 0");
SQL_READ(CALLER_BY_TOKEN,
	 "SELECT t.scopes, t.expires_at, " CALLER_MEMBER "FROM api_token t "
	 "JOIN staff m ON m.id = t.staff " CALLER_JOINS
	 "WHERE t.secret_hash = $1 AND m.blocked = 0 "
	 "AND (t.expires_at IS NULL OR t.expires_at > $2)");

#define RANGES_SIZE 4000 /* more than ADDRESS_RANGES_MOST ranges take */

bool caller_address_fits(const char *own, const char *general, const char *address)
{
	return address_ranges_hold(*own != '\0' ? own : general, address);
}

static bool comes_from_allowed(struct query *query, const char *address)
{
	char own[RANGES_SIZE];
	char general[RANGES_SIZE];
	row_text_into(query, "addresses", own, sizeof(own));
	row_text_into(query, "general_addresses", general, sizeof(general));
	return caller_address_fits(own, general, address);
}

static unsigned read_may(struct query *query, enum role role)
{
	char words[400];
	bool is_own = !row_is_null(query, "permissions");
	row_text_into(query, "permissions", words, sizeof(words));
	return permission_of(role, is_own ? words : NULL);
}

/* What both ways in have in common. */
static enum lookup read_member(struct query *query, const char *address, struct caller *caller)
{
	char word[40];
	enum role role;
	row_text_into(query, "staff", caller->staff.text, sizeof(caller->staff.text));
	row_text_into(query, "language", word, sizeof(word));
	caller->language = language_from_tag(word);
	row_text_into(query, "role", word, sizeof(word));
	bool has_factor = row_int(query, "factors") != 0;
	caller->needs_factor = row_int(query, "factor_for_all") != 0 && !has_factor;
	caller->kind = CALLER_STAFF;
	if (!role_from_name(word, &role))
		return LOOKUP_ABSENT;
	caller->may = read_may(query, role);
	return comes_from_allowed(query, address) ? LOOKUP_FOUND : LOOKUP_FAILED;
}

static struct query *look_up(struct db *db, const struct sql *sql, const struct secret_hash *hash)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, hash->text);
	query_int(query, 2, clock_now());
	return query;
}

/* After the row was read: LOOKUP_FAILED of a member is a wrong address. */
static enum lookup settle(struct query *query, enum lookup member, const struct caller *found,
			  struct caller *caller, struct fault *fault)
{
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (member == LOOKUP_FAILED)
		(void)fault_set(fault, FAULT_ADDRESS_REFUSED, "");
	if (member == LOOKUP_FOUND)
		*caller = *found;
	return member;
}

static enum lookup by_cookie(struct db *db, const struct credentials *shown, struct caller *caller,
			     struct fault *fault)
{
	struct caller found = {0};
	enum lookup member = LOOKUP_ABSENT;
	struct secret_hash hash = secret_hash(shown->cookie);
	struct query *query = look_up(db, &CALLER_BY_COOKIE, &hash);
	if (query_next(query)) {
		row_text_into(query, "session", found.session.text, sizeof(found.session.text));
		row_text_into(query, "csrf", found.csrf, sizeof(found.csrf));
		found.seen_at = row_int(query, "seen_at");
		found.desk_seen_at = row_int(query, "desk_seen_at");
		found.scopes = SCOPE_ALL;
		found.by_cookie = true;
		member = read_member(query, shown->address, &found);
	}
	return settle(query, member, &found, caller, fault);
}

/* Programs have no second factor: their token is secret enough. */
static enum lookup by_token(struct db *db, const struct credentials *shown, struct caller *caller,
			    struct fault *fault)
{
	struct caller found = {0};
	enum lookup member = LOOKUP_ABSENT;
	char scopes[64];
	struct secret_hash hash = secret_hash(shown->bearer);
	struct query *query = look_up(db, &CALLER_BY_TOKEN, &hash);
	if (query_next(query)) {
		row_text_into(query, "scopes", scopes, sizeof(scopes));
		found.scopes = scopes_parse(scopes);
		found.expires_at = row_int(query, "expires_at");
		member = read_member(query, shown->address, &found);
		found.needs_factor = false;
	}
	return settle(query, member, &found, caller, fault);
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
			found = by_token(db, shown, caller, fault);
	} else if (shown->cookie != NULL) {
		found = by_cookie(db, shown, caller, fault);
	} else {
		*caller = (struct caller){.kind = CALLER_NOBODY};
		found = LOOKUP_FOUND;
	}
	if (found == LOOKUP_ABSENT)
		return refuse(shown, fault);
	return found == LOOKUP_FOUND;
}

bool caller_reads(struct db *db, const struct caller *caller,
		  const struct conversation_id *conversation, struct event_reader *reader,
		  struct fault *fault)
{
	switch (caller->kind) {
	case CALLER_VISITOR:
		*reader = (struct event_reader){.kind = EVENTS_FOR_VISITOR};
		if (strcmp(caller->conversation.text, conversation->text) == 0)
			return true;
		break;
	case CALLER_STAFF:
		return conversation_admit_reader(db, conversation, &caller->staff, reader, fault);
	case CALLER_NOBODY:
		break;
	}
	return fault_set(fault, FAULT_NOT_FOUND, "conversation");
}

bool caller_may_see(struct db *db, const struct caller *caller,
		    const struct conversation_id *conversation, struct fault *fault)
{
	struct event_reader unused;
	return caller_reads(db, caller, conversation, &unused, fault);
}

bool caller_approves(struct db *db, unsigned may, const struct staff_id *staff,
		     struct arena *arena, bool *approves, struct fault *fault)
{
	struct right *rights;
	int count;
	if ((may & MAY_APPROVE) != 0 || (may & MAY_CURATE) == 0) {
		*approves = (may & MAY_APPROVE) != 0;
		return true;
	}
	if (!right_list(db, staff, arena, &rights, &count, fault))
		return false;
	*approves = right_over_all(rights, count) == POWER_APPROVE;
	return true;
}
