/*
 * Fuzz: any message in which a form looks for a value, and out of which
 * personal data is masked.  What is found is text and has its form; what is
 * masked is text.
 *
 * Input: a byte for the kind, eight for the moment, the message.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/value.h"
#include "data/text.h"
#include "kb/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_form(enum value_kind kind, const char *text)
{
	check(text[0] != '\0' && text_is_utf8(text, strlen(text)));
	if (kind == VALUE_DATE)
		check(strspn(text, "0123456789-") == strlen(text) && strlen(text) == 10);
	if (kind == VALUE_PHONE)
		check(strspn(text, "+0123456789") == strlen(text));
	if (kind == VALUE_EMAIL)
		check(strchr(text, '@') != NULL && strpbrk(text, " \r\n<>") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 9 || size > 4000 || !text_is_utf8((const char *)data + 9, size - 9))
		return 0;
	struct arena *arena = arena_new();
	const char *message = arena_copy_text(arena, (const char *)data + 9, size - 9);
	struct value_wish wish = {.kind = data[0] % VALUE_PATTERN};
	struct value_day day = {.month_first = data[0] & 128};
	struct value_found found;
	memcpy(&day.now_ms, data + 1, 8);
	day.now_ms &= ((int64_t)1 << 46) - 1; /* two thousand years */
	if (value_find(&wish, message, &day, arena, &found))
		check_form(wish.kind, found.text);
	const char *masked = mask_text(message, arena, NULL);
	check(text_is_utf8(masked, strlen(masked)));
	arena_free(&arena);
	return 0;
}
