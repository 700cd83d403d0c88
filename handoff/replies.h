/*
 * Replies: what the bot says of its own, beside the answers of the base.
 *
 * One table of texts in every language.  Pure; any thread.
 */
#ifndef FOYER_HANDOFF_REPLIES_H
#define FOYER_HANDOFF_REPLIES_H

#include "data/fault.h"

enum reply_text {
	REPLY_TITLE,          /* the widget's heading */
	REPLY_WELCOME,        /* a conversation's first message */
	REPLY_CLARIFY,        /* before the choices */
	REPLY_UNMATCHED,      /* no answer in the base; said that it is noted */
	REPLY_NOT_HELPFUL,    /* after "this didn't help": offers a person */
	REPLY_HANDOFF,        /* a person was asked for and somebody is here */
	REPLY_HANDOFF_UNSURE, /* handed over because the bot could not help */
	REPLY_NOBODY_HERE,    /* handed over, but nobody is online: wait or leave a message */
	REPLY_GROUP_CLOSED,   /* the group is closed: leave a message */
	REPLY_BACK_TO_BOT,    /* left the queue */
	REPLY_MESSAGE_LEFT,   /* thanks for the message */
	REPLY_CLOSED,         /* goodbye */
	REPLY_TEXT_COUNT
};

/* The text in this language, UTF-8, for ever. */
const char *reply_text(enum reply_text reply, enum language language);

#endif
