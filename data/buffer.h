/*
 * Buffer: bytes that grow up to a stated maximum.
 *
 * Used where output is put together piece by piece (JSON, CSV, frames).
 * Going past the maximum sets `overflowed` and drops what came after, so a
 * writer checks once at the end.  One thread at a time.
 */
#ifndef FOYER_DATA_BUFFER_H
#define FOYER_DATA_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct buffer {
	char *bytes;   /* always followed by a NUL once something was added */
	size_t length; /* bytes in use, the NUL not counted */
	size_t room;   /* of bytes, never more than the maximum and its NUL */
	size_t maximum;
	bool overflowed;
	bool wipes; /* see buffer_wipe */
};

/* An empty buffer; no memory is taken until something is added. */
struct buffer buffer_new(size_t maximum);

/* From now on what is in it is overwritten before its memory is given back. */
void buffer_wipe(struct buffer *buffer);

/* Frees what *buffer holds; the buffer may be used again. */
void buffer_free(struct buffer *buffer);

/* What buffer_add does when there is no room. */
void buffer_add_slowly(struct buffer *buffer, const void *bytes, size_t length);

/* Here, because JSON is put together of hundreds of pieces of a few bytes. */
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
	if (buffer->overflowed || buffer->room - buffer->length <= length) {
		buffer_add_slowly(buffer, bytes, length);
		return;
	}
	if (length > 0)
		memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
	buffer->bytes[buffer->length] = '\0';
}

static inline void buffer_add_char(struct buffer *buffer, char character)
{
	buffer_add(buffer, &character, 1);
}

void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Takes the bytes away from the buffer: the caller frees them with free(). */
char *buffer_take(struct buffer *buffer, size_t *length);

#endif
