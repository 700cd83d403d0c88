/* What event loops are made of: timers, listeners, limits, the work thread. */
#include "tests/unit/support.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "http/limits.h"
#include "http/listeners.h"
#include "http/timer.h"
#include "http/work.h"

/* --- Timers ------------------------------------------------------------------------------ */

struct bell {
	struct timer timer;
	int rung;
	struct wheel *wheel;
	int64_t again; /* milliseconds, or 0 */
	int64_t now;
	struct bell *cancels;
};

static void ring(struct timer *timer)
{
	struct bell *bell = (struct bell *)timer;
	bell->rung++;
	if (bell->again > 0)
		timer_set(bell->wheel, &bell->timer, bell->now, bell->again);
	if (bell->cancels != NULL)
		timer_cancel(bell->wheel, &bell->cancels->timer);
}

static void timers_fire_late_never_early(void **state)
{
	(void)state;
	static const int64_t afters[] = {0, 1, 63, 64, 65, 1000, 65535, 65536, 70000, 200000};
	for (size_t i = 0; i < sizeof(afters) / sizeof(afters[0]); i++) {
		struct wheel wheel;
		struct bell bell = {.timer.fire = ring};
		wheel_start(&wheel, 1000003);
		timer_set(&wheel, &bell.timer, 1000003, afters[i]);
		for (int64_t now = 1000003; bell.rung == 0; now += 7) {
			wheel_run(&wheel, now);
			if (bell.rung && now < 1000003 + afters[i])
				fail_msg("%ld fired after %ld", (long)afters[i],
					 (long)(now - 1000003));
			if (now > 1000003 + afters[i] + 2 * TIMER_TICK_MS + 7)
				fail_msg("%ld did not fire", (long)afters[i]);
		}
		assert_int_equal(wheel.count, 0);
		assert_int_equal(wheel_wait(&wheel, 2000000), -1);
	}
}

static void timers_fire_after_a_long_sleep(void **state)
{
	(void)state;
	struct wheel wheel;
	struct bell soon = {.timer.fire = ring};
	struct bell later = {.timer.fire = ring};
	wheel_start(&wheel, 0);
	timer_set(&wheel, &soon.timer, 0, 100);
	timer_set(&wheel, &later.timer, 0, 100000000);
	wheel_run(&wheel, 50000000);
	assert_int_equal(soon.rung, 1);
	assert_int_equal(later.rung, 0);
	wheel_run(&wheel, 100000000 + TIMER_TICK_MS);
	assert_int_equal(later.rung, 1);
}

static void timers_set_and_cancel_while_they_fire(void **state)
{
	(void)state;
	struct wheel wheel;
	struct bell second = {.timer.fire = ring};
	struct bell first = {.timer.fire = ring, .wheel = &wheel, .again = 128};
	wheel_start(&wheel, 0);
	timer_set(&wheel, &second.timer, 0, 64);
	first.cancels = &second;
	timer_set(&wheel, &first.timer, 0, 64); /* the same slot; the last set fires first */
	first.now = 64;
	wheel_run(&wheel, 64);
	assert_int_equal(first.rung, 1);
	assert_int_equal(second.rung, 0);
	assert_true(timer_is_set(&first.timer));
	assert_false(timer_is_set(&second.timer));
	first.again = 0;
	wheel_run(&wheel, 1000);
	assert_int_equal(first.rung, 2);
	assert_int_equal(wheel.count, 0);
}

static void a_wait_never_passes_the_next_timer(void **state)
{
	(void)state;
	struct wheel wheel;
	struct bell bell = {.timer.fire = ring};
	wheel_start(&wheel, 5000);
	timer_set(&wheel, &bell.timer, 5000, 30000);
	int64_t now = 5000;
	for (int rounds = 0; bell.rung == 0; rounds++) {
		int wait = wheel_wait(&wheel, now);
		assert_true(wait >= 0 && rounds < 4);
		now += wait;
		wheel_run(&wheel, now);
	}
	assert_true(now >= 35000 && now < 35000 + 2 * TIMER_TICK_MS);
}

/* --- Listeners ---------------------------------------------------------------------------- */

struct ear {
	struct listener listener;
	struct listeners *listeners;
	int heard;
	struct ear *removes;
};

static void hear(struct listener *listener)
{
	struct ear *ear = (struct ear *)listener;
	ear->heard++;
	if (ear->removes != NULL)
		listeners_remove(ear->listeners, &ear->removes->listener);
}

static void only_the_topics_listeners_are_woken(void **state)
{
	(void)state;
	struct listeners listeners;
	static struct ear ears[2000];
	memset(ears, 0, sizeof(ears));
	listeners_start(&listeners);
	for (int i = 0; i < 2000; i++) /* more than the first table holds */
		listeners_add(&listeners, &ears[i].listener,
			      (struct topic){(uint64_t)(i % 1000) * 0x9e3779b97f4a7c15u}, hear);
	listeners_wake(&listeners, (struct topic){7 * 0x9e3779b97f4a7c15u});
	for (int i = 0; i < 2000; i++)
		assert_int_equal(ears[i].heard, i % 1000 == 7);
	for (int i = 0; i < 2000; i++)
		listeners_remove(&listeners, &ears[i].listener);
	assert_int_equal(listeners.count, 0);
	listeners_remove(&listeners, &ears[0].listener); /* nothing the second time */
	assert_int_equal(listeners.count, 0);
	listeners_end(&listeners);
}

static void listeners_leave_while_they_are_woken(void **state)
{
	(void)state;
	struct listeners listeners;
	struct topic topic = topic_of(TOPIC_QUEUE, "");
	struct ear ears[3] = {{.heard = 0}};
	listeners_start(&listeners);
	for (int i = 0; i < 3; i++) {
		ears[i].listeners = &listeners;
		listeners_add(&listeners, &ears[i].listener, topic, hear);
	}
	for (int i = 0; i < 3; i++)
		ears[i].removes = &ears[(i + 1) % 3];
	listeners_wake(&listeners, topic);
	assert_true(listeners.count < 3);
	int heard = ears[0].heard + ears[1].heard + ears[2].heard;
	assert_true(heard == 1 || heard == 2);
	size_t count = 0;
	for (struct listener *each = listeners_first(&listeners, topic); each;
	     each = listeners_next(each))
		count++;
	assert_int_equal(count, listeners.count);
	listeners_end(&listeners);
}

/* --- Limits -------------------------------------------------------------------------------- */

static void an_allowance_is_used_up(void **state)
{
	(void)state;
	struct limits *limits = limits_new();
	uint64_t here = limits_text(limits, "203.0.113.9");
	uint64_t there = limits_text(limits, "203.0.113.10");
	int seconds = 0;
	int taken = 0;
	while (taken < 1000 && limits_take(limits, RATE_SIGN_IN, here, &seconds))
		taken++;
	assert_true(taken > 0 && taken < 1000);
	assert_true(seconds >= 1 && seconds <= 60);
	assert_true(limits_take(limits, RATE_SIGN_IN, there, &seconds));
	assert_true(limits_take(limits, RATE_NEW_CONVERSATION, here, &seconds));
	assert_true(limits_take(limits, RATE_FREE, here, &seconds));
	limits_free(&limits);
	assert_null(limits);
}

static uint64_t key_of_six(const struct limits *limits, const char *first_bytes, char last)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6};
	memcpy(address.sin6_addr.s6_addr, first_bytes, 8);
	address.sin6_addr.s6_addr[15] = (unsigned char)last;
	return limits_address(limits, (struct sockaddr *)&address);
}

static void this_machine_has_no_key_and_networks_share_one(void **state)
{
	(void)state;
	struct limits *limits = limits_new();
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000005)};
	assert_int_equal(limits_address(limits, (struct sockaddr *)&four), 0);
	four.sin_addr.s_addr = htonl(0x0a000001);
	assert_int_not_equal(limits_address(limits, (struct sockaddr *)&four), 0);
	assert_int_equal(key_of_six(limits, "\0\0\0\0\0\0\0\0", 1), 0); /* ::1 */
	assert_true(key_of_six(limits, "\x20\x01\x0d\xb8\0\0\0\1", 1) ==
		    key_of_six(limits, "\x20\x01\x0d\xb8\0\0\0\1", 2));
	assert_true(key_of_six(limits, "\x20\x01\x0d\xb8\0\0\0\1", 1) !=
		    key_of_six(limits, "\x20\x01\x0d\xb8\0\0\0\2", 1));
	limits_free(&limits);
}

static void connections_are_counted(void **state)
{
	(void)state;
	struct limits *limits = limits_new();
	for (int i = 0; i < CONNECTIONS_PER_ADDRESS; i++)
		assert_true(limits_connect(limits, 5));
	assert_false(limits_connect(limits, 5));
	assert_true(limits_connect(limits, 6));
	assert_true(limits_connect(limits, 0));
	limits_disconnect(limits, 5);
	assert_true(limits_connect(limits, 5));
	limits_free(&limits);
}

/* --- The work thread ------------------------------------------------------------------------ */

struct piece {
	struct work_piece piece;
	int number;
};
static int order[WORK_PIECES_MOST];
static int done_count;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void note_order(struct work_piece *piece)
{
	pthread_mutex_lock(&gate);
	order[done_count++] = ((struct piece *)piece)->number;
	pthread_mutex_unlock(&gate);
}

static void work_is_done_in_order_up_to_a_limit(void **state)
{
	(void)state;
	static struct piece pieces[WORK_PIECES_MOST + 1];
	struct work *work = work_start(true);
	int posted = 0;
	pthread_mutex_lock(&gate); /* nothing ends before all are posted */
	for (int i = 0; i <= WORK_PIECES_MOST; i++) {
		pieces[i] = (struct piece){.piece.run = note_order, .number = i};
		posted += work_post(work, &pieces[i].piece);
	}
	assert_int_equal(posted, WORK_PIECES_MOST);
	assert_int_equal(work_waiting(work), WORK_PIECES_MOST);
	pthread_mutex_unlock(&gate);
	work_stop(&work);
	assert_null(work);
	assert_int_equal(done_count, WORK_PIECES_MOST);
	for (int i = 0; i < done_count; i++)
		assert_int_equal(order[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(timers_fire_late_never_early),
	    cmocka_unit_test(timers_fire_after_a_long_sleep),
	    cmocka_unit_test(timers_set_and_cancel_while_they_fire),
	    cmocka_unit_test(a_wait_never_passes_the_next_timer),
	    cmocka_unit_test(only_the_topics_listeners_are_woken),
	    cmocka_unit_test(listeners_leave_while_they_are_woken),
	    cmocka_unit_test(an_allowance_is_used_up),
	    cmocka_unit_test(this_machine_has_no_key_and_networks_share_one),
	    cmocka_unit_test(connections_are_counted),
	    cmocka_unit_test(work_is_done_in_order_up_to_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
