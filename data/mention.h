/*
 * Mention: "@" and somebody's sign-in name in what colleagues write.
 *
 * Not here: who is told (kb/comment.h, handoff/note_mention.h).  Pure; any
 * thread.
 */
#ifndef FOYER_DATA_MENTION_H
#define FOYER_DATA_MENTION_H

#include "data/arena.h"

#define MENTIONS_MOST 20 /* of one text; those after them are plain words */

/* The names that the text mentions, lower case, in order; how many there are
 * in `names`, which has room for MENTIONS_MOST.  "@mei," mentions mei. */
int mention_names(const char *text, struct arena *arena, const char **names);

#endif
