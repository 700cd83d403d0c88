/*
 * Markdown: see markdown.h.  cmark makes the tree; this file writes it, so
 * that every byte of output is decided here.
 */
#include "data/markdown.h"

#include <cmark.h>
#include <string.h>

#include "data/html.h"
#include "data/text.h"

#define HEADING_MOST 6
#define EXCERPT_MOST 4000 /* bytes */

/* Beside Chinese punctuation "**注意：**请" closes nothing by CommonMark's rules,
 * which were made for texts with spaces; and a line that begins like HTML would
 * have no Markdown in it.  So this character, which stands for nothing and is no
 * punctuation, is put between, and taken out again. */
#define SPACER       "\xef\xb7\x90" /* U+FDD0 */
#define SPACER_BYTES 3

/* Before: the text made ready ---------------------------------------------------- */

/* Punctuation of Chinese texts, and the quotes and dashes of all. */
static bool is_wide_punctuation(uint32_t character)
{
	return (character >= 0x2010 && character <= 0x2027) ||
	       (character >= 0x3001 && character <= 0x3003) ||
	       (character >= 0x3008 && character <= 0x3011) ||
	       (character >= 0x3014 && character <= 0x301f) ||
	       (character >= 0xff01 && character <= 0xff0f) ||
	       (character >= 0xff1a && character <= 0xff20) ||
	       (character >= 0xff3b && character <= 0xff3d) ||
	       (character >= 0xff5b && character <= 0xff65);
}

/* True when what follows "<" is an address in angle brackets. */
static bool is_angled(const char *text)
{
	return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 ||
	       strncmp(text, "mailto:", 7) == 0;
}

static char *with_spacers(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 4 + 1), *end = out;
	uint32_t before = 0;

	while (*text != '\0') {
		const char *from = text;
		uint32_t character = text_next(&text);
		if (character == '*' && is_wide_punctuation(before))
			end = mempcpy(end, SPACER, SPACER_BYTES);
		end = mempcpy(end, from, (size_t)(text - from));
		const char *ahead = text;
		if ((character == '*' && is_wide_punctuation(text_next(&ahead))) ||
		    (character == '<' && !is_angled(text)))
			end = mempcpy(end, SPACER, SPACER_BYTES);
		before = character;
	}
	return out;
}

/* Text without spacers; in the arena. */
static char *plain_of(const char *text, struct arena *arena)
{
	char *out = arena_text(arena, text == NULL ? "" : text), *end = out;

	for (const char *at = out; *at != '\0';) {
		if (strncmp(at, SPACER, SPACER_BYTES) == 0)
			at += SPACER_BYTES;
		else
			*end++ = *at++;
	}
	*end = '\0';
	return out;
}

/* Text: bare addresses and what is struck ------------------------------------------ */

struct writing {
	struct buffer *out;
	struct arena *arena;
	int heading;
	int link_depth; /* inside of links there are no others */
};

/* Bytes of the address that begins here, without the punctuation that ends
 * its sentence; 0 for none. */
static size_t address_length(const char *text)
{
	size_t length = 0;

	if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0)
		return 0;
	for (const char *at = text; *at != '\0' && strchr(" \t\n<>\"", *at) == NULL;) {
		uint32_t character = text_next(&at);
		if (is_wide_punctuation(character) || character == 0x3000)
			break;
		length = (size_t)(at - text);
	}
	while (length > 0 && strchr(".,;:!?'\")]}>", text[length - 1]) != NULL)
		length--;
	return length > strlen("https://") ? length : 0;
}

static void open_link(struct writing *writing, const char *address)
{
	buffer_add_text(writing->out, "<a href=\"");
	html_text(writing->out, address);
	buffer_add_text(writing->out,
			strncasecmp(address, "http", 4) == 0
			    ? "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">"
			    : "\">");
}

static void write_bare(struct writing *writing, const char *text, size_t length)
{
	const char *address = arena_copy_text(writing->arena, text, length);

	open_link(writing, address);
	html_text(writing->out, address);
	buffer_add_text(writing->out, "</a>");
}

static bool is_word_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z');
}

/* Where "~~" closes what begins here, or NULL. */
static const char *struck_end(const char *text)
{
	if (strncmp(text, "~~", 2) != 0 || text[2] == ' ' || text[2] == '~' || text[2] == '\0')
		return NULL;
	const char *end = strstr(text + 3, "~~");
	return end != NULL && end[-1] != ' ' ? end : NULL;
}

static void write_text(struct writing *writing, const char *text, size_t length)
{
	const char *end = text + length, *from = text;

	for (const char *at = text; at < end;) {
		size_t address = 0;
		const char *closing = struck_end(at);
		if (writing->link_depth == 0 && (at == text || !is_word_byte(at[-1])))
			address = address_length(at);
		if (address == 0 && closing == NULL) {
			at++;
			continue;
		}
		html_bytes(writing->out, from, (size_t)(at - from));
		if (address > 0) {
			write_bare(writing, at, address);
			at += address;
		} else {
			buffer_add_text(writing->out, "<del>");
			write_text(writing, at + 2, (size_t)(closing - at - 2));
			buffer_add_text(writing->out, "</del>");
			at = closing + 2;
		}
		from = at;
	}
	if (from < end)
		html_bytes(writing->out, from, (size_t)(end - from));
}

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
	const char *address = plain_of(cmark_node_get_url(node), writing->arena);

	if (!html_is_safe_link(address))
		return;
	writing->link_depth += entering ? 1 : -1;
	if (entering)
		open_link(writing, address);
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
			buffer_add_text(&words, plain_of(literal, arena));
	}
	cmark_iter_free(iterator);
	const char *text = arena_text(arena, words.length > 0 ? words.bytes : "");
	buffer_free(&words);
	return text;
}

static void write_picture(struct writing *writing, cmark_node *node)
{
	const char *address = plain_of(cmark_node_get_url(node), writing->arena);
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
	char *literal = plain_of(cmark_node_get_literal(node), writing->arena);

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
		write_text(writing, literal, strlen(literal));
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
	const char *ready = with_spacers(text, arena);
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
			add_words(&words, plain_of(literal, arena));
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
