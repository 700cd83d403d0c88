/*
 * Help handlers: the public help centre of each site and language.
 */
#ifndef FOYER_HTTP_HELP_HANDLERS_H
#define FOYER_HTTP_HELP_HANDLERS_H

#include "http/route.h"

extern const struct route help_routes[];

/* The sitemap of a site (http/help_sitemap.c). */
struct answer help_sitemap(struct request *request);

#endif
