/*
 * Fuzz: any bytes as the body or the query of any route.  They are refused
 * with a fault, or every member is what its row of the table says.
 *
 * Input: two bytes choose the route, one the way, then
 *	0  the body
 *	1  the query
 *	2  the path
 *	3  a body that has the names and mostly the types of the table: names are
 *	   too many and too long to be found by chance; a byte for each row
 *	   says what it gets, and its value follows
 *	4  a query, likewise
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/buffer.h"
#include "data/id.h"
#include "data/json.h"
#include "data/text.h"
#include "http/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUTES_MOST 1000
#define BYTES_MOST  1000000
#define A_GOOD_ID   "0123456789abcdefghijklmnopqrstuv0123"

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

/* By the table ------------------------------------------------------------------ */

struct cursor {
	const uint8_t *at, *end;
};

static unsigned next(struct cursor *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

/* As they come: quotes and signs of a query among them end what they are in. */
static void add_bytes(struct buffer *out, struct cursor *in)
{
	for (unsigned left = next(in); left > 0 && in->at < in->end; left--)
		buffer_add_char(out, (char)next(in));
}

static const char *choice(const struct field *field, struct cursor *in)
{
	unsigned count = 0;
	while (field->allowed[count] != NULL)
		count++;
	return field->allowed[next(in) % count];
}

static void add_number(struct buffer *out, const struct field *field, struct cursor *in)
{
	char text[32];
	snprintf(text, sizeof(text), "%lld", (long long)(field->least + (int8_t)next(in)));
	buffer_add_text(out, text);
}

/* One text that the row may take, in these quotes. */
static void add_text(struct buffer *out, const struct field *field, const char *quote,
		     struct cursor *in)
{
	buffer_add_text(out, quote);
	if (field->type == FIELD_CHOICE)
		buffer_add_text(out, choice(field, in));
	else if (field->type == FIELD_ID || (field->type == FIELD_IDS && next(in) % 8 != 0))
		buffer_add_text(out, A_GOOD_ID);
	else
		add_bytes(out, in);
	buffer_add_text(out, quote);
}

static void add_list(struct buffer *out, const struct field *field, struct cursor *in)
{
	buffer_add_text(out, "[");
	for (unsigned left = next(in); left > 0; left--) {
		if (field->type == FIELD_OBJECTS)
			buffer_add_text(out, "{}");
		else
			add_text(out, field, "\"", in);
		buffer_add_text(out, left > 1 ? "," : "");
	}
	buffer_add_text(out, "]");
}

/* In a query there are no lists and objects: they come as texts. */
static void add_fitting(struct buffer *out, const struct field *field, bool of_a_query,
			struct cursor *in)
{
	if (field->type == FIELD_INT)
		add_number(out, field, in);
	else if (field->type == FIELD_BOOL)
		buffer_add_text(out, next(in) % 2 ? "true" : "false");
	else if (of_a_query)
		add_text(out, field, "", in);
	else if (field->type == FIELD_OBJECT)
		buffer_add_text(out, "{\"a\":[1]}");
	else if (field->type == FIELD_TEXTS || field->type == FIELD_IDS ||
		 field->type == FIELD_OBJECTS)
		add_list(out, field, in);
	else
		add_text(out, field, "\"", in);
}

static struct buffer by_table(const struct field_table *table, bool of_a_query, struct cursor *in)
{
	static const struct field any = {.type = FIELD_TEXT};
	const char *quote = of_a_query ? "" : "\"", *between = of_a_query ? "" : "{";
	struct buffer out = buffer_new(BYTES_MOST);
	for (const struct field *field = table->rows; field->name != NULL; field++) {
		unsigned way = next(in) % 8;
		if (way == 0)
			continue;
		buffer_add_text(&out, between);
		buffer_add_text(&out, quote);
		buffer_add_text(&out, field->name);
		buffer_add_text(&out, of_a_query ? "=" : "\":");
		if (way == 1)
			buffer_add_text(&out, "null");
		else if (way == 2)
			add_text(&out, &any, quote, in);
		else
			add_fitting(&out, field, of_a_query, in);
		between = of_a_query ? "&" : ",";
	}
	buffer_add_text(&out, of_a_query ? "" : out.length == 0 ? "{}" : "}");
	return out;
}

/* A path never matches a route with a parameter that isn't text. */
static void match(const char *path, struct arena *arena)
{
	struct route_match found;
	route_find(route_tables, "GET", path, arena, &found);
	for (int i = 0; found.route != NULL && i < found.parameter_count; i++)
		check(text_is_utf8(found.parameters[i].value, strlen(found.parameters[i].value)));
}

static bool read_body(const struct field_table *table, const struct buffer *body,
		      struct arena *arena, struct fault *fault)
{
	void *values;
	const char *came = arena_copy_text(arena, body->bytes, body->length);
	bool good = fields_read_json(table, came, body->length, arena, &values, fault);
	if (good)
		check_values(table, values);
	return good;
}

static bool read_query(const struct field_table *table, const struct buffer *query,
		       struct arena *arena, struct fault *fault)
{
	void *values;
	const char *came = arena_copy_text(arena, query->bytes, query->length);
	bool good = fields_read_query(table, came, arena, &values, fault);
	if (good)
		check_values(table, values);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	if (size < 3 || size > 20000)
		return 0;
	unsigned way = data[2] % 5;
	bool of_a_query = way == 1 || way == 4, good = true;
	const struct field_table *table = choose(data[0] | (unsigned)data[1] << 8, of_a_query);
	struct cursor in = {data + 3, data + size};
	struct arena *arena = arena_new();
	struct buffer came = way < 3 ? buffer_new(BYTES_MOST) : by_table(table, of_a_query, &in);
	if (way < 3)
		buffer_add(&came, data + 3, size - 3);
	if (way == 2)
		match(arena_copy_text(arena, came.bytes, came.length), arena);
	else
		good = of_a_query ? read_query(table, &came, arena, &fault)
				  : read_body(table, &came, arena, &fault);
	check(good || fault.code != FAULT_NONE);
	buffer_free(&came);
	arena_free(&arena);
	return 0;
}
