/*
 * OpenAPI: the API's description, made from the tables that the server runs
 * on: routes, fields, faults, and the shapes of answers (http/shapes.c).
 *
 * Made once, at the first request for it.  Any event loop.
 */
#ifndef FOYER_HTTP_OPENAPI_H
#define FOYER_HTTP_OPENAPI_H

#include "data/json.h"

/* Writes the whole document. */
void openapi_write(struct json_writer *json);

/* --- Shapes ----------------------------------------------------------------------------- */

enum shape_type {
	SHAPE_END, /* ends a list of members */
	SHAPE_TEXT,
	SHAPE_INT,
	SHAPE_REAL,
	SHAPE_BOOL,
	SHAPE_TEXTS,  /* a list of texts */
	SHAPE_INTS,   /* a list of whole numbers */
	SHAPE_ANY,    /* an object that isn't described further */
	SHAPE_OBJECT, /* another shape, `of` */
	SHAPE_LIST,   /* a list of another shape, `of` */
};

struct shape_member {
	const char *name;
	enum shape_type type;
	const char *of; /* the other shape's name */
	bool is_optional;
	bool is_nullable;
};

struct shape {
	const char *name; /* NULL ends the table */
	const struct shape_member *members;
	bool is_open; /* other members may come */
};

extern const struct shape shapes[];

#endif
