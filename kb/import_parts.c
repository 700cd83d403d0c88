/*
 * Import of what is no entry: storing it, saying what that would do, undoing
 * it; see import_internal.h.  What is there already is read once before: what
 * somebody changes in the same seconds is replaced.
 *
 * Waits for the writer: long-work thread or a command.
 */
#include <string.h>

#include "kb/import_internal.h"

#define UNDO_BATCH 10

SQL_WRITE(IMPORT_PART_TOUCHED,
	  "INSERT INTO import_part (import, place, kind, part_key, before_line, after_line) "
	  "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_READ(IMPORT_PARTS_LEFT,
	 "SELECT place, kind, part_key, before_line, after_line FROM import_part "
	 "WHERE import = $1 AND is_undone = 0 ORDER BY place DESC LIMIT $2");
SQL_WRITE(IMPORT_PART_UNDONE,
	  "UPDATE import_part SET is_undone = 1 WHERE import = $1 AND place = $2");

/* What is stored of the kinds that a file has, read when first asked for. */
struct stored {
	struct base_lines *of[BASE_KIND_COUNT];
};

static bool find_stored(struct db *db, struct stored *stored, enum base_kind kind, const char *key,
			struct arena *arena, const char **line, struct fault *fault)
{
	if (stored->of[kind] == NULL)
		stored->of[kind] = base_lines_read(db, kind, arena, fault);
	if (stored->of[kind] == NULL)
		return false;
	*line = base_lines_find(stored->of[kind], key);
	return true;
}

static enum import_outcome outcome_of(const char *before, const struct base_part *part)
{
	if (before == NULL)
		return IMPORT_ADDED;
	return strcmp(before, part->line) == 0 ? IMPORT_UNCHANGED : IMPORT_CHANGED;
}

bool import_compare_parts(struct db *db, const struct import_file *file,
			  void (*each)(void *context, const struct import_effect *effect),
			  void *context, struct arena *arena, struct fault *fault)
{
	struct stored stored = {0};
	for (int at = 0; at < file->part_count; at++) {
		const struct import_part *row = &file->parts[at];
		const char *before;
		if (!find_stored(db, &stored, row->part.kind, row->part.key, arena, &before, fault))
			return false;
		struct import_effect effect = {.file = row->file,
					       .line = row->line,
					       .part = base_kind_name(row->part.kind),
					       .id = "",
					       .title = row->part.key,
					       .outcome = outcome_of(before, &row->part),
					       .changes = ""};
		each(context, &effect);
	}
	return true;
}

/* Storing ------------------------------------------------------------------------------ */

/* Parts of one kind, stored in one transaction. */
struct part_batch {
	struct change change;
	const struct import_part *parts;
	const char **before;
	int count;
	int64_t place; /* of the last that was remembered */
	const struct import_progressing *progressing;
	struct import_counts counts;
	bool is_last;
};

static bool remember(struct transaction *transaction, struct part_batch *batch,
		     const struct base_part *part, const char *before, struct fault *fault)
{
	if (part->kind == BASE_FILE) /* it stays: an answer of before may show it */
		return true;
	struct query *query = db_query(transaction_db(transaction), &IMPORT_PART_TOUCHED);
	query_text(query, 1, batch->progressing->id->text);
	query_int(query, 2, ++batch->place);
	query_text(query, 3, base_kind_name(part->kind));
	query_text(query, 4, part->key);
	query_text(query, 5, before);
	query_text(query, 6, part->line);
	return query_run(&query, fault);
}

static bool store_part(struct transaction *transaction, struct part_batch *batch, int at,
		       struct fault *fault)
{
	const struct base_part *part = &batch->parts[at].part;
	enum import_outcome outcome = outcome_of(batch->before[at], part);
	batch->counts.added += outcome == IMPORT_ADDED;
	batch->counts.changed += outcome == IMPORT_CHANGED;
	batch->counts.unchanged += outcome == IMPORT_UNCHANGED;
	if (outcome == IMPORT_UNCHANGED)
		return true;
	if (base_part_put(transaction, part, batch->progressing->request->by, fault))
		return remember(transaction, batch, part, batch->before[at], fault);
	fault->line = batch->parts[at].line;
	return false;
}

static bool apply_parts(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct part_batch *batch = (struct part_batch *)change;
	for (int at = 0; at < batch->count; at++)
		if (!store_part(transaction, batch, at, fault))
			return false;
	return import_count(transaction, batch->progressing->id, &batch->counts, batch->is_last,
			    fault);
}

/* How many from here on are of one kind and may be stored at once. */
static int batch_size(const struct import_part *parts, int count)
{
	int size = 1;
	while (size < count && size < base_part_batch(parts->part.kind) &&
	       parts[size].part.kind == parts->part.kind)
		size++;
	return size;
}

static bool store_batch(struct part_batch *batch, struct stored *stored, struct arena *arena,
			struct fault *fault)
{
	struct store *store = batch->progressing->store;
	batch->before = arena_array(arena, (size_t)batch->count, sizeof(*batch->before));
	for (int at = 0; at < batch->count; at++) {
		const struct base_part *part = &batch->parts[at].part;
		if (!find_stored(store_reader(store), stored, part->kind, part->key, arena,
				 &batch->before[at], fault))
			return false;
	}
	return store_write(store, &batch->change, fault);
}

bool import_store_parts(const struct import_progressing *progressing,
			const struct import_file *file, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct stored stored = {0};
	int64_t place = 0;
	bool good = true;
	for (int done = 0; good && done < file->part_count;) {
		struct part_batch batch = {
		    .change.apply = apply_parts,
		    .parts = file->parts + done,
		    .count = batch_size(file->parts + done, file->part_count - done),
		    .place = place,
		    .progressing = progressing,
		    .counts = *progressing->counts,
		};
		batch.is_last = done + batch.count == file->part_count;
		good = store_batch(&batch, &stored, arena, fault);
		place = batch.place;
		*progressing->counts = batch.counts;
		done += batch.count;
		atomic_store(&import_progress.done, file->row_count + done);
	}
	arena_free(&arena);
	return good;
}

/* Undoing -------------------------------------------------------------------------------- */

struct touched {
	int64_t place;
	const char *kind, *key;
	const char *before; /* or NULL: it was added */
	const char *after;
};

static bool read_touched(struct db *db, const struct import_id *id, int most, struct arena *arena,
			 struct list *out, struct fault *fault)
{
	struct query *query = db_query(db, &IMPORT_PARTS_LEFT);
	query_text(query, 1, id->text);
	query_int(query, 2, most);
	while (query_next(query)) {
		struct touched *touched = list_add(out);
		touched->place = row_int(query, "place");
		touched->kind = row_text(query, "kind", arena);
		touched->key = row_text(query, "part_key", arena);
		touched->before = row_text(query, "before_line", arena);
		touched->after = row_text(query, "after_line", arena);
	}
	return query_end(&query, fault);
}

bool import_part_conflicts(struct db *db, const struct import_id *id, struct arena *arena,
			   struct list *conflicts, int64_t *total, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct touched));
	struct stored stored = {0};
	if (!read_touched(db, id, IMPORT_ROWS_MOST, arena, &list, fault))
		return false;
	for (int at = 0; at < list.count; at++) {
		const struct touched *touched = &((const struct touched *)list.items)[at];
		struct base_part part;
		const char *now;
		if (!base_part_restore(touched->after, arena, &part, fault) ||
		    !find_stored(db, &stored, part.kind, touched->key, arena, &now, fault))
			return false;
		if (now != NULL && strcmp(now, touched->after) == 0)
			continue;
		*total += 1;
		if (conflicts->count < IMPORT_CONFLICTS_MOST) {
			struct import_conflict *conflict = list_add(conflicts);
			conflict->external_id = touched->kind;
			conflict->question = touched->key;
		}
	}
	return true;
}

struct part_undoing {
	struct change change;
	const struct import_id *id;
	const struct staff_id *by;
	struct import_undo *undo;
	bool is_finished;
};

static bool undo_one(struct transaction *transaction, struct part_undoing *undoing,
		     const struct touched *touched, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	bool was_there = touched->before != NULL;
	struct base_part part;
	if (!base_part_restore(was_there ? touched->before : touched->after, arena, &part, fault) ||
	    !(was_there ? base_part_put(transaction, &part, undoing->by, fault)
			: base_part_drop(transaction, &part, undoing->by, fault)))
		return false;
	undoing->undo->restored += was_there;
	undoing->undo->retired += !was_there;
	struct query *query = db_query(transaction_db(transaction), &IMPORT_PART_UNDONE);
	query_text(query, 1, undoing->id->text);
	query_int(query, 2, touched->place);
	return query_run(&query, fault);
}

static bool apply_undoing(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct part_undoing *undoing = (struct part_undoing *)change;
	struct arena *arena = transaction_arena(transaction);
	struct list list = list_new(arena, sizeof(struct touched));
	if (!read_touched(transaction_db(transaction), undoing->id, UNDO_BATCH, arena, &list,
			  fault))
		return false;
	for (int at = 0; at < list.count; at++)
		if (!undo_one(transaction, undoing, &((const struct touched *)list.items)[at],
			      fault))
			return false;
	undoing->is_finished = list.count < UNDO_BATCH;
	return true;
}

bool import_undo_parts(struct store *store, const struct import_id *id, const struct staff_id *by,
		       struct import_undo *undo, struct fault *fault)
{
	bool finished = false;
	while (!finished) {
		struct part_undoing undoing = {
		    .change.apply = apply_undoing, .id = id, .by = by, .undo = undo};
		if (!store_write(store, &undoing.change, fault))
			return false;
		finished = undoing.is_finished;
		atomic_store(&import_progress.done, undo->restored + undo->retired);
	}
	return true;
}
