/* Ticket handlers: what couldn't be settled in a conversation. */
#ifndef FOYER_HTTP_TICKET_HANDLERS_H
#define FOYER_HTTP_TICKET_HANDLERS_H

#include "http/route.h"

extern const struct route ticket_routes[];
extern const struct route ticket_rules_routes[]; /* ticket_rules_handlers.c */
extern const struct route ticket_page_routes[];  /* ticket_page.c */

#endif
