/*
 * Calibrate, the inside: what fitting (calibrate.c) and the trial
 * (calibrate_trial.c) share.
 */
#ifndef FOYER_KB_CALIBRATE_INTERNAL_H
#define FOYER_KB_CALIBRATE_INTERNAL_H

#include "kb/calibrate.h"

/* How much a ranking counts: what a person said more than what was held out. */
double judgement_weight(const struct judgement *judgement);

/* By how much strange ones are multiplied to be this share of all. */
double strange_weight(const struct judgement *judgements, int count, double share);

/* The chance alone that a question with this score is one of the base. */
double calibration_belongs(const struct calibration *calibration, double score);

/* The share of the questions asked that no entry answers, in kb/strange.c: by
 * the base and what people judged, ... */
double strange_estimate(const struct examples *examples, const uint32_t *entry_size);
/* ... and as what visitors asked lately makes it.  The calibration was fitted
 * with `assumed` and follows. */
double strange_asked(const struct examples *examples, const struct index *index,
		     double assumed, struct calibration *calibration);

#endif
