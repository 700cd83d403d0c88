/*
 * Reconsider: see reconsider.h.  Not for corrections that are typed ("no, I
 * meant ..."): those are steps of bot/decide.c.
 */
#include "bot/reconsider.h"

#include <string.h>

#include "bot/context.h"
#include "bot/deciding.h"
#include "bot/explain.h"
#include "bot/rank.h"
#include "data/clock.h"

#define OFFER_FROM  0.05 /* confidence of the next best one, below which nothing is offered */
#define OFFER_SHARE 0.5f /* of its score, that those after it have at least */
#define REASON      "not-helpful"

static size_t primary_length(const char *language)
{
	return strcspn(language, "-");
}

/* The same language, whatever the region; "" is every language. */
static bool same_language(const char *a, const char *b)
{
	size_t length = primary_length(a);
	return a[0] == '\0' || b[0] == '\0' ||
	       (length == primary_length(b) && strncmp(a, b, length) == 0);
}

/* Whether an entry is worth offering: in the visitor's language, near enough,
 * no greeting, and no twin for another region of the one that was shown. */
static bool is_offer(const struct match *match, const struct match *best,
		     const struct snapshot_entry *shown, const char *language)
{
	const char *own = match->entry->language;
	if (!same_language(own, language) || is_courtesy(match->entry) ||
	    match->ranked.score < OFFER_SHARE * best->ranked.score)
		return false;
	bool shown_fits = shown != NULL && strcmp(shown->language, language) == 0;
	return !shown_fits || own[0] == '\0' || strcmp(own, language) == 0;
}

static void offer_next(struct decision *decision, const struct matches *matches,
		       const struct snapshot_entry *shown, const char *language)
{
	for (int i = 0; i < matches->count && decision->alternative_count < BOT_ALTERNATIVES_MOST;
	     i++) {
		const struct match *match = &matches->best[i];
		if (!is_offer(match, &matches->best[0], shown, language))
			continue;
		decision->choices[decision->choice_count++] =
		    (struct bot_choice){match->entry->question, match->entry->external_id};
		decision->alternatives[decision->alternative_count++] =
		    (struct bot_candidate){match->entry, match->confidence};
	}
}

static void remember(const struct bot_context *context, struct decision *decision,
		     struct arena *arena)
{
	struct memory memory = memory_read(context->memory, arena);
	memory.choice_count = 0;
	memory.menu = NULL;
	for (int i = 0; i < decision->choice_count; i++)
		memory.choices[memory.choice_count++].entry = decision->choices[i].entry;
	decision->memory = memory_write(&memory, arena);
}

void bot_reconsider(struct snapshot *snapshot, const struct bot_context *context, const char *text,
		    const char *shown, struct arena *arena, struct decision *decision)
{
	int64_t began = clock_steady_micros();
	struct explanation explanation = {.snapshot = snapshot, .step = "reconsidered"};
	struct matches matches = {0};
	struct question question;
	*decision = (struct decision){.kind = DECISION_HANDOFF, .reason = REASON};
	if (snapshot != NULL && snapshot_entry_count(snapshot) > 0) {
		const struct snapshot_entry *entry = snapshot_find(snapshot, shown);
		unsigned char *excluded =
		    arena_array(arena, (size_t)snapshot_entry_count(snapshot), 1);
		if (entry != NULL)
			excluded[entry->number] = 1;
		question = question_read(snapshot, text, arena);
		matches = rank_for_visitor(snapshot, &question, context, context->language,
					   excluded, arena);
		explanation.question = matches.count > 0 ? &question : NULL;
		explanation.matches = &matches;
		if (matches.count > 0 && matches.best[0].confidence >= OFFER_FROM)
			offer_next(decision, &matches, entry, context->language);
	}
	if (decision->choice_count > 0) {
		decision->kind = DECISION_CLARIFY;
		decision->confidence = decision->alternatives[0].confidence;
	}
	remember(context, decision, arena);
	explanation.matches = &matches;
	explanation.micros = clock_steady_micros() - began;
	decision->why = explain(&explanation, arena);
}
