/*
 * Calibrate: see calibrate.h.
 */
#include "kb/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/logistic.h"

#define FOLDS             6    /* shares of the base that are held out in turn */
#define JUDGEMENTS_ENOUGH 1200 /* no further fold is trained */
#define JUDGEMENTS_MOST   6000 /* of one fold */
#define STRANGE_LEAST     0.06 /* share of the questions asked that no entry answers */
#define STRANGE_MOST      0.60
#define FEW_VARIANTS 20.0 /* of an entry, from which the fit stands alone */
#define FEW_SHARE    0.9  /* of the curve for any base, at none */
#define SOFTENING         0.1 /* keeps logarithms finite */

struct calibration calibration_default(void)
{
	return (struct calibration){.belongs_constant = -1,
				    .belongs_score = 1.1,
				    .right_constant = 0.8,
				    .right_score = 0.9,
				    .right_lead = 1.5};
}

static double soften(double value)
{
	return log(fmax(value, 0) + SOFTENING);
}

double calibration_confidence(const struct calibration *calibration, double score, double lead)
{
	double belongs =
	    logistic(calibration->belongs_constant + calibration->belongs_score * score);
	double right =
	    logistic(calibration->right_constant + calibration->right_score * soften(score) +
		     calibration->right_lead * soften(lead));

	return belongs * right;
}

/* Fitting ---------------------------------------------------------------------- */

static double strange_weight(const struct judgement *judgements, int count, double share)
{
	int strange = 0;

	for (int at = 0; at < count; at++)
		strange += judgements[at].strange;
	return strange == 0 ? 0 : share / (1 - share) * (count - strange) / strange;
}

struct calibration calibration_fit(const struct judgement *judgements, int count,
				   double strange_share)
{
	const struct calibration any = calibration_default();
	const double any_belongs[] = {any.belongs_constant, any.belongs_score, 0};
	const double any_right[] = {any.right_constant, any.right_score, any.right_lead};
	struct outcome *belongs = memory_array((size_t)count, sizeof(*belongs));
	struct outcome *right = memory_array((size_t)count, sizeof(*right));
	double weight = strange_weight(judgements, count, strange_share);
	double belongs_fit[LOGISTIC_INPUTS], right_fit[LOGISTIC_INPUTS];
	int known = 0;

	for (int at = 0; at < count; at++) {
		const struct judgement *judgement = &judgements[at];
		belongs[at] = (struct outcome){
		    {1, judgement->score}, !judgement->strange, judgement->strange ? weight : 1};
		if (!judgement->strange)
			right[known++] =
			    (struct outcome){{1, soften(judgement->score), soften(judgement->lead)},
					     judgement->right,
					     1};
	}
	logistic_fit(belongs, count, any_belongs, belongs_fit);
	logistic_fit(right, known, any_right, right_fit);
	free(belongs);
	free(right);
	/* A better score must never lower the confidence. */
	return (struct calibration){belongs_fit[0], fmax(belongs_fit[1], 0), right_fit[0],
				    fmax(right_fit[1], 0), fmax(right_fit[2], 0)};
}

/* Holding out -------------------------------------------------------------------- */

struct trial {
	const struct example_set *set;
	const struct vocabulary *vocabulary;
	uint32_t *entry_size; /* examples of each entry that may be asked */
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

static void judge(struct trial *trial, const struct index *index, uint32_t example, uint32_t fold,
		  struct arena *arena)
{
	struct vector question = row_of(trial->set, example);
	struct ranking ranking;
	uint32_t entry = trial->set->entry[example];

	index_rank(index, &question, foreign_entries(trial, entry), arena, &ranking);
	if (ranking.count == 0)
		return;
	double best = ranking.best[0].score;
	double next = ranking.count > 1 ? ranking.best[1].score : 0;
	trial->judgements[trial->count++] = (struct judgement){
	    .score = best,
	    .lead = best - next,
	    .right = ranking.best[0].entry == entry,
	    .strange = is_strange(entry, fold),
	};
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
	struct index *index = index_build(&set, trial->vocabulary, trial->threads);
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

/* The share of the questions asked that no entry answers, after Good and
 * Turing.  Each entry's first example is its title; the others are what was
 * asked. */
static double strange_share(const struct trial *trial)
{
	uint32_t asked = 0, only = 0;

	for (uint32_t entry = 0; entry < trial->set->entry_count; entry++) {
		uint32_t variants = trial->entry_size[entry] > 0 ? trial->entry_size[entry] - 1 : 0;
		asked += variants;
		only += variants == 1;
	}
	double share = asked == 0 ? 0 : (double)only / asked;
	return fmin(fmax(share, STRANGE_LEAST), STRANGE_MOST);
}

static double blend(double fitted, double any, double share)
{
	return (1 - share) * fitted + share * any;
}

/* Editors make the few variants of an entry differ on purpose, more than what
 * visitors ask differs from them, and leaving one out takes away just what
 * would have answered.  The fewer there are, the more the chance of being
 * right follows the curve for any base. */
static void allow_for_few(struct calibration *calibration, const struct example_set *set)
{
	const struct calibration any = calibration_default();
	double each = set->entry_count == 0 ? 0 : (double)set->count / set->entry_count;
	double share = fmax(0, FEW_SHARE * (1 - each / FEW_VARIANTS));

	calibration->right_constant =
	    blend(calibration->right_constant, any.right_constant, share);
	calibration->right_score = blend(calibration->right_score, any.right_score, share);
	calibration->right_lead = blend(calibration->right_lead, any.right_lead, share);
}

struct calibration calibrate(const struct example_set *set, const struct vocabulary *vocabulary,
			     const char *const *languages, int threads)
{
	struct trial trial = {
	    .set = set, .vocabulary = vocabulary, .languages = languages, .threads = threads};

	trial.entry_size = memory_array(set->entry_count, sizeof(uint32_t));
	trial.left_out = memory_array(set->count, sizeof(bool));
	trial.shared = memory_array(set->count, sizeof(bool));
	trial.foreign = memory_array(set->entry_count, sizeof(unsigned char));
	trial.room = JUDGEMENTS_MOST + JUDGEMENTS_ENOUGH;
	trial.judgements = memory_array((size_t)trial.room, sizeof(struct judgement));
	for (uint32_t example = 0; example < set->count; example++)
		trial.entry_size[set->entry[example]] += !is_unasked(set, example);
	find_shared(&trial);
	for (uint32_t fold = 0; fold < FOLDS && trial.count < JUDGEMENTS_ENOUGH; fold++)
		run_fold(&trial, fold);
	struct calibration calibration =
	    calibration_fit(trial.judgements, trial.count, strange_share(&trial));
	allow_for_few(&calibration, set);
	free(trial.entry_size);
	free(trial.left_out);
	free(trial.shared);
	free(trial.foreign);
	free(trial.judgements);
	return calibration;
}
