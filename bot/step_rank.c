/*
 * Steps that rank: the message as a whole, its sentences by themselves, and
 * what is done when none is sure.
 *
 * Not here: ranking itself (bot/rank.h).
 */
#include "bot/deciding.h"

#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/parts.h"

#define LONG_STORY 60 /* tokens from which the parts are looked at first */

bool step_nothing_to_search(struct turn *turn)
{
	bool is_empty = turn->snapshot == NULL || snapshot_entry_count(turn->snapshot) == 0;

	if (turn->analysis.token_count == 0)
		return be_polite(turn, "no_words", "no-words");
	if (!is_empty)
		return false;
	if (step_courtesy(turn))
		return true;
	if (count_unsure(turn))
		return hand_over(turn, "unsure-again", NULL);
	return give_up(turn, "empty-base");
}

static bool is_courtesy_part(struct turn *turn, const char *part)
{
	const char *kind = builtin_courtesy(analysis_fold(part, turn->arena));

	/* "Fine" in front of a question may belong to it. */
	return kind != NULL && strcmp(kind, "acknowledged") != 0;
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

/* Ranks the message without the courtesy around its question, unless the
 * courtesy is part of a published wording. */
static const char *rank_whole(struct turn *turn, const char *text)
{
	const char *asked = without_courtesy(turn, text);
	struct question question;

	turn->matches = rank_text(turn, asked, &turn->question);
	if (asked == text || turn->matches.is_wording)
		return asked;
	struct matches whole = rank_text(turn, text, &question);
	if (!whole.is_wording)
		return asked;
	turn->matches = whole;
	turn->question = question;
	return text;
}

/* The message as a whole.  Leaves what it found for the steps after it. */
bool step_whole(struct turn *turn)
{
	const char *text = turn->asked_as != NULL ? turn->asked_as : turn->text;
	const char *asked = rank_whole(turn, text);
	struct parts parts = parts_split(asked, PART_SENTENCE, turn->arena);

	if (asked != text)
		turn->asked_as = asked;
	if (confidence_of(&turn->matches) < turn->context->policy.answer_from)
		return false;
	bool may_hold_more = !turn->matches.is_wording &&
			     (parts.questions > 1 ||
			      (parts.count > 1 && turn->question.analysis.token_count > LONG_STORY));
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
bool step_parts(struct turn *turn)
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

bool step_unsure(struct turn *turn)
{
	list_alternatives(turn, 0);
	if (count_unsure(turn))
		return hand_over(turn, "unsure-again", NULL);
	if (turn->matches.count > 0 &&
	    matches_offered(&turn->matches) >= turn->context->policy.clarify_from)
		return offer(turn, "unsure");
	return give_up(turn, turn->matches.count > 0 ? "unsure" : "no-candidate");
}
