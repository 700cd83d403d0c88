/*
 * Text: what we accept as text from outside, and its length as people count.
 *
 * Text is UTF-8 in NUL-terminated strings.  Folding for search is not here
 * (kb/analysis.h).  All functions are pure and may be called by any thread.
 */
#ifndef FOYER_DATA_TEXT_H
#define FOYER_DATA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"

/* True when the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, nothing above U+10FFFF) without NUL. */
bool text_is_utf8(const char *bytes, size_t length);

/* Code points in valid UTF-8. */
size_t text_characters(const char *text);

/* Decodes the character at *text and moves *text behind it; 0 at the end. */
uint32_t text_next(const char **text);

/* Appends one code point as UTF-8 to out (room for 4 bytes); bytes written. */
int text_encode(uint32_t character, char *out);

/* Cuts valid UTF-8 so that it has at most `bytes` bytes, at a character. */
void text_cut(char *text, size_t bytes);

/* What a text field may hold. */
struct text_limit {
	size_t least;     /* characters after trimming, 0 when it may be empty */
	size_t most;      /* characters */
	bool one_line;    /* line breaks become spaces */
};

/* Cleans a text from outside: checks UTF-8, refuses NUL and control
 * characters other than tab and line breaks, takes out directional overrides
 * and isolates left open (U+202A..U+202E, U+2066..U+2069), trims white space
 * at both ends, and checks the limit.  On success *out is in the arena. */
bool text_clean(const char *text, const char *field, struct text_limit limit, struct arena *arena,
		char **out, struct fault *fault) MUST_USE;

/* A copy in the arena with A-Z lowered: for names that are ASCII or compared so. */
char *text_lower_ascii(const char *text, struct arena *arena);

/* A copy in which LIKE's own signs are escaped by '\\'. */
char *text_like(const char *text, struct arena *arena);

/* Equal, both not NULL. */
bool text_equal(const char *a, const char *b);

/* True when both secrets are equal, in time that depends on length alone. */
bool text_equal_secret(const char *a, const char *b);

#endif
