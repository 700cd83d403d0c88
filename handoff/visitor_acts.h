/*
 * Visitor acts: what a visitor does beside writing.
 *
 * Each: zero the struct, set act.arena, act.conversation, act.actor =
 * actor_visitor() and the inputs, call _prepare, submit &x.act.change.  The
 * caller has checked the visitor's token (conversation_admit_visitor).
 * Doing the same again is no fault: repeated is set and nothing changes.
 */
#ifndef FOYER_HANDOFF_VISITOR_ACTS_H
#define FOYER_HANDOFF_VISITOR_ACTS_H

#include "handoff/act.h"
#include "kb/live.h"

/* Asks for a person.  FAULT_NOT_FOUND for an unknown group,
 * FAULT_GROUP_CLOSED (also when no group was named and the default is
 * closed), FAULT_CONVERSATION_CLOSED. */
struct person_request {
	struct act act;
	const char *group; /* its name or id; NULL: the default one */
};
bool person_request_prepare(struct person_request *request, struct fault *fault) MUST_USE;

/* Leaves the queue, back to the bot.  FAULT_NOT_YOUR_TURN when an agent has it. */
struct bot_return {
	struct act act;
};
void bot_return_prepare(struct bot_return *back);

/* Rates the conversation; once, and changeable. */
struct rating {
	struct act act;
	const char *rating;  /* excellent, good, fair, poor; else FAULT_NOT_ALLOWED_VALUE */
	const char *comment; /* or NULL */
};
bool rating_prepare(struct rating *rating, struct fault *fault) MUST_USE;

/* Says whether one of the bot's answers helped.  "No" is kept for the
 * editors and, while the bot has the turn, answered as the site says: with
 * the next best answers and the offer of a person, with a person at once, or
 * not at all.  FAULT_NOT_FOUND when `about` isn't one of the bot's answers. */
struct feedback {
	struct act act;
	int64_t about; /* the answer's number */
	bool helpful;
	struct live *live;
};
void feedback_prepare(struct feedback *feedback);

#endif
