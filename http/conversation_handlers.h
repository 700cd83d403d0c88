/* Conversation handlers: what both sides of a conversation may ask; visitors
 * and staff by the same routes. */
#ifndef FOYER_HTTP_CONVERSATION_HANDLERS_H
#define FOYER_HTTP_CONVERSATION_HANDLERS_H

#include "http/route.h"

extern const struct route conversation_routes[];

#endif
