/*
 * HTML as Markdown: see html_markdown.h.
 */
#include "kb/html_markdown.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "data/buffer.h"

#define DEPTH_MOST 24 /* deeper than that only text is kept */
#define BYTES_MOST (4u * 1024 * 1024)

/* Elements, in one table: how each is written. */
enum element {
	INLINE,
	BLOCK,
	HEADING,
	LIST,
	NUMBERED,
	QUOTE,
	CODE_BLOCK,
	RULE,
	TABLE_ROW,
	BREAK,
	STRONG,
	EMPHASIS,
	STRUCK,
	CODE,
	LINK,
	PICTURE,
	LEFT_OUT
};

static const struct {
	const char *name;
	enum element element;
} elements[] = {
    {"p", BLOCK},       {"div", BLOCK},      {"section", BLOCK},  {"article", BLOCK},
    {"main", BLOCK},    {"body", BLOCK},     {"html", BLOCK},     {"header", BLOCK},
    {"footer", BLOCK},  {"figure", BLOCK},   {"details", BLOCK},  {"summary", BLOCK},
    {"dl", BLOCK},      {"dt", BLOCK},       {"dd", BLOCK},       {"table", BLOCK},
    {"tbody", BLOCK},   {"thead", BLOCK},    {"tfoot", BLOCK},    {"center", BLOCK},
    {"li", BLOCK},      {"h1", HEADING},     {"h2", HEADING},     {"h3", HEADING},
    {"h4", HEADING},    {"h5", HEADING},     {"h6", HEADING},     {"ul", LIST},
    {"ol", NUMBERED},   {"blockquote", QUOTE}, {"pre", CODE_BLOCK}, {"hr", RULE},
    {"tr", TABLE_ROW},  {"br", BREAK},       {"strong", STRONG},  {"b", STRONG},
    {"em", EMPHASIS},   {"i", EMPHASIS},     {"del", STRUCK},     {"s", STRUCK},
    {"code", CODE},     {"tt", CODE},        {"a", LINK},         {"img", PICTURE},
    {"script", LEFT_OUT}, {"style", LEFT_OUT}, {"head", LEFT_OUT}, {"template", LEFT_OUT},
    {"noscript", LEFT_OUT}, {"iframe", LEFT_OUT}, {"object", LEFT_OUT}, {"svg", LEFT_OUT},
    {"form", LEFT_OUT}, {"button", LEFT_OUT}, {"nav", LEFT_OUT},
};

static enum element element_of(const xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE)
		return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE
			   ? INLINE
			   : LEFT_OUT;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcasecmp((const char *)node->name, elements[i].name) == 0)
			return elements[i].element;
	return INLINE;
}

static bool is_block(const xmlNode *node)
{
	enum element element = element_of(node);
	return element >= BLOCK && element <= TABLE_ROW;
}

static const char *attribute(const xmlNode *node, const char *name, struct arena *arena)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	const char *copy = arena_text(arena, value != NULL ? (const char *)value : "");
	xmlFree(value);
	return copy;
}

static const char *take(struct buffer *buffer, struct arena *arena)
{
	const char *copy = arena_copy_text(arena, buffer->length > 0 ? buffer->bytes : "",
					   buffer->length);
	buffer_free(buffer);
	return copy;
}

/* Inline ------------------------------------------------------------------------- */

static bool ends_blank(const struct buffer *out)
{
	return out->length == 0 || out->bytes[out->length - 1] == '\n' ||
	       out->bytes[out->length - 1] == ' ';
}

static bool is_word(char character)
{
	return isalnum((unsigned char)character) || (unsigned char)character >= 0x80;
}

static bool is_mark(const char *text, const char *at)
{
	switch (*at) {
	case '\\':
	case '`':
	case '*':
	case '<':
		return true;
	case ']': /* links and their definitions; "[" alone is none */
		return at[1] == '(' || at[1] == ':';
	case '_':
		return at == text || !is_word(at[-1]) || !is_word(at[1]);
	case '&':
		return at[1] == '#' || isalpha((unsigned char)at[1]);
	default:
		return false;
	}
}

/* A text with its white space made single blanks and its marks escaped. */
static void add_text(struct buffer *out, const char *text)
{
	if (*text == '(' && out->length > 0 && out->bytes[out->length - 1] == ']')
		buffer_add_char(out, '\\');
	for (const char *at = text; *at != '\0'; at++) {
		if (strchr(" \t\r\n\f", *at) != NULL) {
			if (!ends_blank(out))
				buffer_add_char(out, ' ');
			continue;
		}
		if (is_mark(text, at))
			buffer_add_char(out, '\\');
		buffer_add_char(out, *at);
	}
}

static void add_inline(struct buffer *out, const xmlNode *node, struct arena *arena, int depth);

static const char *inline_of(const xmlNode *parent, struct arena *arena, int depth)
{
	struct buffer out = buffer_new(BYTES_MOST);
	for (const xmlNode *child = parent->children; child != NULL; child = child->next)
		add_inline(&out, child, arena, depth + 1);
	return take(&out, arena);
}

/* Marks stand close to their text: blanks go outside. */
static void add_marked(struct buffer *out, const char *mark, const char *text)
{
	size_t before = strspn(text, " \n");
	size_t length = strlen(text);
	size_t after = 0;
	while (length - after > before && strchr(" \n", text[length - after - 1]) != NULL)
		after++;
	if (before > 0 && !ends_blank(out))
		buffer_add_char(out, ' ');
	if (length > before + after) {
		buffer_add_text(out, mark);
		buffer_add(out, text + before, length - before - after);
		buffer_add_text(out, mark);
	}
	if (after > 0 && !ends_blank(out))
		buffer_add_char(out, ' ');
}

static const char *trimmed(const char *text, struct arena *arena)
{
	size_t before = strspn(text, " \t\r\n");
	size_t length = strlen(text);
	while (length > before && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	return arena_copy_text(arena, text + before, length - before);
}

static void add_code(struct buffer *out, const xmlNode *node, struct arena *arena)
{
	xmlChar *content = xmlNodeGetContent(node);
	const char *text = trimmed(content != NULL ? (const char *)content : "", arena);
	const char *fence = strstr(text, "``") != NULL ? "```" : strchr(text, '`') != NULL ? "``" : "`";
	const char *gap = fence[1] != '\0' ? " " : "";
	xmlFree(content);
	if (*text != '\0')
		buffer_format(out, "%s%s%s%s%s", fence, gap, text, gap, fence);
}

/* Addresses with blanks or brackets stand between angle brackets. */
static void add_address(struct buffer *out, const char *address)
{
	bool plain = *address != '\0' && strpbrk(address, " ()<>\n") == NULL;
	buffer_add_text(out, plain ? "(" : "(<");
	for (; *address != '\0'; address++)
		if (strchr("<>\n\r", *address) == NULL)
			buffer_add_char(out, *address);
	buffer_add_text(out, plain ? ")" : ">)");
}

static void add_link(struct buffer *out, const xmlNode *node, struct arena *arena, int depth)
{
	const char *address = trimmed(attribute(node, "href", arena), arena);
	const char *text = inline_of(node, arena, depth);
	xmlChar *content = xmlNodeGetContent(node);
	bool bare = content != NULL && strcmp((const char *)content, address) == 0 &&
		    strpbrk(address, " <>") == NULL && strchr(address, ':') != NULL;
	xmlFree(content);
	if (*address == '\0' || *text == '\0' || *address == '#') {
		buffer_add_text(out, text);
	} else if (bare) {
		buffer_format(out, "<%s>", address);
	} else {
		buffer_format(out, "[%s]", trimmed(text, arena));
		add_address(out, address);
	}
}

static void add_picture(struct buffer *out, const xmlNode *node, struct arena *arena)
{
	const char *address = trimmed(attribute(node, "src", arena), arena);
	struct buffer label = buffer_new(BYTES_MOST);
	add_text(&label, attribute(node, "alt", arena));
	if (*address != '\0') {
		buffer_format(out, "![%s]", take(&label, arena));
		add_address(out, address);
	} else {
		buffer_free(&label);
	}
}

static void add_break(struct buffer *out)
{
	while (out->length > 0 && out->bytes[out->length - 1] == ' ')
		out->length--;
	if (out->length > 0)
		buffer_add_char(out, '\n');
}

static void add_inline(struct buffer *out, const xmlNode *node, struct arena *arena, int depth)
{
	enum element element = element_of(node);
	if (element == LEFT_OUT)
		return;
	if (node->type != XML_ELEMENT_NODE) {
		add_text(out, (const char *)node->content);
		return;
	}
	if (depth > DEPTH_MOST) {
		add_text(out, html_line(node, arena));
		return;
	}
	switch (element) {
	case STRONG:
		add_marked(out, "**", inline_of(node, arena, depth));
		return;
	case EMPHASIS:
		add_marked(out, "*", inline_of(node, arena, depth));
		return;
	case STRUCK:
		add_marked(out, "~~", inline_of(node, arena, depth));
		return;
	case CODE:
		add_code(out, node, arena);
		return;
	case LINK:
		add_link(out, node, arena, depth);
		return;
	case PICTURE:
		add_picture(out, node, arena);
		return;
	case BREAK:
		add_break(out);
		return;
	default:
		for (const xmlNode *child = node->children; child != NULL; child = child->next)
			add_inline(out, child, arena, depth + 1);
	}
}

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
	return take(&out, arena);
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
	int number = atoi(attribute(list, "start", arena));
	number = number > 0 ? number : 1;
	for (const xmlNode *item = list->children; item != NULL; item = item->next) {
		if (item->type != XML_ELEMENT_NODE)
			continue;
		const char *marker = numbered ? arena_format(arena, "%d. ", number++) : "- ";
		const char *indent = arena_format(arena, "%*s", (int)strlen(marker), "");
		const char *text = blocks(item->children, NULL, tight, arena, depth + 1);
		add_block(&out, prefixed(text, marker, indent, arena), tight);
	}
	return take(&out, arena);
}

static const char *code_block(const xmlNode *node, struct arena *arena)
{
	const xmlNode *code = node->children;
	const char *kind = code != NULL && code->type == XML_ELEMENT_NODE
			       ? attribute(code, "class", arena)
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
		buffer_add_text(&out, trimmed(inline_of(cell, arena, depth), arena));
	}
	return take(&out, arena);
}

static const char *block_of(const xmlNode *node, bool tight, struct arena *arena, int depth)
{
	switch (element_of(node)) {
	case HEADING:
		return arena_format(arena, "%.*s %s", node->name[1] - '0', "######",
				    trimmed(inline_of(node, arena, depth), arena));
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
	return take(&out, arena);
}

static void flush(struct buffer *line, struct buffer *out, bool tight, struct arena *arena)
{
	const char *text = guarded(trimmed(take(line, arena), arena), arena);
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
		if (!is_block(node) || depth > DEPTH_MOST) {
			add_inline(&line, node, arena, depth);
			continue;
		}
		flush(&line, &out, tight, arena);
		add_block(&out, block_of(node, tight, arena, depth),
			  tight || element_of(node) == TABLE_ROW);
	}
	flush(&line, &out, tight, arena);
	buffer_free(&line);
	return take(&out, arena);
}

const char *html_blocks(const xmlNode *first, const xmlNode *end, struct arena *arena)
{
	return blocks(first, end, false, arena, 0);
}

const char *html_line(const xmlNode *node, struct arena *arena)
{
	struct buffer out = buffer_new(BYTES_MOST);
	xmlChar *content = xmlNodeGetContent(node);
	for (const xmlChar *at = content; at != NULL && *at != '\0'; at++) {
		if (*at != ' ' && *at != '\t' && *at != '\r' && *at != '\n')
			buffer_add_char(&out, (char)*at);
		else if (!ends_blank(&out))
			buffer_add_char(&out, ' ');
	}
	xmlFree(content);
	return trimmed(take(&out, arena), arena);
}
