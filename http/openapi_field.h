/*
 * OpenAPI, fields: a field of a request's table as a schema.  Any event loop.
 */
#ifndef FOYER_HTTP_OPENAPI_FIELD_H
#define FOYER_HTTP_OPENAPI_FIELD_H

#include "data/json.h"
#include "http/fields.h"

/* Writes the member `name` with the field's type and limits. */
void openapi_write_field(struct json_writer *json, const char *name, const struct field *field);

#endif
