/*
 * Rules: see rules.h.  Not here: patterns themselves (bot/rule_pattern.c) and
 * checking an editor's pattern (bot/rule_check.c).
 */
#include "bot/rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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
	struct rule rule;
	struct rule_pattern *pattern; /* NULL: any text */
	struct rule_pattern *wanted;  /* a built-in's pattern without what it steps over, or NULL */
	struct rule_pattern *fields[RULE_FIELDS_MOST]; /* of the form; NULL where none is needed */
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

/* The fault says which rule it is about, unless its place is wanted more. */
static bool read_content(struct rule *rule, const struct rule_row *row, struct arena *arena,
			 struct fault *fault)
{
	rule->row = (struct rule_row){.name = arena_text(arena, row->name),
				      .pattern = arena_text(arena, row->pattern),
				      .priority = row->priority};
	rule->is_builtin = is_builtin(row);
	if (!rule_conditions_read(row->conditions, arena, &rule->conditions, fault) ||
	    !rule_actions_read(row->actions, arena, &rule->actions, fault))
		return false;
	rule->reason = rule->actions.reason != NULL ? rule->actions.reason : reason_of(row, arena);
	return true;
}

static bool compile_fields(struct compiled_rule *rule, struct fault *fault)
{
	for (int at = 0; at < rule->rule.actions.field_count; at++) {
		struct value_wish *wish = &rule->rule.actions.fields[at].wish;
		if (wish->kind != VALUE_PATTERN)
			continue;
		rule->fields[at] = pattern_compile(wish->pattern, rule->rule.row.name, fault);
		if (rule->fields[at] == NULL)
			return false;
		wish->compiled = rule->fields[at];
	}
	return true;
}

static bool compile_rule(struct compiled_rule *rule, const struct rule_row *row,
			 struct rules *rules, struct literals *literals, struct arena *arena,
			 struct fault *fault)
{
	if (!read_content(&rule->rule, row, rules->arena, fault) ||
	    !compile_fields(rule, fault))
		return false;
	if (*row->pattern == '\0')
		return true;
	const char *folded = pattern_fold(row->pattern, arena);
	rule->pattern = pattern_compile(folded, row->name, fault);
	if (rule->pattern == NULL)
		return false;
	rule->wanted = wanted_of(row, folded);
	*literals = literals_of(folded, arena);
	return true;
}

static bool compile_sorted(struct rules *rules, const struct sortable *sorted,
			   struct literals *literals, struct arena *arena, struct fault *fault)
{
	for (int i = 0; i < rules->count; i++)
		if (!compile_rule(&rules->rules[i], sorted[i].row, rules, &literals[i], arena,
				  fault))
			return false;
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
		for (int at = 0; at < RULE_FIELDS_MOST; at++)
			pattern_free(&rules->rules[i].fields[at]);
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

const struct rule *rules_find(const struct rules *rules, const char *name)
{
	for (int i = 0; i < rules->count; i++)
		if (strcmp(rules->rules[i].rule.row.name, name) == 0)
			return &rules->rules[i].rule;
	return NULL;
}

/* Matching --------------------------------------------------------------------- */

/* A message's text and what is left of its time. */
struct turn {
	const struct rule_scene *scene;
	const struct bot_context *context;
	size_t length;
	int64_t ends_at; /* in this thread's processor time; INT64_MAX for a short message */
	int limited;     /* rules that reached their match limit */
	bool cut_short;
};

/* Conditions cost less than patterns, so they are asked first. */
static bool is_asked(const struct rule *rule, const struct turn *turn)
{
	if (rule->is_builtin ? turn->scene->own_only : turn->scene->builtin_only)
		return false;
	return rule_conditions_hold(&rule->conditions, turn->context, turn->scene->language);
}

static bool try_rule(const struct compiled_rule *rule, struct turn *turn, struct rule_match *match)
{
	const char *text = turn->scene->folded_text;
	int start = 0, end = 0;

	if (!is_asked(&rule->rule, turn))
		return false;
	if (rule->wanted != NULL &&
	    pattern_match(rule->wanted, text, turn->length, &start, &end) == PATTERN_ABSENT)
		return false;
	enum pattern_result result =
	    rule->pattern == NULL
		? PATTERN_MATCHES
		: pattern_match(rule->pattern, text, turn->length, &start, &end);
	switch (result) {
	case PATTERN_MATCHES:
		match->rule = &rule->rule;
		match->start = start;
		match->end = end;
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

/* True when the rule that matched decides; one that only tags is kept. */
static bool decides(struct rule_match *match)
{
	if (!rule_actions_only_tag(&match->rule->actions))
		return true;
	if (match->mark_count < RULE_MARKS_MOST)
		match->marks[match->mark_count++] = match->rule;
	match->rule = NULL;
	return false;
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
			if (try_rule(&rules->rules[i], turn, match) && decides(match))
				return true;
		}
	}
	return false;
}

static bool match_candidates(const struct rules *rules, const struct prefilter_scratch *scratch,
			     const struct rule_scene *scene, struct rule_match *match,
			     bool *cut_short)
{
	static const struct bot_context nothing_known;
	struct turn turn = {
	    .scene = scene,
	    .context = scene->context == NULL ? &nothing_known : scene->context,
	    .length = strlen(scene->folded_text),
	    .ends_at = INT64_MAX,
	};

	if (turn.length > LONG_MESSAGE_BYTES)
		turn.ends_at = pattern_micros() + MESSAGE_MICROS_MOST;
	*match = (struct rule_match){0};
	bool found = try_candidates(rules, scratch->candidates, &turn, match);
	if (cut_short != NULL)
		*cut_short = turn.cut_short;
	return found;
}

bool rules_match(const struct rules *rules, const struct rule_scene *scene,
		 struct rule_match *match, bool *cut_short)
{
	struct prefilter_scratch *scratch = thread_scratch();

	prefilter_scan(rules->prefilter, scene->folded_text, scratch);
	return match_candidates(rules, scratch, scene, match, cut_short);
}

bool rules_match_plainly(const struct rules *rules, const struct rule_scene *scene,
			 struct rule_match *match, bool *cut_short)
{
	struct prefilter_scratch *scratch = thread_scratch();

	prefilter_all(rules->prefilter, scratch);
	return match_candidates(rules, scratch, scene, match, cut_short);
}
