/* Entry handlers: what reading and editing entries share. */
#ifndef FOYER_HTTP_ENTRY_HANDLERS_H
#define FOYER_HTTP_ENTRY_HANDLERS_H

#include "http/request.h"
#include "kb/entry.h"

/* The id of the path's {id}. */
struct entry_id entry_of_path(struct request *request);

/* The entry as it is now, with this status. */
struct answer answer_entry(struct request *request, const struct entry_id *id, int status);

extern const char *const entry_statuses[]; /* as texts; ends with NULL */

#endif
