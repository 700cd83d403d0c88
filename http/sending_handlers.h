/*
 * Sending handlers: what goes out of the house, seen from the desk.
 */
#ifndef FOYER_HTTP_SENDING_HANDLERS_H
#define FOYER_HTTP_SENDING_HANDLERS_H

#include "http/route.h"

extern const struct route sending_routes[];   /* for admins: mail server, webhook, the outbox */
extern const struct route alert_routes[];     /* one's own: address, browsers */
extern const struct route forgotten_routes[]; /* a link to sign in, by mail */
extern const struct route transcript_mail_routes[]; /* a conversation by mail */

#endif
