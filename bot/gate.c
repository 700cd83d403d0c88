/*
 * Gate: see gate.h.  Slow-work thread or a command.
 */
#include "bot/gate.h"

#include <string.h>

#include "bot/bot.h"
#include "data/text.h"

static bool is_as_expected(const struct golden *golden, const struct decision *decision)
{
	if (strcmp(golden->expect, decision_kind_name(decision->kind)) != 0)
		return false;
	return decision->kind != DECISION_ANSWER ||
	       text_equal(golden->entry, decision->entry->external_id);
}

static struct golden_failure failure_of(const struct golden *golden,
					const struct decision *decision)
{
	return (struct golden_failure){
	    .text = golden->text,
	    .expect = golden->expect,
	    .expect_entry = golden->entry,
	    .got = decision_kind_name(decision->kind),
	    .got_entry = decision->entry != NULL ? decision->entry->external_id : NULL,
	    .confidence = decision->confidence,
	};
}

/* A question is asked on a page in the language of the entry it expects. */
static const char *language_of(const struct golden *golden, const struct snapshot *snapshot)
{
	const struct snapshot_entry *entry =
	    golden->entry != NULL ? snapshot_find(snapshot, golden->entry) : NULL;
	return entry != NULL ? entry->language : "";
}

/* Each is asked as a conversation's first message. */
void gate_run(struct snapshot *snapshot, const struct golden *golden, int count,
	      struct arena *arena, struct golden_result *result)
{
	struct bot_context context = {.site = "default", .policy = bot_policy_default()};
	struct arena *turn = arena_new();
	*result = (struct golden_result){
	    .failures = arena_array(arena, (size_t)count + 1, sizeof(*result->failures))};
	for (int i = 0; i < count; i++) {
		struct decision decision;
		arena_reset(turn);
		context.language = language_of(&golden[i], snapshot);
		bot_decide(snapshot, &context, golden[i].text, turn, &decision);
		if (is_as_expected(&golden[i], &decision)) {
			result->passed++;
			continue;
		}
		/* The external id lives in the snapshot, which may go before the
		 * list does. */
		struct golden_failure failure = failure_of(&golden[i], &decision);
		failure.got_entry = arena_text(arena, failure.got_entry);
		result->failures[result->failed++] = failure;
	}
	arena_free(&turn);
}

static bool prepare_and_run(struct snapshot *candidate, const struct golden *golden, int count,
			    struct arena *arena, struct golden_result *result, struct fault *fault)
{
	if (!bot_prepare(candidate, fault))
		return false;
	gate_run(candidate, golden, count, arena, result);
	return true;
}

bool gate_publish(struct store *store, struct live *live, const char *reason,
		  const struct staff_id *by, struct arena *arena, struct publish_report *report,
		  struct fault *fault)
{
	struct publish_request request = {
	    .reason = reason, .by = by, .live = live, .check = prepare_and_run};
	return publish_run(store, &request, arena, report, fault);
}
