/*
 * Bot: decides what to say to one message.
 *
 * A pure function of (snapshot, context, text): no storage, no network, no
 * clock but for measuring itself.  So it can be swapped, tested, replayed on
 * past traffic, and called by every thread at once.
 *
 * Not here: who owns the turn, what is stored (handoff/conversation.h).
 */
#ifndef FOYER_BOT_BOT_H
#define FOYER_BOT_BOT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "kb/snapshot.h"

enum decision_kind { DECISION_ANSWER, DECISION_CLARIFY, DECISION_HANDOFF, DECISION_UNMATCHED };

/* "answer", "clarify", "handoff" or "unmatched". */
const char *decision_kind_name(enum decision_kind kind);

#define BOT_ALTERNATIVES_MOST 3

/* Where the thresholds lie; see bot_policy_default. */
struct bot_policy {
	double answer_from;  /* confidence from which the bot answers */
	double clarify_from; /* from which it offers choices */
	int low_streak_most; /* unsure turns in a row before it hands over */
};
struct bot_policy bot_policy_default(void);

/* What the bot knows beside the text. */
struct bot_context {
	const char *site;
	const char *language;   /* BCP 47 of the visitor's page */
	const char *memory;     /* what the last decision left (JSON), or NULL */
	const char *choice;     /* external id of a choice the visitor clicked, or NULL */
	struct bot_policy policy;
};

struct bot_candidate {
	const struct snapshot_entry *entry;
	double confidence;
};

struct decision {
	enum decision_kind kind;
	const struct snapshot_entry *entry; /* ANSWER: the entry; else NULL */
	double confidence;                  /* of the best candidate, 0..1 */
	struct bot_candidate alternatives[BOT_ALTERNATIVES_MOST]; /* CLARIFY: the choices; else runners-up */
	int alternative_count;
	/* A stable word.  ANSWER: "match", "part" (of a longer message), "choice", "follow-up",
	 * "corrected", "rule".  CLARIFY: "unsure", "several-questions", "corrected",
	 * "repeated".  HANDOFF: a rule's reason ("asked-for-person", ...), "unsure-again",
	 * "corrected", "repeated".  UNMATCHED: "unsure", "no-candidate", "no-words",
	 * "empty-base". */
	const char *reason;
	const char *group;  /* HANDOFF: the group's name a rule named, or NULL */
	const char *why;    /* JSON object: rule, words, runners-up, snapshot, micros */
	const char *memory; /* JSON object to pass in with the next message */
};

/* Makes a snapshot ready to serve: compiles the editors' rules and the built-in
 * ones and attaches them.  Once, by whoever opened it, before other threads
 * see it.  FAULT_BAD_PATTERN names the rule. */
bool bot_prepare(struct snapshot *snapshot, struct fault *fault) MUST_USE;

/* Decides.  Text is valid UTF-8 of at most 4,000 characters.  snapshot may be NULL (nothing published):
 * requests for a person are still understood.  Results are in the arena and
 * point into the snapshot, which the caller keeps until it has used them. */
void bot_decide(struct snapshot *snapshot, const struct bot_context *context, const char *text,
		struct arena *arena, struct decision *decision);

#endif
