/*
 * OpenAPI: see openapi.h.  Nothing is described here that the server doesn't
 * run on, but for the stream's protocol, which is described in words.
 */
#include "http/openapi.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/caller.h"
#include "http/openapi_field.h"
#include "http/permission.h"
#include "http/problem.h"
#include "http/route.h"
#include "http/system.h"

#define DOCUMENT_BYTES_MOST ((size_t)1024 * 1024)

/* --- Requests ------------------------------------------------------------------------------ */

static void write_path_parameters(struct json_writer *json, const char *path)
{
	char name[32];
	while ((path = strchr(path, '{')) != NULL) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(path + 1, "}"), path + 1);
		json_open_object(json, NULL);
		json_add_text(json, "name", name);
		json_add_text(json, "in", "path");
		json_add_bool(json, "required", true);
		json_open_object(json, "schema");
		json_add_text(json, "type", "string");
		if (strcmp(name, "id") == 0)
			json_add_text(json, "pattern", "^[0-9a-v]{36}$");
		json_close_object(json);
		json_close_object(json);
		path++;
	}
}

static void write_parameters(struct json_writer *json, const struct route *route)
{
	json_open_array(json, "parameters");
	write_path_parameters(json, route->path);
	for (const struct field *field = route->query.rows; field && field->name; field++) {
		json_open_object(json, NULL);
		json_add_text(json, "name", field->name);
		json_add_text(json, "in", "query");
		json_add_bool(json, "required", field->required);
		openapi_write_field(json, "schema", field);
		json_close_object(json);
	}
	json_close_array(json);
}

static void write_body_schema(struct json_writer *json, const struct field_table *table)
{
	json_open_object(json, "schema");
	json_add_text(json, "type", "object");
	json_add_bool(json, "additionalProperties", false);
	json_open_array(json, "required");
	for (const struct field *field = table->rows; field && field->name; field++)
		if (field->required)
			json_add_text(json, NULL, field->name);
	json_close_array(json);
	json_open_object(json, "properties");
	for (const struct field *field = table->rows; field && field->name; field++)
		openapi_write_field(json, field->name, field);
	json_close_object(json);
	json_close_object(json);
}

static void write_body(struct json_writer *json, const struct route *route)
{
	if (strcmp(route->method, "GET") == 0 || strcmp(route->method, "DELETE") == 0)
		return;
	json_open_object(json, "requestBody");
	json_open_object(json, "content");
	json_open_object(json, route->raw_body ? "*/*" : "application/json");
	if (!route->raw_body)
		write_body_schema(json, &route->body);
	json_close_object(json);
	json_close_object(json);
	json_close_object(json);
}

/* --- Answers ------------------------------------------------------------------------------- */

static void write_reference(struct json_writer *json, const char *name, const char *shape)
{
	char reference[128];
	snprintf(reference, sizeof(reference), "#/components/schemas/%s", shape);
	json_open_object(json, name);
	json_add_text(json, "$ref", reference);
	json_close_object(json);
}

static void write_content(struct json_writer *json, const char *media_type, const char *shape)
{
	json_open_object(json, "content");
	json_open_object(json, media_type);
	write_reference(json, "schema", shape);
	json_close_object(json);
	json_close_object(json);
}

static void write_responses(struct json_writer *json, const struct route *route)
{
	char status[8];
	snprintf(status, sizeof(status), "%d", route->status ? route->status : 200);
	json_open_object(json, "responses");
	json_open_object(json, status);
	json_add_text(json, "description", "Done");
	if (route->shape != NULL)
		write_content(json, "application/json", route->shape);
	json_close_object(json);
	if (route->status == 201 && route->shape != NULL) {
		json_open_object(json, "200");
		json_add_text(json, "description",
			      "It had been done before: the same key or state");
		write_content(json, "application/json", route->shape);
		json_close_object(json);
	}
	json_open_object(json, "default");
	json_add_text(json, "description",
		      route->refuse != NULL ? "A page that says so" : "A problem (RFC 9457)");
	if (route->refuse == NULL)
		write_content(json, PROBLEM_MEDIA_TYPE, "problem");
	json_close_object(json);
	json_close_object(json);
}

/* --- Who may ------------------------------------------------------------------------------- */

static void add_scheme(struct json_writer *json, const char *name)
{
	json_open_object(json, NULL);
	json_open_array(json, name);
	json_close_array(json);
	json_close_object(json);
}

static void write_security(struct json_writer *json, const struct route *route)
{
	json_open_array(json, "security");
	if (route->who & MAY_VISITOR)
		add_scheme(json, "visitor");
	if (route->who & ~(MAY_ANYONE | MAY_VISITOR)) {
		add_scheme(json, "session");
		add_scheme(json, "token");
	}
	json_close_array(json);
}

static void write_roles(struct json_writer *json, const struct route *route)
{
	json_open_array(json, "x-who");
	if (route->who & MAY_VISITOR)
		json_add_text(json, NULL, "visitor");
	if (route->who & MAY_STAFF)
		json_add_text(json, NULL, "staff");
	json_close_array(json);
	permission_write(json, "x-permissions", route->who);
}

static void write_scheme(struct json_writer *json, const char *name, const char *type,
			 const char *key, const char *value, const char *description)
{
	json_open_object(json, name);
	json_add_text(json, "type", type);
	json_add_text(json, key, value);
	if (strcmp(type, "apiKey") == 0)
		json_add_text(json, "name", SESSION_COOKIE);
	json_add_text(json, "description", description);
	json_close_object(json);
}

static void write_schemes(struct json_writer *json)
{
	json_open_object(json, "securitySchemes");
	write_scheme(json, "visitor", "http", "scheme", "bearer",
		     "The token of one conversation, given when it was opened");
	write_scheme(json, "token", "http", "scheme", "bearer",
		     "A staff member's API token: reading needs the scope read, writing write, and "
		     "what only admins may, admin");
	write_scheme(json, "session", "apiKey", "in", "cookie",
		     "The cookie of a staff session; writes also carry X-CSRF-Token");
	json_close_object(json);
}

/* --- Shapes -------------------------------------------------------------------------------- */

static const char *const TYPE_NAMES[] = {
    [SHAPE_TEXT] = "string",  [SHAPE_INT] = "integer", [SHAPE_REAL] = "number",
    [SHAPE_BOOL] = "boolean", [SHAPE_TEXTS] = "array", [SHAPE_INTS] = "array", [SHAPE_ANY] = "object",
    [SHAPE_LIST] = "array",
};

static void write_plain_member(struct json_writer *json, const struct shape_member *member)
{
	const char *type = TYPE_NAMES[member->type];
	json_open_object(json, member->name);
	if (member->is_nullable) {
		json_open_array(json, "type");
		json_add_text(json, NULL, type);
		json_add_text(json, NULL, "null");
		json_close_array(json);
	} else {
		json_add_text(json, "type", type);
	}
	if (member->type == SHAPE_LIST)
		write_reference(json, "items", member->of);
	if (member->type == SHAPE_TEXTS || member->type == SHAPE_INTS) {
		json_open_object(json, "items");
		json_add_text(json, "type", member->type == SHAPE_TEXTS ? "string" : "integer");
		json_close_object(json);
	}
	json_close_object(json);
}

static void write_member(struct json_writer *json, const struct shape_member *member)
{
	if (member->type != SHAPE_OBJECT) {
		write_plain_member(json, member);
		return;
	}
	if (!member->is_nullable) {
		write_reference(json, member->name, member->of);
		return;
	}
	json_open_object(json, member->name);
	json_open_array(json, "anyOf");
	write_reference(json, NULL, member->of);
	json_open_object(json, NULL);
	json_add_text(json, "type", "null");
	json_close_object(json);
	json_close_array(json);
	json_close_object(json);
}

static void write_shape(struct json_writer *json, const struct shape *shape)
{
	json_open_object(json, shape->name);
	json_add_text(json, "type", "object");
	json_open_array(json, "required");
	for (const struct shape_member *each = shape->members; each->type != SHAPE_END; each++)
		if (!each->is_optional)
			json_add_text(json, NULL, each->name);
	json_close_array(json);
	json_open_object(json, "properties");
	for (const struct shape_member *each = shape->members; each->type != SHAPE_END; each++)
		write_member(json, each);
	json_close_object(json);
	json_add_bool(json, "additionalProperties", shape->is_open);
	json_close_object(json);
}

/* --- The document ---------------------------------------------------------------------------- */

static void write_route(struct json_writer *json, const struct route *route)
{
	char method[16];
	size_t i = 0;
	for (; route->method[i] != '\0' && i < sizeof(method) - 1; i++)
		method[i] = (char)(route->method[i] | 0x20);
	method[i] = '\0';
	json_open_object(json, method);
	json_add_text(json, "summary", route->summary);
	write_roles(json, route);
	write_security(json, route);
	write_parameters(json, route);
	write_body(json, route);
	write_responses(json, route);
	json_close_object(json);
}

/* True for the first row of a path: the others are written with it. */
static bool is_first_of_path(const struct route *wanted)
{
	for (int table = 0; route_tables[table] != NULL; table++)
		for (const struct route *route = route_tables[table]; route->method; route++)
			if (strcmp(route->path, wanted->path) == 0)
				return route == wanted;
	return false;
}

static void write_path(struct json_writer *json, const struct route *first)
{
	json_open_object(json, first->path);
	for (int table = 0; route_tables[table] != NULL; table++)
		for (const struct route *route = route_tables[table]; route->method; route++)
			if (strcmp(route->path, first->path) == 0)
				write_route(json, route);
	json_close_object(json);
}

static void write_info(struct json_writer *json)
{
	json_add_text(json, "openapi", "3.1.0");
	json_open_object(json, "info");
	json_add_text(json, "title", "Foyer");
	json_add_text(json, "version", FOYER_VERSION);
	json_add_text(json, "description",
		      "GET /v1/stream is a WebSocket. The first frame is {\"type\":\"hello\","
		      "\"conversations\":[{\"id\",\"token\",\"after\"}]}; the server answers "
		      "{\"type\":\"ready\"} and sends {\"type\":\"events\"} and "
		      "{\"type\":\"conversation\"} as they come.");
	json_close_object(json);
}

void openapi_write(struct json_writer *json)
{
	json_open_object(json, NULL);
	write_info(json);
	json_open_object(json, "paths");
	for (int table = 0; route_tables[table] != NULL; table++)
		for (const struct route *route = route_tables[table]; route->method; route++)
			if (is_first_of_path(route))
				write_path(json, route);
	json_close_object(json);
	json_open_object(json, "components");
	write_schemes(json);
	json_open_object(json, "schemas");
	for (const struct shape *shape = shapes; shape->name != NULL; shape++)
		write_shape(json, shape);
	json_close_object(json);
	json_close_object(json);
	json_close_object(json);
}

/* Made once and kept: the tables never change while the program runs. */
static struct buffer document;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
	document = buffer_new(DOCUMENT_BYTES_MOST);
	struct json_writer json = json_writer(&document);
	openapi_write(&json);
}

struct answer openapi_show(struct request *request)
{
	pthread_once(&made, make);
	return answer_bytes(request, 200, "application/json", document.bytes, document.length);
}
