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

#define MUCH         2000000 /* rows, from which on looking words up may take long */
#define BLOCKS_ONCE  64      /* that are looked at for a page */
#define READ_ONCE    8       /* of them, at most: the others are remembered */
#define ENOUGH       400     /* texts, to fill a page: those of one conversation stand together; */
#define MORE         4       /* so many times as many for the next step where they don't */
#define ROWS_LEAST   1500    /* likewise: a page of conversations has about as many */
#define LEAST        50      /* texts: of what has fewer, the index has little to walk over */
#define COMMON       30      /* of a thousand texts: what is in them is common, */
#define SOME         10      /* and what begins several words takes long where it is in some */
#define SEVERAL      3
#define WINDOW_COUNT 2
#define WALKED_MOST  8                         /* parts: each text is looked at for each of them */
#define READ_MOST    ((size_t)4 * 1024 * 1024) /* bytes of texts for a step */

/* Texts that are read for a step, of those that have the other words, and how many that have the
 * common one fill a page. */
static const int windows[WINDOW_COUNT] = {1000, 4000};
#define ENOUGH_OTHERS 100

SQL_READ(WALK_FOUND, "SELECT rowid AS place, words FROM event_search WHERE words MATCH $1 "
		     "AND rowid < $2 ORDER BY rowid DESC LIMIT $3");

#define NONE (-1)

struct event_search_plan {
	struct search_part *parts;
	int count;
	struct search_blocks *blocks;
	int64_t newest;
	int blocks_left, reads_left;
	int enough;    /* texts of the next step through the newest ones; more each time */
	bool is_known; /* what is common */
	int common;    /* the part that is the most common, or NONE */
	struct search_near near;
	int step;
	const char *others; /* the other parts, as a query; or "" */
};

/* Queries ------------------------------------------------------------------------------------- */

static void add_near(struct buffer *out, const struct search_near *near)
{
	for (int word = 0; word < near->count; word++)
		buffer_format(out, "%s\"%s\"", word == 0 ? "(" : " OR ", near->words[word]);
	buffer_add_char(out, ')');
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

/* The newest texts ------------------------------------------------------------------------------
 */

/* What was looked at, from a row on: all words there that begin like the parts. */
struct window {
	struct search_near *nears; /* of each part */
	int64_t from;
	int rows;
};

/* How many of its texts have all parts, if they have them by chance. */
static double expected(const struct event_search_plan *plan, const struct window *window)
{
	double texts = window->rows;
	for (int at = 0; at < plan->count && window->rows > 0; at++)
		if (plan->parts[at].is_looked_up)
			texts *= (double)window->nears[at].seen / window->rows;
	return texts;
}

static bool is_enough(const struct event_search_plan *plan, const struct window *window)
{
	return window->rows >= ROWS_LEAST && expected(plan, window) >= plan->enough;
}

static bool is_sure(const struct event_search_plan *plan, const struct window *window)
{
	for (int at = 0; at < plan->count; at++)
		if (plan->parts[at].is_looked_up && !window->nears[at].is_sure)
			return false;
	return true;
}

/* Looks at the blocks before a row until there is enough; none more where one isn't known. */
static bool look_back(struct db *db, struct event_search_plan *plan, int64_t before,
		      struct window *window, struct arena *arena, struct fault *fault)
{
	int rows;
	window->from = before > plan->newest ? plan->newest + 1 : before;
	while (plan->blocks_left > 0 && window->from > 1 && !is_enough(plan, window)) {
		int64_t row = window->from - 1;
		if (!event_search_block_look(db, plan->blocks, row, &plan->reads_left,
					     window->nears, plan->count, &rows, arena, fault))
			return false;
		bool is_known = rows != SEARCH_UNKNOWN && is_sure(plan, window);
		plan->blocks_left = is_known ? plan->blocks_left - 1 : 0;
		window->from = is_known ? row - row % SEARCH_BLOCK_ROWS : window->from;
		window->rows += is_known ? rows : 0;
	}
	return true;
}

/* All parts as they are in the window. */
static bool window_query(const struct event_search_plan *plan, const struct window *window,
			 struct arena *arena, const char **found)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	for (int at = 0; at < plan->count; at++) {
		if (at > 0)
			buffer_add_text(&out, " AND ");
		if (plan->parts[at].is_looked_up)
			add_near(&out, &window->nears[at]);
		else
			buffer_format(&out, "\"%s\"", plan->parts[at].text);
	}
	return take_query(&out, arena, found);
}

static void find_common(struct event_search_plan *plan, const struct window *window)
{
	int most = 0;
	plan->is_known = true;
	for (int at = 0; at < plan->count; at++) {
		const struct search_near *near = &window->nears[at];
		int share =
		    window->rows == 0 ? 0 : (int)((int64_t)near->seen * 1000 / window->rows);
		bool is_common = share >= COMMON || (share >= SOME && near->count >= SEVERAL);
		if (!plan->parts[at].is_looked_up || !is_common || near->seen <= most)
			continue;
		plan->common = at;
		most = near->seen;
	}
}

/* Whether each query needs all that the index has in any case: one is enough then. */
static bool is_costly(const struct event_search_plan *plan)
{
	for (int at = 0; at < plan->count; at++)
		if (plan->parts[at].is_beginning && !plan->parts[at].is_looked_up)
			return true;
	return false;
}

/* A step through the newest texts, if there are any left. */
static bool step_back(struct db *db, struct event_search_walk *walk, bool *is_there,
		      struct arena *arena, struct fault *fault)
{
	struct event_search_plan *plan = walk->plan;
	struct window window = {.nears = arena_array(arena, WALKED_MOST, sizeof(*window.nears))};
	for (int at = 0; at < plan->count; at++)
		window.nears[at] = (struct search_near){.beginning = plan->parts[at].text,
							.is_sure = plan->parts[at].is_looked_up};
	if (!look_back(db, plan, walk->before, &window, arena, fault))
		return false;
	if (!plan->is_known)
		find_common(plan, &window);
	plan->enough *= MORE;
	*is_there = expected(plan, &window) >= LEAST && !is_costly(plan) &&
		    window_query(plan, &window, arena, &walk->query);
	walk->from = *is_there ? window.from : walk->from;
	plan->blocks_left = *is_there ? plan->blocks_left : 0;
	return true;
}

/* Texts that have the others ---------------------------------------------------------------------
 */

static void look(struct search_near *near, const char *text, struct arena *arena)
{
	struct search_word word;
	bool has = false;
	while (event_search_next_word(&text, &word))
		has = event_search_look(near, &word, arena) || has;
	near->seen += has;
}

/* Reads the newest `most` texts before walk->before that have the others, or
 * as many as fill a page; walk->from is the last of them, 0 when there were
 * fewer.  They are looked at where they lie: there may be thousands. */
static bool read_texts(struct db *db, struct event_search_walk *walk, int most, struct arena *arena,
		       struct fault *fault)
{
	struct search_near *near = &walk->plan->near;
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
		look(near, row_peek(query, "words", &length), arena);
		bytes += length;
		count++;
	}
	if (!is_there && count < most)
		walk->from = 0;
	return query_end(&query, fault);
}

static bool add_others(struct db *db, struct event_search_plan *plan, struct arena *arena,
		       struct fault *fault)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	bool good = true;
	plan->near = (struct search_near){.beginning = plan->parts[plan->common].text};
	for (int at = 0; good && at < plan->count; at++)
		if (at != plan->common)
			good = event_search_add(db, &plan->parts[at], &out, fault);
	plan->near.is_sure = good && out.length > 0 && take_query(&out, arena, &plan->others);
	buffer_free(&out);
	return good;
}

/* The others, and the common one as it is in the texts that were read. */
static bool others_query(const struct event_search_plan *plan, struct arena *arena,
			 const char **found)
{
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	*found = NULL;
	if (plan->near.count == 0)
		return true;
	buffer_format(&out, "%s AND ", plan->others);
	add_near(&out, &plan->near);
	return take_query(&out, arena, found);
}

/* A step through the texts that have the others, if the common part has some. */
static bool step_by_others(struct db *db, struct event_search_walk *walk, bool *is_there,
			   struct arena *arena, struct fault *fault)
{
	struct event_search_plan *plan = walk->plan;
	if (plan->common == NONE || plan->count == 1 || plan->step == WINDOW_COUNT)
		return true;
	if ((plan->step == 0 && !add_others(db, plan, arena, fault)) ||
	    !read_texts(db, walk, windows[plan->step++], arena, fault))
		return false;
	*is_there = plan->near.is_sure && others_query(plan, arena, &walk->query);
	if (!*is_there)
		plan->step = WINDOW_COUNT;
	return true;
}

/* Steps
 * -------------------------------------------------------------------------------------------- */

static bool may_step_back(const struct event_search_plan *plan)
{
	bool may = false;
	for (int at = 0; at < plan->count; at++)
		may = may || plan->parts[at].is_looked_up;
	return may && plan->count <= WALKED_MOST;
}

static bool make_plan(struct db *db, struct event_search_walk *walk, struct arena *arena,
		      struct fault *fault)
{
	struct event_search_plan *plan = walk->plan = arena_alloc(arena, sizeof(*plan));
	plan->parts = event_search_parts(walk->text, arena, &plan->count);
	plan->common = NONE;
	if (!event_search_blocks(db, &plan->blocks, &plan->newest, fault))
		return false;
	if (plan->newest > MUCH && may_step_back(plan)) {
		plan->blocks_left = BLOCKS_ONCE;
		plan->reads_left = READ_ONCE;
		plan->enough = ENOUGH;
	}
	return true;
}

bool event_search_step(struct db *db, struct event_search_walk *walk, struct arena *arena,
		       struct fault *fault)
{
	bool is_there = false;
	if (walk->plan == NULL && !make_plan(db, walk, arena, fault))
		return false;
	if (walk->plan->blocks_left > 0 && !step_back(db, walk, &is_there, arena, fault))
		return false;
	if (!is_there && !step_by_others(db, walk, &is_there, arena, fault))
		return false;
	if (is_there)
		return true;
	walk->from = 0;
	return event_search_query(db, walk->text, arena, &walk->query, fault);
}
