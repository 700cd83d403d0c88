/* Time and memory of a large base in the likeness of a set. */
#include "tests/bench/quality/questions.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#define LARGE 100000 /* variants */

/* A base of LARGE variants in the likeness of the set: its wordings over and
 * over, each time with words of their own, in `entries` entries. */
static struct compile_entry *enlarge(const struct set *set, int entry_count, struct arena *arena)
{
	struct compile_entry *entries = arena_array(arena, (size_t)entry_count, sizeof(*entries));
	int each = LARGE / entry_count - 1;

	for (int at = 0; at < entry_count; at++) {
		const struct compile_entry *model = &set->entries[at % set->entry_count];
		const char **variants = arena_array(arena, (size_t)each, sizeof(char *));
		for (int place = 0; place < each; place++)
			variants[place] = arena_format(
			    arena, set->is_chinese ? "%s型号%d的%c%d" : "%s model %d part %c%d",
			    model->variant_count == 0
				? model->question
				: model->variants[chance_below(model->variant_count)],
			    at / set->entry_count, 'a' + chance_below(26), chance_below(5000));
		entries[at] = *model;
		entries[at].external_id = arena_format(arena, "e%d", at);
		entries[at].question = arena_format(arena, "%s model %d", model->question, at);
		entries[at].variants = variants;
		entries[at].variant_count = each;
	}
	return entries;
}

static int by_number(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return a < b ? -1 : a > b;
}

static void measure_times(struct snapshot *snapshot, const struct set *set, double *p50,
			  double *p99)
{
	struct bot_context context = {.policy = bot_policy_default()};
	double *used = memory_array((size_t)set->question_count, sizeof(double));
	struct arena *arena = arena_new();

	for (int at = 0; at < set->question_count; at++) {
		struct decision decision;
		double began = seconds_used(CLOCK_THREAD_CPUTIME_ID);
		bot_decide(snapshot, &context, set->questions[at].text, arena, &decision);
		used[at] = 1000 * (seconds_used(CLOCK_THREAD_CPUTIME_ID) - began);
		arena_reset(arena);
	}
	qsort(used, (size_t)set->question_count, sizeof(double), by_number);
	*p50 = used[set->question_count / 2];
	*p99 = used[set->question_count * 99 / 100];
	arena_free(&arena);
	free(used);
}

static size_t memory_used(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

void measure_speed(struct set *set)
{
	static const int ENTRIES[] = {200, 2000, 20000, 50000};

	for (size_t size = 0; size < sizeof(ENTRIES) / sizeof(ENTRIES[0]); size++) {
		struct arena *arena = arena_new();
		double p50, p99, wall = seconds_used(CLOCK_MONOTONIC);
		struct fault fault;
		chance_seed(1);
		struct compile_entry *entries = enlarge(set, ENTRIES[size], arena);
		struct snapshot *snapshot = publish(entries, ENTRIES[size]);
		wall = seconds_used(CLOCK_MONOTONIC) - wall;
		snapshot_release(&snapshot);
		size_t before = memory_used();
		double began = seconds_used(CLOCK_MONOTONIC);
		snapshot = snapshot_open(snapshot_path, &fault);
		double opening = seconds_used(CLOCK_MONOTONIC) - began;
		if (snapshot == NULL || !bot_prepare(snapshot, &fault))
			stop_because("open", &fault);
		size_t memory = memory_used() - before;
		measure_times(snapshot, set, &p50, &p99);
		printf("%-15s %d variants in %d entries  publish %.1f s  open %.2f s  memory %.0f "
		       "MB  p50 %.3f ms  p99 %.3f ms\n",
		       set->name, snapshot_variant_count(snapshot), ENTRIES[size], wall, opening,
		       (double)memory / 1e6, p50, p99);
		fflush(stdout);
		snapshot_release(&snapshot);
		arena_free(&arena);
	}
}
