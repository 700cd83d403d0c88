/* Visitor handlers: what only visitors ask. */
#ifndef FOYER_HTTP_VISITOR_HANDLERS_H
#define FOYER_HTTP_VISITOR_HANDLERS_H

#include "http/route.h"

extern const struct route visitor_routes[];

#endif
