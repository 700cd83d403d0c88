/*
 * Visitor facts: the tags and attributes that a page, a rule or a form gives
 * to a conversation, as JSON that is kept with it.
 *
 * They are said by the page and are no proof of who somebody is.  Pure; any
 * thread.
 */
#ifndef FOYER_HANDOFF_VISITOR_FACTS_H
#define FOYER_HANDOFF_VISITOR_FACTS_H

#include <stdbool.h>

#include "bot/bot.h"
#include "data/arena.h"
#include "data/fault.h"
#include "data/json.h"

#define VISITOR_TAGS_MOST            20
#define VISITOR_TAG_MOST             40
#define VISITOR_ATTRIBUTES_MOST      30
#define VISITOR_ATTRIBUTE_NAME_MOST  40
#define VISITOR_ATTRIBUTE_VALUE_MOST 400

/* Checks a list of tags: *out is a JSON list, NULL when there is none. */
bool visitor_tags_read(const char *const *tags, int count, struct arena *arena, const char **out,
		       struct fault *fault) MUST_USE;

/* Checks an object of texts, numbers and truth values: *out is a JSON object
 * of texts, NULL when there is none. */
bool visitor_attributes_read(const struct json *object, struct arena *arena, const char **out,
			     struct fault *fault) MUST_USE;

/* What was kept, with more of them: the same tag or name once, as said last,
 * the first ones up to the limit. */
const char *visitor_tags_add(const char *kept, const char *const *tags, int count,
			     struct arena *arena);
const char *visitor_attributes_add(const char *kept, const struct bot_value *values, int count,
				   struct arena *arena);

/* How the visitor is called: as they filled in a form that was kept, else by the attribute
 * "name" that a page, a rule or a question of the bot's gave them; or NULL. */
const char *visitor_name(const char *form_kept, const char *attributes_kept, struct arena *arena);

/* The tags that were kept, *count of them, for the bot. */
const char *const *visitor_tags_list(const char *kept, struct arena *arena, int *count);

#endif
