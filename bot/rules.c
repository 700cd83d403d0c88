/*
 * Rules: see rules.h.  Not here: patterns themselves (bot/rule_pattern.c) and
 * checking an editor's pattern (bot/rule_check.c).
 */
#include "bot/rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/prefilter.h"
#include "bot/rule_pattern.h"

/* What the rules may take of one message: this many of them may reach their
 * match limit, and on a long message there is so much processor time.  Rules
 * not tried by then count as not matching.  A short message is decided the
 * same way every time. */
#define LIMITED_RULES_MOST  20
#define LONG_MESSAGE_BYTES  1000
#define MESSAGE_MICROS_MOST 20000

struct compiled_rule {
	struct rule_row row;
	const char *reason;
	struct rule_pattern *pattern;
	struct rule_pattern *wanted; /* a built-in's pattern without what it steps over, or NULL */
};

struct rules {
	struct arena *arena;         /* the rows' texts */
	struct compiled_rule *rules; /* the highest priority first */
	struct prefilter *prefilter;
	int count;
};

/* What a thread scans with ---------------------------------------------------- */

static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void free_scratch(void *scratch)
{
	prefilter_scratch_free(scratch);
	free(scratch);
}

static void make_scratch_key(void)
{
	if (pthread_key_create(&scratch_key, free_scratch) != 0)
		abort();
}

static struct prefilter_scratch *thread_scratch(void)
{
	pthread_once(&scratch_once, make_scratch_key);
	struct prefilter_scratch *scratch = pthread_getspecific(scratch_key);
	if (scratch == NULL) {
		scratch = memory_array(1, sizeof(*scratch));
		pthread_setspecific(scratch_key, scratch);
	}
	return scratch;
}

/* Compiling -------------------------------------------------------------------- */

struct sortable {
	const struct rule_row *row;
	int index;
};

static int compare_rows(const void *a, const void *b)
{
	const struct sortable *left = a, *right = b;

	if (left->row->priority != right->row->priority)
		return left->row->priority > right->row->priority ? -1 : 1;
	return left->index - right->index;
}

static const char BUILTIN[] = "builtin/";

static bool is_builtin(const struct rule_row *row)
{
	return strncmp(row->name, BUILTIN, sizeof(BUILTIN) - 1) == 0;
}

/* The reason in "builtin/REASON/name"; "rule" for an editor's rule. */
static const char *reason_of(const struct rule_row *row, struct arena *arena)
{
	if (!is_builtin(row))
		return "rule";
	const char *reason = row->name + sizeof(BUILTIN) - 1;
	return arena_copy_text(arena, reason, strcspn(reason, "/"));
}

/* Built-in patterns read "LOOK-ALIKES(*SKIP)(*F)|WANTED".  Most messages don't
 * hold what is wanted, and that alone is found several times faster.  NULL
 * where a pattern isn't of this form; an editor's may hold it in a group. */
static struct rule_pattern *wanted_of(const struct rule_row *row, const char *pattern)
{
	static const char step_over[] = "(*SKIP)(*F)|";
	const char *wanted = NULL;
	struct fault ignored;

	if (!is_builtin(row))
		return NULL;
	for (const char *at = pattern; (at = strstr(at, step_over)) != NULL; wanted = at)
		at += sizeof(step_over) - 1;
	return wanted == NULL ? NULL : pattern_compile(wanted, row->name, &ignored);
}

static void copy_row(struct compiled_rule *rule, const struct rule_row *row, struct arena *arena)
{
	rule->row = *row;
	rule->row.name = arena_text(arena, row->name);
	rule->row.pattern = arena_text(arena, row->pattern);
	rule->row.action = arena_text(arena, row->action);
	rule->row.target = arena_text(arena, row->target);
	rule->row.language = arena_text(arena, row->language);
	rule->reason = reason_of(row, arena);
}

static bool compile_sorted(struct rules *rules, const struct sortable *sorted,
			   struct literals *literals, struct arena *arena, struct fault *fault)
{
	for (int i = 0; i < rules->count; i++) {
		struct compiled_rule *rule = &rules->rules[i];
		copy_row(rule, sorted[i].row, rules->arena);
		const char *folded = pattern_fold(rule->row.pattern, arena);
		rule->pattern = pattern_compile(folded, rule->row.name, fault);
		if (rule->pattern == NULL)
			return false;
		rule->wanted = wanted_of(&rule->row, folded);
		literals[i] = literals_of(folded, arena);
	}
	rules->prefilter = prefilter_new(literals, rules->count);
	return true;
}

struct rules *rules_compile(const struct rule_row *rows, int count, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct rules *rules = memory_array(1, sizeof(*rules));
	struct sortable *sorted = arena_array(arena, (size_t)count + 1, sizeof(*sorted));
	struct literals *literals = arena_array(arena, (size_t)count + 1, sizeof(*literals));

	rules->arena = arena_new();
	rules->count = count;
	rules->rules = memory_array((size_t)count + 1, sizeof(*rules->rules));
	for (int i = 0; i < count; i++)
		sorted[i] = (struct sortable){&rows[i], i};
	qsort(sorted, (size_t)count, sizeof(*sorted), compare_rows);
	if (!compile_sorted(rules, sorted, literals, arena, fault)) {
		rules_free(rules);
		rules = NULL;
	}
	arena_free(&arena);
	return rules;
}

void rules_free(void *memory)
{
	struct rules *rules = memory;

	if (rules == NULL)
		return;
	for (int i = 0; i < rules->count; i++) {
		pattern_free(&rules->rules[i].pattern);
		pattern_free(&rules->rules[i].wanted);
	}
	prefilter_free(&rules->prefilter);
	arena_free(&rules->arena);
	free(rules->rules);
	free(rules);
}

int rules_count(const struct rules *rules)
{
	return rules->count;
}

/* Matching --------------------------------------------------------------------- */

/* "zh" holds for "zh" and "zh-CN", "zh-CN" not for "zh". */
static bool holds_for(const char *rule_language, const char *language)
{
	if (rule_language == NULL || *rule_language == '\0')
		return true;
	size_t length = strlen(rule_language);
	return language != NULL && strncasecmp(rule_language, language, length) == 0 &&
	       (language[length] == '\0' || language[length] == '-');
}

/* A message's text and what is left of its time. */
struct turn {
	const char *text, *language;
	size_t length;
	int64_t ends_at; /* in this thread's processor time; INT64_MAX for a short message */
	int limited;     /* rules that reached their match limit */
	bool cut_short;
};

static bool try_rule(const struct compiled_rule *rule, struct turn *turn, struct rule_match *match)
{
	int start, end;

	if (!holds_for(rule->row.language, turn->language))
		return false;
	if (rule->wanted != NULL &&
	    pattern_match(rule->wanted, turn->text, turn->length, &start, &end) == PATTERN_ABSENT)
		return false;
	switch (pattern_match(rule->pattern, turn->text, turn->length, &start, &end)) {
	case PATTERN_MATCHES:
		*match = (struct rule_match){&rule->row, rule->reason, start, end};
		return true;
	case PATTERN_LIMITED:
		turn->limited++;
		turn->cut_short = true;
		return false;
	case PATTERN_ABSENT:
		return false;
	}
	return false;
}

static bool is_over(const struct turn *turn)
{
	return turn->limited >= LIMITED_RULES_MOST ||
	       (turn->ends_at != INT64_MAX && pattern_micros() > turn->ends_at);
}

static bool try_candidates(const struct rules *rules, const uint64_t *candidates, struct turn *turn,
			   struct rule_match *match)
{
	for (int word = 0; word * 64 < rules->count; word++) {
		for (uint64_t left = candidates[word]; left != 0; left &= left - 1) {
			int i = word * 64 + __builtin_ctzll(left);
			if (i >= rules->count)
				return false;
			if (is_over(turn)) {
				turn->cut_short = true;
				return false;
			}
			if (try_rule(&rules->rules[i], turn, match))
				return true;
		}
	}
	return false;
}

static bool match_candidates(const struct rules *rules, const struct prefilter_scratch *scratch,
			     struct turn *turn, struct rule_match *match, bool *cut_short)
{
	bool found = try_candidates(rules, scratch->candidates, turn, match);

	if (cut_short != NULL)
		*cut_short = turn->cut_short;
	return found;
}

static struct turn begin_turn(const char *text, const char *language)
{
	struct turn turn = {
	    .text = text, .language = language, .length = strlen(text), .ends_at = INT64_MAX};

	if (turn.length > LONG_MESSAGE_BYTES)
		turn.ends_at = pattern_micros() + MESSAGE_MICROS_MOST;
	return turn;
}

bool rules_match(const struct rules *rules, const char *folded_text, const char *language,
		 struct rule_match *match, bool *cut_short)
{
	struct prefilter_scratch *scratch = thread_scratch();
	struct turn turn = begin_turn(folded_text, language);

	prefilter_scan(rules->prefilter, folded_text, scratch);
	return match_candidates(rules, scratch, &turn, match, cut_short);
}

bool rules_match_plainly(const struct rules *rules, const char *folded_text, const char *language,
			 struct rule_match *match, bool *cut_short)
{
	struct prefilter_scratch *scratch = thread_scratch();
	struct turn turn = begin_turn(folded_text, language);

	prefilter_all(rules->prefilter, scratch);
	return match_candidates(rules, scratch, &turn, match, cut_short);
}
