/*
 * Bodies: the JSON that events carry beside their text.
 *
 * Each gives an object in the arena.  What they hold is described in the
 * OpenAPI document; clients read it as members of the event.  Pure; used by
 * handoff/ alone.
 */
#ifndef FOYER_HANDOFF_BODIES_H
#define FOYER_HANDOFF_BODIES_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/bot.h"
#include "data/arena.h"
#include "handoff/routing.h"

const char *body_assigned(struct arena *arena, const char *agent, const char *how);
/* For staff: why this agent was chosen, and from how many. */
const char *body_routing(struct arena *arena, enum routing_strategy strategy,
			 const struct routing_choice *choice);
/* why: "gone" or "no-reaction" of that agent. */
const char *body_returned(struct arena *arena, const char *agent, const char *why);
const char *body_handoff(struct arena *arena, const char *group, const char *reason,
			 int agents_online);
/* Exactly one of the two is not NULL. */
const char *body_transferred(struct arena *arena, const char *to_agent, const char *to_group,
			     const char *by);
/* A colleague came, went, was asked: who, and the stable word how, or NULL. */
const char *body_member(struct arena *arena, const char *agent, const char *how);
/* Somebody took it over from this agent. */
const char *body_taken_over(struct arena *arena, const char *agent, const char *from);
const char *body_closed(struct arena *arena, const char *by);
const char *body_rating(struct arena *arena, const char *rating, const char *comment);
const char *body_feedback(struct arena *arena, int64_t about, bool helpful);
const char *body_left_message(struct arena *arena, const char *category, const char *reply_by);
/* What a message carries beside its text: the choice that was clicked, files;
 * NULL when it is neither. */
struct message_files;
const char *body_message(struct arena *arena, const char *choice,
			 const struct message_files *files);

/* What the bot says of its own: a stable word such as "welcome", and when a
 * closed group opens. */
struct notice {
	const char *word;
	int64_t opens_at; /* 0: not known, or open */
};
const char *body_notice(struct arena *arena, const struct notice *notice);

/* What the bot decided about the visitor's message number `turn`; notice may
 * be NULL. */
const char *body_decision(struct arena *arena, const struct decision *decision, int64_t turn,
			  const struct notice *notice);

#endif
