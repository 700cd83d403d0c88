/* Transactions: changes that are committed together; what is refused leaves no
 * trace, and listeners hear of what was committed alone. */
#include "tests/unit/store_support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static void a_refused_change_leaves_no_trace(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	assert_false(put(store, "one", true, &fault));
	assert_int_equal(fault.code, FAULT_FORBIDDEN);
	must(put(store, "two", false, &fault), &fault);
	assert_false(put(store, "two", false, &fault));
	assert_int_equal(fault.code, FAULT_EXISTS);
	assert_int_equal(count_rows(store), 1);
	assert_int_equal(store_figures(store).refused, 2);
	store_close(&store);
	test_folder_remove(folder);
}

/* Holds the writer until everything that shall be one batch is queued. */
struct hold {
	struct change change;
	pthread_mutex_t *gate;
	atomic_bool is_held;
};

static bool apply_hold(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct hold *hold = (struct hold *)change;
	(void)transaction;
	(void)fault;
	hold->is_held = true;
	pthread_mutex_lock(hold->gate);
	pthread_mutex_unlock(hold->gate);
	return true;
}

static bool refuse(struct change *change, struct transaction *transaction, struct fault *fault)
{
	(void)change;
	(void)transaction;
	return fault_set(fault, FAULT_FORBIDDEN, "");
}

/* Runs the changes as one batch. */
static void write_together(struct store *store, struct change *const *changes, int count)
{
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct hold hold = {.change.apply = apply_hold, .gate = &gate};
	struct put last = {{.apply = refuse}, "", false};
	struct fault fault;
	pthread_mutex_lock(&gate);
	store_submit(store, &hold.change);
	while (!hold.is_held)
		sched_yield();
	for (int at = 0; at < count; at++)
		store_submit(store, changes[at]);
	pthread_mutex_unlock(&gate);
	assert_false(store_write(store, &last.change, &fault)); /* all before it are done */
}

static void a_refusal_before_writing_leaves_the_others(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	struct put first = {{.apply = apply_put, .refuses_first = true}, "one", false};
	struct put refused = {{.apply = refuse, .refuses_first = true}, "two", false};
	struct put third = {{.apply = apply_put, .refuses_first = true}, "three", false};
	write_together(store, (struct change *[]){&first.change, &refused.change, &third.change}, 3);
	assert_true(first.change.committed);
	assert_int_equal(refused.change.fault.code, FAULT_FORBIDDEN);
	assert_true(third.change.committed);
	assert_int_equal(count_rows(store), 2);
	store_close(&store);
	test_folder_remove(folder);
}

/* Once; from then on it goes alone. */
static void a_broken_promise_to_refuse_first_takes_the_batch_with_it(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	struct put first = {{.apply = apply_put}, "one", false};
	struct put late = {{.apply = apply_put, .refuses_first = true}, "two", true};
	struct put third = {{.apply = apply_put, .refuses_first = true}, "three", false};
	struct change *const changes[] = {&first.change, &late.change, &third.change};
	write_together(store, changes, 3);
	assert_false(first.change.committed);
	assert_int_equal(first.change.fault.code, FAULT_STORE);
	assert_int_equal(late.change.fault.code, FAULT_FORBIDDEN);
	assert_false(third.change.committed);
	assert_int_equal(count_rows(store), 0);
	write_together(store, changes, 3);
	assert_true(first.change.committed);
	assert_int_equal(late.change.fault.code, FAULT_FORBIDDEN);
	assert_true(third.change.committed);
	assert_int_equal(count_rows(store), 2);
	store_close(&store);
	test_folder_remove(folder);
}

/* A burst of changes from several threads, a third of which fail. */
#define THREADS 4
#define EACH    300

struct burst {
	struct store *store;
	int number;
	atomic_int *committed;
};

static void *submit_burst(void *burst_)
{
	struct burst *burst = burst_;
	for (int i = 0; i < EACH; i++) {
		char name[32];
		struct fault fault;
		snprintf(name, sizeof(name), "%d-%d", burst->number, i);
		if (put(burst->store, name, i % 3 == 0, &fault))
			(*burst->committed)++;
	}
	return NULL;
}

static void many_writers_share_commits(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct store *store = open_store(folder);
	atomic_int committed = 0;
	pthread_t threads[THREADS];
	struct burst bursts[THREADS];
	for (int i = 0; i < THREADS; i++) {
		bursts[i] = (struct burst){store, i, &committed};
		pthread_create(&threads[i], NULL, submit_burst, &bursts[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(committed, THREADS * EACH * 2 / 3);
	assert_int_equal(count_rows(store), committed);
	assert_true(store_figures(store).commits <= THREADS * EACH);
	store_close(&store);
	test_folder_remove(folder);
}

static atomic_int woken;

static void count_wake(void *subscriber, const struct topic *topics, size_t count)
{
	struct topic *wanted = subscriber;
	for (size_t i = 0; i < count; i++)
		woken += topics[i].key == wanted->key;
}

static void listeners_hear_of_commits_only(void **state)
{
	(void)state;
	char *folder = test_folder();
	struct fault fault;
	struct store *store = open_store(folder);
	struct topic wanted = topic_of(TOPIC_KNOWLEDGE, "heard");
	woken = 0;
	hub_subscribe(store_hub(store), count_wake, &wanted);
	assert_false(put(store, "heard", true, &fault));
	assert_int_equal(woken, 0);
	must(put(store, "heard", false, &fault), &fault);
	must(put(store, "other", false, &fault), &fault);
	assert_int_equal(woken, 1);
	hub_unsubscribe(store_hub(store), &wanted);
	store_close(&store);
	test_folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_refused_change_leaves_no_trace),
	    cmocka_unit_test(a_refusal_before_writing_leaves_the_others),
	    cmocka_unit_test(a_broken_promise_to_refuse_first_takes_the_batch_with_it),
	    cmocka_unit_test(many_writers_share_commits),
	    cmocka_unit_test(listeners_hear_of_commits_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
