/*
 * Route: the table of everything that can be asked over HTTP.
 *
 * Handlers keep their rows in a table beside them; http/routes.c lists the
 * tables.  A row feeds the server, the OpenAPI document and the tests.
 *
 *	const struct route visitor_routes[] = {
 *		{.method = "POST", .path = "/v1/conversations/{id}/messages",
 *		 .who = MAY_VISITOR | MAY_CONVERSE, .handle = post_message,
 *		 .body = FIELD_TABLE(struct post_fields, post_rows),
 *		 .summary = "Say something", .status = 201, .shape = "events"},
 *		{0},
 *	};
 */
#ifndef FOYER_HTTP_ROUTE_H
#define FOYER_HTTP_ROUTE_H

#include "http/fields.h"
#include "http/request.h"

struct fault;
typedef struct answer (*route_handler)(struct request *request);
typedef struct answer (*route_refusal)(struct request *request, const struct fault *fault);

/* How often one address may use a route; messages: how often they may come in
 * one conversation.  The limits are settings. */
enum rate { RATE_FREE, RATE_SIGN_IN, RATE_NEW_CONVERSATION, RATE_MESSAGE };

#define BODY_LIMIT_DEFAULT ((size_t)64 * 1024)

struct route {
	const char *method; /* NULL ends a table */
	const char *path;   /* "/v1/entries/{id}": {id} matches an id, {other} any segment */
	unsigned who;       /* MAY_... of http/caller.h; 0 is a mistake */
	route_handler handle;
	struct field_table body;  /* rows NULL: a body must be empty or {} */
	struct field_table query; /* rows NULL: no query parameters */
	size_t body_limit;        /* bytes; 0: BODY_LIMIT_DEFAULT */
	bool raw_body;            /* the handler reads the bytes itself (request_body) */
	bool raw_query;           /* the query isn't looked at */
	enum rate rate;
	const char *summary; /* one line for people, English */
	int status;          /* of success, for OpenAPI; 0: 200 */
	const char *shape;   /* the answer's shape in http/shapes.c; NULL: no JSON */
	route_refusal refuse; /* for people: says on a page what goes wrong; NULL: a problem */
	bool whole_base;     /* an editor's rights must cover the whole base (kb/right.h) */
	bool person_only;    /* not for programs with an API token: one's own sign-in */
	bool without_factor; /* for those too who must set up a second factor first */
	bool quiet;          /* logged at debug level only */
};

/* All tables; ends with NULL.  In http/routes.c. */
extern const struct route *const route_tables[];

#define ROUTE_PARAMETERS_MOST 4

struct route_match {
	const struct route *route; /* NULL: no such path, or not with this method */
	bool path_known;           /* the path exists with other methods */
	char allow[64];            /* those methods, for the Allow header */
	struct {
		const char *name; /* points into the pattern */
		int name_length;
		const char *value; /* decoded, in the arena */
	} parameters[ROUTE_PARAMETERS_MOST];
	int parameter_count;
};

/* Finds the route for a method and a raw path (still percent-encoded, without
 * the query).  HEAD finds GET. */
void route_find(const struct route *const tables[], const char *method, const char *path,
		struct arena *arena, struct route_match *match);

/* The value of a parameter by name, or NULL. */
const char *route_parameter(const struct route_match *match, const char *name);

#endif
