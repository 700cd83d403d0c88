/* Routes: which path and method leads where, and that the table is whole. */
#include "tests/unit/support.h"

#include "http/openapi.h"
#include "http/route.h"

#define ID "000000000000000000000000000000000001"

static struct answer nowhere(struct request *request)
{
	return (struct answer){request};
}

static const struct route rows[] = {
    {.method = "GET", .path = "/", .handle = nowhere},
    {.method = "GET", .path = "/things", .handle = nowhere},
    {.method = "POST", .path = "/things", .handle = nowhere},
    {.method = "GET", .path = "/things/recent", .handle = nowhere},
    {.method = "GET", .path = "/things/{id}", .handle = nowhere},
    {.method = "PUT", .path = "/things/{id}/parts/{part}", .handle = nowhere},
    {0},
};
static const struct route *const tables[] = {rows, NULL};
static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct route_match find(const char *method, const char *path)
{
	struct route_match match;
	route_find(tables, method, path, arena, &match);
	return match;
}

static void paths_lead_to_their_rows(void **state)
{
	(void)state;
	assert_ptr_equal(find("GET", "/").route, &rows[0]);
	assert_ptr_equal(find("GET", "/things").route, &rows[1]);
	assert_ptr_equal(find("POST", "/things").route, &rows[2]);
	assert_ptr_equal(find("GET", "/things/recent").route, &rows[3]);
	assert_ptr_equal(find("GET", "/things/" ID).route, &rows[4]);
	assert_ptr_equal(find("HEAD", "/things").route, &rows[1]);
}

static void parameters_are_decoded(void **state)
{
	(void)state;
	struct route_match match = find("PUT", "/things/" ID "/parts/a%2Fb%20c");
	assert_ptr_equal(match.route, &rows[5]);
	assert_string_equal(route_parameter(&match, "id"), ID);
	assert_string_equal(route_parameter(&match, "part"), "a/b c");
	assert_null(route_parameter(&match, "i"));
	assert_null(route_parameter(&match, "parts"));
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	static const char *const paths[] = {
	    "",
	    "things",
	    "/thing",
	    "/things/",
	    "//things",
	    "/things/x",
	    "/things/" ID "/",
	    "/things/" ID "0",
	    "/things/" ID "/parts/",
	    "/things/" ID "/parts/%",
	    "/things/" ID "/parts/%ff",
	    "/things/" ID "/parts/%00",
	    "/things%2frecent",
	    "/THINGS",
	};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct route_match match = find("GET", paths[i]);
		if (match.route != NULL || match.path_known)
			fail_msg("%s was found", paths[i]);
	}
}

static void other_methods_are_named(void **state)
{
	(void)state;
	struct route_match match = find("DELETE", "/things");
	assert_null(match.route);
	assert_true(match.path_known);
	assert_string_equal(match.allow, "GET, HEAD, POST");
	assert_string_equal(find("GET", "/things/" ID "/parts/x").allow, "PUT");
}

static bool shape_exists(const char *name)
{
	for (const struct shape *shape = shapes; shape->name != NULL; shape++)
		if (strcmp(shape->name, name) == 0)
			return true;
	return false;
}

static void check_row(const struct route *route)
{
	if (route->who == 0 || route->handle == NULL || route->summary == NULL)
		fail_msg("%s %s is not whole", route->method, route->path);
	if (route->shape != NULL && !shape_exists(route->shape))
		fail_msg("%s %s: no shape %s", route->method, route->path, route->shape);
	if ((route->who & MAY_VISITOR) && strncmp(route->path, "/v1/conversations/{id}", 22) != 0)
		fail_msg("%s %s: visitors have conversations only", route->method, route->path);
	if ((route->who & MAY_ANYONE) && route->who != MAY_ANYONE)
		fail_msg("%s %s: anyone, and who else?", route->method, route->path);
}

static void every_row_is_whole_and_reached(void **state)
{
	(void)state;
	for (int i = 0; route_tables[i] != NULL; i++)
		for (const struct route *route = route_tables[i]; route->method; route++) {
			char path[256] = "";
			for (const char *at = route->path; *at != '\0';) {
				size_t length = strlen(path);
				if (strncmp(at, "{id}", 4) == 0)
					strcat(path, ID);
				else if (*at == '{')
					strcat(path, "name");
				else
					snprintf(path + length, 2, "%c", *at);
				at += *at == '{' ? strcspn(at, "}") + 1 : 1;
			}
			struct route_match match;
			check_row(route);
			route_find(route_tables, route->method, path, arena, &match);
			if (match.route != route)
				fail_msg("%s %s is hidden by another row", route->method,
					 route->path);
		}
}

static void shapes_refer_to_shapes(void **state)
{
	(void)state;
	for (const struct shape *shape = shapes; shape->name != NULL; shape++)
		for (const struct shape_member *each = shape->members; each->type; each++)
			if (each->of != NULL && !shape_exists(each->of))
				fail_msg("%s.%s: no shape %s", shape->name, each->name, each->of);
}

static void the_description_is_json(void **state)
{
	(void)state;
	struct buffer text = buffer_new(1024 * 1024);
	struct json_writer json = json_writer(&text);
	const struct json *document;
	struct fault fault;
	openapi_write(&json);
	assert_false(text.overflowed);
	assert_true(json_parse(text.bytes, text.length, arena, &document, &fault));
	assert_string_equal(json_text(document, "openapi"), "3.1.0");
	assert_non_null(json_member(json_member(document, "paths"), "/v1/conversations"));
	buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paths_lead_to_their_rows),
	    cmocka_unit_test(parameters_are_decoded),
	    cmocka_unit_test(what_is_not_there_is_not_found),
	    cmocka_unit_test(other_methods_are_named),
	    cmocka_unit_test(every_row_is_whole_and_reached),
	    cmocka_unit_test(shapes_refer_to_shapes),
	    cmocka_unit_test(the_description_is_json),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
