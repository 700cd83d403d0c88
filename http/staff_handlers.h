/* Staff handlers: accounts and groups. */
#ifndef FOYER_HTTP_STAFF_HANDLERS_H
#define FOYER_HTTP_STAFF_HANDLERS_H

#include "http/route.h"

extern const struct route staff_routes[];
extern const struct route group_routes[]; /* group_handlers.c */

#endif
