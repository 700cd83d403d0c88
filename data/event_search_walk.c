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
	const char *words[SEARCH_TERMS_MOST];
	int count;
	int seen; /* texts that have one */
};

struct event_search_plan {
	struct search_part *parts;
	int count;
	int common; /* the part that is the most common, or NONE */
	struct near near;
	int step;
	const char *others; /* the other parts, as a query; or "" */
	bool is_sure;       /* what a text's words are for the index is known here */
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

static enum fit fit(const char *word, const char *end, bool is_ascii, const char *beginning)
{
	if (is_ascii && lower(*word) != *beginning)
		return FIT_NO;
	size_t alike = same(word, end, beginning);
	if (beginning[alike] == '\0')
		return FIT_YES;
	if (word + alike < end && may_fold(word + alike))
		return FIT_UNSURE;
	return !is_ascii && may_begin_later(word, end, beginning) ? FIT_UNSURE : FIT_NO;
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
		bool is_ascii = true;
		const char *end = text;
		for (; *end != '\0' && *end != ' '; end++)
			is_ascii = is_ascii && (unsigned char)*end < 0x80;
		enum fit its = end == text ? FIT_NO : fit(text, end, is_ascii, beginning);
		if (its == FIT_UNSURE ||
		    (its == FIT_YES && !keep(near, text, (size_t)(end - text), arena)))
			return false;
		any = any || its == FIT_YES;
		text = *end == ' ' ? end + 1 : end;
	}
	near->seen += any;
	return true;
}

/* Reading texts ------------------------------------------------------------------------------ */

/* Looks for the words of one part in the newest `most` texts before a row, of
 * those that have the others, or of all, until it has enough for a page; gives
 * the last row, 0 when there were fewer. */
static bool read_texts(struct db *db, struct event_search_plan *plan, int64_t before, int most,
		       struct arena *arena, int64_t *last, struct fault *fault)
{
	int count = 0;
	const char *found = plan->others, *beginning = plan->parts[plan->common].text;
	int page = plan->near.seen + enough[found[0] != '\0'];
	struct query *query = db_query(db, found[0] == '\0' ? &WALK_ALL : &WALK_FOUND);
	query_text(query, 1, found);
	query_int(query, 2, before);
	query_int(query, 3, most);
	while (plan->is_sure && plan->near.seen < page && query_next(query)) {
		*last = row_int(query, "place");
		plan->is_sure = look(row_text(query, "words", arena), beginning, &plan->near, arena);
		count++;
	}
	if (count < most && plan->near.seen < page)
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
	buffer_free(&out);
	return good;
}

/* Which part is the most common, by a sample of the newest texts. */
static bool find_common(struct db *db, struct event_search_plan *plan, int64_t before,
			struct arena *arena, struct fault *fault)
{
	int64_t last;
	int most = NONE, seen = 0;
	for (int at = 0; at < plan->count; at++) {
		plan->common = at;
		plan->near = (struct near){.count = 0};
		plan->is_sure = true;
		if (!plan->parts[at].is_looked_up)
			continue;
		if (!read_texts(db, plan, before, SAMPLE, arena, &last, fault))
			return false;
		bool is_common = plan->near.seen >= COMMON ||
				 (plan->near.seen >= SOME && plan->near.count >= SOME);
		if (plan->is_sure && is_common && plan->near.seen > seen) {
			most = at;
			seen = plan->near.seen;
		}
	}
	plan->near = (struct near){.count = 0};
	plan->common = most;
	plan->is_sure = most != NONE;
	return !plan->is_sure || add_others(db, plan, arena, fault);
}

static bool make_plan(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	bool is_long;
	struct event_search_plan *plan = arena_alloc(arena, sizeof(*plan));
	plan->parts = event_search_parts(walk->text, arena, &plan->count);
	plan->others = "";
	walk->plan = plan;
	return is_much(db, &is_long, fault) &&
	       (!is_long || find_common(db, plan, walk->before, arena, fault));
}

/* Steps ------------------------------------------------------------------------------------ */

static const char *near_query(const struct event_search_plan *plan, struct arena *arena)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	buffer_format(&out, "%s%s(\"%s\"", plan->others, plan->others[0] == '\0' ? "" : " AND ",
		      plan->parts[plan->common].text);
	for (int word = 0; word < plan->near.count; word++)
		buffer_format(&out, " OR \"%s\"", plan->near.words[word]);
	buffer_add_char(&out, ')');
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
		int most = windows[plan->others[0] != '\0'][plan->step++];
		if (!read_texts(db, plan, walk->before, most, arena, &walk->from, fault))
			return false;
		walk->query = near_query(plan, arena);
		if (plan->is_sure)
			return true;
	}
	walk->from = 0;
	return event_search_query(db, walk->text, arena, &walk->query, fault);
}
