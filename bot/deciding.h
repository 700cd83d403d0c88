/*
 * Deciding: a turn of the bot while it is being decided, and the ways to
 * decide it.  What the steps share; outside it is bot/bot.h.
 *
 * A step reads the turn and returns true when it has decided, which it does
 * by answer(), offer(), hand_over() and the like.
 *
 * Only for bot/decide.c and bot/step_*.c.
 */
#ifndef FOYER_BOT_DECIDING_H
#define FOYER_BOT_DECIDING_H

#include "bot/bot.h"
#include "bot/context.h"
#include "bot/explain.h"
#include "bot/rank.h"
#include "bot/rules.h"

struct turn {
	struct snapshot *snapshot; /* NULL when nothing is published */
	const struct bot_context *context;
	const char *text;
	const char *language;
	struct arena *arena;
	struct memory memory; /* of the turns before */
	struct analysis analysis; /* of the text */
	struct question question;
	struct matches matches;  /* what was found; of the whole message or its best part */
	unsigned char *excluded; /* by entry; NULL for none */
	const struct rule *rule; /* that decided or whose form goes on */
	struct explained_form form;
	const char *asked_as; /* what was ranked, when not the message itself */
	const char *aside;    /* said behind the answer: a form was put aside for it */
	const char *matched;  /* the words that a rule matched */
	bool cut_short;       /* a rule was given up at its limit */
	struct decision *decision;
	struct memory next;
};

/* The category of greetings, thanks and the like. */
bool is_courtesy(const struct snapshot_entry *entry);

/* Fills the alternatives with the matches from `first` on. */
void list_alternatives(struct turn *turn, int first);

bool answer(struct turn *turn, const struct snapshot_entry *entry, double confidence,
	    const char *reason);
bool answer_best(struct turn *turn, const char *reason);
/* Says a text that is no entry's. */
bool say(struct turn *turn, const char *text, const char *reason);
bool hand_over(struct turn *turn, const char *reason, const char *group);
/* Offers the alternatives that are listed. */
bool offer(struct turn *turn, const char *reason);
bool give_up(struct turn *turn, const char *reason);

/* True when this is one unsure turn too many. */
bool count_unsure(struct turn *turn);

double confidence_of(const struct matches *matches);
/* The chance that one of those that would be offered is right. */
double matches_offered(const struct matches *matches);
/* The best is sure when it has the text word for word. */
struct matches rank_text(struct turn *turn, const char *text, struct question *question);

/* What the conversation seems to be about, for the person who takes it. */
void note_topic(struct turn *turn);

const struct rules *rules_of(const struct turn *turn);
struct rule_scene scene_of(const struct turn *turn);

/* The entry that has the message, word for word, as question or variant; NULL for none. */
const struct snapshot_entry *exact_entry(struct turn *turn, struct match *found);

/* What courtesy the message is, and nothing else; NULL for none. */
const char *courtesy_of(struct turn *turn);
/* Answers it, and forgets nothing. */
bool be_polite(struct turn *turn, const char *kind, const char *reason);

/* Does what a rule says: bot/step_rule.c, and of its form bot/step_form.c. */
bool obey(struct turn *turn, const struct rule *rule);
bool begin_form(struct turn *turn, const struct rule *rule);

/* The steps, in the order of bot/decide.c. */
bool step_clicked(struct turn *turn);
bool step_form(struct turn *turn);
bool step_rule(struct turn *turn);
bool step_nothing_to_search(struct turn *turn);
bool step_picked(struct turn *turn);
bool step_corrected(struct turn *turn);
bool step_repeated(struct turn *turn);
bool step_follow_up(struct turn *turn);
bool step_whole(struct turn *turn);
bool step_parts(struct turn *turn);
bool step_courtesy(struct turn *turn);
bool step_unsure(struct turn *turn);

#endif
