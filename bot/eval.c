/*
 * Eval: see eval.h.  One thread.
 */
#include "bot/eval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/clock.h"
#include "data/json.h"
#include "data/text.h"

#define REPORT_BYTES_MOST 65536

/* What came of one question. */
struct outcome {
	const char *expected; /* NULL: out of scope */
	const char *got;      /* the best candidate, or NULL */
	double confidence;
	bool right, right_in_3, answered;
	double micros;
};

/* Reading ---------------------------------------------------------------------- */

static bool parse_line(char *line, int number, struct eval_question *question, struct fault *fault)
{
	char *tab = strchr(line, '\t');

	if (tab == NULL || tab == line || tab[1] == 0) {
		fault_detail(fault, FAULT_MALFORMED, "line", "%s",
			     "a line is an entry, a tab and a question");
		fault->line = number;
		return false;
	}
	*tab = 0;
	*question = (struct eval_question){line, tab + 1};
	return true;
}

bool eval_parse(const char *bytes, size_t length, struct arena *arena,
		struct eval_question **questions, int *count, struct fault *fault)
{
	if (!text_is_utf8(bytes, length))
		return fault_set(fault, FAULT_NOT_UTF8, "test");
	char *copy = arena_copy_text(arena, bytes, length);
	size_t lines = 1;
	for (const char *at = copy; *at != 0; at++)
		lines += *at == '\n';
	struct eval_question *read = arena_array(arena, lines, sizeof(*read));
	int used = 0, number = 0;
	for (char *line = copy, *next; line != NULL; line = next) {
		number++;
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = 0;
		line[strcspn(line, "\r")] = 0;
		if (*line == 0)
			continue;
		if (!parse_line(line, number, &read[used], fault))
			return false;
		used++;
	}
	*questions = read;
	*count = used;
	return true;
}

/* Asking ----------------------------------------------------------------------- */

static void judge(const struct decision *decision, struct outcome *outcome)
{
	const struct snapshot_entry *best = decision->entry;
	int first = 0;

	if (best == NULL && decision->alternative_count > 0)
		best = decision->alternatives[first++].entry;
	outcome->got = best == NULL ? NULL : best->external_id;
	outcome->confidence = decision->confidence;
	outcome->answered = decision->kind == DECISION_ANSWER && decision->courtesy == NULL;
	if (outcome->expected == NULL || best == NULL)
		return;
	outcome->right = outcome->right_in_3 = strcmp(outcome->got, outcome->expected) == 0;
	for (int at = first; at < first + 2 && at < decision->alternative_count; at++)
		outcome->right_in_3 |=
		    strcmp(decision->alternatives[at].entry->external_id, outcome->expected) == 0;
}

static void ask(struct snapshot *snapshot, const struct eval_question *question,
		const struct bot_policy *policy, struct arena *arena, struct outcome *outcome)
{
	const struct bot_context context = {.policy = *policy};
	struct decision decision;

	*outcome = (struct outcome){
	    .expected = strcmp(question->entry, EVAL_NONE) == 0 ? NULL : question->entry};
	int64_t began = clock_steady_micros();
	bot_decide(snapshot, &context, question->text, arena, &decision);
	outcome->micros = (double)(clock_steady_micros() - began);
	judge(&decision, outcome);
}

/* Measuring ---------------------------------------------------------------------- */

static double share(int part, int whole)
{
	return whole == 0 ? NAN : (double)part / whole;
}

static void count_outcomes(const struct outcome *outcomes, int count, struct eval_report *report)
{
	int right = 0, right_3 = 0, answered_right = 0, answered_wrong = 0, refused = 0;

	for (int at = 0; at < count; at++) {
		const struct outcome *outcome = &outcomes[at];
		report->in_scope += outcome->expected != NULL;
		right += outcome->right;
		right_3 += outcome->right_in_3;
		answered_right += outcome->answered && outcome->right;
		answered_wrong += outcome->answered && !outcome->right;
		refused += outcome->expected == NULL && !outcome->answered;
	}
	report->questions = count;
	report->out_of_scope = count - report->in_scope;
	report->accuracy = share(right, report->in_scope);
	report->accuracy_3 = share(right_3, report->in_scope);
	report->answered_right = share(answered_right, report->in_scope);
	report->answered_wrong = share(answered_wrong, count);
	report->refused = share(refused, report->out_of_scope);
}

static int by_confidence(const void *one, const void *other)
{
	const struct outcome *a = one, *b = other;

	return a->confidence > b->confidence ? -1 : a->confidence < b->confidence;
}

/* Both measures read the outcomes from the most confident on; equals are
 * taken together. */
static void measure_order(const struct outcome *sorted, int count, struct eval_report *report)
{
	double won = 0;
	int right = 0, strange = 0, known = 0;

	for (int at = 0; at < count;) {
		int same_strange = 0, same_known = 0;
		double confidence = sorted[at].confidence;
		for (; at < count && sorted[at].confidence == confidence; at++) {
			same_known += sorted[at].expected != NULL;
			same_strange += sorted[at].expected == NULL;
			right += sorted[at].right;
		}
		/* The strange ones lose to every known one above, and draw with equals. */
		won += same_strange * (known + same_known / 2.0);
		known += same_known;
		strange += same_strange;
		double precision = (double)right / at;
		if (precision >= 0.95)
			report->coverage_95 = (double)at / count;
		if (precision >= 0.97)
			report->coverage_97 = (double)at / count;
	}
	report->auroc = known == 0 || strange == 0 ? NAN : won / known / strange;
}

static void measure_calibration(const struct outcome *outcomes, int count,
				struct eval_report *report)
{
	double variance[EVAL_BINS] = {0};

	for (int at = 0; at < count; at++) {
		int place = (int)(outcomes[at].confidence * EVAL_BINS);
		struct eval_bin *bin = &report->bins[place < 0            ? 0
						     : place >= EVAL_BINS ? EVAL_BINS - 1
									  : place];
		bin->count++;
		bin->confidence += outcomes[at].confidence;
		bin->right += outcomes[at].right;
		variance[bin - report->bins] +=
		    outcomes[at].confidence * (1 - outcomes[at].confidence);
	}
	for (int place = 0; place < EVAL_BINS; place++) {
		struct eval_bin *bin = &report->bins[place];
		if (bin->count == 0)
			continue;
		report->calibration_error += fabs(bin->confidence - bin->right) / count;
		/* The mean size of what is normally distributed around nothing. */
		report->calibration_chance += sqrt(M_2_PI * variance[place]) / count;
		bin->confidence /= bin->count;
		bin->right /= bin->count;
	}
}

static int by_micros(const void *one, const void *other)
{
	const struct outcome *a = one, *b = other;

	return a->micros < b->micros ? -1 : a->micros > b->micros;
}

static void measure_time(struct outcome *outcomes, int count, struct eval_report *report)
{
	qsort(outcomes, (size_t)count, sizeof(*outcomes), by_micros);
	for (int at = 0; at < count; at++)
		report->micros_mean += outcomes[at].micros / count;
	report->micros_p50 = outcomes[count / 2].micros;
	report->micros_p99 = outcomes[count * 99 / 100].micros;
}

static int by_pair(const void *one, const void *other)
{
	const struct outcome *a = one, *b = other;
	int order = strcmp(a->expected, b->expected);

	return order != 0 ? order : strcmp(a->got, b->got);
}

static void keep_confusion(struct eval_report *report, struct eval_confusion confusion)
{
	int at = report->confused_count;

	if (at == EVAL_CONFUSED_MOST && report->confused[--at].count >= confusion.count)
		return;
	if (report->confused_count < EVAL_CONFUSED_MOST)
		report->confused_count++;
	for (; at > 0 && report->confused[at - 1].count < confusion.count; at--)
		report->confused[at] = report->confused[at - 1];
	report->confused[at] = confusion;
}

static void count_confusions(const struct outcome *outcomes, int count, struct eval_report *report)
{
	struct outcome *wrong = memory_array((size_t)count, sizeof(*wrong));
	int used = 0;

	for (int at = 0; at < count; at++)
		if (outcomes[at].expected != NULL && outcomes[at].got != NULL &&
		    !outcomes[at].right)
			wrong[used++] = outcomes[at];
	qsort(wrong, (size_t)used, sizeof(*wrong), by_pair);
	for (int at = 0, end; at < used; at = end) {
		for (end = at + 1; end < used && by_pair(&wrong[at], &wrong[end]) == 0; end++)
			;
		keep_confusion(
		    report, (struct eval_confusion){wrong[at].expected, wrong[at].got, end - at});
	}
	free(wrong);
}

void eval_run(struct snapshot *snapshot, const struct eval_question *questions, int count,
	      const struct bot_policy *policy, struct eval_report *report)
{
	struct outcome *outcomes = memory_array((size_t)count, sizeof(*outcomes));
	struct arena *arena = arena_new();

	*report = (struct eval_report){.answer_from = policy->answer_from};
	for (int at = 0; at < count; at++) {
		ask(snapshot, &questions[at], policy, arena, &outcomes[at]);
		arena_reset(arena);
	}
	count_outcomes(outcomes, count, report);
	measure_calibration(outcomes, count, report);
	count_confusions(outcomes, count, report);
	qsort(outcomes, (size_t)count, sizeof(*outcomes), by_confidence);
	measure_order(outcomes, count, report);
	if (count > 0)
		measure_time(outcomes, count, report);
	arena_free(&arena);
	free(outcomes);
}

/* Telling ------------------------------------------------------------------------ */

struct figure {
	const char *name; /* in JSON */
	const char *title;
	double value;
	double scale;
	const char *unit;
};

#define FIGURES 12

static void list_figures(const struct eval_report *report, struct figure figures[FIGURES])
{
	const struct figure rows[FIGURES] = {
	    {"accuracy", "best candidate right, in scope", report->accuracy, 100, "%"},
	    {"accuracy_3", "right among the best three", report->accuracy_3, 100, "%"},
	    {"answered_right", "answered and right, in scope", report->answered_right, 100, "%"},
	    {"answered_wrong", "answered and wrong, of all", report->answered_wrong, 100, "%"},
	    {"out_of_scope_recall", "out of scope not answered", report->refused, 100, "%"},
	    {"auroc", "in from out of scope, AUROC", report->auroc, 1, ""},
	    {"coverage_95", "can be answered at 95 % right", report->coverage_95, 100, "%"},
	    {"coverage_97", "can be answered at 97 % right", report->coverage_97, 100, "%"},
	    {"calibration_error", "expected calibration error", report->calibration_error, 100,
	     "%"},
	    {"calibration_chance", "  of a perfect one, by chance", report->calibration_chance, 100,
	     "%"},
	    {"ms_p50", "time for a question, median", report->micros_p50, 0.001, "ms"},
	    {"ms_p99", "time for a question, 99 %", report->micros_p99, 0.001, "ms"},
	};

	memcpy(figures, rows, sizeof(rows));
}

static const char *take(struct buffer *buffer, struct arena *arena)
{
	const char *text = arena_text(arena, buffer->bytes);

	buffer_free(buffer);
	return text;
}

const char *eval_text(const struct eval_report *report, struct arena *arena)
{
	struct buffer buffer = buffer_new(REPORT_BYTES_MOST);
	struct figure figures[FIGURES];

	list_figures(report, figures);
	buffer_format(
	    &buffer, "%d questions, %d in scope, %d out of scope; answering from %.2f\n\n",
	    report->questions, report->in_scope, report->out_of_scope, report->answer_from);
	for (int at = 0; at < FIGURES; at++) {
		if (isnan(figures[at].value))
			continue;
		buffer_format(&buffer, "  %-32s %8.*f %s\n", figures[at].title,
			      figures[at].scale == 100 ? 2 : 4,
			      figures[at].value * figures[at].scale, figures[at].unit);
	}
	buffer_add_text(&buffer, "\n  confidence   questions   promised      kept\n");
	for (int at = 0; at < EVAL_BINS; at++)
		if (report->bins[at].count > 0)
			buffer_format(&buffer, "  %.1f to %.1f %11d %9.1f%% %8.1f%%\n",
				      at / (double)EVAL_BINS, (at + 1) / (double)EVAL_BINS,
				      report->bins[at].count, 100 * report->bins[at].confidence,
				      100 * report->bins[at].right);
	if (report->confused_count > 0)
		buffer_add_text(&buffer, "\n  taken for each other, worth a look:\n");
	for (int at = 0; at < report->confused_count; at++)
		buffer_format(&buffer, "  %4d  %s  answered as  %s\n", report->confused[at].count,
			      report->confused[at].expected, report->confused[at].got);
	return take(&buffer, arena);
}

static void add_bins(struct json_writer *json, const struct eval_report *report)
{
	json_open_array(json, "reliability");
	for (int at = 0; at < EVAL_BINS; at++) {
		json_open_object(json, NULL);
		json_add_real(json, "from", at / (double)EVAL_BINS, 1);
		json_add_int(json, "questions", report->bins[at].count);
		json_add_real(json, "confidence", report->bins[at].confidence, 4);
		json_add_real(json, "right", report->bins[at].right, 4);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_confusions(struct json_writer *json, const struct eval_report *report)
{
	json_open_array(json, "confused");
	for (int at = 0; at < report->confused_count; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "expected", report->confused[at].expected);
		json_add_text(json, "got", report->confused[at].got);
		json_add_int(json, "count", report->confused[at].count);
		json_close_object(json);
	}
	json_close_array(json);
}

const char *eval_json(const struct eval_report *report, struct arena *arena)
{
	struct buffer buffer = buffer_new(REPORT_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	struct figure figures[FIGURES];

	list_figures(report, figures);
	json_open_object(&json, NULL);
	json_add_int(&json, "questions", report->questions);
	json_add_int(&json, "in_scope", report->in_scope);
	json_add_int(&json, "out_of_scope", report->out_of_scope);
	json_add_real(&json, "answer_from", report->answer_from, 4);
	for (int at = 0; at < FIGURES; at++) {
		bool is_time = figures[at].scale < 1;
		double value = figures[at].value * (is_time ? figures[at].scale : 1);
		if (isnan(value))
			json_add_null(&json, figures[at].name);
		else
			json_add_real(&json, figures[at].name, value, 4);
	}
	add_bins(&json, report);
	add_confusions(&json, report);
	json_close_object(&json);
	return take(&buffer, arena);
}
