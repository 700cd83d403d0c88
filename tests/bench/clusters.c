/*
 * Bench, clusters: how well questions of the same meaning find each other.
 *
 *	bench_clusters FOLDER ...      sets: base.jsonl and dev.tsv in each
 *
 * A third of a set's entries is taken out of the base; the base is published;
 * the wordings and questions of those entries then come one by one, in random
 * order, and are grouped as they come.  Purity: the share of questions whose
 * cluster is mostly of their entry.  Completeness: one less the share of what
 * is to be known about the cluster that the entry doesn't tell.  ARI: the
 * adjusted Rand index.  "all" takes every question of the missing entries,
 * "logged" what a server would log: those, and the questions of the other
 * entries, that the bot doesn't answer; "young" the same where the base has
 * only every second wording of its entries and the others are asked.  Draws are seeded; the figures are the
 * mean of three.  Times are processor time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot/bot.h"
#include "bot/eval.h"
#include "kb/cluster.h"
#include "kb/cluster_agreement.h"
#include "kb/compile.h"
#include "kb/snapshot.h"
#include "kb/snapshot_index.h"
#include "tests/bench/quality/questions.h"

#define CLUSTER_DRAWS 3

/* One question that comes, and the entry that it is of. */
struct coming {
	const char *text;
	uint32_t entry;
};

struct stream {
	struct coming *items;
	uint32_t count;
};

struct figures {
	double clusters, purity, completeness, agreement, micros, refine_ms, resolution;
	double questions, entries;
};

/* Drawing -------------------------------------------------------------------- */

static bool *draw_missing(const struct set *set)
{
	bool *missing = arena_array(set->arena, (size_t)set->entry_count, sizeof(bool));

	for (int left = set->entry_count / 3; left > 0;) {
		int entry = chance_below(set->entry_count);
		left -= !missing[entry];
		missing[entry] = true;
	}
	return missing;
}

/* Every second wording of an entry: even ones are published, odd ones asked. */
static struct compile_entry half_of(const struct set *set, const struct compile_entry *entry)
{
	struct compile_entry half = *entry;
	const char **variants =
	    arena_array(set->arena, (size_t)entry->variant_count + 1, sizeof(char *));

	half.variants = variants;
	half.variant_count = 0;
	for (int at = 1; at < entry->variant_count; at += 2)
		variants[half.variant_count++] = entry->variants[at];
	return half;
}

static struct snapshot *publish_rest(const struct set *set, const bool *missing, bool young)
{
	struct compile_entry *rest =
	    arena_array(set->arena, (size_t)set->entry_count, sizeof(*rest));
	int count = 0;

	for (int at = 0; at < set->entry_count; at++)
		if (!missing[at])
			rest[count++] = young ? half_of(set, &set->entries[at]) : set->entries[at];
	return publish(rest, count);
}

static bool is_logged(struct snapshot *snapshot, const char *text)
{
	struct bot_context context = {
	    .site = "", .language = "", .policy = bot_policy_default()};
	struct decision decision;
	struct arena *arena = arena_new();

	bot_decide(snapshot, &context, text, arena, &decision);
	bool logged = decision.kind == DECISION_UNMATCHED || decision.kind == DECISION_CLARIFY;
	arena_free(&arena);
	return logged;
}

static void take(struct stream *stream, struct snapshot *snapshot, const char *text, int entry)
{
	if (snapshot == NULL || is_logged(snapshot, text))
		stream->items[stream->count++] = (struct coming){text, (uint32_t)entry};
}

static int entry_of(const struct set *set, const char *name)
{
	for (int at = 0; at < set->entry_count; at++)
		if (strcmp(set->entries[at].external_id, name) == 0)
			return at;
	return -1;
}

/* What comes: with a snapshot only what it would log. */
static struct stream make_stream(const struct set *set, const bool *missing,
				 struct snapshot *snapshot, bool young)
{
	struct stream stream = {0};
	size_t room = (size_t)set->question_count;

	for (int at = 0; at < set->entry_count; at++)
		room += (size_t)set->entries[at].variant_count + 1;
	stream.items = arena_array(set->arena, room, sizeof(*stream.items));
	for (int at = 0; at < set->entry_count; at++) {
		if (!missing[at] && !young)
			continue;
		if (missing[at])
			take(&stream, snapshot, set->entries[at].question, at);
		for (int variant = 0; variant < set->entries[at].variant_count;
		     variant += missing[at] ? 1 : 2)
			take(&stream, snapshot, set->entries[at].variants[variant], at);
	}
	for (int at = 0; at < set->question_count; at++) {
		int entry = entry_of(set, set->questions[at].entry);
		if (entry >= 0 && (missing[entry] || snapshot != NULL))
			take(&stream, snapshot, set->questions[at].text, entry);
	}
	for (uint32_t at = stream.count; at > 1; at--) {
		int other = chance_below((int)at);
		struct coming coming = stream.items[at - 1];
		stream.items[at - 1] = stream.items[other];
		stream.items[other] = coming;
	}
	return stream;
}

/* Measuring ------------------------------------------------------------------ */

struct cell {
	uint32_t cluster, entry;
};

static int by_cell(const void *one, const void *other)
{
	const struct cell *a = one, *b = other;

	if (a->cluster != b->cluster)
		return a->cluster < b->cluster ? -1 : 1;
	return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static double entropy_part(double count, double all)
{
	return count > 0 ? -count / all * log(count / all) : 0;
}

/* Walks the sorted cells of one cluster after the other. */
static void measure(struct cell *cells, uint32_t count, struct figures *out)
{
	double pure = 0, joint = 0, entries = 0, clusters = 0;
	uint32_t *by_entry = calloc(1u << 20, sizeof(uint32_t));
	uint32_t *one = calloc(count, sizeof(uint32_t)), *other = calloc(count, sizeof(uint32_t));
	uint32_t number = 0;

	qsort(cells, count, sizeof(*cells), by_cell);
	for (uint32_t at = 0; at < count; number++) {
		uint32_t end = at, most = 0;
		while (end < count && cells[end].cluster == cells[at].cluster) {
			uint32_t next = end;
			while (next < count && by_cell(&cells[next], &cells[end]) == 0)
				next++;
			most = next - end > most ? next - end : most;
			joint += entropy_part(next - end, count);
			by_entry[cells[end].entry] += next - end;
			end = next;
		}
		pure += most;
		clusters += entropy_part(end - at, count);
		for (; at < end; at++)
			one[at] = number;
	}
	uint32_t *place = calloc(1u << 20, sizeof(uint32_t)), used = 0;
	for (uint32_t entry = 0; entry < 1u << 20; entry++) {
		entries += entropy_part(by_entry[entry], count);
		if (by_entry[entry] > 0)
			place[entry] = used++;
	}
	for (uint32_t at = 0; at < count; at++)
		other[at] = place[cells[at].entry];
	out->questions += (double)count / CLUSTER_DRAWS;
	out->entries += (double)used / CLUSTER_DRAWS;
	out->clusters += (double)number / CLUSTER_DRAWS;
	out->purity += pure / count / CLUSTER_DRAWS;
	out->completeness += (clusters > 0 ? 1 - (joint - entries) / clusters : 1) / CLUSTER_DRAWS;
	out->agreement += cluster_agreement(one, other, count) / CLUSTER_DRAWS;
	free(by_entry);
	free(place);
	free(one);
	free(other);
}

static void group(struct snapshot *snapshot, struct cluster_grain grain,
		  const struct stream *stream, struct figures *out)
{
	struct clusters *clusters = clusters_new(snapshot_vocabulary(snapshot), grain);
	struct cell *cells = calloc(stream->count, sizeof(*cells));
	struct arena *arena = arena_new();
	double began = seconds_used(CLOCK_PROCESS_CPUTIME_ID), refining = 0;

	clusters_learn_telling(clusters, snapshot);
	for (uint32_t at = 0; at < stream->count; at++) {
		struct cluster_question question = {.text = stream->items[at].text,
						    .cluster = CLUSTER_NONE};
		question.evidence_count =
		    cluster_evidence_of(snapshot, question.text, arena, question.evidence);
		clusters_add(clusters, &question);
		arena_reset(arena);
		if (clusters_want_refining(clusters) || at + 1 == stream->count) {
			double before = seconds_used(CLOCK_PROCESS_CPUTIME_ID);
			clusters_refine(clusters);
			refining += seconds_used(CLOCK_PROCESS_CPUTIME_ID) - before;
		}
	}
	out->micros += 1e6 * (seconds_used(CLOCK_PROCESS_CPUTIME_ID) - began - refining) / stream->count / CLUSTER_DRAWS;
	out->refine_ms += 1e3 * refining / CLUSTER_DRAWS;
	for (uint32_t at = 0; at < stream->count; at++)
		cells[at] = (struct cell){clusters_of(clusters, at), stream->items[at].entry};
	measure(cells, stream->count, out);
	free(cells);
	arena_free(&arena);
	clusters_free(&clusters);
}

static void print(const struct set *set, const char *what, const struct figures *figures)
{
	printf("%-13s %-7s %6.0f of %4.0f entries  clusters %4.0f  purity %.3f  completeness %.3f  "
	       "ARI %.3f  grain %6.1f  %4.0f us each, refining %5.0f ms in all\n",
	       set->name, what, figures->questions, figures->entries, figures->clusters,
	       figures->purity, figures->completeness, figures->agreement, figures->resolution,
	       figures->micros, figures->refine_ms);
	fflush(stdout);
}

/* Groups one draw's questions; with `all` also those that the bot answers. */
static void run_draw(const struct set *set, const bool *missing, bool young, struct figures *all,
		     struct figures *logged)
{
	struct snapshot *snapshot = publish_rest(set, missing, young);
	struct cluster_grain grain = cluster_grain_learn(snapshot);

	if (all != NULL) {
		struct stream stream = make_stream(set, missing, NULL, young);
		all->resolution += grain.resolution / CLUSTER_DRAWS;
		group(snapshot, grain, &stream, all);
	}
	struct stream stream = make_stream(set, missing, snapshot, young);
	logged->resolution += grain.resolution / CLUSTER_DRAWS;
	group(snapshot, grain, &stream, logged);
	snapshot_release(&snapshot);
}

static void run_set(const char *folder)
{
	struct set set = read_set(folder);
	struct figures all = {0}, logged = {0}, young = {0};

	for (int draw = 0; draw < CLUSTER_DRAWS; draw++) {
		chance_seed(draw);
		bool *missing = draw_missing(&set);
		run_draw(&set, missing, false, &all, &logged);
		run_draw(&set, missing, true, NULL, &young);
	}
	print(&set, "all", &all);
	print(&set, "logged", &logged);
	print(&set, "young", &young);
	arena_free(&set.arena);
}

int main(int count, char **arguments)
{
	if (count < 2) {
		fprintf(stderr, "usage: bench_clusters FOLDER ...\n");
		return 2;
	}
	snprintf(snapshot_path, sizeof(snapshot_path), "/tmp/bench_clusters.%d", (int)getpid());
	for (int at = 1; at < count; at++)
		run_set(arguments[at]);
	unlink(snapshot_path);
	return 0;
}
