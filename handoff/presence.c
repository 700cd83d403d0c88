/*
 * Presence: see presence.h.  Applying on the writer's thread.
 */
#include "handoff/presence.h"

#include <pthread.h>
#include <stdlib.h>

#include "data/arena.h"
#include "data/log.h"
#include "data/settings.h"
#include "handoff/call.h"
#include "handoff/queue.h"
#include "handoff/silence.h"
#include "handoff/sql_parts.h"

/* For agents to react to what they were given before a restart. */
#define START_GRACE_MS 30000
/* For visitors to answer what they were asked: a browser lets a page that isn't
 * looked at come back only once a minute. */
#define START_SILENCE_MS 120000
/* That a desk without a stream asks is noted no more often than this. */
#define ASKED_EVERY_MS_MOST 10000

SQL_READ(PRESENCE_READ,
	 "SELECT role, blocked, presence, away_reason, connected, polling, seen_at FROM staff "
	 "WHERE id = $1");
SQL_WRITE(PRESENCE_WRITE,
	  "UPDATE staff SET presence = $2, connected = $3, seen_at = $4, away_reason = $5, "
	  "polling = $6 WHERE id = $1");
/* Whose stream a stop closed in good order, and whose a kill left open. */
SQL_WRITE(PRESENCE_START, "UPDATE staff SET connected = 0, polling = 0, "
			  "seen_at = $1 WHERE connected <> 0 OR (" SQL_WATCHED ")");

struct here {
	enum role role;
	bool blocked;
	enum presence presence;
	enum away_reason away_reason;
	int64_t connected;
	bool is_polling;
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
		here->is_polling = row_int(query, "polling") != 0;
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
	query_int(query, 6, here->is_polling);
	return query_run(&query, fault);
}

static void tell(struct transaction *transaction, const struct staff_id *staff)
{
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	/* Estimated waits depend on who is here. */
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
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
	 * watched for what they hold, and a desk without a stream has just shown
	 * that it lives: their grace begins now. */
	bool has_stream = here.connected != 0;
	bool is_trusted = set->by_program && !has_stream && set->presence != PRESENCE_OFFLINE;
	here.is_polling = !has_stream && !set->by_program;
	here.seen_at = is_trusted ? 0 : transaction_now(transaction);
	if (!write_here(transaction, &set->staff, &here, fault))
		return false;
	tell(transaction, &set->staff);
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
	here.is_polling = false;
	here.seen_at = transaction_now(transaction);
	bool is_back = stream->opened && here.presence == PRESENCE_ONLINE;
	tell(transaction, &stream->staff);
	return write_here(transaction, &stream->staff, &here, fault) &&
	       (!is_back || queue_assign(transaction, NULL, fault));
}

void presence_stream_prepare(struct presence_stream *stream)
{
	stream->change.apply = apply_stream;
}

struct asking {
	struct change change;
	struct staff_id staff;
};

/* Only that somebody is back is news to others. */
static bool apply_asked(struct change *change, struct transaction *transaction, struct fault *fault)
{
	const struct asking *asking = (const struct asking *)change;
	struct here here;
	if (!read_here(transaction, &asking->staff, &here, fault))
		return false;
	if (here.connected != 0 || here.blocked || !role_serves(here.role))
		return true;
	bool is_back = !here.is_polling || here.seen_at == 0;
	here.is_polling = true;
	here.seen_at = transaction_now(transaction);
	if (!write_here(transaction, &asking->staff, &here, fault))
		return false;
	if (!is_back)
		return true;
	tell(transaction, &asking->staff);
	return here.presence != PRESENCE_ONLINE || queue_assign(transaction, NULL, fault);
}

static void asked(struct change *change)
{
	if (!change->committed && change->fault.code != FAULT_STOPPING)
		log_fault(LOG_WARNING, "presence", &change->fault);
	free(change);
}

int64_t presence_asked_every_ms(void)
{
	int64_t third = setting_value(SETTING_AGENT_GRACE_SECONDS) * 1000 / 3;
	return third < ASKED_EVERY_MS_MOST ? third : ASKED_EVERY_MS_MOST;
}

void presence_asked(struct store *store, const struct staff_id *staff)
{
	struct asking *asking = memory_new(sizeof(*asking));
	asking->change = (struct change){.apply = apply_asked, .done = asked};
	asking->staff = *staff;
	store_submit(store, &asking->change);
}

/* Told until it is stored ------------------------------------------------------------------ */

struct telling {
	struct presence_stream stream; /* first, so that it is freed by its change */
	struct store *store;
	struct telling *next;
	bool is_logged;
};

static pthread_mutex_t owed_lock = PTHREAD_MUTEX_INITIALIZER;
static struct telling *owed; /* under the lock: what couldn't be stored */

static void owe(struct telling *telling)
{
	pthread_mutex_lock(&owed_lock);
	telling->next = owed;
	owed = telling;
	pthread_mutex_unlock(&owed_lock);
}

/* On the writer's thread. */
static void told(struct change *change)
{
	struct telling *telling = (struct telling *)change;
	enum fault_code code = change->committed ? FAULT_NONE : change->fault.code;
	if (code != FAULT_NONE && code != FAULT_STOPPING && !telling->is_logged)
		log_fault(LOG_WARNING, "presence", &change->fault);
	telling->is_logged = true;
	if (code == FAULT_NONE || code == FAULT_STOPPING || code == FAULT_NOT_FOUND)
		free(telling);
	else
		owe(telling);
}

void presence_tell(struct store *store, const struct staff_id *staff, bool opened)
{
	struct telling *telling = memory_new(sizeof(*telling));
	telling->store = store;
	telling->stream = (struct presence_stream){.staff = *staff, .opened = opened};
	presence_stream_prepare(&telling->stream);
	telling->stream.change.done = told;
	store_submit(store, &telling->stream.change);
}

void presence_tell_again(struct store *store)
{
	pthread_mutex_lock(&owed_lock);
	struct telling *each = owed;
	owed = NULL;
	pthread_mutex_unlock(&owed_lock);
	while (each != NULL) {
		struct telling *next = each->next;
		if (each->store == store)
			store_submit(store, &each->stream.change);
		else
			owe(each);
		each = next;
	}
}

/* Starting --------------------------------------------------------------------------------- */

static bool apply_start(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	struct query *query = db_query(transaction_db(transaction), &PRESENCE_START);
	query_int(query, 1, transaction_now(transaction));
	return query_run(&query, fault) &&
	       call_spare(transaction, START_GRACE_MS, fault) &&
	       silence_spare(transaction, START_SILENCE_MS, fault);
}

bool presence_start(struct store *store, struct fault *fault)
{
	struct change change = {.apply = apply_start};
	return store_write(store, &change, fault);
}
