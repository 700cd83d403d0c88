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

#define BLOCKS_MOST 80 /* those of a search and some more */
#define KEPT_MOST                                                                                  \
	((size_t)128 * 1024) /* bytes of a block's words: what has more is left to the index */
#define LOOSE_MOST  500      /* words that are looked at one by one */
#define LOOSE_BYTES ((size_t)256 * 1024) /* that are read between two sortings */

SQL_SCAN(BLOCK_NEWEST, "SELECT rowid AS place, words, conversation, number FROM event_search "
		       "WHERE rowid <= $1 ORDER BY rowid DESC LIMIT 1");
SQL_SCAN(BLOCK_ROWS, "SELECT words FROM event_search WHERE rowid > $1 AND rowid < $2 "
		     "ORDER BY rowid");

struct kept_word {
	uint32_t at; /* in the list's bytes */
	uint32_t times;
};

/* The first `sorted` are in order and once each. */
struct word_list {
	struct buffer bytes;
	struct kept_word *words;
	int count, room, sorted;
};

struct block {
	int64_t first;   /* row */
	int64_t read_to; /* row */
	int rows;
	struct word_list plain; /* ASCII ones, in small letters */
	struct word_list odd;   /* others that may be taken for such */
	bool is_full;           /* its words are too many to be kept */
	uint64_t used;
};

struct newest {
	int64_t row;
	uint64_t print; /* of what is in it */
};

struct search_blocks {
	struct block list[BLOCKS_MOST];
	int count;
	uint64_t uses;
	struct newest newest;
};

/* Lists of words ------------------------------------------------------------------------------- */

static void list_clear(struct word_list *list)
{
	buffer_free(&list->bytes);
	free(list->words);
	*list = (struct word_list){.bytes = buffer_new(KEPT_MOST + 2 * LOOSE_BYTES)};
}

static const char *word_at(const struct word_list *list, int at)
{
	return list->bytes.bytes + list->words[at].at;
}

/* ASCII letters become small ones, others stay as they are. */
static void list_put(struct word_list *list, const char *word, size_t length, uint32_t times)
{
	size_t from = list->bytes.length;
	if (list->count == list->room) {
		list->room = list->room * 2 + 64;
		list->words = memory_resize(list->words, (size_t)list->room * sizeof(*list->words));
	}
	list->words[list->count++] = (struct kept_word){(uint32_t)list->bytes.length, times};
	buffer_add(&list->bytes, word, length);
	buffer_add_char(&list->bytes, '\0');
	if (list->bytes.overflowed)
		list->count--;
	for (char *at = list->bytes.bytes + from; at < list->bytes.bytes + list->bytes.length; at++)
		*at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
}

static int compare(const void *a, const void *b, void *bytes)
{
	return strcmp((const char *)bytes + ((const struct kept_word *)a)->at,
		      (const char *)bytes + ((const struct kept_word *)b)->at);
}

/* Puts all in order, each once. */
static void list_sort(struct word_list *list)
{
	if (list->sorted == list->count)
		return;
	struct word_list all = *list;
	qsort_r(all.words, (size_t)all.count, sizeof(*all.words), compare, all.bytes.bytes);
	*list = (struct word_list){.bytes = buffer_new(all.bytes.maximum)};
	list->bytes.overflowed = all.bytes.overflowed;
	for (int at = 0; at < all.count; at++) {
		const char *word = word_at(&all, at);
		if (list->count > 0 && strcmp(word_at(list, list->count - 1), word) == 0)
			list->words[list->count - 1].times += all.words[at].times;
		else
			list_put(list, word, strlen(word), all.words[at].times);
	}
	list->sorted = list->count;
	buffer_free(&all.bytes);
	free(all.words);
}

/* Reading blocks ----------------------------------------------------------------------------------
 */

static void block_clear(struct block *block)
{
	list_clear(&block->plain);
	list_clear(&block->odd);
}

static void block_put(struct block *block, const char *text)
{
	struct search_word word;
	while (event_search_next_word(&text, &word)) {
		size_t length = (size_t)(word.end - word.start);
		if (word.is_ascii)
			list_put(&block->plain, word.start, length, 1);
		else if (event_search_may_fit(&word))
			list_put(&block->odd, word.start, length, 1);
	}
}

static void list_settle(struct word_list *list, int loose)
{
	if (list->count - list->sorted > loose || list->bytes.length > KEPT_MOST)
		list_sort(list);
}

/* Puts words in order where more than so many aren't; lets go of all where they are too many. */
static void block_settle(struct block *block, int loose)
{
	list_settle(&block->plain, loose);
	list_settle(&block->odd, loose);
	block->is_full = block->is_full || block->plain.bytes.overflowed ||
			 block->plain.bytes.length > KEPT_MOST || block->odd.bytes.overflowed ||
			 block->odd.bytes.length > KEPT_MOST;
	if (block->is_full)
		block_clear(block);
}

/* Takes in the rows behind those it has, to `last`. */
static bool block_read(struct db *db, struct block *block, int64_t last, struct fault *fault)
{
	size_t length, loose = 0;
	bool is_whole = last == block->first + SEARCH_BLOCK_ROWS - 1;
	struct query *query = db_query(db, &BLOCK_ROWS);
	query_int(query, 1, block->read_to);
	query_int(query, 2, last + 1);
	while (!block->is_full && query_next(query)) {
		block_put(block, row_peek(query, "words", &length));
		block->rows++;
		if ((loose += length) < LOOSE_BYTES)
			continue;
		block_settle(block, 0);
		loose = 0;
	}
	block_settle(block, is_whole ? 0 : LOOSE_MOST);
	block->read_to = last;
	return query_end(&query, fault);
}

/* Those that are remembered ---------------------------------------------------------------------
 */

static void blocks_forget(struct search_blocks *blocks)
{
	for (int at = 0; at < blocks->count; at++)
		block_clear(&blocks->list[at]);
	blocks->count = 0;
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

static uint64_t add_to_print(uint64_t print, const char *text)
{
	while (*text != '\0')
		print = (print ^ (unsigned char)*text++) * 1099511628211u;
	return print;
}

/* The newest row up to one, and what is in it as a number. */
static bool read_newest(struct db *db, int64_t most, struct newest *newest, struct fault *fault)
{
	struct query *query = db_query(db, &BLOCK_NEWEST);
	query_int(query, 1, most);
	*newest = (struct newest){0};
	if (query_next(query)) {
		newest->row = row_int(query, "place");
		newest->print = add_to_print(14695981039346656037u, row_peek(query, "words", NULL));
		newest->print = add_to_print(newest->print, row_peek(query, "conversation", NULL));
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
static struct block *find(struct search_blocks *blocks, int64_t first)
{
	for (int at = 0; at < blocks->count; at++)
		if (blocks->list[at].first == first)
			return &blocks->list[at];
	return NULL;
}

/* A new one, in place of the one that was not used for the longest time where there is no room. */
static struct block *add(struct search_blocks *blocks, int64_t first)
{
	struct block *block = &blocks->list[0];
	if (blocks->count < BLOCKS_MOST)
		block = &blocks->list[blocks->count++];
	for (int at = 0; blocks->count == BLOCKS_MOST && at < BLOCKS_MOST; at++)
		if (blocks->list[at].used < block->used)
			block = &blocks->list[at];
	block_clear(block);
	*block =
	    (struct block){first, .read_to = first - 1, .plain = block->plain, .odd = block->odd};
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

/* Looking for words -------------------------------------------------------------------------------
 */

static void look_at(struct search_near *near, const struct word_list *list, int at, bool is_ascii,
		    struct arena *arena)
{
	const char *text = word_at(list, at);
	struct search_word word = {text, text + strlen(text), is_ascii};
	if (event_search_look(near, &word, arena))
		near->seen += (int)list->words[at].times;
}

/* The first word in order that isn't before the beginning. */
static int first_of(const struct word_list *list, const char *beginning)
{
	int low = 0, high = list->sorted;
	while (low < high) {
		int middle = (low + high) / 2;
		if (strcmp(word_at(list, middle), beginning) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void look(struct search_near *near, const struct block *block, struct arena *arena)
{
	const struct word_list *plain = &block->plain;
	size_t length = strlen(near->beginning);
	for (int at = first_of(plain, near->beginning);
	     at < plain->sorted && strncmp(word_at(plain, at), near->beginning, length) == 0; at++)
		look_at(near, plain, at, true, arena);
	for (int at = plain->sorted; at < plain->count; at++)
		look_at(near, plain, at, true, arena);
	for (int at = 0; at < block->odd.count; at++)
		look_at(near, &block->odd, at, false, arena);
}

bool event_search_block_look(struct db *db, struct search_blocks *blocks, int64_t row, int *room,
			     struct search_near *nears, int count, int *rows, struct arena *arena,
			     struct fault *fault)
{
	struct block *block;
	*rows = SEARCH_UNKNOWN;
	if (!get(db, blocks, row, room, &block, fault))
		return false;
	if (block == NULL || block->is_full)
		return true;
	for (int at = 0; at < count; at++)
		if (nears[at].is_sure)
			look(&nears[at], block, arena);
	*rows = block->rows;
	return true;
}
