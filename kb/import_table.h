/*
 * Tables: a heading and an entry a row, whatever they are read from (CSV,
 * TSV, XLSX).  Headings in English and Chinese; variants and tags may have
 * several columns, and several of them stand in one cell on lines of their
 * own or between bars.  One thread.
 */
#ifndef FOYER_KB_IMPORT_TABLE_H
#define FOYER_KB_IMPORT_TABLE_H

#include "kb/import_facts.h"
#include "kb/import_internal.h"

#define TABLE_COLUMNS_MOST 200

struct table {
	struct import_reader *reader;
	struct import_column columns[TABLE_COLUMNS_MOST];
	enum fact fields[TABLE_COLUMNS_MOST];
	int column_count; /* 0 before the heading was read */
};

/* A row of cells: the first is the heading, each other an entry.  Cells are
 * in the reader's scratch arena.  False with a fault when the heading is no
 * good; *stopped is set when no more rows are taken. */
bool table_take(struct table *table, int64_t line, const char *const *cells, int count,
		bool *stopped, struct fault *fault) MUST_USE;

/* A cell that a spreadsheet would take for a formula gets an apostrophe in
 * front, which importing takes away again. */
bool table_is_formula(const char *cell);

#endif
