/*
 * Help handlers: see help_handlers.h.  Event-loop threads.
 */
#include "http/help_handlers.h"

#include <string.h>

#include "data/html.h"
#include "handoff/site_book.h"
#include "http/form.h"
#include "http/help_visit.h"
#include "http/request_state.h"
#include "kb/entry.h"
#include "kb/help_feedback.h"

#define WORDS_MOST         200  /* of a search, characters */
#define FEEDBACK_BODY_MOST 8192 /* a form's bytes: percent-encoded Chinese is long */

/* Looking ------------------------------------------------------------------------------- */

static const char *query_value(struct request *request, const char *name, size_t most)
{
	return form_value(state_of(request)->query_text, name, most, request->arena);
}

static struct answer go_to_site(struct request *request, const char *name,
				const struct site_settings *site)
{
	const char *tag = language_tag(site_language(site, request->language));

	return help_go(
	    request, 302,
	    arena_format(request->arena, "/help/%s/%s", html_segment(name, request->arena), tag));
}

static struct answer start(struct request *request)
{
	return go_to_site(request, "default", site_book_find(request_book(request), "default"));
}

static struct answer start_of_site(struct request *request)
{
	const struct site_settings *site = help_site(request);

	return site == NULL ? help_not_here(request)
			    : go_to_site(request, request_parameter(request, "site"), site);
}

static struct answer show_home(struct request *request)
{
	struct help_page page;

	if (!help_begin(request, &page))
		return help_not_here(request);
	help_page_home(&page);
	return help_end(request, &page, 200);
}

static struct answer show_topic(struct request *request)
{
	struct help_page page;
	const char *name = query_value(request, "name", ENTRY_CATEGORY_MOST);
	struct help_topic *topics;

	if (!help_begin(request, &page))
		return help_not_here(request);
	bool is_there = name[0] != '\0' && (help_topics(&page.reader, name, &topics) > 0 ||
					    help_in_topic(&page.reader, name, false).count > 0);
	if (is_there)
		help_page_topic(&page, name);
	else
		help_page_gone(&page);
	return help_end(request, &page, is_there ? 200 : 404);
}

static struct answer show_results(struct request *request)
{
	struct help_page page;

	if (!help_begin(request, &page))
		return help_not_here(request);
	page.words = query_value(request, "q", WORDS_MOST);
	if (page.words[0] == '\0')
		help_page_home(&page);
	else
		help_page_results(&page);
	return help_end(request, &page, 200);
}

static enum help_said said_of(const char *word)
{
	static const char *const words[] = {"", "yes", "no", "what"};

	for (size_t at = 1; at < sizeof(words) / sizeof(words[0]); at++)
		if (strcmp(words[at], word) == 0)
			return (enum help_said)at;
	return HELP_SAID_NOTHING;
}

static struct answer show_article(struct request *request)
{
	struct help_page page;

	if (!help_begin(request, &page))
		return help_not_here(request);
	const struct snapshot_entry *entry =
	    help_find(&page.reader, request_parameter(request, "entry"));
	page.said = said_of(query_value(request, "said", 8));
	if (entry == NULL)
		help_page_gone(&page);
	else
		help_page_article(&page, entry);
	return help_end(request, &page, entry == NULL ? 404 : 200);
}

/* Saying whether it helped ----------------------------------------------------------------- */

struct saying {
	struct help_feedback feedback; /* first */
	const char *back;              /* where the reader goes then */
};

static struct answer said(struct request *request, struct change *change)
{
	return help_go(request, 303, ((struct saying *)change)->back);
}

static struct answer take_feedback(struct request *request)
{
	size_t length;
	const char *body = request_body(request, &length);
	const char *helpful = form_value(body, "helpful", 8, request->arena);
	const char *question = form_value(body, "question", HELP_LOOKED_FOR_MOST, request->arena);
	struct saying *saying = arena_alloc(request->arena, sizeof(*saying));
	struct help_page page;

	if (!help_begin(request, &page))
		return help_not_here(request);
	const struct snapshot_entry *entry =
	    help_find(&page.reader, request_parameter(request, "entry"));
	bool is_word = strcmp(helpful, "yes") == 0 || strcmp(helpful, "no") == 0;
	if (entry == NULL || (!is_word && question[0] == '\0'))
		return help_not_here(request);
	saying->feedback = (struct help_feedback){
	    .entry = entry->external_id,
	    .site = page.reader.site,
	    .language = language_tag(page.reader.language),
	    .helpful = strcmp(helpful, "yes") == 0,
	    .publication = snapshot_number(page.reader.snapshot),
	    .looked_for = is_word ? NULL : question,
	};
	saying->back = arena_format(request->arena, "%s?said=%s#feedback",
				    help_article_path(&page, entry), is_word ? helpful : "what");
	help_feedback_prepare(&saying->feedback);
	return await_commit(request, &saying->feedback.change, said);
}

#define HELP_GET(path_, status_, handle_, summary_)                                                \
	{                                                                                          \
		.method = "GET", .path = path_, .who = MAY_ANYONE, .handle = handle_,              \
		.raw_query = true, .refuse = help_refuse, .status = status_, .summary = summary_   \
	}

const struct route help_routes[] = {
    HELP_GET("/help", 302, start, "The help centre, in the reader's language"),
    HELP_GET("/help/{site}", 302, start_of_site, "A site's help centre, in the reader's language"),
    HELP_GET("/help/{site}/sitemap.xml", 200, help_sitemap, "Every page, for search engines"),
    HELP_GET("/help/{site}/{language}", 200, show_home, "Topics, and what is asked often"),
    HELP_GET("/help/{site}/{language}/topic", 200, show_topic, "The articles of one topic (name)"),
    HELP_GET("/help/{site}/{language}/search", 200, show_results,
	     "The articles that answer words (q)"),
    HELP_GET("/help/{site}/{language}/a/{entry}", 200, show_article, "One article"),
    {.method = "POST",
     .path = "/help/{site}/{language}/a/{entry}/feedback",
     .who = MAY_ANYONE,
     .handle = take_feedback,
     .raw_body = true,
     .raw_query = true,
     .refuse = help_refuse,
     .body_limit = FEEDBACK_BODY_MOST,
     .rate = RATE_NEW_CONVERSATION,
     .summary = "Say whether an article helped (a form: helpful=yes|no, or question=...)",
     .status = 303},
    {0},
};
