/*
 * Fuzz: any bytes as a picture.  What is made bare is hardly longer than it
 * was, and bare already when it is looked at again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {"image/jpeg", "image/png", "image/gif", "image/webp"};
	struct arena *arena = arena_new();
	const char *once, *twice;
	size_t length, again;
	for (int i = 0; i < 4; i++) {
		if (!picture_bare(types[i], (const char *)data, size, arena, &once, &length))
			continue;
		if (length > size + 64)
			abort();
		if (!picture_bare(types[i], once, length, arena, &twice, &again) ||
		    again != length || memcmp(once, twice, length) != 0)
			abort();
	}
	arena_free(&arena);
	return 0;
}
