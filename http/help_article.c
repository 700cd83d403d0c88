/*
 * Help article: one entry as a page, with what search engines want to know of
 * it, what is like it, and whether it helped; see help_pages.h.
 */
#include <string.h>
#include <time.h>

#include "data/html.h"
#include "data/json.h"
#include "data/markdown.h"
#include "http/help_internal.h"
#include "kb/entry.h"
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

/* Buttons and files ------------------------------------------------------------------------ */

static const char *button_path(const struct help_page *page, const struct entry_button *button)
{
	struct arena *arena = page->reader.arena;

	switch (button->action) {
	case ENTRY_BUTTON_ASK:
		return help_path(
		    page, page->reader.language,
		    arena_format(arena, "/search?q=%s", html_segment(button->target, arena)));
	case ENTRY_BUTTON_LINK:
		return html_is_safe_link(button->target) ? button->target : NULL;
	case ENTRY_BUTTON_PERSON:
		return help_chat_path(page);
	case ENTRY_BUTTON_ACTION_COUNT:
		break;
	}
	return NULL;
}

static void put_extras(struct help_page *page, const struct snapshot_entry *entry)
{
	struct entry_draft draft = {0};
	struct fault fault;

	if (!entry_read_extras(entry->extras, page->reader.arena, &draft, &fault) ||
	    draft.button_count + draft.file_count == 0)
		return;
	help_say(page, "<ul class=\"extras\">");
	for (int at = 0; at < draft.button_count; at++) {
		const char *path = button_path(page, &draft.buttons[at]);
		if (path == NULL)
			continue;
		help_say(page, "<li>");
		help_link(page, path, draft.buttons[at].label);
		help_say(page, "</li>");
	}
	for (int at = 0; at < draft.file_count; at++) {
		help_say(page, "<li>");
		help_link(page,
			  arena_format(page->reader.arena, "/v1/files/%s",
				       html_segment(draft.files[at].file, page->reader.arena)),
			  draft.files[at].name);
		help_say(page, "</li>");
	}
	help_say(page, "</ul>\n");
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

static void find_translations(struct help_page *page, const struct snapshot_entry *entry,
			      struct help_head *head)
{
	struct arena *arena = page->reader.arena;

	for (int at = 0; at < page->site->language_count; at++) {
		enum language language = page->site->languages[at];
		const struct snapshot_entry *other =
		    help_translation(&page->reader, entry, language);
		if (other != NULL)
			head->paths[language] = help_path(
			    page, language,
			    arena_format(arena, "/a/%s", html_segment(other->external_id, arena)));
	}
}

/* When it was last changed, for people and for programs. */
static void put_changed(struct help_page *page, const struct snapshot_entry *entry)
{
	char date[16];
	time_t seconds = (time_t)(entry->changed_at / 1000);
	struct tm day;

	if (entry->changed_at == 0 || gmtime_r(&seconds, &day) == NULL)
		return;
	strftime(date, sizeof(date), "%Y-%m-%d", &day);
	help_say(page, "<p class=\"changed\">");
	help_put_word(page, HELP_CHANGED);
	buffer_format(&page->out, " <time datetime=\"%s\">%s</time></p>\n", date, date);
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
	struct help_head head = {
	    .title = entry->question,
	    .description = markdown_excerpt(entry->answer, DESCRIPTION_CHARACTERS, arena),
	    .path = page->said == HELP_SAID_NOTHING ? canonical(page, entry) : NULL,
	};

	find_translations(page, entry, &head);
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
	help_say(page, "</div>\n");
	put_extras(page, entry);
	put_changed(page, entry);
	help_say(page, "</article>\n");
	put_structured(page, entry, answer.length > 0 ? answer.bytes : "");
	put_feedback(page, entry);
	put_related(page, entry);
	help_close(page);
	buffer_free(&answer);
}
