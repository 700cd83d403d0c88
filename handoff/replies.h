/*
 * Replies: what the bot says of its own, beside the answers of the base.
 *
 * One table of texts in every language, and the words for a moment.  Pure;
 * any thread.
 */
#ifndef FOYER_HANDOFF_REPLIES_H
#define FOYER_HANDOFF_REPLIES_H

#include "data/arena.h"
#include "data/fault.h"
#include "data/time_zone.h"

/* The name is what sites' own texts and JSON say. */
#define REPLY_TEXTS(X)                                                                             \
	X(REPLY_TITLE, "title")                   /* the widget's heading */                       \
	X(REPLY_WELCOME, "welcome")               /* a conversation's first message */             \
	X(REPLY_WELCOME_AGENTS, "welcome_agents") /* the same while people answer first */         \
	X(REPLY_WARNING, "warning")               /* a banner above the chat; "" for none */       \
	X(REPLY_CLARIFY, "clarify")               /* before the choices */                         \
	X(REPLY_UNMATCHED, "unmatched")           /* no answer in the base; it is noted */         \
	X(REPLY_NOT_HELPFUL, "not_helpful")       /* "not what I asked": offers a person */        \
	X(REPLY_OTHERS, "others")                 /* the same before the next best answers */      \
	X(REPLY_GREETING, "greeting")             /* to "hi", when no entry answers it */          \
	X(REPLY_THANKS, "thanks")                 /* likewise to thanks, */                        \
	X(REPLY_GOODBYE, "goodbye")               /* a goodbye, */                                 \
	X(REPLY_ACKNOWLEDGED, "acknowledged")     /* "ok" */                                       \
	X(REPLY_NO_WORDS, "no_words")             /* and a message without words, such as "?" */   \
	X(REPLY_HANDOFF, "handoff")               /* a person was asked for, somebody is here */   \
	X(REPLY_HANDOFF_UNSURE, "handoff_unsure") /* handed over: the bot could not help */        \
	X(REPLY_AGENTS_FIRST, "agents_first")     /* people answer first, and somebody is here */  \
	X(REPLY_BUSY, "busy")                     /* handed over, but nobody has room just now */  \
	X(REPLY_NOBODY_HERE, "nobody_here")       /* handed over, but nobody is online */          \
	X(REPLY_GROUP_CLOSED, "group_closed")     /* the group is closed */                        \
	X(REPLY_OPENS, "opens")                   /* when it opens; {time} is the time */          \
	X(REPLY_BACK_TO_BOT, "back_to_bot")       /* left the queue */                             \
	X(REPLY_FILES, "files")                   /* the bot was sent a file, which it can't read */ \
	X(REPLY_QUEUE_LONG, "queue_long")         /* handed over, but very many wait */            \
	X(REPLY_NO_REPLY, "no_reply")             /* the visitor waits long for the agent */       \
	X(REPLY_SILENT, "silent")                 /* the visitor has not written for long */       \
	X(REPLY_SILENT_CLOSED, "silent_closed")   /* and so the conversation ends */               \
	X(REPLY_CLOSED, "closed")                 /* goodbye */

enum reply_text {
#define X(code, name) code,
	REPLY_TEXTS(X)
#undef X
	    REPLY_TEXT_COUNT
};

const char *reply_name(enum reply_text reply);
/* The text of that name, or REPLY_TEXT_COUNT. */
enum reply_text reply_by_name(const char *name);

/* The text in this language (to a courtesy the bot's own), UTF-8, for ever; a site may have its own
 * (handoff/site_settings.h). */
const char *reply_text(enum reply_text reply, enum language language);


/* When a group opens, in words: "tomorrow at 09:00 (GMT+8)", by its clock;
 * `from` is now.  In the arena. */
const char *reply_moment(const struct time_zone *zone, int64_t at, int64_t from,
			 enum language language, struct arena *arena);

#endif
