/*
 * Lists of entries, their categories and their history; see entry.h.  Any
 * thread with its own reader.
 */
#include "kb/entry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/paging.h"

#define EXCERPT_BYTES      200
#define SEARCH_INDEX_LEAST 3 /* characters that the index needs */

/* $1 status or '' for all but the retired, $2 language or '', $3 category or
 * '', $4 what is below it, $5 tag or '', $6 site or '', $7 translation or ''. */
#define LIST_FILTER                                                                                \
	"CASE WHEN e.status = 'retired' THEN $1 = 'retired' ELSE $1 = '' OR e.review = $1 END "    \
	"AND ($2 = '' OR e.language = $2) "                                                        \
	"AND ($3 = '' OR e.category = $3 OR e.category LIKE $4 ESCAPE '\\') "                      \
	"AND ($5 = '' OR EXISTS (SELECT 1 FROM entry_tag t WHERE t.entry = e.id AND t.tag = $5)) " \
	"AND ($6 = '' OR e.sites = '' OR lower(' ' || e.sites || ' ') LIKE $6 ESCAPE '\\') "       \
	"AND ($7 = '' OR e.translation = $7) "
/* $8 and $9 of a search: the text between % as it is, for the index, and with
 * its own % and _ escaped, for the truth; the index knows nothing of fewer
 * than three characters, so $8 is then % alone. */
#define SEARCH_FILTER                                                                              \
	"entry_search s JOIN entry e ON e.search_row = s.rowid "                                   \
	"WHERE s.text LIKE $8 AND s.text || '' LIKE $9 ESCAPE '\\' AND " LIST_FILTER
#define LIST_COLUMNS                                                                               \
	"SELECT e.id, e.external_id, e.question, e.answer, e.category, e.language, e.version, "    \
	"CASE WHEN e.status = 'retired' THEN 'retired' ELSE e.review END AS state, "               \
	"e.approved_version, e.valid_until, e.changed_at, e.search_row, "                          \
	"(SELECT COUNT(*) FROM variant v WHERE v.entry = e.id) AS variants FROM "

/* Newest change first is by row.  $10: behind this row, $11: so many. */
SQL_SCAN(ENTRIES_PAGE, LIST_COLUMNS "entry e WHERE " LIST_FILTER
				    "AND e.search_row < $10 ORDER BY e.search_row DESC LIMIT $11");
SQL_SCAN(ENTRIES_FOUND, LIST_COLUMNS SEARCH_FILTER
	 "AND s.rowid < $10 ORDER BY s.rowid DESC LIMIT $11");
SQL_SCAN(ENTRIES_TOTAL, "SELECT COUNT(*) AS total FROM entry e WHERE " LIST_FILTER);
SQL_SCAN(ENTRIES_FOUND_TOTAL,
	 "SELECT COUNT(*) AS total FROM (SELECT 1 FROM " SEARCH_FILTER "LIMIT $10)");
SQL_SCAN(ENTRY_CATEGORIES, "SELECT category, COUNT(*) AS entries FROM entry "
			   "WHERE status = 'active' AND category <> '' "
			   "GROUP BY category ORDER BY category");
SQL_READ(ENTRY_HISTORY, "SELECT v.version, v.content, s.display_name AS changed_by_name, v.at, "
			"v.reason "
			"FROM entry_version v LEFT JOIN staff s ON s.id = v.changed_by "
			"WHERE v.entry = $1 ORDER BY v.version DESC");
SQL_READ(ENTRY_CONTENT, "SELECT content FROM entry_version WHERE entry = $1 AND version = $2");

/* A LIKE pattern for texts that hold `text`, or that begin with it. */
static char *like_pattern(struct arena *arena, const char *text, bool anywhere)
{
	char *pattern = arena_alloc(arena, strlen(text) * 2 + 3);
	char *at = pattern;
	if (anywhere)
		*at++ = '%';
	for (; *text != '\0'; text++) {
		if (*text == '%' || *text == '_' || *text == '\\')
			*at++ = '\\';
		*at++ = anywhere ? (char)tolower((unsigned char)*text) : *text;
	}
	*at++ = '%';
	return pattern;
}

struct list_terms {
	const char *status;
	const char *language;
	const char *category;
	const char *below;
	const char *query; /* NULL: all */
	const char *wide;  /* the same, unescaped */
	const char *tag;
	const char *site;
	const char *translation;
};

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static struct list_terms terms_of(const struct entry_filter *filter, struct arena *arena)
{
	struct list_terms terms = {
	    .status = filter->status == ENTRY_ANY
			  ? ""
			  : entry_status_name((enum entry_status)filter->status),
	    .language = or_empty(filter->language),
	    .category = or_empty(filter->category),
	    .tag = or_empty(filter->tag),
	    .site = "",
	    .translation = or_empty(filter->translation),
	};
	terms.below = like_pattern(arena, arena_format(arena, "%s/", terms.category), false);
	if (*or_empty(filter->site) != '\0')
		terms.site = like_pattern(arena, arena_format(arena, " %s ", filter->site), true);
	if (filter->query != NULL && *filter->query != '\0') {
		terms.query = like_pattern(arena, filter->query, true);
		terms.wide = "%";
		if (text_characters(filter->query) >= SEARCH_INDEX_LEAST)
			terms.wide = text_lower_ascii(
			    arena_format(arena, "%%%s%%", filter->query), arena);
	}
	return terms;
}

static void bind_terms(struct query *query, const struct list_terms *terms)
{
	query_text(query, 1, terms->status);
	query_text(query, 2, terms->language);
	query_text(query, 3, terms->category);
	query_text(query, 4, terms->below);
	query_text(query, 5, terms->tag);
	query_text(query, 6, terms->site);
	query_text(query, 7, terms->translation);
	if (terms->query == NULL)
		return;
	query_text(query, 8, terms->wide);
	query_text(query, 9, terms->query);
}

static char *excerpt_of(struct query *query, struct arena *arena)
{
	size_t length;
	const char *answer = row_peek(query, "answer", &length);
	if (answer == NULL)
		return arena_text(arena, "");
	if (length > EXCERPT_BYTES + 1)
		length = EXCERPT_BYTES + 1;
	char *excerpt = arena_copy_text(arena, answer, length);
	text_cut(excerpt, EXCERPT_BYTES);
	return excerpt;
}

static void read_line(struct query *query, struct arena *arena, struct entry_summary *line)
{
	char state[16];
	*line = (struct entry_summary){
	    .external_id = row_text(query, "external_id", arena),
	    .question = row_text(query, "question", arena),
	    .excerpt = excerpt_of(query, arena),
	    .category = row_text(query, "category", arena),
	    .language = row_text(query, "language", arena),
	    .variants = row_int(query, "variants"),
	    .version = row_int(query, "version"),
	    .approved_version = row_int(query, "approved_version"),
	    .valid_until = row_int(query, "valid_until"),
	    .changed_at = row_int(query, "changed_at"),
	};
	row_text_into(query, "id", line->id.text, sizeof(line->id.text));
	row_text_into(query, "state", state, sizeof(state));
	(void)entry_status_from_name(state, &line->status);
}

static bool count_all(struct db *db, const struct list_terms *terms, int64_t *total,
		      struct fault *fault)
{
	bool searches = terms->query != NULL;
	struct query *query = db_query(db, searches ? &ENTRIES_FOUND_TOTAL : &ENTRIES_TOTAL);
	bind_terms(query, terms);
	if (searches)
		query_int(query, 10, ENTRIES_COUNTED_MOST);
	while (query_next(query))
		*total = row_int(query, "total");
	return query_end(&query, fault);
}

/* The row that a page begins behind. */
static bool read_before(const char *before, int64_t *row, struct fault *fault)
{
	char *end;
	*row = INT64_MAX;
	if (before == NULL || *before == '\0')
		return true;
	*row = strtoll(before, &end, 10);
	if (*end == '\0' && *row > 0)
		return true;
	return fault_detail(fault, FAULT_MALFORMED, "before",
			    "\"before\" must be the \"next\" of another page");
}

static bool read_page(struct db *db, const struct list_terms *terms, int64_t before, int limit,
		      struct arena *arena, struct entry_page *page, struct fault *fault)
{
	int64_t last = 0;
	struct query *query =
	    db_query(db, terms->query != NULL ? &ENTRIES_FOUND : &ENTRIES_PAGE);
	bind_terms(query, terms);
	query_int(query, 10, before);
	query_int(query, 11, limit + 1);
	while (query_next(query)) {
		int64_t row = row_int(query, "search_row");
		if (page->count == limit) {
			page->next = arena_format(arena, "%lld", (long long)last);
			continue;
		}
		last = row;
		read_line(query, arena, &page->lines[page->count++]);
	}
	return query_end(&query, fault);
}

bool entry_list(struct db *db, const struct entry_filter *filter, struct arena *arena,
		struct entry_page *out, struct fault *fault)
{
	struct list_terms terms = terms_of(filter, arena);
	struct entry_page page = {0};
	int limit = filter->limit == 0 ? PAGING_LIMIT_DEFAULT : filter->limit;
	int64_t before;
	if (limit < 1 || limit > PAGING_LIMIT_MOST)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "limit", limit, PAGING_LIMIT_MOST);
	if (!read_before(filter->before, &before, fault))
		return false;
	page.lines = arena_array(arena, (size_t)limit, sizeof(*page.lines));
	if (!read_page(db, &terms, before, limit, arena, &page, fault) ||
	    !count_all(db, &terms, &page.total, fault))
		return false;
	*out = page;
	return true;
}

bool entry_categories(struct db *db, struct arena *arena, struct entry_category **out, int *count,
		      struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct entry_category));
	struct query *query = db_query(db, &ENTRY_CATEGORIES);
	while (query_next(query)) {
		struct entry_category *category = list_add(&list);
		category->path = row_text(query, "category", arena);
		category->entries = row_int(query, "entries");
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

bool entry_history(struct db *db, const struct entry_id *id, struct arena *arena,
		   struct entry_version **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct entry_version));
	struct query *query = db_query(db, &ENTRY_HISTORY);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		struct entry_version *version = list_add(&list);
		version->version = row_int(query, "version");
		version->content = row_text(query, "content", arena);
		version->changed_by = row_text(query, "changed_by_name", arena);
		version->reason = row_text(query, "reason", arena);
		version->at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

enum lookup entry_content_at(struct db *db, const struct entry_id *id, int64_t version,
			     struct arena *arena, struct entry_draft *out, struct fault *fault)
{
	const char *content = NULL;
	const struct json *object;
	struct entry_draft draft = {0};
	struct query *query = db_query(db, &ENTRY_CONTENT);
	query_text(query, 1, id->text);
	query_int(query, 2, version);
	if (query_next(query))
		content = row_text(query, "content", arena);
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (content == NULL)
		return LOOKUP_ABSENT;
	if (!json_parse(content, strlen(content), arena, &object, fault) ||
	    !entry_read_json(object, arena, &draft, fault))
		return LOOKUP_FAILED;
	*out = draft;
	return LOOKUP_FOUND;
}
