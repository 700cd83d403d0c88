/*
 * HTML as Markdown: blocks; see html_markdown.h.
 */
#include "kb/html_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Blocks ------------------------------------------------------------------------- */

static const char *blocks(const xmlNode *first, const xmlNode *end, bool tight, struct arena *arena,
			  int depth);

static void add_block(struct buffer *out, const char *text, bool tight)
{
	if (*text == '\0')
		return;
	if (out->length > 0)
		buffer_add_text(out, tight ? "\n" : "\n\n");
	buffer_add_text(out, text);
}

/* Each line of the text behind a prefix; the first behind another. */
static const char *prefixed(const char *text, const char *first, const char *rest,
			    struct arena *arena)
{
	struct buffer out = buffer_new(BYTES_MOST);
	buffer_add_text(&out, first);
	for (; *text != '\0'; text++) {
		buffer_add_char(&out, *text);
		if (*text == '\n' && text[1] != '\n')
			buffer_add_text(&out, rest);
		else if (*text == '\n' && *rest == '>')
			buffer_add_char(&out, '>');
	}
	return html_take(&out, arena);
}

/* A list is tight when no item holds a paragraph. */
static bool is_tight(const xmlNode *list)
{
	for (const xmlNode *item = list->children; item != NULL; item = item->next)
		for (const xmlNode *child = item->children; child != NULL; child = child->next)
			if (child->type == XML_ELEMENT_NODE &&
			    strcasecmp((const char *)child->name, "p") == 0)
				return false;
	return true;
}

static const char *list_of(const xmlNode *list, bool numbered, struct arena *arena, int depth)
{
	struct buffer out = buffer_new(BYTES_MOST);
	bool tight = is_tight(list);
	int number = atoi(html_attribute(list, "start", arena));
	number = number > 0 ? number : 1;
	for (const xmlNode *item = list->children; item != NULL; item = item->next) {
		if (item->type != XML_ELEMENT_NODE)
			continue;
		const char *marker = numbered ? arena_format(arena, "%d. ", number++) : "- ";
		const char *indent = arena_format(arena, "%*s", (int)strlen(marker), "");
		const char *text = blocks(item->children, NULL, tight, arena, depth + 1);
		add_block(&out, prefixed(text, marker, indent, arena), tight);
	}
	return html_take(&out, arena);
}

static const char *code_block(const xmlNode *node, struct arena *arena)
{
	const xmlNode *code = node->children;
	const char *kind = code != NULL && code->type == XML_ELEMENT_NODE
			       ? html_attribute(code, "class", arena)
			       : "";
	xmlChar *content = xmlNodeGetContent(node);
	size_t length = content != NULL ? strlen((const char *)content) : 0;
	while (length > 0 && content[length - 1] == '\n')
		length--;
	const char *text = arena_copy_text(arena, content != NULL ? (const char *)content : "", length);
	const char *fence = strstr(text, "```") != NULL ? "~~~~" : "```";
	xmlFree(content);
	kind = strncmp(kind, "language-", 9) == 0 ? kind + 9 : "";
	return arena_format(arena, "%s%s\n%s\n%s", fence, kind, text, fence);
}

static const char *table_row(const xmlNode *row, struct arena *arena, int depth)
{
	struct buffer out = buffer_new(BYTES_MOST);
	for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
		if (cell->type != XML_ELEMENT_NODE)
			continue;
		if (out.length > 0)
			buffer_add_text(&out, " | ");
		buffer_add_text(&out, html_trimmed(html_inline(cell, arena, depth), arena));
	}
	return html_take(&out, arena);
}

static const char *block_of(const xmlNode *node, bool tight, struct arena *arena, int depth)
{
	switch (html_element(node)) {
	case HEADING:
		return arena_format(arena, "%.*s %s", node->name[1] - '0', "######",
				    html_trimmed(html_inline(node, arena, depth), arena));
	case LIST:
		return list_of(node, false, arena, depth);
	case NUMBERED:
		return list_of(node, true, arena, depth);
	case QUOTE:
		return prefixed(blocks(node->children, NULL, false, arena, depth + 1), "> ", "> ",
				arena);
	case CODE_BLOCK:
		return code_block(node, arena);
	case RULE:
		return "---";
	case TABLE_ROW:
		return table_row(node, arena, depth);
	default:
		return blocks(node->children, NULL, tight, arena, depth + 1);
	}
}

static bool ends_word(char character)
{
	return character == ' ' || character == '\t' || character == '\n' || character == '\0';
}

/* What would be read as a mark at the beginning of a line: a heading, a quote,
 * an item, a rule, the line below a heading, a fence. */
static bool begins_block(const char *text)
{
	size_t same = strspn(text, (char[]){*text, '\0'});
	switch (*text) {
	case '#':
		return same < 7 && ends_word(text[same]);
	case '>':
		return true;
	case '+':
		return ends_word(text[1]);
	case '-':
	case '=':
		return (*text == '-' && ends_word(text[1])) ||
		       text[same] == '\n' || text[same] == '\0';
	case '~':
		return same > 2;
	default:
		return false;
	}
}

/* "12." or "12)" would be read as a numbered list. */
static size_t number_length(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	bool marked = digits > 0 && digits < 10 && (text[digits] == '.' || text[digits] == ')');
	return marked && ends_word(text[digits + 1]) ? digits : 0;
}

/* Lines of a paragraph that would begin something else are escaped. */
static const char *guarded(const char *text, struct arena *arena)
{
	struct buffer out = buffer_new(BYTES_MOST);
	while (*text != '\0') {
		size_t digits = number_length(text);
		size_t line = strcspn(text, "\n");
		line += text[line] == '\n';
		buffer_add(&out, text, digits);
		if (digits > 0 || begins_block(text))
			buffer_add_char(&out, '\\');
		buffer_add(&out, text + digits, line - digits);
		text += line;
	}
	return html_take(&out, arena);
}

static void flush(struct buffer *line, struct buffer *out, bool tight, struct arena *arena)
{
	const char *text = guarded(html_trimmed(html_take(line, arena), arena), arena);
	*line = buffer_new(BYTES_MOST);
	add_block(out, text, tight);
}

/* Inline nodes between blocks are paragraphs. */
static const char *blocks(const xmlNode *first, const xmlNode *end, bool tight, struct arena *arena,
			  int depth)
{
	struct buffer out = buffer_new(BYTES_MOST);
	struct buffer line = buffer_new(BYTES_MOST);
	for (const xmlNode *node = first; node != NULL && node != end; node = node->next) {
		if (!html_is_block(node) || depth > DEPTH_MOST) {
			html_add_inline(&line, node, arena, depth);
			continue;
		}
		flush(&line, &out, tight, arena);
		add_block(&out, block_of(node, tight, arena, depth),
			  tight || html_element(node) == TABLE_ROW);
	}
	flush(&line, &out, tight, arena);
	buffer_free(&line);
	return html_take(&out, arena);
}

const char *html_blocks(const xmlNode *first, const xmlNode *end, struct arena *arena)
{
	return blocks(first, end, false, arena, 0);
}
