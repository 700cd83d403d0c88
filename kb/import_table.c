/*
 * Tables: see import_table.h.
 */
#include "kb/import_table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "data/text.h"

#define HEADINGS_MOST 12

/* Headings beside the facts' own names; compared in lower case, "_" and "-" as
 * " ", without a number at the end where a fact may have several columns. */
static const struct {
	bool many;
	const char *const headings[HEADINGS_MOST];
} fields[FACT_COUNT] = {
    [FACT_ID] = {false, {"external id", "编号", "編號", "序号", "序號", "知识编号", "知識編號"}},
    [FACT_QUESTION] = {false,
		       {"title", "questions", "query", "问题", "問題", "标准问", "標準問",
			"标准问题", "標準問題", "标题", "標題"}},
    [FACT_VARIANTS] = {true,
		       {"variant", "similar questions", "相似问", "相似問", "相似问题", "相似問題",
			"相似问法", "相似問法", "扩展问", "擴展問"}},
    [FACT_ANSWER] = {false, {"reply", "answers", "response", "答案", "回答", "回复", "回覆"}},
    [FACT_CATEGORY] = {false, {"分类", "分類", "类别", "類別"}},
    [FACT_TAGS] = {true, {"tag", "keyword", "keywords", "标签", "標籤"}},
    [FACT_LANGUAGE] = {false, {"语言", "語言"}},
    [FACT_STATUS] = {false, {"状态", "狀態"}},
    [FACT_VALID_FROM] = {false, {"生效时间", "生效時間", "生效日期"}},
    [FACT_VALID_UNTIL] = {false, {"失效时间", "失效時間", "失效日期"}},
    [FACT_SITES] = {false, {"site", "站点", "站點"}},
    [FACT_TRANSLATION] = {false, {"翻译组", "翻譯組"}},
    [FACT_EXTRAS] = {false, {"附加", "按钮", "按鈕"}},
};

#define KNOWN_HEADINGS                                                                             \
	"Known: id, question, variants, answer, category, tags, language, 编号, 问题, 相似问, "    \
	"答案, 分类, 标签, 语言."

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

/* "variant 2" is another "variant". */
static const char *without_number(const char *cell, struct arena *arena)
{
	size_t length = strlen(cell);
	while (length > 0 && (isdigit((unsigned char)cell[length - 1]) ||
			      cell[length - 1] == ' ' || cell[length - 1] == '_'))
		length--;
	return arena_copy_text(arena, cell, length);
}

static bool means(const char *cell, const char *bare, enum fact fact)
{
	const char *const *headings = fields[fact].headings;
	char name[40];
	snprintf(name, sizeof(name), "%s", fact_name(fact));
	for (char *at = name; *at != '\0'; at++)
		*at = *at == '_' ? ' ' : *at;
	if (heading_equals(name, cell) || (fields[fact].many && heading_equals(name, bare)))
		return true;
	for (int h = 0; h < HEADINGS_MOST && headings[h] != NULL; h++)
		if (heading_equals(headings[h], cell) ||
		    (fields[fact].many && heading_equals(headings[h], bare)))
			return true;
	return false;
}

static bool find_field(const char *cell, struct arena *arena, enum fact *out)
{
	const char *bare = without_number(cell, arena);
	for (int f = 0; f < FACT_COUNT; f++)
		if (means(cell, bare, (enum fact)f)) {
			*out = (enum fact)f;
			return true;
		}
	return false;
}

static bool check_needed(const bool *has, struct fault *fault)
{
	if (!has[FACT_ANSWER])
		return fault_detail(
		    fault, FAULT_BAD_HEADING, "answer",
		    "The first line must name a column for the answer (answer, 答案).");
	if (!has[FACT_ID] && !has[FACT_QUESTION])
		return fault_detail(
		    fault, FAULT_BAD_HEADING, "question",
		    "The first line must name a column for the question (question, 问题) "
		    "or the id (id, 编号).");
	return true;
}

static bool read_column(struct table *table, const char *text, bool *has, struct fault *fault)
{
	struct text_limit limit = {.most = 1000, .one_line = true};
	struct arena *arena = table->reader->arena;
	int at = table->column_count;
	enum fact field;
	char *cell;
	if (!text_clean(text, "heading", limit, arena, &cell, fault))
		return false;
	if (!find_field(cell, table->reader->scratch, &field))
		return fault_detail(fault, FAULT_BAD_HEADING,
				    *cell != '\0' ? cell : arena_format(arena, "column %d", at + 1),
				    KNOWN_HEADINGS);
	if (has[field] && !fields[field].many)
		return fault_detail(fault, FAULT_BAD_HEADING, cell,
				    "Another column has the same meaning.");
	has[field] = true;
	table->fields[at] = field;
	table->columns[at] = (struct import_column){fact_name(field), cell, at + 1};
	table->column_count++;
	return true;
}

static bool read_heading(struct table *table, int64_t line, const char *const *cells, int count,
			 struct fault *fault)
{
	bool has[FACT_COUNT] = {false};
	while (count > 0 && *cells[count - 1] == '\0')
		count--;
	if (count > TABLE_COLUMNS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "columns", count, TABLE_COLUMNS_MOST);
	for (int i = 0; i < count; i++)
		if (!read_column(table, cells[i], has, fault)) {
			fault->line = line;
			return false;
		}
	if (!check_needed(has, fault)) {
		fault->line = line;
		return false;
	}
	table->reader->columns = table->columns;
	table->reader->column_count = table->column_count;
	return true;
}

/* Cells ------------------------------------------------------------------------ */

bool table_is_formula(const char *cell)
{
	while (*cell == '\'')
		cell++;
	return *cell != '\0' && (strchr("=+-@\t\r\n", *cell) != NULL ||
				 strncmp(cell, "＝", 3) == 0 || strncmp(cell, "＋", 3) == 0 ||
				 strncmp(cell, "－", 3) == 0 || strncmp(cell, "＠", 3) == 0);
}

/* The apostrophe in front of what would be a formula is taken away. */
static const char *without_guard(const char *cell)
{
	return *cell == '\'' && table_is_formula(cell) ? cell + 1 : cell;
}

static bool take_row(struct table *table, int64_t line, const char *const *cells, int count)
{
	struct entry_draft draft = {0};
	struct fault fault;
	/* Cells without a heading are refused only when they hold something. */
	while (count > table->column_count && *cells[count - 1] == '\0')
		count--;
	if (count > table->column_count) {
		fault_limit(&fault, FAULT_TOO_MANY, "columns", count, table->column_count);
		import_refuse(table->reader, line, &fault);
		return true;
	}
	for (int i = 0; i < count; i++)
		if (!fact_set(&draft, table->fields[i], without_guard(cells[i]),
			      table->reader->scratch, &fault)) {
			import_refuse(table->reader, line, &fault);
			return true;
		}
	return import_take(table->reader, line, &draft);
}

static bool is_empty(const char *const *cells, int count)
{
	for (int i = 0; i < count; i++)
		if (*cells[i] != '\0')
			return false;
	return true;
}

bool table_take(struct table *table, int64_t line, const char *const *cells, int count,
		bool *stopped, struct fault *fault)
{
	if (is_empty(cells, count))
		return true;
	if (table->column_count == 0)
		return read_heading(table, line, cells, count, fault);
	if (!take_row(table, line, cells, count))
		*stopped = true;
	return true;
}
