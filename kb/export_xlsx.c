/*
 * XLSX by libxlsxwriter, the only door to it; see export.h.  All cells are
 * texts.  Variants that don't fit into one cell go on in more columns.  One
 * thread.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "data/text.h"
#include "kb/export_internal.h"
#include "kb/import_internal.h"

#define CELL_MOST 30000 /* bytes; a cell holds 32,767 characters */

struct sheet_out {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *wrapped;
	lxw_row_t row;
	int more_columns; /* of variants, behind the facts */
};

static void add_cell(struct sheet_out *sheet, int column, const char *text, struct arena *arena)
{
	if (*text != '\0')
		worksheet_write_string(sheet->sheet, sheet->row, (lxw_col_t)column,
				       export_cell(text, arena), sheet->wrapped);
}

/* Variants a line each, cut where a cell is full; a line break at the end says
 * that lines separate. */
static void add_variants(struct sheet_out *sheet, const struct entry_draft *draft,
			 struct arena *arena)
{
	struct buffer cell = buffer_new(CELL_MOST * 2);
	int column = FACT_VARIANTS;
	int used = 0;
	for (int i = 0; i < draft->variant_count; i++) {
		if (cell.length > 0 && cell.length + strlen(draft->variants[i]) > CELL_MOST) {
			add_cell(sheet, column, cell.bytes, arena);
			buffer_free(&cell);
			column = FACT_COUNT + used++;
		}
		buffer_add_text(&cell, draft->variants[i]);
		buffer_add_char(&cell, '\n');
	}
	if (cell.length > 0)
		add_cell(sheet, column, cell.bytes, arena);
	buffer_free(&cell);
	if (used > sheet->more_columns)
		sheet->more_columns = used;
}

static bool add_row(void *context, const struct entry_draft *draft, struct arena *arena,
		    struct fault *fault)
{
	struct sheet_out *sheet = context;
	(void)fault;
	sheet->row++;
	for (int i = 0; i < FACT_COUNT; i++)
		if (i != FACT_VARIANTS)
			add_cell(sheet, i, fact_text(draft, (enum fact)i, arena), arena);
	add_variants(sheet, draft, arena);
	return true;
}

static void add_heading(struct sheet_out *sheet)
{
	lxw_format *bold = workbook_add_format(sheet->book);
	format_set_bold(bold);
	for (int i = 0; i < FACT_COUNT + sheet->more_columns; i++) {
		char name[40];
		if (i < FACT_COUNT)
			snprintf(name, sizeof(name), "%s", fact_name((enum fact)i));
		else
			snprintf(name, sizeof(name), "variants %d", i - FACT_COUNT + 2);
		worksheet_write_string(sheet->sheet, 0, (lxw_col_t)i, name, bold);
	}
	worksheet_freeze_panes(sheet->sheet, 1, 0);
	worksheet_set_column(sheet->sheet, FACT_QUESTION, FACT_ANSWER, 40, NULL);
}

/* The library writes to a path: here, to memory that has one. */
static bool copy_out(int memory, struct buffer *out)
{
	char block[65536];
	off_t at = 0;
	ssize_t got;
	while ((got = pread(memory, block, sizeof(block), at)) > 0) {
		buffer_add(out, block, (size_t)got);
		at += got;
	}
	return got == 0;
}

static bool write_book(const struct export_source *source, const char *path, struct fault *fault)
{
	struct sheet_out sheet = {.book = workbook_new(path)};
	/* The same entries give the same bytes. */
	lxw_doc_properties properties = {.created = 315532800};
	workbook_set_properties(sheet.book, &properties);
	sheet.sheet = workbook_add_worksheet(sheet.book, "Foyer");
	sheet.wrapped = workbook_add_format(sheet.book);
	format_set_text_wrap(sheet.wrapped);
	format_set_align(sheet.wrapped, LXW_ALIGN_VERTICAL_TOP);
	bool walked = export_walk(source, add_row, &sheet, fault);
	add_heading(&sheet);
	lxw_error closed = workbook_close(sheet.book);
	if (walked && closed != LXW_NO_ERROR)
		return fault_detail(fault, FAULT_INTERNAL, "xlsx", "%s", lxw_strerror(closed));
	return walked;
}

bool export_xlsx(const struct export_source *source, struct buffer *out, struct fault *fault)
{
	char path[40];
	int memory = memfd_create("export.xlsx", MFD_CLOEXEC);
	if (memory < 0)
		return fault_detail(fault, FAULT_INTERNAL, "xlsx", "%s", strerror(errno));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
	bool written = write_book(source, path, fault);
	bool copied = written && copy_out(memory, out);
	close(memory);
	return written && (copied || fault_set(fault, FAULT_INTERNAL, "xlsx"));
}
