/*
 * Event search, walking: common words are looked for in the newest texts
 * first.  See event_search.h.
 *
 * To find the words that begin like a word (event_search_terms.c) the index
 * walks over all that it has of that word: nothing where it was said a
 * thousand times, tens of milliseconds where it was said ten million times.
 * But what is so common is found among the newest texts, whose words are
 * remembered (event_search_blocks.c).  So where much was said, those are
 * searched first.  Behind them a common word is looked for in the texts that
 * have the other ones, and only then with the words of all times.
 */
#include "data/event_search_internal.h"

#include <string.h>

#define MUCH         100000 /* rows, from which on the newest are searched first */
#define BLOCKS_ONCE  64     /* that are looked at for a page */
#define READ_ONCE    8      /* of them, at most: the others are remembered */
#define ENOUGH       64     /* conversations for a page, and some that somebody may not see; */
#define MORE         4      /* so many times as many for the next step */
#define COMMON       30     /* of a thousand texts: what is in them is common */
#define WINDOW_COUNT 2
#define WALKED_MOST  8                         /* parts: each text is looked at for each of them */
#define READ_MOST    ((size_t)4 * 1024 * 1024) /* bytes of texts for a step */
#define WORD_BYTES   255                       /* longer words are left to the index */

/* Texts that are read for a step, of those that have the other words, and how many that have the
 * common one fill a page. */
static const int windows[WINDOW_COUNT] = {1000, 4000};
#define ENOUGH_OTHERS 100

SQL_READ(WALK_FOUND, "SELECT rowid AS place, words FROM event_search WHERE words MATCH $1 "
		     "AND rowid < $2 ORDER BY rowid DESC LIMIT $3");

#define NONE (-1)

/* The words of some texts that begin like a common one. */
struct near {
	const char *beginning;
	const char *words[SEARCH_TERMS_MOST];
	int count;
	int seen;     /* texts that have one */
	bool is_sure; /* what the texts' words are for the index is known */
};

struct event_search_plan {
	struct search_parts parts;
	struct search_blocks *blocks;
	int64_t newest;
	int blocks_left, reads_left;
	int enough;            /* conversations of the next step through the newest texts */
	int seen[WALKED_MOST]; /* texts there that have the part, */
	int looked_at;         /* of so many */
	struct near near;
	int step;
	const char *others; /* the other parts, as a query */
};

/* The newest texts -------------------------------------------------------------------------- */

static bool is_looked_up(const struct event_search_plan *plan)
{
	for (int at = 0; at < plan->parts.count; at++)
		if (!plan->parts.list[at].is_looked_up)
			return false;
	return true;
}

static int count_rows(const struct search_rows *rows)
{
	int count = 0;
	for (int at = 0; at < SEARCH_BLOCK_ROWS / 64; at++)
		count += __builtin_popcountll(rows->has[at]);
	return count;
}

/* The rows of a block that have all parts which are looked up. */
static bool look(struct db *db, struct event_search_plan *plan, int64_t row,
		 struct search_rows *all, struct fault *fault)
{
	struct search_rows rows;
	*all = (struct search_rows){.is_known = true};
	memset(all->has, 0xff, sizeof(all->has));
	for (int at = 0; at < plan->parts.count; at++) {
		if (!plan->parts.list[at].is_looked_up)
			continue;
		if (!event_search_block_look(db, plan->blocks, row, &plan->reads_left,
					     plan->parts.list[at].text, &rows, fault))
			return false;
		plan->seen[at] += count_rows(&rows);
		all->is_known = all->is_known && rows.is_known;
		all->count = rows.count;
		all->talks = rows.talks;
		for (int word = 0; word < SEARCH_BLOCK_ROWS / 64; word++)
			all->has[word] &= rows.has[word];
	}
	plan->looked_at += all->is_known ? all->count : 0;
	plan->blocks_left = all->is_known ? plan->blocks_left - 1 : 0;
	return true;
}

/* Conversations that are known from newer rows of the same step. */
struct found {
	int64_t *rows;
	uint64_t *talks;
	int count;
};

static bool is_known(const struct found *found, uint64_t talk)
{
	for (int at = 0; at < found->count; at++)
		if (found->talks[at] == talk)
			return true;
	return false;
}

/* Takes the newest row of each conversation until there is enough; the last row that it came to. */
static int64_t take(struct found *found, const struct search_rows *rows, int64_t first,
		    int64_t before, int enough)
{
	int64_t last = first + SEARCH_BLOCK_ROWS;
	for (int64_t row = before < last ? before - 1 : last - 1; row >= first; row--) {
		int place = (int)(row - first);
		if ((rows->has[place / 64] >> place % 64 & 1) == 0 ||
		    is_known(found, rows->talks[place]))
			continue;
		found->talks[found->count] = rows->talks[place];
		found->rows[found->count++] = row;
		if (found->count == enough)
			return row;
	}
	return first;
}

/* A step through the newest texts, as far as they are known. */
static bool step_back(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	struct event_search_plan *plan = walk->plan;
	struct search_rows rows;
	struct found found = {arena_array(arena, (size_t)plan->enough, sizeof(*found.rows)),
			      arena_array(arena, (size_t)plan->enough, sizeof(*found.talks)), 0};
	int64_t from = walk->before > plan->newest ? plan->newest + 1 : walk->before;
	while (plan->blocks_left > 0 && from > 1 && found.count < plan->enough) {
		int64_t first = (from - 1) - (from - 1) % SEARCH_BLOCK_ROWS;
		if (!look(db, plan, first, &rows, fault))
			return false;
		if (rows.is_known)
			from = take(&found, &rows, first, from, plan->enough);
	}
	plan->enough *= MORE;
	walk->rows = found.rows;
	walk->row_count = found.count;
	walk->from = from;
	return true;
}

/* How common the parts are, where not all of them can be looked for there. */
static bool survey(struct db *db, struct event_search_walk *walk, struct fault *fault)
{
	struct event_search_plan *plan = walk->plan;
	struct search_rows rows;
	int64_t from = walk->before > plan->newest ? plan->newest + 1 : walk->before;
	while (plan->blocks_left > BLOCKS_ONCE - READ_ONCE && from > 1) {
		from = (from - 1) - (from - 1) % SEARCH_BLOCK_ROWS;
		if (!look(db, plan, from, &rows, fault))
			return false;
	}
	plan->blocks_left = 0;
	return true;
}

/* Texts that have the others ---------------------------------------------------------------- */

/* The most common part, if it is in many texts. */
static int common_part(const struct event_search_plan *plan)
{
	int common = NONE, most = (int)((int64_t)plan->looked_at * COMMON / 1000);
	for (int at = 0; at < plan->parts.count && at < WALKED_MOST; at++)
		if (plan->seen[at] > most) {
			common = at;
			most = plan->seen[at];
		}
	return common;
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

/* Takes the words of a text that begin so. */
static void read_words(struct near *near, const char *text, struct arena *arena)
{
	struct search_word word;
	bool has = false;
	while (near->is_sure && event_search_next_word(&text, &word)) {
		enum search_fit its = event_search_fit(&word, near->beginning);
		if (its == SEARCH_FIT_NO)
			continue;
		near->is_sure = its == SEARCH_FIT_YES &&
				keep(near, word.start, (size_t)(word.end - word.start), arena);
		has = true;
	}
	near->seen += has;
}

/* Reads the newest `most` texts before walk->before that have the others, or
 * as many as fill a page; walk->from is the last of them, 0 when there were
 * fewer.  They are looked at where they lie: there may be thousands. */
static bool read_texts(struct db *db, struct event_search_walk *walk, int most, struct arena *arena,
		       struct fault *fault)
{
	struct near *near = &walk->plan->near;
	int count = 0, page = near->seen + ENOUGH_OTHERS;
	size_t bytes = 0, length;
	bool is_there = true;
	struct query *query = db_query(db, &WALK_FOUND);
	query_text(query, 1, walk->plan->others);
	query_int(query, 2, walk->before);
	query_int(query, 3, most);
	while (bytes < READ_MOST && near->is_sure && near->seen < page &&
	       (is_there = query_next(query))) {
		walk->from = row_int(query, "place");
		read_words(near, row_peek(query, "words", &length), arena);
		bytes += length;
		count++;
	}
	if (!is_there && count < most)
		walk->from = 0;
	return query_end(&query, fault);
}

/* False when it is too long. */
static bool take_query(struct buffer *out, struct arena *arena, const char **found)
{
	bool good = !out->overflowed;
	if (good)
		*found = arena_copy_text(arena, out->bytes, out->length);
	buffer_free(out);
	return good;
}

static bool add_others(struct db *db, struct event_search_plan *plan, int common,
		       struct arena *arena, struct fault *fault)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	bool good = true;
	plan->near = (struct near){.beginning = plan->parts.list[common].text};
	for (int at = 0; good && at < plan->parts.count; at++)
		if (at != common)
			good = event_search_add(db, &plan->parts.list[at], &out, fault);
	plan->near.is_sure = good && out.length > 0 && take_query(&out, arena, &plan->others);
	buffer_free(&out);
	return good;
}

/* The others, and the common one as it is in the texts that were read; NULL
 * where it is in none. */
static bool others_query(const struct event_search_plan *plan, struct arena *arena,
			 const char **found)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	*found = NULL;
	if (plan->near.count == 0)
		return true;
	buffer_format(&out, "%s AND ", plan->others);
	for (int word = 0; word < plan->near.count; word++)
		buffer_format(&out, "%s\"%s\"", word == 0 ? "(" : " OR ", plan->near.words[word]);
	buffer_add_char(&out, ')');
	return take_query(&out, arena, found);
}

/* A step through the texts that have the others, if the common part has some. */
static bool step_by_others(struct db *db, struct event_search_walk *walk, bool *is_there,
			   struct arena *arena, struct fault *fault)
{
	struct event_search_plan *plan = walk->plan;
	int common = common_part(plan);
	if (common == NONE || plan->parts.count == 1 || plan->step == WINDOW_COUNT)
		return true;
	if ((plan->step == 0 && !add_others(db, plan, common, arena, fault)) ||
	    !read_texts(db, walk, windows[plan->step++], arena, fault))
		return false;
	*is_there = plan->near.is_sure && others_query(plan, arena, &walk->query);
	if (!*is_there)
		plan->step = WINDOW_COUNT;
	return true;
}

/* Steps ------------------------------------------------------------------------------------- */

static bool make_plan(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	struct event_search_plan *plan = walk->plan = arena_alloc(arena, sizeof(*plan));
	if (!event_search_parts(db, walk->text, arena, &plan->parts, fault))
		return false;
	if (plan->parts.count == 0 || plan->parts.count > WALKED_MOST)
		return true;
	if (!event_search_blocks(db, &plan->blocks, &plan->newest, fault))
		return false;
	if (plan->newest <= MUCH)
		return true;
	plan->blocks_left = BLOCKS_ONCE;
	plan->reads_left = READ_ONCE;
	plan->enough = ENOUGH;
	return is_looked_up(plan) || survey(db, walk, fault);
}

bool event_search_step(struct db *db, struct event_search_walk *walk, struct arena *arena,
		       struct fault *fault)
{
	bool is_there = false;
	if (walk->plan == NULL && !make_plan(db, walk, arena, fault))
		return false;
	walk->row_count = 0;
	walk->query = NULL;
	if (walk->plan->blocks_left > 0)
		return step_back(db, walk, arena, fault);
	if (!step_by_others(db, walk, &is_there, arena, fault))
		return false;
	if (is_there)
		return true;
	walk->from = 0;
	return event_search_query(db, walk->text, arena, &walk->query, fault);
}
