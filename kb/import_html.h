/*
 * HTML of answers as Markdown, for the formats whose texts are HTML; the only
 * door to libxml2's HTML parser.  Any thread.
 */
#ifndef FOYER_KB_IMPORT_HTML_H
#define FOYER_KB_IMPORT_HTML_H

#include "data/arena.h"

const char *html_markdown(const char *html, struct arena *arena);

#endif
