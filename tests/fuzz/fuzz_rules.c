/*
 * Fuzz: any pattern against any text.  A pattern compiles or is refused; the
 * prefilter never loses a match; a span lies within the text.
 *
 * Input: the pattern, a NUL, the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/rules.h"
#include "tests/unit/rule_support.h"
#include "data/arena.h"
#include "data/text.h"
#include "kb/analysis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const struct rules *rules, const char *text)
{
	struct rule_match with, without;
	bool cut_with, cut_without;
	bool found = rules_match(rules, SCENE(text, "en"), &with, &cut_with);
	bool found_plainly = rules_match_plainly(rules, SCENE(text, "en"), &without, &cut_without);

	if (found != found_plainly && !cut_with && !cut_without)
		abort();
	if (found && (with.start > with.end || (size_t)with.end > strlen(text)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	struct fault fault;

	if (end == NULL || size > 2000)
		return 0;
	size_t length = (size_t)(end - data), rest = size - length - 1;
	if (!text_is_utf8((const char *)data, length) || !text_is_utf8((const char *)end + 1, rest))
		return 0;
	struct arena *arena = arena_new();
	const char *pattern = arena_copy_text(arena, (const char *)data, length);
	const char *text =
	    analysis_fold(arena_copy_text(arena, (const char *)end + 1, rest), arena);
	struct rule_row row = {"fuzz", pattern, 0, NULL, SAY("x")};
	struct rules *rules = rules_compile(&row, 1, &fault);
	if (rules != NULL)
		compare(rules, text);
	rules_free(rules);
	arena_free(&arena);
	return 0;
}
