/*
 * Site difference: which settings of sites have changed since what is live was
 * published, for people who are about to publish.
 *
 * They hold already; a publication neither makes nor undoes them.  Any thread
 * with its own reader.
 */
#ifndef FOYER_HANDOFF_SITE_DIFFERENCE_H
#define FOYER_HANDOFF_SITE_DIFFERENCE_H

#include "data/db.h"
#include "kb/difference.h"

/* Adds an item "setting" for each such site to the difference, and counts it;
 * none while nothing is published. */
bool site_difference_add(struct db *db, struct arena *arena, struct difference *difference,
			 struct fault *fault) MUST_USE;

#endif
