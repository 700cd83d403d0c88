/*
 * Calibrate: from a score to a confidence that can be believed.
 *
 * Part of the base is held out, and what is left is asked its questions; some
 * entries are held out whole, so that their questions stand for those the
 * base can't answer.  Confidence is the product of two chances, each fitted
 * to what happened: that the question is one of this base at all, by its best
 * score, and that the best entry is the right one, by the score and its lead
 * over the next.  Where there is little to fit, both are drawn towards curves
 * that suit any base.
 *
 * How many questions the base can't answer is estimated as Good and Turing
 * did for unseen species (I. J. Good, Biometrika 40, 1953): by the share of
 * the variants that are their entry's only one.  What people said no entry
 * answers, or not the one shown, is asked too, counts more than what was held
 * out, and moves that estimate.  What visitors asked lately moves it further,
 * though nobody said what it was about: by the prior chance under which it
 * looks likeliest (M. Saerens, P. Latinne, C. Decaestecker, Neural Computation
 * 14, 2002).  Questions of held-out entries are about the
 * same things as the base; a few in a hundred are about others, of which it
 * knows half as much, and stand in the fit by half the score.
 *
 * Runs on the publishing thread.  Confidence is a pure function.
 */
#ifndef FOYER_KB_CALIBRATE_H
#define FOYER_KB_CALIBRATE_H

#include "kb/examples.h"
#include "kb/index.h"

#define CALIBRATION_STEPS 100 /* of confidence, in the curve of wrong answers */

struct calibration {
	/* belongs = logistic(constant + score * (best + ln(best + 0.1))) */
	double belongs_constant, belongs_score;
	/* right = logistic(constant + score * ln(best + 0.1) + lead * ln(best - next + 0.1)),
	 * with nothing below zero inside the logarithms but for the 0.1 */
	double right_constant, right_score, right_lead;
	/* Of what is answered from this confidence on, the share that is wrong. */
	float wrong[CALIBRATION_STEPS + 1];
};

/* The curves that suit any base. */
struct calibration calibration_default(void);

double calibration_confidence(const struct calibration *calibration, double score, double lead);

/* The lowest confidence from which on no more than this share of the answers
 * is expected to be wrong; 1 when there is none. */
double calibration_threshold(const struct calibration *calibration, double accepted_wrong);

/* One ranking whose outcome is known. */
struct judgement {
	double score, lead;
	bool right;
	bool strange;  /* no entry answers it */
	bool is_said;  /* by a person, so that it counts more */
};

/* Fits the curves to judgements (from a base, or from editors later);
 * strange ones are weighted so that they are `strange_share` of all. */
struct calibration calibration_fit(const struct judgement *judgements, int count,
				   double strange_share);

/* Holds out parts of the examples and asks them.  `languages` (of each entry,
 * "" for any; may be NULL) keeps questions from being judged against entries of
 * another language, as visitors are answered in theirs; wordings that two
 * entries share are not judged at all.  The examples stay until trial_free. */
struct trial;
struct trial *trial_run(const struct examples *examples, const char *const *languages,
			int threads);
void trial_free(struct trial **trial);

/* Fits to what came of it, and to what visitors asked lately of the whole
 * index. */
struct calibration trial_calibrate(const struct trial *trial, const struct index *index);

#endif
