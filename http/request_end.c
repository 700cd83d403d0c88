/*
 * Request end: what a request holds that its arena can't free is let go when
 * it is over.
 *
 * Event-loop threads.
 */
#include "data/log.h"
#include "handoff/site_book.h"
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

static void release_book(void *book)
{
	struct site_book *held = book;
	site_book_release(&held);
}

const struct site_book *request_book(struct request *request)
{
	struct fault fault;
	struct site_book *book = site_book_open(server_sites(request->server), &fault);
	if (book == NULL)
		log_line(LOG_WARNING, "sites", "the settings can't be read: %s %s",
			 fault_type(fault.code), fault.detail);
	else
		request_at_end(request, release_book, book);
	return book;
}
