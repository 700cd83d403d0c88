/*
 * Event search, inside: what somebody looks for, in parts.  Used by
 * data/event_search*.c alone.
 */
#ifndef FOYER_DATA_EVENT_SEARCH_INTERNAL_H
#define FOYER_DATA_EVENT_SEARCH_INTERNAL_H

#include "data/buffer.h"
#include "data/event_search.h"

#define SEARCH_TERMS_MOST       100 /* words that stand for one beginning */
#define SEARCH_QUERY_BYTES_MOST ((size_t)256 * 1024)

/* A phrase, or the beginning of a word; one whose words are looked up is
 * ASCII in small letters. */
struct search_part {
	const char *text;
	bool is_beginning;
	bool is_looked_up;
};
/* Pure. */
struct search_part *event_search_parts(const char *text, struct arena *arena, int *count);

/* Adds one to a query, with AND before it where it isn't the first. */
bool event_search_add(struct db *db, const struct search_part *part, struct buffer *out,
		      struct fault *fault) MUST_USE;

#endif
