/*
 * Strange: how many of the questions asked no entry answers.  Part of
 * calibrating (kb/calibrate.h); see there for whose ideas these are.
 */
#include "kb/calibrate_internal.h"

#include <math.h>
#include <stdlib.h>

#include "kb/logistic.h"

#define STRANGE_LEAST       0.10 /* share of the questions asked that no entry answers */
#define STRANGE_MOST        0.60
#define SAID_ENOUGH         50 /* judgements that weigh as much as the estimate */
#define SAID_STRANGE_MOST   0.90
#define ASKED_LEAST         50  /* questions that say something about the rest */
#define ASKED_OWN           5.0 /* questions that the estimate counts as, beside them */
#define ASKED_PASSES        200
#define ASKED_DOUBT         1.0 /* of the logarithm of the odds: less is no news */
#define ASKED_STRANGE_LEAST 0.02
#define ASKED_STRANGE_MOST  0.95

/* By the base and by people ------------------------------------------------------- */

/* The share of the questions asked that no entry answers, after Good and
 * Turing.  Each entry's first example is its title; the others are what was
 * asked. */
static double lone_share(const struct examples *examples, const uint32_t *entry_size)
{
	const struct example_set *set = &examples->set;
	uint32_t asked = 0, only = 0;

	for (uint32_t entry = 0; entry < set->entry_count; entry++) {
		uint32_t variants = entry_size[entry] > 0 ? entry_size[entry] - 1 : 0;
		asked += variants;
		only += variants == 1;
	}
	double share = asked == 0 ? 0 : (double)only / asked;
	return fmin(fmax(share, STRANGE_LEAST), STRANGE_MOST);
}

/* The same, moved by how many of the questions that people judged had no
 * answer. */
double strange_estimate(const struct examples *examples, const uint32_t *entry_size)
{
	double estimate = lone_share(examples, entry_size);
	int none = 0;

	for (int at = 0; at < examples->judged_count; at++)
		none += examples->judged[at].entry == JUDGED_NONE;
	double share = (estimate * SAID_ENOUGH + none) /
		       (SAID_ENOUGH + examples->judged_count + examples->confirmed_count);
	return fmin(fmax(share, STRANGE_LEAST), SAID_STRANGE_MOST);
}

/* By what was asked --------------------------------------------------------------- */

/* The chance of each question to be one of the base; how many there are. */
static int belonging_of(const struct examples *examples, const struct index *index,
			const struct calibration *calibration, double *chances)
{
	struct arena *arena = arena_new();
	struct ranking ranking;
	int count = 0;

	for (int at = 0; at < examples->asked_count; at++) {
		const struct vector *question = &examples->asked[at];
		double score = 0;
		if (question->count > 0) {
			index_rank(index, question, NULL, arena, &ranking);
			score = ranking.count > 0 ? ranking.best[0].score : 0;
		}
		chances[count++] = calibration_belongs(calibration, score);
		arena_reset(arena);
	}
	arena_free(&arena);
	return count;
}

/* The share of strange ones under which the chances look likeliest: each is
 * corrected by the share found last, and their mean is the next. */
static double likeliest_share(const double *chances, int count, double assumed)
{
	double share = assumed;

	for (int pass = 0; pass < ASKED_PASSES; pass++) {
		double strange = ASKED_OWN * assumed;
		for (int at = 0; at < count; at++) {
			double is = (1 - chances[at]) * share / assumed;
			double is_not = chances[at] * (1 - share) / (1 - assumed);
			strange += is / (is + is_not);
		}
		double next = strange / (count + ASKED_OWN);
		if (fabs(next - share) < 1e-6)
			break;
		share = next;
	}
	return fmin(fmax(share, ASKED_STRANGE_LEAST), ASKED_STRANGE_MOST);
}

static double log_odds(double share)
{
	return log(share / (1 - share));
}

/* How far the estimate moves: what is found is no surer than the curve it was
 * found by, and only what is beyond doubt counts. */
static double way_to(double found, double assumed)
{
	double way = log_odds(found) - log_odds(assumed);

	return copysign(fmax(fabs(way) - ASKED_DOUBT, 0), way);
}

double strange_asked(const struct examples *examples, const struct index *index,
		     double assumed, struct calibration *calibration)
{
	if (examples->asked_count < ASKED_LEAST)
		return assumed;
	double *chances = memory_array((size_t)examples->asked_count, sizeof(double));
	int count = belonging_of(examples, index, calibration, chances);
	double found = likeliest_share(chances, count, assumed);
	free(chances);
	double way = way_to(found, assumed);
	calibration->belongs_constant -= way;
	return logistic(log_odds(assumed) + way);
}
