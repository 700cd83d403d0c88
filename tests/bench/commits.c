/*
 * Commits: the rate of the store alone, to compare with.  Threads that each
 * store one small durable event at a time through the one writer.
 *
 *	commits FOLDER THREADS SECONDS
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/clock.h"
#include "data/event_log.h"
#include "data/store.h"

SQL_WRITE(BENCH_CONVERSATION,
	  "INSERT INTO conversation (id, site, language, token_hash, created_at, changed_at) "
	  "VALUES ($1, 'default', 'en', '', 0, 0)");

struct post {
	struct change change;
	struct conversation_id conversation;
	bool begin;
};

static struct store *store;
static atomic_llong posts;
static atomic_bool over;

static bool apply_post(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct post *post = (struct post *)change;
	struct event event = {.type = EVENT_MESSAGE, .author = AUTHOR_VISITOR, .text = "a question"};
	if (post->begin) {
		struct query *query = db_query(transaction_db(transaction), &BENCH_CONVERSATION);
		query_text(query, 1, post->conversation.text);
		if (!query_run(&query, fault))
			return false;
	}
	return event_append(transaction, &post->conversation, &event, fault);
}

static void *client(void *unused)
{
	struct post post = {.change = {.apply = apply_post}, .begin = true};
	struct fault fault;
	id_new(clock_now(), post.conversation.text);
	while (!over) {
		if (!store_write(store, &post.change, &fault))
			exit(1);
		post.begin = false;
		posts++;
	}
	return unused;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	struct fault fault;
	store = store_open(argv[1], &fault);
	if (store == NULL)
		return 1;
	int threads = atoi(argv[2]);
	pthread_t *ids = calloc((size_t)threads, sizeof(*ids));
	int64_t started = clock_steady_micros();
	for (int i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, client, NULL);
	struct timespec length = {atoi(argv[3]), 0};
	nanosleep(&length, NULL);
	over = true;
	double took = (double)(clock_steady_micros() - started) / 1e6;
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	struct store_figures figures = store_figures(store);
	printf("{\"threads\":%d,\"per_second\":%.0f,\"events_per_commit\":%.1f}\n", threads,
	       (double)posts / took, (double)figures.changes / (double)figures.commits);
	store_close(&store);
	return 0;
}
