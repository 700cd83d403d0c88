/*
 * Rivals: see rivals.h.
 */
#include "bot/rivals.h"

#include <string.h>

#include "bot/rank.h"
#include "kb/snapshot_index.h"

static bool is_offered(const struct decision *decision, const struct snapshot_entry *entry)
{
	if (decision->kind != DECISION_CLARIFY)
		return false;
	for (int at = 0; at < decision->alternative_count; at++)
		if (decision->alternatives[at].entry == entry)
			return true;
	return false;
}

/* True when ranking had no say: a rule, a choice or the like decided. */
static bool was_decided_before(const struct decision *decision)
{
	static const char *const ranked[] = {"match",     "part",         "follow-up",
					     "unsure",    "unsure-again", "no-candidate",
					     "corrected", "repeated",     "several-questions"};
	for (size_t at = 0; at < sizeof(ranked) / sizeof(*ranked); at++)
		if (strcmp(decision->reason, ranked[at]) == 0)
			return false;
	return true;
}

static const char *why_not(const struct decision *decision, const struct match *match, int place,
			   const char *language)
{
	if (decision->entry == match->entry)
		return "chosen";
	if (is_offered(decision, match->entry))
		return "offered";
	if (was_decided_before(decision))
		return "rule-first";
	if (rank_is_other_region(match->entry, language))
		return "other-region";
	return place == 0 ? "not-sure-enough" : "fewer-words";
}

void rivals_find(const struct snapshot *snapshot, const struct bot_context *context,
		 const char *text, const struct decision *decision, struct arena *arena,
		 struct rival rivals[RIVALS_MOST], int *count)
{
	*count = 0;
	if (snapshot == NULL || snapshot_entry_count(snapshot) == 0)
		return;
	const char *language = context->language == NULL ? "" : context->language;
	struct question question = question_read(snapshot, text, arena);
	struct matches matches =
	    rank_for_visitor(snapshot, &question, context, language, NULL, arena);
	for (int at = 0; at < matches.count && at < RIVALS_MOST; at++) {
		const struct match *match = &matches.best[at];
		bool has_closest = match->ranked.example != UINT32_MAX;
		rivals[(*count)++] = (struct rival){
		    .entry = match->entry,
		    .confidence = match->confidence,
		    .score = match->ranked.score,
		    .behind = matches.best[0].ranked.score - match->ranked.score,
		    .closest =
			has_closest ? snapshot_example(snapshot, match->ranked.example) : NULL,
		    .likeness = match->ranked.likeness,
		    .why_not = why_not(decision, match, at, language),
		};
	}
}
