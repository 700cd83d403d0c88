/*
 * Asked: what visitors asked lately and the bot looked up, as texts alone.
 *
 * Calibrating learns from them how many questions are about something that no
 * entry answers (kb/calibrate.h); nothing else of them goes into a snapshot.
 * Each wording once, and only the first messages of each conversation, so that
 * nobody who goes on and on counts for many.  Any thread with its own reader.
 */
#ifndef FOYER_KB_ASKED_H
#define FOYER_KB_ASKED_H

#include <stdbool.h>

#include "data/arena.h"
#include "data/db.h"
#include "data/fault.h"

bool asked_gather(struct db *db, struct arena *arena, const char ***texts, int *count,
		  struct fault *fault) MUST_USE;

#endif
