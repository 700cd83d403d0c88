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
/* Those that hold a word: of signs alone the index knows nothing, and whoever asked for them all
 * the same would find nothing. */
struct search_parts {
	struct search_part *list;
	int count;
};
bool event_search_parts(struct db *db, const char *text, struct arena *arena,
			struct search_parts *parts, struct fault *fault) MUST_USE;

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
/* Whether it begins so, where that is known without the index.  Pure. */
enum search_fit { SEARCH_FIT_NO, SEARCH_FIT_YES, SEARCH_FIT_UNSURE };
enum search_fit event_search_fit(const struct search_word *word, const char *beginning);

/* Which rows of a block have a word that begins so, by their place in it. */
#define SEARCH_BLOCK_ROWS 1024
struct search_rows {
	bool is_known; /* false: only the index knows, or there was no room */
	int count;     /* of all rows that are in it */
	uint64_t has[SEARCH_BLOCK_ROWS / 64];
	const uint64_t *talks; /* of each row a number for its conversation, until the next look */
};

/* The words of a block's rows (event_search_list.c). */
struct search_list {
	struct buffer bytes;
	struct search_kept *words; /* in order, each once */
	uint16_t *rows;
	int word_count, row_count;
	struct search_loose *loose; /* that came since */
	int loose_count, room;
};
#define SEARCH_LIST_READ ((size_t)256 * 1024) /* bytes that are put between two settlings */
/* Empty; also what one begins with. */
void search_list_clear(struct search_list *list);
void search_list_put(struct search_list *list, const struct search_word *word, uint16_t row);
/* Puts the words in order where more than so many aren't. */
void search_list_settle(struct search_list *list, int loose);
/* Whether it has more than is to be kept. */
bool search_list_is_full(const struct search_list *list);
/* Adds the rows that have a word which begins so: of ASCII words; of others,
 * false where only the index knows. */
void search_list_look(const struct search_list *list, const char *beginning,
		      struct search_rows *rows);
bool search_list_look_odd(const struct search_list *list, const char *beginning,
			  struct search_rows *rows) MUST_USE;

/* Blocks: the words of so many rows that stand together, which are remembered
 * with the connection (event_search_blocks.c). */
struct search_blocks;
/* Gives what is remembered, brought up to date; *newest is the newest row. */
bool event_search_blocks(struct db *db, struct search_blocks **blocks, int64_t *newest,
			 struct fault *fault) MUST_USE;
/* Looks at the block of a row.  *room: how many blocks may still be read for it. */
bool event_search_block_look(struct db *db, struct search_blocks *blocks, int64_t row, int *room,
			     const char *beginning, struct search_rows *rows,
			     struct fault *fault) MUST_USE;

#endif
