/*
 * Gate: see gate.h.  Slow-work thread or a command.
 */
#include "bot/gate.h"

#include <pthread.h>
#include <string.h>

#include "bot/bot.h"
#include "data/settings.h"
#include "data/text.h"
#include "kb/live.h"

#define SITE_DEFAULT "default"

/* One side's decisions on all questions. */
struct run {
	const struct what_if_side *side;
	const struct golden *golden;
	int count;
	struct arena *arena;
	struct golden_failure *results; /* one for each question */
	bool *passed;
};

/* "unmatched" stands for what must not be answered: to ask back or to hand
 * over is no answer. */
static bool is_as_expected(const struct golden *golden, const struct decision *decision)
{
	if (strcmp(golden->expect, "unmatched") == 0)
		return decision->kind != DECISION_ANSWER;
	if (strcmp(golden->expect, decision_kind_name(decision->kind)) != 0)
		return false;
	return decision->kind != DECISION_ANSWER ||
	       (decision->entry != NULL &&
		text_equal(golden->entry, decision->entry->external_id));
}

/* NULL when there is none. */
static const struct snapshot_entry *entry_of(const struct snapshot *snapshot,
					     const char *external_id)
{
	return snapshot == NULL || external_id == NULL ? NULL
						       : snapshot_find(snapshot, external_id);
}

/* A question is asked on a page in its own language, or in that of the entry
 * it expects. */
static const char *language_of(const struct golden *golden, const struct snapshot *snapshot)
{
	if (golden->language != NULL && *golden->language != '\0')
		return golden->language;
	const struct snapshot_entry *entry = entry_of(snapshot, golden->entry);
	return entry != NULL ? entry->language : "";
}

static void ask(struct run *run, int at, struct arena *turn)
{
	const struct golden *golden = &run->golden[at];
	const char *site =
	    golden->site != NULL && *golden->site != '\0' ? golden->site : SITE_DEFAULT;
	struct bot_context context = {.site = site,
				      .language = language_of(golden, run->side->snapshot),
				      .policy = what_if_policy(run->side, site)};
	struct decision decision = {0};
	bot_decide(run->side->snapshot, &context, golden->text, turn, &decision);
	const struct snapshot_entry *expected = entry_of(run->side->snapshot, golden->entry);
	const struct snapshot_entry *got = decision.entry;
	run->passed[at] = is_as_expected(golden, &decision);
	/* Entries live in the snapshot, which may go before the list does. */
	run->results[at] = (struct golden_failure){
	    .text = golden->text,
	    .expect = golden->expect,
	    .expect_entry = golden->entry,
	    .expect_question =
		expected == NULL ? NULL : arena_text(run->arena, expected->question),
	    .got = decision_kind_name(decision.kind),
	    .got_entry = got == NULL ? NULL : arena_text(run->arena, got->external_id),
	    .got_question = got == NULL ? NULL : arena_text(run->arena, got->question),
	    .confidence = decision.confidence,
	};
}

static void *run_side(void *run_)
{
	struct run *run = run_;
	struct arena *turn = arena_new();
	for (int at = 0; at < run->count; at++) {
		arena_reset(turn);
		ask(run, at, turn);
	}
	arena_free(&turn);
	return NULL;
}

static struct run new_run(const struct what_if_side *side, const struct golden *golden, int count,
			  struct arena *arena)
{
	return (struct run){
	    .side = side,
	    .golden = golden,
	    .count = count,
	    .arena = arena,
	    .results = arena_array(arena, (size_t)count + 1, sizeof(struct golden_failure)),
	    .passed = arena_array(arena, (size_t)count + 1, sizeof(bool))};
}

/* The live side has an arena of its own, whose texts are copied in the end. */
static void run_both(struct run *candidate, struct run *live)
{
	pthread_t helper;
	bool has_helper = pthread_create(&helper, NULL, run_side, live) == 0;
	run_side(candidate);
	if (has_helper)
		pthread_join(helper, NULL);
	else
		run_side(live);
}

static void sort_out(const struct run *candidate, const struct run *live, struct arena *arena,
		     struct golden_result *result)
{
	size_t room = (size_t)candidate->count + 1;
	*result =
	    (struct golden_result){.failures = arena_array(arena, room, sizeof(*result->failures)),
				   .fixed = arena_array(arena, room, sizeof(*result->fixed))};
	for (int at = 0; at < candidate->count; at++) {
		bool passed_live = live != NULL && live->passed[at];
		if (candidate->passed[at]) {
			result->passed++;
			if (live == NULL || passed_live)
				continue;
			struct golden_failure *fixed = &result->fixed[result->fixed_count++];
			*fixed = live->results[at];
			fixed->expect_question = candidate->results[at].expect_question;
			fixed->got_entry = arena_text(arena, fixed->got_entry);
			fixed->got_question = arena_text(arena, fixed->got_question);
			continue;
		}
		struct golden_failure *failure = &result->failures[result->failed++];
		*failure = candidate->results[at];
		failure->is_new = passed_live;
		/* An entry that is gone is still known by what visitors see now. */
		if (failure->expect_question == NULL && live != NULL)
			failure->expect_question =
			    arena_text(arena, live->results[at].expect_question);
		result->newly_broken += passed_live;
	}
	bool all_count = live == NULL || setting_value(SETTING_GOLDEN_ALL) != 0;
	result->stopping = all_count ? result->failed : result->newly_broken;
}

void gate_run(const struct what_if_side *candidate, const struct what_if_side *live,
	      const struct golden *golden, int count, struct arena *arena,
	      struct golden_result *result)
{
	struct run mine = new_run(candidate, golden, count, arena);
	if (live == NULL || live->snapshot == NULL) {
		run_side(&mine);
		sort_out(&mine, NULL, arena, result);
		return;
	}
	struct arena *other = arena_new();
	struct run theirs = new_run(live, golden, count, other);
	run_both(&mine, &theirs);
	sort_out(&mine, &theirs, arena, result);
	arena_free(&other);
}

/* Publishing --------------------------------------------------------------------------- */

static struct what_if_side side_of(const struct gate_request *request, struct snapshot *snapshot)
{
	struct what_if_side side = {.policy = bot_policy_default()};
	if (request->policy != NULL)
		side = *request->policy;
	side.snapshot = snapshot;
	return side;
}

/* What the publication is checked by. */
struct gate {
	const struct gate_request *request;
	struct store *store;
};

/* What visitors are answered from; a command reads it from the folder.  NULL
 * when there is nothing that can be served. */
static struct snapshot *live_now(const struct gate *gate, int questions)
{
	struct fault ignored;
	if (gate->request->live != NULL)
		return live_acquire(gate->request->live);
	if (questions == 0)
		return NULL;
	struct snapshot *snapshot = publication_open(store_folder(gate->store), &ignored);
	if (snapshot != NULL && !bot_prepare(snapshot, &ignored))
		snapshot_release(&snapshot);
	return snapshot;
}

static bool prepare_and_run(void *gate_, struct snapshot *candidate, const struct golden *golden,
			    int count, struct arena *arena, struct golden_result *result,
			    struct fault *fault)
{
	const struct gate *gate = gate_;
	const struct gate_request *request = gate->request;
	if (!bot_prepare(candidate, fault))
		return false;
	struct snapshot *now = live_now(gate, count);
	struct what_if_side mine = side_of(request, candidate), theirs = side_of(request, now);
	gate_run(&mine, &theirs, golden, count, arena, result);
	snapshot_release(&now);
	return true;
}

bool gate_publish(struct store *store, const struct gate_request *request, struct arena *arena,
		  struct publish_report *report, struct fault *fault)
{
	struct gate gate = {.request = request, .store = store};
	struct publish_request publish = {.reason = request->reason,
					  .by = request->by,
					  .live = request->live,
					  .anew = request->anew,
					  .tried = request->tried,
					  .check = prepare_and_run,
					  .context = &gate};
	return publish_run(store, &publish, arena, report, fault);
}
