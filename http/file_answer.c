/*
 * File answer: see file_answer.h.
 */
#include "http/file_answer.h"

#include <string.h>

static bool is_unreserved(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || strchr("-._~", byte) != NULL;
}

/* `attachment; filename*=UTF-8''...` (RFC 6266, RFC 8187). */
static const char *disposition(struct request *request, const char *name, bool is_picture)
{
	static const char digits[] = "0123456789ABCDEF";
	char *coded = arena_alloc(request->arena, strlen(name) * 3 + 1);
	char *out = coded;
	for (const char *byte = name; *byte != '\0'; byte++) {
		if (is_unreserved(*byte)) {
			*out++ = *byte;
			continue;
		}
		*out++ = '%';
		*out++ = digits[(unsigned char)*byte >> 4];
		*out++ = digits[(unsigned char)*byte & 15];
	}
	*out = '\0';
	return arena_format(request->arena, "%s; filename*=UTF-8''%s",
			    is_picture ? "inline" : "attachment", coded);
}

/* Answers need constants. */
static const char *served_type(const char *type)
{
	static const char *const shown[] = {"image/png", "image/jpeg", "image/gif", "image/webp"};
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (strcmp(shown[i], type) == 0)
			return shown[i];
	return "application/octet-stream";
}

struct answer answer_private_file(struct request *request, const char *name, const char *type,
				  const char *bytes, size_t length)
{
	bool is_picture = strncmp(type, "image/", 6) == 0;
	struct buffer buffer = buffer_new(length + 1);
	buffer_add(&buffer, bytes, length);
	request_add_header(request, "Content-Security-Policy", "default-src 'none'; sandbox");
	request_add_header(request, "Content-Disposition", disposition(request, name, is_picture));
	request_add_header(request, "Cross-Origin-Resource-Policy", "same-origin");
	request_add_header(request, "Cache-Control", "private, max-age=31536000, immutable");
	return answer_buffer(request, 200, served_type(type), &buffer);
}
