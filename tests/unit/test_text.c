/* What is accepted as text, and how it is cleaned. */
#include "tests/unit/support.h"

#include "data/text.h"

#define LIMIT(least_, most_) ((struct text_limit){.least = (least_), .most = (most_)})

static void utf8_is_told_from_what_is_not(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		bool good;
	} cases[] = {
	    {"plain", 5, true},
	    {"\xe4\xbd\xa0\xe5\xa5\xbd", 6, true},
	    {"\xf0\x9f\x98\x80", 4, true},
	    {"", 0, true},
	    {"a\0b", 3, false},
	    {"\xc0\xaf", 2, false},         /* overlong */
	    {"\xe0\x80\xaf", 3, false},     /* overlong */
	    {"\xed\xa0\x80", 3, false},     /* surrogate */
	    {"\xf4\x90\x80\x80", 4, false}, /* above U+10FFFF */
	    {"\xf8\x88\x80\x80\x80", 5, false},
	    {"\xe4\xbd", 2, false}, /* cut short */
	    {"\x80", 1, false},
	    {"\xff", 1, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (text_is_utf8(cases[i].bytes, cases[i].length) != cases[i].good)
			fail_msg("case %zu", i);
}

static void decoding_and_encoding_agree(void **state)
{
	(void)state;
	for (uint32_t character = 1; character <= 0x10ffff; character += 37) {
		if (character >= 0xd800 && character <= 0xdfff)
			continue;
		char bytes[5] = {0};
		int size = text_encode(character, bytes);
		assert_true(text_is_utf8(bytes, (size_t)size));
		const char *at = bytes;
		assert_int_equal(text_next(&at), character);
		assert_ptr_equal(at, bytes + size);
	}
}

static const char *clean(const char *text, struct text_limit limit, struct arena *arena)
{
	static struct fault fault;
	char *out = NULL;
	return text_clean(text, "text", limit, arena, &out, &fault) ? out : fault_type(fault.code);
}

static void cleaning_trims_and_takes_out_directions(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(clean(" \t a b \xe3\x80\x80\n", LIMIT(1, 10), arena), "a b");
	assert_string_equal(clean("a\xe2\x80\xaetxt.exe", LIMIT(1, 10), arena), "atxt.exe");
	assert_string_equal(clean("a\r\nb", LIMIT(1, 10), arena), "a\nb");
	struct text_limit line = {.least = 1, .most = 10, .one_line = true};
	assert_string_equal(clean("a\r\nb", line, arena), "a b");
	arena_free(&arena);
}

static void cleaning_refuses_with_the_reason(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_string_equal(clean("  ", LIMIT(1, 10), arena), "empty");
	assert_string_equal(clean("", LIMIT(0, 10), arena), "");
	assert_string_equal(clean("a", LIMIT(2, 10), arena), "too-short");
	assert_string_equal(clean("\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\xa0", LIMIT(1, 2), arena), "too-long");
	assert_string_equal(clean("\xe4\xbd\xa0\xe4\xbd\xa0", LIMIT(1, 2), arena),
			    "\xe4\xbd\xa0\xe4\xbd\xa0");
	assert_string_equal(clean("a\x07", LIMIT(1, 10), arena), "bad-character");
	assert_string_equal(clean("a\xc2\x85", LIMIT(1, 10), arena), "bad-character");
	assert_string_equal(clean("a\xff", LIMIT(1, 10), arena), "not-utf8");
	arena_free(&arena);
}

static void cutting_keeps_characters_whole(void **state)
{
	(void)state;
	char text[] = "a\xe4\xbd\xa0\xe5\xa5\xbd";
	text_cut(text, 6);
	assert_string_equal(text, "a\xe4\xbd\xa0");
	text_cut(text, 3);
	assert_string_equal(text, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utf8_is_told_from_what_is_not),
	    cmocka_unit_test(decoding_and_encoding_agree),
	    cmocka_unit_test(cleaning_trims_and_takes_out_directions),
	    cmocka_unit_test(cleaning_refuses_with_the_reason),
	    cmocka_unit_test(cutting_keeps_characters_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
