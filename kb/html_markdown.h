/*
 * HTML as Markdown: what an answer can say (paragraphs, headings, lists,
 * quotes, code, emphasis, links, pictures); scripts and styles are left out,
 * and tables become lines.  Turned to HTML again (markdown.h) the result says
 * the same.
 *
 * Works on libxml2's tree; import_html.c parses.  Pure; any thread.
 */
#ifndef FOYER_KB_HTML_MARKDOWN_H
#define FOYER_KB_HTML_MARKDOWN_H

#include <libxml/tree.h>

#include "data/arena.h"

/* The nodes from `first` up to but not `end` (NULL: all its siblings) as
 * blocks. */
const char *html_blocks(const xmlNode *first, const xmlNode *end, struct arena *arena);

/* All text below a node, in one line. */
const char *html_line(const xmlNode *node, struct arena *arena);

#endif
