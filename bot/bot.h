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

enum decision_kind {
	DECISION_ANSWER,
	DECISION_CLARIFY,
	DECISION_HANDOFF,
	DECISION_UNMATCHED,
	DECISION_ASK /* a form asks for a value */
};

/* "answer", "clarify", "handoff", "unmatched" or "ask". */
const char *decision_kind_name(enum decision_kind kind);

#define BOT_ALTERNATIVES_MOST 3
#define BOT_CHOICES_MOST      9 /* of a menu; a digit picks each */
#define BOT_TAGS_MOST         16
#define BOT_VALUES_MOST       8 /* of a form */

/* Where the thresholds lie; see bot_policy_default. */
struct bot_policy {
	double answer_from;  /* confidence from which the bot answers */
	double clarify_from; /* from which it offers choices: that one of them is right */
	int low_streak_most; /* unsure turns in a row before it hands over */
};
struct bot_policy bot_policy_default(void);

/* What the bot knows beside the text. */
struct bot_context {
	const char *site;
	const char *language;   /* BCP 47 of the visitor's page */
	const char *page;       /* its address, or NULL */
	const char *group;      /* name of the conversation's group, or NULL */
	int64_t now_ms;         /* 0: conditions on hours don't hold */
	const char *time_zone;  /* of the site, for "tomorrow"; NULL: UTC */
	const char *const *open_groups; /* their names: who is open now */
	int open_group_count;
	const char *const *member_tags; /* of the visitor */
	int member_tag_count;
	const char *memory;     /* what the last decision left (JSON), or NULL */
	const char *choice;     /* external id of a choice the visitor clicked, or NULL */
	struct bot_policy policy;
};

struct bot_candidate {
	const struct snapshot_entry *entry;
	double confidence;
};

/* What is offered to be picked, by a click, its number or its text. */
struct bot_choice {
	const char *text;
	const char *entry; /* external id; NULL: picking it is saying its text */
};

/* What a form was told. */
struct bot_value {
	const char *name;
	const char *label;
	const char *value;
};

struct decision {
	enum decision_kind kind;
	const struct snapshot_entry *entry; /* ANSWER: the entry, or NULL when a rule says `text` */
	/* What to say, Markdown: ASK and a menu always, an ANSWER with or in place of its entry's,
	 * HANDOFF when a rule says something first.  NULL: the entry's answer, or the caller's own
	 * words. */
	const char *text;
	struct bot_choice choices[BOT_CHOICES_MOST]; /* CLARIFY */
	int choice_count;
	const char *tags[BOT_TAGS_MOST]; /* to put on the conversation */
	int tag_count;
	struct bot_value values[BOT_VALUES_MOST]; /* of a form that has ended, all or some */
	int value_count;
	double confidence;                  /* of the best candidate, 0..1 */
	struct bot_candidate alternatives[BOT_ALTERNATIVES_MOST]; /* CLARIFY: the choices; else runners-up */
	int alternative_count;
	/* A stable word.  ANSWER: "match", "part" (of a longer message), "choice", "follow-up",
	 * "corrected", "rule", "courtesy", "no-words", "form-done", "form-cancelled",
	 * "form-given-up".  CLARIFY: "unsure",
	 * "several-questions", "corrected", "repeated", "menu".  HANDOFF: a rule's reason
	 * ("asked-for-person", "vip", ...), "form-done", "form-given-up", "unsure-again",
	 * "corrected", "repeated".  UNMATCHED: "unsure", "no-candidate",
	 * "empty-base".  ASK: "form", "form-again" (the value didn't fit). */
	const char *reason;
	const char *courtesy; /* ANSWER: what `text` is said to, as in bot/phrases.h; NULL: no courtesy */
	const char *group;  /* HANDOFF: the group's name a rule named, or NULL */
	const char *why;    /* JSON object: rule, words, runners-up, snapshot, micros */
	const char *memory; /* JSON object to pass in with the next message */
};

/* Makes a snapshot ready to serve: compiles the editors' rules and the built-in
 * ones and attaches them.  Once, by whoever opened it, before other threads
 * see it.  FAULT_BAD_PATTERN names the rule. */
bool bot_prepare(struct snapshot *snapshot, struct fault *fault) MUST_USE;

/* Makes what is made at its first use, so that the first visitor does not wait
 * for it: bot_prepare does; call it yourself when nothing is published. */
void bot_warm(struct snapshot *snapshot_or_null);

/* The same with these rules in place of the snapshot's own, for a trial. */
bool bot_prepare_with(struct snapshot *snapshot, const struct snapshot_rule *rules, int count,
		      struct fault *fault) MUST_USE;

/* Decides.  Text is valid UTF-8 of at most 4,000 characters.  snapshot may be NULL (nothing published):
 * requests for a person are still understood.  Results are in the arena and
 * point into the snapshot, which the caller keeps until it has used them. */
void bot_decide(struct snapshot *snapshot, const struct bot_context *context, const char *text,
		struct arena *arena, struct decision *decision);

#endif
