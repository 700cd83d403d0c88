/* Site handlers: what a widget needs before a conversation begins. */
#ifndef FOYER_HTTP_SITE_HANDLERS_H
#define FOYER_HTTP_SITE_HANDLERS_H

#include "http/route.h"

extern const struct route site_routes[];
extern const struct route site_settings_routes[]; /* site_settings_handlers.c */

#endif
