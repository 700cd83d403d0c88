/*
 * Event search, lists of words: which of a block's rows have a word that
 * begins so.  See event_search_internal.h.
 *
 * Words are kept in order and once each, with the rows that have them; those
 * that came since stand beside them until they are worth sorting.
 */
#include "data/event_search_internal.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MOST  ((size_t)128 * 1024) /* of words, each once, */
#define PLACES_MOST 65536 /* and where they are: what has more is left to the index */

/* A word, and the rows that have it: from a place in the list's to the next word's. */
struct search_kept {
	uint32_t at; /* in the list's bytes */
	uint32_t rows;
};

/* A word of one row. */
struct search_loose {
	uint64_t key; /* its first bytes, in whose order it mostly is */
	uint32_t at;
	uint16_t row; /* of the block */
};

void search_list_clear(struct search_list *list)
{
	buffer_free(&list->bytes);
	free(list->words);
	free(list->rows);
	free(list->loose);
	*list = (struct search_list){.bytes = buffer_new(BYTES_MOST + 2 * SEARCH_LIST_READ)};
}

static uint32_t add_bytes(struct search_list *list, const char *word, size_t length)
{
	uint32_t at = (uint32_t)list->bytes.length;
	buffer_add(&list->bytes, word, length);
	buffer_add_char(&list->bytes, '\0');
	return at;
}

static uint64_t key_of(const char *word)
{
	uint64_t key = 0;
	for (size_t at = 0; at < sizeof(key); at++) {
		key = key << 8 | (unsigned char)*word;
		word += *word != '\0';
	}
	return key;
}

static void add_loose(struct search_list *list, const char *bytes, uint32_t at, uint16_t row)
{
	if (list->loose_count == list->room) {
		list->room = list->room * 2 + 64;
		list->loose = memory_resize(list->loose, (size_t)list->room * sizeof(*list->loose));
	}
	list->loose[list->loose_count++] = (struct search_loose){key_of(bytes + at), at, row};
}

/* ASCII letters become small ones, others stay as they are. */
void search_list_put(struct search_list *list, const struct search_word *word, uint16_t row)
{
	uint32_t from = add_bytes(list, word->start, (size_t)(word->end - word->start));
	if (list->bytes.overflowed)
		return;
	for (char *at = list->bytes.bytes + from; *at != '\0'; at++)
		*at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
	add_loose(list, list->bytes.bytes, from, row);
}

/* The rows of a word that is kept end where the next one's begin. */
static uint32_t rows_end(const struct search_list *list, int word)
{
	return word + 1 < list->word_count ? list->words[word + 1].rows : (uint32_t)list->row_count;
}

static int compare(const void *a_, const void *b_, void *bytes)
{
	const struct search_loose *a = a_, *b = b_;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	bool is_whole = (a->key & 0xff) == 0 || a->at == b->at;
	int order = is_whole ? 0 : strcmp((const char *)bytes + a->at, (const char *)bytes + b->at);
	return order != 0 ? order : a->row - b->row;
}

/* Takes a word that isn't before the last one. */
static void keep(struct search_list *list, const char *word, uint16_t row)
{
	struct search_kept *last =
	    list->word_count == 0 ? NULL : &list->words[list->word_count - 1];
	bool is_same = last != NULL && strcmp(list->bytes.bytes + last->at, word) == 0;
	if (is_same && list->rows[list->row_count - 1] == row)
		return;
	if (!is_same)
		list->words[list->word_count++] = (struct search_kept){
		    add_bytes(list, word, strlen(word)), (uint32_t)list->row_count};
	list->rows[list->row_count++] = row;
}

/* Puts all in order. */
static void list_sort(struct search_list *list)
{
	struct search_list all = *list;
	for (int word = 0; word < all.word_count; word++)
		for (uint32_t at = all.words[word].rows; at < rows_end(list, word); at++)
			add_loose(&all, all.bytes.bytes, all.words[word].at, all.rows[at]);
	qsort_r(all.loose, (size_t)all.loose_count, sizeof(*all.loose), compare, all.bytes.bytes);
	*list = (struct search_list){
	    .bytes = buffer_new(all.bytes.maximum),
	    .words = memory_array((size_t)all.loose_count, sizeof(*list->words)),
	    .rows = memory_array((size_t)all.loose_count, sizeof(*list->rows))};
	for (int at = 0; at < all.loose_count; at++)
		keep(list, all.bytes.bytes + all.loose[at].at, all.loose[at].row);
	list->words = memory_resize(list->words, (size_t)list->word_count * sizeof(*list->words));
	list->rows = memory_resize(list->rows, (size_t)list->row_count * sizeof(*list->rows));
	list->bytes.overflowed = list->bytes.overflowed || all.bytes.overflowed;
	search_list_clear(&all);
}

void search_list_settle(struct search_list *list, int loose)
{
	if (list->loose_count > loose || list->bytes.length > BYTES_MOST)
		list_sort(list);
}

bool search_list_is_full(const struct search_list *list)
{
	return list->bytes.overflowed || list->bytes.length > BYTES_MOST ||
	       list->row_count > PLACES_MOST;
}

/* Looking for words ------------------------------------------------------------------------- */

static void mark(struct search_rows *rows, uint16_t row)
{
	rows->has[row / 64] |= (uint64_t)1 << row % 64;
}

/* Whether what begins so is there, in the same order as the words. */
static int against(const struct search_list *list, uint32_t at, const char *beginning,
		   size_t length)
{
	return strncmp(list->bytes.bytes + at, beginning, length);
}

void search_list_look(const struct search_list *list, const char *beginning,
		      struct search_rows *rows)
{
	size_t length = strlen(beginning);
	int word = 0, high = list->word_count;
	while (word < high) {
		int middle = (word + high) / 2;
		if (against(list, list->words[middle].at, beginning, length) < 0)
			word = middle + 1;
		else
			high = middle;
	}
	for (;
	     word < list->word_count && against(list, list->words[word].at, beginning, length) == 0;
	     word++)
		for (uint32_t at = list->words[word].rows; at < rows_end(list, word); at++)
			mark(rows, list->rows[at]);
	for (int at = 0; at < list->loose_count; at++)
		if (against(list, list->loose[at].at, beginning, length) == 0)
			mark(rows, list->loose[at].row);
}

/* False where only the index knows. */
static bool odd_fits(const struct search_list *list, uint32_t at, const char *beginning, bool *fits)
{
	const char *text = list->bytes.bytes + at;
	struct search_word word = {text, text + strlen(text), false};
	enum search_fit its = event_search_fit(&word, beginning);
	*fits = its == SEARCH_FIT_YES;
	return its != SEARCH_FIT_UNSURE;
}

bool search_list_look_odd(const struct search_list *list, const char *beginning,
			  struct search_rows *rows)
{
	bool fits;
	for (int word = 0; word < list->word_count; word++) {
		if (!odd_fits(list, list->words[word].at, beginning, &fits))
			return false;
		for (uint32_t at = list->words[word].rows; fits && at < rows_end(list, word); at++)
			mark(rows, list->rows[at]);
	}
	for (int at = 0; at < list->loose_count; at++) {
		if (!odd_fits(list, list->loose[at].at, beginning, &fits))
			return false;
		if (fits)
			mark(rows, list->loose[at].row);
	}
	return true;
}
