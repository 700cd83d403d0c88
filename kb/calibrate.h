/*
 * Calibrate: from a score to a confidence that can be believed.
 *
 * Part of the base is held out, and what is left is asked its questions; some
 * entries are held out whole, so that their questions stand for those the
 * base can't answer.  A logistic curve over the best score and its lead over
 * the next is fitted to how often the best was right, drawn towards a curve
 * that suits any base where there is little to fit.
 *
 * Runs on the publishing thread.  Confidence is a pure function.
 */
#ifndef FOYER_KB_CALIBRATE_H
#define FOYER_KB_CALIBRATE_H

#include "kb/index.h"

/* confidence = logistic(constant + score * best + lead * (best - next)) */
struct calibration {
	double constant;
	double score;
	double lead;
};

/* The curve that suits any base. */
struct calibration calibration_default(void);

double calibration_confidence(const struct calibration *calibration, double score, double lead);

/* One ranking whose outcome is known. */
struct judgement {
	double score, lead;
	bool right;
	double weight; /* how much it counts */
};

/* Fits the curve to judgements (from a base, or from editors later). */
struct calibration calibration_fit(const struct judgement *judgements, int count);

/* Holds out parts of the set and fits. */
struct calibration calibrate(const struct example_set *set, const struct vocabulary *vocabulary,
			     int threads);

#endif
