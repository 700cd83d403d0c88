/*
 * Deciding: see deciding.h.
 */
#include "bot/deciding.h"

#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/wording.h"

#define COURTESY "courtesy"

bool is_courtesy(const struct snapshot_entry *entry)
{
	return strncmp(entry->category, COURTESY, sizeof(COURTESY) - 1) == 0;
}

void list_alternatives(struct turn *turn, int first)
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

/* "Thanks!" and "hello?" change no subject. */
static void keep_topic(struct turn *turn)
{
	turn->next.topic = turn->memory.topic;
	turn->next.question = turn->memory.question;
}

bool answer(struct turn *turn, const struct snapshot_entry *entry, double confidence,
	    const char *reason)
{
	turn->decision->kind = DECISION_ANSWER;
	turn->decision->entry = entry;
	turn->decision->confidence = confidence;
	turn->decision->reason = reason;
	if (is_courtesy(entry)) {
		keep_topic(turn);
	} else {
		turn->next.topic = entry->external_id;
		turn->next.question = turn->asked_as != NULL ? turn->asked_as : turn->text;
	}
	turn->next.unsure = 0;
	return true;
}

bool answer_best(struct turn *turn, const char *reason)
{
	list_alternatives(turn, 1);
	return answer(turn, turn->matches.best[0].entry, turn->matches.best[0].confidence, reason);
}

bool say(struct turn *turn, const char *text, const char *reason)
{
	turn->decision->kind = DECISION_ANSWER;
	turn->decision->confidence = 1;
	turn->decision->reason = reason;
	turn->decision->text = text;
	keep_topic(turn);
	return true;
}

bool hand_over(struct turn *turn, const char *reason, const char *group)
{
	turn->decision->kind = DECISION_HANDOFF;
	turn->decision->confidence = turn->matches.count > 0 ? turn->matches.best[0].confidence : 0;
	turn->decision->reason = reason;
	turn->decision->group = group;
	turn->next.unsure = 0;
	return true;
}

bool offer(struct turn *turn, const char *reason)
{
	struct decision *decision = turn->decision;

	decision->kind = DECISION_CLARIFY;
	decision->confidence = decision->alternatives[0].confidence;
	decision->reason = reason;
	for (int at = 0; at < decision->alternative_count; at++) {
		const struct snapshot_entry *entry = decision->alternatives[at].entry;
		turn->next.choices[at].entry = entry->external_id;
		decision->choices[at] = (struct bot_choice){entry->question, entry->external_id};
	}
	turn->next.choice_count = decision->choice_count = decision->alternative_count;
	return true;
}

bool give_up(struct turn *turn, const char *reason)
{
	turn->decision->kind = DECISION_UNMATCHED;
	turn->decision->confidence = turn->matches.count > 0 ? turn->matches.best[0].confidence : 0;
	turn->decision->reason = reason;
	return true;
}

bool count_unsure(struct turn *turn)
{
	int most = turn->context->policy.low_streak_most;

	turn->next.unsure = turn->memory.unsure + 1;
	return most > 0 && turn->next.unsure >= most;
}

double confidence_of(const struct matches *matches)
{
	return matches->count > 0 ? matches->best[0].confidence : 0;
}

double matches_offered(const struct matches *matches)
{
	double sum = 0;

	for (int at = 0; at < matches->count && at < BOT_ALTERNATIVES_MOST; at++)
		sum += matches->best[at].confidence;
	return sum < 1 ? sum : 1;
}

struct matches rank_text(struct turn *turn, const char *text, struct question *question)
{
	struct analysis own =
	    text == turn->text ? turn->analysis : analysis_run(text, turn->arena);

	*question = question_of(turn->snapshot, &own, turn->arena);
	struct matches matches = rank_for_visitor(turn->snapshot, question, turn->context,
						  turn->language, turn->excluded, turn->arena);
	wording_make_sure(turn->snapshot, &own, turn->language, &matches, turn->arena);
	return matches;
}

void note_topic(struct turn *turn)
{
	if (turn->snapshot == NULL)
		return;
	turn->matches = rank_text(turn, turn->text, &turn->question);
	list_alternatives(turn, 0);
}

/* Rules -------------------------------------------------------------------------- */

const struct rules *rules_of(const struct turn *turn)
{
	const struct rules *rules =
	    turn->snapshot == NULL ? NULL : snapshot_attachment(turn->snapshot);

	return rules != NULL ? rules : builtin_rules_alone();
}

struct rule_scene scene_of(const struct turn *turn)
{
	return (struct rule_scene){.folded_text = turn->analysis.folded,
				   .language = turn->language,
				   .context = turn->context};
}

const struct snapshot_entry *exact_entry(struct turn *turn, struct match *found)
{
	struct question question;

	if (turn->snapshot == NULL || turn->analysis.token_count == 0)
		return NULL;
	struct matches matches = rank_text(turn, turn->text, &question);
	for (int at = 0; at < matches.count; at++) {
		if (wording_is_of(turn->snapshot, &turn->analysis, &matches.best[at],
				  turn->arena)) {
			*found = matches.best[at];
			return found->entry;
		}
	}
	return NULL;
}
