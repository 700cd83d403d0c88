/*
 * Calibrate, the trial: holding out parts of a base, asking the rest, and the
 * curve of wrong answers that comes of it.  See calibrate.h.
 */
#include "kb/calibrate_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOLDS             6    /* shares of the base that are held out in turn */
#define JUDGEMENTS_ENOUGH 1200 /* no further fold is trained, */
#define SMALL_MOST        300000 /* examples times entries: up to here every fold is */
#define JUDGEMENTS_MOST   6000 /* of one fold */
#define SAID_MOST         3000 /* judgements of people that are asked */
#define DOUBT             10.0 /* answers as promised that the curve of wrong ones begins with */
#define FEW_VARIANTS      20.0 /* of an entry, from which the fit stands alone */
#define FEW_SHARE         0.9  /* of the curve for any base, at none */

/* Holding out -------------------------------------------------------------------- */

struct trial {
	const struct examples *examples;
	const struct example_set *set; /* of the examples */
	uint32_t *entry_size;          /* examples of each entry that may be asked */
	bool *left_out;
	bool *shared; /* examples that another entry has too: whose they are is nobody's mistake */
	const char *const *languages;
	unsigned char *foreign; /* entries of another language than the question's */
	const char *foreign_to;
	struct judgement *judgements;
	int count, room;
	int threads;
};

static uint32_t shuffle(uint32_t number)
{
	number = (number ^ number >> 16) * 0x7feb352du;
	number = (number ^ number >> 15) * 0x846ca68bu;
	return number ^ number >> 16;
}

/* In each fold one entry of FOLDS is held out whole, and of the others one
 * example of FOLDS. */
static bool is_strange(uint32_t entry, uint32_t fold)
{
	return shuffle(entry * 2 + 1) % FOLDS == fold;
}

static bool is_unasked(const struct example_set *set, uint32_t example)
{
	return set->unasked != NULL && set->unasked[example];
}

static bool is_held_out(const struct trial *trial, uint32_t example, uint32_t fold)
{
	uint32_t entry = trial->set->entry[example];

	if (is_strange(entry, fold))
		return true;
	return trial->entry_size[entry] > 1 && !is_unasked(trial->set, example) &&
	       shuffle(example * 2) % FOLDS == fold;
}

/* Examples alike in every feature, found by sorting what identifies them. */
struct fingerprint {
	uint64_t hash;
	uint32_t entry, example;
};

static int compare_fingerprints(const void *a_, const void *b_)
{
	const struct fingerprint *a = a_, *b = b_;
	return a->hash != b->hash ? (a->hash > b->hash) - (a->hash < b->hash)
				  : (a->entry > b->entry) - (a->entry < b->entry);
}

static uint64_t fingerprint_of(const struct example_set *set, uint32_t example)
{
	uint64_t hash = 14695981039346656037u;

	for (uint32_t at = set->start[example]; at < set->start[example + 1]; at++)
		hash = (hash ^ set->features[at]) * 1099511628211u;
	return hash;
}

/* Marks the examples that two entries have: a greeting kept for two languages,
 * a duplicate that an editor should see. */
static void find_shared(struct trial *trial)
{
	uint32_t count = trial->set->count;
	struct fingerprint *prints = memory_array(count, sizeof(*prints));

	for (uint32_t example = 0; example < count; example++)
		prints[example] = (struct fingerprint){fingerprint_of(trial->set, example),
						       trial->set->entry[example], example};
	qsort(prints, count, sizeof(*prints), compare_fingerprints);
	for (uint32_t first = 0, end; first < count; first = end) {
		for (end = first + 1; end < count && prints[end].hash == prints[first].hash;)
			end++;
		bool shared = prints[first].entry != prints[end - 1].entry;
		for (uint32_t at = first; at < end; at++)
			trial->shared[prints[at].example] = shared;
	}
	free(prints);
}

static struct vector row_of(const struct example_set *set, uint32_t example)
{
	return (struct vector){
	    .count = (int)(set->start[example + 1] - set->start[example]),
	    .features = (uint32_t *)set->features + set->start[example],
	    .weights = (float *)set->weights + set->start[example],
	    .known = 1,
	};
}

/* Visitors are answered in their language first (bot/rank.c), so a question is
 * tried against the entries of its own. */
static const unsigned char *foreign_entries(struct trial *trial, uint32_t entry)
{
	if (trial->languages == NULL || trial->languages[entry][0] == '\0')
		return NULL;
	if (trial->foreign_to == NULL || strcmp(trial->foreign_to, trial->languages[entry]) != 0) {
		trial->foreign_to = trial->languages[entry];
		for (uint32_t at = 0; at < trial->set->entry_count; at++)
			trial->foreign[at] = trial->languages[at][0] != '\0' &&
					     strcmp(trial->languages[at], trial->foreign_to) != 0;
	}
	return trial->foreign;
}

/* Notes a ranking; what came of it is told in `outcome`. */
static void note(struct trial *trial, const struct ranking *ranking, struct judgement outcome)
{
	double next = ranking->count > 1 ? ranking->best[1].score : 0;

	outcome.score = ranking->best[0].score;
	outcome.lead = outcome.score - next;
	trial->judgements[trial->count++] = outcome;
}

static void judge(struct trial *trial, const struct index *index, uint32_t example, uint32_t fold,
		  struct arena *arena)
{
	struct vector question = row_of(trial->set, example);
	struct ranking ranking;
	uint32_t entry = trial->set->entry[example];

	index_rank(index, &question, foreign_entries(trial, entry), arena, &ranking);
	if (ranking.count > 0)
		note(trial, &ranking,
		     (struct judgement){.right = ranking.best[0].entry == entry,
					.strange = is_strange(entry, fold)});
}

/* Asks what people judged.  Where they said only which entry is wrong, it
 * counts if that one would be given again. */
static void judge_said(struct trial *trial, const struct index *index, struct arena *arena)
{
	const struct examples *examples = trial->examples;
	struct ranking ranking;

	for (int at = 0; at < examples->judged_count && trial->count < SAID_MOST; at++) {
		const struct judged *judged = &examples->judged[at];
		bool is_none = judged->entry == JUDGED_NONE;
		index_rank(index, &judged->question, NULL, arena, &ranking);
		if (ranking.count > 0 && (is_none || ranking.best[0].entry == judged->entry))
			note(trial, &ranking,
			     (struct judgement){.strange = is_none, .is_said = true});
		arena_reset(arena);
	}
}

/* Marks what is left out; how many examples can be asked. */
static uint32_t hold_out(struct trial *trial, uint32_t fold)
{
	uint32_t asked = 0;

	for (uint32_t example = 0; example < trial->set->count; example++) {
		trial->left_out[example] = is_held_out(trial, example, fold);
		asked += trial->left_out[example] && !is_unasked(trial->set, example);
	}
	return asked;
}

static void run_fold(struct trial *trial, uint32_t fold)
{
	struct example_set set = *trial->set;
	struct arena *arena = arena_new();
	uint32_t asked = hold_out(trial, fold);
	uint32_t every = asked / JUDGEMENTS_MOST + 1, number = 0;

	set.left_out = trial->left_out;
	struct index *index = index_build(&set, trial->examples->vocabulary, trial->threads);
	if (fold == 0)
		judge_said(trial, index, arena);
	for (uint32_t example = 0; example < set.count && trial->count < trial->room; example++) {
		if (!trial->left_out[example] || trial->shared[example] ||
		    is_unasked(&set, example) || number++ % every != 0)
			continue;
		judge(trial, index, example, fold, arena);
		arena_reset(arena);
	}
	index_free(&index);
	arena_free(&arena);
}

static double blend(double fitted, double any, double share)
{
	return (1 - share) * fitted + share * any;
}

/* How much the fit is drawn towards the curve for any base: editors make the few
 * variants of an entry differ on purpose, more than what
 * visitors ask differs from them, and leaving one out takes away just what
 * would have answered.  The fewer there are, the more the chance of being
 * right follows the curve for any base. */
static double few_share(const struct example_set *set)
{
	double each = set->entry_count == 0 ? 0 : (double)set->count / set->entry_count;

	return fmax(0, FEW_SHARE * (1 - each / FEW_VARIANTS));
}

static void allow_for_few(struct calibration *calibration, double share)
{
	const struct calibration any = calibration_default();

	calibration->right_constant = blend(calibration->right_constant, any.right_constant, share);
	calibration->right_score = blend(calibration->right_score, any.right_score, share);
	calibration->right_lead = blend(calibration->right_lead, any.right_lead, share);
}

/* Wrong answers -------------------------------------------------------------------- */

/* Answers and wrong ones at one step of confidence. */
struct answers {
	double count, wrong;
};

/* What was held out, by confidence.  Where the fit is drawn towards any base,
 * so is what is counted: from what came of it towards what was promised. */
static void count_answers(const struct trial *trial, const struct calibration *calibration,
			  double strange_share, double few,
			  struct answers answers[CALIBRATION_STEPS + 1])
{
	double strange = strange_weight(trial->judgements, trial->count, strange_share);

	for (int at = 0; at < trial->count; at++) {
		const struct judgement *judgement = &trial->judgements[at];
		double weight = judgement_weight(judgement) * (judgement->strange ? strange : 1);
		double confidence =
		    calibration_confidence(calibration, judgement->score, judgement->lead);
		struct answers *step = &answers[(int)(confidence * CALIBRATION_STEPS)];
		step->count += weight;
		step->wrong += weight * blend(judgement->right ? 0 : 1, 1 - confidence, few);
	}
}

/* The share of wrong answers from each confidence on, starting from the top
 * with a few that are as promised; it never grows with confidence. */
static void draw_wrong(const struct trial *trial, double strange, double few,
		       struct calibration *calibration)
{
	struct answers answers[CALIBRATION_STEPS + 1] = {0}, sum = {0, 0};
	float least = 1;

	count_answers(trial, calibration, strange, few, answers);
	for (int step = CALIBRATION_STEPS; step >= 0; step--) {
		double promised = 1 - (double)step / CALIBRATION_STEPS;
		sum.count += answers[step].count;
		sum.wrong += answers[step].wrong;
		calibration->wrong[step] =
		    (float)((sum.wrong + DOUBT * promised) / (sum.count + DOUBT));
	}
	for (int step = 0; step <= CALIBRATION_STEPS; step++)
		calibration->wrong[step] = least = fminf(least, calibration->wrong[step]);
}

/* How many judgements there have to be for no further fold to be trained. */
static int judgements_enough(const struct example_set *set)
{
	bool is_small = (uint64_t)set->count * set->entry_count <= SMALL_MOST;

	return is_small ? JUDGEMENTS_MOST : JUDGEMENTS_ENOUGH;
}

struct trial *trial_run(const struct examples *examples, const char *const *languages,
			int threads)
{
	const struct example_set *set = &examples->set;
	struct trial *trial = memory_new(sizeof(*trial));

	trial->examples = examples;
	trial->set = set;
	trial->languages = languages;
	trial->threads = threads;
	trial->entry_size = memory_array(set->entry_count, sizeof(uint32_t));
	trial->left_out = memory_array(set->count, sizeof(bool));
	trial->shared = memory_array(set->count, sizeof(bool));
	trial->foreign = memory_array(set->entry_count, sizeof(unsigned char));
	int enough = judgements_enough(set);
	trial->room = JUDGEMENTS_MOST + enough;
	trial->judgements = memory_array((size_t)trial->room, sizeof(struct judgement));
	for (uint32_t example = 0; example < set->count; example++)
		trial->entry_size[set->entry[example]] += !is_unasked(set, example);
	find_shared(trial);
	for (uint32_t fold = 0; fold < FOLDS && trial->count < enough; fold++)
		run_fold(trial, fold);
	trial->languages = NULL; /* the caller's */
	return trial;
}

void trial_free(struct trial **trial_)
{
	struct trial *trial = *trial_;

	free(trial->entry_size);
	free(trial->left_out);
	free(trial->shared);
	free(trial->foreign);
	free(trial->judgements);
	free(trial);
	*trial_ = NULL;
}

struct calibration trial_calibrate(const struct trial *trial, const struct index *index)
{
	double few = few_share(trial->set);
	double strange = strange_estimate(trial->examples, trial->entry_size);
	struct calibration calibration =
	    calibration_fit(trial->judgements, trial->count, strange);

	strange = strange_asked(trial->examples, index, strange, &calibration);
	allow_for_few(&calibration, few);
	draw_wrong(trial, strange, few, &calibration);
	return calibration;
}
