/*
 * Built-in rules: requests for a person, anger and sensitive words in three
 * languages, against builtin_wordings.txt and the demo base.
 */
#include "bot/builtin_rules.h"
#include "tests/unit/rule_support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/literals.h"
#include "data/arena.h"
#include "data/json.h"
#include "kb/analysis.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

/* What the built-in rules make of a text: the reason, or "nothing". */
static const char *made_of(const char *text, const char **rule)
{
	struct arena *arena = arena_new();
	struct rule_match match;
	bool cut_short;
	bool found =
	    rules_match(builtin_rules_alone(), SCENE(analysis_fold(text, arena), ""), &match, &cut_short);

	if (cut_short)
		fail_msg("a built-in rule was given up on \"%s\"", text);
	*rule = found ? match.rule->row.name : "no rule";
	arena_free(&arena);
	return found ? match.rule->reason : "nothing";
}

/* Reading lines -------------------------------------------------------------- */

static FILE *open_file(const char *path)
{
	char full[512];

	snprintf(full, sizeof(full), "%s/%s", SOURCE_DIR, path);
	FILE *file = fopen(full, "r");
	if (file == NULL)
		fail_msg("can't open %s", full);
	return file;
}

/* The next line that isn't empty, without its end; NULL at the file's end. */
static char *next_line(FILE *file, char **line, size_t *room)
{
	while (getline(line, room, file) >= 0) {
		(*line)[strcspn(*line, "\r\n")] = '\0';
		if (**line != '\0')
			return *line;
	}
	return NULL;
}

struct tally {
	int lines, failures;
};

static void expect(struct tally *tally, const char *text, const char *reason)
{
	const char *rule, *made = made_of(text, &rule);

	tally->lines++;
	if (strcmp(made, reason) == 0)
		return;
	tally->failures++;
	print_error("\"%s\" is %s (%s), not %s\n", text, made, rule, reason);
}

static void wordings_are_understood(void **state)
{
	FILE *file = open_file("tests/unit/builtin_wordings.txt");
	struct tally wanted = {0}, unwanted = {0};
	char reason[32] = "", *line = NULL;
	size_t room = 0;

	while (next_line(file, &line, &room) != NULL) {
		if (line[0] == '#')
			continue;
		if (line[0] == '[') {
			snprintf(reason, sizeof(reason), "%.*s", (int)strcspn(line + 1, "]"),
				 line + 1);
			continue;
		}
		expect(strcmp(reason, "nothing") == 0 ? &unwanted : &wanted, line, reason);
	}
	free(line);
	fclose(file);
	assert_int_equal(wanted.failures + unwanted.failures, 0);
	assert_in_range(wanted.lines, 240, 10000);
	assert_in_range(unwanted.lines, 180, 10000);
	(void)state;
}

/* The demo base ---------------------------------------------------------------- */

static void expect_entry(struct tally *tally, const struct json *entry)
{
	const struct json *variants = json_member(entry, "variants");

	expect(tally, json_text(entry, "question"), "nothing");
	for (const struct json *variant = variants == NULL ? NULL : variants->first;
	     variant != NULL; variant = variant->next)
		expect(tally, variant->text, "nothing");
}

static void expect_golden(struct tally *tally, const struct json *golden)
{
	bool asks = strcmp(json_text(golden, "expect"), "handoff") == 0;

	expect(tally, json_text(golden, "text"), asks ? "asked-for-person" : "nothing");
}

static void check_file(struct tally *tally, const char *path,
		       void (*check)(struct tally *, const struct json *))
{
	FILE *file = open_file(path);
	char *line = NULL;
	size_t room = 0;

	while (next_line(file, &line, &room) != NULL) {
		struct arena *arena = arena_new();
		const struct json *object;
		struct fault fault;
		if (!json_parse(line, strlen(line), arena, &object, &fault))
			fail_msg("%s: %s", path, line);
		check(tally, object);
		arena_free(&arena);
	}
	free(line);
	fclose(file);
}

static void the_demo_base_is_left_alone(void **state)
{
	static const char *const files[] = {
	    "data/demo/entries.en.jsonl", "data/demo/entries.zh-CN.jsonl",
	    "data/demo/courtesy.en.jsonl", "data/demo/courtesy.zh-CN.jsonl",
	    "data/demo/courtesy.zh-TW.jsonl"};
	struct tally tally = {0};

	for (int i = 0; i < COUNT(files); i++)
		check_file(&tally, files[i], expect_entry);
	assert_int_equal(tally.failures, 0);
	assert_in_range(tally.lines, 900, 100000);
	(void)state;
}

static void golden_questions_for_a_person_are_all_caught(void **state)
{
	struct tally tally = {0};

	check_file(&tally, "data/demo/golden.jsonl", expect_golden);
	assert_int_equal(tally.failures, 0);
	assert_in_range(tally.lines, 20, 100000);
	(void)state;
}

/* Rows ---------------------------------------------------------------------------- */

static void an_editors_rule_may_go_first(void **state)
{
	static const struct rule_row own[] = {
	    {"billing people", "人工.*账单", BUILTIN_ASKED + 1, NULL, HAND("Billing")},
	    {"below", "转人工", BUILTIN_ASKED - 1, NULL, SAY("x")},
	};
	struct fault fault;
	struct rules *rules = builtin_rules_compile(own, COUNT(own), &fault);
	struct rule_match match;
	int count;

	assert_non_null(rules);
	assert_true(rules_match(rules, SCENE("转人工，问账单", ""), &match, NULL));
	assert_string_equal(match.rule->actions.group, "Billing");
	assert_string_equal(match.rule->reason, "rule");
	assert_true(rules_match(rules, SCENE("转人工", ""), &match, NULL));
	assert_string_equal(match.rule->reason, "asked-for-person");
	assert_true(match.rule->actions.hands_over);
	builtin_rules(&count);
	assert_int_equal(rules_count(rules), count + 2);
	rules_free(rules);
	(void)state;
}

/* Every row has words to look for, so none is tried on an ordinary message. */
static void every_row_has_literals(void **state)
{
	int count;
	const struct rule_row *rows = builtin_rules(&count);
	struct arena *arena = arena_new();

	for (int i = 0; i < count; i++)
		if (literals_of(rows[i].pattern, arena).count == 0)
			fail_msg("%s is tried on every message", rows[i].name);
	arena_free(&arena);
	(void)state;
}

static void hostile_messages_end(void **state)
{
	static const char *const units[] = {"a",
					    "人",
					    "please ",
					    "i don't want to ",
					    "customer service ",
					    "转",
					    "人工",
					    "不要",
					    "human resources ",
					    "are you a human or ",
					    "agent",
					    "get me a ",
					    "talk to ",
					    "found ",
					    "换个人",
					    "very very angry ",
					    "\n",
					    " - "};

	for (int i = 0; i < COUNT(units); i++) {
		size_t length = strlen(units[i]);
		char *text = calloc(4001, 3);
		const char *rule;
		assert_non_null(text);
		for (size_t at = 0; at + length < 4000; at += length)
			memcpy(text + at, units[i], length);
		made_of(text, &rule); /* fails where a rule is given up */
		free(text);
	}
	(void)state;
}

static void courtesy_is_recognised(void **state)
{
	static const char *const cases[][2] = {
	    {"hi", "greeting"},
	    {"Hello!!", "greeting"},
	    {"hey there", "greeting"},
	    {"good morning", "greeting"},
	    {"你好", "greeting"},
	    {"您好，请问在吗？", "greeting"},
	    {"早安～", "greeting"},
	    {"你好客服", "greeting"},
	    {"thanks", "thanks"},
	    {"ok, thank you so much!", "thanks"},
	    {"thanks for all your help", "thanks"},
	    {"谢谢", "thanks"},
	    {"好的，非常感谢您的帮助", "thanks"},
	    {"謝謝你", "thanks"},
	    {"bye", "goodbye"},
	    {"ok bye bye", "goodbye"},
	    {"have a nice day!", "goodbye"},
	    {"再见", "goodbye"},
	    {"好的谢谢，拜拜", "goodbye"},
	    {"掰掰", "goodbye"},
	    {"ok", "acknowledged"},
	    {"Got it.", "acknowledged"},
	    {"ok, that's fine then", "acknowledged"},
	    {"好的", "acknowledged"},
	    {"嗯嗯", "acknowledged"},
	    {"我知道了", "acknowledged"},
	    {"我了解了", "acknowledged"},
	    {"收到～", "acknowledged"},
	    {"no", NULL},
	    {"不好", NULL},
	    {"不知道", NULL},
	    {"it is not fine", NULL},
	    {"fine for late return", NULL},
	    {"hi, where is my parcel", NULL},
	    {"thanks, and the bill?", NULL},
	    {"你好，我要退货", NULL},
	    {"你", NULL},
	    {"the", NULL},
	    {"all", NULL},
	    {"thankless", NULL},
	    {"", NULL},
	    {"?", NULL},
	};

	for (int i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new();
		const char *kind = builtin_courtesy(analysis_fold(cases[i][0], arena));
		arena_free(&arena);
		if (kind != cases[i][1] &&
		    (kind == NULL || cases[i][1] == NULL || strcmp(kind, cases[i][1]) != 0))
			fail_msg("\"%s\" is %s", cases[i][0], kind == NULL ? "nothing" : kind);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wordings_are_understood),
	    cmocka_unit_test(the_demo_base_is_left_alone),
	    cmocka_unit_test(golden_questions_for_a_person_are_all_caught),
	    cmocka_unit_test(an_editors_rule_may_go_first),
	    cmocka_unit_test(every_row_has_literals),
	    cmocka_unit_test(hostile_messages_end),
	    cmocka_unit_test(courtesy_is_recognised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
