/*
 * Fields: what a body or a query may say, as a table.
 *
 * One row for each member; fields_read_json and fields_read_query turn what
 * came into a plain struct, refusing unknown fields, wrong types and sizes
 * with a fault that names the field.  The same rows make the OpenAPI document.
 *
 *	struct post_fields {
 *		const char *text;
 *		const char *key;
 *	};
 *	static const struct field post_rows[] = {
 *		{FIELD(struct post_fields, text, FIELD_TEXT), .required = true, .least = 1,
 *		 .most = 4000, .help = "What the visitor says"},
 *		{FIELD(struct post_fields, key, FIELD_WORD), .required = true, .least = 16,
 *		 .most = 64, .help = "Made by the client; the same key is the same message"},
 *		{0},
 *	};
 *	... .body = FIELD_TABLE(struct post_fields, post_rows) ...
 *
 * Pure; any thread.
 */
#ifndef FOYER_HTTP_FIELDS_H
#define FOYER_HTTP_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"

enum field_type {
	FIELD_TEXT,     /* const char *: cleaned text (data/text.h), least..most characters */
	FIELD_LINE,     /* const char *: the same on one line */
	FIELD_WORD,     /* const char *: visible characters of ASCII, least..most */
	FIELD_SECRET,   /* const char *: UTF-8 taken as it is, least..most characters */
	FIELD_ID,       /* const char *: an id (data/id.h) */
	FIELD_LANGUAGE, /* const char *: a BCP 47 tag; "" too when least is 0 */
	FIELD_CHOICE,   /* const char *: one of `allowed` */
	FIELD_INT,      /* int64_t: a whole number, least..most */
	FIELD_BOOL,     /* int: 1 or 0; in a query 1, 0, true or false */
	FIELD_TEXTS,    /* struct texts: at most most_items, each as FIELD_LINE */
	FIELD_IDS,      /* struct texts: at most most_items ids */
	FIELD_OBJECT,   /* const struct json *: an object, which the handler reads */
	FIELD_OBJECTS,  /* const struct json *: at most most_items objects, which the handler reads */
};

/* A list of texts; count is FIELD_UNSET when the field didn't come. */
struct texts {
	const char *const *items;
	int count;
};

/* What an optional field holds that didn't come, or came as null: NULL for
 * texts, `fallback` for FIELD_INT (write .fallback = FIELD_UNSET to tell),
 * FIELD_UNSET for FIELD_BOOL and for the count of lists. */
#define FIELD_UNSET (-1)

struct field {
	const char *name; /* NULL ends a table */
	enum field_type type;
	size_t offset; /* of the member in the struct */
	bool required;
	int64_t least;
	int64_t most; /* 0: no more than 200 characters */
	int most_items;
	int64_t fallback;           /* FIELD_INT */
	const char *const *allowed; /* FIELD_CHOICE: ends with NULL */
	const char *help;           /* one line for OpenAPI, English */
};

/* The first three members of a row, where field and member have one name. */
#define FIELD(parent, member, field_type_)                                                         \
	.name = #member, .type = field_type_, .offset = offsetof(parent, member)

struct field_table {
	const struct field *rows; /* NULL: none */
	size_t size;              /* of the struct */
};
#define FIELD_TABLE(type, rows_)                                                                   \
	{                                                                                          \
		rows_, sizeof(type)                                                                \
	}

/* Reads a JSON object.  *out is a struct in the arena.  An empty body is an
 * empty object. */
bool fields_read_json(const struct field_table *table, const char *body, size_t length,
		      struct arena *arena, void **out, struct fault *fault) MUST_USE;

/* Reads "a=1&b=%E4%BD%A0" (NULL: no parameters). */
bool fields_read_query(const struct field_table *table, const char *query, struct arena *arena,
		       void **out, struct fault *fault) MUST_USE;

/* Decodes %XX, and + as a space when `plus`; NULL when malformed, not UTF-8
 * or with a NUL. */
char *fields_decode(const char *text, size_t length, bool plus, struct arena *arena);

#endif
