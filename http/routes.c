/*
 * Routes: the list of route tables.  A table lives beside its handlers; this
 * is the one place that names them all.
 */
#include "http/route.h"
#include "http/system.h"

const struct route *const route_tables[] = {
	system_routes, /* health, metrics, the API's description */
	NULL,
};
