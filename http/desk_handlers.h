/* Desk handlers: what staff do with conversations. */
#ifndef FOYER_HTTP_DESK_HANDLERS_H
#define FOYER_HTTP_DESK_HANDLERS_H

#include "http/route.h"

extern const struct route desk_routes[];
extern const struct route note_routes[];

#endif
