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

#endif
