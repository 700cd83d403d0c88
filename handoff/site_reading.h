/*
 * Site reading: what the readers of a site's settings share.
 *
 * A reader takes one member's value, checks it and keeps it; on failure the
 * fault names the member.  Used by site_json.c and site_widget.c alone.
 */
#ifndef FOYER_HANDOFF_SITE_READING_H
#define FOYER_HANDOFF_SITE_READING_H

#include "data/text.h"
#include "handoff/site_settings.h"

struct reading {
	struct site_settings *settings;
	struct arena *arena;
	struct fault *fault;
};

bool reading_wrong_type(struct reading *reading, const char *field);
bool reading_not_allowed(struct reading *reading, const char *field);
/* A text, cleaned. */
bool reading_line(struct reading *reading, const struct json *value, const char *field,
		  struct text_limit limit, const char **out);
/* True for a list of at most `most`. */
bool reading_list(struct reading *reading, const struct json *value, int most);
/* The language of this tag, or -1. */
int reading_language(const char *tag);

/* In site_widget.c. */
bool read_files(struct reading *reading, const struct json *value);
bool read_look(struct reading *reading, const struct json *value);
bool read_form(struct reading *reading, const struct json *value);
bool read_silence(struct reading *reading, const struct json *value);
bool read_queue_most(struct reading *reading, const struct json *value);
void site_widget_write(struct json_writer *json, const struct site_settings *settings);

#endif
