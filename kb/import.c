/*
 * Import: see import.h.  What the formats share, and storing.  The formats
 * themselves are in import_jsonl.c and import_csv.c.  Reading a file runs on
 * the slow-work thread or in a command, storing on the writer thread.
 */
#include "kb/import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/text.h"
#include "kb/import_internal.h"

/* Formats ---------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum import_format format;
} formats[] = {{"jsonl", IMPORT_JSONL}, {"ndjson", IMPORT_JSONL}, {"csv", IMPORT_CSV}};

bool import_format_read(const char *name, enum import_format *out, struct fault *fault)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcasecmp(formats[i].name, name) == 0) {
			*out = formats[i].format;
			return true;
		}
	return fault_set(fault, FAULT_FORMAT_UNKNOWN, name);
}

bool import_format_of_file(const char *path, enum import_format *out, struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash != NULL ? slash : path, '.');
	struct fault unknown;
	if (dot != NULL && import_format_read(dot + 1, out, &unknown))
		return true;
	return fault_set(fault, FAULT_FORMAT_UNKNOWN, slash != NULL ? slash + 1 : path);
}

/* Encoding ----------------------------------------------------------------------- */

/* True when the bytes could be GBK: ASCII and pairs of lead and trail bytes. */
static bool could_be_gbk(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] < 0x80)
			continue;
		if (bytes[i] == 0x80 || bytes[i] == 0xff || i + 1 == length)
			return false;
		i++;
		if (bytes[i] < 0x40 || bytes[i] == 0x7f || bytes[i] == 0xff)
			return false;
	}
	return true;
}

static bool has_utf16_mark(const unsigned char *bytes, size_t length)
{
	return length >= 2 &&
	       ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff));
}

static const char *guess_encoding(const char *bytes, size_t length)
{
	const unsigned char *start = (const unsigned char *)bytes;
	if (has_utf16_mark(start, length))
		return "UTF-16";
	if (memchr(bytes, '\0', length) != NULL)
		return length >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0')
			   ? "UTF-16"
			   : "a file that is not text (it has NUL bytes)";
	return could_be_gbk(start, length) ? "GBK" : "another encoding, or damaged";
}

/* Takes the byte order mark away and checks that all is UTF-8. */
static bool check_encoding(const char **bytes, size_t *length, struct fault *fault)
{
	int64_t number = 0;
	if (*length >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) {
		*bytes += 3;
		*length -= 3;
	}
	if (text_is_utf8(*bytes, *length))
		return true;
	fault_detail(fault, FAULT_BAD_ENCODING, "file", "%s", guess_encoding(*bytes, *length));
	const char *end = *bytes + *length;
	for (const char *line = *bytes, *next; line < end; line = next) {
		size_t size = import_line(line, end, &next);
		number++;
		if (!text_is_utf8(line, size)) {
			fault->line = number;
			break;
		}
	}
	return false;
}

size_t import_line(const char *at, const char *end, const char **next)
{
	const char *stop = at;
	while (stop < end && *stop != '\n' && *stop != '\r')
		stop++;
	*next = stop;
	if (*next < end && *(*next)++ == '\r' && *next < end && **next == '\n')
		(*next)++;
	return (size_t)(stop - at);
}

/* Rows --------------------------------------------------------------------------- */

void import_refuse(struct import_reader *reader, int64_t line, const struct fault *fault)
{
	reader->fault_total++;
	if (reader->faults.count == IMPORT_FAULTS_MOST)
		return;
	struct fault *kept = list_add(&reader->faults);
	*kept = *fault;
	kept->line = line;
}

static const struct import_row *row_at(const struct import_reader *reader, int index)
{
	return &((const struct import_row *)reader->rows.items)[index];
}

static size_t hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037u;
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)hash;
}

/* The slot of the external id: that of a row which has it, or a free one. */
static int *find_place(const struct import_reader *reader, const char *external_id)
{
	size_t mask = reader->place_room - 1;
	size_t at = hash_of(external_id) & mask;
	while (reader->places[at] != 0 &&
	       strcmp(row_at(reader, reader->places[at] - 1)->draft.external_id, external_id) != 0)
		at = (at + 1) & mask;
	return &reader->places[at];
}

static void grow_places(struct import_reader *reader)
{
	if ((size_t)reader->rows.count * 2 + 2 <= reader->place_room)
		return;
	reader->place_room = reader->place_room == 0 ? 1024 : reader->place_room * 2;
	reader->places = arena_array(reader->arena, reader->place_room, sizeof(*reader->places));
	for (int i = 0; i < reader->rows.count; i++)
		*find_place(reader, row_at(reader, i)->draft.external_id) = i + 1;
}

/* An entry without an id is known by its question, or by a hash of one that
 * is too long for an id. */
static const char *id_of_question(struct arena *arena, const char *question)
{
	if (text_characters(question) <= ENTRY_EXTERNAL_ID_MOST)
		return question;
	return arena_format(arena, "q-%.16s", secret_hash(question).text);
}

bool import_take(struct import_reader *reader, int64_t line, const struct entry_draft *draft)
{
	struct import_row row = {.line = line};
	struct fault fault;
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
	grow_places(reader);
	int *place = find_place(reader, row.draft.external_id);
	if (*place != 0) {
		fault_detail(&fault, FAULT_EXISTS, "id", "line %lld has it too",
			     (long long)row_at(reader, *place - 1)->line);
		import_refuse(reader, line, &fault);
		return true;
	}
	*(struct import_row *)list_add(&reader->rows) = row;
	*place = reader->rows.count;
	return true;
}

bool import_parse(const char *bytes, size_t length, enum import_format format, struct arena *arena,
		  struct import_file *out, struct fault *fault)
{
	if (length > IMPORT_BYTES_MOST)
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "file", (int64_t)length,
				   IMPORT_BYTES_MOST);
	if (!check_encoding(&bytes, &length, fault))
		return false;
	struct import_reader reader = {
	    .arena = arena,
	    .scratch = arena_new(),
	    .rows = list_new(arena, sizeof(struct import_row)),
	    .faults = list_new(arena, sizeof(struct fault)),
	};
	bool read = format == IMPORT_JSONL ? import_read_jsonl(&reader, bytes, length, fault)
					   : import_read_csv(&reader, bytes, length, fault);
	arena_free(&reader.scratch);
	if (!read)
		return false;
	if (reader.rows.count == 0 && reader.fault_total == 0)
		return fault_detail(fault, FAULT_EMPTY, "file", "the file holds no entry");
	*out = (struct import_file){
	    .rows = reader.rows.items,
	    .row_count = reader.rows.count,
	    .faults = reader.faults.items,
	    .fault_count = reader.faults.count,
	    .fault_total = reader.fault_total,
	};
	return true;
}

/* Storing ------------------------------------------------------------------------ */

enum row_outcome { ROW_ADDED, ROW_CHANGED, ROW_UNCHANGED };

/* What storing the row would do; *stored is set when it is there already. */
static bool compare_row(struct db *db, const struct import_row *row, struct arena *arena,
			enum row_outcome *outcome, struct entry *stored, struct fault *fault)
{
	switch (entry_find(db, row->draft.external_id, arena, stored, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		*outcome = ROW_ADDED;
		return true;
	case LOOKUP_FOUND:
		break;
	}
	*outcome = entry_same(&stored->content, &row->draft) ? ROW_UNCHANGED
										    : ROW_CHANGED;
	return true;
}

static void count_outcome(struct import_counts *counts, enum row_outcome outcome)
{
	switch (outcome) {
	case ROW_ADDED:
		counts->added++;
		break;
	case ROW_CHANGED:
		counts->changed++;
		break;
	case ROW_UNCHANGED:
		counts->unchanged++;
		break;
	}
}

static bool store_row(struct transaction *transaction, const struct import_row *row,
		      const struct staff_id *by, struct arena *arena, struct import_counts *counts,
		      struct fault *fault)
{
	enum row_outcome outcome;
	struct entry stored;
	struct entry_id id;
	if (!compare_row(transaction_db(transaction), row, arena, &outcome, &stored, fault))
		return false;
	if (outcome == ROW_ADDED && !entry_create(transaction, &row->draft, by, &id, fault))
		return false;
	if (outcome == ROW_CHANGED &&
	    !entry_change(transaction, &stored.id, &row->draft, by, NULL, &stored.version, fault))
		return false;
	count_outcome(counts, outcome);
	return true;
}

bool import_apply(struct transaction *transaction, const struct import_row *rows, int count,
		  const struct staff_id *by, struct import_counts *counts, struct fault *fault)
{
	struct import_counts done = {0};
	struct arena *arena = arena_new();
	bool stored = true;
	for (int i = 0; i < count && stored; i++) {
		arena_reset(arena);
		stored = store_row(transaction, &rows[i], by, arena, &done, fault);
		if (!stored)
			fault->line = rows[i].line;
	}
	arena_free(&arena);
	if (stored)
		*counts = done;
	return stored;
}

static bool count_only(struct store *store, const struct import_file *file,
		       struct import_counts *counts, struct fault *fault)
{
	struct db *reader = store_reader(store);
	struct import_counts would = {0};
	struct arena *arena = arena_new();
	bool read = true;
	store_begin_view(reader);
	for (int i = 0; i < file->row_count && read; i++) {
		enum row_outcome outcome;
		struct entry stored;
		arena_reset(arena);
		read = compare_row(reader, &file->rows[i], arena, &outcome, &stored, fault);
		if (read)
			count_outcome(&would, outcome);
	}
	store_end_view(reader);
	arena_free(&arena);
	if (read)
		*counts = would;
	return read;
}

struct import_change {
	struct change change;
	const struct import_file *file;
	const struct staff_id *by;
	struct import_counts counts;
};

static bool apply_import(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct import_change *import = (struct import_change *)change;
	return import_apply(transaction, import->file->rows, import->file->row_count, import->by,
			    &import->counts, fault);
}

bool import_run(struct store *store, const struct import_request *request, struct arena *arena,
		struct import_report *report, struct fault *fault)
{
	struct import_file file;
	struct import_change import = {
	    .change.apply = apply_import, .file = &file, .by = request->by};
	*report = (struct import_report){0};
	if (!import_parse(request->bytes, request->length, request->format, arena, &file, fault))
		return false;
	if (file.fault_total > 0) {
		report->faults = file.faults;
		report->fault_count = file.fault_count;
		report->fault_total = file.fault_total;
		return fault_limit(fault, FAULT_ROWS_REFUSED, "file", file.fault_total, 0);
	}
	if (request->dry_run)
		return count_only(store, &file, &report->counts, fault);
	if (!store_write(store, &import.change, fault))
		return false;
	report->counts = import.counts;
	return true;
}
