/*
 * History of imports: see import_history.h.
 */
#include "kb/import_history.h"

#include <string.h>

#include "data/audit.h"
#include "kb/import_internal.h"

#define BATCH_MOST  50 /* entries restored in one transaction */
#define UNDO_REASON "import undone"

#define RECORD_COLUMNS                                                                             \
	"i.id, i.file, i.format, i.state, i.added, i.changed, i.unchanged, i.started_at, "         \
	"i.undone_at, s.display_name AS started_by_name, u.display_name AS undone_by_name "        \
	"FROM import i LEFT JOIN staff s ON s.id = i.started_by "                                  \
	"LEFT JOIN staff u ON u.id = i.undone_by "

SQL_READ(IMPORT_LIST, "SELECT " RECORD_COLUMNS "ORDER BY i.started_at DESC, i.id DESC LIMIT $1");
SQL_READ(IMPORT_BY_ID, "SELECT " RECORD_COLUMNS "WHERE i.id = $1");
SQL_READ(IMPORT_CONFLICTS,
	 "SELECT e.id, e.external_id, e.question, e.changed_at, s.display_name AS changed_by_name "
	 "FROM import_entry t JOIN entry e ON e.id = t.entry LEFT JOIN staff s ON s.id = e.changed_by "
	 "WHERE t.import = $1 AND t.is_undone = 0 AND e.version <> t.after_version "
	 "ORDER BY t.place LIMIT $2");
SQL_READ(IMPORT_CONFLICT_COUNT,
	 "SELECT COUNT(*) AS conflict_count FROM import_entry t JOIN entry e ON e.id = t.entry "
	 "WHERE t.import = $1 AND t.is_undone = 0 AND e.version <> t.after_version");
SQL_READ(IMPORT_LEFT, "SELECT place, entry, before_version, after_version FROM import_entry "
		      "WHERE import = $1 AND is_undone = 0 ORDER BY place LIMIT $2");
SQL_READ(IMPORT_LEFT_COUNT,
	 "SELECT COUNT(*) AS left_count FROM import_entry WHERE import = $1 AND is_undone = 0");
SQL_WRITE(IMPORT_ENTRY_UNDONE,
	  "UPDATE import_entry SET is_undone = 1 WHERE import = $1 AND place = $2");
SQL_WRITE(IMPORT_UNDONE,
	  "UPDATE import SET state = 'undone', undone_by = $2, undone_at = $3 WHERE id = $1");

/* Reading -------------------------------------------------------------------------- */

static void read_record(struct query *query, struct arena *arena, struct import_record *out)
{
	*out = (struct import_record){
	    .file = row_text(query, "file", arena),
	    .format = row_text(query, "format", arena),
	    .state = row_text(query, "state", arena),
	    .counts = {row_int(query, "added"), row_int(query, "changed"),
		       row_int(query, "unchanged")},
	    .started_by = row_text(query, "started_by_name", arena),
	    .started_at = row_int(query, "started_at"),
	    .undone_by = row_text(query, "undone_by_name", arena),
	    .undone_at = row_is_null(query, "undone_at") ? 0 : row_int(query, "undone_at"),
	};
	row_text_into(query, "id", out->id.text, sizeof(out->id.text));
}

bool import_list(struct db *db, int most, struct arena *arena, struct import_record **out,
		 int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct import_record));
	struct query *query = db_query(db, &IMPORT_LIST);
	query_int(query, 1, most);
	while (query_next(query))
		read_record(query, arena, list_add(&list));
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

enum lookup import_find(struct db *db, const struct import_id *id, struct arena *arena,
			struct import_record *out, struct fault *fault)
{
	bool found = false;
	struct query *query = db_query(db, &IMPORT_BY_ID);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		read_record(query, arena, out);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* Undoing ---------------------------------------------------------------------------- */

/* The one number that a query about an import gives. */
static bool count(struct db *db, const struct sql *sql, const char *column,
		  const struct import_id *id, int64_t *out, struct fault *fault)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, id->text);
	while (query_next(query))
		*out = row_int(query, column);
	return query_end(&query, fault);
}

static bool find_conflicts(struct db *db, const struct import_id *id, struct arena *arena,
			   struct import_undo *out, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct import_conflict));
	struct query *query = db_query(db, &IMPORT_CONFLICTS);
	query_text(query, 1, id->text);
	query_int(query, 2, IMPORT_CONFLICTS_MOST);
	while (query_next(query)) {
		struct import_conflict *conflict = list_add(&list);
		row_text_into(query, "id", conflict->entry.text, sizeof(conflict->entry.text));
		conflict->external_id = row_text(query, "external_id", arena);
		conflict->question = row_text(query, "question", arena);
		conflict->changed_by = row_text(query, "changed_by_name", arena);
		conflict->changed_at = row_int(query, "changed_at");
	}
	int64_t parts = 0;
	if (!query_end(&query, fault) ||
	    !count(db, &IMPORT_CONFLICT_COUNT, "conflict_count", id, &out->conflict_total, fault) ||
	    !import_part_conflicts(db, id, arena, &list, &parts, fault))
		return false;
	out->conflict_total += parts;
	out->conflicts = list.items;
	out->conflict_count = list.count;
	return true;
}

/* An entry that is to have its former content again. */
struct restoring {
	int64_t place;
	struct entry_id entry;
	int64_t before; /* 0: it was added */
	int64_t after;
};

struct undo_batch {
	struct change change;
	const struct import_id *id;
	const struct staff_id *by;
	struct import_undo *undo;
	bool is_finished;
};

static bool read_left(struct db *db, const struct import_id *id, struct list *out,
		      struct fault *fault)
{
	struct query *query = db_query(db, &IMPORT_LEFT);
	query_text(query, 1, id->text);
	query_int(query, 2, BATCH_MOST);
	while (query_next(query)) {
		struct restoring *restoring = list_add(out);
		restoring->place = row_int(query, "place");
		restoring->before = row_int(query, "before_version");
		restoring->after = row_int(query, "after_version");
		row_text_into(query, "entry", restoring->entry.text, sizeof(restoring->entry.text));
	}
	return query_end(&query, fault);
}

/* Entries that an import added are retired: their versions stay. */
static bool restore(struct transaction *transaction, struct undo_batch *batch,
		    const struct restoring *restoring, struct fault *fault)
{
	int64_t version = restoring->after;
	if (restoring->before == 0) {
		batch->undo->retired++;
		return entry_retire(transaction, &restoring->entry, batch->by, &version, fault);
	}
	batch->undo->restored++;
	return entry_restore(transaction, &restoring->entry, restoring->before, batch->by,
			     UNDO_REASON, &version, fault);
}

static bool mark_undone(struct db *db, const struct import_id *id, int64_t place,
			struct fault *fault)
{
	struct query *query = db_query(db, &IMPORT_ENTRY_UNDONE);
	query_text(query, 1, id->text);
	query_int(query, 2, place);
	return query_run(&query, fault);
}

static bool finish_undo(struct transaction *transaction, const struct undo_batch *batch,
			struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &IMPORT_UNDONE);
	query_text(query, 1, batch->id->text);
	query_text(query, 2, batch->by != NULL ? batch->by->text : NULL);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault) &&
	       audit_append(transaction, batch->by != NULL ? batch->by->text : NULL, "import.undo",
			    "import", batch->id->text, NULL, fault);
}

static bool apply_undo(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct undo_batch *batch = (struct undo_batch *)change;
	struct db *db = transaction_db(transaction);
	struct list list = list_new(transaction_arena(transaction), sizeof(struct restoring));
	if (!read_left(db, batch->id, &list, fault))
		return false;
	for (int i = 0; i < list.count; i++) {
		const struct restoring *restoring = &((const struct restoring *)list.items)[i];
		if (!restore(transaction, batch, restoring, fault) ||
		    !mark_undone(db, batch->id, restoring->place, fault))
			return false;
	}
	batch->is_finished = list.count < BATCH_MOST;
	return !batch->is_finished || finish_undo(transaction, batch, fault);
}

/* Whether it may be undone now; fills the conflicts when it may not. */
static bool check_undo(struct db *db, const struct import_id *id, struct arena *arena,
		       struct import_undo *out, int64_t *left, struct fault *fault)
{
	struct import_record record;
	switch (import_find(db, id, arena, &record, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "import");
	case LOOKUP_FOUND:
		break;
	}
	if (strcmp(record.state, "undone") == 0)
		return fault_set(fault, FAULT_ALREADY_UNDONE, "import");
	if (!find_conflicts(db, id, arena, out, fault) ||
	    !count(db, &IMPORT_LEFT_COUNT, "left_count", id, left, fault))
		return false;
	if (out->conflict_total == 0)
		return true;
	fault_limit(fault, FAULT_CHANGED_MEANWHILE, "entries", out->conflict_total, 0);
	return false;
}

bool import_undo(struct store *store, const struct import_id *id, const struct staff_id *by,
		 struct arena *arena, struct import_undo *out, struct fault *fault)
{
	int64_t left = 0;
	bool good;
	bool finished = false;
	memset(out, 0, sizeof(*out));
	if (!check_undo(store_reader(store), id, arena, out, &left, fault))
		return false;
	atomic_store(&import_progress.done, 0);
	atomic_store(&import_progress.total, left);
	atomic_store(&import_progress.stage, (int)IMPORT_UNDOING);
	good = import_undo_parts(store, id, by, out, fault);
	while (good && !finished) {
		struct undo_batch batch = {
		    .change.apply = apply_undo, .id = id, .by = by, .undo = out};
		good = store_write(store, &batch.change, fault);
		finished = batch.is_finished;
		atomic_store(&import_progress.done, out->restored + out->retired);
	}
	atomic_store(&import_progress.stage, (int)IMPORT_IDLE);
	return good;
}
