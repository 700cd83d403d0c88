/*
 * What the two halves of turning HTML into Markdown share: inline text
 * (html_inline.c) and blocks (html_markdown.c).  Pure; any thread.
 */
#ifndef FOYER_KB_HTML_INTERNAL_H
#define FOYER_KB_HTML_INTERNAL_H

#include <stdbool.h>

#include "data/buffer.h"
#include "kb/html_markdown.h"

#define DEPTH_MOST 24 /* deeper than that only text is kept */
#define BYTES_MOST (4u * 1024 * 1024)

/* How an element is written. */
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

enum element html_element(const xmlNode *node);
bool html_is_block(const xmlNode *node);

/* "" when the element has none. */
const char *html_attribute(const xmlNode *node, const char *name, struct arena *arena);

/* The text of a buffer, in the arena; frees the buffer. */
const char *html_take(struct buffer *buffer, struct arena *arena);
const char *html_trimmed(const char *text, struct arena *arena);

/* A node as inline Markdown, and what is below a node. */
void html_add_inline(struct buffer *out, const xmlNode *node, struct arena *arena, int depth);
const char *html_inline(const xmlNode *parent, struct arena *arena, int depth);

#endif
