/*
 * Event search, inside: what somebody looks for, in parts, and words of the
 * texts that were said.  Used by data/event_search*.c alone.
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

/* Words of a text as the index has it (event_search_words.c). */
struct search_word {
	const char *start, *end;
	bool is_ascii;
};
/* The next one; false at the end.  Pure. */
bool event_search_next_word(const char **text, struct search_word *word);
/* Whether it may be taken for one that begins with some ASCII letter or digit.  Pure. */
bool event_search_may_fit(const struct search_word *word);

/* The words of some texts that begin like what is looked for. */
struct search_near {
	const char *beginning;
	const char *words[SEARCH_TERMS_MOST];
	int count;
	int seen;     /* how many texts have one, about */
	bool is_sure; /* what the texts' words are for the index is known */
};
/* Keeps the word if it begins so; whether it does.  The arena holds what is kept. */
bool event_search_look(struct search_near *near, const struct search_word *word,
		       struct arena *arena);

/* Blocks: the words of so many rows that stand together, which are remembered
 * with the connection (event_search_blocks.c). */
#define SEARCH_BLOCK_ROWS 1024
struct search_blocks;
/* Gives what is remembered, brought up to date; *newest is the newest row. */
bool event_search_blocks(struct db *db, struct search_blocks **blocks, int64_t *newest,
			 struct fault *fault) MUST_USE;
/* Takes the words of the row's block that begin so.  *room: how many blocks
 * may still be read for it.  *rows: texts in it, NONE where it is not known. */
bool event_search_block_look(struct db *db, struct search_blocks *blocks, int64_t row, int *room,
			     struct search_near *nears, int count, int *rows, struct arena *arena,
			     struct fault *fault) MUST_USE;
#define SEARCH_UNKNOWN (-1)

#endif
