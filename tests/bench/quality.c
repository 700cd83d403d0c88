/*
 * Bench, quality: how good and how fast the bot's answers are, on public
 * question sets and on what people make of them.
 *
 *	bench_quality all FOLDER/SET ...       the set as it is
 *	bench_quality few FOLDER/SET ...       1 and 5 variants per entry, five draws,
 *	                                       beside the nearest wording by BM25
 *	bench_quality robust FOLDER/SET ...    misspelt, homophones, Traditional; five draws
 *	bench_quality asked FOLDER/SET ...     confidence, before and after half of the
 *	                                       questions were asked without being judged
 *	bench_quality speed FOLDER/SET ...     100,000 variants: publish, memory, time
 *
 * A set is a folder with base.jsonl and dev.tsv.  Draws are seeded, so that a
 * run can be repeated.  Times are processor time of one thread, so that other
 * work on the machine doesn't count.
 */
#include "tests/bench/quality/questions.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The set as it is ------------------------------------------------------------- */

static void measure_all(struct set *set)
{
	double began = seconds_used(CLOCK_PROCESS_CPUTIME_ID);
	struct snapshot *snapshot = publish(set->entries, set->entry_count);
	double used = seconds_used(CLOCK_PROCESS_CPUTIME_ID) - began;
	struct eval_report report = ask(snapshot, set->questions, set->question_count);

	printf("%-15s accuracy %.2f  top-3 %.2f  answered-right %.2f  oos-recall %.2f  auroc %.4f  "
	       "ece %.2f (perfect %.2f)  cover-95 %.1f  cover-97 %.1f  p50 %.3f ms  p99 %.3f ms  "
	       "publish %.2f cpu s\n",
	       set->name, 100 * report.accuracy, 100 * report.accuracy_3,
	       100 * report.answered_right, 100 * report.refused, report.auroc,
	       100 * report.calibration_error, 100 * report.calibration_chance,
	       100 * report.coverage_95, 100 * report.coverage_97, report.micros_p50 / 1000,
	       report.micros_p99 / 1000, used);
	snapshot_release(&snapshot);
}

/* Few variants ------------------------------------------------------------------- */

static void draw_variants(const struct set *set, int most, struct compile_entry *out,
			  struct arena *arena)
{
	for (int at = 0; at < set->entry_count; at++) {
		out[at] = set->entries[at];
		int count = out[at].variant_count;
		const char **variants = arena_array(arena, (size_t)count, sizeof(char *));
		memcpy(variants, out[at].variants, (size_t)count * sizeof(char *));
		for (int place = 0; place < most && place < count; place++) {
			int other = place + chance_below(count - place);
			const char *variant = variants[place];
			variants[place] = variants[other];
			variants[other] = variant;
		}
		out[at].variants = variants;
		out[at].variant_count = count < most ? count : most;
	}
}

/* The share that the nearest wording by FTS5's BM25 gets right. */
static double nearest_by_bm25(struct snapshot *snapshot, const struct set *set)
{
	struct arena *arena = arena_new();
	int right = 0, asked = 0;

	for (int at = 0; at < set->question_count; at++) {
		const struct eval_question *question = &set->questions[at];
		struct snapshot_hit *hits;
		struct fault fault;
		int count;
		if (strcmp(question->entry, EVAL_NONE) == 0)
			continue;
		asked++;
		if (!snapshot_search(snapshot, question->text, 1, arena, &hits, &count, &fault))
			stop_because("search", &fault);
		right += count > 0 && strcmp(snapshot_entry(snapshot, hits[0].entry)->external_id,
					     question->entry) == 0;
		arena_reset(arena);
	}
	arena_free(&arena);
	return (double)right / asked;
}

static void measure_few(struct set *set)
{
	static const int SIZES[] = {1, 5};

	for (size_t size = 0; size < sizeof(SIZES) / sizeof(SIZES[0]); size++) {
		double accuracy = 0, bm25 = 0, error = 0, perfect = 0;
		for (int draw = 0; draw < DRAWS; draw++) {
			struct arena *arena = arena_new();
			struct compile_entry *entries =
			    arena_array(arena, (size_t)set->entry_count, sizeof(*entries));
			chance_seed(draw);
			draw_variants(set, SIZES[size], entries, arena);
			struct snapshot *snapshot = publish(entries, set->entry_count);
			struct eval_report report =
			    ask(snapshot, set->questions, set->question_count);
			accuracy += 100 * report.accuracy / DRAWS;
			error += 100 * report.calibration_error / DRAWS;
			perfect += 100 * report.calibration_chance / DRAWS;
			bm25 += 100 * nearest_by_bm25(snapshot, set) / DRAWS;
			snapshot_release(&snapshot);
			arena_free(&arena);
		}
		printf("%-15s %d variants  accuracy %.2f  nearest by BM25 %.2f  ece %.2f "
		       "(perfect %.2f)\n",
		       set->name, SIZES[size], accuracy, bm25, error, perfect);
	}
}

/* Questions asked before ----------------------------------------------------------- */

/* What the answers to both halves of the questions came to. */
struct kept {
	double promised[EVAL_BINS], right[EVAL_BINS];
	double asked, answered_right, answered_wrong;
};

static void add_report(struct kept *kept, const struct eval_report *report)
{
	for (int bin = 0; bin < EVAL_BINS; bin++) {
		kept->promised[bin] += report->bins[bin].confidence * report->bins[bin].count;
		kept->right[bin] += report->bins[bin].right * report->bins[bin].count;
	}
	kept->asked += report->questions;
	kept->answered_right += report->answered_right * report->in_scope;
	kept->answered_wrong += report->answered_wrong * report->questions;
}

static void print_kept(const struct set *set, const char *base, const char *when,
		       const struct kept *kept)
{
	double error = 0;

	for (int bin = 0; bin < EVAL_BINS; bin++)
		error += 100 * fabs(kept->promised[bin] - kept->right[bin]) / kept->asked;
	printf("%-15s %-10s %-7s ece %.2f  answered right %.1f  wrong %.1f of all\n", set->name,
	       base, when, error, 100 * kept->answered_right / kept->asked,
	       100 * kept->answered_wrong / kept->asked);
}

/* Asks one half of the questions a base that knows the texts of the other. */
static void ask_halves(const struct set *set, const struct compile_entry *entries,
		       struct kept *before, struct kept *after)
{
	struct arena *arena = arena_new();
	size_t room = (size_t)set->question_count;

	for (int half = 0; half < 2; half++) {
		struct eval_question *questions = arena_array(arena, room, sizeof(*questions));
		const char **asked = arena_array(arena, room, sizeof(char *));
		int count = 0, asked_count = 0;
		chance_seed(1000);
		for (int at = 0; at < set->question_count; at++)
			if (chance_below(2) == half)
				questions[count++] = set->questions[at];
			else
				asked[asked_count++] = set->questions[at].text;
		struct snapshot *snapshot = publish(entries, set->entry_count);
		struct eval_report report = ask(snapshot, questions, count);
		add_report(before, &report);
		snapshot_release(&snapshot);
		snapshot = publish_asked(entries, set->entry_count, asked, asked_count);
		report = ask(snapshot, questions, count);
		add_report(after, &report);
		snapshot_release(&snapshot);
	}
	arena_free(&arena);
}

static void measure_asked(struct set *set)
{
	static const struct {
		const char *name;
		int variants, draws;
	} BASES[] = {{"whole", INT_MAX, 1}, {"5 variants", 5, DRAWS}, {"1 variant", 1, DRAWS}};

	for (size_t base = 0; base < sizeof(BASES) / sizeof(BASES[0]); base++) {
		struct kept before = {0}, after = {0};
		for (int draw = 0; draw < BASES[base].draws; draw++) {
			struct arena *arena = arena_new();
			struct compile_entry *entries =
			    arena_array(arena, (size_t)set->entry_count, sizeof(*entries));
			chance_seed(draw);
			draw_variants(set, BASES[base].variants, entries, arena);
			ask_halves(set, entries, &before, &after);
			arena_free(&arena);
		}
		print_kept(set, BASES[base].name, "before", &before);
		print_kept(set, BASES[base].name, "after", &after);
	}
}

/* ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*measure)(struct set *set);
} MEASURES[] = {
    {"all", measure_all},
    {"few", measure_few},
    {"robust", measure_robust},
    {"asked", measure_asked},
    {"speed", measure_speed},
};

int main(int argc, char **argv)
{
	snprintf(snapshot_path, sizeof(snapshot_path), "/tmp/bench_quality.%d.foyer", getpid());
	for (size_t at = 0; argc > 2 && at < sizeof(MEASURES) / sizeof(MEASURES[0]); at++) {
		if (strcmp(argv[1], MEASURES[at].name) != 0)
			continue;
		for (int place = 2; place < argc; place++) {
			struct set set = read_set(argv[place]);
			MEASURES[at].measure(&set);
			fflush(stdout);
			arena_free(&set.arena);
		}
		unlink(snapshot_path);
		return 0;
	}
	fprintf(stderr, "usage: bench_quality all|few|robust|asked|speed FOLDER/SET ...\n");
	return 2;
}
