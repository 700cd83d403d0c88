/* Attachment handlers: files that visitors and agents send each other. */
#ifndef FOYER_HTTP_ATTACHMENT_HANDLERS_H
#define FOYER_HTTP_ATTACHMENT_HANDLERS_H

#include "http/route.h"

extern const struct route attachment_routes[];

#endif
