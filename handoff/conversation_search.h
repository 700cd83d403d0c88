/*
 * Conversation search: finding conversations again, by what was said in them,
 * what is known of the visitor, who had them, when, and how they ended.
 *
 * Only what the asking member of staff may see is found, and each page looks
 * at a bounded number of candidates, so that a word that everybody uses costs
 * no more than another.  Any thread.
 */
#ifndef FOYER_HANDOFF_CONVERSATION_SEARCH_H
#define FOYER_HANDOFF_CONVERSATION_SEARCH_H

#include "handoff/conversation.h"

#define SEARCH_TEXT_MOST 200 /* characters */
#define SEARCH_PAGE_MOST 50
#define SEARCH_LOOKED_AT 2000 /* candidates for a page */

/* What is NULL or 0 does not narrow. */
struct conversation_search {
	const char *text;
	const char *state; /* an owner's name */
	const char *agent; /* id: who has it or had it last */
	const char *group; /* id */
	const char *site;
	const char *tag; /* of the visitor or of the wrap-up */
	const char *topic; /* id */
	const char *outcome;
	int64_t from; /* something happened in it at this time or later */
	int64_t until; /* it began before this time */
	const char *after; /* "next" of the page before */
};

struct conversation_found {
	struct conversation_summary summary;
	const char *site;
	int64_t number;    /* of the newest text that matched; 0 or less: no message's */
	const char *words; /* that text or the wrap-up's summary, or NULL */
};

struct conversation_finds {
	struct conversation_found *list;
	int count;
	const char *next; /* NULL: there are no more */
};

/* Newest first.  FAULT_NOT_ALLOWED_VALUE (before). */
bool conversation_find(struct db *db, const struct staff_id *staff,
		       const struct conversation_search *search, struct arena *arena,
		       struct conversation_finds *finds, struct fault *fault) MUST_USE;

/* The numbers of the events of one conversation that hold this text, oldest
 * first. */
bool conversation_find_within(struct db *db, const struct conversation_id *conversation,
			      const char *text, struct arena *arena, int64_t **numbers, int *count,
			      struct fault *fault) MUST_USE;

#endif
