/*
 * Cluster, telling: what sharing a feature says.  See cluster.h.
 *
 * A word that two wordings of one entry often share tells that questions mean
 * the same; one that is in wordings of all entries doesn't, however rare it
 * is.  The base's own wordings show which is which: how likely two of them
 * that share the feature are of one entry, beside any two.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kb/cluster_internal.h"
#include "kb/snapshot_index.h"

#define TRUSTED_PAIRS 60.0 /* so many pairs count as much as what features as frequent say */
#define BIN_LEAST     5.0  /* features of about that frequency, for saying something */

/* Of one feature: its wordings, and the pairs of them that are of one entry. */
struct shared {
	double wordings, alike;
	uint32_t here; /* wordings of the entry in hand */
};

struct counting {
	const struct index *index;
	struct shared *shared; /* by feature */
	uint32_t *met;         /* features of the entry in hand */
	uint32_t met_count;
};

static double pairs_of(double count)
{
	return count * (count - 1);
}

static int bin_of(double count)
{
	return count < 2 ? 0 : ilogb(count);
}

static void count_wording(struct counting *counting, uint32_t example)
{
	const struct index *index = counting->index;

	for (uint32_t at = index->part_start[example]; at < index->part_start[example + 1]; at++) {
		uint32_t feature = index->parts[at].feature;
		if (counting->shared[feature].here++ == 0)
			counting->met[counting->met_count++] = feature;
	}
}

static void end_entry(struct counting *counting)
{
	for (uint32_t at = 0; at < counting->met_count; at++) {
		struct shared *shared = &counting->shared[counting->met[at]];
		shared->wordings += shared->here;
		shared->alike += pairs_of(shared->here);
		shared->here = 0;
	}
	counting->met_count = 0;
}

/* Fills in `shared`; how likely any two wordings are of one entry.  The wordings
 * of an entry stand together. */
static double count_all(struct counting *counting)
{
	const struct index *index = counting->index;
	double alike = 0, here = 0;

	for (uint32_t at = 0; at < index->example_count; at++) {
		count_wording(counting, at);
		here++;
		if (at + 1 < index->example_count &&
		    index->example_entry[at + 1] == index->example_entry[at])
			continue;
		end_entry(counting);
		alike += pairs_of(here);
		here = 0;
	}
	return alike / pairs_of(index->example_count);
}

/* How likely two that share a feature are of one entry, by how frequent it is. */
static void reckon_usual(const struct counting *counting, double by_chance, double *usual)
{
	double sum[CLUSTER_BINS] = {0}, count[CLUSTER_BINS] = {0};

	for (uint32_t at = 0; at < counting->index->feature_count; at++) {
		const struct shared *shared = &counting->shared[at];
		if (shared->wordings < 2)
			continue;
		int bin = bin_of(shared->wordings);
		sum[bin] += shared->alike / pairs_of(shared->wordings);
		count[bin]++;
	}
	for (int bin = CLUSTER_BINS - 1; bin >= 0; bin--) {
		double rarer = bin + 1 < CLUSTER_BINS ? usual[bin + 1] : by_chance;
		usual[bin] = count[bin] >= BIN_LEAST ? sum[bin] / count[bin] : rarer;
	}
}

static float telling(double likely, double by_chance)
{
	return (float)sqrt(log(1 + likely / by_chance));
}

void clusters_learn_telling(struct clusters *clusters, const struct snapshot *snapshot)
{
	const struct index *index = snapshot_index(snapshot);
	size_t room = (size_t)index->feature_count + 1;
	struct counting counting = {.index = index,
				    .shared = memory_array(room, sizeof(struct shared)),
				    .met = memory_array(room, sizeof(uint32_t))};
	double by_chance = index->example_count > 1 ? count_all(&counting) : 0;
	double usual[CLUSTER_BINS];

	free(clusters->telling);
	clusters->telling = NULL;
	clusters->telling_count = 0;
	if (by_chance > 0) {
		reckon_usual(&counting, by_chance, usual);
		clusters->telling = memory_array(room, sizeof(float));
		clusters->telling_count = index->feature_count;
		for (int bin = 0; bin < CLUSTER_BINS; bin++)
			clusters->usual_telling[bin] = telling(usual[bin], by_chance);
	}
	for (uint32_t at = 0; at < clusters->telling_count; at++) {
		const struct shared *shared = &counting.shared[at];
		double pairs = shared->wordings < 2 ? 0 : pairs_of(shared->wordings);
		double likely = (shared->alike + TRUSTED_PAIRS * usual[bin_of(shared->wordings)]) /
				(pairs + TRUSTED_PAIRS);
		clusters->telling[at] = telling(likely, by_chance);
	}
	free(counting.shared);
	free(counting.met);
}

float cluster_telling(const struct clusters *clusters, uint32_t feature)
{
	if (clusters->telling == NULL)
		return 1;
	if (feature < clusters->telling_count)
		return clusters->telling[feature];
	return clusters->usual_telling[bin_of(
	    (double)vocabulary_counts(clusters->vocabulary)[feature])];
}
