/* Memory that has seen passwords and tokens is overwritten before it is let go. */
#include "tests/unit/support.h"

#include "data/arena.h"
#include "data/buffer.h"

#define SECRET "correct horse battery staple"

/* The first block stays with the arena, so it may be looked at after a reset. */
static void an_arena_forgets_what_it_held(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	arena_wipe(arena);
	char *secret = arena_text(arena, SECRET);
	char *last = arena_alloc(arena, 100);
	last[99] = 'x';
	arena_reset(arena);
	for (size_t i = 0; i < sizeof(SECRET); i++)
		assert_int_equal(secret[i], 0);
	assert_int_equal(last[99], 0);
	secret = arena_text(arena, SECRET); /* and goes on doing so */
	arena_reset(arena);
	assert_int_equal(secret[0], 0);
	arena_free(&arena);
}

static void large_blocks_are_let_go_too(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	arena_wipe(arena);
	for (int i = 0; i < 100; i++)
		memset(arena_alloc(arena, 5000), 'x', 5000);
	arena_reset(arena);
	arena_alloc(arena, 5000);
	arena_free(&arena);
	assert_null(arena);
}

static void other_arenas_take_no_time_for_it(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char *text = arena_text(arena, "nothing secret");
	arena_reset(arena);
	assert_string_equal(text, "nothing secret");
	arena_free(&arena);
}

static void a_buffer_that_wipes_grows_and_is_used_again(void **state)
{
	(void)state;
	struct buffer buffer = buffer_new(100000);
	char expected[20001] = "";
	buffer_wipe(&buffer);
	buffer_free(&buffer);
	assert_true(buffer.wipes);
	for (int i = 0; i < 2000; i++) {
		buffer_add_text(&buffer, "0123456789");
		memcpy(expected + 10 * i, "0123456789", 10);
	}
	expected[20000] = '\0';
	assert_int_equal(buffer.length, 20000);
	assert_string_equal(buffer.bytes, expected);
	buffer_free(&buffer);
	assert_null(buffer.bytes);
	buffer_add_text(&buffer, SECRET);
	assert_string_equal(buffer.bytes, SECRET);
	buffer_free(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_arena_forgets_what_it_held),
	    cmocka_unit_test(large_blocks_are_let_go_too),
	    cmocka_unit_test(other_arenas_take_no_time_for_it),
	    cmocka_unit_test(a_buffer_that_wipes_grows_and_is_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
