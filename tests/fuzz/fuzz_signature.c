/*
 * Fuzz: any identity, time and signature that a page shows for a member.  No
 * bytes are taken but the right signature, and that one is taken always.
 *
 * Input: the member, a NUL, the time, a NUL, the signature.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/arena.h"
#include "data/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET "only the site and we know this"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *member = arena_copy_text(arena, (const char *)data, size);
	size_t used = strlen(member) + 1;
	const char *expires = used <= size ? member + used : "";
	used += strlen(expires) + 1;
	const char *shown = used <= size ? member + used : "";
	const char *message =
	    arena_format(arena, "%s.%lld", member, (long long)strtoll(expires, NULL, 10));
	struct signature right = signature_make(SECRET, message);
	if (signature_is_right(SECRET, message, shown) != (strcmp(right.text, shown) == 0))
		abort();
	if (!signature_is_right(SECRET, message, right.text) ||
	    signature_is_right(SECRET "2", message, right.text) ||
	    signature_is_right(SECRET, arena_format(arena, "%s0", message), right.text))
		abort();
	arena_free(&arena);
	return 0;
}
