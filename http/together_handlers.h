/* Together handlers: several of the staff in one conversation. */
#ifndef FOYER_HTTP_TOGETHER_HANDLERS_H
#define FOYER_HTTP_TOGETHER_HANDLERS_H

#include "http/route.h"

extern const struct route together_routes[];

#endif
