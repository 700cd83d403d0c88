/*
 * Help visit: a request for a page of the help centre, from its address to
 * its answer; for help_handlers.c and help_sitemap.c.
 *
 *	struct help_page page;
 *	if (!help_begin(request, &page))
 *		return help_not_here(request);
 *	help_page_home(&page);
 *	return help_end(request, &page, 200);
 *
 * Pages are public, may be kept for a minute, and have an ETag made of what
 * they say.  Event-loop threads.
 */
#ifndef FOYER_HTTP_HELP_VISIT_H
#define FOYER_HTTP_HELP_VISIT_H

#include "http/help_pages.h"
#include "http/request.h"

/* The site of the path; NULL when there is none of that name. */
const struct site_settings *help_site(struct request *request);

/* Fills the page from the path and takes the live snapshot until the request
 * is over.  False: no such site, or the site doesn't speak that language. */
bool help_begin(struct request *request, struct help_page *page) MUST_USE;

struct answer help_end(struct request *request, struct help_page *page, int status) MUST_USE;

/* A page of no site, in the language that the browser asks for. */
struct help_page help_page_of_no_site(struct request *request);

/* 404 in words, for an address of no site. */
struct answer help_not_here(struct request *request) MUST_USE;

/* What stands in the way, in the page's language: for `refuse` of a route. */
struct answer help_refuse(struct request *request, const struct fault *fault) MUST_USE;

/* The same on a page that has begun. */
struct answer help_refuse_on(struct request *request, struct help_page *page,
			     const struct fault *fault) MUST_USE;

/* To another page of ours; 302 or 303. */
struct answer help_go(struct request *request, int status, const char *path) MUST_USE;

/* "https://help.example", from what the browser or the proxy in front says. */
const char *help_origin(struct request *request);

/* The snapshot that visitors are answered from now, kept until the request is
 * over; NULL when nothing is published. */
struct snapshot *help_snapshot(struct request *request);

#endif
