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
#define SAMPLE       300     /* of the newest texts: what is in COMMON of them is common */
#define COMMON       9
#define WINDOW_COUNT 2

static const int windows[WINDOW_COUNT] = {2000, 8000}; /* texts that are read for a step */

SQL_SCAN(WALK_NEWEST, "SELECT rowid AS place FROM event_search ORDER BY rowid DESC LIMIT 1");
SQL_SCAN(WALK_ALL, "SELECT rowid AS place, words FROM event_search WHERE $1 = '' AND rowid < $2 "
		   "ORDER BY rowid DESC LIMIT $3");
SQL_READ(WALK_FOUND, "SELECT rowid AS place, words FROM event_search WHERE words MATCH $1 "
		     "AND rowid < $2 ORDER BY rowid DESC LIMIT $3");

/* A common beginning, and the words of a window that begin so. */
struct near {
	const char *words[SEARCH_TERMS_MOST];
	int count;
	int seen; /* texts that have one */
};

struct event_search_plan {
	struct search_part *parts;
	struct near *near; /* of each part; NULL: nothing is common */
	bool *is_common;
	int count;
	int step;
	const char *rare; /* the parts that aren't common, as a query; or "" */
	bool is_sure;     /* what a text's words are for the index is known here */
};

/* Words of a text --------------------------------------------------------------------------- */

enum fit { FIT_NO, FIT_YES, FIT_UNSURE };

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* How many bytes of the beginning the word has. */
static size_t same(const char *word, const char *end, const char *beginning)
{
	size_t at = 0;
	while (word + at < end && beginning[at] != '\0' && lower(word[at]) == beginning[at])
		at++;
	return at;
}

/* Letters that the index takes for Latin ones without their marks, and marks. */
static bool may_fold(const char *at)
{
	uint32_t character = text_next(&at);
	return (character >= 0x80 && character < 0x370) ||
	       (character >= 0x1E00 && character <= 0x1EFF) || character == 0x212A ||
	       character == 0x212B;
}

/* The index may see several words where other than ASCII stands between. */
static bool may_begin_later(const char *word, const char *end, const char *beginning)
{
	for (const char *at = word; at < end; at++)
		if ((unsigned char)*at >= 0x80 && beginning[same(at + 1, end, beginning)] == '\0')
			return true;
	return false;
}

static enum fit fit(const char *word, const char *end, const char *beginning)
{
	size_t alike = same(word, end, beginning);
	if (beginning[alike] == '\0')
		return FIT_YES;
	if (word + alike < end && may_fold(word + alike))
		return FIT_UNSURE;
	return may_begin_later(word, end, beginning) ? FIT_UNSURE : FIT_NO;
}

/* Keeps a word that isn't there yet; false when there are too many. */
static bool keep(struct near *near, const char *word, size_t length, struct arena *arena)
{
	for (int at = 0; at < near->count; at++)
		if (strncmp(near->words[at], word, length) == 0 && near->words[at][length] == '\0')
			return true;
	if (near->count == SEARCH_TERMS_MOST)
		return false;
	near->words[near->count++] = arena_copy_text(arena, word, length);
	return true;
}

/* Takes the words of a text that begin so; false when that can't be told here. */
static bool look(const char *text, const char *beginning, struct near *near, struct arena *arena)
{
	bool any = false;
	while (*text != '\0') {
		const char *end = text + strcspn(text, " ");
		enum fit its = end == text ? FIT_NO : fit(text, end, beginning);
		if (its == FIT_UNSURE ||
		    (its == FIT_YES && !keep(near, text, (size_t)(end - text), arena)))
			return false;
		any = any || its == FIT_YES;
		text = end + strspn(end, " ");
	}
	near->seen += any;
	return true;
}

/* Reading texts ------------------------------------------------------------------------------ */

/* Looks at the newest `most` texts before a row, of those that the query finds
 * or, where it is "", of all; gives the last row, 0 when there were fewer. */
static bool read_texts(struct db *db, struct event_search_plan *plan, const char *found,
		       int64_t before, int most, struct arena *arena, int64_t *last,
		       struct fault *fault)
{
	int count = 0;
	struct query *query = db_query(db, found[0] == '\0' ? &WALK_ALL : &WALK_FOUND);
	query_text(query, 1, found);
	query_int(query, 2, before);
	query_int(query, 3, most);
	while (plan->is_sure && query_next(query)) {
		*last = row_int(query, "place");
		const char *words = row_text(query, "words", arena);
		count++;
		for (int at = 0; at < plan->count && plan->is_sure; at++)
			if (plan->is_common[at])
				plan->is_sure = look(words, plan->parts[at].text, &plan->near[at], arena);
	}
	if (count < most)
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

/* The parts that aren't common, as a query. */
static bool find_rare(struct db *db, struct event_search_plan *plan, struct arena *arena,
		      struct fault *fault)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	bool good = true;
	for (int at = 0; good && at < plan->count; at++)
		if (!plan->is_common[at])
			good = event_search_add(db, &plan->parts[at], &out, fault);
	plan->rare = out.length == 0 ? "" : arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return good;
}

/* Which parts are common, by a sample of the newest texts. */
static bool find_common(struct db *db, struct event_search_plan *plan, int64_t before,
			struct arena *arena, struct fault *fault)
{
	bool any = false;
	int64_t last;
	for (int at = 0; at < plan->count; at++)
		plan->is_common[at] = plan->parts[at].is_looked_up;
	if (!read_texts(db, plan, "", before, SAMPLE, arena, &last, fault))
		return false;
	for (int at = 0; at < plan->count; at++) {
		plan->is_common[at] = plan->is_common[at] && plan->near[at].seen >= COMMON;
		any = any || plan->is_common[at];
	}
	plan->is_sure = plan->is_sure && any;
	return !plan->is_sure || find_rare(db, plan, arena, fault);
}

static bool make_plan(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	struct event_search_plan *plan = arena_alloc(arena, sizeof(*plan));
	plan->parts = event_search_parts(walk->text, arena, &plan->count);
	plan->near = arena_array(arena, (size_t)plan->count + 1, sizeof(*plan->near));
	plan->is_common = arena_array(arena, (size_t)plan->count + 1, sizeof(*plan->is_common));
	walk->plan = plan;
	return is_much(db, &plan->is_sure, fault) &&
	       (!plan->is_sure || find_common(db, plan, walk->before, arena, fault));
}

/* Steps ------------------------------------------------------------------------------------ */

static const char *near_query(const struct event_search_plan *plan, struct arena *arena)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	buffer_add_text(&out, plan->rare);
	for (int at = 0; at < plan->count; at++) {
		if (!plan->is_common[at])
			continue;
		buffer_format(&out, "%s(\"%s\"", out.length > 0 ? " AND " : "", plan->parts[at].text);
		for (int word = 0; word < plan->near[at].count; word++)
			buffer_format(&out, " OR \"%s\"", plan->near[at].words[word]);
		buffer_add_char(&out, ')');
	}
	const char *query = arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return query;
}

bool event_search_step(struct db *db, struct event_search_walk *walk, struct arena *arena,
		       struct fault *fault)
{
	if (walk->plan == NULL && !make_plan(db, walk, arena, fault))
		return false;
	struct event_search_plan *plan = walk->plan;
	if (plan->is_sure && plan->step < WINDOW_COUNT) {
		int most = windows[plan->step++];
		if (!read_texts(db, plan, plan->rare, walk->before, most, arena, &walk->from, fault))
			return false;
		walk->query = near_query(plan, arena);
		if (plan->is_sure)
			return true;
	}
	walk->from = 0;
	return event_search_query(db, walk->text, arena, &walk->query, fault);
}
