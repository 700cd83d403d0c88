/* Clusters: communities of a graph, and questions of one meaning. */
#include "tests/unit/support.h"

#include <math.h>

#include "data/arena.h"
#include "kb/cluster.h"
#include "kb/cluster_agreement.h"
#include "kb/cluster_graph.h"
#include "kb/snapshot_index.h"
#include "tests/unit/bot_support.h"

/* Two triangles, 0-1-2 and 3-4-5, joined by one weak link. */
static struct cluster_graph two_triangles(void)
{
	struct cluster_link links[] = {{0, 1, 1}, {1, 2, 1}, {2, 0, 1},   {3, 4, 1},
				       {4, 5, 1}, {5, 3, 1}, {2, 3, 0.2f}};
	return cluster_graph_new(6, links, 7);
}

static void links_between_two_add_up(void **state)
{
	struct cluster_link links[] = {{0, 1, 1}, {1, 0, 2}, {1, 2, 0.5f}};
	struct cluster_graph graph = cluster_graph_new(3, links, 3);
	(void)state;
	assert_int_equal(graph.start[1] - graph.start[0], 1);
	assert_int_equal(graph.other[graph.start[0]], 1);
	assert_float_equal(graph.weight[graph.start[0]], 3, 1e-6);
	assert_int_equal(graph.start[3], 4);
	cluster_graph_free(&graph);
}

static void triangles_are_told_apart(void **state)
{
	struct cluster_graph graph = two_triangles();
	uint32_t community[] = {0, 1, 2, 3, 4, 5}, truth[] = {0, 0, 0, 1, 1, 1};
	(void)state;
	cluster_graph_settle(&graph, 1, NULL, community);
	assert_true(cluster_agreement(community, truth, 6) > 0.99);
	cluster_graph_free(&graph);
}

static void low_resolution_joins_and_high_resolution_parts(void **state)
{
	struct cluster_graph graph = two_triangles();
	uint32_t joined[] = {0, 1, 2, 3, 4, 5}, parted[] = {0, 0, 0, 0, 0, 0};
	(void)state;
	cluster_graph_settle(&graph, 0.01, NULL, joined);
	for (int node = 1; node < 6; node++)
		assert_int_equal(joined[node], joined[0]);
	cluster_graph_settle(&graph, 50, NULL, parted);
	for (int node = 1; node < 6; node++)
		assert_int_not_equal(parted[node], parted[0]);
	cluster_graph_free(&graph);
}

static void what_is_expected_to_be_linked_more_falls_apart(void **state)
{
	struct cluster_graph graph = two_triangles();
	uint32_t community[] = {0, 1, 2, 3, 4, 5};
	(void)state;
	graph.expected = memory_array(6, sizeof(float));
	for (uint32_t node = 0; node < 6; node++)
		graph.expected[node] =
		    (float)cluster_graph_degree(&graph, node) * (node < 3 ? 1 : 3);
	cluster_graph_settle(&graph, 1, NULL, community);
	assert_int_equal(community[0], community[1]);
	assert_int_equal(community[1], community[2]);
	assert_int_not_equal(community[3], community[4]);
	assert_int_not_equal(community[4], community[5]);
	cluster_graph_free(&graph);
}

static void what_is_fixed_stays(void **state)
{
	struct cluster_graph graph = two_triangles();
	bool fixed[] = {true, false, false, true, false, true};
	uint32_t community[] = {0, 1, 2, 0, 4, 5};
	(void)state;
	cluster_graph_settle(&graph, 1, fixed, community);
	assert_int_equal(community[0], 0);
	assert_int_equal(community[3], 0);
	assert_int_equal(community[5], 5);
	cluster_graph_free(&graph);
}

static void better_communities_have_higher_quality(void **state)
{
	struct cluster_graph graph = two_triangles();
	uint32_t right[] = {0, 0, 0, 1, 1, 1}, wrong[] = {0, 1, 0, 1, 0, 1};
	(void)state;
	assert_true(cluster_graph_quality(&graph, 1, right) >
		    cluster_graph_quality(&graph, 1, wrong));
	cluster_graph_free(&graph);
}

/* The example of Hubert and Arabie's index: equal is 1, chance is about 0. */
static void agreement_is_beyond_chance(void **state)
{
	uint32_t one[] = {0, 0, 1, 1}, same[] = {3, 3, 0, 0}, crossed[] = {0, 1, 0, 1};
	(void)state;
	assert_true(cluster_agreement(one, same, 4) > 0.999);
	assert_true(cluster_agreement(one, crossed, 4) < 0);
}

/* Questions ------------------------------------------------------------------ */

static const char *const MIXED[] = {
    "Where is my parcel?",          "parcel not here yet, where is it",
    "my parcel has not arrived",    "track my parcel please",
    "how do I change my password",  "I forgot my password",
    "reset the password of my account", "password reset",
    "怎么开发票",                   "能不能给我开一张发票",
    "发票怎么开",                   "请帮我开发票",
    "會員積分怎麼查",               "会员积分在哪里看",
    "我的积分有多少",               "查会员积分",
};
#define TOPICS 4
#define EACH   4

static struct clusters *take_mixed(uint32_t *cluster)
{
	struct clusters *clusters = clusters_new(NULL, cluster_grain_default());
	for (int each = 0; each < EACH; each++)
		for (int topic = 0; topic < TOPICS; topic++) {
			struct cluster_question question = {.text = MIXED[topic * EACH + each],
							    .cluster = CLUSTER_NONE};
			clusters_add(clusters, &question);
		}
	clusters_refine(clusters);
	for (int each = 0; each < EACH; each++)
		for (int topic = 0; topic < TOPICS; topic++)
			cluster[topic * EACH + each] =
			    clusters_of(clusters, (uint32_t)(each * TOPICS + topic));
	return clusters;
}

static void both_languages_fall_into_their_topics(void **state)
{
	uint32_t cluster[TOPICS * EACH], topic[TOPICS * EACH];
	(void)state;
	struct clusters *clusters = take_mixed(cluster);
	for (uint32_t at = 0; at < TOPICS * EACH; at++) {
		topic[at] = at / EACH;
		assert_int_not_equal(cluster[at], CLUSTER_NONE);
	}
	for (uint32_t at = 0; at < TOPICS * EACH; at++)
		cluster[at] %= TOPICS * EACH;
	assert_true(cluster_agreement(cluster, topic, TOPICS * EACH) > 0.8);
	clusters_free(&clusters);
}

static void the_same_questions_give_the_same_clusters(void **state)
{
	uint32_t one[TOPICS * EACH], other[TOPICS * EACH];
	(void)state;
	struct clusters *first = take_mixed(one), *second = take_mixed(other);
	assert_memory_equal(one, other, sizeof(one));
	clusters_free(&first);
	clusters_free(&second);
}

static void refining_again_moves_nothing(void **state)
{
	uint32_t cluster[TOPICS * EACH];
	(void)state;
	struct clusters *clusters = take_mixed(cluster);
	clusters_refine(clusters);
	for (uint32_t at = 0; at < TOPICS * EACH; at++)
		assert_int_equal(clusters_of(clusters, at % EACH * TOPICS + at / EACH),
				 cluster[at]);
	clusters_free(&clusters);
}

static void an_editors_choice_stays(void **state)
{
	uint32_t cluster[TOPICS * EACH];
	(void)state;
	struct clusters *clusters = take_mixed(cluster);
	uint32_t own = clusters_new_number(clusters);
	clusters_move(clusters, 0, own);
	clusters_refine(clusters);
	assert_int_equal(clusters_of(clusters, 0), own);
	clusters_free(&clusters);
}

static void a_removed_question_is_nobodys_neighbour(void **state)
{
	uint32_t cluster[TOPICS * EACH];
	(void)state;
	struct clusters *clusters = take_mixed(cluster);
	clusters_remove(clusters, 0);
	struct cluster_question again = {.text = MIXED[0], .cluster = CLUSTER_NONE};
	uint32_t number = clusters_add(clusters, &again);
	clusters_refine(clusters);
	assert_int_equal(clusters_of(clusters, 0), CLUSTER_NONE);
	assert_int_not_equal(clusters_of(clusters, number), CLUSTER_NONE);
	clusters_free(&clusters);
}

/* How many clusters there are of what was asked near entries of so many wordings. */
static uint32_t clusters_near(uint32_t wordings, float score)
{
	struct cluster_grain grain = {.resolution = 1, .questions = 500, .wordings = log(50)};
	struct clusters *clusters = clusters_new(NULL, grain);
	uint32_t several = 0;
	for (uint32_t at = 0; at < TOPICS * EACH; at++) {
		uint32_t topic = at % TOPICS;
		struct cluster_question question = {
		    .text = MIXED[topic * EACH + at / TOPICS],
		    .evidence = {{.entry = 2 * topic, .wordings = wordings, .score = score},
				 {.entry = 2 * topic + 1, .wordings = wordings, .score = 0}},
		    .evidence_count = 2,
		    .cluster = CLUSTER_NONE};
		clusters_add(clusters, &question);
	}
	clusters_refine(clusters);
	for (uint32_t at = 0; at < TOPICS * EACH; at++) {
		bool is_first = true;
		for (uint32_t before = 0; before < at; before++)
			is_first &= clusters_of(clusters, before) != clusters_of(clusters, at);
		several += is_first;
	}
	clusters_free(&clusters);
	return several;
}

static void near_entries_with_few_wordings_clusters_are_finer(void **state)
{
	(void)state;
	assert_int_equal(clusters_near(50, 1), TOPICS);
	assert_true(clusters_near(1, 1) > 2 * TOPICS);
	/* Larger ones make nothing coarser, and what is far away says nothing. */
	assert_int_equal(clusters_near(500, 1), TOPICS);
	assert_int_equal(clusters_near(1, 0.1f), TOPICS);
}

static void likeness_is_one_for_the_same_words(void **state)
{
	struct clusters *clusters = clusters_new(NULL, cluster_grain_default());
	struct cluster_question question = {.text = "Can I pay by card?", .cluster = CLUSTER_NONE};
	(void)state;
	uint32_t one = clusters_add(clusters, &question);
	question.text = "can i pay by CARD";
	uint32_t same = clusters_add(clusters, &question);
	question.text = "where are you";
	uint32_t other = clusters_add(clusters, &question);
	assert_true(clusters_likeness(clusters, one, same) > 0.9f);
	assert_true(clusters_likeness(clusters, one, other) < 0.4f);
	assert_int_equal(clusters_of(clusters, one), clusters_of(clusters, same));
	clusters_free(&clusters);
}

static void a_question_without_words_is_alone(void **state)
{
	struct clusters *clusters = clusters_new(NULL, cluster_grain_default());
	struct cluster_question question = {.text = "???", .cluster = CLUSTER_NONE};
	(void)state;
	uint32_t one = clusters_add(clusters, &question);
	question.text = "!!";
	uint32_t other = clusters_add(clusters, &question);
	clusters_refine(clusters);
	assert_int_not_equal(clusters_of(clusters, one), clusters_of(clusters, other));
	clusters_free(&clusters);
}

/* "neighbour" is in a wording of every entry, "harp" in as many of one. */
static const struct compile_entry music_school[] = {
    {.external_id = "harp", .question = "neighbour, is there a harp?", .answer = "Yes.",
     .category = "", .language = "en", .tags = "",
     ROW("harp for beginners", "may I try the harp", "rent a harp", "harp strings")},
    {.external_id = "drum", .question = "neighbour, how loud is it upstairs?", .answer = "Very.",
     .category = "", .language = "en", .tags = "", ROW("too much noise at night", "drumming hours")},
    {.external_id = "hall", .question = "neighbour, who lets the hall?", .answer = "We do.",
     .category = "", .language = "en", .tags = "", ROW("book a big room", "concert space price")},
    {.external_id = "exam", .question = "neighbour, when is the exam?", .answer = "In June.",
     .category = "", .language = "en", .tags = "", ROW("date of the test", "what must I play")},
    {.external_id = "choir", .question = "neighbour, can anyone sing?", .answer = "All.",
     .category = "", .language = "en", .tags = "", ROW("join your choir", "choir on Monday")},
};

/* How alike two questions are that share one word. */
static float alike_by(const struct snapshot *snapshot, const char *one, const char *other, bool learns)
{
	struct clusters *clusters =
	    clusters_new(snapshot_vocabulary(snapshot), cluster_grain_default());
	struct cluster_question question = {.text = one, .cluster = CLUSTER_NONE};
	if (learns)
		clusters_learn_telling(clusters, snapshot);
	uint32_t first = clusters_add(clusters, &question);
	question.text = other;
	float like = clusters_likeness(clusters, first, clusters_add(clusters, &question));
	clusters_free(&clusters);
	return like;
}

static void the_base_teaches_which_words_tell(void **state)
{
	struct snapshot *snapshot =
	    snapshot_of(music_school, (int)(sizeof(music_school) / sizeof(music_school[0])));
	float told[2], untold[2];
	(void)state;
	for (int learns = 0; learns < 2; learns++) {
		told[learns] = alike_by(snapshot, "harp blue", "wooden harp", learns);
		untold[learns] = alike_by(snapshot, "neighbour blue", "wooden neighbour", learns);
	}
	assert_true(told[0] < untold[0]);
	assert_true(told[1] > untold[1]);
	snapshot_release(&snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(links_between_two_add_up),
	    cmocka_unit_test(triangles_are_told_apart),
	    cmocka_unit_test(low_resolution_joins_and_high_resolution_parts),
	    cmocka_unit_test(what_is_expected_to_be_linked_more_falls_apart),
	    cmocka_unit_test(what_is_fixed_stays),
	    cmocka_unit_test(better_communities_have_higher_quality),
	    cmocka_unit_test(agreement_is_beyond_chance),
	    cmocka_unit_test(both_languages_fall_into_their_topics),
	    cmocka_unit_test(the_same_questions_give_the_same_clusters),
	    cmocka_unit_test(refining_again_moves_nothing),
	    cmocka_unit_test(an_editors_choice_stays),
	    cmocka_unit_test(a_removed_question_is_nobodys_neighbour),
	    cmocka_unit_test(near_entries_with_few_wordings_clusters_are_finer),
	    cmocka_unit_test(likeness_is_one_for_the_same_words),
	    cmocka_unit_test(a_question_without_words_is_alone),
	    cmocka_unit_test(the_base_teaches_which_words_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
