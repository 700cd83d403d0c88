/*
 * CSV and TSV: a heading and an entry a row, by libcsv's writer; see
 * export.h.  With a byte order mark, because spreadsheets take it for another
 * encoding without.  One thread.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "kb/export_internal.h"

struct csv_out {
	struct buffer *out;
	char separator;
};

/* Every cell stands in quotes: then nothing in it needs a second look. */
static void add_cell(struct csv_out *csv, bool is_first, const char *text, struct arena *arena)
{
	size_t length = strlen(text);
	size_t room = length * 2 + 2;
	char *quoted = arena_alloc(arena, room);
	if (!is_first)
		buffer_add_char(csv->out, csv->separator);
	buffer_add(csv->out, quoted, csv_write(quoted, room, text, length));
}

static bool add_row(void *context, const struct entry_draft *draft, struct arena *arena,
		    struct fault *fault)
{
	struct csv_out *csv = context;
	(void)fault;
	for (int i = 0; i < FACT_COUNT; i++)
		add_cell(csv, i == 0, export_cell(fact_text(draft, (enum fact)i, arena), arena),
			 arena);
	buffer_add_text(csv->out, "\r\n");
	return true;
}

static bool write(const struct export_source *source, char separator, struct buffer *out,
		  struct fault *fault)
{
	struct csv_out csv = {out, separator};
	buffer_add_text(out, "\xef\xbb\xbf");
	for (int i = 0; i < FACT_COUNT; i++) {
		if (i > 0)
			buffer_add_char(out, separator);
		buffer_add_text(out, fact_name((enum fact)i));
	}
	buffer_add_text(out, "\r\n");
	return export_walk(source, add_row, &csv, fault);
}

bool export_csv(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	return write(source, ',', out, fault);
}

bool export_tsv(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	return write(source, '\t', out, fault);
}
