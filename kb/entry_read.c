/*
 * Entry: reads one entry as it is now, with its lists; see entry.h.  Any
 * thread with its own reader.
 */
#include "kb/entry.h"

#include "kb/paging.h"

#define ENTRY_COLUMNS                                                                              \
	"e.id, e.external_id, e.question, e.answer, e.category, e.language, e.version, "           \
	"CASE WHEN e.status = 'retired' THEN 'retired' ELSE e.review END AS state, "               \
	"e.approved_version, e.valid_from, e.valid_until, e.sites, e.translation, "      \
	"e.extras, s.display_name AS changed_by_name, e.created_at, e.changed_at "                 \
	"FROM entry e LEFT JOIN staff s ON s.id = e.changed_by "

SQL_READ(ENTRY_BY_ID, "SELECT " ENTRY_COLUMNS "WHERE e.id = $1");
SQL_READ(ENTRY_BY_EXTERNAL_ID, "SELECT " ENTRY_COLUMNS "WHERE e.external_id = $1");
SQL_READ(ENTRY_VARIANTS, "SELECT text FROM variant WHERE entry = $1 ORDER BY place");
SQL_READ(ENTRY_TAGS, "SELECT tag FROM entry_tag WHERE entry = $1 ORDER BY tag");

/* The one text column of a query's rows, as an array in the arena. */
static bool read_texts(struct db *db, const struct sql *sql, const char *column,
		       const struct entry_id *id, struct arena *arena, const char *const **out,
		       int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(const char *));
	struct query *query = db_query(db, sql);
	query_text(query, 1, id->text);
	while (query_next(query))
		*(const char **)list_add(&list) = row_text(query, column, arena);
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

static bool read_row(struct query *query, struct arena *arena, struct entry *entry,
		     struct fault *fault)
{
	char state[16];
	*entry = (struct entry){
	    .content.external_id = row_text(query, "external_id", arena),
	    .content.question = row_text(query, "question", arena),
	    .content.answer = row_text(query, "answer", arena),
	    .content.category = row_text(query, "category", arena),
	    .content.language = row_text(query, "language", arena),
	    .content.valid_from = row_int(query, "valid_from"),
	    .content.valid_until = row_int(query, "valid_until"),
	    .content.translation = row_text(query, "translation", arena),
	    .version = row_int(query, "version"),
	    .approved_version = row_int(query, "approved_version"),
	    .changed_by = row_text(query, "changed_by_name", arena),
	    .created_at = row_int(query, "created_at"),
	    .changed_at = row_int(query, "changed_at"),
	};
	row_text_into(query, "id", entry->id.text, sizeof(entry->id.text));
	row_text_into(query, "state", state, sizeof(state));
	(void)entry_status_from_name(state, &entry->content.status);
	entry_split_sites(row_text(query, "sites", arena), arena, &entry->content);
	return entry_read_extras(row_text(query, "extras", arena), arena, &entry->content, fault);
}

static enum lookup read_entry(struct db *db, const struct sql *sql, const char *key,
			      struct arena *arena, struct entry *out, struct fault *fault)
{
	struct entry entry;
	struct fault row_fault;
	bool found = false;
	bool is_whole = true;
	struct query *query = db_query(db, sql);
	query_text(query, 1, key);
	while (query_next(query)) {
		is_whole = read_row(query, arena, &entry, &row_fault);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!is_whole) {
		*fault = row_fault;
		return LOOKUP_FAILED;
	}
	if (!found)
		return LOOKUP_ABSENT;
	if (!read_texts(db, &ENTRY_VARIANTS, "text", &entry.id, arena, &entry.content.variants,
			&entry.content.variant_count, fault) ||
	    !read_texts(db, &ENTRY_TAGS, "tag", &entry.id, arena, &entry.content.tags,
			&entry.content.tag_count, fault))
		return LOOKUP_FAILED;
	*out = entry;
	return LOOKUP_FOUND;
}

enum lookup entry_read(struct db *db, const struct entry_id *id, struct arena *arena,
		       struct entry *out, struct fault *fault)
{
	return read_entry(db, &ENTRY_BY_ID, id->text, arena, out, fault);
}

enum lookup entry_find(struct db *db, const char *external_id, struct arena *arena,
		       struct entry *out, struct fault *fault)
{
	return read_entry(db, &ENTRY_BY_EXTERNAL_ID, external_id, arena, out, fault);
}
