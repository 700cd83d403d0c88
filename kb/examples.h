/*
 * Examples: the questions and variants of a base, as the model learns them.
 *
 * Each entry's question and each variant is one example, and so are the words
 * of an id that has some, which tell much where there are few variants.  So
 * are the wordings that people confirmed (kb/confirmed.h), with less weight.
 * Wordings that an entry has twice count once.  All are read by the editors'
 * lexicon.  Used by the publishing thread.
 */
#ifndef FOYER_KB_EXAMPLES_H
#define FOYER_KB_EXAMPLES_H

#include "kb/compile.h"
#include "kb/lexicon.h"
#include "kb/train.h"
#include "kb/vocabulary.h"

/* A text of which somebody said what doesn't answer it. */
#define JUDGED_NONE UINT32_MAX
struct judged {
	struct vector question; /* in the examples' arena */
	uint32_t entry;         /* not this one; JUDGED_NONE: no entry does */
};

struct examples {
	struct lexicon *lexicon;
	struct vocabulary *vocabulary;
	struct example_set set; /* its arrays belong to the examples */
	const char **texts;     /* of each example; they point into the source or the arena */
	struct judged *judged;
	int judged_count;
	struct vector *asked; /* what visitors asked lately */
	int asked_count;
	int confirmed_count; /* examples at the end of the set that people confirmed */
	struct arena *arena;
};

/* Reads all of the source's questions.  FAULT_TOO_MANY when there are more
 * than a snapshot can number. */
bool examples_read(const struct compile_source *source, struct examples *examples,
		   struct fault *fault) MUST_USE;
void examples_free(struct examples *examples);

#endif
