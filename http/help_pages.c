/*
 * Help pages: the start, topics, search results and "not here"; an article
 * is in help_article.c, what all have in common in help_frame.c.
 */
#include "http/help_pages.h"

#include <stdio.h>
#include <string.h>

#include "data/html.h"
#include "http/help_internal.h"

#define POPULAR_MOST 6
#define LISTED_MOST  40 /* articles that are listed at once; of more, the topics below */

static const char *topic_name(const struct help_page *page, const struct help_topic *topic)
{
	bool is_none = strcmp(topic->path, HELP_NO_TOPIC) == 0;

	return is_none ? help_own_word(page, HELP_OTHER) : topic->name;
}

static void put_count(struct help_page *page, int count)
{
	char text[64];

	if (count == 1)
		snprintf(text, sizeof(text), "%s", help_own_word(page, HELP_ONE_ARTICLE));
	else
	/* The words are constants of help_words.h with one %d. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof(text), help_own_word(page, HELP_ARTICLES), count);
#pragma GCC diagnostic pop
	help_put(page, text);
}

static void put_topics(struct help_page *page, const struct help_topic *topics, int count)
{
	help_say(page, "<ul class=\"topics\">\n");
	for (int at = 0; at < count; at++) {
		help_say(page, "<li><a href=\"");
		help_put(page, help_topic_path(page, topics[at].path));
		help_say(page, "\"><span class=\"name\">");
		help_put(page, topic_name(page, &topics[at]));
		help_say(page, "</span> <span class=\"count\">");
		put_count(page, topics[at].count);
		help_say(page, "</span></a></li>\n");
	}
	help_say(page, "</ul>\n");
}

static void put_section(struct help_page *page, enum help_word heading)
{
	help_say(page, "<h2>");
	help_put_word(page, heading);
	help_say(page, "</h2>\n");
}

void help_page_home(struct help_page *page)
{
	struct help_head head = {.path = help_path(page, page->reader.language, "")};
	struct help_topic *topics;
	int count = help_topics(&page->reader, "", &topics);
	struct help_list popular = help_popular(&page->reader, POPULAR_MOST);

	for (int language = 0; language < LANGUAGE_COUNT; language++)
		head.paths[language] = help_path(page, (enum language)language, "");
	help_open(page, &head);
	help_say(page, "<div class=\"hero\"><h1>");
	help_put_word(page, HELP_HEADING);
	help_say(page, "</h1>\n");
	help_search_form(page);
	help_say(page, "</div>\n");
	if (popular.count > 0) {
		put_section(page, HELP_POPULAR);
		help_articles(page, popular, false);
	}
	if (count > 0) {
		put_section(page, HELP_TOPICS);
		put_topics(page, topics, count);
	} else {
		help_say(page, "<p class=\"empty\">");
		help_put_word(page, HELP_EMPTY);
		help_say(page, "</p>\n");
	}
	help_close(page);
}

void help_page_topic(struct help_page *page, const char *path)
{
	struct help_topic *topics;
	int count = help_topics(&page->reader, path, &topics);
	struct help_list list = help_in_topic(&page->reader, path, true);
	const struct help_topic own = {path, help_topic_name(&page->reader, path), 0};
	const struct help_head head = {
	    .title = topic_name(page, &own),
	    .path = help_topic_path(page, path),
	};

	if (list.count > LISTED_MOST && count > 0)
		list = help_in_topic(&page->reader, path, false);
	else
		count = 0;
	help_open(page, &head);
	help_breadcrumbs(page, path, false);
	help_say(page, "<h1>");
	help_put(page, topic_name(page, &own));
	help_say(page, "</h1>\n");
	if (count > 0)
		put_topics(page, topics, count);
	if (list.count > 0)
		help_articles(page, list, true);
	help_close(page);
}

static const char *results_title(const struct help_page *page)
{
	const char *words = help_own_word(page, HELP_RESULTS);
	const char *place = strstr(words, "%s");

	return arena_format(page->reader.arena, "%.*s%s%s", (int)(place - words), words,
			    page->words, place + 2);
}

void help_page_results(struct help_page *page)
{
	const struct help_head head = {.title = results_title(page)};
	struct help_list list = help_search(&page->reader, page->words);

	help_open(page, &head);
	help_breadcrumbs(page, "", false);
	help_search_form(page);
	help_say(page, "<h1 class=\"results\">");
	help_put(page, head.title);
	help_say(page, "</h1>\n");
	if (list.count > 0) {
		help_articles(page, list, true);
	} else {
		help_say(page, "<p class=\"empty\">");
		help_put_word(page, HELP_NO_RESULTS);
		help_say(page, "</p>\n");
	}
	help_close(page);
}

/* A page that has nothing but the way on. */
static void put_notice(struct help_page *page, const char *title, const char *sentence)
{
	const struct help_head head = {.title = title};

	help_open(page, &head);
	help_say(page, "<h1>");
	html_text(&page->out, title);
	help_say(page, "</h1>\n<p class=\"empty\">");
	html_text(&page->out, sentence);
	help_say(page, "</p>\n");
	help_search_form(page);
	help_say(page, "<p>");
	help_link(page, help_path(page, page->reader.language, ""), help_own_word(page, HELP_HOME));
	help_say(page, "</p>\n");
	help_close(page);
}

void help_page_gone(struct help_page *page)
{
	put_notice(page, help_own_word(page, HELP_GONE_TITLE), help_own_word(page, HELP_GONE));
}

void help_page_refused(struct help_page *page, const char *sentence)
{
	put_notice(page, help_own_word(page, HELP_REFUSED_TITLE), sentence);
}
