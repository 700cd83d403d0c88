/* Room handlers: what colleagues say among themselves. */
#ifndef FOYER_HTTP_ROOM_HANDLERS_H
#define FOYER_HTTP_ROOM_HANDLERS_H

#include "http/route.h"

extern const struct route room_routes[];

#endif
