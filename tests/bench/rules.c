/*
 * Bench: microseconds a message takes against 1, 100 and 1,000 rules, with
 * the prefilter and rule by rule, against the built-in rules, and against a
 * catastrophic pattern.  Prints a table; run it on a quiet machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/rules.h"
#include "tests/unit/rule_support.h"
#include "data/arena.h"
#include "data/clock.h"

#define MESSAGES 500

typedef bool match_function(const struct rules *, const struct rule_scene *, struct rule_match *,
			    bool *);

static const char *const SUBJECTS[] = {"roaming",   "invoice", "refund",  "parcel", "contract",
				       "broadband", "handset", "account", "流量",   "话费",
				       "套餐",      "宽带",    "发票",    "漫游",   "退货"};
static const char *const ASPECTS[] = {"late",   "price",  "wrong", "cancel", "lost",
				      "change", "active", "多少",  "怎么",   "取消",
				      "开通",   "不到",   "几天",  "变更",   "查询"};
static const char *const TIMES[] = {"today", "last month", "again", "这个月", "昨天"};
#define SUBJECT_COUNT ((int)(sizeof(SUBJECTS) / sizeof(*SUBJECTS)))
#define ASPECT_COUNT  ((int)(sizeof(ASPECTS) / sizeof(*ASPECTS)))

#define TIME_COUNT    ((int)(sizeof(TIMES) / sizeof(*TIMES)))

/* Rules as editors write them: three words in an order.  The first thousand
 * differ. */
static struct rules *make_rules(int count, struct arena *arena)
{
	struct rule_row *rows = arena_array(arena, (size_t)count, sizeof(*rows));
	struct fault fault;

	for (int i = 0; i < count; i++) {
		const char *subject = SUBJECTS[i % SUBJECT_COUNT];
		const char *aspect = ASPECTS[i / SUBJECT_COUNT % ASPECT_COUNT];
		const char *time = TIMES[i / SUBJECT_COUNT / ASPECT_COUNT % TIME_COUNT];
		rows[i] = (struct rule_row){
		    .name = "rule",
		    .pattern = arena_format(arena, "%s.{0,20}%s.{0,9}%s", subject, aspect, time),
		    .priority = i,
		    .actions = SAY("x")};
	}
	struct rules *rules = rules_compile(rows, count, &fault);
	if (rules == NULL) {
		fprintf(stderr, "%s\n", fault.detail);
		exit(1);
	}
	return rules;
}

/* Messages with the words of some rules, in another order: none matches. */
static const char **make_messages(struct arena *arena)
{
	const char **messages = arena_array(arena, MESSAGES, sizeof(*messages));

	for (int i = 0; i < MESSAGES; i++)
		messages[i] = arena_format(arena,
					   i % 2 ? "请问%s我的%s，还有%s可以再帮我看一下吗"
						 : "hello, %s i asked why it is %s, my %s i mean",
					   TIMES[i % TIME_COUNT], ASPECTS[i * 7 % ASPECT_COUNT],
					   SUBJECTS[i * 3 % SUBJECT_COUNT]);
	return messages;
}

static double micros_each(const struct rules *rules, const char **messages, int count,
			  match_function *match)
{
	struct rule_match found;
	int64_t best = INT64_MAX;

	for (int round = 0; round < 7; round++) {
		int64_t begun = clock_steady_micros();
		for (int i = 0; i < count; i++)
			match(rules, SCENE(messages[i], "en"), &found, NULL);
		int64_t took = clock_steady_micros() - begun;
		best = took < best ? took : best;
	}
	return (double)best / count;
}

static void compare(const char *name, const struct rules *rules, const char **messages, int count)
{
	printf("%-28s %10.2f %12.2f\n", name, micros_each(rules, messages, count, rules_match),
	       micros_each(rules, messages, count, rules_match_plainly));
}

static void measure_catastrophe(struct arena *arena)
{
	static const struct rule_row bomb = {"bomb", "(?:a|aa)+$", 0, NULL, SAY("x")};
	struct fault fault;
	struct rules *rules = rules_compile(&bomb, 1, &fault);
	char *text = arena_alloc(arena, 4001);

	if (rules == NULL)
		exit(1);
	memset(text, 'a', 3999);
	text[3999] = 'b';
	const char *messages[] = {text};
	compare("(?:a|aa)+$ on 4,000 letters", rules, messages, 1);
	rules_free(rules);
}

int main(void)
{
	static const int counts[] = {1, 100, 1000};
	struct arena *arena = arena_new();
	const char **messages = make_messages(arena);

	printf("%-28s %10s %12s\n", "microseconds a message", "prefilter", "one by one");
	for (int i = 0; i < 3; i++) {
		int64_t begun = clock_steady_micros();
		struct rules *rules = make_rules(counts[i], arena);
		int64_t took = clock_steady_micros() - begun;
		compare(arena_format(arena, "%d rules", counts[i]), rules, messages, MESSAGES);
		printf("%-28s %10.2f ms\n", "  compiled in", (double)took / 1000);
		rules_free(rules);
	}
	compare("built-in rules", builtin_rules_alone(), messages, MESSAGES);
	measure_catastrophe(arena);
	arena_free(&arena);
	return 0;
}
