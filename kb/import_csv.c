/*
 * CSV: a heading and an entry a row; see import.h.  Headings in English and
 * Chinese, cells separated by comma, semicolon or tab, several variants in a
 * cell on lines of their own or separated by "|".  Not for what an entry may
 * hold (entry_clean.c).  One thread.
 */
#include <csv.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "kb/import_internal.h"

enum column {
	COLUMN_ID,
	COLUMN_QUESTION,
	COLUMN_VARIANTS,
	COLUMN_ANSWER,
	COLUMN_CATEGORY,
	COLUMN_TAGS,
	COLUMN_LANGUAGE,
	COLUMN_COUNT
};

/* What a heading may be called; compared in lower case, "_" and "-" as " ". */
static const struct {
	const char *heading;
	enum column column;
} headings[] = {
    {"id", COLUMN_ID},
    {"external id", COLUMN_ID},
    {"编号", COLUMN_ID},
    {"編號", COLUMN_ID},
    {"序号", COLUMN_ID},
    {"序號", COLUMN_ID},
    {"知识编号", COLUMN_ID},
    {"question", COLUMN_QUESTION},
    {"title", COLUMN_QUESTION},
    {"问题", COLUMN_QUESTION},
    {"問題", COLUMN_QUESTION},
    {"标准问", COLUMN_QUESTION},
    {"標準問", COLUMN_QUESTION},
    {"标准问题", COLUMN_QUESTION},
    {"標準問題", COLUMN_QUESTION},
    {"标题", COLUMN_QUESTION},
    {"標題", COLUMN_QUESTION},
    {"variants", COLUMN_VARIANTS},
    {"variant", COLUMN_VARIANTS},
    {"similar questions", COLUMN_VARIANTS},
    {"相似问", COLUMN_VARIANTS},
    {"相似問", COLUMN_VARIANTS},
    {"相似问题", COLUMN_VARIANTS},
    {"相似問題", COLUMN_VARIANTS},
    {"相似问法", COLUMN_VARIANTS},
    {"扩展问", COLUMN_VARIANTS},
    {"擴展問", COLUMN_VARIANTS},
    {"answer", COLUMN_ANSWER},
    {"reply", COLUMN_ANSWER},
    {"答案", COLUMN_ANSWER},
    {"回答", COLUMN_ANSWER},
    {"回复", COLUMN_ANSWER},
    {"回覆", COLUMN_ANSWER},
    {"category", COLUMN_CATEGORY},
    {"分类", COLUMN_CATEGORY},
    {"分類", COLUMN_CATEGORY},
    {"类别", COLUMN_CATEGORY},
    {"類別", COLUMN_CATEGORY},
    {"tags", COLUMN_TAGS},
    {"tag", COLUMN_TAGS},
    {"标签", COLUMN_TAGS},
    {"標籤", COLUMN_TAGS},
    {"language", COLUMN_LANGUAGE},
    {"语言", COLUMN_LANGUAGE},
    {"語言", COLUMN_LANGUAGE},
};

#define CELLS_MOST         64
#define VARIANT_SEPARATORS "\n\r|｜"
#define TAG_SEPARATORS     "\n\r|｜,，、;；"
#define KNOWN_HEADINGS                                                                                 \
	"Known: id, question, variants, answer, category, tags, language, 编号, 问题, 相似问, " \
	"答案, 分类, 标签, 语言."

struct csv_reader {
	struct import_reader *reader;
	const char *cells[CELLS_MOST]; /* of the row being read, in the scratch arena */
	int cell_count;                /* may pass CELLS_MOST */
	size_t row_bytes;
	int64_t row_line;
	enum column columns[CELLS_MOST];
	int column_count;   /* 0 before the heading was read */
	struct fault fault; /* of the file as a whole */
	bool stopped;
};

/* Heading ---------------------------------------------------------------------- */

static bool heading_equals(const char *known, const char *cell)
{
	for (; *known != '\0' && *cell != '\0'; known++, cell++) {
		int character = tolower((unsigned char)*cell);
		if (character == '_' || character == '-')
			character = ' ';
		if (character != (unsigned char)*known)
			return false;
	}
	return *known == *cell;
}

static bool find_column(const char *cell, enum column *out)
{
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (heading_equals(headings[i].heading, cell)) {
			*out = headings[i].column;
			return true;
		}
	return false;
}

static bool check_needed(const bool *has, struct fault *fault)
{
	if (!has[COLUMN_ANSWER])
		return fault_detail(
		    fault, FAULT_BAD_HEADING, "answer",
		    "The first line must name a column for the answer (answer, 答案).");
	if (!has[COLUMN_ID] && !has[COLUMN_QUESTION])
		return fault_detail(
		    fault, FAULT_BAD_HEADING, "question",
		    "The first line must name a column for the question (question, 问题) "
		    "or the id (id, 编号).");
	return true;
}

static bool read_heading(struct csv_reader *csv)
{
	struct text_limit limit = {.most = 1000, .one_line = true};
	bool has[COLUMN_COUNT] = {false};
	if (csv->cell_count > CELLS_MOST)
		return fault_limit(&csv->fault, FAULT_TOO_MANY, "columns", csv->cell_count,
				   CELLS_MOST);
	while (csv->cell_count > 0 && *csv->cells[csv->cell_count - 1] == '\0')
		csv->cell_count--;
	for (int i = 0; i < csv->cell_count; i++) {
		char *cell;
		enum column column;
		if (!text_clean(csv->cells[i], "heading", limit, csv->reader->scratch, &cell,
				&csv->fault))
			return false;
		if (!find_column(cell, &column))
			return fault_detail(
			    &csv->fault, FAULT_BAD_HEADING,
			    *cell != '\0' ? cell
					  : arena_format(csv->reader->scratch, "column %d", i + 1),
			    KNOWN_HEADINGS);
		if (has[column])
			return fault_detail(&csv->fault, FAULT_BAD_HEADING, cell,
					    "Another column has the same meaning.");
		has[column] = true;
		csv->columns[i] = column;
	}
	csv->column_count = csv->cell_count;
	return check_needed(has, &csv->fault);
}

/* Rows ------------------------------------------------------------------------- */

/* The length of the separator at `at`, or 0. */
static size_t separator_at(const char *at, const char *separators)
{
	while (*separators != '\0') {
		const char *next = separators;
		text_next(&next);
		size_t size = (size_t)(next - separators);
		if (strncmp(at, separators, size) == 0)
			return size;
		separators = next;
	}
	return 0;
}

/* Splits a cell at any of the separators; empty parts are left for the
 * cleaning, which drops them. */
static const char *const *split(const char *cell, const char *separators, struct arena *arena,
				int *count)
{
	struct list parts = list_new(arena, sizeof(const char *));
	const char *part = cell;
	for (const char *at = cell;;) {
		size_t size = *at != '\0' ? separator_at(at, separators) : 0;
		if (*at != '\0' && size == 0) {
			text_next(&at);
			continue;
		}
		*(const char **)list_add(&parts) =
		    arena_copy_text(arena, part, (size_t)(at - part));
		if (*at == '\0')
			break;
		at += size;
		part = at;
	}
	*count = parts.count;
	return parts.items;
}

static void put_cell(struct entry_draft *draft, enum column column, const char *cell,
		     struct arena *arena)
{
	switch (column) {
	case COLUMN_ID:
		draft->external_id = cell;
		break;
	case COLUMN_QUESTION:
		draft->question = cell;
		break;
	case COLUMN_VARIANTS:
		draft->variants = split(cell, VARIANT_SEPARATORS, arena, &draft->variant_count);
		break;
	case COLUMN_ANSWER:
		draft->answer = cell;
		break;
	case COLUMN_CATEGORY:
		draft->category = cell;
		break;
	case COLUMN_TAGS:
		draft->tags = split(cell, TAG_SEPARATORS, arena, &draft->tag_count);
		break;
	case COLUMN_LANGUAGE:
		draft->language = cell;
		break;
	case COLUMN_COUNT:
		break;
	}
}

static bool row_is_empty(const struct csv_reader *csv)
{
	return csv->row_bytes == 0;
}

static void take_row(struct csv_reader *csv)
{
	struct entry_draft draft = {0};
	struct fault fault;
	if (csv->row_bytes > IMPORT_ROW_MOST) {
		fault_limit(&fault, FAULT_BODY_TOO_LARGE, "row", (int64_t)csv->row_bytes,
			    IMPORT_ROW_MOST);
		import_refuse(csv->reader, csv->row_line, &fault);
		return;
	}
	if (csv->cell_count > csv->column_count) {
		fault_limit(&fault, FAULT_TOO_MANY, "columns", csv->cell_count, csv->column_count);
		import_refuse(csv->reader, csv->row_line, &fault);
		return;
	}
	for (int i = 0; i < csv->cell_count; i++)
		put_cell(&draft, csv->columns[i], csv->cells[i], csv->reader->scratch);
	if (!import_take(csv->reader, csv->row_line, &draft))
		csv->stopped = true;
}

/* Called by libcsv with each cell. */
static void on_cell(void *bytes, size_t length, void *context)
{
	struct csv_reader *csv = context;
	csv->row_bytes += length;
	/* Beyond the limits the row is refused at its end: don't keep it. */
	if (csv->cell_count < CELLS_MOST && csv->row_bytes <= IMPORT_ROW_MOST)
		csv->cells[csv->cell_count] = arena_copy_text(csv->reader->scratch, bytes, length);
	/* Cells without a heading are refused only when they hold something. */
	if (length > 0 || csv->column_count == 0 || csv->cell_count < csv->column_count)
		csv->cell_count++;
}

/* Called by libcsv at the end of each row. */
static void on_row(int character, void *context)
{
	struct csv_reader *csv = context;
	(void)character;
	if (!csv->stopped && !row_is_empty(csv)) {
		if (csv->column_count > 0)
			take_row(csv);
		else if (!read_heading(csv))
			csv->stopped = true;
	}
	csv->cell_count = 0;
	csv->row_bytes = 0;
	arena_reset(csv->reader->scratch);
}

/* Separators ------------------------------------------------------------------- */

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

bool import_read_csv(struct import_reader *reader, const char *bytes, size_t length,
		     struct fault *fault)
{
	struct csv_parser parser;
	struct csv_reader csv = {.reader = reader};
	struct fault row_fault;
	const char *next;
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return fault_set(fault, FAULT_INTERNAL, "csv");
	csv_set_blk_size(&parser, 65536);
	csv_set_delim(&parser, guess_separator(bytes, import_line(bytes, bytes + length, &next)));
	bool sound = feed(&parser, &csv, bytes, length);
	csv_free(&parser);
	if (csv.fault.code != FAULT_NONE) {
		*fault = csv.fault;
		fault->line = csv.row_line;
		return false;
	}
	if (!sound) {
		fault_detail(&row_fault, FAULT_MALFORMED, "row",
			     "a quotation mark is open or stands alone; write it twice inside "
			     "quotation marks");
		import_refuse(reader, csv.row_line, &row_fault);
	}
	return true;
}
