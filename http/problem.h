/*
 * Problem: RFC 9457 answers from faults, in the reader's language.
 *
 *	{"type":"urn:foyer:problem:too-long","title":"...","status":422,
 *	 "code":"too-long","field":"text","limit":4000,"actual":4200,
 *	 "detail":"...","request_id":"..."}
 *
 * Pure; any thread.
 */
#ifndef FOYER_HTTP_PROBLEM_H
#define FOYER_HTTP_PROBLEM_H

#include "data/fault.h"
#include "data/json.h"

#define PROBLEM_MEDIA_TYPE "application/problem+json"

/* The members of a problem, into an object that the caller has opened. */
void problem_members(struct json_writer *json, const struct fault *fault, enum language language,
		     const char *request_id);

/* The whole object, as the value of `name` (NULL: by itself). */
void problem_write(struct json_writer *json, const char *name, const struct fault *fault,
		   enum language language, const char *request_id);

/* A whole HTTP/1.1 answer that ends its connection, for sockets that the
 * library doesn't hold. */
void problem_raw(struct buffer *out, const struct fault *fault, enum language language,
		 const char *request_id);

#endif
