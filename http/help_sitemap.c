/*
 * Help sitemap: every page of a site's help centre for search engines, by
 * https://www.sitemaps.org/protocol.html; beyond PART addresses in parts.
 *
 * Event-loop threads.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/clock.h"
#include "data/html.h"
#include "http/form.h"
#include "http/help_handlers.h"
#include "http/help_visit.h"
#include "http/request_state.h"

#define PART     20000 /* addresses in one file; 50,000 are allowed */
#define XML_TYPE "application/xml; charset=utf-8"
#define XML      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SCHEMA   " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""

/* Writes the addresses from `from` on, PART of them. */
struct sitemap {
	struct help_page *page;
	int from, at;
};

static void put_day(struct buffer *out, int64_t changed_at)
{
	char date[16];
	time_t seconds = (time_t)(changed_at / 1000);
	struct tm day;

	if (changed_at == 0 || gmtime_r(&seconds, &day) == NULL)
		return;
	strftime(date, sizeof(date), "%Y-%m-%d", &day);
	buffer_format(out, "<lastmod>%s</lastmod>", date);
}

/* Counts an address; true when it is of this part, and so worth writing. */
static bool is_next(struct sitemap *map)
{
	int at = map->at++;

	return at >= map->from && at < map->from + PART;
}

static void put(struct sitemap *map, const char *path, int64_t changed_at)
{
	struct buffer *out = &map->page->out;

	buffer_add_text(out, "<url><loc>");
	html_text(out, map->page->origin);
	html_text(out, path);
	buffer_add_text(out, "</loc>");
	put_day(out, changed_at);
	buffer_add_text(out, "</url>\n");
}

/* The first topics; those below are a link away, and each would be another
 * look at the whole base. */
static void put_topics(struct sitemap *map)
{
	struct help_topic *topics;
	int count = help_topics(&map->page->reader, "", &topics);

	for (int at = 0; at < count; at++)
		if (is_next(map))
			put(map, help_topic_path(map->page, topics[at].path), 0);
}

/* A language's pages; those that only repeat another's language are left out. */
static void put_language(struct sitemap *map, enum language language)
{
	struct help_reader *reader = &map->page->reader;

	reader->language = language;
	help_reader_choose(reader);
	if (is_next(map))
		put(map, help_path(map->page, language, ""), 0);
	if (reader->articles != language || reader->snapshot == NULL)
		return;
	put_topics(map);
	for (int at = 0; at < snapshot_entry_count(reader->snapshot); at++) {
		const struct snapshot_entry *entry = snapshot_entry(reader->snapshot, at);
		if (help_shows(reader, entry) && is_next(map))
			put(map, help_article_path(map->page, entry), entry->changed_at);
	}
}

static int put_pages(struct help_page *page, int from)
{
	struct sitemap map = {.page = page, .from = from};

	buffer_add_text(&page->out, XML "<urlset" SCHEMA ">\n");
	for (int at = 0; at < page->site->language_count; at++)
		put_language(&map, page->site->languages[at]);
	buffer_add_text(&page->out, "</urlset>\n");
	return map.at;
}

static void put_index(struct help_page *page, int total)
{
	buffer_free(&page->out);
	buffer_add_text(&page->out, XML "<sitemapindex" SCHEMA ">\n");
	for (int part = 0; part * PART < total; part++) {
		buffer_add_text(&page->out, "<sitemap><loc>");
		html_text(&page->out, page->origin);
		html_text(&page->out,
			  arena_format(page->reader.arena, "/help/%s/sitemap.xml?part=%d",
				       html_segment(page->reader.site, page->reader.arena),
				       part + 1));
		buffer_add_text(&page->out, "</loc></sitemap>\n");
	}
	buffer_add_text(&page->out, "</sitemapindex>\n");
}

struct answer help_sitemap(struct request *request)
{
	const char *part = form_value(state_of(request)->query_text, "part", 6, request->arena);
	int number = atoi(part);
	struct help_page page = {
	    .reader = {.snapshot = help_snapshot(request),
		       .site = request_parameter(request, "site"),
		       .now = clock_now(),
		       .arena = request->arena},
	    .site = help_site(request),
	    .origin = help_origin(request),
	    .words = "",
	    .out = buffer_new(HELP_PAGE_MOST),
	};

	if (page.site == NULL)
		return help_not_here(request);
	int total = put_pages(&page, number > 0 ? (number - 1) * PART : 0);
	if (number <= 0 && total > PART)
		put_index(&page, total);
	request_add_header(request, "Cache-Control", "public, max-age=3600");
	return answer_buffer(request, 200, XML_TYPE, &page.out);
}
