/*
 * Import: storing what was read, in batches; see import.h.  Waits for the
 * writer: slow-work thread or a command.
 */
#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "data/text.h"
#include "kb/import_facts.h"
#include "kb/import_history.h"
#include "kb/import_internal.h"

#define BATCH_MOST 50 /* rows that visitors' messages may have to wait for */
#define REASON     "import"

SQL_WRITE(IMPORT_BEGIN, "INSERT INTO import (id, file, format, started_by, started_at) "
			"VALUES ($1, $2, $3, $4, $5)");
SQL_WRITE(IMPORT_TOUCHED, "INSERT INTO import_entry (import, place, entry, before_version, "
			  "after_version) VALUES ($1, $2, $3, $4, $5)");
SQL_WRITE(IMPORT_COUNTED,
	  "UPDATE import SET added = $2, changed = $3, unchanged = $4, state = $5 WHERE id = $1");

struct import_progress import_progress;

static void begin_stage(enum import_stage stage, int64_t total)
{
	atomic_store(&import_progress.done, 0);
	atomic_store(&import_progress.total, total);
	atomic_store(&import_progress.stage, (int)stage);
}

const char *import_outcome_name(enum import_outcome outcome)
{
	static const char *const names[] = {
	    [IMPORT_ADDED] = "added", [IMPORT_CHANGED] = "changed", [IMPORT_UNCHANGED] = "unchanged"};
	return names[outcome];
}

/* One row -------------------------------------------------------------------------- */

/* Whether what publications hold of the entry is what the row says. */
static bool same_approved(struct db *db, const struct entry *stored,
			  const struct entry_draft *approved, struct arena *arena, bool *same,
			  struct fault *fault)
{
	struct entry_draft content;
	*same = false;
	if (stored->approved_version == 0)
		return true;
	if (entry_content_at(db, &stored->id, stored->approved_version, arena, &content, fault) !=
	    LOOKUP_FOUND)
		return false;
	*same = entry_same(&content, approved);
	return true;
}

/* What storing the row would do; *stored is set when it is there already. */
static bool compare_row(struct db *db, const struct import_row *row, struct arena *arena,
			enum import_outcome *outcome, struct entry *stored, struct fault *fault)
{
	switch (entry_find(db, row->draft.external_id, arena, stored, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		*outcome = IMPORT_ADDED;
		return true;
	case LOOKUP_FOUND:
		break;
	}
	bool same = entry_same(&stored->content, &row->draft);
	if (same && row->approved != NULL &&
	    !same_approved(db, stored, row->approved, arena, &same, fault))
		return false;
	*outcome = same ? IMPORT_UNCHANGED : IMPORT_CHANGED;
	return true;
}

static void count_outcome(struct import_counts *counts, enum import_outcome outcome)
{
	counts->added += outcome == IMPORT_ADDED;
	counts->changed += outcome == IMPORT_CHANGED;
	counts->unchanged += outcome == IMPORT_UNCHANGED;
}

/* What happened to an entry: version 0 before means that it was added. */
struct touch {
	struct entry_id entry;
	int64_t before;
	int64_t after;
};

static bool store_row(struct transaction *transaction, const struct import_row *row,
		      const struct staff_id *by, struct arena *arena, enum import_outcome *outcome,
		      struct touch *touch, struct fault *fault)
{
	struct entry stored;
	if (!compare_row(transaction_db(transaction), row, arena, outcome, &stored, fault))
		return false;
	switch (*outcome) {
	case IMPORT_ADDED:
		*touch = (struct touch){.after = 1};
		if (row->approved == NULL)
			return entry_create(transaction, &row->draft, by, &touch->entry, fault);
		return entry_create(transaction, row->approved, by, &touch->entry, fault) &&
		       entry_change(transaction, &touch->entry, &row->draft, by, REASON,
				    &touch->after, fault);
	case IMPORT_CHANGED:
		*touch = (struct touch){stored.id, stored.version, stored.version};
		return (row->approved == NULL ||
			entry_change(transaction, &stored.id, row->approved, by, REASON,
				     &touch->after, fault)) &&
		       entry_change(transaction, &stored.id, &row->draft, by, REASON, &touch->after,
				    fault);
	case IMPORT_UNCHANGED:
		break;
	}
	return true;
}

/* Storing many ------------------------------------------------------------------------ */

/* Rows stored in one transaction, and the import they belong to (NULL: none). */
struct batch {
	struct change change;
	const struct import_row *rows;
	int count;
	const struct staff_id *by;
	const struct import_id *import;
	int64_t place; /* of the last entry that was remembered */
	struct import_counts counts;
	bool is_last;
};

static bool remember(struct transaction *transaction, struct batch *batch,
		     const struct touch *touch, struct fault *fault)
{
	if (batch->import == NULL)
		return true;
	struct query *query = db_query(transaction_db(transaction), &IMPORT_TOUCHED);
	query_text(query, 1, batch->import->text);
	query_int(query, 2, ++batch->place);
	query_text(query, 3, touch->entry.text);
	query_int(query, 4, touch->before);
	query_int(query, 5, touch->after);
	return query_run(&query, fault);
}

static bool store_rows(struct transaction *transaction, struct batch *batch, struct fault *fault)
{
	struct arena *arena = arena_new();
	bool stored = true;
	for (int i = 0; i < batch->count && stored; i++) {
		enum import_outcome outcome;
		struct touch touch;
		arena_reset(arena);
		stored = store_row(transaction, &batch->rows[i], batch->by, arena, &outcome, &touch,
				   fault) &&
			 (outcome == IMPORT_UNCHANGED ||
			  remember(transaction, batch, &touch, fault));
		if (stored)
			count_outcome(&batch->counts, outcome);
		else
			fault->line = batch->rows[i].line;
	}
	arena_free(&arena);
	return stored;
}

bool import_apply(struct transaction *transaction, const struct import_row *rows, int count,
		  const struct staff_id *by, struct import_counts *counts, struct fault *fault)
{
	struct batch batch = {.rows = rows, .count = count, .by = by};
	if (!store_rows(transaction, &batch, fault))
		return false;
	*counts = batch.counts;
	return true;
}

bool import_count(struct transaction *transaction, const struct import_id *id,
		  const struct import_counts *counts, bool is_last, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &IMPORT_COUNTED);
	query_text(query, 1, id->text);
	query_int(query, 2, counts->added);
	query_int(query, 3, counts->changed);
	query_int(query, 4, counts->unchanged);
	query_text(query, 5, is_last ? "done" : "running");
	return query_run(&query, fault);
}

static bool apply_batch(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct batch *batch = (struct batch *)change;
	return store_rows(transaction, batch, fault) &&
	       import_count(transaction, batch->import, &batch->counts, batch->is_last, fault);
}

struct beginning {
	struct change change;
	const struct import_request *request;
	enum import_format format;
	char file[IMPORT_NAME_MOST * 4 + 1];
	struct import_id id;
};

static bool apply_beginning(struct change *change, struct transaction *transaction,
			    struct fault *fault)
{
	struct beginning *beginning = (struct beginning *)change;
	const struct staff_id *by = beginning->request->by;
	id_new(transaction_now(transaction), beginning->id.text);
	struct query *query = db_query(transaction_db(transaction), &IMPORT_BEGIN);
	query_text(query, 1, beginning->id.text);
	query_text(query, 2, beginning->file);
	query_text(query, 3, import_format_name(beginning->format));
	query_text(query, 4, by != NULL ? by->text : NULL);
	query_int(query, 5, transaction_now(transaction));
	return query_run(&query, fault) &&
	       audit_append(transaction, by != NULL ? by->text : NULL, "import", "import",
			    beginning->id.text, NULL, fault);
}

/* The last part of the name, as text for people. */
static bool begin(struct store *store, const struct import_request *request,
		  enum import_format format, struct import_id *id, struct fault *fault)
{
	struct beginning beginning = {
	    .change.apply = apply_beginning, .request = request, .format = format};
	const char *path = request->source.folder != NULL ? request->source.folder
							  : request->source.name;
	snprintf(beginning.file, sizeof(beginning.file), "%s",
		 path != NULL ? import_base_name(path) : import_format_name(format));
	text_cut(beginning.file, sizeof(beginning.file) - 4);
	if (!store_write(store, &beginning.change, fault))
		return false;
	*id = beginning.id;
	return true;
}

/* A batch failed: those before it are taken back, and the fault stays. */
static void take_back(struct store *store, const struct import_request *request,
		      const struct import_id *id, struct arena *arena)
{
	struct import_undo undone;
	struct fault ignored;
	if (!import_undo(store, id, request->by, arena, &undone, &ignored))
		return; /* it stays in the list as broken off, to be undone by hand */
}

static bool store_entries(struct store *store, const struct import_request *request,
			  const struct import_file *file, const struct import_id *id,
			  struct import_report *report, struct fault *fault)
{
	int64_t place = 0;
	for (int done = 0; done < file->row_count; done += BATCH_MOST) {
		int left = file->row_count - done;
		struct batch batch = {
		    .change.apply = apply_batch,
		    .rows = file->rows + done,
		    .count = left < BATCH_MOST ? left : BATCH_MOST,
		    .by = request->by,
		    .import = id,
		    .place = place,
		    .counts = report->counts,
		    .is_last = left <= BATCH_MOST && file->part_count == 0,
		};
		if (!store_write(store, &batch.change, fault))
			return false;
		place = batch.place;
		report->counts = batch.counts;
		atomic_store(&import_progress.done, done + batch.count);
	}
	return true;
}

static bool store_all(struct store *store, const struct import_request *request,
		      const struct import_file *file, struct arena *arena,
		      struct import_report *report, struct fault *fault)
{
	struct import_id id;
	struct import_progressing progressing = {store, request, &id, &report->counts};
	begin_stage(IMPORT_STORING, file->row_count + file->part_count);
	if (!begin(store, request, file->format, &id, fault))
		return false;
	if (!store_entries(store, request, file, &id, report, fault) ||
	    !import_store_parts(&progressing, file, fault)) {
		take_back(store, request, &id, arena);
		return false;
	}
	report->id = id;
	return true;
}

/* Dry run ------------------------------------------------------------------------------ */

/* The facts in which two drafts differ. */
static const char *changes_of(const struct entry_draft *stored, const struct entry_draft *draft,
			      struct arena *arena)
{
	const char *all = "";
	for (int i = FACT_QUESTION; i < FACT_COUNT; i++)
		if (strcmp(fact_text(stored, (enum fact)i, arena),
			   fact_text(draft, (enum fact)i, arena)) != 0)
			all = arena_format(arena, "%s%s%s", all, *all != '\0' ? " " : "",
					   fact_name((enum fact)i));
	return all;
}

/* What has been told of a dry run. */
struct telling {
	struct import_report *report;
	struct list unchanged; /* struct import_effect */
};

/* Changes are listed before rows that stay as they are. */
static void list_effect(void *telling_, const struct import_effect *effect)
{
	struct telling *telling = telling_;
	struct import_report *report = telling->report;
	count_outcome(&report->counts, effect->outcome);
	if (effect->outcome == IMPORT_UNCHANGED) {
		if (telling->unchanged.count < IMPORT_EFFECTS_MOST)
			*(struct import_effect *)list_add(&telling->unchanged) = *effect;
	} else if (report->effect_count < IMPORT_EFFECTS_MOST) {
		report->effects[report->effect_count++] = *effect;
	}
}

static bool compare_entries(struct db *reader, struct telling *telling, struct arena *arena,
			    struct fault *fault)
{
	struct arena *scratch = arena_new();
	const struct import_file *file = &telling->report->file;
	bool read = true;
	for (int i = 0; i < file->row_count && read; i++) {
		const struct import_row *row = &file->rows[i];
		struct import_effect effect = {.file = row->file,
					       .line = row->line,
					       .part = "entry",
					       .id = row->draft.external_id,
					       .title = row->draft.question,
					       .changes = ""};
		struct entry stored;
		arena_reset(scratch);
		read = compare_row(reader, row, scratch, &effect.outcome, &stored, fault);
		if (!read)
			break;
		if (effect.outcome == IMPORT_CHANGED &&
		    telling->report->effect_count < IMPORT_EFFECTS_MOST)
			effect.changes =
			    arena_text(arena, changes_of(&stored.content, &row->draft, scratch));
		list_effect(telling, &effect);
		atomic_store(&import_progress.done, i + 1);
	}
	arena_free(&scratch);
	return read;
}

static bool say_only(struct store *store, struct import_report *report, struct arena *arena,
		     struct fault *fault)
{
	struct db *reader = store_reader(store);
	struct telling telling = {report, list_new(arena, sizeof(struct import_effect))};
	begin_stage(IMPORT_COMPARING, report->file.row_count + report->file.part_count);
	report->effects = arena_array(arena, IMPORT_EFFECTS_MOST, sizeof(*report->effects));
	if (!compare_entries(reader, &telling, arena, fault) ||
	    !import_compare_parts(reader, &report->file, list_effect, &telling, arena, fault))
		return false;
	const struct import_effect *unchanged = telling.unchanged.items;
	for (int i = 0; i < telling.unchanged.count && report->effect_count < IMPORT_EFFECTS_MOST; i++)
		report->effects[report->effect_count++] = unchanged[i];
	return true;
}

bool import_run(struct store *store, const struct import_request *request, struct arena *arena,
		struct import_report *report, struct fault *fault)
{
	bool done = false;
	memset(report, 0, sizeof(*report));
	begin_stage(IMPORT_READING, 0);
	if (!import_parse(&request->source, arena, &report->file, fault))
		done = false;
	else if (report->file.fault_total > 0)
		done = fault_limit(fault, FAULT_ROWS_REFUSED, "file", report->file.fault_total, 0);
	else if (request->dry_run)
		done = say_only(store, report, arena, fault);
	else
		done = store_all(store, request, &report->file, arena, report, fault);
	begin_stage(IMPORT_IDLE, 0);
	return done;
}
