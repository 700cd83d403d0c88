/*
 * Event search, walking: common words are looked for in the newest texts
 * first.  See event_search.h.
 *
 * To find the words that begin like a word (event_search_terms.c) the index
 * walks over all that it has of that word: nothing where it was said a
 * thousand times, tens of milliseconds where it was said ten million times.
 * But what is so common is found among the newest texts.  So where much was
 * said, those are read, the words that are in them are asked for, and only
 * what is older needs the words of all times.
 */
#include "data/event_search_internal.h"

#include <string.h>

#include "data/text.h"

#define MUCH         2000000 /* rows, from which on looking words up may take long */
#define SAMPLE       300     /* of the newest texts: what is in COMMON of them is common, */
#define COMMON       9
#define SOME         3 /* and what begins several words in them takes long where it is in some */
#define WINDOW_COUNT 2
#define WALKED_MOST  8   /* parts: each text is looked at for each of them */
#define WORD_BYTES   255 /* longer words are left to the index */
#define READ_MOST    ((size_t)4 * 1024 * 1024) /* bytes of texts for a step */

/* Texts that are read for a step: of all, and of those that have the other words.  So many that
 * have the common one fill a page: of all, those of one conversation stand together. */
static const int windows[2][WINDOW_COUNT] = {{2000, 8000}, {1000, 4000}};
static const int enough[2] = {400, 100};

SQL_SCAN(WALK_NEWEST, "SELECT rowid AS place FROM event_search ORDER BY rowid DESC LIMIT 1");
SQL_SCAN(WALK_ALL, "SELECT rowid AS place, words FROM event_search WHERE $1 = '' AND rowid < $2 "
		   "ORDER BY rowid DESC LIMIT $3");
SQL_READ(WALK_FOUND, "SELECT rowid AS place, words FROM event_search WHERE words MATCH $1 "
		     "AND rowid < $2 ORDER BY rowid DESC LIMIT $3");

#define NONE (-1)

/* The words of some texts that begin like a common one. */
struct near {
	const char *beginning;
	const char *words[SEARCH_TERMS_MOST];
	int count;
	int seen;     /* texts that have one */
	bool has;     /* the text that is looked at has one */
	bool is_sure; /* what the texts' words are for the index is known here */
};

struct event_search_plan {
	struct search_part *parts;
	int count;
	int common; /* the part that is the most common, or NONE */
	struct near near;
	int step;
	const char *others; /* the other parts, as a query; or "" */
};

/* Characters -------------------------------------------------------------------------------- */

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t at = 0; at < count; at++)
		if (character >= ranges[at].first && character <= ranges[at].last)
			return true;
	return false;
}

/* Signs that stand in the rows as if they were letters; for the index they are
 * between words: times, divided, Arabic and Indian points, full-width ones. */
static bool is_sign(uint32_t character)
{
	static const struct range signs[] = {{0xD7, 0xD7},     {0xF7, 0xF7},     {0x60C, 0x60C},
					     {0x61B, 0x61B},   {0x61F, 0x61F},   {0x964, 0x965},
					     {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}};
	return is_in(signs, sizeof(signs) / sizeof(*signs), character);
}

/* Letters of which it is known here that the index goes on with the word:
 * Latin and Cyrillic ones.  Behind all others it may begin a new one. */
static bool goes_on(uint32_t character)
{
	static const struct range letters[] = {
	    {'0', 'z'}, {0xC0, 0x24F}, {0x400, 0x481}, {0x48A, 0x527}, {0x1E00, 0x1EFF}};
	return is_in(letters, sizeof(letters) / sizeof(*letters), character);
}

/* Letters that the index takes for Latin ones without their marks, and marks. */
static bool may_fold(const char *at)
{
	static const struct range folded[] = {{0x80, 0x36F}, {0x1E00, 0x1EFF}, {0x212A, 0x212B}};
	return is_in(folded, sizeof(folded) / sizeof(*folded), text_next(&at));
}

/* Words of a text --------------------------------------------------------------------------- */

enum fit { FIT_NO, FIT_YES, FIT_UNSURE };

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Whether the word begins so as far as can be told by its bytes. */
static enum fit begins(const char *word, const char *end, const char *beginning)
{
	while (word < end && *beginning != '\0' && lower(*word) == *beginning) {
		word++;
		beginning++;
	}
	if (*beginning == '\0')
		return FIT_YES;
	return word < end && may_fold(word) ? FIT_UNSURE : FIT_NO;
}

/* Whether the index may see a word that begins so behind the first one. */
static bool may_begin_later(const char *word, const char *end, const char *beginning)
{
	while (word < end)
		if (!goes_on(text_next(&word)) && begins(word, end, beginning) != FIT_NO)
			return true;
	return false;
}

static enum fit fit(const char *word, const char *end, bool is_ascii, const char *beginning)
{
	enum fit its = begins(word, end, beginning);
	return its == FIT_NO && !is_ascii && may_begin_later(word, end, beginning) ? FIT_UNSURE : its;
}

/* Keeps a word that isn't there yet; false when it is too long or there are too many. */
static bool keep(struct near *near, const char *word, size_t length, struct arena *arena)
{
	for (int at = 0; at < near->count; at++)
		if (strncmp(near->words[at], word, length) == 0 && near->words[at][length] == '\0')
			return true;
	if (length > WORD_BYTES || near->count == SEARCH_TERMS_MOST)
		return false;
	near->words[near->count++] = arena_copy_text(arena, word, length);
	return true;
}

static void look_at_word(struct near *near, const char *word, const char *end, bool is_ascii,
			 struct arena *arena)
{
	enum fit its = near->is_sure ? fit(word, end, is_ascii, near->beginning) : FIT_NO;
	if (its == FIT_NO)
		return;
	near->seen += !near->has;
	near->has = true;
	near->is_sure = its == FIT_YES && keep(near, word, (size_t)(end - word), arena);
}

static const char *word_end(const char *text, bool *is_ascii)
{
	const char *next = text;
	*is_ascii = true;
	for (; *text != '\0' && *text != ' '; text = next) {
		uint32_t character = text_next(&next);
		if (character < 0x80)
			continue;
		if (is_sign(character))
			break;
		*is_ascii = false;
	}
	return text;
}

/* Takes the words of a text that begin so. */
static void look(const char *text, struct near *nears, int count, struct arena *arena)
{
	for (int at = 0; at < count; at++)
		nears[at].has = false;
	while (*text != '\0') {
		bool is_ascii;
		const char *end = word_end(text, &is_ascii);
		for (int at = 0; at < count && end > text; at++)
			look_at_word(&nears[at], text, end, is_ascii, arena);
		text = end;
		text_next(&text);
	}
}

/* Reading texts ------------------------------------------------------------------------------ */

/* What is looked for in the newest `most` texts before a row, of those that
 * have the others, or of all where that is "". */
struct reading {
	struct near *nears;
	int count;
	const char *others;
	int64_t before;
	int most;
	int page; /* so many texts are enough */
};

static bool is_enough(const struct reading *reading)
{
	for (int at = 0; at < reading->count; at++)
		if (reading->nears[at].is_sure && reading->nears[at].seen < reading->page)
			return false;
	return true;
}

/* Gives the last row that was read, 0 when there were fewer.  The texts are
 * looked at where they lie: there may be thousands. */
static bool read_texts(struct db *db, const struct reading *reading, struct arena *arena,
		       int64_t *last, struct fault *fault)
{
	int count = 0;
	size_t bytes = 0, length;
	bool is_there = true;
	struct query *query = db_query(db, reading->others[0] == '\0' ? &WALK_ALL : &WALK_FOUND);
	query_text(query, 1, reading->others);
	query_int(query, 2, reading->before);
	query_int(query, 3, reading->most);
	while (bytes < READ_MOST && !is_enough(reading) && (is_there = query_next(query))) {
		*last = row_int(query, "place");
		look(row_peek(query, "words", &length), reading->nears, reading->count, arena);
		bytes += length;
		count++;
	}
	if (!is_there && count < reading->most)
		*last = 0;
	return query_end(&query, fault);
}

static bool is_much(struct db *db, bool *is, struct fault *fault)
{
	struct query *query = db_query(db, &WALK_NEWEST);
	*is = query_next(query) && row_int(query, "place") > MUCH;
	return query_end(&query, fault);
}

/* The plan ----------------------------------------------------------------------------------- */

static bool add_others(struct db *db, struct event_search_plan *plan, struct arena *arena,
		       struct fault *fault)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	bool good = true;
	for (int at = 0; good && at < plan->count; at++)
		if (at != plan->common)
			good = event_search_add(db, &plan->parts[at], &out, fault);
	if (good && out.length > 0)
		plan->others = arena_copy_text(arena, out.bytes, out.length);
	plan->near.is_sure = !out.overflowed;
	buffer_free(&out);
	return good;
}

static bool is_common(const struct near *near)
{
	return near->is_sure &&
	       (near->seen >= COMMON || (near->seen >= SOME && near->count >= SOME));
}

/* Which part is the most common, by a sample of the newest texts. */
static bool find_common(struct db *db, struct event_search_plan *plan, int64_t before,
			struct arena *arena, struct fault *fault)
{
	int64_t last;
	struct near *nears = arena_array(arena, WALKED_MOST, sizeof(*nears));
	for (int at = 0; at < plan->count; at++) {
		nears[at].beginning = plan->parts[at].text;
		nears[at].is_sure = plan->parts[at].is_looked_up;
	}
	struct reading sample = {nears, plan->count, "", before, SAMPLE, SAMPLE + 1};
	if (!read_texts(db, &sample, arena, &last, fault))
		return false;
	for (int at = 0; at < plan->count; at++)
		if (is_common(&nears[at]) &&
		    (plan->common == NONE || nears[at].seen > nears[plan->common].seen))
			plan->common = at;
	if (plan->common == NONE)
		return true;
	plan->near.beginning = plan->parts[plan->common].text;
	return add_others(db, plan, arena, fault);
}

static bool make_plan(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	bool is_long;
	struct event_search_plan *plan = arena_alloc(arena, sizeof(*plan));
	plan->parts = event_search_parts(walk->text, arena, &plan->count);
	plan->others = "";
	plan->common = NONE;
	walk->plan = plan;
	return is_much(db, &is_long, fault) && (!is_long || plan->count > WALKED_MOST ||
						find_common(db, plan, walk->before, arena, fault));
}

/* Steps ------------------------------------------------------------------------------------ */

/* False when it is too long. */
static bool near_query(const struct event_search_plan *plan, struct arena *arena, const char **found)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	buffer_format(&out, "%s%s(\"%s\"", plan->others, plan->others[0] == '\0' ? "" : " AND ",
		      plan->near.beginning);
	for (int word = 0; word < plan->near.count; word++)
		buffer_format(&out, " OR \"%s\"", plan->near.words[word]);
	buffer_add_char(&out, ')');
	bool good = !out.overflowed;
	if (good)
		*found = arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return good;
}

bool event_search_step(struct db *db, struct event_search_walk *walk, struct arena *arena,
		       struct fault *fault)
{
	if (walk->plan == NULL && !make_plan(db, walk, arena, fault))
		return false;
	struct event_search_plan *plan = walk->plan;
	if (plan->near.is_sure && plan->step < WINDOW_COUNT) {
		bool by_others = plan->others[0] != '\0';
		struct reading window = {&plan->near,
					 1,
					 plan->others,
					 walk->before,
					 windows[by_others][plan->step++],
					 plan->near.seen + enough[by_others]};
		if (!read_texts(db, &window, arena, &walk->from, fault))
			return false;
		if (plan->near.is_sure && near_query(plan, arena, &walk->query))
			return true;
		plan->near.is_sure = false;
	}
	walk->from = 0;
	return event_search_query(db, walk->text, arena, &walk->query, fault);
}
