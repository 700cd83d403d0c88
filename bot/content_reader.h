/*
 * Content reader: members of a JSON object read strictly, a mistake told by
 * its place ("actions.menu.choices[2].text").
 *
 * For bot/rule_content.c.  Pure; results are in the reader's arena.
 */
#ifndef FOYER_BOT_CONTENT_READER_H
#define FOYER_BOT_CONTENT_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "bot/rule_content.h"
#include "data/json.h"
#include "data/text.h"

struct content_reader {
	struct arena *arena;
	struct fault *fault;
};

bool content_parse(const char *json, const char *place, const struct content_reader *reader,
		   const struct json **out);

/* Missing, or null. */
bool content_is_absent(const struct json *value);

/* "place.name" */
const char *content_place(const struct content_reader *reader, const char *place, const char *name);

/* An object with no members but these; the list ends with NULL. */
bool content_check_members(const struct json *object, const char *place, const char *const *names,
			   struct fault *fault);

/* A text that may be missing (NULL then), and one that may not. */
bool content_member(const struct content_reader *reader, const struct json *object,
		    const char *place, const char *name, size_t most, bool one_line,
		    const char **out);
bool content_needed(const struct content_reader *reader, const struct json *object,
		    const char *place, const char *name, size_t most, bool one_line,
		    const char **out);

/* A list of lines, none when it is missing. */
bool content_texts(const struct content_reader *reader, const struct json *object,
		   const char *place, const char *name, size_t count_most, size_t most,
		   struct rule_texts *out);

#endif
