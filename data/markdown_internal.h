/*
 * What the files of Markdown share: markdown.c writes the tree that cmark makes,
 * markdown_text.c makes the text ready for it and writes what is between marks.
 * Nobody else includes this.
 */
#ifndef FOYER_DATA_MARKDOWN_INTERNAL_H
#define FOYER_DATA_MARKDOWN_INTERNAL_H

#include "data/arena.h"
#include "data/buffer.h"

struct writing {
	struct buffer *out;
	struct arena *arena;
	int heading;
	int link_depth; /* inside of links there are no others */
};

/* The text as cmark is to read it, with spacers where it would read it otherwise. */
char *markdown_with_spacers(const char *text, struct arena *arena);
/* Text without spacers; NULL is none. */
char *markdown_plain(const char *text, struct arena *arena);

/* What a link begins with. */
void markdown_open_link(struct writing *writing, const char *address);
/* Text with its bare addresses, and with what is struck. */
void markdown_write_text(struct writing *writing, const char *text, size_t length);

#endif
