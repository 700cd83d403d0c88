/*
 * File answer: see file_answer.h.
 */
#include "http/file_answer.h"

#include <stdatomic.h>
#include <string.h>

#define BYTES_AWAY_MOST ((int64_t)256 << 20)

static _Atomic int64_t bytes_away; /* of all loops */

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

static void come_back(void *length)
{
	atomic_fetch_sub_explicit(&bytes_away, *(int64_t *)length, memory_order_relaxed);
}

static bool may_go(struct request *request, size_t length)
{
	int64_t *more = arena_alloc(request->arena, sizeof(*more));
	*more = (int64_t)length;
	request_at_end(request, come_back, more);
	return atomic_fetch_add_explicit(&bytes_away, *more, memory_order_relaxed) <
	       BYTES_AWAY_MOST;
}

struct answer answer_file(struct request *request, const struct file_answer *file)
{
	if (!may_go(request, file->length))
		return answer_refusal(request, FAULT_BUSY, "");
	request_add_header(request, "Content-Security-Policy", "default-src 'none'; sandbox");
	request_add_header(request, "Content-Disposition", file->disposition);
	request_add_header(request, "Cross-Origin-Resource-Policy", file->readers);
	request_add_header(request, "Cache-Control", file->caching);
	return answer_bytes(request, 200, file->type, file->bytes, file->length);
}

struct answer answer_private_file(struct request *request, const char *name, const char *type,
				  const char *bytes, size_t length)
{
	struct file_answer file = {
	    .type = served_type(type),
	    .disposition = disposition(request, name, strncmp(type, "image/", 6) == 0),
	    .readers = "same-origin",
	    .caching = "private, max-age=31536000, immutable",
	    .bytes = bytes,
	    .length = length,
	};
	return answer_file(request, &file);
}
