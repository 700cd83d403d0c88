/*
 * Rank: the entries that a text most likely asks for, with confidence.
 *
 * Analysis, misspellings, the index, and the calibrated confidence of each
 * candidate.  One text, no conversation: that is bot/context.h.
 */
#ifndef FOYER_BOT_RANK_H
#define FOYER_BOT_RANK_H

#include "bot/bot.h"
#include "kb/analysis.h"
#include "kb/snapshot_index.h"

/* A text made ready to be ranked. */
struct question {
	struct analysis analysis;
	struct feature_list features;
	struct vector vector;
	struct correction {
		const char *from, *to;
	} *corrections;
	int correction_count;
};

struct question question_read(const struct snapshot *snapshot, const char *text,
			      struct arena *arena);
/* The same of a text that was analysed before. */
struct question question_of(const struct snapshot *snapshot, const struct analysis *analysis,
			    struct arena *arena);

/* The entries for a question, best first. */
struct match {
	const struct snapshot_entry *entry;
	struct ranked ranked;
	double confidence;
};
struct matches {
	struct match best[INDEX_RANKED_MOST];
	int count;
	double lead;           /* of the first over the next that differs in more than region */
	double raw_confidence; /* of the first, by the curve for any base */
	bool is_wording;       /* the first was published with these words (bot/wording.h) */
};

/* True when the entry is in the visitor's language but for another region, as
 * zh-TW is to zh-CN.  Its twin for the right region is no rival. */
bool rank_is_other_region(const struct snapshot_entry *entry, const char *language);

/* `language` is the visitor's, for bases that answer in several; `excluded`
 * (by entry number, or NULL) are passed over.  All others are ranked, whatever
 * their sites and times: for those who have excluded them. */
struct matches rank_question(const struct snapshot *snapshot, const struct question *question,
			     const char *language, const unsigned char *excluded,
			     struct arena *arena);

/* The same for a visitor: entries that are not for the context's site (NULL:
 * any) and time are passed over too. */
struct matches rank_for_visitor(const struct snapshot *snapshot, const struct question *question,
				const struct bot_context *context, const char *language,
				const unsigned char *excluded, struct arena *arena);

#endif
