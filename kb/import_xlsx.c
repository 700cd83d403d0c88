/*
 * XLSX: the first sheet of a workbook, by libxml2's reader over the parts of
 * the zip; see import_table.h for what its cells mean.  Formulas are never
 * worked out: what the file says they came to is taken.  One thread.
 */
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

#include "kb/import_table.h"

struct workbook {
	struct import_reader *reader;
	const struct archive *archive;
	struct list strings; /* const char *: shared by the cells */
};

static bool refuse_part(struct fault *fault, const char *part)
{
	return fault_detail(fault, FAULT_MALFORMED, "file", "the workbook is damaged: %s", part);
}

/* NULL when there is no such part.  No network, no entities, libxml2's limits
 * on depth and size. */
static xmlTextReaderPtr open_part(const struct workbook *book, const char *name)
{
	const struct archive_file *file = archive_find(book->archive, name);
	if (file == NULL)
		return NULL;
	return xmlReaderForMemory(file->bytes, (int)file->length, NULL, NULL,
				  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
				      XML_PARSE_COMPACT);
}

static bool is_start(xmlTextReaderPtr xml, const char *name)
{
	return xmlTextReaderNodeType(xml) == XML_READER_TYPE_ELEMENT &&
	       xmlStrEqual(xmlTextReaderConstLocalName(xml), (const xmlChar *)name);
}

static bool is_end(xmlTextReaderPtr xml, const char *name)
{
	return xmlTextReaderNodeType(xml) == XML_READER_TYPE_END_ELEMENT &&
	       xmlStrEqual(xmlTextReaderConstLocalName(xml), (const xmlChar *)name);
}

/* An attribute of the element, "" when it has none. */
static const char *attribute(xmlTextReaderPtr xml, const char *name, struct arena *arena)
{
	xmlChar *value = xmlTextReaderGetAttribute(xml, (const xmlChar *)name);
	const char *copy = arena_text(arena, value != NULL ? (const char *)value : "");
	xmlFree(value);
	return copy;
}

static bool is_text(xmlTextReaderPtr xml)
{
	int type = xmlTextReaderNodeType(xml);
	return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
	       type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE ||
	       type == XML_READER_TYPE_WHITESPACE;
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* "_x000D_" stands for a character that XML can't carry; only ASCII is used so. */
static const char *unescape(const char *text, struct arena *arena)
{
	if (strstr(text, "_x00") == NULL)
		return text;
	char *out = arena_text(arena, text);
	char *to = out;
	for (const char *from = text; *from != '\0';) {
		if (strncmp(from, "_x00", 4) == 0 && hex_digit(from[4]) >= 0 &&
		    hex_digit(from[4]) < 8 && hex_digit(from[5]) >= 0 && from[6] == '_') {
			char byte = (char)(hex_digit(from[4]) * 16 + hex_digit(from[5]));
			*to++ = byte != '\0' ? byte : ' ';
			from += 7;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return out;
}

/* All text of <t> (and, in a cell, <v>) up to the end of `element`, without
 * what shows how Chinese is read. */
static const char *text_of(xmlTextReaderPtr xml, const char *element, struct arena *arena)
{
	struct buffer text = buffer_new(IMPORT_ROW_MOST);
	bool inside = false;
	bool reading = false;
	if (!xmlTextReaderIsEmptyElement(xml))
		while (xmlTextReaderRead(xml) == 1 && !is_end(xml, element)) {
			if (is_start(xml, "rPh"))
				reading = true;
			else if (is_end(xml, "rPh"))
				reading = false;
			else if (is_start(xml, "t") || is_start(xml, "v"))
				inside = !xmlTextReaderIsEmptyElement(xml);
			else if (is_end(xml, "t") || is_end(xml, "v"))
				inside = false;
			else if (inside && !reading && is_text(xml))
				buffer_add_text(&text, (const char *)xmlTextReaderConstValue(xml));
		}
	const char *copy = arena_text(arena, text.length > 0 ? text.bytes : "");
	buffer_free(&text);
	return unescape(copy, arena);
}

static bool read_strings(struct workbook *book, struct fault *fault)
{
	xmlTextReaderPtr xml = open_part(book, "xl/sharedStrings.xml");
	int step = 0;
	if (xml == NULL)
		return true; /* a workbook may have none */
	while ((step = xmlTextReaderRead(xml)) == 1)
		if (is_start(xml, "si"))
			*(const char **)list_add(&book->strings) =
			    text_of(xml, "si", book->reader->arena);
	xmlFreeTextReader(xml);
	return step == 0 || refuse_part(fault, "xl/sharedStrings.xml");
}

/* The relation of the first sheet; the others are noted. */
static const char *first_sheet(struct workbook *book)
{
	struct import_reader *reader = book->reader;
	xmlTextReaderPtr xml = open_part(book, "xl/workbook.xml");
	const char *relation = NULL;
	while (xml != NULL && xmlTextReaderRead(xml) == 1) {
		if (!is_start(xml, "sheet"))
			continue;
		const char *name = attribute(xml, "name", reader->arena);
		if (relation == NULL)
			relation = attribute(xml, "r:id", reader->arena);
		else
			import_note(reader, 0, name, "other-sheet");
	}
	xmlFreeTextReader(xml);
	return relation;
}

/* The part that a relation of the workbook leads to. */
static const char *sheet_part(struct workbook *book, const char *relation)
{
	struct arena *arena = book->reader->arena;
	xmlTextReaderPtr xml = open_part(book, "xl/_rels/workbook.xml.rels");
	const char *part = NULL;
	while (xml != NULL && part == NULL && xmlTextReaderRead(xml) == 1) {
		if (!is_start(xml, "Relationship") ||
		    strcmp(attribute(xml, "Id", arena), relation) != 0)
			continue;
		const char *target = attribute(xml, "Target", arena);
		part = *target == '/' ? target + 1 : arena_format(arena, "xl/%s", target);
	}
	xmlFreeTextReader(xml);
	return part;
}

/* Rows ------------------------------------------------------------------------- */

struct sheet {
	struct workbook *book;
	struct table table;
	const char *cells[TABLE_COLUMNS_MOST];
	int count;
	int64_t line;
};

/* "C5" is the third column. */
static int column_number(const char *reference)
{
	int number = 0;
	for (; *reference >= 'A' && *reference <= 'Z' && number < 100000; reference++)
		number = number * 26 + (*reference - 'A' + 1);
	return number;
}

static const char *cell_text(struct workbook *book, const char *type, const char *value)
{
	if (strcmp(type, "s") != 0)
		return value;
	char *end;
	long index = strtol(value, &end, 10);
	if (end == value || index < 0 || index >= book->strings.count)
		return "";
	return ((const char *const *)book->strings.items)[index];
}

static void read_cell(struct sheet *sheet, xmlTextReaderPtr xml)
{
	struct arena *arena = sheet->book->reader->scratch;
	int column = column_number(attribute(xml, "r", arena));
	const char *type = attribute(xml, "t", arena);
	const char *text = cell_text(sheet->book, type, text_of(xml, "c", arena));
	if (column == 0)
		column = sheet->count + 1;
	if (column > TABLE_COLUMNS_MOST || *text == '\0')
		return;
	for (; sheet->count < column; sheet->count++)
		sheet->cells[sheet->count] = "";
	sheet->cells[column - 1] = text;
}

static void read_row(struct sheet *sheet, xmlTextReaderPtr xml)
{
	const char *number = attribute(xml, "r", sheet->book->reader->scratch);
	sheet->line = *number != '\0' ? strtoll(number, NULL, 10) : sheet->line + 1;
	sheet->count = 0;
	if (xmlTextReaderIsEmptyElement(xml))
		return;
	while (xmlTextReaderRead(xml) == 1 && !is_end(xml, "row"))
		if (is_start(xml, "c"))
			read_cell(sheet, xml);
}

static bool read_sheet(struct workbook *book, const char *part, struct fault *fault)
{
	struct sheet *sheet = arena_alloc(book->reader->arena, sizeof(*sheet));
	xmlTextReaderPtr xml = open_part(book, part);
	bool stopped = false;
	bool sound = true;
	int step = 0;
	sheet->book = book;
	sheet->table.reader = book->reader;
	if (xml == NULL)
		return refuse_part(fault, part);
	while (sound && !stopped && (step = xmlTextReaderRead(xml)) == 1) {
		if (!is_start(xml, "row"))
			continue;
		read_row(sheet, xml);
		sound = table_take(&sheet->table, sheet->line, sheet->cells, sheet->count, &stopped,
				   fault);
		arena_reset(book->reader->scratch);
	}
	xmlFreeTextReader(xml);
	if (!sound)
		return false;
	return step >= 0 || refuse_part(fault, part);
}

bool import_read_xlsx(struct import_reader *reader, const struct archive *archive,
		      struct fault *fault)
{
	struct workbook book = {.reader = reader,
				.archive = archive,
				.strings = list_new(reader->arena, sizeof(const char *))};
	const char *relation = first_sheet(&book);
	if (relation == NULL)
		return refuse_part(fault, "it has no sheet");
	const char *part = sheet_part(&book, relation);
	if (part == NULL)
		return refuse_part(fault, "its first sheet is missing");
	return read_strings(&book, fault) && read_sheet(&book, part, fault);
}
