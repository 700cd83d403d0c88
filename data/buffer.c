/*
 * Buffer: see buffer.h.  Not for input whose size was not limited before.
 */
#include "data/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"

struct buffer buffer_new(size_t maximum)
{
	return (struct buffer){.maximum = maximum};
}

void buffer_wipe(struct buffer *buffer)
{
	buffer->wipes = true;
}

static void give_back(const struct buffer *buffer)
{
	if (buffer->wipes && buffer->bytes != NULL)
		explicit_bzero(buffer->bytes, buffer->length);
	free(buffer->bytes);
}

void buffer_free(struct buffer *buffer)
{
	give_back(buffer);
	*buffer = (struct buffer){.maximum = buffer->maximum, .wipes = buffer->wipes};
}

/* Growing in place may move the bytes and leave them where they were. */
static char *move(const struct buffer *buffer, size_t room)
{
	if (!buffer->wipes || buffer->bytes == NULL)
		return memory_resize(buffer->bytes, room);
	char *bytes = memcpy(memory_new(room), buffer->bytes, buffer->length + 1);
	give_back(buffer);
	return bytes;
}

/* Makes room for `more` bytes and a NUL; false when that passes the maximum. */
static bool make_room(struct buffer *buffer, size_t more)
{
	if (buffer->overflowed || more > buffer->maximum - buffer->length) {
		buffer->overflowed = true;
		return false;
	}
	size_t wanted = buffer->length + more + 1;
	if (wanted > buffer->room) {
		size_t room = buffer->room ? buffer->room * 2 : 256;
		if (room < wanted)
			room = wanted;
		if (room - 1 > buffer->maximum)
			room = buffer->maximum + 1;
		buffer->bytes = move(buffer, room);
		buffer->room = room;
	}
	return true;
}

void buffer_add_slowly(struct buffer *buffer, const void *bytes, size_t length)
{
	if (!make_room(buffer, length))
		return;
	if (length > 0)
		memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
	buffer->bytes[buffer->length] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	char small[256];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(small, sizeof(small), format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length < sizeof(small)) {
		buffer_add(buffer, small, (size_t)length);
		return;
	}
	if (!make_room(buffer, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

char *buffer_take(struct buffer *buffer, size_t *length)
{
	if (buffer->bytes == NULL)
		buffer_add(buffer, "", 0);
	char *bytes = buffer->bytes;
	if (length != NULL)
		*length = buffer->length;
	*buffer = buffer_new(buffer->maximum);
	return bytes;
}
