/*
 * Help pages: the help centre as HTML, readable without any script.
 *
 * Each function writes one whole page.  Everything that editors or readers
 * wrote goes through data/html.h and data/markdown.h.  Pure but for the
 * snapshot; event-loop threads.
 */
#ifndef FOYER_HTTP_HELP_PAGES_H
#define FOYER_HTTP_HELP_PAGES_H

#include "data/buffer.h"
#include "handoff/site_settings.h"
#include "http/help_base.h"

#define HELP_PAGE_MOST ((size_t)8 * 1024 * 1024)

/* What the reader has just said of an article. */
enum help_said { HELP_SAID_NOTHING, HELP_SAID_YES, HELP_SAID_NO, HELP_SAID_WHAT };

struct help_page {
	struct help_reader reader;
	const struct site_settings *site;
	const char *origin; /* "https://help.example" */
	const char *words;  /* what was searched for, or "" */
	enum help_said said;
	bool is_private; /* for whoever knows its address: kept nowhere, told to no other page */
	struct buffer out;
};

void help_page_home(struct help_page *page);
void help_page_topic(struct help_page *page, const char *path);
void help_page_article(struct help_page *page, const struct snapshot_entry *entry);
void help_page_results(struct help_page *page);
/* Nothing is at this address. */
void help_page_gone(struct help_page *page);
/* It could not be done: a sentence in the page's language says why. */
void help_page_refused(struct help_page *page, const char *sentence);

/* The path of a page of this site and language: "/help/default/en/a/roaming". */
const char *help_path(const struct help_page *page, enum language language, const char *rest);
const char *help_article_path(const struct help_page *page, const struct snapshot_entry *entry);
const char *help_topic_path(const struct help_page *page, const char *path);

#endif
