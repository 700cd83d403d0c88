/*
 * Reconsider: "this is not what I asked".
 *
 * The next best answers to a question, without the one that was no help.
 * Pure, as bot_decide; any thread.
 */
#ifndef FOYER_BOT_RECONSIDER_H
#define FOYER_BOT_RECONSIDER_H

#include "bot/bot.h"

/* Decides anew about `text`, the question.  `shown` is the external id of the
 * entry that was no help, or NULL.  DECISION_CLARIFY with the next best
 * answers as choices, or DECISION_HANDOFF when none is near; the reason is
 * "not-helpful" either way.  Results as bot_decide's. */
void bot_reconsider(struct snapshot *snapshot, const struct bot_context *context,
		    const char *text, const char *shown, struct arena *arena,
		    struct decision *decision);

#endif
