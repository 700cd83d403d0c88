/*
 * Help frame: what all pages of the help centre have in common; see
 * help_internal.h.
 */
#include <string.h>

#include "data/html.h"
#include "data/markdown.h"
#include "http/help_internal.h"

#define EXCERPT_CHARACTERS 140

void help_say(struct help_page *page, const char *constant)
{
	buffer_add_text(&page->out, constant);
}

void help_put(struct help_page *page, const char *text)
{
	html_text(&page->out, text);
}

const char *help_own_word(const struct help_page *page, enum help_word word)
{
	return help_word(word, page->reader.language);
}

void help_put_word(struct help_page *page, enum help_word word)
{
	help_put(page, help_own_word(page, word));
}

/* Paths ------------------------------------------------------------------------------ */

const char *help_path(const struct help_page *page, enum language language, const char *rest)
{
	struct arena *arena = page->reader.arena;

	return arena_format(arena, "/help/%s/%s%s", html_segment(page->reader.site, arena),
			    language_tag(language), rest);
}

const char *help_article_path(const struct help_page *page, const struct snapshot_entry *entry)
{
	struct arena *arena = page->reader.arena;
	const char *rest = arena_format(arena, "/a/%s", html_segment(entry->external_id, arena));

	return help_path(page, page->reader.language, rest);
}

const char *help_topic_path(const struct help_page *page, const char *path)
{
	struct arena *arena = page->reader.arena;
	const char *rest = arena_format(arena, "/topic?name=%s", html_segment(path, arena));

	return help_path(page, page->reader.language, rest);
}

const char *help_chat_path(const struct help_page *page)
{
	struct arena *arena = page->reader.arena;

	return arena_format(arena, "/chat/?site=%s&lang=%s", html_segment(page->reader.site, arena),
			    language_tag(page->reader.language));
}

/* The head ---------------------------------------------------------------------------- */

static const char *own_title(const struct help_page *page)
{
	const char *name = page->site->display_name;

	return name != NULL && name[0] != '\0' ? name : help_own_word(page, HELP_TITLE);
}

static void put_address(struct help_page *page, const char *start, const char *path)
{
	help_say(page, start);
	help_put(page, page->origin);
	help_put(page, path);
	help_say(page, "\">\n");
}

static void put_alternate(struct help_page *page, const char *tag, const char *path)
{
	help_say(page, "<link rel=\"alternate\" hreflang=\"");
	help_say(page, tag);
	put_address(page, "\" href=\"", path);
}

static void put_alternates(struct help_page *page, const struct help_head *head)
{
	for (int at = 0; at < page->site->language_count; at++) {
		enum language language = page->site->languages[at];
		if (head->paths[language] != NULL)
			put_alternate(page, language_tag(language), head->paths[language]);
	}
	if (head->paths[page->site->languages[0]] != NULL)
		put_alternate(page, "x-default", head->paths[page->site->languages[0]]);
}

static void put_head(struct help_page *page, const struct help_head *head)
{
	help_say(page, "<!doctype html>\n<html lang=\"");
	help_say(page, language_tag(page->reader.language));
	help_say(page, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		       "content=\"width=device-width, initial-scale=1\">\n"
		       "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	if (head->title != NULL) {
		help_put(page, head->title);
		help_say(page, " · ");
	}
	help_put(page, own_title(page));
	help_say(page, "</title>\n");
	if (head->description != NULL) {
		help_say(page, "<meta name=\"description\" content=\"");
		help_put(page, head->description);
		help_say(page, "\">\n");
	}
	if (head->path == NULL)
		help_say(page, "<meta name=\"robots\" content=\"noindex\">\n");
	else
		put_address(page, "<link rel=\"canonical\" href=\"", head->path);
	if (head->path != NULL)
		put_alternates(page, head);
	help_say(page, "<link rel=\"icon\" href=\"/help.svg\">\n"
		       "<link rel=\"stylesheet\" href=\"/help.css\">\n</head>\n");
}

static void put_languages(struct help_page *page, const struct help_head *head)
{
	help_say(page, "<nav class=\"languages\" aria-label=\"");
	help_put_word(page, HELP_LANGUAGE);
	help_say(page, "\"><ul>");
	for (int at = 0; at < page->site->language_count; at++) {
		enum language language = page->site->languages[at];
		help_say(page, "<li><a lang=\"");
		help_say(page, language_tag(language));
		help_say(page, "\" hreflang=\"");
		help_say(page, language_tag(language));
		help_say(page, language == page->reader.language ? "\" aria-current=\"true" : "");
		help_say(page, "\" href=\"");
		help_put(page, head->paths[language] != NULL ? head->paths[language]
							     : help_path(page, language, ""));
		help_say(page, "\">");
		help_put(page, help_language_name(language));
		help_say(page, "</a></li>");
	}
	help_say(page, "</ul></nav>\n");
}

void help_open(struct help_page *page, const struct help_head *head)
{
	put_head(page, head);
	help_say(page, "<body>\n<a class=\"skip\" href=\"#content\">");
	help_put_word(page, HELP_SKIP);
	help_say(page,
		 "</a>\n<header class=\"top\"><div class=\"wide\"><a class=\"brand\" href=\"");
	help_put(page, help_path(page, page->reader.language, ""));
	help_say(page, "\">");
	help_put(page, own_title(page));
	help_say(page, "</a>");
	if (page->site->language_count > 1)
		put_languages(page, head);
	help_say(page, "</div></header>\n<main id=\"content\" class=\"wide\">\n");
}

void help_close(struct help_page *page)
{
	help_say(page, "</main>\n<footer><div class=\"wide\"><a class=\"ask\" href=\"");
	help_put(page, help_chat_path(page));
	help_say(page, "\">");
	help_put_word(page, HELP_ASK);
	help_say(page, "</a></div></footer>\n</body>\n</html>\n");
}

/* Parts ----------------------------------------------------------------------------------- */

void help_link(struct help_page *page, const char *path, const char *text)
{
	help_say(page, "<a href=\"");
	help_put(page, path);
	help_say(page, "\">");
	help_put(page, text);
	help_say(page, "</a>");
}

void help_search_form(struct help_page *page)
{
	help_say(page, "<form class=\"search\" role=\"search\" method=\"get\" action=\"");
	help_put(page, help_path(page, page->reader.language, "/search"));
	help_say(page, "\"><label class=\"unseen\" for=\"words\">");
	help_put_word(page, HELP_SEARCH_LABEL);
	help_say(page, "</label><input id=\"words\" name=\"q\" type=\"search\" required "
		       "maxlength=\"200\" autocomplete=\"off\" placeholder=\"");
	help_put_word(page, HELP_SEARCH_HINT);
	help_say(page, "\" value=\"");
	help_put(page, page->words);
	help_say(page, "\"><button type=\"submit\">");
	help_put_word(page, HELP_SEARCH);
	help_say(page, "</button></form>\n");
}

static void put_crumb(struct help_page *page, const char *path, const char *text)
{
	help_say(page, "<li>");
	if (path != NULL)
		help_link(page, path, text);
	else
		help_put(page, text);
	help_say(page, "</li>");
}

void help_breadcrumbs(struct help_page *page, const char *category, bool link_last)
{
	struct arena *arena = page->reader.arena;
	const char *at = category;

	help_say(page, "<nav class=\"crumbs\" aria-label=\"");
	help_put_word(page, HELP_PATH);
	help_say(page, "\"><ol>");
	put_crumb(page, help_path(page, page->reader.language, ""), own_title(page));
	while (*at != '\0') {
		size_t length = strcspn(at, "/");
		bool is_last = at[length] == '\0';
		const char *path =
		    arena_copy_text(arena, category, (size_t)(at - category) + length);
		if (!is_last || link_last)
			put_crumb(page, help_topic_path(page, path),
				  help_topic_name(&page->reader, path));
		at += length + !is_last;
	}
	help_say(page, "</ol></nav>\n");
}

/* Texts of another language than the page's are marked as such. */
static void put_language_of(struct help_page *page, const struct snapshot_entry *entry)
{
	if (entry->language[0] == '\0' ||
	    language_from_tag(entry->language) == page->reader.language)
		return;
	help_say(page, " lang=\"");
	help_put(page, entry->language);
	help_say(page, "\"");
}

void help_articles(struct help_page *page, struct help_list list, bool with_excerpts)
{
	help_say(page, "<ul class=\"articles\">\n");
	for (int at = 0; at < list.count; at++) {
		const struct snapshot_entry *entry = list.entries[at];
		help_say(page, "<li");
		put_language_of(page, entry);
		help_say(page, ">");
		help_link(page, help_article_path(page, entry), entry->question);
		if (with_excerpts) {
			help_say(page, "<p>");
			help_put(page, markdown_excerpt(entry->answer, EXCERPT_CHARACTERS,
							page->reader.arena));
			help_say(page, "</p>");
		}
		help_say(page, "</li>\n");
	}
	help_say(page, "</ul>\n");
}
