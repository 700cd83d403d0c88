/*
 * Letter page: a mail of a few lines, as text and as HTML; and values put
 * into words.  Used by handoff/ alone; pure.
 */
#ifndef FOYER_HANDOFF_LETTER_PAGE_H
#define FOYER_HANDOFF_LETTER_PAGE_H

#include "data/arena.h"
#include "data/buffer.h"
#include "data/fault.h"
#include "data/mail.h"

#define LETTER_PARAGRAPHS_MOST 3

struct letter_page {
	enum language language;
	const char *paragraphs[LETTER_PARAGRAPHS_MOST];
	const char *link; /* "": none */
	const char *link_words;
};

/* Fills in the message's language, text and HTML; the link stands behind the first paragraph. */
void letter_page_write(const struct letter_page *page, struct arena *arena, struct mail *mail);

/* The words with values for each "%s". */
const char *letter_fill(struct arena *arena, const char *words, const char *first,
			const char *second);

/* A copy of what is in the buffer, which is freed. */
const char *letter_take(struct buffer *buffer, struct arena *arena);

#endif
