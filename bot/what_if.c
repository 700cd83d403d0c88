/*
 * What if: see what_if.h.  The band comes from a bootstrap over whole
 * conversations (B. Efron, Annals of Statistics 7, 1979), since the questions
 * of one conversation are alike, with each unjudged answer right or wrong by
 * the chance that calibration gives it.
 */
#include "bot/what_if.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/text.h"

#define DRAWS     400 /* of the bootstrap */
#define TAGS_MOST 64  /* of a conversation; it keeps fewer */

/* Asking -------------------------------------------------------------------------------- */

/* A conversation as the trial goes through it. */
struct replay {
	const struct what_if_side *side;
	struct arena *turn;   /* forgotten after each question */
	struct arena *memory; /* holds what one turn leaves for the next; */
	struct arena *spare;  /* and the one after it */
	const char *left;     /* what the last turn left, or NULL */
	struct arena *told;   /* holds the tags that rules gave in this conversation */
	const char *tags[TAGS_MOST];
	int tag_count;
	bool by_person;
};

static bool same_conversation(const struct past_question *one, const struct past_question *other)
{
	return strcmp(one->conversation.text, other->conversation.text) == 0;
}

struct bot_policy what_if_policy(const struct what_if_side *side, const char *site)
{
	if (side->policy_of == NULL)
		return side->policy;
	return side->policy_of(side->data, side->snapshot, site);
}

static void keep_memory(struct replay *replay, const char *left)
{
	struct arena *before = replay->memory;
	arena_reset(replay->spare);
	replay->left = arena_text(replay->spare, left);
	replay->memory = replay->spare;
	replay->spare = before;
}

static bool has_tag(const struct replay *replay, const char *tag)
{
	for (int at = 0; at < replay->tag_count; at++)
		if (strcmp(replay->tags[at], tag) == 0)
			return true;
	return false;
}

static void add_tags(struct replay *replay, const char *const *tags, int count, bool is_kept)
{
	for (int at = 0; at < count && replay->tag_count < TAGS_MOST; at++)
		if (!has_tag(replay, tags[at]))
			replay->tags[replay->tag_count++] =
			    is_kept ? tags[at] : arena_text(replay->told, tags[at]);
}

static void begin_conversation(struct replay *replay, const struct past_question *first)
{
	replay->left = NULL;
	replay->by_person = false;
	replay->tag_count = 0;
	arena_reset(replay->told);
	add_tags(replay, first->member_tags, first->member_tag_count, true);
}

static void weigh(struct what_if_outcome *outcome, const struct past_question *question,
		  const struct judgements *judgements, struct arena *arena)
{
	bool right = false;
	outcome->wrong = 1 - outcome->confidence;
	if (judgements == NULL || judgements_count(judgements) == 0)
		return;
	const char *folded = judgement_key(question->text, arena);
	outcome->is_judged = judgements_find(judgements, folded, outcome->entry, &right);
	/* That nothing answers it makes every answer wrong. */
	if (!outcome->is_judged && judgements_find(judgements, folded, "", &right)) {
		outcome->is_judged = right;
		right = false;
	}
	if (outcome->is_judged)
		outcome->wrong = right ? 0 : 1;
}

static void ask(struct replay *replay, const struct past_question *question,
		const struct judgements *judgements, struct arena *arena,
		struct what_if_outcome *outcome)
{
	struct bot_context context = {.site = question->site,
				      .language = question->language,
				      .page = question->page,
				      .group = question->group,
				      .now_ms = question->at,
				      .time_zone = question->time_zone,
				      .open_groups = question->open_groups,
				      .open_group_count = question->open_group_count,
				      .member_tags = replay->tags,
				      .member_tag_count = replay->tag_count,
				      .memory = replay->left,
				      .choice = question->choice,
				      .policy = what_if_policy(replay->side, question->site)};
	struct decision decision = {0};
	arena_reset(replay->turn);
	bot_decide(replay->side->snapshot, &context, question->text, replay->turn, &decision);
	*outcome = (struct what_if_outcome){.kind = decision.kind,
					    .confidence = decision.confidence,
					    .reason = arena_text(arena, decision.reason)};
	if (decision.kind == DECISION_ANSWER && decision.entry != NULL) {
		outcome->entry = arena_text(arena, decision.entry->external_id);
		outcome->question = arena_text(arena, decision.entry->question);
		weigh(outcome, question, judgements, replay->turn);
	}
	/* Handed over then as well: what followed came to the bot all the same. */
	replay->by_person = decision.kind == DECISION_HANDOFF &&
			    !text_equal(question->decision, decision_kind_name(DECISION_HANDOFF));
	keep_memory(replay, decision.memory);
	add_tags(replay, decision.tags, decision.tag_count, false);
}

void what_if_run(const struct what_if_side *side, const struct past_question *questions, int count,
		 const struct judgements *judgements, struct arena *arena,
		 struct what_if_outcome *outcomes)
{
	struct replay replay = {.side = side,
				.turn = arena_new(),
				.memory = arena_new(),
				.spare = arena_new(),
				.told = arena_new()};
	for (int at = 0; at < count; at++) {
		if (at == 0 || !same_conversation(&questions[at - 1], &questions[at]))
			begin_conversation(&replay, &questions[at]);
		if (replay.by_person)
			outcomes[at] = (struct what_if_outcome){
			    .kind = DECISION_HANDOFF, .by_person = true, .reason = "by-person"};
		else
			ask(&replay, &questions[at], judgements, arena, &outcomes[at]);
	}
	arena_free(&replay.turn);
	arena_free(&replay.memory);
	arena_free(&replay.spare);
	arena_free(&replay.told);
}

/* Foretelling ------------------------------------------------------------------------------ */

static struct what_if_outcome without(const struct held_out_wording *wording,
				      const struct bot_policy *policy)
{
	struct what_if_outcome outcome = {.kind = DECISION_UNMATCHED,
					  .reason = "held-out",
					  .confidence = wording->confidence};
	if (wording->entry != NULL && wording->confidence >= policy->answer_from) {
		outcome.kind = DECISION_ANSWER;
		outcome.entry = wording->entry;
		outcome.question = wording->question;
		outcome.wrong = 1 - wording->confidence;
	} else if (wording->offered >= policy->clarify_from) {
		outcome.kind = DECISION_CLARIFY;
	}
	return outcome;
}

/* The wording that answered, when it was taken from the log. */
static const struct held_out_wording *taken_by(const struct what_if_outcome *outcome,
					       const struct past_question *question,
					       const struct held_out *held_out,
					       struct arena *scratch)
{
	if (outcome->entry == NULL || outcome->is_judged || held_out->count == 0)
		return NULL;
	arena_reset(scratch);
	const struct held_out_wording *wording =
	    held_out_of(held_out, judgement_key(question->text, scratch));
	return wording != NULL && strcmp(wording->of, outcome->entry) == 0 ? wording : NULL;
}

int what_if_foretell(const struct what_if_side *side, const struct past_question *questions,
		     int count, const struct held_out *held_out,
		     const struct what_if_outcome *outcomes, struct what_if_outcome *foretold)
{
	struct arena *scratch = arena_new();
	int *last = memory_array((size_t)held_out->count + 1, sizeof(*last)); /* question + 1 */
	bool *is_repeated = memory_array((size_t)held_out->count + 1, sizeof(*is_repeated));
	int others = 0;
	for (int at = 0; at < count; at++) {
		const struct held_out_wording *wording =
		    taken_by(&outcomes[at], &questions[at], held_out, scratch);
		foretold[at] = outcomes[at];
		if (wording == NULL)
			continue;
		is_repeated[wording - held_out->wordings] = last[wording - held_out->wordings] != 0;
		last[wording - held_out->wordings] = at + 1;
	}
	for (int place = 0; place < held_out->count; place++) {
		if (last[place] == 0 || is_repeated[place])
			continue;
		struct bot_policy policy = what_if_policy(side, questions[last[place] - 1].site);
		foretold[last[place] - 1] = without(&held_out->wordings[place], &policy);
		others++;
	}
	arena_free(&scratch);
	free(last);
	free(is_repeated);
	return others;
}

/* Adding up -------------------------------------------------------------------------------- */

static void count_one(struct what_if_summary *summary, const struct what_if_outcome *outcome)
{
	if (outcome->by_person) {
		summary->by_person++;
		return;
	}
	summary->questions++;
	switch (outcome->kind) {
	case DECISION_ANSWER:
		summary->answered++;
		summary->judged += outcome->is_judged;
		summary->wrong += outcome->wrong;
		break;
	case DECISION_CLARIFY:
	case DECISION_ASK:
		summary->asked_back++;
		break;
	case DECISION_HANDOFF:
		summary->handed_over++;
		break;
	case DECISION_UNMATCHED:
		summary->unmatched++;
		break;
	}
}

/* Where each conversation begins; the end of the last one is `count`. */
static int *conversation_starts(const struct past_question *questions, int count, int *number)
{
	int *starts = memory_array((size_t)count + 1, sizeof(int));
	*number = 0;
	for (int at = 0; at < count; at++)
		if (at == 0 || !same_conversation(&questions[at - 1], &questions[at]))
			starts[(*number)++] = at;
	starts[*number] = count;
	return starts;
}

/* xorshift64*: the same band each time, without the system's randomness. */
static double draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (double)((*state * 0x2545F4914F6CDD1Dull) >> 11) * 0x1p-53;
}

/* The share of wrong answers in one possible past. */
static double draw_share(const struct what_if_outcome *outcomes, const int *starts, int number,
			 uint64_t *state)
{
	int answered = 0, wrong = 0;
	for (int i = 0; i < number; i++) {
		int pick = (int)(draw(state) * number);
		for (int at = starts[pick]; at < starts[pick + 1]; at++) {
			if (outcomes[at].kind != DECISION_ANSWER)
				continue;
			answered++;
			wrong += draw(state) < outcomes[at].wrong;
		}
	}
	return answered == 0 ? 0 : (double)wrong / answered;
}

static int compare_shares(const void *one, const void *other)
{
	double difference = *(const double *)one - *(const double *)other;
	return (difference > 0) - (difference < 0);
}

/* The upper end for no wrong one among n by Wilson's score interval (E. B.
 * Wilson, JASA 22, 1927): few answers prove little. */
static double wilson_high(double share, double n)
{
	const double z = 1.96;
	double middle = share + z * z / (2 * n);
	double spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
	return (middle + spread) / (1 + z * z / n);
}

static void find_band(const struct past_question *questions, const struct what_if_outcome *outcomes,
		      int count, struct what_if_summary *summary)
{
	double shares[DRAWS];
	uint64_t state = 0x9E3779B97F4A7C15ull;
	int number;
	int *starts = conversation_starts(questions, count, &number);
	for (int i = 0; i < DRAWS; i++)
		shares[i] = draw_share(outcomes, starts, number, &state);
	free(starts);
	qsort(shares, DRAWS, sizeof(double), compare_shares);
	summary->wrong_low = shares[DRAWS / 40];
	summary->wrong_high = shares[DRAWS - 1 - DRAWS / 40];
	/* So few answers that no draw had a wrong one. */
	if (summary->wrong_high <= summary->wrong)
		summary->wrong_high = wilson_high(summary->wrong, summary->answered);
	if (summary->wrong_low > summary->wrong)
		summary->wrong_low = 0;
}

void what_if_sum(const struct past_question *questions, const struct what_if_outcome *outcomes,
		 int count, struct what_if_summary *summary)
{
	*summary = (struct what_if_summary){0};
	for (int at = 0; at < count; at++)
		count_one(summary, &outcomes[at]);
	if (summary->answered == 0)
		return;
	summary->wrong /= summary->answered;
	find_band(questions, outcomes, count, summary);
}

/* Comparing ---------------------------------------------------------------------------------- */

/* What a threshold has no say in: rules, clicked choices, hand-overs. */
static bool is_fixed(const struct what_if_outcome *outcome)
{
	return (outcome->kind == DECISION_ANSWER && outcome->confidence >= 1) ||
	       (outcome->kind == DECISION_HANDOFF && strcmp(outcome->reason, "unsure-again") != 0);
}

void what_if_curve(const struct what_if_outcome *outcomes, int count,
		   struct what_if_point curve[WHAT_IF_CURVE])
{
	int questions = 0;
	memset(curve, 0, WHAT_IF_CURVE * sizeof(*curve));
	for (int at = 0; at < count; at++) {
		const struct what_if_outcome *outcome = &outcomes[at];
		if (outcome->by_person)
			continue;
		questions++;
		if (is_fixed(outcome) && outcome->kind != DECISION_ANSWER)
			continue;
		double wrong =
		    outcome->kind == DECISION_ANSWER ? outcome->wrong : 1 - outcome->confidence;
		int most = (int)(outcome->confidence * (WHAT_IF_CURVE - 1) + 1e-9);
		for (int point = 0; point <= most && point < WHAT_IF_CURVE; point++) {
			curve[point].answered++;
			curve[point].wrong += wrong;
		}
	}
	for (int point = 0; questions > 0 && point < WHAT_IF_CURVE; point++) {
		curve[point].answered /= questions;
		curve[point].wrong /= questions;
	}
}

bool what_if_differs(const struct what_if_outcome *before, const struct what_if_outcome *after)
{
	if (before->kind != after->kind || before->by_person != after->by_person)
		return true;
	bool had = before->entry != NULL, has = after->entry != NULL;
	return had != has || (had && strcmp(before->entry, after->entry) != 0);
}
