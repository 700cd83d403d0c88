/*
 * Plain: what people wrote, without the control characters that telephones
 * and logs leave in it.
 *
 * For wordings taken from past conversations: nobody can see such characters,
 * so nobody could mend them.  Pure; any thread.
 */
#ifndef FOYER_KB_PLAIN_H
#define FOYER_KB_PLAIN_H

#include "data/arena.h"

/* A copy with a space for each control character but tab and line breaks.
 * Bytes that are no UTF-8 stay as they are. */
char *plain_text(const char *text, struct arena *arena);

#endif
