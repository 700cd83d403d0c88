/*
 * Steps that lean on what was said before: picking a choice, correcting,
 * repeating, following up.  How such messages are known is in bot/context.h.
 */
#include "bot/deciding.h"

#include <string.h>

/* What the question before counts for in a follow-up, and where its own words
 * are near nothing. */
#define TOPIC_SHARE     0.5f
#define TOPIC_SHARE_NEW 0.75f

/* Picking what a menu says for itself: the turn goes on as though the visitor
 * had said that. */
static bool say_instead(struct turn *turn, const char *said)
{
	turn->text = said;
	turn->asked_as = said;
	turn->analysis = analysis_run(said, turn->arena);
	turn->next.asked = turn->analysis.folded;
	return step_rule(turn);
}

bool step_picked(struct turn *turn)
{
	int at = context_pick(&turn->memory, turn->snapshot, &turn->analysis, turn->arena);

	if (at < 0)
		return false;
	const struct memory_choice *choice = &turn->memory.choices[at];
	if (choice->say != NULL)
		return say_instead(turn, choice->say);
	const struct snapshot_entry *entry = snapshot_find(turn->snapshot, choice->entry);
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
bool step_corrected(struct turn *turn)
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

bool step_repeated(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);

	if (topic == NULL || !context_repeats(&turn->memory, &turn->analysis, turn->arena))
		return false;
	exclude_topic(turn);
	if (turn->memory.choice_count > 0) {
		/* The others were offered already. */
		note_topic(turn);
		return hand_over(turn, "repeated", NULL);
	}
	return offer_others(turn, turn->text, "repeated");
}

static int place_of(const struct matches *matches, const struct snapshot_entry *entry)
{
	for (int at = 0; at < matches->count; at++)
		if (matches->best[at].entry == entry)
			return at;
	return INDEX_RANKED_MOST;
}

/* Ranks the message together with the question before. */
static struct matches lean(struct turn *turn, bool is_new, struct question *message)
{
	struct question before = question_read(turn->snapshot, turn->memory.question, turn->arena);
	float own = 1 - (is_new ? TOPIC_SHARE_NEW : TOPIC_SHARE);

	message->vector = vector_blend(&message->vector, own, &before.vector, turn->arena);
	return rank_for_visitor(turn->snapshot, message, turn->context, turn->language, NULL,
				turn->arena);
}

/* Likewise without the topic. */
static struct matches lean_elsewhere(struct turn *turn, const struct question *message)
{
	exclude_topic(turn);
	struct matches others = rank_for_visitor(turn->snapshot, message, turn->context,
						 turn->language, turn->excluded, turn->arena);
	turn->excluded = NULL;
	return others;
}

/* "And for Japan?"  Another entry than the topic wins only when the new words
 * speak for it.  Words that the base hardly knows say nothing against the
 * topic: then it counts for more. */
bool step_follow_up(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);
	const struct bot_policy *policy = &turn->context->policy;
	struct question message;

	if (topic == NULL || turn->memory.question == NULL || !context_follows_up(&turn->analysis))
		return false;
	struct matches alone = rank_text(turn, turn->text, &message);
	bool is_new = confidence_of(&alone) < policy->clarify_from;
	struct matches both = lean(turn, is_new, &message);
	struct matches others = lean_elsewhere(turn, &message);
	if (!is_new && others.count > 0 &&
	    place_of(&alone, others.best[0].entry) < place_of(&alone, topic))
		both = others;
	if (confidence_of(&both) < policy->answer_from ||
	    confidence_of(&both) < confidence_of(&alone))
		return false;
	turn->question = message;
	turn->matches = both;
	turn->asked_as = arena_format(turn->arena, "%s %s", turn->memory.question, turn->text);
	return answer_best(turn, "follow-up");
}
