/*
 * Planner: see planner.h.
 */
#include "http/planner.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "bot/gate.h"
#include "data/clock.h"
#include "data/id.h"
#include "data/json.h"
#include "data/log.h"
#include "data/thread.h"
#include "handoff/side.h"
#include "kb/plan.h"

#define OUTCOME_BYTES_MOST 4096
/* No sleep is longer, so that a wall clock set back or forth is noticed. */
#define SLEEP_MS_MOST 60000
/* While a due publication waits for its turn, or a busy thread, look again after this. */
#define RETRY_MS 2000

/* Publishing ------------------------------------------------------------------------------ */

struct ending {
	struct change change;
	struct plan_id id;
	bool succeeded;
	const char *outcome;
};

static bool apply_ending(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct ending *ending = (const struct ending *)change;
	return plan_end(transaction, &ending->id, ending->succeeded, ending->outcome, fault);
}

static const char *outcome_text(bool succeeded, const struct publish_report *report,
				const struct fault *fault, struct arena *arena)
{
	struct buffer buffer = buffer_new(OUTCOME_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_object(&json, NULL);
	if (succeeded) {
		json_add_int(&json, "number", report->publication.number);
	} else {
		json_add_text(&json, "code", fault_type(fault->code));
		json_add_text(&json, "field", fault->field);
		json_add_int(&json, "actual", fault->actual);
	}
	json_close_object(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

static void publish_plan(struct store *store, struct live *live, const struct plan *plan,
			 struct arena *arena)
{
	struct what_if_side side;
	struct gate_request request = {.reason = plan->reason,
				       .by = plan->by.text[0] == '\0' ? NULL : &plan->by,
				       .live = live,
				       .policy = &side};
	struct publish_report report;
	struct fault fault = {0};
	struct ending ending = {.change = {.apply = apply_ending}, .id = plan->id};
	ending.succeeded = side_read(store_reader(store), NULL, arena, &side, &fault) &&
			   gate_publish(store, &request, arena, &report, &fault);
	if (!ending.succeeded && fault.code == FAULT_PUBLISHING)
		return; /* somebody publishes right now; the plan still waits */
	if (!ending.succeeded)
		log_fault(LOG_WARNING, "plan", &fault);
	ending.outcome = outcome_text(ending.succeeded, &report, &fault, arena);
	if (!store_write(store, &ending.change, &fault))
		log_fault(LOG_ERROR, "plan", &fault);
}

static bool read_waiting(struct store *store, struct arena *arena, struct plan *plan)
{
	struct fault fault;
	enum lookup found = plan_read(store_reader(store), arena, plan, &fault);
	if (found == LOOKUP_FAILED)
		log_fault(LOG_ERROR, "plan", &fault);
	return found == LOOKUP_FOUND && plan->outcome == NULL;
}

void planner_publish_due(struct store *store, struct live *live)
{
	struct arena *arena = arena_new();
	struct plan plan;
	if (read_waiting(store, arena, &plan) && plan.at <= clock_now())
		publish_plan(store, live, &plan, arena);
	arena_free(&arena);
}

/* The thread ------------------------------------------------------------------------------ */

struct planner {
	struct work_piece piece; /* posted at most once at a time */
	struct store *store;
	struct live *live;
	struct work *work;
	struct topic knowledge;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool changed, posted, stopping; /* under lock */
};

static void look_again(struct planner *planner, bool *flag, bool value)
{
	pthread_mutex_lock(&planner->lock);
	*flag = value;
	planner->changed = true;
	pthread_cond_signal(&planner->wake);
	pthread_mutex_unlock(&planner->lock);
}

static void on_wake(void *planner_, const struct topic *topics, size_t count)
{
	struct planner *planner = planner_;
	for (size_t at = 0; at < count; at++)
		if (topics[at].key == planner->knowledge.key) {
			look_again(planner, &planner->changed, true);
			return;
		}
}

/* On the slow-work thread. */
static void publish_now(struct work_piece *piece)
{
	struct planner *planner = (struct planner *)piece;
	struct topic topic = planner->knowledge;
	planner_publish_due(planner->store, planner->live);
	hub_publish(store_hub(planner->store), &topic, 1);
	look_again(planner, &planner->posted, false);
}

/* Hands what is due to the slow-work thread; gives how long to sleep. */
static int64_t do_due(struct planner *planner)
{
	struct arena *arena = arena_new();
	struct plan plan;
	int64_t delay = SLEEP_MS_MOST, now = clock_now();
	bool waits = read_waiting(planner->store, arena, &plan);
	arena_free(&arena);
	if (waits && plan.at > now)
		return plan.at - now < delay ? plan.at - now : delay;
	if (!waits)
		return delay;
	pthread_mutex_lock(&planner->lock);
	if (!planner->posted)
		planner->posted = work_post(planner->work, &planner->piece);
	pthread_mutex_unlock(&planner->lock);
	return RETRY_MS;
}

/* False when it is time to stop. */
static bool sleep_until_needed(struct planner *planner, int64_t delay)
{
	const struct timespec until = clock_steady_in(delay);
	int timed_out = 0;
	pthread_mutex_lock(&planner->lock);
	while (!planner->changed && !planner->stopping && timed_out == 0)
		timed_out = pthread_cond_timedwait(&planner->wake, &planner->lock, &until);
	planner->changed = false;
	bool go_on = !planner->stopping;
	pthread_mutex_unlock(&planner->lock);
	return go_on;
}

static void *run(void *planner_)
{
	struct planner *planner = planner_;
	pthread_setname_np(pthread_self(), "foyer-plan");
	int64_t delay;
	do {
		delay = do_due(planner);
	} while (sleep_until_needed(planner, delay));
	return NULL;
}

struct planner *planner_start(struct store *store, struct live *live, struct work *work)
{
	struct planner *planner = memory_new(sizeof(*planner));
	pthread_condattr_t monotonic;
	*planner = (struct planner){.piece.run = publish_now,
				    .store = store,
				    .live = live,
				    .work = work,
				    .knowledge = topic_of(TOPIC_KNOWLEDGE, "")};
	pthread_mutex_init(&planner->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&planner->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	hub_subscribe(store_hub(store), on_wake, planner);
	thread_start(&planner->thread, run, planner);
	return planner;
}

void planner_stop(struct planner *planner)
{
	hub_unsubscribe(store_hub(planner->store), planner);
	look_again(planner, &planner->stopping, true);
	pthread_join(planner->thread, NULL);
}

void planner_free(struct planner **planner)
{
	pthread_cond_destroy(&(*planner)->wake);
	pthread_mutex_destroy(&(*planner)->lock);
	free(*planner);
	*planner = NULL;
}
