/*
 * Traditional: answers written in Simplified Chinese, for readers in Taiwan.
 *
 * OpenCC's s2twp, so that words change too (软件, 軟體); code, links' targets
 * and addresses stay as they are.  Editors' own Traditional entries come
 * first: this is for those that have none.  Converting costs some hundred
 * microseconds, so what was converted lately is kept.  Any thread.
 */
#ifndef FOYER_KB_TRADITIONAL_H
#define FOYER_KB_TRADITIONAL_H

#include "data/arena.h"

/* The Markdown in Traditional characters, in the arena; the same text when
 * OpenCC's dictionaries are missing. */
const char *traditional_markdown(const char *simplified, struct arena *arena);

#endif
