/* The planner: what was planned goes live at its time, by itself, and what
 * may not be published does not. */
#include "tests/unit/knowledge_support.h"

#include <time.h>

#include "bot/bot.h"
#include "data/clock.h"
#include "http/planner.h"
#include "kb/golden.h"
#include "kb/live.h"
#include "kb/plan.h"
#include "kb/publish.h"

#define SOON_MS 300
#define MOST_MS 30000

static const char *const BASE =
    "{\"id\":\"returns\",\"question\":\"How do I send back an order?\",\"answer\":\"By post\"}\n"
    "{\"id\":\"invoice\",\"question\":\"Where is my invoice?\",\"answer\":\"In the app\"}\n";

static bool plan_soon(void *context, struct transaction *transaction, struct fault *fault)
{
	struct plan_id id;
	return plan_set(transaction, clock_now() + SOON_MS, context, NULL, &id, fault);
}

static void plan_with(struct base *base, const char *reason)
{
	struct fault fault;
	must(write_with(base, plan_soon, (void *)reason, &fault), &fault);
}

static void pause_ms(int64_t milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
	nanosleep(&time, NULL);
}

static struct plan read_plan(struct base *base)
{
	struct plan plan;
	struct fault fault = {0};
	assert_int_equal(plan_read(store_reader(base->store), base->arena, &plan, &fault),
			 LOOKUP_FOUND);
	return plan;
}

/* Until the plan has ended; the time it takes is the machine's. */
static struct plan wait_for_end(struct base *base)
{
	int64_t until = clock_steady() + MOST_MS;
	struct plan plan = read_plan(base);
	while (strcmp(plan.state, "waiting") == 0 && clock_steady() < until) {
		pause_ms(20);
		plan = read_plan(base);
	}
	return plan;
}

static bool is_live(struct live *live, const char *external_id)
{
	struct snapshot *snapshot = live_acquire(live);
	bool is = snapshot != NULL && snapshot_find(snapshot, external_id) != NULL;
	snapshot_release(&snapshot);
	return is;
}

static void expect_what_nobody_says(struct base *base)
{
	static const struct golden golden = {
	    .text = "Where is my invoice?", .expect = "answer", .entry = "returns"};
	struct fault fault = {0};
	must(golden_import(base->store, &golden, 1, &fault), &fault);
}

static void what_is_due_goes_live_by_itself(void **state)
{
	struct base *base = *state;
	struct live *live = live_new();
	struct work *work = work_start(true);
	struct planner *planner = planner_start(base->store, live, work);
	import_text(base, IMPORT_JSONL, BASE);
	plan_with(base, NULL);
	assert_false(is_live(live, "returns"));
	struct plan plan = wait_for_end(base);
	assert_string_equal(plan.state, "done");
	assert_string_equal(plan.outcome, "{\"number\":1}");
	assert_true(is_live(live, "returns"));
	struct snapshot *snapshot = live_acquire(live);
	struct bot_context context = {.site = "", .language = "en", .policy = bot_policy_default()};
	struct decision decision;
	bot_decide(snapshot, &context, "Where is my invoice?", base->arena, &decision);
	assert_int_equal(decision.kind, DECISION_ANSWER);
	assert_string_equal(decision.entry->answer, "In the app");
	snapshot_release(&snapshot);
	planner_stop(planner);
	work_stop(&work);
	planner_free(&planner);
	live_free(&live);
}

static void what_fell_due_while_nothing_ran_is_done_at_the_start(void **state)
{
	struct base *base = *state;
	struct live *live = live_new();
	import_text(base, IMPORT_JSONL, BASE);
	plan_with(base, NULL);
	pause_ms(SOON_MS + 50);
	struct work *work = work_start(true);
	struct planner *planner = planner_start(base->store, live, work);
	assert_string_equal(wait_for_end(base).state, "done");
	assert_true(is_live(live, "returns"));
	planner_stop(planner);
	work_stop(&work);
	planner_free(&planner);
	live_free(&live);
}

static void golden_questions_stop_it(void **state)
{
	struct base *base = *state;
	struct live *live = live_new();
	import_text(base, IMPORT_JSONL, BASE);
	expect_what_nobody_says(base);
	plan_with(base, NULL);
	planner_publish_due(base->store, live);
	assert_string_equal(read_plan(base).state, "waiting"); /* not due yet */
	pause_ms(SOON_MS + 50);
	planner_publish_due(base->store, live);
	struct plan plan = read_plan(base);
	assert_string_equal(plan.state, "failed");
	assert_non_null(strstr(plan.outcome, "golden"));
	assert_false(is_live(live, "returns"));
	plan_with(base, "The old answer is wrong");
	pause_ms(SOON_MS + 50);
	planner_publish_due(base->store, live);
	assert_string_equal(read_plan(base).state, "done");
	assert_true(is_live(live, "returns"));
	/* What fails on the live base already stops no later one. */
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"late\",\"question\":\"Are you open late?\",\"answer\":\"Until ten\"}\n");
	plan_with(base, NULL);
	pause_ms(SOON_MS + 50);
	planner_publish_due(base->store, live);
	assert_string_equal(read_plan(base).state, "done");
	assert_true(is_live(live, "late"));
	live_free(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(what_is_due_goes_live_by_itself),
	    on_base(what_fell_due_while_nothing_ran_is_done_at_the_start),
	    on_base(golden_questions_stop_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
