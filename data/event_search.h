/*
 * Event search: what was said in conversations, for finding it again.
 *
 * Each text becomes one row of words, in portions after it was stored
 * (docs/decisions/0018-words-of-conversations.md).  Chinese, Japanese and Korean are
 * written without spaces, so there every character is a word and what is
 * looked for is a phrase; elsewhere a word is found by its beginning.
 *
 * Not here: who may see what was found (handoff/conversation_search.h).
 */
#ifndef FOYER_DATA_EVENT_SEARCH_H
#define FOYER_DATA_EVENT_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/id.h"
#include "data/store.h"

/* Numbers of what isn't an event. */
#define EVENT_SEARCH_VISITOR 0    /* what is known of the visitor */
#define EVENT_SEARCH_WRAP_UP (-1) /* how it was wrapped up */

/* Adds a text at once, or nothing when it is NULL.  Writer thread. */
bool event_search_put(struct transaction *transaction, const struct conversation_id *conversation,
		      int64_t number, const char *text, struct fault *fault) MUST_USE;

/* What somebody looks for as the index understands it: all of the words; NULL
 * when it holds none.  Pure. */
const char *event_search_phrase(const char *text, struct arena *arena);

/* The same with the words that are there for each beginning, the first
 * hundred of them: a query that is answered newest first without reading all
 * that it finds.  *found is NULL when the text holds no word. */
bool event_search_query(struct db *db, const char *text, struct arena *arena, const char **found,
			struct fault *fault) MUST_USE;

/* A search, walked from the newest text to the oldest.  Each step goes from
 * before `before` back to `from`: it is a query to be asked there, or rows,
 * the newest of each conversation, or neither where nothing is found.  Where
 * much was said, the newest texts are searched first. */
struct event_search_walk {
	const char *text;
	int64_t before;    /* to begin with: from where on back */
	const char *query; /* or NULL */
	const int64_t *rows;
	int row_count;
	int64_t from; /* 0: this is the last step */
	struct event_search_plan *plan; /* NULL to begin with */
};
bool event_search_step(struct db *db, struct event_search_walk *walk, struct arena *arena,
		       struct fault *fault) MUST_USE;

/* Notes that the conversation's texts from this number on are to be taken in,
 * which costs whoever waits for the change next to nothing.  Writer thread. */
bool event_search_note(struct transaction *transaction, const struct conversation_id *conversation,
		       int64_t number, struct fault *fault) MUST_USE;

/* Takes some of what was noted in; *left says whether there is more.  Waits
 * for the writer: never on an event loop. */
bool event_search_catch_up(struct store *store, bool *left, struct fault *fault) MUST_USE;

/* Takes in all that was noted, or a great deal of it where there is very much,
 * before somebody looks for something.  Waits for the writer likewise. */
bool event_search_settle(struct store *store, struct fault *fault) MUST_USE;

/* A conversation is about to be deleted: its texts are owed to the sweep.
 * Writer thread, before its events go. */
bool event_search_owe(struct transaction *transaction, const struct conversation_id *conversation,
		      struct fault *fault) MUST_USE;

/* Takes some texts of deleted conversations out of the index; *left says
 * whether there are more.  Waits for the writer: never on an event loop. */
bool event_search_sweep(struct store *store, bool *left, struct fault *fault) MUST_USE;

#endif
