/*
 * Phrases: what the bot says of its own while a form is filled in and to mere
 * courtesy, in three languages.  Editors' own wordings go first where they gave
 * any.
 *
 * Not here: what the desk says for the bot (handoff/replies.h).  Pure.
 */
#ifndef FOYER_BOT_PHRASES_H
#define FOYER_BOT_PHRASES_H

#include <stdbool.h>

#include "bot/value.h"

enum phrase {
	PHRASE_CANCELLED, /* the visitor called it off */
	PHRASE_ASIDE,     /* put aside for another question */
	PHRASE_GAVE_UP,   /* too many values that didn't fit */
	PHRASE_CANCEL_HINT,
	PHRASE_GREETING,
	PHRASE_THANKS,
	PHRASE_GOODBYE,
	PHRASE_ACKNOWLEDGED, /* "ok" */
	PHRASE_NO_WORDS,     /* "?" */
	PHRASE_COUNT
};

const char *phrase_text(enum phrase phrase, const char *language);

/* To a courtesy, by its name: "greeting", "thanks", "goodbye", "acknowledged"
 * or "no_words"; NULL for other names. */
const char *phrase_courtesy(const char *name, const char *language);

/* That a value doesn't fit, by its kind. */
const char *phrase_wrong(enum value_kind kind, const char *language);

/* True when a message, folded, calls off what is going on: "cancel", "算了". */
bool phrase_cancels(const char *folded);

#endif
