/*
 * Fuzz: any bytes under any name as a file that somebody sends.  What is let
 * in has a type that no browser runs, and a picture has pixels.
 *
 * Input: the name, a NUL, the bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"
#include "handoff/attachment_kind.h"
#include "kb/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_type(const char *type)
{
	check(strstr(type, "html") == NULL && strstr(type, "svg") == NULL);
	check(strcmp(type, "text/xml") != 0 && strcmp(type, "application/xml") != 0);
	check(strstr(type, "script") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	if (end == NULL || size > 100000)
		return 0;
	size_t length = (size_t)(end - data), rest = size - length - 1;
	if (!text_is_utf8((const char *)data, length))
		return 0;
	struct arena *arena = arena_new();
	struct attachment_facts facts;
	struct fault fault = {0};
	const char *name = arena_copy_text(arena, (const char *)data, length);
	char *bytes = malloc(rest + (rest == 0)); /* so that a byte too far is noticed */
	memcpy(bytes, end + 1, rest);
	const char *type = file_type(bytes, rest);
	if (type != NULL)
		check_type(type);
	if (attachment_recognise(bytes, rest, name, ~0u, arena, &facts, &fault)) {
		check_type(facts.type);
		check(facts.kind != ATTACHMENT_PICTURE ||
		      (int64_t)facts.width * facts.height <= ATTACHMENT_PIXELS_MOST);
	} else {
		check(fault.code != FAULT_NONE);
	}
	free(bytes);
	arena_free(&arena);
	return 0;
}
