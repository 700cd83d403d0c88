/*
 * Fields: see fields.h.  Not here: JSON itself (data/json.h), and what one
 * value must be (field_value.c).
 */
#include <string.h>

#include "data/text.h"
#include "http/fields_internal.h"

/* The struct as it is when nothing came. */
static void *unset(const struct field_table *table, struct arena *arena)
{
	char *out = arena_alloc(arena, table->size);
	for (const struct field *field = table->rows; field && field->name; field++) {
		if (field->type == FIELD_INT)
			*(int64_t *)field_member(out, field) = field->fallback;
		else if (field->type == FIELD_BOOL)
			*(int *)field_member(out, field) = FIELD_UNSET;
		else if (field_is_list(field->type))
			((struct texts *)field_member(out, field))->count = FIELD_UNSET;
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

/* --- JSON --------------------------------------------------------------------- */

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
		struct field_target target = {field, values, arena, fault};
		if (!field_store_json(&target, each))
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
	struct field_target target = {field, values, arena, fault};
	return field_store_query(&target, text);
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
