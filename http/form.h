/*
 * Form: values of "a=1&b=%E4%BD%A0", as a query or a posted form of a page.
 *
 * For pages that people reach by links from anywhere: what isn't known is
 * passed over.  The API reads queries by tables (http/fields.h).  Pure.
 */
#ifndef FOYER_HTTP_FORM_H
#define FOYER_HTTP_FORM_H

#include <stddef.h>

#include "data/arena.h"
#include "data/fault.h"

/* The value cleaned as a text of at most `most` characters (longer ones are
 * cut); "" when it isn't there or isn't text. */
const char *form_value(const char *form, const char *name, size_t most, struct arena *arena);

/* What somebody wrote in lines: as above, but its line breaks stay, and what
 * is too long or isn't text is refused rather than lost. */
bool form_lines(const char *form, const char *name, size_t most, struct arena *arena,
		const char **text, struct fault *fault) MUST_USE;

#endif
