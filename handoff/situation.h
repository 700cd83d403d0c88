/*
 * Situation: what the bot is told of a conversation beside the text.
 *
 * Pure but for the clock; any thread.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_SITUATION_H
#define FOYER_HANDOFF_SITUATION_H

#include "bot/bot.h"
#include "handoff/site_book.h"
#include "handoff/standing.h"

/* The context for a conversation that stands so.  snapshot and book may be
 * NULL.  In the arena. */
struct bot_context situation(const struct standing *standing, const struct site_book *book,
			     const struct snapshot *snapshot, struct arena *arena);

/* Why people should have this conversation before the bot answers ("vip",
 * "agents-first"), when they are on duty; NULL when the bot comes first. */
const char *situation_wants_person(const struct standing *standing, const struct site_book *book,
				   struct arena *arena);

#endif
