/*
 * Help visit: see help_visit.h.
 */
#include "http/help_visit.h"

#include <sodium.h>
#include <string.h>

#include "data/clock.h"
#include "data/log.h"
#include "data/settings.h"
#include "handoff/site_book.h"
#include "http/request_state.h"
#include "kb/live.h"

#define HTML_TYPE  "text/html; charset=utf-8"
#define ETAG_BYTES 12
#define HOST_MOST  255
#define KEPT       "public, max-age=60"
#define SENTENCE_MOST 512

/* Nothing but our own style sheet and pictures; no script at all. */
#define POLICY                                                                                     \
	"default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; "  \
	"base-uri 'none'; frame-ancestors 'none'"

/* Beginning --------------------------------------------------------------------------- */

const struct site_settings *help_site(struct request *request)
{
	const char *name = request_parameter(request, "site");
	const struct site_settings *site = site_book_find(request_book(request), name);

	return site == site_settings_default() && strcmp(name, "default") != 0 ? NULL : site;
}

static bool is_host(const char *host)
{
	size_t length = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789.-:[]");

	return length > 0 && length <= HOST_MOST && host[length] == '\0';
}

const char *help_origin(struct request *request)
{
	const char *host = request_header(request, "Host");
	const char *scheme = request_header(request, "X-Forwarded-Proto");
	bool is_tls =
	    setting_value(SETTING_BEHIND_PROXY) && scheme != NULL && strcmp(scheme, "https") == 0;

	if (host == NULL || !is_host(host))
		return "";
	return arena_format(request->arena, "%s://%s", is_tls ? "https" : "http", host);
}

static void let_go(void *data)
{
	struct snapshot *snapshot = data;

	snapshot_release(&snapshot);
}

struct snapshot *help_snapshot(struct request *request)
{
	struct snapshot *snapshot = live_acquire(request_live(request));

	if (snapshot != NULL)
		request_at_end(request, let_go, snapshot);
	return snapshot;
}

/* The language of the path, which is one of the site's, exactly as we write it. */
static bool find_language(const struct site_settings *site, const char *tag, enum language *out)
{
	for (int at = 0; at < site->language_count; at++)
		if (strcmp(language_tag(site->languages[at]), tag) == 0) {
			*out = site->languages[at];
			return true;
		}
	return false;
}

/* Without them the topics have their paths' words. */
static void read_names(struct request *request, struct help_reader *reader)
{
	struct fault fault;

	if (!category_names_read(request_reader(request), request->arena, &reader->names, &fault))
		log_fault(LOG_WARNING, "help", &fault);
}

bool help_begin(struct request *request, struct help_page *page)
{
	const struct site_settings *site = help_site(request);
	enum language language;

	if (site == NULL || !find_language(site, request_parameter(request, "language"), &language))
		return false;
	*page = (struct help_page){
	    .reader = {.snapshot = help_snapshot(request),
		       .site = request_parameter(request, "site"),
		       .language = language,
		       .now = clock_now(),
		       .arena = request->arena},
	    .site = site,
	    .origin = help_origin(request),
	    .words = "",
	    .out = buffer_new(HELP_PAGE_MOST),
	};
	help_reader_choose(&page->reader);
	read_names(request, &page->reader);
	return true;
}

/* Answering ------------------------------------------------------------------------------ */

static const char *etag_of(struct request *request, const struct buffer *page)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	char text[ETAG_BYTES * 2 + 1];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)page->bytes, page->length,
			   NULL, 0);
	sodium_bin2hex(text, sizeof(text), hash, ETAG_BYTES);
	return arena_format(request->arena, "\"%s\"", text);
}

static void add_headers(struct request *request, bool is_private)
{
	state_of(request)->answer.is_page = true;
	request_add_header(request, "Content-Security-Policy", POLICY);
	request_add_header(request, "Referrer-Policy", is_private ? "no-referrer" : "same-origin");
	request_add_header(request, "Cross-Origin-Resource-Policy", "same-origin");
}

struct answer help_end(struct request *request, struct help_page *page, int status)
{
	add_headers(request, page->is_private);
	if (status != 200 || page->out.overflowed || page->is_private)
		return answer_buffer(request, status, HTML_TYPE, &page->out);
	const char *etag = etag_of(request, &page->out);
	const char *known = request_header(request, "If-None-Match");
	request_add_header(request, "ETag", etag);
	request_add_header(request, "Cache-Control", KEPT);
	if (known != NULL && strstr(known, etag) != NULL)
		status = 304;
	return answer_buffer(request, status, HTML_TYPE, &page->out);
}

struct help_page help_page_of_no_site(struct request *request)
{
	return (struct help_page){
	    .reader = {.site = "default", .language = request->language, .arena = request->arena},
	    .site = site_settings_default(),
	    .origin = help_origin(request),
	    .words = "",
	    .out = buffer_new(HELP_PAGE_MOST),
	};
}

struct answer help_not_here(struct request *request)
{
	struct help_page page = help_page_of_no_site(request);

	help_page_gone(&page);
	return help_end(request, &page, 404);
}

struct answer help_refuse_on(struct request *request, struct help_page *page,
			     const struct fault *fault)
{
	char sentence[SENTENCE_MOST];
	int status = fault_status(fault->code);

	if (status >= 500)
		log_fault(LOG_WARNING, "fault", fault);
	fault_sentence(fault, page->reader.language, sentence, sizeof(sentence));
	help_page_refused(page, sentence);
	return help_end(request, page, status);
}

struct answer help_refuse(struct request *request, const struct fault *fault)
{
	struct help_page page;

	if (!help_begin(request, &page))
		page = help_page_of_no_site(request);
	return help_refuse_on(request, &page, fault);
}

struct answer help_go(struct request *request, int status, const char *path)
{
	add_headers(request, false);
	request_add_header(request, "Location", path);
	if (status == 302)
		request_add_header(request, "Vary", "Accept-Language");
	return answer_bytes(request, status, NULL, "", 0);
}
