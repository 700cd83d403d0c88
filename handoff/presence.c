/*
 * Presence: see presence.h.  Applying on the writer's thread.
 */
#include "handoff/presence.h"

#include <string.h>

#include "handoff/call.h"
#include "handoff/queue.h"

/* For agents to react to what they were given before a restart. */
#define START_GRACE_MS 30000

SQL_READ(PRESENCE_READ,
	 "SELECT role, blocked, presence, away_reason, connected, seen_at FROM staff WHERE id = $1");
SQL_WRITE(PRESENCE_WRITE,
	  "UPDATE staff SET presence = $2, connected = $3, seen_at = $4, away_reason = $5 "
	  "WHERE id = $1");
SQL_WRITE(PRESENCE_START, "UPDATE staff SET connected = 0, seen_at = $1 WHERE connected > 0");

struct here {
	enum role role;
	bool blocked;
	enum presence presence;
	enum away_reason away_reason;
	int64_t connected;
	int64_t seen_at;
};

static bool read_here(struct transaction *transaction, const struct staff_id *staff,
		      struct here *here, struct fault *fault)
{
	bool any = false;
	char word[16];
	*here = (struct here){.role = ROLE_EDITOR, .presence = PRESENCE_OFFLINE};
	struct query *query = db_query(transaction_db(transaction), &PRESENCE_READ);
	query_text(query, 1, staff->text);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "role", word, sizeof(word));
		(void)role_from_name(word, &here->role);
		row_text_into(query, "presence", word, sizeof(word));
		(void)presence_from_name(word, &here->presence);
		row_text_into(query, "away_reason", word, sizeof(word));
		here->away_reason = away_reason_from_name(word);
		here->blocked = row_int(query, "blocked") != 0;
		here->connected = row_int(query, "connected");
		here->seen_at = row_int(query, "seen_at");
	}
	if (!query_end(&query, fault))
		return false;
	return any || fault_set(fault, FAULT_NOT_FOUND, "staff");
}

static bool write_here(struct transaction *transaction, const struct staff_id *staff,
		       const struct here *here, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &PRESENCE_WRITE);
	query_text(query, 1, staff->text);
	query_text(query, 2, presence_name(here->presence));
	query_int(query, 3, here->connected);
	query_int(query, 4, here->seen_at);
	query_text(query, 5, away_reason_name(here->away_reason));
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	/* Estimated waits depend on who is here. */
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault);
}

/* What the agent says ------------------------------------------------------------------ */

static bool apply_set(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct presence_set *set = (struct presence_set *)change;
	struct here here;
	if (!read_here(transaction, &set->staff, &here, fault))
		return false;
	if (here.blocked)
		return fault_set(fault, FAULT_NOT_FOUND, "staff");
	if (!role_serves(here.role))
		return fault_set(fault, FAULT_FORBIDDEN, "presence");
	/* A desk that nobody touches says nothing of somebody who isn't online. */
	if (set->is_idle && (set->presence != PRESENCE_AWAY || here.presence != PRESENCE_ONLINE))
		return set->presence == PRESENCE_AWAY || fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "idle");
	here.presence = set->presence;
	here.away_reason = set->is_idle ? AWAY_IDLE : AWAY_SAID;
	/* A program has no stream to lose.  Whoever says that they are gone is
	 * watched for what they hold, and a desk whose stream is gone has just shown
	 * that it lives: their grace begins now. */
	bool is_leaving = set->presence == PRESENCE_OFFLINE && here.connected == 0;
	if (set->by_program && here.connected == 0 && !is_leaving)
		here.seen_at = 0;
	else if (here.seen_at > 0 || is_leaving)
		here.seen_at = transaction_now(transaction);
	if (!write_here(transaction, &set->staff, &here, fault))
		return false;
	return here.presence != PRESENCE_ONLINE || queue_assign(transaction, NULL, fault);
}

void presence_set_prepare(struct presence_set *set)
{
	set->change.apply = apply_set;
}

/* What the server sees ------------------------------------------------------------------- */

static bool apply_stream(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct presence_stream *stream = (struct presence_stream *)change;
	struct here here;
	if (!read_here(transaction, &stream->staff, &here, fault))
		return false;
	here.connected += stream->opened ? 1 : -1;
	if (here.connected < 0)
		here.connected = 0;
	here.seen_at = transaction_now(transaction);
	bool is_back = stream->opened && here.presence == PRESENCE_ONLINE;
	return write_here(transaction, &stream->staff, &here, fault) &&
	       (!is_back || queue_assign(transaction, NULL, fault));
}

void presence_stream_prepare(struct presence_stream *stream)
{
	stream->change.apply = apply_stream;
}

static bool apply_start(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	struct query *query = db_query(transaction_db(transaction), &PRESENCE_START);
	query_int(query, 1, transaction_now(transaction));
	return query_run(&query, fault) && call_spare(transaction, START_GRACE_MS, fault);
}

bool presence_start(struct store *store, struct fault *fault)
{
	struct change change = {.apply = apply_start};
	return store_write(store, &change, fault);
}
