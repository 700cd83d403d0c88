/*
 * System routes: /healthz, /readyz, /metrics (http/metrics.c) and
 * /openapi.json (http/openapi.c).
 */
#ifndef FOYER_HTTP_SYSTEM_H
#define FOYER_HTTP_SYSTEM_H

#include "http/route.h"

extern const struct route system_routes[];

struct answer metrics_health(struct request *request);
struct answer metrics_ready(struct request *request);
struct answer metrics_show(struct request *request);
struct answer openapi_show(struct request *request);

#endif
