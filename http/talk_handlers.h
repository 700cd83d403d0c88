/* Talk handlers: what agents have beside the messages of a conversation. */
#ifndef FOYER_HTTP_TALK_HANDLERS_H
#define FOYER_HTTP_TALK_HANDLERS_H

#include "http/route.h"

extern const struct route talk_routes[];
extern const struct route canned_routes[];     /* canned_handlers.c */
extern const struct route search_routes[];     /* search_handlers.c */
extern const struct route wrap_up_routes[];    /* wrap_up_handlers.c */
extern const struct route block_routes[];      /* block_handlers.c */
extern const struct route transcript_routes[]; /* transcript_handlers.c */

#endif
