/* Folding and splitting: what people mean as equal becomes equal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "kb/analysis.h"
#include "kb/features.h"
#include "kb/han.h"
#include "kb/vocabulary.h"

/* The tokens' texts with "|" after each. */
static const char *tokens_of(const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);
	const char *joined = "";

	for (int at = 0; at < analysis.token_count; at++)
		joined = arena_format(arena, "%s%s|", joined, analysis.tokens[at].text);
	return joined;
}

static void test_folding_makes_equal(void **state)
{
	(void)state;
	struct arena *arena = arena_new();

	assert_string_equal(analysis_fold("ＨＥＬＬＯ Ｗorld", arena), "hello world");
	assert_string_equal(analysis_fold("軟體怎麼設定", arena), "软件怎么设置");
	assert_string_equal(analysis_fold("怎么已是简体", arena), "怎么已是简体");
	assert_string_equal(analysis_fold("怎麼不是簡體", arena), "怎么不是简体");
	assert_string_equal(analysis_fold("ﬁne Straße", arena), "fine strasse");
	arena_free(&arena);
}

static void test_words_and_characters(void **state)
{
	(void)state;
	struct arena *arena = arena_new();

	assert_string_equal(tokens_of("I can't, what\xe2\x80\x99s up?", arena),
			    "i|can|not|what|is|up|");
	assert_string_equal(tokens_of("把QQ打开5G", arena), "把|qq|打|开|5g|");
	assert_string_equal(tokens_of("", arena), "");
	assert_string_equal(tokens_of("?!… \xf0\x9f\x98\x80", arena), "");
	assert_string_equal(analysis_run("returning", arena).tokens[0].stem, "return");
	arena_free(&arena);
}

static void test_homophones_share_a_syllable(void **state)
{
	(void)state;
	assert_int_equal(han_syllable(0x5728), han_syllable(0x518d)); /* zai, zai */
	assert_int_not_equal(han_syllable(0x5728), han_syllable(0x4e00));
	assert_int_equal(han_syllable('a'), 0);
	assert_true(han_is_traditional(0x9ad4));
	assert_false(han_is_traditional(0x4f53));
}

static void test_long_texts_are_cut(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char *text = arena_alloc(arena, 400001);

	memset(text, 'x', 400000);
	struct analysis analysis = analysis_run(text, arena);
	assert_in_range(analysis.token_count, 1, ANALYSIS_TOKENS_MOST);
	for (int at = 0; at < analysis.token_count; at++)
		assert_in_range(analysis.tokens[at].length, 1, ANALYSIS_WORD_MOST);
	for (int at = 0; at < 400000; at += 4)
		memcpy(text + at, "\xf0\x9f\x98\x80", 4);
	assert_int_equal(analysis_run(text, arena).token_count, 0);
	arena_free(&arena);
}

static struct feature_list features_of(const char *text, struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);

	return features_extract(&analysis, arena);
}

static void test_features_come_once(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct feature_list list = features_of("tea tea tea 茶茶", arena);

	for (int at = 0; at < list.count; at++)
		for (int other = 0; other < at; other++)
			assert_true(list.items[at].key != list.items[other].key);
	assert_int_equal(features_of("", arena).count, 0);
	arena_free(&arena);
}

static void test_vectors_have_length_one(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct vocabulary *vocabulary = vocabulary_new();
	struct feature_list known = features_of("green tea 绿茶", arena);
	struct feature_list strange = features_of("quantum physics", arena);

	vocabulary_count(vocabulary, &known);
	struct vector vector = vocabulary_weigh(vocabulary, &known, arena);
	assert_true(vector.known > 0.999f && vector.known < 1.001f);
	assert_int_equal(vocabulary_weigh(vocabulary, &strange, arena).count, 0);
	struct feature_list half = features_of("green physics", arena);
	assert_true(vocabulary_weigh(vocabulary, &half, arena).known < 0.9f);
	struct vector blend = vector_blend(&vector, 0.5f, &vector, arena);
	assert_int_equal(blend.count, vector.count);
	assert_true(blend.known > 0.999f && blend.known < 1.001f);
	vocabulary_free(&vocabulary);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_folding_makes_equal),
	    cmocka_unit_test(test_words_and_characters),
	    cmocka_unit_test(test_homophones_share_a_syllable),
	    cmocka_unit_test(test_long_texts_are_cut),
	    cmocka_unit_test(test_features_come_once),
	    cmocka_unit_test(test_vectors_have_length_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
