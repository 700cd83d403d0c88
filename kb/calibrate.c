/*
 * Calibrate: see calibrate.h.  The curves and fitting them; what they are
 * fitted to comes from calibrate_trial.c.
 */
#include "kb/calibrate_internal.h"

#include <math.h>
#include <stdlib.h>

#include "kb/logistic.h"

#define SAID_WEIGHT 5    /* of what a person said, beside what was held out */
#define FAR_SHARE   0.05 /* of the questions asked: about something else altogether */
#define FAR_SCORE   0.5  /* of what a question beside the base would reach */
#define SOFTENING   0.1  /* keeps logarithms finite */

struct calibration calibration_default(void)
{
	struct calibration any = {.belongs_constant = -0.8,
				  .belongs_score = 1.1,
				  .right_constant = 0.9,
				  .right_score = 0.9,
				  .right_lead = 1.5};

	for (int step = 0; step <= CALIBRATION_STEPS; step++)
		any.wrong[step] = 1 - (float)step / CALIBRATION_STEPS;
	return any;
}

static double soften(double value)
{
	return log(fmax(value, 0) + SOFTENING);
}

/* What tells how far the question is from the base: it falls ever faster as
 * the score nears zero. */
static double nearness(double score)
{
	return fmax(score, 0) + soften(score);
}

double calibration_belongs(const struct calibration *calibration, double score)
{
	return logistic(calibration->belongs_constant +
			calibration->belongs_score * nearness(score));
}

double calibration_confidence(const struct calibration *calibration, double score, double lead)
{
	double right =
	    logistic(calibration->right_constant + calibration->right_score * soften(score) +
		     calibration->right_lead * soften(lead));

	return calibration_belongs(calibration, score) * right;
}

double calibration_threshold(const struct calibration *calibration, double accepted_wrong)
{
	int step = CALIBRATION_STEPS;

	if (calibration->wrong[step] > accepted_wrong)
		return 1;
	while (step > 0 && calibration->wrong[step - 1] <= accepted_wrong)
		step--;
	return (double)step / CALIBRATION_STEPS;
}

/* Fitting ---------------------------------------------------------------------- */

double judgement_weight(const struct judgement *judgement)
{
	return judgement->is_said ? SAID_WEIGHT : 1;
}

double strange_weight(const struct judgement *judgements, int count, double share)
{
	double strange = 0, others = 0;

	for (int at = 0; at < count; at++)
		*(judgements[at].strange ? &strange : &others) += judgement_weight(&judgements[at]);
	return strange == 0 ? 0 : share / (1 - share) * others / strange;
}

static struct outcome belonging(const struct judgement *judgement, double scale, double weight)
{
	return (struct outcome){
	    {1, nearness(scale * judgement->score)}, !judgement->strange, weight};
}

struct calibration calibration_fit(const struct judgement *judgements, int count,
				   double strange_share)
{
	const struct calibration any = calibration_default();
	const double any_belongs[] = {any.belongs_constant, any.belongs_score, 0};
	const double any_right[] = {any.right_constant, any.right_score, any.right_lead};
	struct outcome *belongs = memory_array(2 * (size_t)count, sizeof(*belongs));
	struct outcome *right = memory_array((size_t)count, sizeof(*right));
	double weight = strange_weight(judgements, count, strange_share);
	double belongs_fit[LOGISTIC_INPUTS], right_fit[LOGISTIC_INPUTS];
	double far = fmin(FAR_SHARE / strange_share, 0.5);
	int known = 0, strange = 0;

	for (int at = 0; at < count; at++) {
		const struct judgement *judgement = &judgements[at];
		double counts = judgement_weight(judgement);
		belongs[at] = belonging(judgement, 1,
					judgement->strange ? counts * weight * (1 - far) : counts);
		if (judgement->strange)
			belongs[count + strange++] =
			    belonging(judgement, FAR_SCORE, counts * weight * far);
		if (!judgement->strange)
			right[known++] =
			    (struct outcome){{1, soften(judgement->score), soften(judgement->lead)},
					     judgement->right,
					     counts};
	}
	logistic_fit(belongs, count + strange, any_belongs, belongs_fit);
	logistic_fit(right, known, any_right, right_fit);
	free(belongs);
	free(right);
	/* A better score must never lower the confidence. */
	struct calibration fitted = any;
	fitted.belongs_constant = belongs_fit[0];
	fitted.belongs_score = fmax(belongs_fit[1], 0);
	fitted.right_constant = right_fit[0];
	fitted.right_score = fmax(right_fit[1], 0);
	fitted.right_lead = fmax(right_fit[2], 0);
	return fitted;
}
