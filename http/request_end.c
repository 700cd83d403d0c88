/*
 * Request end: what a request holds that its arena can't free is let go when
 * it is over.
 *
 * Event-loop threads.
 */
#include "http/request.h"
#include "http/request_state.h"

struct request_ending {
	struct request_ending *next;
	void (*end)(void *data);
	void *data;
};

void request_at_end(struct request *request, void (*end)(void *data), void *data)
{
	struct request_state *state = state_of(request);
	struct request_ending *ending = arena_alloc(request->arena, sizeof(*ending));
	ending->end = end;
	ending->data = data;
	ending->next = state->endings;
	state->endings = ending;
}

void request_run_endings(struct request_state *state)
{
	while (state->endings != NULL) {
		struct request_ending *ending = state->endings;
		state->endings = ending->next;
		ending->end(ending->data);
	}
}
