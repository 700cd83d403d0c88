/*
 * Rules: priorities, languages, the prefilter's honesty, bounded matching,
 * and what an editor's pattern may be.
 */
#include "bot/rules.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/literals.h"
#include "bot/prefilter.h"
#include "data/clock.h"
#include "kb/analysis.h"
#include "tests/unit/rule_support.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

static struct rules *compiled(const struct rule_row *rows, int count)
{
	struct fault fault = {0};
	struct rules *rules = rules_compile(rows, count, &fault);

	if (rules == NULL)
		fail_msg("%s: %s", fault.field, fault.detail);
	return rules;
}

/* The name of the rule that decides a text, or "none". */
static const char *decides(const struct rules *rules, const char *text, const char *language)
{
	struct arena *arena = arena_new();
	struct rule_match match;
	bool found = rules_match(rules, SCENE(analysis_fold(text, arena), language), &match, NULL);

	arena_free(&arena);
	return found ? match.rule->row.name : "none";
}

static void the_highest_priority_decides(void **state)
{
	static const struct rule_row rows[] = {
	    {"low", "parcel", 1, NULL, SAY("a")},
	    {"high", "lost parcel", 9, NULL, HAND("Claims")},
	    {"tie", "parcel|package", 1, NULL, SAY("b")},
	};
	struct rules *rules = compiled(rows, COUNT(rows));

	assert_string_equal(decides(rules, "where is my parcel", "en"), "low");
	assert_string_equal(decides(rules, "LOST PARCEL!", "en"), "high");
	assert_string_equal(decides(rules, "my package", "en"), "tie");
	assert_string_equal(decides(rules, "my letter", "en"), "none");
	assert_int_equal(rules_count(rules), 3);
	rules_free(rules);
	(void)state;
}

static void a_match_tells_where_and_why(void **state)
{
	static const struct rule_row rows[] = {
	    {"claims", "lost parcel", 0, NULL, HAND("Claims")},
	    {"builtin/angry/words", "scoundrels", 0, NULL, "{\"hand_over\":{}}"},
	};
	struct rules *rules = compiled(rows, COUNT(rows));
	struct rule_match match;
	bool cut_short = true;

	assert_true(rules_match(rules, SCENE("a lost parcel", NULL), &match, &cut_short));
	assert_int_equal(match.start, 2);
	assert_int_equal(match.end, 13);
	assert_string_equal(match.rule->actions.group, "Claims");
	assert_string_equal(match.rule->reason, "rule");
	assert_false(cut_short);
	assert_true(rules_match(rules, SCENE("you scoundrels", NULL), &match, NULL));
	assert_string_equal(match.rule->reason, "angry");
	rules_free(rules);
	(void)state;
}

static void a_rule_holds_for_its_language(void **state)
{
	static const struct rule_row rows[] = {
	    {"chinese", "sim", 3, LANGUAGE("zh"), SAY("a")},
	    {"taiwan", "esim", 9, LANGUAGE("zh-TW"), SAY("b")},
	    {"any", "sim", 1, NULL, SAY("c")},
	};
	struct rules *rules = compiled(rows, COUNT(rows));

	assert_string_equal(decides(rules, "esim", "zh-CN"), "chinese");
	assert_string_equal(decides(rules, "esim", "zh-tw"), "taiwan");
	assert_string_equal(decides(rules, "esim", "zh"), "chinese");
	assert_string_equal(decides(rules, "esim", "zhx"), "any");
	assert_string_equal(decides(rules, "esim", "en"), "any");
	assert_string_equal(decides(rules, "esim", NULL), "any");
	rules_free(rules);
	(void)state;
}

static void patterns_fold_as_texts_do(void **state)
{
	static const struct rule_row rows[] = {
	    {"traditional", "轉接(?:失敗|錯誤)", 5, NULL, SAY("a")},
	    {"class", "[貓狗]糧", 4, NULL, SAY("b")},
	    {"wide", "ＶＩＰ會員", 3, NULL, SAY("c")},
	    {"mark", "真的嗎？", 2, NULL, SAY("d")},
	    {"quantified", "哈囉?嗎\\W+\\d", 1, NULL, SAY("e")},
	};
	struct rules *rules = compiled(rows, COUNT(rows));

	assert_string_equal(decides(rules, "转接失败了", ""), "traditional");
	assert_string_equal(decides(rules, "轉接錯誤", ""), "traditional");
	assert_string_equal(decides(rules, "买猫粮", ""), "class");
	assert_string_equal(decides(rules, "我是vip会员", ""), "wide");
	assert_string_equal(decides(rules, "真的吗?", ""), "mark");
	assert_string_equal(decides(rules, "真的", ""), "none");
	assert_string_equal(decides(rules, "哈嗎 5", ""), "quantified");
	rules_free(rules);
	(void)state;
}

/* Literals --------------------------------------------------------------------- */

static void check_literals(const char *pattern, const char *expected)
{
	struct arena *arena = arena_new();
	struct literals literals = literals_of(pattern, arena);
	const char *joined = "";

	for (int i = 0; i < literals.count; i++)
		for (int j = 0; j < literals.sets[i].count; j++)
			joined = arena_format(arena, "%s%s%s", joined,
					      j > 0   ? ","
					      : i > 0 ? " + "
						      : "",
					      literals.sets[i].words[j]);
	if (strcmp(joined, expected) != 0)
		fail_msg("%s: \"%s\" instead of \"%s\"", pattern, joined, expected);
	arena_free(&arena);
}

static void literals_are_what_a_match_needs(void **state)
{
	static const char *const cases[][2] = {
	    {"agent", "agent"},
	    {"Agent", "agent"},
	    {"\\bagent\\b", "agent"},
	    {"talk to (?:an agent|a human)", "talk to a human,talk to an agent"},
	    {"(?<who>agent|human) please", "agent please,human please"},
	    {"a|b|cde", "a,b,cde"},
	    {"colou?r", "color,colour"},
	    {"ab*c", "a + c"},
	    {"lo+st parcel", "st parcel + l + o"},
	    {"refund.*bill", "refund + bill"},
	    {"(?:refund.*bill|tax.*form)", "form,refund + bill,tax"},
	    {"a.*bc.*de.*fgh", "fgh + bc + de"},
	    {"(?=.*refund)(?=.*bill)", "refund + bill"},
	    {"(?!refund)bill", "bill"},
	    {"(?<=a )bill", "bill + a "},
	    {"[ab]cde", "acde,bcde"},
	    {"[a-z]cde", "cde"},
	    {"[^ab]cde", "cde"},
	    {"[]x]cde", "]cde,xcde"},
	    {"[[:alpha:]]cde", "cde"},
	    {"agent(*SKIP)(*F)|human", "human"},
	    {"\\d+ minutes", " minutes"},
	    {"\\x{61}gent", "gent"},
	    {"1\\.5 gb", "1.5 gb"},
	    {"转(?:人工|真人)", "转人工,转真人"},
	    {"人工{2,}", "人 + 工"},
	    {"\\x'a|b'c", "'a,b'c"},
	    {"\\x<a|b>c", "<a,b>c"},
	    {"\\x}agent|human", "human,}agent"},
	    {"\\x}a|", ""},
	    {"agent\\x>b", "agent + >b"},
	    {"(agent)\\1 human", "agent +  human"},
	    /* Nothing is known of these. */
	    {"agent|.", ""},
	    {"(agent)?", ""},
	    {"(?:agent)*", ""},
	    {"agent{0}", "agen"},
	    {"(?x) a g e n t", ""},
	    {"\\Qagent\\E*", ""},
	    {"agent(?#no)*", ""},
	    {"(?(?=a)agent|human)", ""},
	    {"agent(*ACCEPT)human|", ""},
	    {"\\w+", ""},
	    {"[\\cA]", ""},
	    {"a{,3}b", ""},
	    {"a{ 0 }b", ""},
	    {"a{2, 3}b", ""},
	    {"a{2 }b", ""},
	    {"a{2 ,3}b", ""},
	    {"a{\t2}b", ""},
	    /* But these braces are characters. */
	    {"a{2 b", "a{2 b"},
	    {"a{}b", "a{}b"},
	    {"", ""},
	};

	for (int i = 0; i < COUNT(cases); i++)
		check_literals(cases[i][0], cases[i][1]);
	(void)state;
}

static void a_scan_finds_words_within_words(void **state)
{
	const char *he[] = {"he"}, *she[] = {"she", "his"}, *hers[] = {"hers"};
	const struct literals literals[] = {{{{he, 1}}, 1},
					    {{{she, 2}}, 1},
					    {{{hers, 1}}, 1},
					    {.count = 0},
					    {{{she, 2}, {hers, 1}}, 2}};
	struct prefilter *prefilter = prefilter_new(literals, COUNT(literals));
	struct prefilter_scratch scratch = {0};
	static const struct {
		const char *text;
		uint64_t candidates;
	} cases[] = {{"", 8},     {"h", 8},      {"the", 9},   {"ushers", 31},   {"shhis", 10},
		     {"hhhe", 9}, {"shers", 31}, {"sher", 11}, {"xhixhersx", 13}};

	for (int i = 0; i < COUNT(cases); i++) {
		prefilter_scan(prefilter, cases[i].text, &scratch);
		assert_int_equal(scratch.candidates[0], cases[i].candidates);
	}
	prefilter_scratch_free(&scratch);
	prefilter_free(&prefilter);
	(void)state;
}

/* Words and patterns that overlap, drawn from a fixed seed. */
static unsigned int seed = 20260207;

static unsigned int draw(unsigned int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static const char *const PIECES[] = {
    "ab",   "bc",   "abc", "ca", "cab",  "(?:ab|c)", "[abc]",    "b?",   "c*",         "(?:bca)+",
    "人工", "工人", "人",  "转", "a{2}", ".",        "(?=.*bc)", "\\w+", "(?:人|工)?", "(?!ca)b"};

static const char *random_pattern(struct arena *arena)
{
	const char *pattern = "";

	for (unsigned int left = 1 + draw(4); left > 0; left--)
		pattern = arena_format(arena, "%s%s%s", pattern, PIECES[draw(COUNT(PIECES))],
				       draw(6) == 0 ? "|" : "");
	return arena_format(arena, "%sbc", pattern);
}

static const char *random_text(struct arena *arena)
{
	static const char *const units[] = {"a", "b", "c", "人", "工", "转", " "};
	const char *text = "";

	for (unsigned int left = draw(14); left > 0; left--)
		text = arena_format(arena, "%s%s", text, units[draw(COUNT(units))]);
	return text;
}

static void the_prefilter_loses_no_match(void **state)
{
	struct arena *arena = arena_new();
	struct rule_row rows[300];
	int matched = 0;

	for (int i = 0; i < COUNT(rows); i++)
		rows[i] = (struct rule_row){arena_format(arena, "%d", i), random_pattern(arena),
					    (int)draw(1000), NULL, SAY("x")};
	for (int i = 0; i < COUNT(rows); i++) {
		/* Alone, so that each pattern is tried on many texts. */
		struct rules *rules = compiled(&rows[i], 1);
		for (int j = 0; j < 60; j++) {
			const char *text = random_text(arena);
			struct rule_match with, without;
			bool found = rules_match(rules, SCENE(text, ""), &with, NULL);
			if (found != rules_match_plainly(rules, SCENE(text, ""), &without, NULL))
				fail_msg("%s on \"%s\"", rows[i].pattern, text);
			matched += found;
		}
		rules_free(rules);
	}
	assert_in_range(matched, 1000, 17000);
	struct rules *all = compiled(rows, COUNT(rows));
	for (int j = 0; j < 500; j++) {
		const char *text = random_text(arena);
		struct rule_match with = {0}, without = {0};
		bool found = rules_match(all, SCENE(text, ""), &with, NULL);
		assert_int_equal(found, rules_match_plainly(all, SCENE(text, ""), &without, NULL));
		assert_ptr_equal(with.rule, without.rule);
	}
	rules_free(all);
	arena_free(&arena);
	(void)state;
}

/* Bounded matching --------------------------------------------------------------- */

static char *repeated(const char *unit, int times)
{
	size_t length = strlen(unit);
	char *text = malloc(length * (size_t)times + 1);

	assert_non_null(text);
	for (int i = 0; i < times; i++)
		memcpy(text + (size_t)i * length, unit, length);
	text[length * (size_t)times] = '\0';
	return text;
}

static void a_catastrophic_pattern_counts_as_no_match(void **state)
{
	static const struct rule_row rows[] = {
	    {"bomb", "(?:a|aa)+$", 9, NULL, "{\"hand_over\":{}}"},
	    {"plain", "aab", 1, NULL, SAY("x")},
	};
	struct rules *rules = compiled(rows, COUNT(rows));
	char *text = repeated("a", 3900);
	struct rule_match match;
	bool cut_short = false;

	strcpy(text + 3000, "aab");
	assert_true(rules_match(rules, SCENE(text, ""), &match, &cut_short));
	assert_string_equal(match.rule->row.name, "plain");
	assert_true(cut_short);
	free(text);
	rules_free(rules);
	(void)state;
}

/* A thousand of them end because the message's time is up; that they end at
 * all is what is tested. */
static void many_catastrophic_patterns_end(void **state)
{
	static struct rule_row rows[1000];
	char *text = repeated("a", 3999);
	struct rule_match match;
	bool cut_short = false;

	for (int i = 0; i < COUNT(rows); i++)
		rows[i] = (struct rule_row){"bomb", "(?:a|aa|aaa)+(?:a|aa)+b\\1?()$|aa(?=\\w*\\d)",
					    0, NULL, SAY("x")};
	struct rules *rules = compiled(rows, COUNT(rows));
	assert_false(rules_match(rules, SCENE(text, ""), &match, &cut_short));
	assert_true(cut_short);
	free(text);
	rules_free(rules);
	(void)state;
}

static void *match_often(void *memory)
{
	const struct rules *rules = memory;
	intptr_t hits = 0;

	for (int i = 0; i < 500; i++) {
		hits += strcmp(decides(rules, "please call me", "en"), "call") == 0;
		hits += strcmp(decides(rules, "no words", "en"), "none") == 0;
	}
	return (void *)hits;
}

static void threads_share_the_rules(void **state)
{
	static const struct rule_row rows[] = {{"call", "call (?:me|us)", 0, NULL, SAY("x")},
					       {"other", "\\d{4}", 0, NULL, SAY("y")}};
	struct rules *rules = compiled(rows, COUNT(rows));
	pthread_t threads[4];

	for (int i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, match_often, rules), 0);
	for (int i = 0; i < COUNT(threads); i++) {
		void *hits;
		assert_int_equal(pthread_join(threads[i], &hits), 0);
		assert_int_equal((intptr_t)hits, 1000);
	}
	rules_free(rules);
	(void)state;
}

/* What may be saved ---------------------------------------------------------------- */

static void good_patterns_pass(void **state)
{
	static const char *const patterns[] = {
	    "refund",
	    "\\bsim\\b",
	    "(?:cancel|stop).{0,40}(?:order|plan)",
	    "^(?=.*refund)(?=.*bill)",
	    "^(?:hi|hello)$",
	    "套餐|資費",
	    "(?:查|看).{0,6}(?:话费|流量)",
	    "order (?:no|number)?\\W*\\d{6,12}",
	    "[\\w.]{1,30}@[\\w.]{1,30}",
	    "1\\d{10}",
	    "how (?:much|many)\\b.*\\bcost",
	};

	for (int i = 0; i < COUNT(patterns); i++) {
		struct fault fault = {0};
		if (!rule_check(patterns[i], &fault))
			fail_msg("%s: %s", patterns[i], fault.detail);
	}
	(void)state;
}

static void bad_patterns_are_refused(void **state)
{
	char *long_pattern = repeated("好", RULE_PATTERN_MOST + 1);
	const struct {
		const char *pattern, *detail;
		int64_t actual;
		enum fault_code code;
	} cases[] = {
	    {"", "", 0, FAULT_EMPTY},
	    {" \t\n", "", 0, FAULT_EMPTY},
	    {"\xff", "", 0, FAULT_NOT_UTF8},
	    {long_pattern, "", 1001, FAULT_TOO_LONG},
	    {"refund(", "missing closing parenthesis", 8, FAULT_BAD_PATTERN},
	    {"退款(?:", "missing closing parenthesis", 6, FAULT_BAD_PATTERN},
	    {"*refund", "at character 1: quantifier", 1, FAULT_BAD_PATTERN},
	    {"[z-a]", "range out of order", 4, FAULT_BAD_PATTERN},
	    {"a\\Cb", "\\C", 4, FAULT_BAD_PATTERN},
	    {"(?1)", "reference to non-existent", 4, FAULT_BAD_PATTERN},
	    {"x*", "", 0, FAULT_VAGUE_PATTERN},
	    {"a|", "", 0, FAULT_VAGUE_PATTERN},
	    {"(?=.)", "", 0, FAULT_VAGUE_PATTERN},
	    {"\\b", "", 0, FAULT_VAGUE_PATTERN},
	    {"(?=.*refund)(?=.*bill)", "", 0, FAULT_SLOW_PATTERN},
	    {"(?:a|aa)+$", "", 0, FAULT_SLOW_PATTERN},
	    {"(.*)(.*)(.*)foo", "", 0, FAULT_SLOW_PATTERN},
	    {"(?:\\w+\\W*)+\\d\\d:", "", 0, FAULT_SLOW_PATTERN},
	    {"(?:查.*)*流.*量.*完", "", 0, FAULT_SLOW_PATTERN},
	};

	for (int i = 0; i < COUNT(cases); i++) {
		struct fault fault = {0};
		if (rule_check(cases[i].pattern, &fault))
			fail_msg("%s was accepted", cases[i].pattern);
		assert_int_equal(fault.code, cases[i].code);
		if (strstr(fault.detail, cases[i].detail) == NULL ||
		    fault.actual != cases[i].actual)
			fail_msg("%s: at %d: %s", cases[i].pattern, (int)fault.actual,
				 fault.detail);
	}
	free(long_pattern);
	(void)state;
}

static void a_bad_row_is_named(void **state)
{
	static const struct rule_row rows[] = {{"good", "a", 0, NULL, SAY("x")},
					       {"the bad one", "(", 0, NULL, SAY("x")}};
	struct fault fault = {0};

	assert_null(rules_compile(rows, COUNT(rows), &fault));
	assert_int_equal(fault.code, FAULT_BAD_PATTERN);
	assert_string_equal(fault.field, "the bad one");
	(void)state;
}

static void no_rules_match_nothing(void **state)
{
	struct rules *rules = compiled(NULL, 0);

	assert_string_equal(decides(rules, "anything", "en"), "none");
	rules_free(rules);
	rules_free(NULL);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_highest_priority_decides),
	    cmocka_unit_test(a_match_tells_where_and_why),
	    cmocka_unit_test(a_rule_holds_for_its_language),
	    cmocka_unit_test(patterns_fold_as_texts_do),
	    cmocka_unit_test(literals_are_what_a_match_needs),
	    cmocka_unit_test(a_scan_finds_words_within_words),
	    cmocka_unit_test(the_prefilter_loses_no_match),
	    cmocka_unit_test(a_catastrophic_pattern_counts_as_no_match),
	    cmocka_unit_test(many_catastrophic_patterns_end),
	    cmocka_unit_test(threads_share_the_rules),
	    cmocka_unit_test(good_patterns_pass),
	    cmocka_unit_test(bad_patterns_are_refused),
	    cmocka_unit_test(a_bad_row_is_named),
	    cmocka_unit_test(no_rules_match_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
