/*
 * Fields, one value: whether it is as its field wants it, and where it goes.
 * See fields.h.  Any thread.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/id.h"
#include "data/text.h"
#include "http/fields_internal.h"

#define CHARACTERS_DEFAULT  200
#define LANGUAGE_BYTES_MOST 35

static const char *type_word(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_WORD:
	case FIELD_SECRET:
	case FIELD_ID:
	case FIELD_LANGUAGE:
	case FIELD_CHOICE:
		return "a text";
	case FIELD_INT:
		return "a whole number";
	case FIELD_BOOL:
		return "true or false";
	case FIELD_TEXTS:
	case FIELD_IDS:
		return "a list of texts";
	case FIELD_OBJECT:
		return "an object";
	case FIELD_OBJECTS:
		return "a list of objects";
	}
	return "something else";
}

static bool wrong_type(const struct field_target *target)
{
	return fault_detail(target->fault, FAULT_WRONG_TYPE, target->field->name, "%s",
			    type_word(target->field->type));
}

/* --- Texts ------------------------------------------------------------------ */

static bool check_length(const struct field_target *target, const char *text)
{
	const struct field *field = target->field;
	int64_t characters = (int64_t)text_characters(text);
	int64_t most = field->most ? field->most : CHARACTERS_DEFAULT;
	if (characters == 0 && field->least > 0)
		return fault_set(target->fault, FAULT_EMPTY, field->name);
	if (characters < field->least)
		return fault_limit(target->fault, FAULT_TOO_SHORT, field->name, characters,
				   field->least);
	if (characters > most)
		return fault_limit(target->fault, FAULT_TOO_LONG, field->name, characters, most);
	return true;
}

static bool clean(const struct field_target *target, const char *text, bool one_line, char **out)
{
	const struct field *field = target->field;
	struct text_limit limit = {
	    .least = (size_t)field->least,
	    .most = (size_t)(field->most ? field->most : CHARACTERS_DEFAULT),
	    .one_line = one_line,
	};
	return text_clean(text, field->name, limit, target->arena, out, target->fault);
}

static bool check_word(const struct field_target *target, const char *text)
{
	if (!check_length(target, text))
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return fault_set(target->fault, FAULT_BAD_CHARACTER, target->field->name);
	return true;
}

static bool check_language(const struct field_target *target, const char *text)
{
	if (text[0] == '\0' && target->field->least == 0)
		return true;
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t length = strlen(text);
	if (length < 2 || length > LANGUAGE_BYTES_MOST || strspn(text, plain) != length ||
	    text[0] == '-')
		return fault_detail(target->fault, FAULT_NOT_ALLOWED_VALUE, target->field->name,
				    "a language tag such as en or zh-CN");
	return true;
}

static bool check_choice(const struct field_target *target, const char *text)
{
	char list[160] = "";
	size_t used = 0;
	for (const char *const *each = target->field->allowed; *each != NULL; each++) {
		if (strcmp(*each, text) == 0)
			return true;
		if (used + strlen(*each) + 3 < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
						 used > 0 ? ", " : "", *each);
	}
	return fault_detail(target->fault, FAULT_NOT_ALLOWED_VALUE, target->field->name, "%s",
			    list);
}

static bool check_id(const struct field_target *target, const char *text)
{
	if (id_is_valid(text))
		return true;
	return fault_detail(target->fault, FAULT_NOT_ALLOWED_VALUE, target->field->name, "an id");
}

static bool store_text(const struct field_target *target, const char *text)
{
	char *cleaned = NULL;
	bool good = false;
	switch (target->field->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
		good = clean(target, text, target->field->type == FIELD_LINE, &cleaned);
		text = cleaned;
		break;
	case FIELD_WORD:
		good = check_word(target, text);
		break;
	case FIELD_SECRET:
		good = check_length(target, text);
		break;
	case FIELD_ID:
		good = check_id(target, text);
		break;
	case FIELD_LANGUAGE:
		good = check_language(target, text);
		break;
	case FIELD_CHOICE:
		good = check_choice(target, text);
		break;
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_TEXTS:
	case FIELD_IDS:
	case FIELD_OBJECT:
	case FIELD_OBJECTS:
		return wrong_type(target);
	}
	if (good)
		*(const char **)field_member(target->out, target->field) = text;
	return good;
}

/* --- Numbers, truth and lists ------------------------------------------------- */

static bool store_int(const struct field_target *target, int64_t value)
{
	const struct field *field = target->field;
	if (value < field->least)
		return fault_limit(target->fault, FAULT_OUT_OF_RANGE, field->name, value,
				   field->least);
	if (value > field->most)
		return fault_limit(target->fault, FAULT_OUT_OF_RANGE, field->name, value,
				   field->most);
	*(int64_t *)field_member(target->out, field) = value;
	return true;
}

/* JSON numbers are doubles: whole ones are exact up to 2^53. */
static bool store_number(const struct field_target *target, double number)
{
	if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) ||
	    number != (double)(int64_t)number)
		return wrong_type(target);
	return store_int(target, (int64_t)number);
}

static bool store_item(const struct field_target *target, const struct json *item, const char **out)
{
	char *cleaned = NULL;
	if (item->type != JSON_STRING)
		return wrong_type(target);
	if (target->field->type == FIELD_IDS) {
		*out = item->text;
		return check_id(target, item->text);
	}
	if (!clean(target, item->text, true, &cleaned))
		return false;
	*out = cleaned;
	return true;
}

static bool store_objects(const struct field_target *target, const struct json *value)
{
	if (value->count > (size_t)target->field->most_items)
		return fault_limit(target->fault, FAULT_TOO_MANY, target->field->name,
				   (int64_t)value->count, target->field->most_items);
	for (const struct json *item = value->first; item != NULL; item = item->next)
		if (item->type != JSON_OBJECT)
			return wrong_type(target);
	*(const struct json **)field_member(target->out, target->field) = value;
	return true;
}

static bool store_list(const struct field_target *target, const struct json *list)
{
	const struct field *field = target->field;
	if ((int64_t)list->count > field->most_items)
		return fault_limit(target->fault, FAULT_TOO_MANY, field->name, (int64_t)list->count,
				   field->most_items);
	const char **items = arena_array(target->arena, list->count + 1, sizeof(*items));
	int count = 0;
	for (const struct json *item = list->first; item != NULL; item = item->next)
		if (!store_item(target, item, &items[count++]))
			return false;
	*(struct texts *)field_member(target->out, field) = (struct texts){items, count};
	return true;
}

/* --- From JSON and from queries --------------------------------------------------- */

bool field_store_json(const struct field_target *target, const struct json *value)
{
	enum field_type type = target->field->type;
	if (value->type == JSON_STRING && type != FIELD_INT && type != FIELD_BOOL &&
	    type != FIELD_OBJECT && type != FIELD_OBJECTS && !field_is_list(type))
		return store_text(target, value->text);
	if (value->type == JSON_NUMBER && type == FIELD_INT)
		return store_number(target, value->number);
	if (value->type == JSON_ARRAY && field_is_list(type))
		return store_list(target, value);
	if (value->type == JSON_OBJECT && type == FIELD_OBJECT) {
		*(const struct json **)field_member(target->out, target->field) = value;
		return true;
	}
	if (value->type == JSON_ARRAY && type == FIELD_OBJECTS)
		return store_objects(target, value);
	if (value->type == JSON_BOOL && type == FIELD_BOOL) {
		*(int *)field_member(target->out, target->field) = value->boolean;
		return true;
	}
	return wrong_type(target);
}

bool field_store_query(const struct field_target *target, const char *text)
{
	if (target->field->type == FIELD_INT) {
		char *end;
		errno = 0;
		long long value = strtoll(text, &end, 10);
		if (end == text || *end != '\0' || errno != 0 || text[0] == ' ' || text[0] == '+')
			return wrong_type(target);
		return store_int(target, value);
	}
	if (target->field->type == FIELD_BOOL) {
		bool yes = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
		if (!yes && strcmp(text, "0") != 0 && strcmp(text, "false") != 0)
			return wrong_type(target);
		*(int *)field_member(target->out, target->field) = yes;
		return true;
	}
	return store_text(target, text);
}
