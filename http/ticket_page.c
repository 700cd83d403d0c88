/*
 * Ticket page: where a customer says whether their request is solved; a page
 * that the server writes, behind the link of handoff/ticket_tell.h.
 *
 * The secret in the address is all there is to know: no cookie is looked at,
 * so nobody's browser can be made to answer for somebody else.  Looking
 * changes nothing, as mail scanners look too.  Event-loop threads.
 */
#include <string.h>

#include "data/clock.h"
#include "handoff/site_book.h"
#include "handoff/ticket_answer.h"
#include "http/form.h"
#include "http/help_internal.h"
#include "http/help_visit.h"
#include "http/ticket_handlers.h"

#define COMMENT_MOST 1000
#define BODY_MOST    16384 /* a form's bytes: percent-encoded Chinese is long */

/* Its address ------------------------------------------------------------------------------ */

static bool find_language(const char *tag, enum language *language)
{
	*language = language_from_tag(tag);
	return strcmp(language_tag(*language), tag) == 0;
}

static const char *path_in(struct request *request, enum language language)
{
	return arena_format(request->arena, "/ticket/%s/%s", language_tag(language),
			    request_parameter(request, "secret"));
}

/* Also before it is known whose it is. */
static struct help_page begin(struct request *request)
{
	enum language language;
	struct help_page page = help_page_of_no_site(request);

	page.is_private = true;
	page.reader.now = clock_now();
	if (find_language(request_parameter(request, "language"), &language))
		page.reader.language = language;
	return page;
}

static struct answer refuse(struct request *request, const struct fault *fault)
{
	struct help_page page = begin(request);

	return help_refuse_on(request, &page, fault);
}

/* What it says ------------------------------------------------------------------------------ */

static void put_tag(struct help_page *page, const char *open, enum help_word word, const char *close)
{
	help_say(page, open);
	help_put_word(page, word);
	help_say(page, close);
}

static void put_heading(struct help_page *page, const struct ticket *ticket)
{
	const char *words = help_own_word(page, HELP_TICKET);
	const char *place = strstr(words, "%s");

	help_say(page, "<p class=\"changed\">");
	help_put(page, arena_format(page->reader.arena, "%.*sT-%lld%s", (int)(place - words), words,
				    (long long)ticket->number, place + 2));
	help_say(page, "</p>\n<h1>");
	help_put(page, ticket->title);
	help_say(page, "</h1>\n");
}

static void put_form(struct help_page *page, const char *path)
{
	help_say(page, "<section class=\"feedback\"><form method=\"post\" action=\"");
	help_put(page, path);
	put_tag(page, "\"><h2>", HELP_TICKET_ASK, "</h2>");
	put_tag(page, "<button type=\"submit\" name=\"solved\" value=\"yes\">", HELP_TICKET_YES, "</button>");
	help_say(page, "</form></section>\n<section class=\"feedback\"><form method=\"post\" action=\"");
	help_put(page, path);
	put_tag(page, "\"><label for=\"comment\">", HELP_TICKET_WRONG, "</label>");
	help_say(page, "<textarea id=\"comment\" name=\"comment\" rows=\"4\" maxlength=\"1000\"></textarea>");
	put_tag(page, "<span class=\"choices\"><button type=\"submit\" name=\"solved\" value=\"no\">",
		HELP_TICKET_NO, "</button></span>");
	help_say(page, "</form></section>\n");
}

static void put_solved(struct help_page *page, const struct ticket_seen *seen, const char *path)
{
	put_tag(page, "<p>", HELP_TICKET_SOLVED, "</p>\n");
	if (seen->solution[0] != '\0') {
		help_say(page, "<p class=\"solution\">");
		help_put(page, seen->solution);
		help_say(page, "</p>\n");
	}
	put_form(page, path);
}

static void write_page(struct request *request, struct help_page *page,
		       const struct ticket_seen *seen)
{
	struct help_head head = {.title = seen->ticket.title};

	for (int language = 0; language < LANGUAGE_COUNT; language++)
		head.paths[language] = path_in(request, (enum language)language);
	help_open(page, &head);
	put_heading(page, &seen->ticket);
	switch (seen->ticket.state) {
	case TICKET_SOLVED:
		put_solved(page, seen, path_in(request, page->reader.language));
		break;
	case TICKET_CONFIRMED:
		put_tag(page, "<p>", HELP_TICKET_CONFIRMED, "</p>\n");
		break;
	case TICKET_NEW:
	case TICKET_OPEN:
	case TICKET_WAITING:
	case TICKET_REOPENED:
	case TICKET_STATE_COUNT:
		put_tag(page, "<p>", HELP_TICKET_AGAIN, "</p>\n");
	}
	help_close(page);
}

/* Looking and answering ---------------------------------------------------------------------- */

static struct answer show(struct request *request)
{
	struct fault fault;
	struct ticket_seen seen;
	enum language language;
	struct help_page page = begin(request);

	if (!find_language(request_parameter(request, "language"), &language)) {
		help_page_gone(&page);
		return help_end(request, &page, 404);
	}
	if (!ticket_seen_read(request_reader(request), request_parameter(request, "secret"),
			      request->arena, &seen, &fault)) {
		if (fault.code != FAULT_NOT_FOUND)
			return refuse(request, &fault);
		help_page_gone(&page);
		return help_end(request, &page, 404);
	}
	page.reader.site = seen.site;
	page.site = site_book_find(request_book(request), seen.site);
	write_page(request, &page, &seen);
	return help_end(request, &page, 200);
}

static struct answer answered(struct request *request, struct change *change)
{
	(void)change;
	return help_go(request, 303, path_in(request, begin(request).reader.language));
}

static struct answer take_answer(struct request *request)
{
	struct fault fault;
	size_t length;
	const char *body = request_body(request, &length);
	const char *solved = form_value(body, "solved", 8, request->arena);
	struct ticket_answer *answer = arena_alloc(request->arena, sizeof(*answer));

	*answer = (struct ticket_answer){.arena = request->arena,
					 .secret = request_parameter(request, "secret"),
					 .is_solved = strcmp(solved, "yes") == 0};
	if (!answer->is_solved && strcmp(solved, "no") != 0)
		return answer_refusal(request, FAULT_MISSING_FIELD, "solved");
	if (!form_lines(body, "comment", COMMENT_MOST, request->arena, &answer->comment, &fault) ||
	    !ticket_answer_prepare(answer, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &answer->change, answered);
}

const struct route ticket_page_routes[] = {
    {.method = "GET",
     .path = "/ticket/{language}/{secret}",
     .who = MAY_ANYONE,
     .handle = show,
     .raw_query = true,
     .refuse = refuse,
     .rate = RATE_NEW_CONVERSATION,
     .summary = "A customer's page: is their request solved?"},
    {.method = "POST",
     .path = "/ticket/{language}/{secret}",
     .who = MAY_ANYONE,
     .handle = take_answer,
     .raw_body = true,
     .raw_query = true,
     .refuse = refuse,
     .body_limit = BODY_MOST,
     .rate = RATE_NEW_CONVERSATION,
     .summary = "Say whether it is (a form: solved=yes|no, comment=...)",
     .status = 303},
    {0},
};
