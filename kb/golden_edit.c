/*
 * Golden questions one by one: how editors make, change, remove and list
 * them; see golden.h.  Writing runs on the writer thread, listing on any
 * thread with its own reader.
 */
#include "kb/golden.h"

#include <ctype.h>
#include <string.h>

#include "data/audit.h"
#include "data/text.h"
#include "kb/entry.h"
#include "kb/paging.h"
#include "kb/right.h"

SQL_WRITE(
    GOLDEN_CREATE,
    "INSERT INTO golden (id, text, expect, entry, language, site, conversation, number, "
    "changed_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) "
    "ON CONFLICT (text) DO NOTHING");
SQL_READ(GOLDEN_OTHER, "SELECT COUNT(*) AS others FROM golden WHERE text = $1 AND id <> $2");
SQL_WRITE(GOLDEN_CHANGE,
	  "UPDATE golden SET text = $2, expect = $3, entry = $4, language = $5, site = $6, "
	  "changed_by = $7, changed_at = $8 WHERE id = $1");
SQL_READ(GOLDEN_ENTRY, "SELECT entry FROM golden WHERE id = $1");
SQL_WRITE(GOLDEN_REMOVE, "DELETE FROM golden WHERE id = $1");

#define PAGE_WHERE                                                                                 \
	"WHERE ($1 = '' OR g.expect = $1) AND ($2 = '' OR g.entry = $2) "                          \
	"AND ($3 = '' OR lower(g.text) LIKE $3 ESCAPE '\\') "
SQL_SCAN(GOLDEN_PAGE, "SELECT g.id, g.text, g.expect, g.entry, g.language, g.site, "
		      "g.conversation, g.number, g.created_at, e.question AS entry_question, "
		      "s.display_name AS changed_by_name FROM golden g "
		      "LEFT JOIN entry e ON e.external_id = g.entry "
		      "LEFT JOIN staff s ON s.id = g.changed_by " PAGE_WHERE
		      "AND (g.created_at < $4 OR (g.created_at = $4 AND g.id < $5)) "
		      "ORDER BY g.created_at DESC, g.id DESC LIMIT $6");
SQL_SCAN(GOLDEN_TOTAL, "SELECT COUNT(*) AS total FROM golden g " PAGE_WHERE);

static bool clean(const struct golden *golden, struct arena *arena, struct golden *out,
		  struct fault *fault)
{
	struct text_limit limit = {.least = 1, .most = GOLDEN_TEXT_MOST};
	char *text;
	if (!text_clean(golden->text, "text", limit, arena, &text, fault))
		return false;
	*out = *golden;
	out->text = text;
	if (out->language == NULL)
		out->language = "";
	if (out->site == NULL)
		out->site = "";
	return golden_check(out, fault);
}

static bool audit(struct transaction *transaction, const char *action, const struct golden_id *id,
		  const struct staff_id *by, struct fault *fault)
{
	return audit_append(transaction, by == NULL ? NULL : by->text, action, "golden", id->text,
			    NULL, fault);
}

bool golden_create(struct transaction *transaction, const struct golden *golden,
		   const struct golden_origin *origin, struct golden_id *id, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct golden cleaned;
	struct golden_id made;
	if (!clean(golden, transaction_arena(transaction), &cleaned, fault))
		return false;
	id_new(transaction_now(transaction), made.text);
	struct query *query = db_query(db, &GOLDEN_CREATE);
	query_text(query, 1, made.text);
	query_text(query, 2, cleaned.text);
	query_text(query, 3, cleaned.expect);
	query_text(query, 4, cleaned.entry);
	query_text(query, 5, cleaned.language);
	query_text(query, 6, cleaned.site);
	query_text(query, 7, origin->conversation == NULL ? NULL : origin->conversation->text);
	if (origin->conversation == NULL)
		query_null(query, 8);
	else
		query_int(query, 8, origin->number);
	query_text(query, 9, origin->by == NULL ? NULL : origin->by->text);
	query_int(query, 10, transaction_now(transaction));
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_set(fault, FAULT_EXISTS, "text");
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	*id = made;
	return audit(transaction, "golden.create", &made, origin->by, fault);
}

static bool check_text_is_free(struct transaction *transaction, const struct golden_id *id,
			       const char *text, struct fault *fault)
{
	int64_t others = 0;
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_OTHER);
	query_text(query, 1, text);
	query_text(query, 2, id->text);
	if (query_next(query))
		others = row_int(query, "others");
	if (!query_end(&query, fault))
		return false;
	return others == 0 || fault_set(fault, FAULT_EXISTS, "text");
}

static bool run_on_one(struct transaction *transaction, struct query *query, const char *action,
		       const struct golden_id *id, const struct staff_id *by, struct fault *fault)
{
	if (!query_run(&query, fault))
		return false;
	if (db_changes(transaction_db(transaction)) == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "golden");
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return audit(transaction, action, id, by, fault);
}

/* A golden question guards its entry, one without an entry the whole base:
 * only who may edit that may change what is expected. */
static bool check_right(struct transaction *transaction, const struct golden_id *id,
			const struct staff_id *by, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	const char *external_id = NULL;
	struct entry entry = {0};
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_ENTRY);
	query_text(query, 1, id->text);
	if (query_next(query))
		external_id = row_text(query, "entry", arena);
	if (!query_end(&query, fault))
		return false;
	if (external_id != NULL && entry_find(transaction_db(transaction), external_id, arena,
					      &entry, fault) == LOOKUP_FAILED)
		return false;
	return right_check_by(transaction, by, &entry.content, POWER_EDIT, fault);
}

bool golden_change(struct transaction *transaction, const struct golden_id *id,
		   const struct golden *golden, const struct staff_id *by, struct fault *fault)
{
	struct golden cleaned;
	if (!clean(golden, transaction_arena(transaction), &cleaned, fault) ||
	    !check_right(transaction, id, by, fault) ||
	    !check_text_is_free(transaction, id, cleaned.text, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_CHANGE);
	query_text(query, 1, id->text);
	query_text(query, 2, cleaned.text);
	query_text(query, 3, cleaned.expect);
	query_text(query, 4, cleaned.entry);
	query_text(query, 5, cleaned.language);
	query_text(query, 6, cleaned.site);
	query_text(query, 7, by == NULL ? NULL : by->text);
	query_int(query, 8, transaction_now(transaction));
	return run_on_one(transaction, query, "golden.change", id, by, fault);
}

bool golden_remove(struct transaction *transaction, const struct golden_id *id,
		   const struct staff_id *by, struct fault *fault)
{
	if (!check_right(transaction, id, by, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &GOLDEN_REMOVE);
	query_text(query, 1, id->text);
	return run_on_one(transaction, query, "golden.remove", id, by, fault);
}

/* Listing ---------------------------------------------------------------------------- */

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static const char *pattern_of(const char *text, struct arena *arena)
{
	if (text == NULL || *text == '\0')
		return "";
	char *pattern = arena_alloc(arena, strlen(text) * 2 + 3);
	char *at = pattern;
	*at++ = '%';
	for (; *text != '\0'; text++) {
		if (strchr("%_\\", *text) != NULL)
			*at++ = '\\';
		*at++ = (char)tolower((unsigned char)*text);
	}
	*at = '%';
	return pattern;
}

static void bind_filter(struct query *query, const struct golden_filter *filter,
			const char *pattern)
{
	query_text(query, 1, or_empty(filter->expect));
	query_text(query, 2, or_empty(filter->entry));
	query_text(query, 3, pattern);
}

static void read_line(struct query *query, struct arena *arena, struct golden_line *line)
{
	row_text_into(query, "id", line->id.text, sizeof(line->id.text));
	line->golden = (struct golden){.text = row_text(query, "text", arena),
				       .expect = row_text(query, "expect", arena),
				       .entry = row_text(query, "entry", arena),
				       .language = row_text(query, "language", arena),
				       .site = row_text(query, "site", arena)};
	line->entry_question = row_text(query, "entry_question", arena);
	row_text_into(query, "conversation", line->conversation.text,
		      sizeof(line->conversation.text));
	line->number = row_is_null(query, "number") ? 0 : row_int(query, "number");
	line->changed_by = row_text(query, "changed_by_name", arena);
	line->created_at = row_int(query, "created_at");
}

static bool read_page(struct db *db, const struct golden_filter *filter, const char *pattern,
		      const struct paging *paging, struct list *lines, struct fault *fault)
{
	struct query *query = db_query(db, &GOLDEN_PAGE);
	bind_filter(query, filter, pattern);
	query_int(query, 4, paging->time);
	query_text(query, 5, paging->id);
	query_int(query, 6, paging->limit + 1);
	while (query_next(query))
		read_line(query, lines->arena, list_add(lines));
	return query_end(&query, fault);
}

bool golden_page(struct db *db, const struct golden_filter *filter, struct arena *arena,
		 struct golden_page *out, struct fault *fault)
{
	struct list lines = list_new(arena, sizeof(struct golden_line));
	struct golden_page page = {0};
	struct paging paging;
	const char *pattern = pattern_of(filter->query, arena);
	if (!paging_read(filter->before, filter->limit, &paging, fault) ||
	    !read_page(db, filter, pattern, &paging, &lines, fault))
		return false;
	struct query *query = db_query(db, &GOLDEN_TOTAL);
	bind_filter(query, filter, pattern);
	if (query_next(query))
		page.total = row_int(query, "total");
	if (!query_end(&query, fault))
		return false;
	page.lines = lines.items;
	page.count = lines.count > paging.limit ? paging.limit : lines.count;
	if (lines.count > paging.limit) {
		const struct golden_line *last = &page.lines[page.count - 1];
		page.next = paging_next(arena, last->created_at, last->id.text);
	}
	*out = page;
	return true;
}
