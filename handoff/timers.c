/*
 * Timers: see timers.h.  One thread of its own; it writes through the store
 * like everybody else.
 */
#include "handoff/timers.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "data/clock.h"
#include "data/event_search.h"
#include "data/id.h"
#include "data/log.h"
#include "data/settings.h"
#include "data/thread.h"
#include "handoff/call.h"
#include "handoff/presence.h"
#include "handoff/queue.h"
#include "handoff/retention.h"
#include "handoff/set_back.h"
#include "handoff/silence.h"
#include "handoff/sql_parts.h"
#include "handoff/ticket_due.h"

/* After a failed write (a full disk, say) it tries again after this. */
#define RETRY_MS 1000
/* Texts are taken into the index of what was said this often, in portions. */
#define INDEX_EVERY_MS  1000
#define INDEX_PAUSE_MS  5

/* Nothing is due that soon after it came up, and at a busy desk something comes up with each commit. */
#define LOOK_PAUSE_MS 20

/* No sleep is longer, so that a wall clock set back or forth is noticed. */
#define SLEEP_MS_MOST 60000

/* Between two portions of old conversations, and between two looks for them. */
#define RETENTION_PAUSE_MS 5
#define RETENTION_EVERY_MS 3600000

SQL_READ(TIMERS_NEXT, "SELECT MIN(" SQL_LAST_SEEN ") AS seen_at FROM staff WHERE " SQL_WATCHED);
SQL_READ(TIMERS_VANISHED,
	 "SELECT id FROM staff WHERE " SQL_WATCHED " AND " SQL_LAST_SEEN " <= $1 "
	 "ORDER BY " SQL_LAST_SEEN " LIMIT 1");
/* No longer watched; the next stream, or question of a desk, starts that again. */
SQL_WRITE(TIMERS_GONE, "UPDATE staff SET presence = 'offline', away_reason = '', seen_at = 0, "
		       "polling = 0 WHERE id = $1");

/* Vanished agents ------------------------------------------------------------------------- */

struct vanish {
	struct change change;
	int64_t seen_before; /* whoever was last seen at this time or before has vanished */
};

static enum lookup next_vanished(struct transaction *transaction, int64_t seen_before,
				 struct staff_id *staff, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(transaction_db(transaction), &TIMERS_VANISHED);
	query_int(query, 1, seen_before);
	if (query_next(query)) {
		row_text_into(query, "id", staff->text, sizeof(staff->text));
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

static bool set_gone(struct transaction *transaction, const struct staff_id *staff,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &TIMERS_GONE);
	query_text(query, 1, staff->text);
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, staff->text));
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return query_run(&query, fault);
}

static bool apply_vanish(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct vanish *vanish = (struct vanish *)change;
	struct staff_id staff;
	enum lookup lookup;
	while ((lookup = next_vanished(transaction, vanish->seen_before, &staff, fault)) ==
	       LOOKUP_FOUND)
		if (!set_gone(transaction, &staff, fault) ||
		    !queue_return_all(transaction, &staff, fault))
			return false;
	return lookup == LOOKUP_ABSENT;
}

/* What else has its time: how to know when, and what is done then, some at once. */
static const struct {
	bool (*next_due)(struct db *db, int64_t *due, struct fault *fault);
	bool (*run_due)(struct transaction *transaction, struct fault *fault);
} kinds[] = {
    {call_next_due, call_run_due},
    {silence_next_due, silence_run_due},
    {ticket_next_due, ticket_run_due},
};
#define KIND_COUNT (sizeof(kinds) / sizeof(*kinds))

struct due_change {
	struct change change;
	size_t kind;
};

static bool apply_due(struct change *change, struct transaction *transaction, struct fault *fault)
{
	return kinds[((const struct due_change *)change)->kind].run_due(transaction, fault);
}

/* Does what is due of one kind; when the next of it is. */
static bool run_kind(struct store *store, size_t kind, int64_t *next, struct fault *fault)
{
	if (!kinds[kind].next_due(store_reader(store), next, fault))
		return false;
	/* Of the clock as it is now: set back meanwhile, nothing is due any more. */
	while (*next <= clock_now()) {
		struct due_change due = {.change = {.apply = apply_due}, .kind = kind};
		if (!store_write(store, &due.change, fault) ||
		    !kinds[kind].next_due(store_reader(store), next, fault))
			return false;
	}
	return true;
}

/* When the next agent will have vanished, INT64_MAX when none can. */
static bool next_vanish(struct store *store, int64_t grace_ms, int64_t *due, struct fault *fault)
{
	int64_t found = INT64_MAX;
	struct query *query = db_query(store_reader(store), &TIMERS_NEXT);
	if (query_next(query) && !row_is_null(query, "seen_at"))
		found = row_int(query, "seen_at") + grace_ms;
	if (!query_end(&query, fault))
		return false;
	*due = found;
	return true;
}

bool timers_run_due(struct store *store, int64_t grace_ms, int64_t *next, struct fault *fault)
{
	int64_t vanish_at, soonest;
	int64_t now = clock_now();
	presence_tell_again(store);
	if (!next_vanish(store, grace_ms, &vanish_at, fault))
		return false;
	if (vanish_at <= now) {
		struct vanish vanish = {.change = {.apply = apply_vanish},
					.seen_before = now - grace_ms};
		if (!store_write(store, &vanish.change, fault) ||
		    !next_vanish(store, grace_ms, &vanish_at, fault))
			return false;
	}
	soonest = vanish_at;
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		int64_t due;
		if (!run_kind(store, kind, &due, fault))
			return false;
		if (due < soonest)
			soonest = due;
	}
	*next = soonest;
	return true;
}

/* The thread ---------------------------------------------------------------------------------- */

struct timers {
	struct store *store;
	int64_t grace_ms;
	struct topic staff;
	struct topic queue;
	struct topic silence;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	/* Under lock: */
	bool changed; /* look again */
	bool pausing; /* but not yet */
	bool stopping;
};

static void on_wake(void *subscriber, const struct topic *topics, size_t count)
{
	struct timers *timers = subscriber;
	for (size_t i = 0; i < count; i++) {
		if (topics[i].key != timers->staff.key && topics[i].key != timers->queue.key &&
		    topics[i].key != timers->silence.key)
			continue;
		pthread_mutex_lock(&timers->lock);
		timers->changed = true;
		if (!timers->pausing)
			pthread_cond_signal(&timers->wake);
		pthread_mutex_unlock(&timers->lock);
		return;
	}
}

/* Whatever changes meanwhile. */
static void pause_under_lock(struct timers *timers, int64_t delay_ms)
{
	const struct timespec until = clock_steady_in(delay_ms);
	int timed_out = 0;
	timers->pausing = true;
	while (!timers->stopping && timed_out == 0)
		timed_out = pthread_cond_timedwait(&timers->wake, &timers->lock, &until);
	timers->pausing = false;
}

/* Sleeps until something changed, not at once, or delay_ms passed; INT64_MAX: for ever.
 * False when it is time to stop. */
static bool sleep_until_needed(struct timers *timers, int64_t delay_ms)
{
	const struct timespec until =
	    clock_steady_in(delay_ms > SLEEP_MS_MOST ? SLEEP_MS_MOST : delay_ms);
	int timed_out = 0;
	pthread_mutex_lock(&timers->lock);
	pause_under_lock(timers, delay_ms < LOOK_PAUSE_MS ? delay_ms : LOOK_PAUSE_MS);
	while (!timers->changed && !timers->stopping && timed_out == 0)
		timed_out = delay_ms == INT64_MAX
				? pthread_cond_wait(&timers->wake, &timers->lock)
				: pthread_cond_timedwait(&timers->wake, &timers->lock, &until);
	timers->changed = false;
	bool go_on = !timers->stopping;
	pthread_mutex_unlock(&timers->lock);
	return go_on;
}

/* What was said goes into the index some at a time, with pauses in which
 * others write.  When to come back. */
static int64_t index_some(struct store *store, int64_t now)
{
	struct fault fault = {0};
	bool left = false;
	if (event_search_catch_up(store, &left, &fault))
		return now + (left ? INDEX_PAUSE_MS : INDEX_EVERY_MS);
	log_fault(LOG_WARNING, "search", &fault);
	return now + RETRY_MS;
}

/* Old conversations go some at a time, with pauses in which others write; when
 * none are left, it is looked again later.  When to come back. */
static int64_t retain_some(struct store *store, int64_t now)
{
	struct fault fault = {0};
	bool left = false;
	if (!retention_run(store, &left, &fault)) {
		log_fault(LOG_WARNING, "retention", &fault);
		return now + RETRY_MS;
	}
	if (left)
		return now + RETENTION_PAUSE_MS;
	return setting_value(SETTING_CONVERSATION_DAYS) > 0 ? now + RETENTION_EVERY_MS : INT64_MAX;
}

static int64_t sooner(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

static int64_t delay_until(int64_t at)
{
	int64_t now = clock_steady();
	if (at == INT64_MAX)
		return INT64_MAX;
	return at > now ? at - now : 1;
}

/* Until it is stored that the clock was set back, `owed` says by how much. */
static bool follow_clock(struct store *store, struct wall_watch *watch, int64_t *owed,
			 struct fault *fault)
{
	*owed += wall_watch_set_back(watch);
	if (*owed == 0)
		return true;
	if (!set_back_due(store, *owed, fault))
		return false;
	log_line(LOG_WARNING, "clock", "set back by %lld ms; what is due moves with it",
		 (long long)*owed);
	*owed = 0;
	return true;
}

static void *run(void *context)
{
	struct timers *timers = context;
	int64_t delay, index_at = clock_steady(), retain_at = index_at, owed = 0;
	struct wall_watch watch = {0};
	do {
		int64_t next = INT64_MAX;
		struct fault fault = {0};
		delay = RETRY_MS;
		if (!follow_clock(timers->store, &watch, &owed, &fault) ||
		    !timers_run_due(timers->store, timers->grace_ms, &next, &fault))
			log_fault(LOG_ERROR, "timers", &fault);
		else if (next == INT64_MAX)
			delay = INT64_MAX;
		else
			delay = next > clock_now() ? next - clock_now() : 1;
		if (clock_steady() >= index_at)
			index_at = index_some(timers->store, clock_steady());
		if (clock_steady() >= retain_at)
			retain_at = retain_some(timers->store, clock_steady());
		delay = sooner(delay, sooner(delay_until(index_at), delay_until(retain_at)));
	} while (sleep_until_needed(timers, delay));
	return NULL;
}

struct timers *timers_start(struct store *store, int64_t grace_ms)
{
	struct timers *timers = memory_new(sizeof(*timers));
	pthread_condattr_t monotonic;
	timers->store = store;
	timers->grace_ms = grace_ms;
	timers->staff = topic_of(TOPIC_STAFF, "");
	timers->queue = topic_of(TOPIC_QUEUE, "");
	timers->silence = topic_of(TOPIC_SILENCE, "");
	pthread_mutex_init(&timers->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&timers->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	hub_subscribe(store_hub(store), on_wake, timers);
	thread_start(&timers->thread, run, timers);
	return timers;
}

void timers_stop(struct timers **timers_)
{
	struct timers *timers = *timers_;
	if (timers == NULL)
		return;
	hub_unsubscribe(store_hub(timers->store), timers);
	pthread_mutex_lock(&timers->lock);
	timers->stopping = true;
	pthread_cond_signal(&timers->wake);
	pthread_mutex_unlock(&timers->lock);
	pthread_join(timers->thread, NULL);
	pthread_cond_destroy(&timers->wake);
	pthread_mutex_destroy(&timers->lock);
	free(timers);
	*timers_ = NULL;
}
