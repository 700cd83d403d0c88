/*
 * Content reader: see content_reader.h.
 */
#include "bot/content_reader.h"

#include <stdio.h>
#include <string.h>

bool content_check_members(const struct json *object, const char *place, const char *const *names,
			   struct fault *fault)
{
	if (object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_WRONG_TYPE, place, "an object");
	for (const struct json *each = object->first; each != NULL; each = each->next) {
		int at = 0;
		while (names[at] != NULL && strcmp(names[at], each->name) != 0)
			at++;
		if (names[at] == NULL) {
			char whole[sizeof(fault->field)];
			snprintf(whole, sizeof(whole), "%s.%s", place, each->name);
			return fault_set(fault, FAULT_UNKNOWN_FIELD, whole);
		}
	}
	return true;
}

const char *content_place(const struct content_reader *reader, const char *place, const char *name)
{
	return arena_format(reader->arena, "%s.%s", place, name);
}

bool content_is_absent(const struct json *value)
{
	return value == NULL || value->type == JSON_NULL;
}

static bool content_text(const struct content_reader *reader, const struct json *value,
			 const char *place, struct text_limit limit, const char **out)
{
	char *clean;

	if (value->type != JSON_STRING)
		return fault_detail(reader->fault, FAULT_WRONG_TYPE, place, "text");
	if (!text_clean(value->text, place, limit, reader->arena, &clean, reader->fault))
		return false;
	*out = clean;
	return true;
}

/* A member that may be missing: NULL then. */
bool content_member(const struct content_reader *reader, const struct json *object,
		    const char *place, const char *name, size_t most, bool one_line,
		    const char **out)
{
	const struct json *value = json_member(object, name);

	*out = NULL;
	return content_is_absent(value) ||
	       content_text(reader, value, content_place(reader, place, name),
			    (struct text_limit){.least = 1, .most = most, .one_line = one_line},
			    out);
}

bool content_needed(const struct content_reader *reader, const struct json *object,
		    const char *place, const char *name, size_t most, bool one_line,
		    const char **out)
{
	if (!content_member(reader, object, place, name, most, one_line, out))
		return false;
	return *out != NULL ||
	       fault_set(reader->fault, FAULT_MISSING_FIELD, content_place(reader, place, name));
}

bool content_texts(const struct content_reader *reader, const struct json *object,
		   const char *place, const char *name, size_t count_most, size_t most,
		   struct rule_texts *out)
{
	const struct json *list = json_member(object, name);
	const char *whole = content_place(reader, place, name);

	if (content_is_absent(list))
		return true;
	if (list->type != JSON_ARRAY)
		return fault_detail(reader->fault, FAULT_WRONG_TYPE, whole, "a list of texts");
	if (list->count > count_most)
		return fault_limit(reader->fault, FAULT_TOO_MANY, whole, (int64_t)list->count,
				   (int64_t)count_most);
	out->items = arena_array(reader->arena, list->count + 1, sizeof(*out->items));
	for (const struct json *each = list->first; each != NULL; each = each->next)
		if (!content_text(reader, each, whole,
				  (struct text_limit){.least = 1, .most = most, .one_line = true},
				  &out->items[out->count++]))
			return false;
	return true;
}

bool content_parse(const char *json, const char *place, const struct content_reader *reader,
		   const struct json **out)
{
	size_t length = strlen(json);

	if (length > RULE_CONTENT_BYTES)
		return fault_limit(reader->fault, FAULT_TOO_LONG, place, (int64_t)length,
				   RULE_CONTENT_BYTES);
	return json_parse(json, length, reader->arena, out, reader->fault);
}
