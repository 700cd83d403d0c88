/*
 * Route: see route.h.  Paths are split at '/' before anything is decoded, so
 * that %2F can't move a boundary.  Pure.
 */
#include "http/route.h"

#include <stdio.h>
#include <string.h>

#include "data/id.h"
#include "data/text.h"

#define SEGMENT_BYTES_MOST 400 /* the longest external id, in any script */

static size_t segment_length(const char *segment)
{
	return strcspn(segment, "/");
}

/* A path segment as the value of {name}; NULL when it can't be one. */
static const char *parameter_value(const char *name, int name_length, const char *segment,
				   struct arena *arena)
{
	const char *value = fields_decode(segment, segment_length(segment), false, arena);
	if (value == NULL || value[0] == '\0' || strlen(value) > SEGMENT_BYTES_MOST)
		return NULL;
	if (name_length == 2 && memcmp(name, "id", 2) == 0 && !id_is_valid(value))
		return NULL;
	return value;
}

static bool take_parameter(const char *pattern, const char *path, struct arena *arena,
			   struct route_match *match)
{
	int index = match->parameter_count;
	if (index == ROUTE_PARAMETERS_MOST)
		return false;
	const char *name = pattern + 1;
	int name_length = (int)strcspn(name, "}");
	const char *value = parameter_value(name, name_length, path, arena);
	if (value == NULL)
		return false;
	match->parameters[index].name = name;
	match->parameters[index].name_length = name_length;
	match->parameters[index].value = value;
	match->parameter_count++;
	return true;
}

/* Both begin with '/'.  Fills the parameters.  Nearly all patterns differ from a
 * path in their first characters, so nothing is measured beforehand. */
static bool path_matches(const char *pattern, const char *path, struct arena *arena,
			 struct route_match *match)
{
	match->parameter_count = 0;
	while (*pattern != '\0') {
		if (*pattern == '{') {
			if (!take_parameter(pattern, path, arena, match))
				return false;
			pattern += segment_length(pattern);
			path += segment_length(path);
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0';
}

static void allow(struct route_match *match, const char *method)
{
	size_t length = strlen(match->allow);
	snprintf(match->allow + length, sizeof(match->allow) - length, "%s%s", length ? ", " : "",
		 method);
	if (strcmp(method, "GET") == 0)
		allow(match, "HEAD");
}

static bool method_matches(const char *wanted, const char *given)
{
	return strcmp(wanted, given) == 0 ||
	       (strcmp(given, "HEAD") == 0 && strcmp(wanted, "GET") == 0);
}

void route_find(const struct route *const tables[], const char *method, const char *path,
		struct arena *arena, struct route_match *match)
{
	memset(match, 0, sizeof(*match));
	for (int table = 0; tables[table] != NULL; table++) {
		for (const struct route *route = tables[table]; route->method != NULL; route++) {
			if (!path_matches(route->path, path, arena, match))
				continue;
			if (method_matches(route->method, method)) {
				match->route = route;
				return;
			}
			match->path_known = true;
			allow(match, route->method);
		}
	}
	match->parameter_count = 0;
}

const char *route_parameter(const struct route_match *match, const char *name)
{
	size_t length = strlen(name);
	for (int i = 0; i < match->parameter_count; i++)
		if ((size_t)match->parameters[i].name_length == length &&
		    memcmp(match->parameters[i].name, name, length) == 0)
			return match->parameters[i].value;
	return NULL;
}
