/*
 * Routing handlers: how a group gives out its conversations.
 */
#ifndef FOYER_HTTP_ROUTING_HANDLERS_H
#define FOYER_HTTP_ROUTING_HANDLERS_H

#include "http/route.h"

extern const struct route routing_routes[];

#endif
