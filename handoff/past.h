/*
 * Past: what visitors asked the bot lately, for trials on real questions.
 *
 * Reads the event log by time.  When there are more questions than wanted,
 * whole conversations are drawn, always the same ones for the same days, so
 * that two trials see the same questions.  Slow-work thread or a command:
 * a million questions take seconds to draw from.
 */
#ifndef FOYER_HANDOFF_PAST_H
#define FOYER_HANDOFF_PAST_H

#include "bot/what_if.h"
#include "data/db.h"
#include "handoff/site_book.h"

#define PAST_QUESTIONS_MOST 50000

struct past_request {
	int64_t from, until; /* milliseconds; until is not in it */
	const char *site;    /* NULL: all */
	int most;            /* questions, about */
	bool reactions;      /* fill in was_unhelpful too */
	/* With it the group, the time zone and the open groups are filled in: those
	 * that were open at that moment, by hand or by the hours they had then.
	 * It outlives the questions.  May be NULL. */
	const struct site_book *book;
};

struct past {
	struct past_question *questions;
	int count;
	int conversations;
	int64_t messages; /* visitors' messages in that time, agents' turns included */
	double share;     /* of the conversations that were drawn; 1: all of them */
};

bool past_read(struct db *db, const struct past_request *request, struct arena *arena,
	       struct past *past, struct fault *fault) MUST_USE;

/* How the team works lately, for agents needed. */
struct past_team {
	int64_t handling_ms; /* mean over the groups that know theirs; 0: none does */
	double at_once;      /* conversations of one agent, mean over those who may sign in */
	int agents;
};
bool past_team(struct db *db, struct past_team *team, struct fault *fault) MUST_USE;

#endif
