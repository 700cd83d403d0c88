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

const char *import_joined(struct import_reader *reader, int64_t line, struct buffer *all,
			  struct arena *arena)
{
	const char *text = NULL;
	struct fault fault;
	if (!all->overflowed) {
		text = arena_text(arena, all->length > 0 ? all->bytes : "");
	} else {
		fault_limit(&fault, FAULT_BODY_TOO_LARGE, "answer", (int64_t)all->maximum,
			    (int64_t)all->maximum);
		import_refuse(reader, line, &fault);
	}
	buffer_free(all);
	return text;
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

static void refuse_twin(struct import_reader *reader, int64_t line, const char *field,
			const char *twin_file, int64_t twin_line)
{
	struct fault fault;
	if (twin_file != NULL && (reader->file == NULL || strcmp(twin_file, reader->file) != 0))
		fault_detail(&fault, FAULT_EXISTS, field, "%.80s has it too", twin_file);
	else
		fault_detail(&fault, FAULT_EXISTS, field, "line %lld has it too",
			     (long long)twin_line);
	fault.actual = twin_line;
	import_refuse(reader, line, &fault);
}

/* False when there are as many as may be (fault is noted). */
static bool has_room(struct import_reader *reader, int64_t line)
{
	struct fault fault;
	atomic_store(&import_progress.done, reader->rows.count + reader->parts.count);
	if (reader->rows.count + reader->parts.count < IMPORT_ROWS_MOST)
		return true;
	fault_limit(&fault, FAULT_TOO_MANY, "rows", IMPORT_ROWS_MOST + 1, IMPORT_ROWS_MOST);
	import_refuse(reader, line, &fault);
	return false;
}

static bool clean_approved(struct import_reader *reader, const struct entry_draft *approved,
			   struct import_row *row, struct fault *fault)
{
	if (approved == NULL)
		return true;
	struct entry_draft *kept = arena_alloc(reader->arena, sizeof(*kept));
	if (!entry_clean(approved, reader->arena, kept, fault))
		return false;
	if (kept->external_id == NULL)
		kept->external_id = row->draft.external_id;
	row->approved = kept;
	return true;
}

bool import_take_both(struct import_reader *reader, int64_t line, const struct entry_draft *draft,
		      const struct entry_draft *approved)
{
	struct import_row row = {.line = line, .file = reader->file};
	struct fault fault;
	if (!entry_clean(draft, reader->arena, &row.draft, &fault)) {
		import_refuse(reader, line, &fault);
		return true;
	}
	if (row.draft.external_id == NULL)
		row.draft.external_id = id_of_question(reader->arena, row.draft.question);
	if (!clean_approved(reader, approved, &row, &fault)) {
		import_refuse(reader, line, &fault);
		return true;
	}
	if (!has_room(reader, line))
		return false;
	int *place = names_at(&reader->places, row.draft.external_id);
	if (*place != 0) {
		const struct import_row *twin = row_at(reader, *place - 1);
		refuse_twin(reader, line, "id", twin->file, twin->line);
		return true;
	}
	*(struct import_row *)list_add(&reader->rows) = row;
	*place = reader->rows.count;
	return true;
}

bool import_take(struct import_reader *reader, int64_t line, const struct entry_draft *draft)
{
	return import_take_both(reader, line, draft, NULL);
}

/* Without somebody who knows rules none can be taken. */
static bool refuse_rule(const struct json *object, struct arena *arena, struct rule_draft *draft,
			struct fault *fault)
{
	(void)object;
	(void)arena;
	(void)draft;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "part", "rules can't be checked here");
}

bool import_take_part(struct import_reader *reader, int64_t line, const struct json *object)
{
	struct import_part part = {.line = line, .file = reader->file};
	struct fault fault;
	if (!base_part_read(object, reader->read_rule != NULL ? reader->read_rule : refuse_rule,
			    reader->arena, &part.part, &fault)) {
		import_refuse(reader, line, &fault);
		return true;
	}
	if (!has_room(reader, line))
		return false;
	/* No id of an entry has a line break. */
	int *place = names_at(&reader->places,
			      arena_format(reader->arena, "%s\n%s",
					   base_kind_name(part.part.kind), part.part.key));
	if (*place != 0) {
		const struct import_part *twin =
		    &((const struct import_part *)reader->parts.items)[*place - 1];
		refuse_twin(reader, line, "part", twin->file, twin->line);
		return true;
	}
	*(struct import_part *)list_add(&reader->parts) = part;
	*place = reader->parts.count;
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
	    .parts = reader->parts.items,
	    .part_count = reader->parts.count,
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
	    .parts = list_new(arena, sizeof(struct import_part)),
	    .faults = list_new(arena, sizeof(struct import_problem)),
	    .notes = list_new(arena, sizeof(struct import_problem)),
	    .places = {.arena = arena},
	    .encoding = "UTF-8",
	    .read_rule = source->read_rule,
	};
	bool read = import_reader_of(format)(&reader, &archive, fault);
	arena_free(&reader.scratch);
	if (!read)
		place_fault(&reader, fault);
	else if (reader.rows.count + reader.parts.count == 0 && reader.fault_total == 0)
		read = fault_detail(fault, FAULT_EMPTY, "file", "the file holds no entry");
	if (read)
		keep(&reader, format, out);
	return read;
}
