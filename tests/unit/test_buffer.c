/* A buffer holds what was added in order, up to its maximum and not a byte more. */
#include "tests/unit/support.h"

#include <stdio.h>

#include "data/buffer.h"

static void pieces_stand_in_order(void **state)
{
	(void)state;
	char expected[4096] = "";
	struct buffer buffer = buffer_new(sizeof(expected));
	for (int piece = 0; piece < 300; piece++) {
		size_t length = strlen(expected);
		snprintf(expected + length, sizeof(expected) - length, "%d,%.*s", piece, piece % 7,
			 "abcdefg");
		buffer_format(&buffer, "%d", piece);
		buffer_add_char(&buffer, ',');
		buffer_add(&buffer, "abcdefg", (size_t)piece % 7);
	}
	assert_false(buffer.overflowed);
	assert_int_equal(buffer.length, strlen(expected));
	assert_string_equal(buffer.bytes, expected);
	buffer_free(&buffer);
}

static void the_maximum_is_filled_and_not_passed(void **state)
{
	(void)state;
	for (size_t most = 1; most < 700; most += 3)
		for (size_t piece = 1; piece < 9; piece++) {
			struct buffer buffer = buffer_new(most);
			size_t fits = most / piece * piece;
			for (size_t added = 0; added < most + piece; added += piece)
				buffer_add(&buffer, "12345678", piece);
			assert_true(buffer.overflowed);
			assert_int_equal(buffer.length, fits);
			assert_true(fits == 0 || strlen(buffer.bytes) == fits);
			buffer_add_char(&buffer, '!'); /* would fit, but comes after what didn't */
			assert_int_equal(buffer.length, fits);
			buffer_free(&buffer);
		}
}

static void nothing_is_a_text_too(void **state)
{
	(void)state;
	struct buffer buffer = buffer_new(10);
	buffer_add(&buffer, NULL, 0);
	size_t length = 1;
	char *bytes = buffer_take(&buffer, &length);
	assert_int_equal(length, 0);
	assert_string_equal(bytes, "");
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_stand_in_order),
	    cmocka_unit_test(the_maximum_is_filled_and_not_passed),
	    cmocka_unit_test(nothing_is_a_text_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
