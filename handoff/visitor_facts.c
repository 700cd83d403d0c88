/*
 * Visitor facts: see visitor_facts.h.
 */
#include "handoff/visitor_facts.h"

#include <stdio.h>
#include <string.h>

#include "data/buffer.h"
#include "data/text.h"
#include "handoff/site_widget.h"

#define BYTES_MOST 65536

struct pair {
	const char *name;
	const char *value;
};

/* Writing ---------------------------------------------------------------------------------- */

static const char *tags_text(const char *const *tags, int count, struct arena *arena)
{
	struct buffer buffer = buffer_new(BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_array(&json, NULL);
	for (int i = 0; i < count; i++)
		json_add_text(&json, NULL, tags[i]);
	json_close_array(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return count == 0 ? NULL : text;
}

static const char *pairs_text(const struct pair *pairs, int count, struct arena *arena)
{
	struct buffer buffer = buffer_new(BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_object(&json, NULL);
	for (int i = 0; i < count; i++)
		json_add_text(&json, pairs[i].name, pairs[i].value);
	json_close_object(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return count == 0 ? NULL : text;
}

/* Adding ----------------------------------------------------------------------------------- */

static void add_tag(const char **tags, int *count, const char *tag)
{
	for (int i = 0; i < *count; i++)
		if (strcmp(tags[i], tag) == 0)
			return;
	if (*count < VISITOR_TAGS_MOST)
		tags[(*count)++] = tag;
}

static void add_pair(struct pair *pairs, int *count, const char *name, const char *value)
{
	for (int i = 0; i < *count; i++) {
		if (strcmp(pairs[i].name, name) == 0) {
			pairs[i].value = value;
			return;
		}
	}
	if (*count < VISITOR_ATTRIBUTES_MOST)
		pairs[(*count)++] = (struct pair){name, value};
}

/* What was kept was written here, so it parses; anything else is as nothing. */
static const struct json *kept_json(const char *kept, struct arena *arena)
{
	struct fault ignored;
	const struct json *json;
	if (kept == NULL || !json_parse(kept, strlen(kept), arena, &json, &ignored))
		return NULL;
	return json;
}

const char *const *visitor_tags_list(const char *kept, struct arena *arena, int *count)
{
	const struct json *list = kept_json(kept, arena);
	const char **tags = arena_array(arena, VISITOR_TAGS_MOST, sizeof(*tags));
	*count = 0;
	for (const struct json *each = list == NULL ? NULL : list->first; each != NULL;
	     each = each->next)
		if (each->text != NULL)
			add_tag(tags, count, each->text);
	return tags;
}

const char *visitor_tags_add(const char *kept, const char *const *tags, int count,
			     struct arena *arena)
{
	const char *all[VISITOR_TAGS_MOST];
	int many;
	const char *const *before = visitor_tags_list(kept, arena, &many);
	memcpy(all, before, (size_t)many * sizeof(*all));
	for (int i = 0; i < count; i++)
		add_tag(all, &many, tags[i]);
	return tags_text(all, many, arena);
}

const char *visitor_attributes_add(const char *kept, const struct bot_value *values, int count,
				   struct arena *arena)
{
	struct pair pairs[VISITOR_ATTRIBUTES_MOST];
	int many = 0;
	const struct json *object = kept_json(kept, arena);
	for (const struct json *each = object == NULL ? NULL : object->first; each != NULL;
	     each = each->next)
		if (each->text != NULL)
			add_pair(pairs, &many, each->name, each->text);
	for (int i = 0; i < count; i++)
		add_pair(pairs, &many, values[i].name, values[i].value);
	return pairs_text(pairs, many, arena);
}

const char *visitor_name(const char *form_kept, const char *attributes_kept, struct arena *arena)
{
	const struct json *form = kept_json(form_kept, arena);
	for (const struct json *field = form == NULL ? NULL : form->first; field != NULL;
	     field = field->next) {
		const char *kind = json_text(field, "kind");
		if (kind != NULL && strcmp(kind, form_kind_name(FORM_NAME)) == 0)
			return json_text(field, "value");
	}
	const struct json *attributes = kept_json(attributes_kept, arena);
	return attributes == NULL ? NULL : json_text(attributes, "name");
}

/* Reading ---------------------------------------------------------------------------------- */

bool visitor_tags_read(const char *const *tags, int count, struct arena *arena, const char **out,
		       struct fault *fault)
{
	static const struct text_limit limit = {1, VISITOR_TAG_MOST, true};
	const char *clean[VISITOR_TAGS_MOST];
	int many = 0;
	if (count > VISITOR_TAGS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "tags", count, VISITOR_TAGS_MOST);
	for (int i = 0; i < count; i++) {
		char *tag;
		if (!text_clean(tags[i], "tags", limit, arena, &tag, fault))
			return false;
		add_tag(clean, &many, tag);
	}
	*out = tags_text(clean, many, arena);
	return true;
}

static bool read_value(const struct json *value, struct arena *arena, const char **out,
		       struct fault *fault)
{
	static const struct text_limit limit = {0, VISITOR_ATTRIBUTE_VALUE_MOST, true};
	char *clean;
	switch (value->type) {
	case JSON_BOOL:
		*out = value->boolean ? "true" : "false";
		return true;
	case JSON_NUMBER:
		*out = arena_format(arena, "%.15g", value->number);
		return true;
	case JSON_STRING:
		if (!text_clean(value->text, "attributes", limit, arena, &clean, fault))
			return false;
		*out = clean;
		return true;
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return fault_set(fault, FAULT_WRONG_TYPE, "attributes");
}

bool visitor_attributes_read(const struct json *object, struct arena *arena, const char **out,
			     struct fault *fault)
{
	static const struct text_limit limit = {1, VISITOR_ATTRIBUTE_NAME_MOST, true};
	struct pair pairs[VISITOR_ATTRIBUTES_MOST];
	int many = 0;
	*out = NULL;
	if (object == NULL)
		return true;
	if (object->type != JSON_OBJECT)
		return fault_set(fault, FAULT_WRONG_TYPE, "attributes");
	if (object->count > VISITOR_ATTRIBUTES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "attributes", (int64_t)object->count,
				   VISITOR_ATTRIBUTES_MOST);
	for (const struct json *each = object->first; each != NULL; each = each->next) {
		char *name;
		const char *value = NULL;
		if (!text_clean(each->name, "attributes", limit, arena, &name, fault) ||
		    !read_value(each, arena, &value, fault))
			return false;
		add_pair(pairs, &many, name, value);
	}
	*out = pairs_text(pairs, many, arena);
	return true;
}
