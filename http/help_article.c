/*
 * Help article: one entry as a page, with what search engines want to know of
 * it, what is like it, and whether it helped; see help_pages.h.
 */
#include <string.h>

#include "data/html.h"
#include "data/json.h"
#include "data/markdown.h"
#include "http/help_internal.h"
#include "kb/help_feedback.h"

#define RELATED_MOST           5
#define DESCRIPTION_CHARACTERS 160

/* JSON inside of a page: no "<" may end the script that holds it. */
static void put_json(struct help_page *page, const struct buffer *json)
{
	size_t from = 0;

	for (size_t at = 0; at < json->length; at++) {
		if (json->bytes[at] != '<')
			continue;
		buffer_add(&page->out, json->bytes + from, at - from);
		buffer_add_text(&page->out, "\\u003c");
		from = at + 1;
	}
	buffer_add(&page->out, json->bytes + from, json->length - from);
}

/* https://schema.org/FAQPage; the answer is the HTML that the page shows. */
static void put_structured(struct help_page *page, const struct snapshot_entry *entry,
			   const char *answer)
{
	struct buffer buffer = buffer_new(HELP_PAGE_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	json_add_text(&json, "@context", "https://schema.org");
	json_add_text(&json, "@type", "FAQPage");
	json_open_array(&json, "mainEntity");
	json_open_object(&json, NULL);
	json_add_text(&json, "@type", "Question");
	json_add_text(&json, "name", entry->question);
	json_open_object(&json, "acceptedAnswer");
	json_add_text(&json, "@type", "Answer");
	json_add_text(&json, "text", answer);
	json_close_object(&json);
	json_close_object(&json);
	json_close_array(&json);
	json_close_object(&json);
	help_say(page, "<script type=\"application/ld+json\">");
	put_json(page, &buffer);
	help_say(page, "</script>\n");
	buffer_free(&buffer);
}

/* Was it helpful? ----------------------------------------------------------------------- */

static void open_form(struct help_page *page, const char *feedback)
{
	help_say(page, "<form method=\"post\" action=\"");
	help_put(page, feedback);
	help_say(page, "\">");
}

static void put_choice(struct help_page *page, const char *value, enum help_word word)
{
	help_say(page, "<button name=\"helpful\" value=\"");
	help_say(page, value);
	help_say(page, "\">");
	help_put_word(page, word);
	help_say(page, "</button>");
}

static void put_question(struct help_page *page, const char *feedback)
{
	open_form(page, feedback);
	help_say(page, "<p id=\"helped\">");
	help_put_word(page, HELP_HELPED);
	help_say(page, "</p><div class=\"choices\" role=\"group\" aria-labelledby=\"helped\">");
	put_choice(page, "yes", HELP_YES);
	put_choice(page, "no", HELP_NO);
	help_say(page, "</div></form>");
}

static void put_looked_for(struct help_page *page, const char *feedback)
{
	open_form(page, feedback);
	help_say(page, "<label for=\"looked\">");
	help_put_word(page, HELP_SORRY);
	help_say(page, "</label><p class=\"hint\" id=\"private\">");
	help_put_word(page, HELP_NO_PRIVATE);
	buffer_format(&page->out,
		      "</p><textarea id=\"looked\" name=\"question\" rows=\"3\" required "
		      "maxlength=\"%d\" aria-describedby=\"private\"></textarea><button>",
		      HELP_LOOKED_FOR_MOST);
	help_put_word(page, HELP_SEND);
	help_say(page, "</button></form>");
}

static void put_feedback(struct help_page *page, const struct snapshot_entry *entry)
{
	const char *feedback =
	    arena_format(page->reader.arena, "%s/feedback", help_article_path(page, entry));

	help_say(page, "<section class=\"feedback\" id=\"feedback\">");
	switch (page->said) {
	case HELP_SAID_NOTHING:
		put_question(page, feedback);
		break;
	case HELP_SAID_NO:
		put_looked_for(page, feedback);
		break;
	case HELP_SAID_YES:
	case HELP_SAID_WHAT:
		help_say(page, "<p role=\"status\">");
		help_put_word(page, HELP_THANKS);
		help_say(page, "</p>");
		break;
	}
	help_say(page, "</section>\n");
}

/* The page ---------------------------------------------------------------------------------- */

/* The language that search engines find the article in: its own. */
static const char *canonical(const struct help_page *page, const struct snapshot_entry *entry)
{
	struct arena *arena = page->reader.arena;
	enum language language =
	    entry->language[0] == '\0' ? page->reader.language : page->reader.articles;

	return help_path(page, language,
			 arena_format(arena, "/a/%s", html_segment(entry->external_id, arena)));
}

static void put_related(struct help_page *page, const struct snapshot_entry *entry)
{
	struct help_list related = help_related(&page->reader, entry, RELATED_MOST);

	if (related.count == 0)
		return;
	help_say(page, "<aside><h2>");
	help_put_word(page, HELP_RELATED);
	help_say(page, "</h2>\n");
	help_articles(page, related, false);
	help_say(page, "</aside>\n");
}

void help_page_article(struct help_page *page, const struct snapshot_entry *entry)
{
	struct arena *arena = page->reader.arena;
	struct buffer answer = buffer_new(HELP_PAGE_MOST / 4);
	const struct help_head head = {
	    .title = entry->question,
	    .description = markdown_excerpt(entry->answer, DESCRIPTION_CHARACTERS, arena),
	    .path = page->said == HELP_SAID_NOTHING ? canonical(page, entry) : NULL,
	    .has_translations = entry->language[0] == '\0',
	};

	markdown_html(entry->answer, 2, arena, &answer);
	help_open(page, &head);
	help_breadcrumbs(page, entry->category, true);
	help_say(page, "<article lang=\"");
	help_put(page, entry->language[0] == '\0' ? language_tag(page->reader.language)
						  : entry->language);
	help_say(page, "\"><h1>");
	help_put(page, entry->question);
	help_say(page, "</h1>\n<div class=\"markdown\">");
	help_say(page, answer.length > 0 ? answer.bytes : "");
	help_say(page, "</div></article>\n");
	put_structured(page, entry, answer.length > 0 ? answer.bytes : "");
	put_feedback(page, entry);
	put_related(page, entry);
	help_close(page);
	buffer_free(&answer);
}
