/*
 * Calibrate: see calibrate.h.
 */
#include "kb/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CONSTANTS       3
#define DRAW            4.0   /* of the default curve, in judgements */
#define STEPS_MOST      30    /* of Newton's method */
#define FOLDS           6     /* shares of the base that are held out in turn */
#define JUDGEMENTS_ENOUGH 2000
#define JUDGEMENTS_MOST 6000
#define STRANGE_SHARE   0.25  /* of the questions asked, those that no entry answers */

struct calibration calibration_default(void)
{
	return (struct calibration){-4.6, 1.9, 3.2};
}

static double logistic(double value)
{
	return 1 / (1 + exp(-value));
}

double calibration_confidence(const struct calibration *calibration, double score, double lead)
{
	return logistic(calibration->constant + calibration->score * score +
			calibration->lead * lead);
}

/* Fitting ---------------------------------------------------------------------- */

/* Solves matrix * step = side in place (symmetric, positive definite). */
static void solve(double matrix[CONSTANTS][CONSTANTS], double side[CONSTANTS])
{
	for (int pivot = 0; pivot < CONSTANTS; pivot++) {
		for (int row = pivot + 1; row < CONSTANTS; row++) {
			double share = matrix[row][pivot] / matrix[pivot][pivot];
			for (int column = pivot; column < CONSTANTS; column++)
				matrix[row][column] -= share * matrix[pivot][column];
			side[row] -= share * side[pivot];
		}
	}
	for (int row = CONSTANTS - 1; row >= 0; row--) {
		for (int column = row + 1; column < CONSTANTS; column++)
			side[row] -= matrix[row][column] * side[column];
		side[row] /= matrix[row][row];
	}
}

/* How badly a curve explains the judgements: minus the penalised likelihood. */
static double misfit(const struct judgement *judgements, int count,
		     const double origin[CONSTANTS], const double constants[CONSTANTS])
{
	double sum = 0;

	for (int row = 0; row < CONSTANTS; row++)
		sum += DRAW / 2 * (constants[row] - origin[row]) * (constants[row] - origin[row]);
	for (int at = 0; at < count; at++) {
		const struct judgement *judgement = &judgements[at];
		double value = constants[0] + constants[1] * judgement->score +
			       constants[2] * judgement->lead;
		double against = judgement->right ? -value : value;
		/* log(1 + exp(against)), without overflow */
		sum += judgement->weight * (fmax(against, 0) + log1p(exp(-fabs(against))));
	}
	return sum;
}

/* Goes along the step, halving it until it improves the fit: far from the
 * best curve Newton's whole step may lead away for ever.  The size gone. */
static double go(const struct judgement *judgements, int count, const double origin[CONSTANTS],
		 const double step[CONSTANTS], double constants[CONSTANTS])
{
	double before = misfit(judgements, count, origin, constants);
	double tried[CONSTANTS];

	for (double share = 1; share > 1e-6; share /= 2) {
		double size = 0;
		for (int row = 0; row < CONSTANTS; row++) {
			tried[row] = constants[row] + share * step[row];
			size += fabs(share * step[row]);
		}
		if (misfit(judgements, count, origin, tried) <= before) {
			memcpy(constants, tried, sizeof(tried));
			return size;
		}
	}
	return 0;
}

/* One step of Newton's method on the penalised likelihood; its size. */
static double improve(const struct judgement *judgements, int count,
		      const double origin[CONSTANTS], double constants[CONSTANTS])
{
	double matrix[CONSTANTS][CONSTANTS] = {{0}}, side[CONSTANTS];

	for (int row = 0; row < CONSTANTS; row++) {
		matrix[row][row] = DRAW;
		side[row] = DRAW * (origin[row] - constants[row]);
	}
	for (int at = 0; at < count; at++) {
		const struct judgement *judgement = &judgements[at];
		double input[CONSTANTS] = {1, judgement->score, judgement->lead};
		double sum = 0;
		for (int row = 0; row < CONSTANTS; row++)
			sum += constants[row] * input[row];
		double chance = logistic(sum);
		for (int row = 0; row < CONSTANTS; row++) {
			side[row] += judgement->weight * ((judgement->right ? 1 : 0) - chance) *
				     input[row];
			for (int column = 0; column < CONSTANTS; column++)
				matrix[row][column] += judgement->weight * chance * (1 - chance) *
						       input[row] * input[column];
		}
	}
	solve(matrix, side);
	return go(judgements, count, origin, side, constants);
}

struct calibration calibration_fit(const struct judgement *judgements, int count)
{
	struct calibration origin = calibration_default();
	const double start[CONSTANTS] = {origin.constant, origin.score, origin.lead};
	double constants[CONSTANTS] = {start[0], start[1], start[2]};

	for (int step = 0; step < STEPS_MOST; step++)
		if (improve(judgements, count, start, constants) < 1e-6)
			break;
	if (!isfinite(constants[0] + constants[1] + constants[2]))
		return origin;
	/* A better score must never lower the confidence. */
	return (struct calibration){constants[0], fmax(constants[1], 0), fmax(constants[2], 0)};
}

/* Holding out -------------------------------------------------------------------- */

struct trial {
	const struct example_set *set;
	const struct vocabulary *vocabulary;
	uint32_t *entry_size; /* examples of each entry */
	bool *left_out;
	struct judgement *judgements;
	int count;
	int threads;
};

static uint32_t shuffle(uint32_t number)
{
	number = (number ^ number >> 16) * 0x7feb352du;
	number = (number ^ number >> 15) * 0x846ca68bu;
	return number ^ number >> 16;
}

/* In each fold one entry of FOLDS is held out whole, and of the others one
 * example of FOLDS. */
static bool is_strange(uint32_t entry, uint32_t fold)
{
	return shuffle(entry * 2 + 1) % FOLDS == fold;
}

static bool is_held_out(const struct trial *trial, uint32_t example, uint32_t fold)
{
	uint32_t entry = trial->set->entry[example];

	if (is_strange(entry, fold))
		return true;
	return trial->entry_size[entry] > 1 && shuffle(example * 2) % FOLDS == fold;
}

static struct vector row_of(const struct example_set *set, uint32_t example)
{
	return (struct vector){
	    .count = (int)(set->start[example + 1] - set->start[example]),
	    .features = (uint32_t *)set->features + set->start[example],
	    .weights = (float *)set->weights + set->start[example],
	    .known = 1,
	};
}

static void judge(struct trial *trial, const struct index *index, uint32_t example, uint32_t fold,
		  struct arena *arena)
{
	struct vector question = row_of(trial->set, example);
	struct ranking ranking;
	uint32_t entry = trial->set->entry[example];

	index_rank(index, &question, NULL, arena, &ranking);
	if (ranking.count == 0)
		return;
	double best = ranking.best[0].score;
	double next = ranking.count > 1 ? ranking.best[1].score : 0;
	trial->judgements[trial->count++] = (struct judgement){
	    .score = best,
	    .lead = best - next,
	    .right = !is_strange(entry, fold) && ranking.best[0].entry == entry,
	    .weight = is_strange(entry, fold) ? -1 : 1,
	};
}

static void run_fold(struct trial *trial, uint32_t fold)
{
	struct example_set set = *trial->set;
	struct arena *arena = arena_new();

	for (uint32_t example = 0; example < set.count; example++)
		trial->left_out[example] = is_held_out(trial, example, fold);
	set.left_out = trial->left_out;
	struct index *index = index_build(&set, trial->vocabulary, trial->threads);
	for (uint32_t example = 0; example < set.count; example++) {
		if (!trial->left_out[example] || trial->count == JUDGEMENTS_MOST)
			continue;
		judge(trial, index, example, fold, arena);
		arena_reset(arena);
	}
	index_free(&index);
	arena_free(&arena);
}

/* Gives the strange questions their share, and every other question weight one. */
static void weigh(struct trial *trial)
{
	int strange = 0;

	for (int at = 0; at < trial->count; at++)
		strange += trial->judgements[at].weight < 0;
	double weight = strange == 0 ? 0
				     : STRANGE_SHARE / (1 - STRANGE_SHARE) *
					   (trial->count - strange) / strange;
	for (int at = 0; at < trial->count; at++)
		if (trial->judgements[at].weight < 0)
			trial->judgements[at].weight = weight;
}

struct calibration calibrate(const struct example_set *set, const struct vocabulary *vocabulary,
			     int threads)
{
	struct trial trial = {.set = set, .vocabulary = vocabulary, .threads = threads};

	trial.entry_size = memory_array(set->entry_count, sizeof(uint32_t));
	trial.left_out = memory_array(set->count, sizeof(bool));
	trial.judgements = memory_array(JUDGEMENTS_MOST, sizeof(struct judgement));
	for (uint32_t example = 0; example < set->count; example++)
		trial.entry_size[set->entry[example]]++;
	for (uint32_t fold = 0; fold < FOLDS && trial.count < JUDGEMENTS_ENOUGH; fold++)
		run_fold(&trial, fold);
	weigh(&trial);
	struct calibration calibration = calibration_fit(trial.judgements, trial.count);
	free(trial.entry_size);
	free(trial.left_out);
	free(trial.judgements);
	return calibration;
}
