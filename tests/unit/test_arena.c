/* Memory that is freed all at once, and lists in it that grow. */
#include "tests/unit/support.h"

#include "data/arena.h"

static void a_list_grows_and_keeps_what_it_holds(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	int *list = NULL;
	for (int count = 0; count < 1000; count++) {
		list = arena_one_more(arena, list, (size_t)count, sizeof(*list));
		assert_int_equal(list[count], 0);
		list[count] = count + 1;
	}
	for (int at = 0; at < 1000; at++)
		assert_int_equal(list[at], at + 1);
	arena_free(&arena);
}

static void what_is_forgotten_comes_back_empty(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		char *bytes = arena_alloc(arena, 5000);
		for (int at = 0; at < 5000; at++)
			assert_int_equal(bytes[at], 0);
		memset(bytes, 'x', 5000);
		arena_reset(arena);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_grows_and_keeps_what_it_holds),
	    cmocka_unit_test(what_is_forgotten_comes_back_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
