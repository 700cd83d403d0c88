/* Site views: what a widget must know of its site before a conversation:
 * what may be sent, how it looks, and what is asked first. */
#ifndef FOYER_HTTP_SITE_VIEWS_H
#define FOYER_HTTP_SITE_VIEWS_H

#include "data/arena.h"
#include "data/json.h"
#include "handoff/site_settings.h"

/* Members of the open object. */
void view_site_widget(struct json_writer *json, const struct site_settings *site,
		      enum language language, struct arena *arena);
/* "look": only how it looks. */
void view_site_look(struct json_writer *json, const struct site_settings *site);

#endif
