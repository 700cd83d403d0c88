/*
 * File answer: a file from outside, given back so that nothing in it can run.
 *
 * Pictures may be shown, everything else is a download of no type that a
 * browser could run, nothing is guessed, and a sandbox without any permission
 * holds whatever a browser opens alone.  Whether the caller may have it is the
 * handler's to check.  Event-loop threads.
 */
#ifndef FOYER_HTTP_FILE_ANSWER_H
#define FOYER_HTTP_FILE_ANSWER_H

#include "http/request.h"

struct file_answer {
	const char *type;        /* a constant */
	const char *disposition; /* and the other headers' values */
	const char *readers;
	const char *caching;
	const char *bytes; /* in the request's arena */
	size_t length;
};

/* FAULT_BUSY while 256 MB are on their way to people who take them slowly:
 * more would be memory that strangers hold. */
struct answer answer_file(struct request *request, const struct file_answer *file) MUST_USE;

/* For those who may have it alone: kept by their browser, by nothing between.
 * The name is what it is saved as. */
struct answer answer_private_file(struct request *request, const char *name, const char *type,
				  const char *bytes, size_t length) MUST_USE;

#endif
