/*
 * Logistic: fits a chance to outcomes, chance = 1 / (1 + exp(-sum of
 * constants times inputs)).
 *
 * By Newton's method on the likelihood, drawn towards given constants so that
 * few outcomes can't lead far.  Pure, any thread.
 */
#ifndef FOYER_KB_LOGISTIC_H
#define FOYER_KB_LOGISTIC_H

#include <stdbool.h>

#define LOGISTIC_INPUTS 3

struct outcome {
	double inputs[LOGISTIC_INPUTS]; /* the first is 1; those not used are 0 */
	bool happened;
	double weight; /* how much it counts */
};

double logistic(double value);

/* Fits constants; `towards` is where they are drawn and what comes out when
 * there is nothing to fit. */
void logistic_fit(const struct outcome *outcomes, int count, const double towards[LOGISTIC_INPUTS],
		  double constants[LOGISTIC_INPUTS]);

#endif
