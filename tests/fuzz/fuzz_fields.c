/*
 * Fuzz: any bytes as the body or the query of any route.  They are refused
 * with a fault, or every member is what its row of the table says.
 *
 * Input: two bytes choose the route, one the way; the rest is what came.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/id.h"
#include "data/json.h"
#include "data/text.h"
#include "http/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUTES_MOST 1000

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* The tables of all routes' bodies, or of their queries. */
struct tables {
	const struct field_table *all[ROUTES_MOST];
	size_t count;
};

static void add(struct tables *tables, const struct field_table *table)
{
	if (tables->count < ROUTES_MOST && table->rows != NULL)
		tables->all[tables->count++] = table;
}

static const struct field_table *choose(unsigned wish, bool of_a_query)
{
	static struct tables bodies, queries;
	bool is_first = bodies.count == 0;
	for (size_t i = 0; is_first && route_tables[i] != NULL; i++)
		for (const struct route *route = route_tables[i]; route->method != NULL; route++) {
			add(&bodies, &route->body);
			add(&queries, &route->query);
		}
	const struct tables *tables = of_a_query ? &queries : &bodies;
	return tables->all[wish % tables->count];
}

/* No code of a terminal gets through, nothing that turns the direction. */
static bool is_harmless(const char *text)
{
	uint32_t character;
	while ((character = text_next(&text)) != 0)
		if ((character < 0x20 && character != '\t' && character != '\n') ||
		    (character >= 0x7f && character < 0xa0) ||
		    (character >= 0x202a && character <= 0x202e))
			return false;
	return true;
}

static void check_text(const struct field *field, const char *text)
{
	size_t most = field->most ? (size_t)field->most : 200;
	if (text == NULL) {
		check(!field->required);
		return;
	}
	check(text_is_utf8(text, strlen(text)));
	check(field->type == FIELD_SECRET || is_harmless(text));
	if (field->type == FIELD_TEXT || field->type == FIELD_LINE || field->type == FIELD_WORD ||
	    field->type == FIELD_SECRET)
		check(text_characters(text) <= most);
	if (field->type == FIELD_LINE)
		check(strchr(text, '\n') == NULL && strchr(text, '\r') == NULL);
	if (field->type == FIELD_ID)
		check(id_is_valid(text));
}

static void check_texts(const struct field *field, const struct texts *texts)
{
	check(texts->count <= field->most_items);
	for (int i = 0; i < texts->count; i++)
		check(text_is_utf8(texts->items[i], strlen(texts->items[i])) &&
		      is_harmless(texts->items[i]));
}

static void check_member(const struct field *field, const void *member)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_WORD:
	case FIELD_SECRET:
	case FIELD_ID:
	case FIELD_LANGUAGE:
	case FIELD_CHOICE:
		check_text(field, *(const char *const *)member);
		return;
	case FIELD_INT:
		check(*(const int64_t *)member == field->fallback ||
		      (*(const int64_t *)member >= field->least &&
		       *(const int64_t *)member <= field->most));
		return;
	case FIELD_BOOL:
		check(*(const int *)member >= FIELD_UNSET && *(const int *)member <= 1);
		return;
	case FIELD_TEXTS:
	case FIELD_IDS:
		check_texts(field, member);
		return;
	case FIELD_OBJECT:
	case FIELD_OBJECTS:
		return;
	}
}

static void check_values(const struct field_table *table, const void *values)
{
	for (const struct field *field = table->rows; field && field->name; field++)
		check_member(field, (const char *)values + field->offset);
}

/* A path never matches a route with a parameter that isn't text. */
static void match(const char *path, struct arena *arena)
{
	struct route_match found;
	route_find(route_tables, "GET", path, arena, &found);
	for (int i = 0; found.route != NULL && i < found.parameter_count; i++)
		check(text_is_utf8(found.parameters[i].value, strlen(found.parameters[i].value)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	void *values;
	if (size < 3 || size > 20000)
		return 0;
	const struct field_table *table =
	    choose(data[0] | (unsigned)data[1] << 8, data[2] % 3 == 1);
	struct arena *arena = arena_new();
	const char *came = arena_copy_text(arena, (const char *)data + 3, size - 3);
	bool good = false;
	if (data[2] % 3 == 0) {
		good = fields_read_json(table, came, size - 3, arena, &values, &fault);
		if (good)
			check_values(table, values);
	} else if (data[2] % 3 == 1) {
		good = fields_read_query(table, came, arena, &values, &fault);
		if (good)
			check_values(table, values);
	} else {
		match(came, arena);
		good = true;
	}
	check(good || fault.code != FAULT_NONE);
	arena_free(&arena);
	return 0;
}
