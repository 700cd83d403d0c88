/*
 * Conversation search: see conversation_search.h.
 */
#include "handoff/conversation_search.h"

#include <stdlib.h>
#include <string.h>

#include "data/event_search.h"
#include "data/text.h"
#include "handoff/sql_parts.h"
#include "handoff/summary.h"
#include "kb/paging.h"

#define WITHIN_MOST 200

#define WRAPPED "EXISTS (SELECT 1 FROM wrap_up w WHERE w.conversation = c.id AND "
/* Whether a candidate fits, as a column: those that don't are counted too. */
#define FITS                                                                                       \
	"CASE WHEN ($5 = '' OR c.owner = $5) AND ($6 = '' OR c.agent = $6 OR c.last_agent = $6) "  \
	"AND ($7 = '' OR c.service_group = $7) AND ($8 = '' OR c.site = $8) "                      \
	"AND ($9 = '' OR c.tags LIKE $9 ESCAPE '\\' OR " WRAPPED "w.tags LIKE $9 ESCAPE '\\')) "   \
	"AND ($10 = '' OR " WRAPPED "w.topic = $10)) AND ($11 = '' OR " WRAPPED                    \
	"w.outcome = $11)) AND c.changed_at >= $12 AND c.created_at < $13 AND " SQL_MAY_SEE        \
	" THEN 1 ELSE 0 END AS fits "

/* Full-text search is the one thing that each engine says its own way: on
 * PostgreSQL this condition is words @@ to_tsquery('simple', $2). */
SQL_READ(SEARCH_BY_TEXT, "SELECT f.rowid AS place, f.conversation, f.number, " FITS
			 "FROM event_search f JOIN conversation c ON c.id = f.conversation "
			 "JOIN staff s ON s.id = $1 WHERE f.words MATCH $2 AND f.rowid < $3 "
			 "AND $4 = '' AND f.rowid >= $15 ORDER BY f.rowid DESC LIMIT $14");
SQL_READ(SEARCH_BY_ROW, "SELECT f.rowid AS place, f.conversation, f.number, " FITS
			"FROM event_search f JOIN conversation c ON c.id = f.conversation "
			"JOIN staff s ON s.id = $1 WHERE f.rowid = $2");
SQL_READ(SEARCH_BY_FACTS, "SELECT c.changed_at AS place, c.id AS conversation, 0 AS number, " FITS
			  "FROM staff s CROSS JOIN conversation c WHERE s.id = $1 AND $2 = '' "
			  "AND (c.changed_at, c.id) < ($3, $4) AND $15 = 0 "
			  "ORDER BY c.changed_at DESC, c.id DESC LIMIT $14");
SQL_READ(SEARCH_FOUND,
	 "SELECT c.site, CASE WHEN $3 < 0 THEN (SELECT w.summary FROM wrap_up w WHERE "
	 "w.conversation = c.id) ELSE (SELECT e.text FROM event e WHERE e.conversation = c.id "
	 "AND e.number = $3) END AS words, " SUMMARY_COLUMNS "FROM staff s CROSS JOIN conversation c " SUMMARY_JOINS
	 "WHERE s.id = $1 AND c.id = $2");
SQL_READ(SEARCH_WITHIN, "SELECT number FROM event WHERE conversation = $1 "
			"AND type IN ('message', 'note', 'left-message') "
			"AND lower(text) LIKE $2 ESCAPE '\\' ORDER BY number LIMIT $3");

/* Where a page begins -------------------------------------------------------------------- */

struct place {
	int64_t at;
	char id[ID_LENGTH + 1];
};

static bool read_place(const char *after, bool by_text, struct place *place, struct fault *fault)
{
	char *end;
	*place = (struct place){.at = INT64_MAX};
	if (after == NULL)
		return true;
	long long at = strtoll(after, &end, 10);
	bool good = at > 0 && (by_text ? *end == '\0' : *end == '.' && id_is_valid(end + 1));
	if (!good)
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "before");
	place->at = at;
	if (!by_text)
		memcpy(place->id, end + 1, sizeof(place->id));
	return true;
}

/* Candidates ------------------------------------------------------------------------------ */

/* What contains `text`, with LIKE's own signs taken as they are. */
static const char *pattern(const char *before, const char *text, const char *behind,
			   struct arena *arena)
{
	return arena_format(arena, "%%%s%s%s%%", before, text_like(text, arena), behind);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void bind(struct query *query, const struct conversation_search *search,
		 struct arena *arena)
{
	bool by_tag = search->tag != NULL && search->tag[0] != '\0';
	query_text(query, 5, or_empty(search->state));
	query_text(query, 6, or_empty(search->agent));
	query_text(query, 7, or_empty(search->group));
	query_text(query, 8, or_empty(search->site));
	query_text(query, 9, by_tag ? pattern("\"", search->tag, "\"", arena) : "");
	query_text(query, 10, or_empty(search->topic));
	query_text(query, 11, or_empty(search->outcome));
	query_int(query, 12, search->from);
	query_int(query, 13, search->until == 0 ? INT64_MAX : search->until);
}

struct candidate {
	struct conversation_id id;
	int64_t number;
};

struct candidates {
	struct candidate list[SEARCH_PAGE_MOST];
	int count;
	int looked_at;
	struct place last;
};

static bool is_known(const struct candidates *candidates, const char *id)
{
	for (int at = 0; at < candidates->count; at++)
		if (strcmp(candidates->list[at].id.text, id) == 0)
			return true;
	return false;
}

static void take(struct candidates *candidates, struct query *query)
{
	char id[ID_LENGTH + 1];
	row_text_into(query, "conversation", id, sizeof(id));
	int64_t number = row_int(query, "number");
	candidates->looked_at++;
	candidates->last.at = row_int(query, "place");
	memcpy(candidates->last.id, id, sizeof(id));
	if (row_int(query, "fits") == 0 || is_known(candidates, id))
		return;
	struct candidate *candidate = &candidates->list[candidates->count++];
	memcpy(candidate->id.text, id, sizeof(id));
	candidate->number = number;
}

/* phrase: NULL for all; from: the oldest row to look at. */
static bool read_candidates(struct db *db, const struct staff_id *staff,
			    const struct conversation_search *search, const char *phrase,
			    const struct place *place, int64_t from, struct arena *arena,
			    struct candidates *candidates, struct fault *fault)
{
	struct query *query = db_query(db, phrase != NULL ? &SEARCH_BY_TEXT : &SEARCH_BY_FACTS);
	query_text(query, 1, staff->text);
	query_text(query, 2, or_empty(phrase));
	query_int(query, 3, place->at);
	query_text(query, 4, phrase != NULL ? "" : place->id);
	bind(query, search, arena);
	query_int(query, 14, SEARCH_LOOKED_AT - candidates->looked_at);
	query_int(query, 15, from);
	while (candidates->count < SEARCH_PAGE_MOST && query_next(query))
		take(candidates, query);
	return query_end(&query, fault);
}

static bool read_row(struct db *db, const struct staff_id *staff,
		     const struct conversation_search *search, int64_t row, struct arena *arena,
		     struct candidates *candidates, struct fault *fault)
{
	struct query *query = db_query(db, &SEARCH_BY_ROW);
	query_text(query, 1, staff->text);
	query_int(query, 2, row);
	bind(query, search, arena);
	if (query_next(query))
		take(candidates, query);
	return query_end(&query, fault);
}

static bool is_full(const struct candidates *candidates)
{
	return candidates->count == SEARCH_PAGE_MOST || candidates->looked_at == SEARCH_LOOKED_AT;
}

/* Nothing but signs finds nothing: the index knows no such word. */
static bool walk_candidates(struct db *db, const struct staff_id *staff,
			    const struct conversation_search *search, struct place place,
			    struct arena *arena, struct candidates *candidates, struct fault *fault)
{
	struct event_search_walk walk = {.text = search->text, .before = place.at};
	do {
		if (!event_search_step(db, &walk, arena, fault))
			return false;
		place.at = walk.before;
		for (int at = 0; at < walk.row_count && !is_full(candidates); at++)
			if (!read_row(db, staff, search, walk.rows[at], arena, candidates, fault))
				return false;
		if (walk.query != NULL &&
		    !read_candidates(db, staff, search, walk.query, &place, walk.from, arena,
				     candidates, fault))
			return false;
		walk.before = walk.from;
	} while (!is_full(candidates) && walk.from > 0);
	return true;
}

/* What was found -------------------------------------------------------------------------- */

static bool read_found(struct db *db, const struct staff_id *staff,
		       const struct candidate *candidate, struct arena *arena,
		       struct conversation_found *found, struct fault *fault)
{
	struct query *query = db_query(db, &SEARCH_FOUND);
	query_text(query, 1, staff->text);
	query_text(query, 2, candidate->id.text);
	query_int(query, 3, candidate->number);
	if (query_next(query)) {
		summary_read(query, arena, &found->summary);
		found->site = row_text(query, "site", arena);
		found->words = row_text(query, "words", arena);
		found->number = candidate->number;
	}
	return query_end(&query, fault);
}

bool conversation_find(struct db *db, const struct staff_id *staff,
		       const struct conversation_search *search, struct arena *arena,
		       struct conversation_finds *finds, struct fault *fault)
{
	struct candidates *candidates = arena_alloc(arena, sizeof(*candidates));
	bool by_text = search->text != NULL && search->text[0] != '\0';
	struct place place;
	*finds = (struct conversation_finds){.count = 0};
	if (!read_place(search->after, by_text, &place, fault))
		return false;
	if (by_text ? !walk_candidates(db, staff, search, place, arena, candidates, fault)
		    : !read_candidates(db, staff, search, NULL, &place, 0, arena, candidates, fault))
		return false;
	finds->list = arena_array(arena, (size_t)candidates->count + 1, sizeof(*finds->list));
	for (; finds->count < candidates->count; finds->count++)
		if (!read_found(db, staff, &candidates->list[finds->count], arena,
				&finds->list[finds->count], fault))
			return false;
	const struct place *last = &candidates->last;
	if (is_full(candidates))
		finds->next = by_text
				  ? arena_format(arena, "%lld", (long long)last->at)
				  : arena_format(arena, "%lld.%s", (long long)last->at, last->id);
	return true;
}

bool conversation_find_within(struct db *db, const struct conversation_id *conversation,
			      const char *text, struct arena *arena, int64_t **numbers, int *count,
			      struct fault *fault)
{
	struct list found = list_new(arena, sizeof(int64_t));
	struct query *query = db_query(db, &SEARCH_WITHIN);
	query_text(query, 1, conversation->text);
	query_text(query, 2, pattern("", text_lower_ascii(text, arena), "", arena));
	query_int(query, 3, WITHIN_MOST);
	while (query_next(query))
		*(int64_t *)list_add(&found) = row_int(query, "number");
	if (!query_end(&query, fault))
		return false;
	*numbers = found.items;
	*count = found.count;
	return true;
}
