/* Member handlers: who the visitor is: the form before the chat, and members
 * whose site signs for them. */
#ifndef FOYER_HTTP_MEMBER_HANDLERS_H
#define FOYER_HTTP_MEMBER_HANDLERS_H

#include "http/route.h"

extern const struct route member_routes[];

#endif
