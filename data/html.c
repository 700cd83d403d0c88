/*
 * HTML: see html.h.
 */
#include "data/html.h"

#include <string.h>
#include <strings.h>

static const char *entity_of(char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void html_bytes(struct buffer *out, const char *text, size_t length)
{
	size_t from = 0;

	for (size_t at = 0; at < length; at++) {
		const char *entity = entity_of(text[at]);
		if (entity == NULL)
			continue;
		buffer_add(out, text + from, at - from);
		buffer_add_text(out, entity);
		from = at + 1;
	}
	buffer_add(out, text + from, length - from);
}

void html_text(struct buffer *out, const char *text)
{
	html_bytes(out, text, strlen(text));
}

static bool is_own_path(const char *address)
{
	return address[0] == '/' && address[1] != '/' && address[1] != '\\';
}

static bool begins(const char *text, const char *start)
{
	return strncasecmp(text, start, strlen(start)) == 0;
}

bool html_is_safe_link(const char *address)
{
	return is_own_path(address) || begins(address, "http://") || begins(address, "https://") ||
	       begins(address, "mailto:") || begins(address, "tel:");
}

bool html_is_safe_picture(const char *address)
{
	return is_own_path(address) || begins(address, "https://");
}

const char *html_segment(const char *text, struct arena *arena)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(arena, strlen(text) * 3 + 1), *end = out;

	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;
		if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
		    (byte >= 'A' && byte <= 'Z') || strchr("-_.~", byte) != NULL) {
			*end++ = *text;
			continue;
		}
		*end++ = '%';
		*end++ = digits[byte >> 4];
		*end++ = digits[byte & 15];
	}
	return out;
}
