/*
 * Wording health: see wording_health.h.
 */
#include "kb/wording_health.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/examples.h"
#include "kb/index.h"
#include "kb/judgement.h"
#include "kb/paging.h"

#define FOLDS          3     /* of bases up to */
#define FOLDED_MOST    20000 /* wordings; larger ones are held out in 2 halves */
#define ALIKE_SHARE    0.5   /* of the wordings nearest to one other entry: a duplicate */
#define ALIKE_LEAST    2     /* wordings */
#define LIKENESS_LEAST 0.75  /* cosine of the nearest pair of duplicates */
/* A variant misleads when it is clearly more like a wording of the other entry;
 * that alone, held out, the other came first says little of a small entry. */
#define MISLEADS_LIKENESS 0.5
#define MISLEADS_AHEAD    0.1
#define THREADS_MOST      4

/* What asking the held-out wordings found. */
struct asked {
	uint32_t other; /* the entry that came before its own; own: none did */
	float ahead;    /* by this much */
	float likeness; /* to that entry's nearest wording, */
	float own;      /* and to its own entry's */
};

struct search {
	const struct compile_source *source;
	struct examples examples;
	struct asked *asked; /* one for each example */
	struct list findings;
};

static bool same_language(const struct search *search, uint32_t one, uint32_t other)
{
	const char *a = search->source->entries[one].language;
	const char *b = search->source->entries[other].language;
	return a == NULL || b == NULL || *a == '\0' || *b == '\0' || strcmp(a, b) == 0;
}

static struct wording_finding *add(struct search *search, enum wording_trouble trouble,
				   uint32_t entry, uint32_t other, const char *text, double share)
{
	struct wording_finding *finding = list_add(&search->findings);
	*finding = (struct wording_finding){.trouble = trouble,
					    .entry = (int)entry,
					    .other = (int)other,
					    .text = text,
					    .share = share};
	return finding;
}

/* The very same wording ------------------------------------------------------------------ */

struct folded {
	const char *text;
	uint32_t example;
};

static int compare_folded(const void *one_, const void *other_)
{
	const struct folded *one = one_, *other = other_;
	int order = strcmp(one->text, other->text);
	if (order != 0)
		return order;
	return one->example < other->example ? -1 : one->example > other->example;
}

/* An entry's first wording is its question. */
static bool is_question(const struct example_set *set, uint32_t example)
{
	return example == 0 || set->entry[example - 1] != set->entry[example];
}

/* What can be mended by taking a variant away is a conflict; two entries with
 * one question are one entry too many. */
static void add_same(struct search *search, uint32_t one, uint32_t other)
{
	const struct example_set *set = &search->examples.set;
	uint32_t variant = is_question(set, one) ? other : one;
	uint32_t stays = variant == one ? other : one;
	add(search, is_question(set, variant) ? WORDING_ALIKE : WORDING_SAME, set->entry[variant],
	    set->entry[stays], search->examples.texts[variant], 1);
}

static void find_same(struct search *search)
{
	const struct example_set *set = &search->examples.set;
	struct arena *arena = arena_new();
	struct folded *all = arena_array(arena, set->count + 1ul, sizeof(*all));
	uint32_t count = 0;
	for (uint32_t at = 0; at < set->count; at++)
		if (!set->unasked[at])
			all[count++] =
			    (struct folded){judgement_key(search->examples.texts[at], arena), at};
	qsort(all, count, sizeof(*all), compare_folded);
	for (uint32_t at = 1; at < count; at++) {
		uint32_t entry = set->entry[all[at].example];
		uint32_t other = set->entry[all[at - 1].example];
		if (entry != other && strcmp(all[at].text, all[at - 1].text) == 0 &&
		    same_language(search, entry, other))
			add_same(search, all[at].example, all[at - 1].example);
	}
	arena_free(&arena);
}

/* Holding out ---------------------------------------------------------------------------- */

static struct vector vector_of(const struct example_set *set, uint32_t example)
{
	size_t from = set->start[example];
	return (struct vector){.features = (uint32_t *)set->features + from,
			       .weights = (float *)set->weights + from,
			       .count = (int)(set->start[example + 1] - from),
			       .known = 1};
}

/* Entries of the visitor's language stand against each other. */
static void ask_one(struct search *search, const struct index *index, uint32_t example,
		    struct arena *arena)
{
	const struct example_set *set = &search->examples.set;
	uint32_t own = set->entry[example];
	struct vector question = vector_of(set, example);
	struct asked *asked = &search->asked[example];
	struct ranking ranking;
	float own_score = 0, best = 0;
	*asked = (struct asked){.other = own};
	if (question.count == 0)
		return;
	index_rank(index, &question, NULL, arena, &ranking);
	for (int at = 0; at < ranking.count; at++) {
		const struct ranked *ranked = &ranking.best[at];
		if (ranked->entry == own) {
			own_score = ranked->score;
			asked->own = ranked->likeness;
		} else if (asked->other == own && same_language(search, own, ranked->entry)) {
			asked->other = ranked->entry;
			asked->likeness = ranked->likeness;
			best = ranked->score;
		}
	}
	asked->ahead = best - own_score;
	if (asked->ahead <= 0)
		asked->other = own;
}

static void ask_fold(struct search *search, int fold, int folds)
{
	struct example_set set = search->examples.set;
	bool *left_out = memory_array(set.count + 1ul, sizeof(bool));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	for (uint32_t at = 0; at < set.count; at++)
		left_out[at] = (int)(at % (uint32_t)folds) == fold;
	set.left_out = left_out;
	struct index *index =
	    index_build(&set, search->examples.vocabulary,
			processors > THREADS_MOST ? THREADS_MOST : (int)processors);
	struct arena *arena = arena_new();
	for (uint32_t at = 0; at < set.count; at++) {
		if (!left_out[at] || set.unasked[at])
			continue;
		arena_reset(arena);
		ask_one(search, index, at, arena);
	}
	arena_free(&arena);
	index_free(&index);
	free(left_out);
}

/* Reading what was found -------------------------------------------------------------------- */

/* The entry to which most wordings of this one lead instead; own: none. */
struct pull {
	uint32_t other;
	int count, asked;
	uint32_t example; /* the pair most alike */
	float likeness;
};

static struct pull strongest_pull(const struct search *search, uint32_t from, uint32_t until)
{
	const struct example_set *set = &search->examples.set;
	struct pull best = {.other = set->entry[from]};
	int total = 0;
	for (uint32_t at = from; at < until; at++)
		total += !set->unasked[at];
	for (uint32_t at = from; at < until; at++) {
		struct pull pull = {.other = search->asked[at].other, .asked = total};
		if (pull.other == set->entry[from])
			continue;
		for (uint32_t other = from; other < until; other++) {
			if (search->asked[other].other != pull.other)
				continue;
			pull.count++;
			if (search->asked[other].likeness >= pull.likeness) {
				pull.likeness = search->asked[other].likeness;
				pull.example = other;
			}
		}
		if (pull.count > best.count)
			best = pull;
	}
	return best;
}

static bool is_duplicate(const struct pull *pull)
{
	return pull->count >= ALIKE_LEAST && pull->likeness >= LIKENESS_LEAST &&
	       pull->count >= ALIKE_SHARE * pull->asked;
}

static bool misleads(const struct asked *asked, uint32_t own)
{
	return asked->other != own && asked->likeness >= MISLEADS_LIKENESS &&
	       asked->likeness - asked->own >= MISLEADS_AHEAD;
}

/* The question stands first of an entry's wordings: only variants can be moved. */
static void read_entry(struct search *search, uint32_t from, uint32_t until)
{
	const struct example_set *set = &search->examples.set;
	uint32_t own = set->entry[from];
	struct pull pull = strongest_pull(search, from, until);
	if (is_duplicate(&pull)) {
		add(search, WORDING_ALIKE, own, pull.other, search->examples.texts[pull.example],
		    (double)pull.count / pull.asked);
		return;
	}
	for (uint32_t at = from + 1; at < until; at++) {
		const struct asked *asked = &search->asked[at];
		if (!set->unasked[at] && misleads(asked, own) && until - from > 2)
			add(search, WORDING_MISLEADS, own, asked->other, search->examples.texts[at],
			    asked->ahead);
	}
}

static void read_all(struct search *search)
{
	const struct example_set *set = &search->examples.set;
	for (uint32_t from = 0, until; from < set->count; from = until) {
		for (until = from + 1; until < set->count && set->entry[until] == set->entry[from];)
			until++;
		read_entry(search, from, until);
	}
}

static int compare_findings(const void *one_, const void *other_)
{
	const struct wording_finding *one = one_, *other = other_;
	if (one->trouble != other->trouble)
		return one->trouble < other->trouble ? -1 : 1;
	return (one->share < other->share) - (one->share > other->share);
}

/* Keeps the worst of each trouble, and copies what outlives the examples. */
static int keep_worst(struct search *search, struct arena *arena)
{
	struct wording_finding *findings = search->findings.items;
	int kept = 0, of_trouble = 0;
	if (search->findings.count > 1)
		qsort(findings, (size_t)search->findings.count, sizeof(*findings),
		      compare_findings);
	for (int at = 0; at < search->findings.count; at++) {
		of_trouble =
		    at > 0 && findings[at].trouble == findings[at - 1].trouble ? of_trouble + 1 : 0;
		if (of_trouble >= WORDING_FINDINGS_MOST)
			continue;
		findings[kept] = findings[at];
		findings[kept].text = arena_text(arena, findings[kept].text);
		kept++;
	}
	return kept;
}

bool wording_health(const struct compile_source *source, struct arena *arena,
		    struct wording_finding **out, int *count, struct fault *fault)
{
	struct search search = {.source = source,
				.findings = list_new(arena, sizeof(struct wording_finding))};
	if (!examples_read(source, &search.examples, fault))
		return false;
	uint32_t examples = search.examples.set.count;
	int folds = examples > FOLDED_MOST ? 2 : FOLDS;
	search.asked = memory_array(examples + 1ul, sizeof(*search.asked));
	find_same(&search);
	for (int fold = 0; fold < folds; fold++)
		ask_fold(&search, fold, folds);
	read_all(&search);
	*count = keep_worst(&search, arena);
	*out = search.findings.items;
	free(search.asked);
	examples_free(&search.examples);
	return true;
}
