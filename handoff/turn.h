/*
 * Turn: the visitor writes, and the bot answers when it has the turn.
 *
 * turn_prepare runs on the loop's thread: it checks the token and the text,
 * and lets the bot decide from what a reader shows.  The change then stores
 * the visitor's message and the bot's reply together.  If the conversation
 * moved in between (another message, a hand-over), the bot decides again
 * inside the transaction, or is silent when it no longer has the turn.  Where
 * the site wants people first and they are on duty, the message goes to them
 * and the bot doesn't answer.
 */
#ifndef FOYER_HANDOFF_TURN_H
#define FOYER_HANDOFF_TURN_H

#include "bot/bot.h"
#include "handoff/act.h"
#include "handoff/attachment.h"
#include "kb/live.h"

struct turn {
	struct act act;
	/* inputs; actor is the visitor */
	struct live *live;
	const char *token; /* checked against the conversation's; NULL: the caller has checked it */
	const char *text;   /* NULL when there are only files */
	const char *key;    /* client-made */
	struct message_files files;
	const char *choice; /* external id of a choice clicked, or NULL */
	struct bot_policy policy; /* zeroed: the site's */
	/* the turn's own */
	struct snapshot *snapshot;
	struct decision decision;
	bool is_decided;
	int64_t seen_number; /* the conversation's last number when the bot decided */
};

/* Checks and decides; then submit &turn->act.change.  Whether it worked or
 * not, call turn_finish at the end.  Faults: FAULT_NOT_FOUND (token or
 * conversation), text and key faults; after the change: FAULT_KEY_REUSED,
 * FAULT_CONVERSATION_CLOSED. */
bool turn_prepare(struct turn *turn, struct db *reader, struct fault *fault) MUST_USE;

/* Lets go of the snapshot. */
void turn_finish(struct turn *turn);

#endif
