/*
 * CSV and TSV, by libcsv: cells separated by comma, semicolon or tab; see
 * import_table.h for what they mean.  One thread.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "kb/import_table.h"

struct csv_reader {
	struct table table;
	const char *cells[TABLE_COLUMNS_MOST]; /* of the row being read, in the scratch arena */
	int cell_count;                        /* may pass TABLE_COLUMNS_MOST */
	size_t row_bytes;
	int64_t row_line;
	struct fault fault; /* of the file as a whole */
	bool stopped;
};

static bool row_is_too_large(const struct csv_reader *csv, struct fault *fault)
{
	if (csv->row_bytes > IMPORT_ROW_MOST)
		return !fault_limit(fault, FAULT_BODY_TOO_LARGE, "row", (int64_t)csv->row_bytes,
				    IMPORT_ROW_MOST);
	if (csv->cell_count > TABLE_COLUMNS_MOST)
		return !fault_limit(fault, FAULT_TOO_MANY, "columns", csv->cell_count,
				    TABLE_COLUMNS_MOST);
	return false;
}

static void take_row(struct csv_reader *csv)
{
	struct fault fault;
	if (row_is_too_large(csv, &fault)) {
		if (csv->table.column_count > 0) {
			import_refuse(csv->table.reader, csv->row_line, &fault);
			return;
		}
		csv->fault = fault;
		csv->stopped = true;
	} else if (!table_take(&csv->table, csv->row_line, csv->cells, csv->cell_count,
			       &csv->stopped, &fault)) {
		csv->fault = fault;
		csv->stopped = true;
	}
}

/* Called by libcsv with each cell. */
static void on_cell(void *bytes, size_t length, void *context)
{
	struct csv_reader *csv = context;
	csv->row_bytes += length;
	/* Beyond the limits the row is refused at its end: don't keep it. */
	if (csv->cell_count < TABLE_COLUMNS_MOST && csv->row_bytes <= IMPORT_ROW_MOST)
		csv->cells[csv->cell_count] =
		    arena_copy_text(csv->table.reader->scratch, bytes, length);
	csv->cell_count++;
}

/* Called by libcsv at the end of each row. */
static void on_row(int character, void *context)
{
	struct csv_reader *csv = context;
	(void)character;
	if (!csv->stopped)
		take_row(csv);
	csv->cell_count = 0;
	csv->row_bytes = 0;
	arena_reset(csv->table.reader->scratch);
}

/* The separator that the first line has most of. */
static unsigned char guess_separator(const char *bytes, size_t length)
{
	static const char candidates[] = {',', ';', '\t'};
	size_t best = 0;
	size_t most = 0;
	for (size_t c = 0; c < sizeof(candidates); c++) {
		size_t found = 0;
		for (size_t i = 0; i < length; i++)
			found += bytes[i] == candidates[c];
		if (found > most) {
			best = c;
			most = found;
		}
	}
	return (unsigned char)candidates[best];
}

static size_t count_quotes(const char *bytes, size_t length)
{
	size_t count = 0;
	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '"';
	return count;
}

/* Feeds the parser line by line, to know where each row begins: where the
 * quotes before it are in pairs. */
static bool feed(struct csv_parser *parser, struct csv_reader *csv, const char *bytes,
		 size_t length)
{
	const char *end = bytes + length;
	size_t quotes = 0;
	int64_t number = 0;
	for (const char *line = bytes, *next; line < end && !csv->stopped; line = next) {
		size_t size = import_line(line, end, &next);
		number++;
		if (quotes % 2 == 0)
			csv->row_line = number;
		quotes += count_quotes(line, size);
		if (csv_parse(parser, line, (size_t)(next - line), on_cell, on_row, csv) !=
		    (size_t)(next - line))
			return false;
	}
	return csv->stopped || csv_fini(parser, on_cell, on_row, csv) == 0;
}

/* separator 0: the one that the first line has most of. */
static bool read_text(struct import_reader *reader, const char *bytes, size_t length,
		      unsigned char separator, struct fault *fault)
{
	struct csv_parser parser;
	struct csv_reader *csv = arena_alloc(reader->arena, sizeof(*csv));
	struct fault row_fault;
	const char *next;
	csv->table.reader = reader;
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return fault_set(fault, FAULT_INTERNAL, "csv");
	csv_set_blk_size(&parser, 65536);
	if (separator == 0)
		separator =
		    guess_separator(bytes, import_line(bytes, bytes + length, &next));
	csv_set_delim(&parser, separator);
	bool sound = feed(&parser, csv, bytes, length);
	csv_free(&parser);
	if (csv->fault.code != FAULT_NONE) {
		*fault = csv->fault;
		fault->line = csv->row_line;
		return false;
	}
	if (!sound) {
		fault_detail(&row_fault, FAULT_MALFORMED, "row",
			     "a quotation mark is open or stands alone; write it twice inside "
			     "quotation marks");
		import_refuse(reader, csv->row_line, &row_fault);
	}
	return true;
}

static bool read_archive(struct import_reader *reader, const struct archive *archive,
			 const char *ending, unsigned char separator, struct fault *fault)
{
	for (int i = 0; i < archive->count; i++) {
		const struct archive_file *file = &archive->files[i];
		const char *text;
		size_t length;
		if (file->name != NULL && !import_has_ending(file->name, ending))
			continue;
		reader->file = file->name;
		if (!import_decode(reader, file, &text, &length, fault) ||
		    !read_text(reader, text, length, separator, fault))
			return false;
		reader->columns = NULL;
		reader->column_count = 0;
	}
	return true;
}

bool import_read_csv(struct import_reader *reader, const struct archive *archive,
		     struct fault *fault)
{
	return read_archive(reader, archive, ".csv", 0, fault);
}

bool import_read_tsv(struct import_reader *reader, const struct archive *archive,
		     struct fault *fault)
{
	return read_archive(reader, archive, ".tsv", '\t', fault);
}
