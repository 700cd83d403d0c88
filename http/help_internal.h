/*
 * Help, the inside: the frame around every page; for help_pages.c and
 * help_article.c.
 */
#ifndef FOYER_HTTP_HELP_INTERNAL_H
#define FOYER_HTTP_HELP_INTERNAL_H

#include "http/help_pages.h"
#include "http/help_words.h"

/* What stands in a page's head. */
struct help_head {
	const char *title;       /* NULL: the help centre's own */
	const char *description; /* NULL for none */
	const char *path;        /* of this very page, for search engines; NULL: not for them */
	const char *paths[LANGUAGE_COUNT]; /* of the same in each language; NULL: there is none */
};

void help_open(struct help_page *page, const struct help_head *head);
void help_close(struct help_page *page);

/* A text of the page's own, and one of others, into the page. */
void help_say(struct help_page *page, const char *constant);
void help_put(struct help_page *page, const char *text);
void help_put_word(struct help_page *page, enum help_word word);
const char *help_own_word(const struct help_page *page, enum help_word word);

/* Where the chat is. */
const char *help_chat_path(const struct help_page *page);

/* `<a href="path">text</a>` */
void help_link(struct help_page *page, const char *path, const char *text);
void help_search_form(struct help_page *page);
/* The way from the start to a topic; the last part is a link when there is
 * something behind it. */
void help_breadcrumbs(struct help_page *page, const char *category, bool link_last);
void help_articles(struct help_page *page, struct help_list list, bool with_excerpts);

#endif
