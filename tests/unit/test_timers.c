/* Agents who vanish, on a clock of our own, and the thread that watches. */
#include "tests/unit/vanish_support.h"

#include <semaphore.h>
#include <unistd.h>

static void while_nothing_is_due_it_sleeps(void **state)
{
	struct world *world = *state;
	assert_int_equal(run_due(world), -1);
	agent_with_work(world);
	world_time += 10 * GRACE;
	assert_int_equal(run_due(world), -1);
}

static void after_the_grace_the_work_goes_back(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	stream(world, &scene.mei, false);
	world_time += GRACE - 1;
	assert_int_equal(run_due(world), 1);
	assert_string_equal(look(world, &scene.visitor).agent.text, scene.mei.text);
	world_time += 1;
	assert_int_equal(run_due(world), -1);
	struct conversation_view view = look(world, &scene.visitor);
	assert_int_equal(view.owner, OWNER_QUEUE);
	assert_int_equal(last_event(world, &scene.visitor).type, EVENT_RETURNED);
	assert_int_equal(staff_now(world, &scene.mei).presence, PRESENCE_OFFLINE);
	assert_int_equal(staff_now(world, &scene.mei).load, 0);
	set_presence(world, &tom, PRESENCE_ONLINE, true);
	assert_string_equal(look(world, &scene.visitor).agent.text, tom.text);
}

static void the_returned_stand_in_front(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	struct visitor waiting = open_in(world, "en");
	set_presence(world, &scene.mei, PRESENCE_BUSY, false);
	world_time += 1000;
	ask_person(world, &waiting);
	assert_int_equal(look(world, &waiting).place.position, 1);
	stream(world, &scene.mei, false);
	world_time += GRACE;
	run_due(world);
	assert_int_equal(look(world, &scene.visitor).place.position, 1);
	assert_int_equal(look(world, &waiting).place.position, 2);
}

static void who_comes_back_in_time_keeps_it(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	stream(world, &scene.mei, false);
	world_time += GRACE - 1;
	stream(world, &scene.mei, true);
	world_time += GRACE;
	assert_int_equal(run_due(world), -1);
	assert_string_equal(look(world, &scene.visitor).agent.text, scene.mei.text);
}

static void work_given_to_the_absent_comes_back(void **state)
{
	struct world *world = *state;
	struct staff_id tom = add_staff(world, "tom", ROLE_AGENT, 5);
	struct scene_of_vanishing scene = agent_with_work(world);
	assert_int_equal(transfer_by(world, &scene.visitor, &scene.mei, NULL, &tom, NULL),
			 FAULT_NONE);
	assert_int_equal(run_due(world), GRACE);
	set_presence(world, &scene.mei, PRESENCE_BUSY, false);
	world_time += GRACE;
	assert_int_equal(run_due(world), -1);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
}

static void several_vanish_together(void **state)
{
	struct world *world = *state;
	struct staff_id staff[4];
	static const char *const names[] = {"mei", "tom", "kim", "sue"};
	for (int i = 0; i < 4; i++) {
		staff[i] = add_staff(world, names[i], ROLE_AGENT, 5);
		stream(world, &staff[i], true);
		set_presence(world, &staff[i], PRESENCE_ONLINE, false);
	}
	for (int i = 0; i < 8; i++) {
		struct visitor visitor = open_in(world, "en");
		ask_person(world, &visitor);
	}
	for (int i = 0; i < 3; i++)
		stream(world, &staff[i], false);
	world_time += GRACE;
	assert_int_equal(run_due(world), -1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(staff_now(world, &staff[i]).load, 0);
	assert_int_equal(staff_now(world, &staff[3]).load, 5);
}

static void the_thread_does_it_by_itself(void **state)
{
	struct world *world = *state;
	clock_use(NULL);
	struct timers *timers = timers_start(world->store, 20);
	struct scene_of_vanishing scene = agent_with_work(world);
	stream(world, &scene.mei, false);
	while (look(world, &scene.visitor).owner == OWNER_AGENT)
		usleep(2000);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
	timers_stop(&timers);
	assert_null(timers);
}

/* What SQLite does by itself when the disk fails. */
SQL_WRITE(TIMERS_END_TRANSACTION, "ROLLBACK");

static sem_t may_fail, has_failed;

static void note_failed(struct change *change)
{
	assert_false(change->committed);
	sem_post(&has_failed);
}

static bool apply_failing(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	(void)change;
	sem_wait(&may_fail);
	struct query *query = db_query(transaction_db(transaction), &TIMERS_END_TRANSACTION);
	return query_run(&query, fault) && fault_set(fault, FAULT_FORBIDDEN, "");
}

/* Nothing that is told meanwhile can be stored. */
static void tell_while_the_disk_fails(struct world *world, const struct staff_id *staff, bool opened)
{
	struct fault fault = {0};
	const struct change failing = {.apply = apply_failing, .done = note_failed};
	struct change two[2] = {failing, failing};
	sem_init(&may_fail, 0, 0);
	sem_init(&has_failed, 0, 0);
	/* While the writer has the first, the second and what is told come into one batch. */
	for (int i = 0; i < 2; i++)
		store_submit(world->store, &two[i]);
	presence_tell(world->store, staff, opened);
	for (int i = 0; i < 2; i++)
		sem_post(&may_fail);
	for (int i = 0; i < 2; i++)
		sem_wait(&has_failed);
	while (!store_is_ready(world->store, &fault))
		usleep(2000);
}

static void a_desk_that_closes_while_the_disk_fails_is_told_later(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	tell_while_the_disk_fails(world, &scene.mei, false);
	assert_int_equal(staff_now(world, &scene.mei).connected, 1);
	while (staff_now(world, &scene.mei).connected == 1) {
		run_due(world);
		usleep(2000);
	}
	world_time += GRACE;
	assert_int_equal(run_due(world), -1);
	assert_int_equal(look(world, &scene.visitor).owner, OWNER_QUEUE);
}

/* The opening is stored after the closing. */
static void the_order_in_which_streams_are_told_of_does_not_matter(void **state)
{
	struct world *world = *state;
	struct staff_id mei = add_staff(world, "mei", ROLE_AGENT, 5);
	stream(world, &mei, false);
	stream(world, &mei, true);
	assert_int_equal(staff_now(world, &mei).connected, 0);
}

static void set_role(struct world *world, const struct staff_id *staff, enum role role)
{
	struct fault fault = {0};
	struct staff_update update = staff_update_of(staff, world->arena);
	update.role = (int)role;
	must(staff_update_prepare(&update, &fault), &fault);
	must(store_write(world->store, &update.change, &fault), &fault);
}

/* Their desk was open all the time. */
static void who_may_serve_again_is_still_here(void **state)
{
	struct world *world = *state;
	struct scene_of_vanishing scene = agent_with_work(world);
	set_role(world, &scene.mei, ROLE_EDITOR);
	set_role(world, &scene.mei, ROLE_AGENT);
	set_presence(world, &scene.mei, PRESENCE_ONLINE, false);
	world_time += 2 * GRACE;
	assert_int_equal(run_due(world), -1);
	assert_int_equal(staff_now(world, &scene.mei).presence, PRESENCE_ONLINE);
	assert_string_equal(look(world, &scene.visitor).agent.text, scene.mei.text);
	stream(world, &scene.mei, false);
	assert_int_equal(run_due(world), GRACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PLAYED(while_nothing_is_due_it_sleeps),
	    PLAYED(after_the_grace_the_work_goes_back),
	    PLAYED(the_returned_stand_in_front),
	    PLAYED(who_comes_back_in_time_keeps_it),
	    PLAYED(work_given_to_the_absent_comes_back),
	    PLAYED(several_vanish_together),
	    PLAYED(who_may_serve_again_is_still_here),
	    PLAYED(a_desk_that_closes_while_the_disk_fails_is_told_later),
	    PLAYED(the_order_in_which_streams_are_told_of_does_not_matter),
	    PLAYED(the_thread_does_it_by_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
