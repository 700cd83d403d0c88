/* Every fault has a sentence in every language, filled in and cut whole. */
#include "tests/unit/support.h"

#include "data/text.h"

static void every_code_has_every_sentence(void **state)
{
	(void)state;
	for (int code = 0; code < FAULT_CODE_COUNT; code++) {
		struct fault fault;
		fault_detail(&fault, (enum fault_code)code, "somewhere", "%s", "some detail");
		for (int language = 0; language < LANGUAGE_COUNT; language++) {
			char sentence[400];
			fault_sentence(&fault, (enum language)language, sentence, sizeof(sentence));
			assert_true(strlen(sentence) > 5);
			assert_null(strpbrk(sentence, "{}"));
		}
		assert_true(fault_status((enum fault_code)code) >= 400);
		assert_true(strlen(fault_type((enum fault_code)code)) > 3);
	}
}

static void sizes_stand_in_the_sentence(void **state)
{
	(void)state;
	struct fault fault;
	char sentence[400];
	assert_false(fault_limit(&fault, FAULT_TOO_LONG, "text", 4200, 4000));
	fault_sentence(&fault, LANGUAGE_EN, sentence, sizeof(sentence));
	assert_non_null(strstr(sentence, "4200"));
	assert_non_null(strstr(sentence, "4000"));
	assert_non_null(strstr(sentence, "text"));
}

static void names_in_chinese(enum fault_code code, const char *field, const char *words)
{
	struct fault fault;
	char sentence[400];
	fault_set(&fault, code, field);
	fault_sentence(&fault, LANGUAGE_ZH_CN, sentence, sizeof(sentence));
	assert_non_null(strstr(sentence, words));
}

static void fields_are_called_as_the_reader_does(void **state)
{
	(void)state;
	struct fault fault;
	char sentence[400];
	names_in_chinese(FAULT_TOO_MANY, "columns", "“列”");
	names_in_chinese(FAULT_EMPTY, "question", "“问题”");
	names_in_chinese(FAULT_EMPTY, "x_made_up", "“x_made_up”");
	/* A heading that isn't known is what somebody wrote. */
	names_in_chinese(FAULT_BAD_HEADING, "key", "“key”");
	fault_set(&fault, FAULT_MISSING_FIELD, "valid_from");
	fault_sentence(&fault, LANGUAGE_EN, sentence, sizeof(sentence));
	assert_string_equal(sentence, "“valid from” is missing.");
	fault_sentence(&fault, LANGUAGE_ZH_TW, sentence, sizeof(sentence));
	assert_string_equal(sentence, "缺少「生效時間」。");
	assert_string_equal(fault.field, "valid_from");
}

static void a_short_buffer_gets_whole_characters(void **state)
{
	(void)state;
	struct fault fault;
	char sentence[64];
	fault_set(&fault, FAULT_EMPTY, "question");
	for (int size = 1; size < 60; size++) {
		fault_sentence(&fault, LANGUAGE_ZH_CN, sentence, size);
		assert_true(strlen(sentence) < (size_t)size);
		assert_true(text_is_utf8(sentence, strlen(sentence)));
	}
}

static void says_in_chinese(const char *detail, const char *simplified, const char *traditional)
{
	struct fault fault;
	char text[400];
	fault_detail(&fault, FAULT_BAD_PATTERN, "pattern", "%s", detail);
	fault_detail_text(&fault, LANGUAGE_ZH_CN, text, sizeof(text));
	assert_string_equal(text, simplified);
	fault_detail_text(&fault, LANGUAGE_ZH_TW, text, sizeof(text));
	assert_string_equal(text, traditional);
	fault_detail_text(&fault, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, detail);
}

static void details_speak_the_readers_language(void **state)
{
	(void)state;
	says_in_chinese("a number", "数字", "數字");
	says_in_chinese("line 12 has it too", "第 12 行也有", "第 12 行也有");
	says_in_chinese("it is added now", "现在是 已添加", "現在是 已新增");
	says_in_chinese("at character 7: missing closing parenthesis",
			"第 7 个字符处：缺少右括号", "第 7 個字元處：缺少右括號");
	says_in_chinese("numbers out of order in {} quantifier", "重复次数的先后颠倒",
			"重複次數的先後顛倒");
	/* Names and lists stay, somebody else's sentences are quoted. */
	says_in_chinese("application/json", "application/json", "application/json");
	says_in_chinese("PNG, JPEG", "PNG, JPEG", "PNG, JPEG");
	says_in_chinese("No space left on device", "“No space left on device”",
			"「No space left on device」");
	says_in_chinese("", "", "");
}

static void a_long_detail_is_cut_at_a_character(void **state)
{
	(void)state;
	struct fault fault;
	char text[64];
	fault_detail(&fault, FAULT_BAD_PATTERN, "pattern", "at character 7: missing closing parenthesis");
	for (int size = 1; size < 60; size++) {
		fault_detail_text(&fault, LANGUAGE_ZH_CN, text, size);
		assert_true(strlen(text) < (size_t)size);
		assert_true(text_is_utf8(text, strlen(text)));
	}
}

static void languages_are_found_in_headers(void **state)
{
	(void)state;
	assert_int_equal(language_from_tag(NULL), LANGUAGE_EN);
	assert_int_equal(language_from_tag("zh-CN,zh;q=0.9,en;q=0.8"), LANGUAGE_ZH_CN);
	assert_int_equal(language_from_tag("zh-Hant-HK"), LANGUAGE_ZH_TW);
	assert_int_equal(language_from_tag("zh-tw"), LANGUAGE_ZH_TW);
	assert_int_equal(language_from_tag("fr-FR, zh;q=0.5"), LANGUAGE_ZH_CN);
	assert_int_equal(language_from_tag("en-GB,zh-CN"), LANGUAGE_EN);
	assert_int_equal(language_from_tag("*"), LANGUAGE_EN);
	assert_int_equal(language_from_tag(",,,;;"), LANGUAGE_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_has_every_sentence),
	    cmocka_unit_test(sizes_stand_in_the_sentence),
	    cmocka_unit_test(fields_are_called_as_the_reader_does),
	    cmocka_unit_test(a_short_buffer_gets_whole_characters),
	    cmocka_unit_test(details_speak_the_readers_language),
	    cmocka_unit_test(a_long_detail_is_cut_at_a_character),
	    cmocka_unit_test(languages_are_found_in_headers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
