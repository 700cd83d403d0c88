/*
 * Assets: the web front-ends that are built into the program.
 *
 * Inside http/ only.  A page is found by its path: "/" is index.html, "/chat"
 * and "/chat/" are chat/index.html, everything else is the file itself.  Each
 * has an ETag, a compressed form when the build made one (.br, .gz) and the
 * reader takes it, and a policy that forbids inline scripts.
 */
#ifndef FOYER_HTTP_ASSETS_H
#define FOYER_HTTP_ASSETS_H

#include <stddef.h>

#include "http/route.h"

/* The route that serves this path, or NULL.  When there is such a file but it
 * can't be asked with this method, NULL and the methods in allow. */
const struct route *assets_route(const char *method, const char *path, char *allow, size_t size);

#endif
