/*
 * What if: what the bot would do with past questions, had it another snapshot
 * or another policy.
 *
 * Pure.  Past questions come from handoff/past.h, a side (snapshot, policy)
 * from whoever asks; conversations are gone through from their beginning, so
 * that follow-ups and "unsure again" count as they would.  What a person took
 * over in the trial but not then is counted apart.  Any thread; a question
 * takes what bot_decide takes.
 */
#ifndef FOYER_BOT_WHAT_IF_H
#define FOYER_BOT_WHAT_IF_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/bot.h"
#include "kb/held_out.h"
#include "kb/judgement.h"

/* What a visitor asked the bot.  Questions of one conversation follow each
 * other in their order. */
struct past_question {
	struct conversation_id conversation;
	int64_t number; /* of the message in it */
	int64_t at;
	const char *site, *language, *page, *group; /* page and group may be NULL */
	const char *time_zone;                      /* of the group; NULL: UTC */
	const char *const *open_groups;             /* names of those that were open then */
	int open_group_count;
	const char *const *member_tags; /* with which the conversation began */
	int member_tag_count;
	const char *text;
	const char *choice;   /* external id of a choice clicked, or NULL */
	const char *decision; /* what was decided then: "answer", "clarify", ... */
	const char *entry;    /* and answered then: external id, or NULL */
	bool was_unhelpful;   /* the visitor said so of that answer, or a person had to take over
			       * right after it */
};

/* With what the questions are asked.  `policy_of` may be NULL: then `policy`
 * holds for every site. */
struct what_if_side {
	struct snapshot *snapshot; /* prepared (bot_prepare); NULL: nothing published */
	struct bot_policy policy;
	struct bot_policy (*policy_of)(void *data, const struct snapshot *snapshot,
				       const char *site);
	void *data;
};

/* The policy of a side at a site. */
struct bot_policy what_if_policy(const struct what_if_side *side, const char *site);

/* What became of one question. */
struct what_if_outcome {
	enum decision_kind kind;
	bool by_person;    /* an earlier hand-over of the trial took the conversation; kind is HANDOFF */
	const char *entry; /* external id when kind is ANSWER, else NULL; in the arena */
	const char *question; /* of that entry, likewise */
	const char *reason;
	double confidence;
	double wrong;   /* chance that the answer is wrong; 0 or 1 where it was judged */
	bool is_judged; /* by a person */
};

/* Asks every question; outcomes[i] is of questions[i].  judgements may be NULL. */
void what_if_run(const struct what_if_side *side, const struct past_question *questions, int count,
		 const struct judgements *judgements, struct arena *arena,
		 struct what_if_outcome *outcomes);

/* The outcomes as they foretell those of the next visitors: a question that
 * became a wording and stands here once ends as it would had it not (kb/held_out.h),
 * but where a person has judged the answer.  *foretold holds `count`; how many
 * of them are such. */
int what_if_foretell(const struct what_if_side *side, const struct past_question *questions,
		     int count, const struct held_out *held_out,
		     const struct what_if_outcome *outcomes, struct what_if_outcome *foretold);

/* Shares are of the questions that came to the bot: all but those by_person. */
struct what_if_summary {
	int questions;
	int answered, asked_back, handed_over, unmatched;
	int by_person; /* further messages that a person would have had */
	int judged;    /* answers that were judged */
	double wrong;  /* expected share of the answers that is wrong; */
	double wrong_low, wrong_high; /* with 19 chances of 20 it lies in here */
};

void what_if_sum(const struct past_question *questions, const struct what_if_outcome *outcomes,
		 int count, struct what_if_summary *summary);

/* For each threshold of answering 0, 0.01, ... 1: what would be answered, and
 * wrong, as share of the questions; by the confidences of one run, so that a
 * slider needs no further one. */
#define WHAT_IF_CURVE 101
struct what_if_point {
	double answered, wrong;
};
void what_if_curve(const struct what_if_outcome *outcomes, int count,
		   struct what_if_point curve[WHAT_IF_CURVE]);

/* True when a visitor would have noticed: another kind of outcome, or another entry. */
bool what_if_differs(const struct what_if_outcome *before, const struct what_if_outcome *after);

#endif
