/*
 * Callers: how a call was come to, as one number that is the same in every run
 * of one program, wherever its libraries are loaded.
 *
 * Loops make the same call from the same place thousands of times; what is
 * done about a failure is decided by those who called.
 */
#include <dlfcn.h>
#include <link.h>
#include <sys/auxv.h>
#include <unwind.h>

#include "injection.h"

#define FRAMES_MOST 64

#define START       0xcbf29ce484222325u

struct walk {
	struct way way;
	int frames;
};

static uint64_t with(uint64_t hash, uintptr_t address)
{
	return (hash ^ address) * 0x100000001b3u;
}

static uintptr_t start_of(uintptr_t address)
{
	struct dl_find_object object;
	return _dl_find_object((void *)address, &object) == 0 ? (uintptr_t)object.dlfo_map_start
							      : 0;
}

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *walk_)
{
	struct walk *walk = walk_;
	uintptr_t address = _Unwind_GetIP(context), start = start_of(address);
	if (address == 0 || ++walk->frames > FRAMES_MOST)
		return _URC_END_OF_STACK;
	if (start == start_of((uintptr_t)add_frame)) /* these aren't callers */
		return _URC_NO_REASON;
	walk->way.all = with(walk->way.all, address - start);
	if (start == start_of(getauxval(AT_ENTRY)))
		walk->way.own = with(walk->way.own, address - start);
	return _URC_NO_REASON;
}

struct way callers_way(void)
{
	struct walk walk = {.way = {START, START}};
	_Unwind_Backtrace(add_frame, &walk);
	walk.way.all += walk.way.all == 0;
	return walk.way;
}

/* Its own place, or the next that is free. */
static uint64_t place_of(const struct injection *state, uint64_t way)
{
	uint64_t place = way % TRIED_MOST;
	while (state->tried[place] != 0 && state->tried[place] != way)
		place = (place + 1) % TRIED_MOST;
	return place;
}

bool callers_were_tried(const struct injection *state, uint64_t way)
{
	return state->tried[place_of(state, way)] == way;
}

void callers_add(struct injection *state, uint64_t way)
{
	state->tried[place_of(state, way)] = way;
}

bool injection_is_chosen(struct injection *state, int64_t number)
{
	int64_t none = 0;
	if (state->chosen_at != 0)
		return state->by == BY_CALLERS_LASTING;
	uint64_t way = callers_way().all;
	if (state->wanted != 0 ? way != state->wanted : callers_were_tried(state, way))
		return false;
	if (!atomic_compare_exchange_strong(&state->chosen_at, &none, number))
		return state->by == BY_CALLERS_LASTING;
	state->chosen = way;
	return true;
}
