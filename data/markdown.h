/*
 * Markdown: answers as editors write them, made into safe HTML.
 *
 * CommonMark by cmark, with what the chat (http/web/shared/markdown.tsx) shows
 * too: every line break counts, bare addresses are links, ~~struck~~ is
 * struck, and marks beside Chinese punctuation work as anybody expects.
 * Nothing of the text is ever taken for HTML; links lead only where
 * html_is_safe_link allows.  tests/unit/markdown_cases.json holds both to the
 * same.  Pure; any thread.
 */
#ifndef FOYER_DATA_MARKDOWN_H
#define FOYER_DATA_MARKDOWN_H

#include "data/arena.h"
#include "data/buffer.h"

/* `heading` is the level of "#" on the page: 2 makes it <h2>. */
void markdown_html(const char *text, int heading, struct arena *arena, struct buffer *out);

/* The text without marks on one line, cut to at most `characters` with "…". */
const char *markdown_excerpt(const char *text, int characters, struct arena *arena);

#endif
