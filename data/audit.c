/*
 * Audit: see audit.h.
 */
#include "data/audit.h"

SQL_WRITE(AUDIT_APPEND,
	  "INSERT INTO audit (number, at, staff, action, kind, object, detail) "
	  "SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6 FROM audit");
SQL_SCAN(AUDIT_LIST,
	 "SELECT a.number, a.at, a.staff, s.display_name AS staff_name, a.action, a.kind, a.object, "
	 "a.detail FROM audit a LEFT JOIN staff s ON s.id = a.staff "
	 "WHERE ($1 = '' OR a.staff = $1) AND ($2 = '' OR a.kind = $2) "
	 "AND ($3 = '' OR a.object = $3) AND ($4 = 0 OR a.number < $4) "
	 "ORDER BY a.number DESC LIMIT $5");

bool audit_append(struct transaction *transaction, const char *staff, const char *action,
		  const char *kind, const char *object, const char *detail, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &AUDIT_APPEND);
	query_int(query, 1, transaction_now(transaction));
	query_text(query, 2, staff);
	query_text(query, 3, action);
	query_text(query, 4, kind);
	query_text(query, 5, object);
	query_text(query, 6, detail);
	return query_run(&query, fault);
}

static const char *or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void read_line(struct query *query, struct arena *arena, struct audit_line *line)
{
	*line = (struct audit_line){
	    .number = row_int(query, "number"),
	    .at = row_int(query, "at"),
	    .staff = row_text(query, "staff", arena),
	    .staff_name = row_text(query, "staff_name", arena),
	    .action = row_text(query, "action", arena),
	    .kind = row_text(query, "kind", arena),
	    .object = row_text(query, "object", arena),
	    .detail = row_text(query, "detail", arena),
	};
}

bool audit_list(struct db *db, const struct audit_filter *filter, struct arena *arena,
		struct audit_line **out, int *count, struct fault *fault)
{
	struct audit_line *lines = arena_array(arena, (size_t)filter->limit, sizeof(*lines));
	int found = 0;
	struct query *query = db_query(db, &AUDIT_LIST);
	query_text(query, 1, or_empty(filter->staff));
	query_text(query, 2, or_empty(filter->kind));
	query_text(query, 3, or_empty(filter->object));
	query_int(query, 4, filter->before);
	query_int(query, 5, filter->limit);
	while (found < filter->limit && query_next(query))
		read_line(query, arena, &lines[found++]);
	if (!query_end(&query, fault))
		return false;
	*out = lines;
	*count = found;
	return true;
}
