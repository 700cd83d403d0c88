/*
 * Fields: see fields.h.  Not here: JSON itself (data/json.h), and what a text
 * may hold (data/text.h).
 */
#include "http/fields.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/id.h"
#include "data/json.h"
#include "data/text.h"

#define CHARACTERS_DEFAULT  200
#define LANGUAGE_BYTES_MOST 35

/* Where a value goes, and what it is called in faults. */
struct target {
	const struct field *field;
	void *out;
	struct arena *arena;
	struct fault *fault;
};

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

static bool wrong_type(const struct target *target)
{
	return fault_detail(target->fault, FAULT_WRONG_TYPE, target->field->name, "%s",
			    type_word(target->field->type));
}

static void *member(void *out, const struct field *field)
{
	return (char *)out + field->offset;
}

/* --- Texts ------------------------------------------------------------------ */

static bool check_length(const struct target *target, const char *text)
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

static bool clean(const struct target *target, const char *text, bool one_line, char **out)
{
	const struct field *field = target->field;
	struct text_limit limit = {
	    .least = (size_t)field->least,
	    .most = (size_t)(field->most ? field->most : CHARACTERS_DEFAULT),
	    .one_line = one_line,
	};
	return text_clean(text, field->name, limit, target->arena, out, target->fault);
}

static bool check_word(const struct target *target, const char *text)
{
	if (!check_length(target, text))
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return fault_set(target->fault, FAULT_BAD_CHARACTER, target->field->name);
	return true;
}

static bool check_language(const struct target *target, const char *text)
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

static bool check_choice(const struct target *target, const char *text)
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

static bool check_id(const struct target *target, const char *text)
{
	if (id_is_valid(text))
		return true;
	return fault_detail(target->fault, FAULT_NOT_ALLOWED_VALUE, target->field->name, "an id");
}

static bool store_text(const struct target *target, const char *text)
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
		*(const char **)member(target->out, target->field) = text;
	return good;
}

/* --- Numbers, truth and lists ------------------------------------------------- */

static bool store_int(const struct target *target, int64_t value)
{
	const struct field *field = target->field;
	if (value < field->least)
		return fault_limit(target->fault, FAULT_OUT_OF_RANGE, field->name, value,
				   field->least);
	if (value > field->most)
		return fault_limit(target->fault, FAULT_OUT_OF_RANGE, field->name, value,
				   field->most);
	*(int64_t *)member(target->out, field) = value;
	return true;
}

/* JSON numbers are doubles: whole ones are exact up to 2^53. */
static bool store_number(const struct target *target, double number)
{
	if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) ||
	    number != (double)(int64_t)number)
		return wrong_type(target);
	return store_int(target, (int64_t)number);
}

static bool store_item(const struct target *target, const struct json *item, const char **out)
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

static bool store_objects(const struct target *target, const struct json *value)
{
	if (value->count > (size_t)target->field->most_items)
		return fault_limit(target->fault, FAULT_TOO_MANY, target->field->name,
				   (int64_t)value->count, target->field->most_items);
	for (const struct json *item = value->first; item != NULL; item = item->next)
		if (item->type != JSON_OBJECT)
			return wrong_type(target);
	*(const struct json **)member(target->out, target->field) = value;
	return true;
}

static bool store_list(const struct target *target, const struct json *list)
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
	*(struct texts *)member(target->out, field) = (struct texts){items, count};
	return true;
}

/* --- JSON --------------------------------------------------------------------- */

static bool is_list(enum field_type type)
{
	return type == FIELD_TEXTS || type == FIELD_IDS;
}

static bool store_json(const struct target *target, const struct json *value)
{
	enum field_type type = target->field->type;
	if (value->type == JSON_STRING && type != FIELD_INT && type != FIELD_BOOL &&
	    type != FIELD_OBJECT && type != FIELD_OBJECTS && !is_list(type))
		return store_text(target, value->text);
	if (value->type == JSON_NUMBER && type == FIELD_INT)
		return store_number(target, value->number);
	if (value->type == JSON_ARRAY && is_list(type))
		return store_list(target, value);
	if (value->type == JSON_OBJECT && type == FIELD_OBJECT) {
		*(const struct json **)member(target->out, target->field) = value;
		return true;
	}
	if (value->type == JSON_ARRAY && type == FIELD_OBJECTS)
		return store_objects(target, value);
	if (value->type == JSON_BOOL && type == FIELD_BOOL) {
		*(int *)member(target->out, target->field) = value->boolean;
		return true;
	}
	return wrong_type(target);
}

/* The struct as it is when nothing came. */
static void *unset(const struct field_table *table, struct arena *arena)
{
	char *out = arena_alloc(arena, table->size);
	for (const struct field *field = table->rows; field && field->name; field++) {
		if (field->type == FIELD_INT)
			*(int64_t *)member(out, field) = field->fallback;
		else if (field->type == FIELD_BOOL)
			*(int *)member(out, field) = FIELD_UNSET;
		else if (is_list(field->type))
			((struct texts *)member(out, field))->count = FIELD_UNSET;
	}
	return out;
}

static const struct field *find(const struct field_table *table, const char *name)
{
	for (const struct field *field = table->rows; field && field->name; field++)
		if (strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

/* Bit n: the n-th field came.  Tables have fewer than 64 rows. */
static bool check_required(const struct field_table *table, uint64_t came, struct fault *fault)
{
	for (const struct field *field = table->rows; field && field->name; field++)
		if (field->required && !(came >> (field - table->rows) & 1))
			return fault_set(fault, FAULT_MISSING_FIELD, field->name);
	return true;
}

bool fields_read_json(const struct field_table *table, const char *body, size_t length,
		      struct arena *arena, void **out, struct fault *fault)
{
	void *values = unset(table, arena);
	const struct json *object = NULL;
	uint64_t came = 0;
	if (length > 0 && !json_parse(body, length, arena, &object, fault))
		return false;
	if (object != NULL && object->type != JSON_OBJECT)
		return fault_detail(fault, FAULT_NOT_JSON, "", "an object {...} is expected");
	for (const struct json *each = object ? object->first : NULL; each; each = each->next) {
		const struct field *field = find(table, each->name);
		if (field == NULL)
			return fault_set(fault, FAULT_UNKNOWN_FIELD, each->name);
		if (each->type == JSON_NULL && !field->required)
			continue;
		struct target target = {field, values, arena, fault};
		if (!store_json(&target, each))
			return false;
		came |= (uint64_t)1 << (field - table->rows);
	}
	if (!check_required(table, came, fault))
		return false;
	*out = values;
	return true;
}

/* --- Queries ------------------------------------------------------------------ */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *fields_decode(const char *text, size_t length, bool plus, struct arena *arena)
{
	char *out = arena_alloc(arena, length + 1);
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (c == '%') {
			if (length - i < 3)
				return NULL;
			int first = hex_digit(text[i + 1]);
			int second = hex_digit(text[i + 2]);
			if (first < 0 || second < 0)
				return NULL;
			c = (char)(first * 16 + second);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		out[used++] = c;
	}
	out[used] = '\0';
	return text_is_utf8(out, used) ? out : NULL;
}

static bool store_query_value(const struct target *target, const char *text)
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
		*(int *)member(target->out, target->field) = yes;
		return true;
	}
	return store_text(target, text);
}

/* One "name=value" of `length` bytes. */
static bool read_pair(const struct field_table *table, const char *pair, size_t length,
		      struct arena *arena, void *values, uint64_t *came, struct fault *fault)
{
	size_t name_length = length;
	const char *equals = memchr(pair, '=', length);
	if (equals != NULL)
		name_length = (size_t)(equals - pair);
	const char *value = equals ? equals + 1 : "";
	size_t value_length = equals ? length - name_length - 1 : 0;
	const char *name = fields_decode(pair, name_length, true, arena);
	const char *text = fields_decode(value, value_length, true, arena);
	if (name == NULL || text == NULL)
		return fault_set(fault, FAULT_NOT_UTF8, "query");
	const struct field *field = find(table, name);
	if (field == NULL)
		return fault_set(fault, FAULT_UNKNOWN_FIELD, name);
	uint64_t bit = (uint64_t)1 << (field - table->rows);
	if (*came & bit)
		return fault_limit(fault, FAULT_TOO_MANY, name, 2, 1);
	*came |= bit;
	struct target target = {field, values, arena, fault};
	return store_query_value(&target, text);
}

bool fields_read_query(const struct field_table *table, const char *query, struct arena *arena,
		       void **out, struct fault *fault)
{
	void *values = unset(table, arena);
	uint64_t came = 0;
	const char *at = query == NULL ? "" : query;
	while (*at != '\0') {
		size_t length = strcspn(at, "&");
		if (length > 0 && !read_pair(table, at, length, arena, values, &came, fault))
			return false;
		at += length;
		if (*at == '&')
			at++;
	}
	if (!check_required(table, came, fault))
		return false;
	*out = values;
	return true;
}
