/*
 * Event search, blocks: which words were said in a thousand rows that stand
 * together.  See event_search_internal.h.
 *
 * To find the words that begin like a common one, the index walks over all
 * that it has of that word, which grows with all that was ever said.  But a
 * page of results is most often filled by what was said last, and the words of
 * that fit into memory: some tens of kilobytes a block.  A block is read when
 * it is first asked for, the newest goes on where it was.
 *
 * Rows never change, and a row's number is given anew only when it was the
 * newest: while the newest one that was seen is still what it was, so are all
 * before it.  Belongs to one connection, and so to one thread.
 */
#include "data/event_search_internal.h"

#include <stdlib.h>
#include <string.h>

#define BLOCKS_MOST 80  /* those of a search and some more */
#define LOOSE_MOST  500 /* words that are looked at one by one */

SQL_SCAN(BLOCK_NEWEST, "SELECT rowid AS place, words, conversation, number FROM event_search "
		       "WHERE rowid <= $1 ORDER BY rowid DESC LIMIT 1");
SQL_SCAN(BLOCK_ROWS, "SELECT rowid AS place, words, conversation FROM event_search "
		     "WHERE rowid > $1 AND rowid < $2 ORDER BY rowid");

struct block {
	int64_t first;   /* row */
	int64_t read_to; /* row */
	int rows;
	uint64_t talks[SEARCH_BLOCK_ROWS]; /* prints of the rows' conversations */
	struct search_list plain;          /* ASCII ones, in small letters */
	struct search_list odd;            /* others that may be taken for such */
	bool is_full;                      /* its words are too many to be kept */
	uint64_t used;
};

struct newest {
	int64_t row;
	uint64_t print; /* of what is in it */
};

struct search_blocks {
	struct block *list[BLOCKS_MOST];
	int count;
	uint64_t uses;
	struct newest newest;
};

static uint64_t add_to_print(uint64_t print, const char *text)
{
	while (*text != '\0')
		print = (print ^ (unsigned char)*text++) * 1099511628211u;
	return print;
}

static uint64_t print_of(const char *text)
{
	return add_to_print(14695981039346656037u, text);
}

/* Reading blocks ---------------------------------------------------------------------------- */

static void block_put(struct block *block, int64_t row, const char *text)
{
	struct search_word word;
	while (event_search_next_word(&text, &word))
		if (word.is_ascii)
			search_list_put(&block->plain, &word, (uint16_t)(row - block->first));
		else if (event_search_may_fit(&word))
			search_list_put(&block->odd, &word, (uint16_t)(row - block->first));
}

/* Puts words in order where more than so many aren't; lets go of all where they are too many. */
static void block_settle(struct block *block, int loose)
{
	search_list_settle(&block->plain, loose);
	search_list_settle(&block->odd, loose);
	block->is_full = block->is_full || search_list_is_full(&block->plain) ||
			 search_list_is_full(&block->odd);
	if (!block->is_full)
		return;
	search_list_clear(&block->plain);
	search_list_clear(&block->odd);
}

/* Takes in the rows behind those it has, to `last`; what can't be read now is read when it is
 * looked at again. */
static bool block_read(struct db *db, struct block *block, int64_t last, struct fault *fault)
{
	size_t length, loose = 0;
	bool is_whole = last == block->first + SEARCH_BLOCK_ROWS - 1;
	struct query *query = db_query(db, &BLOCK_ROWS);
	query_int(query, 1, block->read_to);
	query_int(query, 2, last + 1);
	while (!block->is_full && query_next(query)) {
		int64_t row = row_int(query, "place");
		block_put(block, row, row_peek(query, "words", &length));
		block->talks[row - block->first] = print_of(row_peek(query, "conversation", NULL));
		block->rows++;
		block->read_to = row;
		if ((loose += length) < SEARCH_LIST_READ)
			continue;
		block_settle(block, 0);
		loose = 0;
	}
	block_settle(block, is_whole ? 0 : LOOSE_MOST);
	if (!query_end(&query, fault))
		return false;
	block->read_to = last;
	return true;
}

/* Those that are remembered ----------------------------------------------------------------- */

static void block_free(struct block *block)
{
	search_list_clear(&block->plain);
	search_list_clear(&block->odd);
	free(block);
}

static void blocks_forget(struct search_blocks *blocks)
{
	while (blocks->count > 0)
		block_free(blocks->list[--blocks->count]);
}

static void *blocks_new(void)
{
	return memory_new(sizeof(struct search_blocks));
}

static void blocks_free(void *blocks)
{
	blocks_forget(blocks);
	free(blocks);
}

static const struct db_keeper keeper = {blocks_new, blocks_free};

/* The newest row up to one, and what is in it as a number. */
static bool read_newest(struct db *db, int64_t most, struct newest *newest, struct fault *fault)
{
	struct query *query = db_query(db, &BLOCK_NEWEST);
	query_int(query, 1, most);
	*newest = (struct newest){0};
	if (query_next(query)) {
		newest->row = row_int(query, "place");
		newest->print = add_to_print(print_of(row_peek(query, "words", NULL)),
					     row_peek(query, "conversation", NULL));
		newest->print ^= (uint64_t)row_int(query, "number");
	}
	return query_end(&query, fault);
}

static bool is_same(const struct newest *a, const struct newest *b)
{
	return a->row == b->row && a->print == b->print;
}

bool event_search_blocks(struct db *db, struct search_blocks **blocks_, int64_t *newest,
			 struct fault *fault)
{
	struct search_blocks *blocks = *blocks_ = db_kept(db, &keeper);
	struct newest now, then;
	if (!read_newest(db, INT64_MAX, &now, fault) ||
	    !read_newest(db, blocks->newest.row, &then, fault))
		return false;
	if (!is_same(&then, &blocks->newest))
		blocks_forget(blocks);
	blocks->newest = now;
	*newest = now.row;
	return true;
}

/* The one of these rows; NULL when it isn't there. */
static struct block *find(const struct search_blocks *blocks, int64_t first)
{
	for (int at = 0; at < blocks->count; at++)
		if (blocks->list[at]->first == first)
			return blocks->list[at];
	return NULL;
}

/* Where there is no room, the one that was not used for the longest time makes some. */
static struct block *add(struct search_blocks *blocks, int64_t first)
{
	int place = blocks->count;
	if (blocks->count == BLOCKS_MOST) {
		place = 0;
		for (int at = 1; at < BLOCKS_MOST; at++)
			if (blocks->list[at]->used < blocks->list[place]->used)
				place = at;
		block_free(blocks->list[place]);
		blocks->count--;
	}
	struct block *block = memory_new(sizeof(*block));
	*block = (struct block){.first = first, .read_to = first - 1};
	search_list_clear(&block->plain);
	search_list_clear(&block->odd);
	blocks->list[place] = block;
	blocks->count++;
	return block;
}

/* NULL in *block where there is no room for another. */
static bool get(struct db *db, struct search_blocks *blocks, int64_t row, int *room,
		struct block **block, struct fault *fault)
{
	int64_t first = row - row % SEARCH_BLOCK_ROWS, last = first + SEARCH_BLOCK_ROWS - 1;
	*block = find(blocks, first);
	if (*block == NULL && --*room < 0)
		return true;
	if (*block == NULL)
		*block = add(blocks, first);
	(*block)->used = ++blocks->uses;
	if (last > blocks->newest.row)
		last = blocks->newest.row;
	return (*block)->read_to >= last || block_read(db, *block, last, fault);
}

/* Looking for words ------------------------------------------------------------------------- */

bool event_search_block_look(struct db *db, struct search_blocks *blocks, int64_t row, int *room,
			     const char *beginning, struct search_rows *rows, struct fault *fault)
{
	struct block *block;
	*rows = (struct search_rows){0};
	if (!get(db, blocks, row, room, &block, fault))
		return false;
	if (block == NULL || block->is_full || !search_list_look_odd(&block->odd, beginning, rows))
		return true;
	search_list_look(&block->plain, beginning, rows);
	rows->is_known = true;
	rows->count = block->rows;
	rows->talks = block->talks;
	return true;
}
