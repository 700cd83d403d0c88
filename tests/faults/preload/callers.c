/*
 * Callers: how a call was come to, as one number that is the same in every run
 * of one program, wherever its libraries are loaded.
 *
 * Loops make the same call from the same place thousands of times; what is
 * done about a failure is decided by those who called.
 */
#include <dlfcn.h>
#include <link.h>
#include <unwind.h>

#include "injection.h"

#define FRAMES_MOST 64

struct way {
	uint64_t hash;
	int frames;
};

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *way_)
{
	struct way *way = way_;
	struct dl_find_object object;
	uintptr_t address = _Unwind_GetIP(context);
	if (address == 0 || ++way->frames > FRAMES_MOST)
		return _URC_END_OF_STACK;
	if (_dl_find_object((void *)address, &object) == 0)
		address -= (uintptr_t)object.dlfo_map_start;
	way->hash = (way->hash ^ address) * 0x100000001b3u;
	return _URC_NO_REASON;
}

static uint64_t way_to_here(void)
{
	struct way way = {.hash = 0xcbf29ce484222325u};
	_Unwind_Backtrace(add_frame, &way);
	return way.hash == 0 ? 1 : way.hash;
}

static bool was_tried(const struct injection *state, uint64_t way)
{
	uint64_t place = way % TRIED_MOST;
	while (state->tried[place] != 0 && state->tried[place] != way)
		place = (place + 1) % TRIED_MOST;
	return state->tried[place] == way;
}

bool injection_is_chosen(struct injection *state, int64_t number)
{
	int64_t none = 0;
	if (state->chosen_at != 0)
		return state->by == BY_CALLERS_LASTING;
	uint64_t way = way_to_here();
	if (was_tried(state, way))
		return false;
	if (!atomic_compare_exchange_strong(&state->chosen_at, &none, number))
		return state->by == BY_CALLERS_LASTING;
	state->chosen = way;
	return true;
}
