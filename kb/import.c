/*
 * Import: see import.h.  What the formats share while a file is read.  Not
 * here: the formats (import_formats.c names them), storing (import_store.c).
 * Slow-work thread or a command.
 */
#include "kb/import.h"

#include <stdio.h>
#include <string.h>

#include "data/text.h"
#include "kb/import_internal.h"

/* Rows --------------------------------------------------------------------------- */

static int column_of(const struct import_reader *reader, struct fault *fault)
{
	for (int i = 0; i < reader->column_count; i++) {
		const struct import_column *column = &reader->columns[i];
		if (strcmp(column->field, fault->field) != 0)
			continue;
		snprintf(fault->field, sizeof(fault->field), "%s", column->heading);
		text_cut(fault->field, sizeof(fault->field) - 4);
		return column->number;
	}
	return 0;
}

static void add_problem(struct import_reader *reader, struct list *list, int most, int64_t line,
			const struct fault *fault)
{
	if (list->count == most)
		return;
	struct import_problem *kept = list_add(list);
	kept->fault = *fault;
	kept->fault.line = line;
	kept->file = reader->file;
	kept->column = column_of(reader, &kept->fault);
}

void import_refuse(struct import_reader *reader, int64_t line, const struct fault *fault)
{
	reader->fault_total++;
	add_problem(reader, &reader->faults, IMPORT_FAULTS_MOST, line, fault);
}

void import_note(struct import_reader *reader, int64_t line, const char *field, const char *why)
{
	struct fault fault;
	fault_detail(&fault, FAULT_LEFT_ASIDE, "", "%s", why);
	snprintf(fault.field, sizeof(fault.field), "%.60s", field);
	text_cut(fault.field, sizeof(fault.field) - 4);
	reader->note_total++;
	add_problem(reader, &reader->notes, IMPORT_NOTES_MOST, line, &fault);
}

static const struct import_row *row_at(const struct import_reader *reader, int index)
{
	return &((const struct import_row *)reader->rows.items)[index];
}

/* An entry without an id is known by its question, or by a hash of one that
 * is too long for an id. */
static const char *id_of_question(struct arena *arena, const char *question)
{
	if (text_characters(question) <= ENTRY_EXTERNAL_ID_MOST)
		return question;
	return arena_format(arena, "q-%.16s", secret_hash(question).text);
}

static void refuse_twin(struct import_reader *reader, int64_t line, const struct import_row *twin)
{
	struct fault fault;
	if (twin->file != NULL && (reader->file == NULL || strcmp(twin->file, reader->file) != 0))
		fault_detail(&fault, FAULT_EXISTS, "id", "%.80s has it too", twin->file);
	else
		fault_detail(&fault, FAULT_EXISTS, "id", "line %lld has it too",
			     (long long)twin->line);
	fault.actual = twin->line;
	import_refuse(reader, line, &fault);
}

bool import_take(struct import_reader *reader, int64_t line, const struct entry_draft *draft)
{
	struct import_row row = {.line = line, .file = reader->file};
	struct fault fault;
	atomic_store(&import_progress.done, reader->rows.count);
	if (!entry_clean(draft, reader->arena, &row.draft, &fault)) {
		import_refuse(reader, line, &fault);
		return true;
	}
	if (row.draft.external_id == NULL)
		row.draft.external_id = id_of_question(reader->arena, row.draft.question);
	if (reader->rows.count == IMPORT_ROWS_MOST) {
		fault_limit(&fault, FAULT_TOO_MANY, "rows", IMPORT_ROWS_MOST + 1, IMPORT_ROWS_MOST);
		import_refuse(reader, line, &fault);
		return false;
	}
	int *place = names_at(&reader->places, row.draft.external_id);
	if (*place != 0) {
		refuse_twin(reader, line, row_at(reader, *place - 1));
		return true;
	}
	*(struct import_row *)list_add(&reader->rows) = row;
	*place = reader->rows.count;
	return true;
}

/* Files --------------------------------------------------------------------------- */

/* A zip or folder is all its files, anything else is one. */
static bool open_source(const struct import_source *source, struct arena *arena,
			struct archive *archive, struct fault *fault)
{
	if (source->folder != NULL)
		return archive_read_folder(source->folder, arena, archive, fault);
	if (source->length > IMPORT_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)source->length,
				   IMPORT_BYTES_MOST);
	if (archive_is_zip(source->bytes, source->length))
		return archive_read_zip(source->bytes, source->length, arena, archive, fault);
	struct archive_file *only = arena_alloc(arena, sizeof(*only));
	*only = (struct archive_file){.bytes = source->bytes, .length = source->length};
	*archive = (struct archive){.files = only, .count = 1};
	return true;
}

static void keep(const struct import_reader *reader, enum import_format format,
		 struct import_file *out)
{
	*out = (struct import_file){
	    .format = format,
	    .encoding = reader->encoding,
	    .rows = reader->rows.items,
	    .row_count = reader->rows.count,
	    .faults = reader->faults.items,
	    .fault_count = reader->faults.count,
	    .fault_total = reader->fault_total,
	    .notes = reader->notes.items,
	    .note_count = reader->notes.count,
	    .note_total = reader->note_total,
	};
}

/* Says where a file as a whole is at fault. */
static void place_fault(const struct import_reader *reader, struct fault *fault)
{
	if (reader->file == NULL || strstr(fault->detail, reader->file) != NULL)
		return;
	char detail[sizeof(fault->detail)];
	snprintf(detail, sizeof(detail), "%.80s: %.100s", reader->file, fault->detail);
	snprintf(fault->detail, sizeof(fault->detail), "%s", detail);
}

bool import_parse(const struct import_source *source, struct arena *arena, struct import_file *out,
		  struct fault *fault)
{
	struct archive archive;
	enum import_format format = source->format;
	*fault = (struct fault){0};
	if (!open_source(source, arena, &archive, fault))
		return false;
	if (format == IMPORT_BY_ITSELF &&
	    !import_find_format(&archive, source->name, &format, fault))
		return false;
	struct import_reader reader = {
	    .arena = arena,
	    .scratch = arena_new(),
	    .rows = list_new(arena, sizeof(struct import_row)),
	    .faults = list_new(arena, sizeof(struct import_problem)),
	    .notes = list_new(arena, sizeof(struct import_problem)),
	    .places = {.arena = arena},
	    .encoding = "UTF-8",
	};
	bool read = import_reader_of(format)(&reader, &archive, fault);
	arena_free(&reader.scratch);
	if (!read)
		place_fault(&reader, fault);
	else if (reader.rows.count == 0 && reader.fault_total == 0)
		read = fault_detail(fault, FAULT_EMPTY, "file", "the file holds no entry");
	if (read)
		keep(&reader, format, out);
	return read;
}
