/*
 * Entry search: see entry_search.h.
 */
#include "kb/entry_search.h"

#include <string.h>

#include "data/buffer.h"
#include "data/text.h"

/* More than any entry's limits allow. */
#define TEXT_MOST (64 * 1024 * 1024)

SQL_READ(SEARCH_ROW, "SELECT search_row, (SELECT COALESCE(MAX(search_row), 0) + 1 FROM entry) AS "
		     "next FROM entry WHERE id = $1");
SQL_WRITE(SEARCH_REMOVE, "DELETE FROM entry_search WHERE rowid = $1");
SQL_WRITE(SEARCH_ADD, "INSERT INTO entry_search (rowid, text) VALUES ($1, $2)");
SQL_WRITE(SEARCH_STAMP, "UPDATE entry SET search_row = $2 WHERE id = $1");

/* In lower case, a line each. */
static const char *text_of(const struct entry_draft *draft, struct arena *arena)
{
	struct buffer text = buffer_new(TEXT_MOST);
	const char *const parts[] = {draft->external_id, draft->question, draft->answer};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		buffer_add_text(&text, parts[i]);
		buffer_add_char(&text, '\n');
	}
	for (int i = 0; i < draft->variant_count; i++) {
		buffer_add_text(&text, draft->variants[i]);
		buffer_add_char(&text, '\n');
	}
	const char *lowered = text_lower_ascii(text.bytes, arena);
	buffer_free(&text);
	return lowered;
}

bool entry_search_put(struct transaction *transaction, const struct entry_id *id,
		      const struct entry_draft *draft, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	int64_t row = 0;
	int64_t next = 1;
	struct query *query = db_query(db, &SEARCH_ROW);
	query_text(query, 1, id->text);
	if (query_next(query)) {
		row = row_int(query, "search_row");
		next = row_int(query, "next");
	}
	if (!query_end(&query, fault))
		return false;
	query = db_query(db, &SEARCH_REMOVE);
	query_int(query, 1, row);
	if (!query_run(&query, fault))
		return false;
	query = db_query(db, &SEARCH_ADD);
	query_int(query, 1, next);
	query_text(query, 2, text_of(draft, transaction_arena(transaction)));
	if (!query_run(&query, fault))
		return false;
	query = db_query(db, &SEARCH_STAMP);
	query_text(query, 1, id->text);
	query_int(query, 2, next);
	return query_run(&query, fault);
}
