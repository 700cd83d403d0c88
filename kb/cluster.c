/*
 * Cluster: see cluster.h.  Nearest neighbours and placing.  What a question is
 * compared by is in cluster_vector.c, how communities are found in
 * cluster_graph.c.
 */
#include "kb/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "kb/cluster_graph.h"
#include "kb/cluster_internal.h"
#include "kb/features.h"

#define POSTING_BUDGET  6000u
#define COMPARED_MOST   96
#define FOUND_SLOTS     16384u
#define LINK_LEAST      0.20f /* what is less alike has nothing in common */

struct clusters *clusters_new(const struct vocabulary *background, struct cluster_grain grain)
{
	struct clusters *clusters = memory_new(sizeof(*clusters));

	clusters->grain = grain;
	clusters->arena = arena_new();
	clusters->vocabulary =
	    background == NULL
		? vocabulary_new()
		: vocabulary_load(vocabulary_keys(background), vocabulary_counts(background),
				  vocabulary_size(background), vocabulary_texts(background));
	clusters->found = memory_array(FOUND_SLOTS, sizeof(struct found));
	return clusters;
}

void clusters_free(struct clusters **owner)
{
	struct clusters *clusters = *owner;

	if (clusters == NULL)
		return;
	for (uint32_t at = 0; at < clusters->count; at++)
		free(clusters->items[at].parts);
	for (uint32_t at = 0; at < clusters->posting_room; at++)
		free(clusters->postings[at].items);
	vocabulary_free(&clusters->vocabulary);
	arena_free(&clusters->arena);
	free(clusters->items);
	free(clusters->postings);
	free(clusters->totals);
	free(clusters->found);
	free(clusters->telling);
	free(clusters);
	*owner = NULL;
}

uint32_t clusters_count(const struct clusters *clusters)
{
	return clusters->count;
}

uint32_t clusters_of(const struct clusters *clusters, uint32_t question)
{
	return clusters->items[question].cluster;
}

int clusters_nearest(const struct clusters *clusters, uint32_t question, struct cluster_near *out)
{
	const struct cluster_item *item = &clusters->items[question];

	memcpy(out, item->neighbours, item->neighbour_count * sizeof(*out));
	return item->neighbour_count;
}

/* Finding ------------------------------------------------------------------ */

static bool finds(const struct clusters *clusters, uint32_t feature)
{
	return feature_group_finds(
	    feature_group(vocabulary_key(clusters->vocabulary, feature)));
}

static struct posting *posting_of(struct clusters *clusters, uint32_t feature)
{
	if (feature >= clusters->posting_room) {
		uint32_t room = vocabulary_size(clusters->vocabulary) * 2 + 1024;
		clusters->postings =
		    memory_resize(clusters->postings, room * sizeof(struct posting));
		memset(clusters->postings + clusters->posting_room, 0,
		       (room - clusters->posting_room) * sizeof(struct posting));
		clusters->posting_room = room;
	}
	return &clusters->postings[feature];
}

static void post(struct clusters *clusters, uint32_t number)
{
	const struct cluster_item *item = &clusters->items[number];

	for (int at = 0; at < item->text_parts; at++) {
		if (!finds(clusters, item->parts[at].feature))
			continue;
		struct posting *posting = posting_of(clusters, item->parts[at].feature);
		if (posting->count == posting->room) {
			posting->room = posting->room == 0 ? 2 : posting->room * 2;
			posting->items =
			    memory_resize(posting->items, posting->room * sizeof(uint32_t));
		}
		posting->items[posting->count++] = number;
	}
}

static void note(struct found *found, uint32_t number, float promise)
{
	uint32_t slot = number * 0x9e3779b1u >> 18; /* to FOUND_SLOTS */

	while (found[slot].number != 0 && found[slot].number != number + 1)
		slot = (slot + 1) & (FOUND_SLOTS - 1);
	found[slot].number = number + 1;
	found[slot].promise += promise;
}

/* The item's parts that find, rarest among the questions first; how many. */
static int rarest_first(struct clusters *clusters, const struct cluster_item *item,
			struct rare *rare)
{
	int count = 0;

	for (int at = 0; at < item->text_parts; at++) {
		if (!finds(clusters, item->parts[at].feature))
			continue;
		uint32_t holding = posting_of(clusters, item->parts[at].feature)->count;
		int place = count++;
		for (; place > 0 && rare[place - 1].holding > holding; place--)
			rare[place] = rare[place - 1];
		rare[place] = (struct rare){holding, at};
	}
	return count;
}

static void note_candidates(struct clusters *clusters, const struct cluster_item *item)
{
	struct rare rare[CLUSTER_PARTS_MOST];
	int count = rarest_first(clusters, item, rare);
	uint32_t left = POSTING_BUDGET;

	for (int at = 0; at < count && left > 0; at++) {
		const struct cluster_part *part = &item->parts[rare[at].part];
		const struct posting *posting = &clusters->postings[part->feature];
		uint32_t take = posting->count < left ? posting->count : left;
		/* The newest: what is asked these days is asked again. */
		for (uint32_t place = posting->count - take; place < posting->count; place++)
			note(clusters->found, posting->items[place], part->weight * part->weight);
		left -= take;
	}
}

/* Keeps the most promising in best and clears the table; how many. */
static int most_promising(struct clusters *clusters, struct found *best)
{
	int count = 0;

	for (uint32_t slot = 0; slot < FOUND_SLOTS; slot++) {
		struct found found = clusters->found[slot];
		if (found.number == 0)
			continue;
		clusters->found[slot] = (struct found){0};
		if (clusters->items[found.number - 1].cluster == CLUSTER_NONE ||
		    (count == COMPARED_MOST && found.promise <= best[count - 1].promise))
			continue;
		int place = count < COMPARED_MOST ? count++ : count - 1;
		for (; place > 0 && best[place - 1].promise < found.promise; place--)
			best[place] = best[place - 1];
		best[place] = found;
	}
	return count;
}

/* Linking ------------------------------------------------------------------ */

/* How near its nearest are. */
static float usual_likeness(const struct cluster_item *item)
{
	float sum = 0;

	for (int near = 0; near < item->neighbour_count; near++)
		sum += item->neighbours[near].likeness;
	return sum / (float)item->neighbour_count;
}

/* Where all are near each other, being near says little. */
float cluster_link_weight(const struct clusters *clusters, uint32_t one,
			  const struct cluster_near *near)
{
	float weight = near->likeness / (usual_likeness(&clusters->items[one]) *
					 usual_likeness(&clusters->items[near->question]));

	return weight * weight;
}

/* Puts a neighbour into the item's list if it is nearer than the last. */
static bool link_to(struct cluster_item *item, uint32_t other, float like)
{
	int count = item->neighbour_count;

	if (like < LINK_LEAST ||
	    (count == CLUSTER_NEIGHBOURS && like <= item->neighbours[count - 1].likeness))
		return false;
	if (count < CLUSTER_NEIGHBOURS)
		item->neighbour_count++;
	else
		count--;
	for (; count > 0 && item->neighbours[count - 1].likeness < like; count--)
		item->neighbours[count] = item->neighbours[count - 1];
	item->neighbours[count] = (struct cluster_near){other, like};
	return true;
}

static void add_total(struct clusters *clusters, const struct cluster_item *item, double weight)
{
	clusters->totals[item->cluster] += weight * cluster_expected(clusters, item);
	clusters->total += weight;
}

/* The clusters that a new question has links to, and how strong. */
struct reach {
	struct {
		uint32_t cluster;
		double weight;
	} parts[COMPARED_MOST];
	int count;
	double degree;   /* of all */
	double wordings; /* of those linked, times the weight */
};

static void reach_add(struct reach *reach, uint32_t cluster, double weight)
{
	int at = 0;

	while (at < reach->count && reach->parts[at].cluster != cluster)
		at++;
	if (at == reach->count) {
		reach->parts[reach->count].cluster = cluster;
		reach->parts[reach->count++].weight = 0;
	}
	reach->parts[at].weight += weight;
	reach->degree += weight;
}

/* A link counts for each of its ends that has the other among its nearest. */
static void reach_out(struct clusters *clusters, uint32_t number, const struct cluster_near *near,
		      struct reach *reach)
{
	const struct cluster_item *other = &clusters->items[near->question];
	double weight = (double)cluster_link_weight(clusters, number, near);

	reach_add(reach, other->cluster, weight);
	reach->wordings += weight * (double)other->evened;
	add_total(clusters, other, weight);
}

static uint32_t best_cluster(struct clusters *clusters, const struct cluster_item *item,
			     const struct reach *reach)
{
	double all = clusters->total + reach->degree, most = 0;
	double price = all > 0 ? clusters_resolution(clusters, clusters->count) / all : 0;
	double expected = reach->degree * cluster_expected(clusters, item);
	uint32_t best = CLUSTER_NONE;

	for (int at = 0; at < reach->count; at++) {
		double gain = reach->parts[at].weight -
			      price * expected * clusters->totals[reach->parts[at].cluster];
		if (gain > most) {
			most = gain;
			best = reach->parts[at].cluster;
		}
	}
	return best != CLUSTER_NONE ? best : clusters_new_number(clusters);
}

/* Links the question with its nearest; those that have it among theirs too. */
static int link_nearest(struct clusters *clusters, uint32_t number, struct cluster_near *takers)
{
	struct found best[COMPARED_MOST];
	struct cluster_table table;
	struct cluster_item *item = &clusters->items[number];
	int takes = 0;

	note_candidates(clusters, item);
	int count = most_promising(clusters, best);
	cluster_fill_table(&table, item);
	for (int at = 0; at < count; at++) {
		uint32_t other = best[at].number - 1;
		float like = cluster_compare(&table, &clusters->items[other]);
		link_to(item, other, like);
		if (link_to(&clusters->items[other], number, like))
			takers[takes++] = (struct cluster_near){other, like};
	}
	return takes;
}

/* Links the question with its nearest and puts it into a cluster. */
static void settle_in(struct clusters *clusters, uint32_t number, uint32_t cluster)
{
	struct cluster_near takers[COMPARED_MOST];
	struct reach reach = {.count = 0};
	struct cluster_item *item = &clusters->items[number];
	int takes = link_nearest(clusters, number, takers);

	for (int at = 0; at < item->neighbour_count; at++)
		reach_out(clusters, number, &item->neighbours[at], &reach);
	for (int at = 0; at < takes; at++)
		reach_out(clusters, number, &takers[at], &reach);
	item->evened = item->wordings;
	if (reach.degree > 0)
		item->evened = (item->wordings + (float)(reach.wordings / reach.degree)) / 2;
	item->cluster = cluster != CLUSTER_NONE ? cluster : best_cluster(clusters, item, &reach);
	add_total(clusters, item, reach.degree);
}

/* Taking in ---------------------------------------------------------------- */

static void make_total_room(struct clusters *clusters, uint32_t cluster)
{
	if (cluster < clusters->total_room)
		return;
	uint32_t room = cluster * 2 + 64;
	clusters->totals = memory_resize(clusters->totals, room * sizeof(double));
	memset(clusters->totals + clusters->total_room, 0,
	       (room - clusters->total_room) * sizeof(double));
	clusters->total_room = room;
}

uint32_t clusters_new_number(struct clusters *clusters)
{
	make_total_room(clusters, clusters->numbers);
	return clusters->numbers++;
}

/* Knows a number that was given out by somebody else. */
static void know_number(struct clusters *clusters, uint32_t cluster)
{
	make_total_room(clusters, cluster);
	if (cluster >= clusters->numbers)
		clusters->numbers = cluster + 1;
}

uint32_t clusters_add(struct clusters *clusters, const struct cluster_question *question)
{
	uint32_t number = clusters->count;

	if (number == clusters->room) {
		clusters->room = clusters->room == 0 ? 256 : clusters->room * 2;
		clusters->items =
		    memory_resize(clusters->items, clusters->room * sizeof(*clusters->items));
	}
	clusters->items[number] = (struct cluster_item){.cluster = CLUSTER_NONE,
							.fixed = question->fixed};
	cluster_read_parts(clusters, question, &clusters->items[number]);
	arena_reset(clusters->arena);
	clusters->count++;
	clusters->since_refined++;
	if (question->cluster != CLUSTER_NONE)
		know_number(clusters, question->cluster);
	settle_in(clusters, number, question->cluster);
	post(clusters, number);
	return number;
}

void clusters_remove(struct clusters *clusters, uint32_t question)
{
	clusters->items[question].cluster = CLUSTER_NONE;
}

void clusters_move(struct clusters *clusters, uint32_t question, uint32_t cluster)
{
	know_number(clusters, cluster);
	clusters->items[question].cluster = cluster;
	clusters->items[question].fixed = true;
}
