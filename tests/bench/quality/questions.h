/*
 * A public question set, and asking it: what all measures of bench_quality share.
 * Chance is seeded, so that a run can be repeated.
 */
#ifndef FOYER_BENCH_QUESTIONS_H
#define FOYER_BENCH_QUESTIONS_H

#include <time.h>

#include "bot/bot.h"
#include "bot/eval.h"
#include "data/arena.h"
#include "data/fault.h"
#include "kb/compile.h"
#include "kb/snapshot.h"

#define DRAWS 5

struct set {
	const char *folder, *name;
	struct arena *arena;
	struct compile_entry *entries;
	int entry_count;
	struct eval_question *questions;
	int question_count;
	bool is_chinese;
};

extern char snapshot_path[64]; /* this process's own */

void chance_seed(int seed);
int chance_below(int limit);

_Noreturn void stop_because(const char *what, const struct fault *fault);
struct set read_set(const char *folder);

struct snapshot *publish(const struct compile_entry *entries, int count);
struct snapshot *publish_asked(const struct compile_entry *entries, int count,
			       const char *const *asked, int asked_count);
struct eval_report ask(struct snapshot *snapshot, const struct eval_question *questions, int count);
double seconds_used(clockid_t clock);

void measure_robust(struct set *set);
void measure_speed(struct set *set);

#endif
