/*
 * Confirmed: what people's judgements teach a base.
 *
 * A wording that an editor or an agent confirmed for an entry becomes one
 * more example of it.  What they said no entry answers, or not the one that
 * was shown, is kept apart: calibration asks it of the base and counts with
 * what was said (kb/calibrate.h).  Visitors' thumbs only go into the latter.
 *
 * Used by the publishing thread.
 */
#ifndef FOYER_KB_CONFIRMED_H
#define FOYER_KB_CONFIRMED_H

#include "kb/compile.h"

/* Finds entries by external id. */
struct entry_places;
struct entry_places *entry_places_new(const struct compile_source *source);
void entry_places_free(struct entry_places **places);
/* Its number, or -1. */
int entry_place(const struct entry_places *places, const char *external_id);

/* True when the judgement's text is to be learned for its entry. */
bool judgement_teaches(const struct compile_judgement *judgement);

#endif
