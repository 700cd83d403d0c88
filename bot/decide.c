/*
 * Decide: the bot's turn, step by step; see bot.h.
 *
 * STEPS is the whole order of things: the first step that decides ends the
 * turn.  A step reads the turn, and decides by one of answer(), offer(),
 * hand_over() and give_up().
 *
 * Not here: ranking (bot/rank.h), what messages lean on (bot/context.h),
 * rules (bot/rules.h), the reasons in full (bot/explain.h).
 */
#include "bot/bot.h"

#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/context.h"
#include "bot/explain.h"
#include "bot/parts.h"
#include "bot/rank.h"
#include "bot/rules.h"
#include "data/clock.h"
#include "data/text.h"
#include "kb/han.h"

#define COURTESY    "courtesy" /* the category of greetings, thanks and the like */
#define TOPIC_SHARE 0.5f       /* of the question before, in a follow-up */
#define LONG_STORY  60         /* tokens from which the parts are looked at first */

struct turn {
	struct snapshot *snapshot; /* NULL when nothing is published */
	const struct bot_context *context;
	const char *text;
	const char *language;
	struct arena *arena;
	struct memory memory; /* of the turns before */
	struct analysis analysis;
	struct question question;
	struct matches matches;  /* what was found; of the whole message or its best part */
	unsigned char *excluded; /* by entry; NULL for none */
	const char *rule;
	const char *asked_as; /* what was ranked, when not the message itself */
	struct decision *decision;
	struct memory next;
};

struct bot_policy bot_policy_default(void)
{
	return (struct bot_policy){.answer_from = 0.7, .clarify_from = 0.3, .low_streak_most = 2};
}

const char *decision_kind_name(enum decision_kind kind)
{
	switch (kind) {
	case DECISION_ANSWER:
		return "answer";
	case DECISION_CLARIFY:
		return "clarify";
	case DECISION_HANDOFF:
		return "handoff";
	case DECISION_UNMATCHED:
		return "unmatched";
	}
	return "unmatched";
}

/* Deciding -------------------------------------------------------------------- */

static bool is_courtesy(const struct snapshot_entry *entry)
{
	return strncmp(entry->category, COURTESY, sizeof(COURTESY) - 1) == 0;
}

/* Fills the alternatives with the matches from `first` on. */
static void list_alternatives(struct turn *turn, int first)
{
	struct decision *decision = turn->decision;

	decision->alternative_count = 0;
	for (int at = first;
	     at < turn->matches.count && decision->alternative_count < BOT_ALTERNATIVES_MOST;
	     at++) {
		const struct match *match = &turn->matches.best[at];
		decision->alternatives[decision->alternative_count++] =
		    (struct bot_candidate){match->entry, match->confidence};
	}
}

static bool answer(struct turn *turn, const struct snapshot_entry *entry, double confidence,
		   const char *reason)
{
	turn->decision->kind = DECISION_ANSWER;
	turn->decision->entry = entry;
	turn->decision->confidence = confidence;
	turn->decision->reason = reason;
	if (!is_courtesy(entry)) {
		turn->next.topic = entry->external_id;
		turn->next.question = turn->asked_as != NULL ? turn->asked_as : turn->text;
	}
	turn->next.unsure = 0;
	return true;
}

static bool answer_best(struct turn *turn, const char *reason)
{
	list_alternatives(turn, 1);
	return answer(turn, turn->matches.best[0].entry, turn->matches.best[0].confidence, reason);
}

static bool hand_over(struct turn *turn, const char *reason, const char *group)
{
	turn->decision->kind = DECISION_HANDOFF;
	turn->decision->confidence = turn->matches.count > 0 ? turn->matches.best[0].confidence : 0;
	turn->decision->reason = reason;
	turn->decision->group = group;
	turn->next.unsure = 0;
	return true;
}

/* Offers the alternatives that are listed. */
static bool offer(struct turn *turn, const char *reason)
{
	struct decision *decision = turn->decision;

	decision->kind = DECISION_CLARIFY;
	decision->confidence = decision->alternatives[0].confidence;
	decision->reason = reason;
	for (int at = 0; at < decision->alternative_count; at++)
		turn->next.choices[at] = decision->alternatives[at].entry->external_id;
	turn->next.choice_count = decision->alternative_count;
	return true;
}

static bool give_up(struct turn *turn, const char *reason)
{
	turn->decision->kind = DECISION_UNMATCHED;
	turn->decision->confidence = turn->matches.count > 0 ? turn->matches.best[0].confidence : 0;
	turn->decision->reason = reason;
	return true;
}

/* True when this is one unsure turn too many. */
static bool count_unsure(struct turn *turn)
{
	int most = turn->context->policy.low_streak_most;

	turn->next.unsure = turn->memory.unsure + 1;
	return most > 0 && turn->next.unsure >= most;
}

static double confidence_of(const struct matches *matches)
{
	return matches->count > 0 ? matches->best[0].confidence : 0;
}

static struct matches rank_text(struct turn *turn, const char *text, struct question *question)
{
	*question = question_read(turn->snapshot, text, turn->arena);
	return rank_question(turn->snapshot, question, turn->language, turn->excluded, turn->arena);
}

/* The steps ------------------------------------------------------------------- */

static const struct rules *rules_of(const struct turn *turn)
{
	const struct rules *rules =
	    turn->snapshot == NULL ? NULL : snapshot_attachment(turn->snapshot);

	return rules != NULL ? rules : builtin_rules_alone();
}

static bool step_clicked(struct turn *turn)
{
	const struct snapshot_entry *entry =
	    turn->snapshot == NULL ? NULL : snapshot_find(turn->snapshot, turn->context->choice);

	return entry != NULL && answer(turn, entry, 1, "choice");
}

/* What the conversation seems to be about, for the person who takes it. */
static void note_topic(struct turn *turn)
{
	if (turn->snapshot == NULL)
		return;
	turn->matches = rank_text(turn, turn->text, &turn->question);
	list_alternatives(turn, 0);
}

static bool step_rule(struct turn *turn)
{
	const struct rules *rules = rules_of(turn);
	struct rule_match match;

	if (rules == NULL ||
	    !rules_match(rules, turn->analysis.folded, turn->language, &match, NULL))
		return false;
	if (strcmp(match.rule->action, "handoff") == 0) {
		turn->rule = match.rule->name;
		note_topic(turn);
		return hand_over(turn, match.reason, match.rule->target);
	}
	const struct snapshot_entry *entry =
	    turn->snapshot == NULL ? NULL : snapshot_find(turn->snapshot, match.rule->target);
	if (entry == NULL)
		return false;
	turn->rule = match.rule->name;
	return answer(turn, entry, 1, "rule");
}

static bool step_nothing_to_search(struct turn *turn)
{
	bool is_empty = turn->snapshot == NULL || snapshot_entry_count(turn->snapshot) == 0;

	if (!is_empty && turn->analysis.token_count > 0)
		return false;
	if (count_unsure(turn))
		return hand_over(turn, "unsure-again", NULL);
	return give_up(turn, is_empty ? "empty-base" : "no-words");
}

static bool step_picked(struct turn *turn)
{
	int at = context_pick(&turn->memory, turn->snapshot, &turn->analysis, turn->arena);

	if (at < 0)
		return false;
	const struct snapshot_entry *entry =
	    snapshot_find(turn->snapshot, turn->memory.choices[at]);
	return entry != NULL && answer(turn, entry, 1, "choice");
}

static bool exclude_topic(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);

	if (topic == NULL)
		return false;
	turn->excluded = arena_array(turn->arena, (size_t)snapshot_entry_count(turn->snapshot), 1);
	turn->excluded[topic->number] = 1;
	return true;
}

/* Ranks a text without the topic and offers what is left, or a person. */
static bool offer_others(struct turn *turn, const char *text, const char *reason)
{
	turn->matches = rank_text(turn, text, &turn->question);
	if (confidence_of(&turn->matches) < turn->context->policy.clarify_from)
		return hand_over(turn, reason, NULL);
	turn->next.topic = turn->memory.topic;
	list_alternatives(turn, 0);
	return offer(turn, reason);
}

/* "No, I meant ...": the entry just shown is out; what was meant is ranked, or
 * the question before once more. */
static bool step_corrected(struct turn *turn)
{
	const char *meant = context_corrects(turn->analysis.folded);

	if (meant == NULL || turn->memory.question == NULL || !exclude_topic(turn))
		return false;
	if (*meant == 0)
		return offer_others(turn, turn->memory.question, "corrected");
	turn->asked_as = meant;
	turn->matches = rank_text(turn, meant, &turn->question);
	return confidence_of(&turn->matches) >= turn->context->policy.answer_from &&
	       answer_best(turn, "corrected");
}

static bool step_repeated(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);

	if (topic == NULL || !context_repeats(&turn->memory, &turn->analysis, turn->arena))
		return false;
	exclude_topic(turn);
	return offer_others(turn, turn->text, "repeated");
}

static int place_of(const struct matches *matches, const struct snapshot_entry *entry)
{
	for (int at = 0; at < matches->count; at++)
		if (matches->best[at].entry == entry)
			return at;
	return INDEX_RANKED_MOST;
}

/* "And for Japan?": the message is ranked with the question before.  Another
 * entry than the topic wins only when the new words speak for it. */
static bool step_follow_up(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);
	struct question message, before;

	if (topic == NULL || turn->memory.question == NULL || !context_follows_up(&turn->analysis))
		return false;
	struct matches alone = rank_text(turn, turn->text, &message);
	before = question_read(turn->snapshot, turn->memory.question, turn->arena);
	message.vector =
	    vector_blend(&message.vector, 1 - TOPIC_SHARE, &before.vector, turn->arena);
	struct matches both =
	    rank_question(turn->snapshot, &message, turn->language, NULL, turn->arena);
	exclude_topic(turn);
	struct matches others =
	    rank_question(turn->snapshot, &message, turn->language, turn->excluded, turn->arena);
	turn->excluded = NULL;
	if (others.count > 0 && place_of(&alone, others.best[0].entry) < place_of(&alone, topic))
		both = others;
	if (confidence_of(&both) < turn->context->policy.answer_from ||
	    confidence_of(&both) < confidence_of(&alone))
		return false;
	turn->question = message;
	turn->matches = both;
	turn->asked_as = arena_format(turn->arena, "%s %s", turn->memory.question, turn->text);
	return answer_best(turn, "follow-up");
}

static bool is_courtesy_part(struct turn *turn, const char *part)
{
	return builtin_courtesy(analysis_fold(part, turn->arena)) != NULL;
}

/* The message without the greeting before and the thanks after it; the same
 * text when it has none or is nothing else. */
static const char *without_courtesy(struct turn *turn, const char *text)
{
	struct parts parts = parts_split(text, PART_CLAUSE, turn->arena);
	int first = 0, last = parts.count - 1;

	while (first <= last && is_courtesy_part(turn, parts.texts[first]))
		first++;
	while (last > first && is_courtesy_part(turn, parts.texts[last]))
		last--;
	if (first > last || (first == 0 && last == parts.count - 1))
		return text;
	return arena_copy_text(turn->arena, text + parts.starts[first],
			       parts.ends[last] - parts.starts[first]);
}

/* The message as a whole.  Leaves what it found for the steps after it. */
static bool step_whole(struct turn *turn)
{
	const char *text = turn->asked_as != NULL ? turn->asked_as : turn->text;
	const char *asked = without_courtesy(turn, text);
	struct parts parts = parts_split(asked, PART_SENTENCE, turn->arena);

	if (asked != text)
		turn->asked_as = asked;
	turn->matches = rank_text(turn, asked, &turn->question);
	if (confidence_of(&turn->matches) < turn->context->policy.answer_from)
		return false;
	bool may_hold_more = parts.questions > 1 ||
			     (parts.count > 1 && turn->question.analysis.token_count > LONG_STORY);
	return turn->matches.count > 0 && !may_hold_more && answer_best(turn, "match");
}

/* Adds an entry that a part asks for, once. */
static void add_asked(struct decision *decision, const struct match *match)
{
	for (int at = 0; at < decision->alternative_count; at++)
		if (decision->alternatives[at].entry == match->entry)
			return;
	if (decision->alternative_count < BOT_ALTERNATIVES_MOST)
		decision->alternatives[decision->alternative_count++] =
		    (struct bot_candidate){match->entry, match->confidence};
}

/* The sentences by themselves: two questions at once, or one inside a story.
 * Several sure ones are offered; one is answered. */
static bool step_parts(struct turn *turn)
{
	const char *text = turn->asked_as != NULL ? turn->asked_as : turn->text;
	struct parts parts = parts_split(text, PART_SENTENCE, turn->arena);
	bool is_story = turn->question.analysis.token_count > LONG_STORY;
	double answer_from = turn->context->policy.answer_from;
	struct question question;

	turn->decision->alternative_count = 0;
	if (parts.count < 2 || (parts.questions < 2 && !is_story))
		return confidence_of(&turn->matches) >= answer_from && turn->matches.count > 0 &&
		       answer_best(turn, "match");
	for (int at = 0; at < parts.count; at++) {
		struct matches matches = rank_text(turn, parts.texts[at], &question);
		double confidence = confidence_of(&matches);
		if (matches.count == 0 || is_courtesy(matches.best[0].entry) ||
		    confidence < answer_from)
			continue;
		add_asked(turn->decision, &matches.best[0]);
		if (confidence > confidence_of(&turn->matches)) {
			turn->matches = matches;
			turn->question = question;
			turn->asked_as = parts.texts[at];
		}
	}
	if (turn->decision->alternative_count > 1)
		return offer(turn, "several-questions");
	return confidence_of(&turn->matches) >= answer_from && turn->matches.count > 0 &&
	       answer_best(turn, "part");
}

static bool step_unsure(struct turn *turn)
{
	double confidence = confidence_of(&turn->matches);

	list_alternatives(turn, 0);
	if (count_unsure(turn))
		return hand_over(turn, "unsure-again", NULL);
	if (turn->matches.count > 0 && confidence >= turn->context->policy.clarify_from)
		return offer(turn, "unsure");
	return give_up(turn, turn->matches.count > 0 ? "unsure" : "no-candidate");
}

struct step {
	const char *name;
	bool (*decides)(struct turn *turn);
};
static const struct step STEPS[] = {
    {"clicked", step_clicked},
    {"rule", step_rule},
    {"nothing", step_nothing_to_search},
    {"picked", step_picked},
    {"corrected", step_corrected},
    {"repeated", step_repeated},
    {"follow-up", step_follow_up},
    {"whole", step_whole},
    {"parts", step_parts},
    {"unsure", step_unsure},
};

/* The turn ---------------------------------------------------------------------- */

static void note(struct turn *turn, const char *step, int64_t began)
{
	const struct explanation explanation = {
	    .snapshot = turn->snapshot,
	    .step = step,
	    .rule = turn->rule,
	    .asked_as = turn->asked_as,
	    .question = turn->matches.count > 0 ? &turn->question : NULL,
	    .matches = &turn->matches,
	    .micros = clock_steady_micros() - began,
	};

	turn->decision->memory = memory_write(&turn->next, turn->arena);
	turn->decision->why = explain(&explanation, turn->arena);
}

/* The language to answer in: the page's, unless the text is Chinese and the
 * page isn't; then by its characters. */
static const char *language_of(const char *page, const char *text)
{
	const char *language = page == NULL ? "" : page;
	uint32_t character;

	if (strncmp(language, "zh", 2) == 0)
		return language;
	while ((character = text_next(&text)) != 0) {
		if (han_is_traditional(character))
			return "zh-TW";
		if (character >= HAN_FIRST && character <= HAN_LAST)
			language = "zh-CN";
	}
	return language;
}

void bot_decide(struct snapshot *snapshot, const struct bot_context *context, const char *text,
		struct arena *arena, struct decision *decision)
{
	int64_t began = clock_steady_micros();
	struct turn turn = {
	    .snapshot = snapshot,
	    .context = context,
	    .text = text,
	    .language = language_of(context->language, text),
	    .arena = arena,
	    .memory = memory_read(context->memory, arena),
	    .analysis = analysis_run(text, arena),
	    .decision = decision,
	};
	size_t at = 0;

	*decision = (struct decision){.kind = DECISION_UNMATCHED, .reason = "no-candidate"};
	turn.next.asked = turn.analysis.folded;
	while (at < sizeof(STEPS) / sizeof(STEPS[0]) - 1 && !STEPS[at].decides(&turn))
		at++;
	if (at == sizeof(STEPS) / sizeof(STEPS[0]) - 1)
		STEPS[at].decides(&turn);
	note(&turn, STEPS[at].name, began);
}

bool bot_prepare(struct snapshot *snapshot, struct fault *fault)
{
	struct arena *arena = arena_new();
	int count;
	const struct snapshot_rule *own = snapshot_rules(snapshot, &count);
	struct rule_row *rows = arena_array(arena, (size_t)count, sizeof(*rows));

	for (int at = 0; at < count; at++)
		rows[at] = (struct rule_row){own[at].name,   own[at].pattern, own[at].priority,
					     own[at].action, own[at].target,  own[at].language};
	struct rules *rules = builtin_rules_compile(rows, count, fault);
	arena_free(&arena);
	if (rules == NULL)
		return false;
	snapshot_attach(snapshot, rules, rules_free);
	return true;
}
