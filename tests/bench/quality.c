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
#include <limits.h>
#include <malloc.h>
#include <math.h>
#include <opencc/opencc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot/bot.h"
#include "bot/eval.h"
#include "data/clock.h"
#include "data/json.h"
#include "data/text.h"
#include "kb/compile.h"
#include "kb/han.h"
#include "kb/snapshot.h"

#define DRAWS         5
#define LARGE         100000 /* variants */
#define LETTERS_WRONG 5      /* per cent */
#define HOMOPHONES    10     /* per cent */

struct set {
	const char *folder, *name;
	struct arena *arena;
	struct compile_entry *entries;
	int entry_count;
	struct eval_question *questions;
	int question_count;
	bool is_chinese;
};

static char snapshot_path[64]; /* this process's own */

/* Chance --------------------------------------------------------------------- */

static uint64_t chance_state;

static void chance_seed(int seed)
{
	chance_state = 0x9e3779b97f4a7c15u * (uint64_t)(seed + 1);
}

static int chance_below(int limit)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (int)((chance_state >> 33) % (uint64_t)limit);
}

/* Reading -------------------------------------------------------------------- */

static void give_up(const char *what, const struct fault *fault)
{
	fprintf(stderr, "%s: %s %s %s\n", what, fault_type(fault->code), fault->field,
		fault->detail);
	exit(1);
}

static char *read_file(struct set *set, const char *name, size_t *length)
{
	char *path = arena_format(set->arena, "%s/%s", set->folder, name);
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	char *bytes = arena_alloc(set->arena, *length + 1);
	if (fread(bytes, 1, *length, file) != *length)
		exit(1);
	fclose(file);
	return bytes;
}

static struct compile_entry read_entry(struct set *set, const char *line, size_t length)
{
	const struct json *row;
	struct fault fault;
	int count = 0;

	if (!json_parse(line, length, set->arena, &row, &fault))
		give_up(set->folder, &fault);
	const struct json *list = json_member(row, "variants");
	const char **variants =
	    arena_array(set->arena, list == NULL ? 1 : list->count, sizeof(char *));
	for (const struct json *at = list == NULL ? NULL : list->first; at != NULL; at = at->next)
		variants[count++] = at->text;
	return (struct compile_entry){
	    .external_id = json_text(row, "id"),
	    .question = json_text(row, "question"),
	    .variants = variants,
	    .variant_count = count,
	    .answer = "",
	    .category = "",
	    .language = "",
	    .tags = "",
	};
}

static void read_base(struct set *set)
{
	size_t length;
	char *line = read_file(set, "base.jsonl", &length);
	char *end = line + length;
	size_t room = 1;

	for (const char *at = line; at < end; at++)
		room += *at == '\n';
	set->entries = arena_array(set->arena, room, sizeof(*set->entries));
	while (line < end) {
		size_t size = strcspn(line, "\n");
		if (size > 0)
			set->entries[set->entry_count++] = read_entry(set, line, size);
		line += size + 1;
	}
}

static struct set read_set(const char *folder)
{
	struct set set = {.folder = folder, .arena = arena_new()};
	struct fault fault;
	size_t length;

	set.name = strrchr(folder, '/') == NULL ? folder : strrchr(folder, '/') + 1;
	read_base(&set);
	const char *questions = read_file(&set, "dev.tsv", &length);
	if (!eval_parse(questions, length, set.arena, &set.questions, &set.question_count, &fault))
		give_up(folder, &fault);
	const char *first = set.entries[0].question;
	uint32_t character = text_next(&first);
	set.is_chinese = character >= HAN_FIRST && character <= HAN_LAST;
	return set;
}

/* Publishing and asking -------------------------------------------------------- */

static struct snapshot *publish_asked(const struct compile_entry *entries, int count,
				      const char *const *asked, int asked_count)
{
	struct compile_source source = {.number = 1,
					.entries = entries,
					.entry_count = count,
					.asked = asked,
					.asked_count = asked_count};
	struct fault fault;

	if (!compile_snapshot(&source, snapshot_path, &fault))
		give_up("publish", &fault);
	struct snapshot *snapshot = snapshot_open(snapshot_path, &fault);
	if (snapshot == NULL || !bot_prepare(snapshot, &fault))
		give_up("open", &fault);
	return snapshot;
}

static struct snapshot *publish(const struct compile_entry *entries, int count)
{
	return publish_asked(entries, count, NULL, 0);
}

static struct eval_report ask(struct snapshot *snapshot, const struct eval_question *questions,
			      int count)
{
	struct bot_policy policy = bot_policy_default();
	struct eval_report report;

	eval_run(snapshot, questions, count, &policy, &report);
	return report;
}

static double seconds_used(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

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
			give_up("search", &fault);
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

/* Robustness --------------------------------------------------------------------- */

/* Keys beside each letter of a QWERTY keyboard. */
static const char *const NEIGHBOURS[26] = {
    "qwsz",   "vghn",  "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko",
    "huikmn", "jiolm", "kop",  "njk",    "bhjm", "iklp",   "ol",     "wa",     "edft",
    "awedxz", "rfgy",  "yhji", "cfgb",   "qase", "zsdc",   "tghu",   "asx"};

static bool is_letter(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static const char *misspell(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 2 + 1), *end = out;

	for (; *text != 0; text++) {
		if (!is_letter(*text) || chance_below(100) >= LETTERS_WRONG) {
			*end++ = *text;
			continue;
		}
		const char *keys = NEIGHBOURS[*text - 'a'];
		switch (chance_below(4)) {
		case 0: /* swapped with the next */
			if (is_letter(text[1])) {
				*end++ = text[1];
				*end++ = *text++;
			} else {
				*end++ = *text;
			}
			break;
		case 1: /* dropped */
			break;
		case 2: /* doubled */
			*end++ = *text;
			*end++ = *text;
			break;
		default: /* the key beside it */
			*end++ = keys[chance_below((int)strlen(keys))];
			break;
		}
	}
	return out;
}

/* The characters that a set uses, for choosing a homophone people would. */
static uint32_t known_characters[HAN_LAST - HAN_FIRST + 1];
static int known_count;

static void know_characters(const char *text)
{
	uint32_t character;

	while ((character = text_next(&text)) != 0) {
		bool is_known = han_syllable(character) == 0;
		for (int at = 0; at < known_count && !is_known; at++)
			is_known = known_characters[at] == character;
		if (!is_known)
			known_characters[known_count++] = character;
	}
}

static uint32_t homophone_of(uint32_t character)
{
	uint32_t found = character;
	int count = 0;

	for (int at = 0; at < known_count; at++)
		if (known_characters[at] != character &&
		    han_syllable(known_characters[at]) == han_syllable(character) &&
		    chance_below(++count) == 0)
			found = known_characters[at];
	return found;
}

static const char *mishear(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) * 2 + 1), *end = out;
	uint32_t character;

	while ((character = text_next(&text)) != 0) {
		bool changes = han_syllable(character) != 0 && chance_below(100) < HOMOPHONES;
		end += text_encode(changes ? homophone_of(character) : character, end);
	}
	return out;
}

static const char *make_traditional(const char *text, struct arena *arena)
{
	static opencc_t opencc;

	if (opencc == NULL)
		opencc = opencc_open("s2twp.json");
	char *made = opencc_convert_utf8(opencc, text, (size_t)-1);
	const char *copy = arena_text(arena, made);
	opencc_convert_utf8_free(made);
	return copy;
}

typedef const char *(*change_text)(const char *text, struct arena *arena);

static void measure_change(struct set *set, struct snapshot *snapshot, const char *name,
			   change_text change, double clean)
{
	double accuracy = 0;

	for (int draw = 0; draw < DRAWS; draw++) {
		struct arena *arena = arena_new();
		struct eval_question *changed =
		    arena_array(arena, (size_t)set->question_count, sizeof(*changed));
		chance_seed(draw);
		for (int at = 0; at < set->question_count; at++)
			changed[at] = (struct eval_question){
			    set->questions[at].entry, change(set->questions[at].text, arena)};
		accuracy += 100 * ask(snapshot, changed, set->question_count).accuracy / DRAWS;
		arena_free(&arena);
	}
	printf("%-15s %-12s accuracy %.2f  clean %.2f  costs %.2f\n", set->name, name, accuracy,
	       clean, clean - accuracy);
}

static void measure_robust(struct set *set)
{
	struct snapshot *snapshot = publish(set->entries, set->entry_count);
	double clean = 100 * ask(snapshot, set->questions, set->question_count).accuracy;

	if (set->is_chinese) {
		for (int at = 0; at < set->question_count; at++)
			know_characters(set->questions[at].text);
		measure_change(set, snapshot, "homophones", mishear, clean);
		measure_change(set, snapshot, "traditional", make_traditional, clean);
	} else {
		measure_change(set, snapshot, "misspelt", misspell, clean);
	}
	snapshot_release(&snapshot);
}

/* Speed -------------------------------------------------------------------------- */

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

static void measure_speed(struct set *set)
{
	static const int ENTRIES[] = {200, 2000, 20000};

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
			give_up("open", &fault);
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
