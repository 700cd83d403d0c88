/*
 * Mask: personal data out of what visitors and agents wrote, before it is
 * shown to editors as something to publish.
 *
 * Email addresses, telephone, card, identity and order numbers by their
 * form, in wide characters and other scripts' digits too; names by the words
 * before or after them, in English and in Chinese.
 * Each leaves a word in brackets in its place, so that an editor sees what
 * was there.  Dates, times and prices stay.  It errs on the side of masking;
 * an editor reads everything before it is published.  Pure; any thread.
 */
#ifndef FOYER_KB_MASK_H
#define FOYER_KB_MASK_H

#include "data/arena.h"

/* A masked copy.  UTF-8; *masked (may be NULL) gets how many were masked. */
char *mask_text(const char *text, struct arena *arena, int *masked);

#endif
