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
	if (matches_offered(&turn->matches) < turn->context->policy.clarify_from)
		return hand_over(turn, reason, NULL);
	turn->next.topic = turn->memory.topic;
	list_alternatives(turn, 0);
	return offer(turn, reason);
}

/* "No, I meant ..." after something else: the entry just shown, if there is
 * one, is out; what was meant is ranked, or the question before once more. */
bool step_corrected(struct turn *turn)
{
	const char *meant = context_corrects(turn->analysis.folded);

	if (meant == NULL || turn->memory.asked == NULL)
		return false;
	bool has_topic = turn->memory.question != NULL && exclude_topic(turn);
	if (*meant == 0)
		return has_topic && offer_others(turn, turn->memory.question, "corrected");
	turn->asked_as = meant;
	if (!has_topic)
		return false;
	turn->matches = rank_text(turn, meant, &turn->question);
	return confidence_of(&turn->matches) >= turn->context->policy.answer_from &&
	       answer_best(turn, "corrected");
}

bool step_repeated(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);

	if (topic == NULL || !context_repeats(&turn->memory, &turn->analysis, turn->arena) ||
	    courtesy_of(turn) != NULL)
		return false;
	exclude_topic(turn);
	if (turn->memory.choice_count > 0) {
		/* The others were offered already. */
		note_topic(turn);
		return hand_over(turn, "repeated", NULL);
	}
	return offer_others(turn, turn->text, "repeated");
}

/* The message together with the question before. */
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

/* A follow-up, read in three ways. */
struct readings {
	struct matches alone;  /* the message by itself */
	struct matches both;   /* with the question before */
	struct matches others; /* likewise, without the topic */
};

/* True when the best of the two is one entry. */
static bool agree(const struct matches *one, const struct matches *other)
{
	return one->count > 0 && other->count > 0 && one->best[0].entry == other->best[0].entry;
}

/* The chance that one of two readings is right, of an entry that both find. */
static double either(double one, double other)
{
	return 1 - (1 - one) * (1 - other);
}

static void add_reading(struct matches *matches, const struct matches *reading, int most)
{
	for (int at = 0; at < reading->count && at < most; at++) {
		bool is_there = false;
		for (int other = 0; other < matches->count; other++)
			is_there |= matches->best[other].entry == reading->best[at].entry;
		if (!is_there && matches->count < BOT_ALTERNATIVES_MOST)
			matches->best[matches->count++] = reading->best[at];
	}
}

/* Where the readings differ, or none is sure: the best of each. */
static bool offer_readings(struct turn *turn, const struct readings *readings)
{
	bool own_first = confidence_of(&readings->alone) > confidence_of(&readings->both);
	struct matches offered = {0};

	add_reading(&offered, own_first ? &readings->alone : &readings->both, 1);
	add_reading(&offered, own_first ? &readings->both : &readings->alone, 1);
	add_reading(&offered, &readings->others, 1);
	add_reading(&offered, &readings->both, INDEX_RANKED_MOST);
	if (matches_offered(&offered) < turn->context->policy.clarify_from)
		return false;
	turn->matches = offered;
	list_alternatives(turn, 0);
	if (count_unsure(turn))
		return hand_over(turn, "unsure-again", NULL);
	turn->next.topic = turn->memory.topic;
	turn->next.question = turn->memory.question;
	return offer(turn, "unsure");
}

/* "And for Japan?"  Words that the base hardly knows say nothing against the
 * topic: then it counts for more.  Another entry wins when the message finds it
 * both by itself and with the question before; when only one of them does,
 * both are offered.  What was published with these words needs no topic. */
bool step_follow_up(struct turn *turn)
{
	const struct snapshot_entry *topic = snapshot_find(turn->snapshot, turn->memory.topic);
	const struct bot_policy *policy = &turn->context->policy;
	struct readings readings;

	if (topic == NULL || turn->memory.question == NULL ||
	    !context_follows_up(&turn->analysis) || courtesy_of(turn) != NULL)
		return false;
	readings.alone = rank_text(turn, turn->text, &turn->question);
	if (readings.alone.is_wording)
		return false;
	bool is_new = confidence_of(&readings.alone) < policy->clarify_from;
	bool is_own = !is_new && readings.alone.best[0].entry == topic;
	readings.both = lean(turn, is_new, &turn->question);
	readings.others = lean_elsewhere(turn, &turn->question);
	turn->matches = readings.both;
	turn->asked_as = arena_format(turn->arena, "%s %s", turn->memory.question, turn->text);
	if (!is_new && agree(&readings.alone, &readings.others)) {
		turn->matches = readings.others;
		turn->matches.best[0].confidence = either(confidence_of(&readings.alone),
							  confidence_of(&readings.others));
	} else if (!is_new && !is_own) {
		turn->matches.count = 0;
	}
	if (confidence_of(&turn->matches) >= policy->answer_from)
		return answer_best(turn, "follow-up");
	if (offer_readings(turn, &readings))
		return true;
	turn->asked_as = NULL;
	return false;
}
