/* Simplified answers for readers in Taiwan: words change, code and addresses don't. */
#include "tests/unit/support.h"

#include <pthread.h>

#include "kb/traditional.h"

static void words_change_and_what_is_not_text_stays(void **state)
{
	(void)state;
	static const struct {
		const char *simplified;
		const char *traditional;
	} cases[] = {
	    {"", ""},
	    {"plain English, 10086", "plain English, 10086"},
	    {"**软件**里的默认设置", "**軟體**裡的預設設定"},
	    {"查看[网络套餐](/套餐/网络)。", "檢視[網路套餐](/套餐/网络)。"},
	    {"![截图](https://a.example/图(1).png)网络", "![截圖](https://a.example/图(1).png)網路"},
	    {"输入`软件`或``网`络``即可", "輸入`软件`或``网`络``即可"},
	    {"```\n软件\n```\n软件", "```\n软件\n```\n軟體"},
	    {"打开 https://a.example/网络，查看网络", "開啟 https://a.example/网络，檢視網路"},
	    {"`软件", "`軟體"},
	    {"[网络](", "[網路]("},
	    {"数组]下标", "陣列]下標"},
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *first = traditional_markdown(cases[i].simplified, arena);
		assert_string_equal(first, cases[i].traditional);
		assert_string_equal(traditional_markdown(cases[i].simplified, arena), first);
	}
	arena_free(&arena);
}

/* More texts than are kept, by several threads at once. */
static void *convert_many(void *data)
{
	struct arena *arena = arena_new();
	for (int i = 0; i < 20000; i++) {
		const char *text = arena_format(arena, "%d软件", i);
		assert_string_equal(traditional_markdown(text, arena),
				    arena_format(arena, "%d軟體", i));
	}
	arena_free(&arena);
	return data;
}

static void threads_get_their_own_texts(void **state)
{
	(void)state;
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, convert_many, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_change_and_what_is_not_text_stays),
	    cmocka_unit_test(threads_get_their_own_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
