/*
 * HTML as Markdown: text inside blocks; see html_markdown.h.
 */
#include "kb/html_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Elements, in one table: how each is written. */
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

enum element html_element(const xmlNode *node)
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

bool html_is_block(const xmlNode *node)
{
	enum element element = html_element(node);
	return element >= BLOCK && element <= TABLE_ROW;
}

const char *html_attribute(const xmlNode *node, const char *name, struct arena *arena)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	const char *copy = arena_text(arena, value != NULL ? (const char *)value : "");
	xmlFree(value);
	return copy;
}

const char *html_take(struct buffer *buffer, struct arena *arena)
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

const char *html_inline(const xmlNode *parent, struct arena *arena, int depth)
{
	struct buffer out = buffer_new(BYTES_MOST);
	for (const xmlNode *child = parent->children; child != NULL; child = child->next)
		html_add_inline(&out, child, arena, depth + 1);
	return html_take(&out, arena);
}

static bool ends_with(const struct buffer *out, const char *mark)
{
	size_t length = strlen(mark);
	return out->length >= length &&
	       memcmp(out->bytes + out->length - length, mark, length) == 0;
}

/* Marks stand close to their text: blanks go outside.  What goes on with the
 * mark of the element before it is one piece with it. */
static void add_marked(struct buffer *out, const char *mark, const char *text, bool goes_on)
{
	size_t before = strspn(text, " \n");
	size_t length = strlen(text);
	size_t after = 0;
	while (length - after > before && strchr(" \n", text[length - after - 1]) != NULL)
		after++;
	if (before > 0 && !ends_blank(out))
		buffer_add_char(out, ' ');
	if (length > before + after) {
		if (before == 0 && goes_on && *text != *mark && ends_with(out, mark))
			out->length -= strlen(mark);
		else
			buffer_add_text(out, mark);
		buffer_add(out, text + before, length - before - after);
		buffer_add_text(out, mark);
	}
	if (after > 0 && !ends_blank(out))
		buffer_add_char(out, ' ');
}

const char *html_trimmed(const char *text, struct arena *arena)
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
	const char *text = html_trimmed(content != NULL ? (const char *)content : "", arena);
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
	const char *address = html_trimmed(html_attribute(node, "href", arena), arena);
	const char *text = html_inline(node, arena, depth);
	xmlChar *content = xmlNodeGetContent(node);
	bool bare = content != NULL && strcmp((const char *)content, address) == 0 &&
		    strpbrk(address, " <>") == NULL && strchr(address, ':') != NULL;
	xmlFree(content);
	if (*address == '\0' || *text == '\0' || *address == '#') {
		buffer_add_text(out, text);
	} else if (bare) {
		buffer_format(out, "<%s>", address);
	} else {
		buffer_format(out, "[%s]", html_trimmed(text, arena));
		add_address(out, address);
	}
}

static void add_picture(struct buffer *out, const xmlNode *node, struct arena *arena)
{
	const char *address = html_trimmed(html_attribute(node, "src", arena), arena);
	struct buffer label = buffer_new(BYTES_MOST);
	add_text(&label, html_attribute(node, "alt", arena));
	if (*address != '\0') {
		buffer_format(out, "![%s]", html_take(&label, arena));
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

void html_add_inline(struct buffer *out, const xmlNode *node, struct arena *arena, int depth)
{
	enum element element = html_element(node);
	bool goes_on = node->prev != NULL && html_element(node->prev) == element;
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
		add_marked(out, "**", html_inline(node, arena, depth), goes_on);
		return;
	case EMPHASIS:
		add_marked(out, "*", html_inline(node, arena, depth), goes_on);
		return;
	case STRUCK:
		add_marked(out, "~~", html_inline(node, arena, depth), goes_on);
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
			html_add_inline(out, child, arena, depth + 1);
	}
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
	return html_trimmed(html_take(&out, arena), arena);
}
