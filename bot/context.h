/*
 * Context: what the bot remembers of a conversation, and how a message leans
 * on it: picking a choice, following up, correcting, repeating.
 *
 * The memory is a small JSON object that the caller stores with the
 * conversation and gives back.  Pure, any thread.
 */
#ifndef FOYER_BOT_CONTEXT_H
#define FOYER_BOT_CONTEXT_H

#include <stdbool.h>

#include "bot/bot.h"
#include "kb/analysis.h"

#define MEMORY_TEXT_MOST 400 /* bytes kept of a question */

struct memory_choice {
	const char *entry; /* external id, or */
	const char *text;  /* of a menu: what was shown, */
	const char *say;   /* and what picking it says; NULL: its entry */
};

/* A form that is being filled in. */
struct memory_form {
	const char *rule; /* whose form; NULL: none */
	int wrong;        /* values in a row that didn't fit */
	const char *values[BOT_VALUES_MOST];
	int count; /* of values; the next field is asked for */
};

struct memory {
	const char *topic;    /* external id of the entry last answered with, or NULL */
	const char *question; /* what the visitor had asked then, or NULL */
	const char *asked;    /* the visitor's last message, folded, or NULL */
	const char *rule;     /* the rule that last said something, or NULL */
	const char *menu;     /* the rule whose menu was last offered, or NULL */
	struct memory_choice choices[BOT_CHOICES_MOST]; /* last offered */
	int choice_count;
	struct memory_form form;
	int unsure; /* turns in a row without an answer */
};

/* An absent or unreadable memory is an empty one. */
struct memory memory_read(const char *json, struct arena *arena);
const char *memory_write(const struct memory *memory, struct arena *arena);

/* The choice that a message picks by its number ("2", "the second one",
 * "第二个") or by nearly repeating it; -1 for none. */
int context_pick(const struct memory *memory, const struct snapshot *snapshot,
		 const struct analysis *message, struct arena *arena);

/* True when the message goes on about the topic: "and for Japan?", "那宽带呢". */
bool context_follows_up(const struct analysis *message);

/* When the message says that the last answer was about something else ("no, I
 * meant ..."), what it says beside that ("" for nothing); else NULL. */
const char *context_corrects(const char *folded);

/* True when the message is the one before it again, word for word. */
bool context_repeats(const struct memory *memory, const struct analysis *message,
		     struct arena *arena);

/* True when both texts have the same words in the same order. */
bool context_same_words(const struct analysis *one, const struct analysis *other);

#endif
