/*
 * Markdown: see markdown.h.  cmark makes the tree; this file writes it, so
 * that every byte of output is decided here.
 */
#include "data/markdown.h"

#include <cmark.h>
#include <string.h>

#include "data/html.h"
#include "data/markdown_internal.h"
#include "data/text.h"

#define HEADING_MOST 6
#define EXCERPT_MOST 4000 /* bytes */

/* The tree ------------------------------------------------------------------------ */

static void write_tag(struct writing *writing, bool entering, const char *name)
{
	buffer_format(writing->out, entering ? "<%s>" : "</%s>", name);
}

static bool is_tight_item(cmark_node *paragraph)
{
	cmark_node *list = cmark_node_parent(cmark_node_parent(paragraph));

	return list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST &&
	       cmark_node_get_list_tight(list);
}

static void write_list(struct writing *writing, cmark_node *node, bool entering)
{
	bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;

	if (entering && is_ordered)
		buffer_format(writing->out, "<ol start=\"%d\">", cmark_node_get_list_start(node));
	else
		write_tag(writing, entering, is_ordered ? "ol" : "ul");
}

static void write_heading(struct writing *writing, cmark_node *node, bool entering)
{
	int level = cmark_node_get_heading_level(node) + writing->heading - 1;

	buffer_format(writing->out, entering ? "<h%d>" : "</h%d>",
		      level > HEADING_MOST ? HEADING_MOST : level);
}

static void write_link(struct writing *writing, cmark_node *node, bool entering)
{
	const char *address = markdown_plain(cmark_node_get_url(node), writing->arena);

	if (!html_is_safe_link(address))
		return;
	writing->link_depth += entering ? 1 : -1;
	if (entering)
		markdown_open_link(writing, address);
	else
		buffer_add_text(writing->out, "</a>");
}

/* The words of an image, which are its children's. */
static const char *words_of(cmark_node *image, struct arena *arena)
{
	struct buffer words = buffer_new(EXCERPT_MOST);
	cmark_iter *iterator = cmark_iter_new(image);

	while (cmark_iter_next(iterator) != CMARK_EVENT_DONE) {
		const char *literal = cmark_node_get_literal(cmark_iter_get_node(iterator));
		if (literal != NULL)
			buffer_add_text(&words, markdown_plain(literal, arena));
	}
	cmark_iter_free(iterator);
	const char *text = arena_text(arena, words.length > 0 ? words.bytes : "");
	buffer_free(&words);
	return text;
}

static void write_picture(struct writing *writing, cmark_node *node)
{
	const char *address = markdown_plain(cmark_node_get_url(node), writing->arena);
	const char *words = words_of(node, writing->arena);

	if (!html_is_safe_picture(address)) {
		html_text(writing->out, words);
		return;
	}
	buffer_add_text(writing->out, "<img src=\"");
	html_text(writing->out, address);
	buffer_add_text(writing->out, "\" alt=\"");
	html_text(writing->out, words);
	buffer_add_text(writing->out, "\" loading=\"lazy\">");
}

static void write_code_block(struct writing *writing, const char *code)
{
	size_t length = strlen(code);

	if (length > 0 && code[length - 1] == '\n')
		length--;
	buffer_add_text(writing->out, "<pre><code>");
	html_bytes(writing->out, code, length);
	buffer_add_text(writing->out, "</code></pre>");
}

static void write_node(struct writing *writing, cmark_node *node, bool entering)
{
	char *literal = markdown_plain(cmark_node_get_literal(node), writing->arena);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		write_tag(writing, entering, "blockquote");
		break;
	case CMARK_NODE_LIST:
		write_list(writing, node, entering);
		break;
	case CMARK_NODE_ITEM:
		write_tag(writing, entering, "li");
		break;
	case CMARK_NODE_CODE_BLOCK:
		write_code_block(writing, literal);
		break;
	case CMARK_NODE_PARAGRAPH:
		if (!is_tight_item(node))
			write_tag(writing, entering, "p");
		break;
	case CMARK_NODE_HEADING:
		write_heading(writing, node, entering);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		buffer_add_text(writing->out, "<hr>");
		break;
	case CMARK_NODE_TEXT:
		markdown_write_text(writing, literal, strlen(literal));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		buffer_add_text(writing->out, "<br>");
		break;
	case CMARK_NODE_CODE:
		buffer_add_text(writing->out, "<code>");
		html_text(writing->out, literal);
		buffer_add_text(writing->out, "</code>");
		break;
	case CMARK_NODE_HTML_BLOCK: /* with the spacers there are none */
	case CMARK_NODE_HTML_INLINE:
		html_text(writing->out, literal);
		break;
	case CMARK_NODE_EMPH:
		write_tag(writing, entering, "em");
		break;
	case CMARK_NODE_STRONG:
		write_tag(writing, entering, "strong");
		break;
	case CMARK_NODE_LINK:
		write_link(writing, node, entering);
		break;
	case CMARK_NODE_IMAGE: /* its children are its words */
	case CMARK_NODE_DOCUMENT:
	case CMARK_NODE_CUSTOM_BLOCK: /* made by programs only */
	case CMARK_NODE_CUSTOM_INLINE:
	case CMARK_NODE_NONE:
		break;
	}
}

static cmark_node *parse(const char *text, struct arena *arena)
{
	const char *ready = markdown_with_spacers(text, arena);
	cmark_node *tree = cmark_parse_document(ready, strlen(ready), CMARK_OPT_DEFAULT);

	cmark_consolidate_text_nodes(tree);
	return tree;
}

void markdown_html(const char *text, int heading, struct arena *arena, struct buffer *out)
{
	struct writing writing = {.out = out, .arena = arena, .heading = heading};
	cmark_node *tree = parse(text, arena);
	cmark_iter *iterator = cmark_iter_new(tree);
	cmark_event_type event;

	while ((event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iterator);
		if (cmark_node_get_type(node) == CMARK_NODE_IMAGE && event == CMARK_EVENT_ENTER) {
			write_picture(&writing, node);
			cmark_iter_reset(iterator, node, CMARK_EVENT_EXIT);
			continue;
		}
		write_node(&writing, node, event == CMARK_EVENT_ENTER);
	}
	cmark_iter_free(iterator);
	cmark_node_free(tree);
}

/* An excerpt ------------------------------------------------------------------------ */

static bool is_break(cmark_node_type type)
{
	return type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ||
	       type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ||
	       type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_HTML_BLOCK;
}

static void add_words(struct buffer *words, const char *text)
{
	for (; *text != '\0'; text++) {
		bool is_space = *text == ' ' || *text == '\n' || *text == '\t';
		if (!is_space)
			buffer_add_char(words, *text);
		else if (words->length > 0 && words->bytes[words->length - 1] != ' ')
			buffer_add_char(words, ' ');
	}
}

static const char *cut(const char *text, int characters, struct arena *arena)
{
	const char *at = text;

	for (int count = 0; count < characters; count++)
		if (text_next(&at) == 0)
			return arena_text(arena, text);
	return *at == '\0' ? arena_text(arena, text)
			   : arena_format(arena, "%.*s…", (int)(at - text), text);
}

const char *markdown_excerpt(const char *text, int characters, struct arena *arena)
{
	struct buffer words = buffer_new(EXCERPT_MOST);
	cmark_node *tree = parse(text, arena);
	cmark_iter *iterator = cmark_iter_new(tree);

	while (cmark_iter_next(iterator) != CMARK_EVENT_DONE && !words.overflowed) {
		cmark_node *node = cmark_iter_get_node(iterator);
		const char *literal = cmark_node_get_literal(node);
		if (literal != NULL)
			add_words(&words, markdown_plain(literal, arena));
		if (is_break(cmark_node_get_type(node)))
			add_words(&words, " ");
	}
	cmark_iter_free(iterator);
	cmark_node_free(tree);
	if (words.overflowed)
		text_cut(words.bytes, EXCERPT_MOST - 4);
	while (words.length > 0 && words.bytes[words.length - 1] == ' ')
		words.bytes[--words.length] = '\0';
	const char *out = words.length > 0 ? cut(words.bytes, characters, arena) : "";
	buffer_free(&words);
	return out;
}
