/*
 * Formats of imports: one table, and finding out what a file is.  Pure; any
 * thread.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "kb/import_internal.h"

/* Whether a file is of a format, by its beginning. */
typedef bool (*looks_like)(const char *text, size_t length);

static const char *find(const char *text, size_t length, const char *word)
{
	return memmem(text, length, word, strlen(word));
}

static bool begins_with(const char *text, size_t length, const char *word)
{
	return length >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

/* The word stands at the beginning of a line. */
static bool has_line(const char *text, size_t length, const char *word)
{
	if (begins_with(text, length, word))
		return true;
	for (const char *at = text, *found;
	     (found = find(at, length - (size_t)(at - text), word)) != NULL; at = found + 1)
		if (found > text && found[-1] == '\n')
			return true;
	return false;
}

static bool like_jsonl(const char *text, size_t length)
{
	const char *next;
	size_t line = import_line(text, text + length, &next);
	while (line > 0 && isspace((unsigned char)text[line - 1]))
		line--;
	return line > 1 && text[0] == '{' && text[line - 1] == '}' &&
	       (find(text, line, "\"answer\"") != NULL || find(text, line, "\"question\"") != NULL) &&
	       find(text, line, "\"articles\"") == NULL && find(text, line, "\"@type\"") == NULL;
}

static bool like_zendesk(const char *text, size_t length)
{
	return (*text == '{' || *text == '[') &&
	       (find(text, length, "\"articles\"") != NULL ||
		(find(text, length, "\"body\"") != NULL && find(text, length, "\"title\"") != NULL));
}

static bool like_faqpage(const char *text, size_t length)
{
	return (*text == '{' || *text == '[') && find(text, length, "FAQPage") != NULL;
}

static bool like_html(const char *text, size_t length)
{
	return *text == '<' && length > 5;
}

static bool like_rasa(const char *text, size_t length)
{
	return has_line(text, length, "nlu:") || has_line(text, length, "intents:") ||
	       has_line(text, length, "responses:") || has_line(text, length, "rules:");
}

static bool like_markdown(const char *text, size_t length)
{
	return begins_with(text, length, "---\n") || begins_with(text, length, "---\r") ||
	       begins_with(text, length, "# ");
}

/* One row for each format.  In an archive it is known by the name of a file in
 * it, alone by its beginning or, failing that, by its ending. */
static const struct {
	const char *name;
	import_read read;
	looks_like alone;
	const char *const endings[4];
	const char *const members[3]; /* names or endings of files in an archive */
} formats[IMPORT_FORMATS] = {
    [IMPORT_XLSX] = {"xlsx", import_read_xlsx, NULL, {".xlsx"}, {"xl/workbook.xml"}},
    [IMPORT_DIALOGFLOW] = {"dialogflow", import_read_dialogflow, NULL, {0}, {"agent.json", "package.json"}},
    [IMPORT_JSONL] = {"jsonl", import_read_jsonl, like_jsonl, {".jsonl", ".ndjson"}, {".jsonl"}},
    [IMPORT_FAQPAGE] = {"faqpage", import_read_faqpage, like_faqpage, {".jsonld"}, {".jsonld"}},
    [IMPORT_ZENDESK] = {"zendesk", import_read_zendesk, like_zendesk, {".json"}, {"articles.json"}},
    [IMPORT_RASA] = {"rasa", import_read_rasa, like_rasa, {".yml", ".yaml"}, {".yml", ".yaml"}},
    [IMPORT_MARKDOWN] = {"markdown", import_read_markdown, like_markdown, {".md", ".markdown"}, {".md", ".markdown"}},
    [IMPORT_HTML] = {"html", import_read_html, like_html, {".html", ".htm"}, {".html", ".htm"}},
    [IMPORT_TSV] = {"tsv", import_read_tsv, NULL, {".tsv", ".tab"}, {".tsv"}},
    [IMPORT_CSV] = {"csv", import_read_csv, NULL, {".csv", ".txt"}, {".csv"}},
};

/* What is looked for first. */
static const enum import_format order[IMPORT_FORMATS] = {
    IMPORT_XLSX, IMPORT_DIALOGFLOW, IMPORT_FAQPAGE, IMPORT_ZENDESK, IMPORT_JSONL,
    IMPORT_RASA, IMPORT_MARKDOWN,   IMPORT_HTML,    IMPORT_TSV,     IMPORT_CSV,
};

const char *import_format_name(enum import_format format)
{
	return formats[format].name;
}

import_read import_reader_of(enum import_format format)
{
	return formats[format].read;
}

bool import_format_read(const char *name, enum import_format *out, struct fault *fault)
{
	for (int i = 0; i < IMPORT_FORMATS; i++)
		if (strcasecmp(formats[i].name, name) == 0) {
			*out = (enum import_format)i;
			return true;
		}
	if (strcasecmp(name, "ndjson") != 0)
		return fault_set(fault, FAULT_FORMAT_UNKNOWN, name);
	*out = IMPORT_JSONL;
	return true;
}

/* Names end so, and a name by itself is a file of the uppermost folder or of
 * one inside it. */
static bool is_member(const char *path, const char *member)
{
	const char *slash = strrchr(member, '/');
	if (*member == '.')
		return import_has_ending(path, member);
	return strcmp(slash != NULL ? path : import_base_name(path), member) == 0;
}

static bool archive_has(const struct archive *archive, enum import_format format)
{
	for (int m = 0; m < 3 && formats[format].members[m] != NULL; m++)
		for (int i = 0; i < archive->count; i++)
			if (is_member(archive->files[i].name, formats[format].members[m]))
				return true;
	return false;
}

static bool find_by_name(const char *name, enum import_format *out)
{
	for (int i = 0; name != NULL && i < IMPORT_FORMATS; i++)
		for (int e = 0; e < 4 && formats[order[i]].endings[e] != NULL; e++)
			if (import_has_ending(name, formats[order[i]].endings[e])) {
				*out = order[i];
				return true;
			}
	return false;
}

static bool find_alone(const struct archive_file *file, enum import_format *out)
{
	const char *text = file->bytes;
	size_t length = file->length;
	if (begins_with(text, length, "\xef\xbb\xbf")) {
		text += 3;
		length -= 3;
	}
	while (length > 0 && isspace((unsigned char)*text)) {
		text++;
		length--;
	}
	for (int i = 0; length > 0 && i < IMPORT_FORMATS; i++)
		if (formats[order[i]].alone != NULL && formats[order[i]].alone(text, length)) {
			*out = order[i];
			return true;
		}
	return false;
}

/* A table's first line has several headings. */
static bool find_table(const struct archive_file *file, enum import_format *out)
{
	const char *next;
	size_t line = import_line(file->bytes, file->bytes + file->length, &next);
	if (memchr(file->bytes, '\t', line) != NULL)
		*out = IMPORT_TSV;
	else if (memchr(file->bytes, ',', line) != NULL || memchr(file->bytes, ';', line) != NULL)
		*out = IMPORT_CSV;
	else
		return false;
	return true;
}

bool import_find_format(const struct archive *archive, const char *name, enum import_format *out,
			struct fault *fault)
{
	if (archive->count > 0 && archive->files[0].name != NULL) {
		for (int i = 0; i < IMPORT_FORMATS; i++)
			if (archive_has(archive, order[i])) {
				*out = order[i];
				return true;
			}
	} else if (archive->count > 0) {
		enum import_format by_name = IMPORT_BY_ITSELF;
		bool named = find_by_name(name, &by_name);
		/* A table may begin with anything; other names may lie. */
		if (named && (by_name == IMPORT_CSV || by_name == IMPORT_TSV ||
			      by_name == IMPORT_XLSX || by_name == IMPORT_JSONL)) {
			*out = by_name;
			return true;
		}
		if (find_alone(&archive->files[0], out))
			return true;
		if (named) {
			*out = by_name;
			return true;
		}
		if (find_table(&archive->files[0], out))
			return true;
	}
	return fault_set(fault, FAULT_FORMAT_UNKNOWN, name != NULL ? import_base_name(name) : "");
}
