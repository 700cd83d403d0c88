/*
 * Letter page: see letter_page.h.
 */
#include "handoff/letter_page.h"

#include <string.h>

#include "data/html.h"

#define PAGE_BYTES_MOST 64000

const char *letter_take(struct buffer *buffer, struct arena *arena)
{
	const char *text = arena_copy_text(arena, buffer->bytes, buffer->length);
	buffer_free(buffer);
	return text;
}

/* The words with values for each "%s". */
const char *letter_fill(struct arena *arena, const char *words, const char *first,
			const char *second)
{
	struct buffer out = buffer_new(PAGE_BYTES_MOST);
	const char *value = first;
	for (const char *gap; (gap = strstr(words, "%s")) != NULL; words = gap + 2) {
		buffer_add(&out, words, (size_t)(gap - words));
		buffer_add_text(&out, value);
		value = second;
	}
	buffer_add_text(&out, words);
	return letter_take(&out, arena);
}

static const char *page_text(const struct letter_page *page, struct arena *arena)
{
	struct buffer out = buffer_new(PAGE_BYTES_MOST);
	for (int at = 0; at < LETTER_PARAGRAPHS_MOST && page->paragraphs[at] != NULL; at++) {
		buffer_format(&out, "%s\n\n", page->paragraphs[at]);
		if (at == 0 && page->link[0] != '\0')
			buffer_format(&out, "%s: %s\n\n", page->link_words, page->link);
	}
	return letter_take(&out, arena);
}

static const char *page_html(const struct letter_page *page, struct arena *arena)
{
	struct buffer out = buffer_new(PAGE_BYTES_MOST);
	buffer_format(&out, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
			    "<body style=\"font:16px/1.5 sans-serif\">\n", language_tag(page->language));
	for (int at = 0; at < LETTER_PARAGRAPHS_MOST && page->paragraphs[at] != NULL; at++) {
		buffer_add_text(&out, "<p style=\"white-space:pre-line\">");
		html_text(&out, page->paragraphs[at]);
		buffer_add_text(&out, "</p>\n");
		if (at > 0 || page->link[0] == '\0')
			continue;
		buffer_add_text(&out, "<p><a href=\"");
		html_text(&out, page->link);
		buffer_add_text(&out, "\">");
		html_text(&out, page->link_words);
		buffer_add_text(&out, "</a></p>\n");
	}
	buffer_add_text(&out, "</body></html>\n");
	return letter_take(&out, arena);
}

void letter_page_write(const struct letter_page *page, struct arena *arena, struct mail *mail)
{
	mail->language = language_tag(page->language);
	mail->text = page_text(page, arena);
	mail->html = page_html(page, arena);
}
