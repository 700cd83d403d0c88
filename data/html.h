/*
 * HTML: text and addresses written so that they stay text and addresses.
 *
 * Pages made by the server put everything that isn't their own constant
 * through these.  Pure; any thread.
 */
#ifndef FOYER_DATA_HTML_H
#define FOYER_DATA_HTML_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/buffer.h"

/* For between tags and for quoted attributes. */
void html_text(struct buffer *out, const char *text);
void html_bytes(struct buffer *out, const char *text, size_t length);

/* True for what a link may lead to: http, https, mailto, tel, or a path of
 * this server ("/help", never "//other"). */
bool html_is_safe_link(const char *address);
/* True for where a picture may come from: https or a path of this server. */
bool html_is_safe_picture(const char *address);

/* A text as one segment of a path or one value of a query. */
const char *html_segment(const char *text, struct arena *arena);

#endif
