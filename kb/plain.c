/*
 * Plain: see plain.h.  Pure; any thread.
 */
#include "kb/plain.h"

#include <string.h>

char *plain_text(const char *text, struct arena *arena)
{
	char *copy = arena_text(arena, text);
	for (char *at = copy; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;
		if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f)
			*at = ' ';
		/* U+0080 to U+009F are C2 80 to C2 9F. */
		if (byte == 0xc2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] <= 0x9f)
			at[0] = at[1] = ' ';
	}
	return copy;
}
