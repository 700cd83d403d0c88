/*
 * Await: answers that come later.
 *
 * While a request waits, the library's connection is suspended
 * (request_settle) and the request's arena belongs to whoever works for it:
 * the writer thread, the slow-work thread, or nobody.  Whatever ends the wait
 * comes back as a task on the request's own loop, so that no other thread
 * ever touches the library.
 */
#include <stddef.h>
#include <stdlib.h>

#include "data/log.h"
#include "http/request_state.h"
#include "http/server_internal.h"

static struct answer wait_begins(struct request_state *state)
{
	state->phase = PHASE_WAITING;
	return (struct answer){&state->request};
}

static struct request_state *state_of_task(struct task *task)
{
	return (struct request_state *)((char *)task - offsetof(struct request_state, task));
}

/* --- A commit ----------------------------------------------------------------- */

static struct request_state *state_of_flight(struct change *flight)
{
	return (struct request_state *)((char *)flight - offsetof(struct request_state, flight));
}

static bool apply(struct change *flight, struct transaction *transaction, struct fault *fault)
{
	struct change *change = state_of_flight(flight)->change;
	return change->apply(change, transaction, fault);
}

static void committed(struct task *task, struct loop *loop)
{
	(void)loop;
	struct request_state *state = state_of_task(task);
	struct change *change = state->change;
	struct answer answer;
	change->committed = state->flight.committed;
	change->fault = state->flight.fault;
	state->phase = PHASE_RUNNING;
	log_set_request(state->request.id);
	if (change->committed)
		answer = state->then_commit(&state->request, change);
	else
		answer = answer_fault(&state->request, &change->fault);
	(void)answer;
	request_settle(state);
	log_set_request("");
}

/* On the writer's thread. */
static void done(struct change *flight)
{
	struct request_state *state = state_of_flight(flight);
	loop_post(state->loop, &state->task);
}

struct answer await_commit(struct request *request, struct change *change, after_commit then)
{
	struct request_state *state = state_of(request);
	state->change = change;
	state->then_commit = then;
	state->task.run = committed;
	state->flight = (struct change){
	    .apply = apply, .done = done, .refuses_first = change->refuses_first};
	store_submit(request_store(request), &state->flight);
	return wait_begins(state);
}

/* --- Slow work ---------------------------------------------------------------- */

static void worked(struct task *task, struct loop *loop)
{
	(void)loop;
	struct request_state *state = state_of_task(task);
	struct answer answer;
	state->phase = PHASE_RUNNING;
	log_set_request(state->request.id);
	if (state->work_succeeded)
		answer = state->then_work(&state->request, state->data);
	else
		answer = answer_fault(&state->request, &state->fault);
	(void)answer;
	request_settle(state);
	log_set_request("");
}

/* On the slow-work thread. */
static void work_now(struct work_piece *piece)
{
	struct request_state *state =
	    (struct request_state *)((char *)piece - offsetof(struct request_state, piece));
	log_set_request(state->request.id);
	state->work_succeeded = state->work(state->data, &state->fault);
	log_set_request("");
	loop_post(state->loop, &state->task);
}

static struct answer await_thread(struct request *request, struct work *thread, slow_work work,
				  void *data, after_work then)
{
	struct request_state *state = state_of(request);
	state->work = work;
	state->data = data;
	state->then_work = then;
	state->task.run = worked;
	state->piece.run = work_now;
	if (!work_post(thread, &state->piece))
		return answer_refusal(request, FAULT_BUSY, "");
	return wait_begins(state);
}

struct answer await_work(struct request *request, slow_work work, void *data, after_work then)
{
	return await_thread(request, request->server->work, work, data, then);
}

struct answer await_long_work(struct request *request, slow_work work, void *data,
			      after_work then)
{
	return await_thread(request, request->server->long_work, work, data, then);
}

/* --- Events ------------------------------------------------------------------- */

static void stop_waiting(struct request_state *state)
{
	listeners_remove(&state->loop->listeners, &state->listener);
	timer_cancel(&state->loop->wheel, &state->timer);
	*state->flight_link = state->next_flight;
	if (state->next_flight != NULL)
		state->next_flight->flight_link = state->flight_link;
	state->next_flight = NULL;
	state->flight_link = NULL;
}

static void look_again(struct request_state *state)
{
	stop_waiting(state);
	state->phase = PHASE_RUNNING;
	log_set_request(state->request.id);
	struct answer answer = state->then_wait(&state->request);
	(void)answer;
	request_settle(state);
	log_set_request("");
}

static void woken(struct listener *listener)
{
	look_again(
	    (struct request_state *)((char *)listener - offsetof(struct request_state, listener)));
}

static void time_is_over(struct timer *timer)
{
	look_again((struct request_state *)((char *)timer - offsetof(struct request_state, timer)));
}

struct answer await_events(struct request *request, struct topic topic, int seconds,
			   after_wait then)
{
	struct request_state *state = state_of(request);
	struct loop *loop = state->loop;
	if (loop->is_stopping)
		return answer_refusal(request, FAULT_STOPPING, "");
	state->then_wait = then;
	state->timer.fire = time_is_over;
	listeners_add(&loop->listeners, &state->listener, topic, woken);
	timer_set(&loop->wheel, &state->timer, loop->now, (int64_t)seconds * 1000);
	state->next_flight = loop->flights;
	state->flight_link = &loop->flights;
	if (loop->flights != NULL)
		loop->flights->flight_link = &state->next_flight;
	loop->flights = state;
	return wait_begins(state);
}

/* Whoever waits is told to ask again elsewhere, or later. */
void await_finish_waits(struct loop *loop)
{
	while (loop->flights != NULL) {
		struct request_state *state = loop->flights;
		stop_waiting(state);
		state->phase = PHASE_RUNNING;
		struct answer answer = answer_refusal(&state->request, FAULT_STOPPING, "");
		(void)answer;
		request_settle(state);
	}
}
