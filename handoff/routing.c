/*
 * Routing: see routing.h.  Not for reading agents from the store (queue.c).
 * Pure; any thread.
 */
#include "handoff/routing.h"

#include <string.h>

bool routing_is_free(const struct routing_agent *agent)
{
	return agent->presence == PRESENCE_ONLINE && !agent->blocked && agent->serves &&
	       agent->reachable && agent->load < agent->capacity;
}

static bool goes_before(const struct routing_agent *a, const struct routing_agent *b)
{
	if (a->load != b->load)
		return a->load < b->load;
	if (a->assigned_at != b->assigned_at)
		return a->assigned_at < b->assigned_at;
	return strcmp(a->id.text, b->id.text) < 0;
}

int routing_choose(const struct routing_agent *agents, int count)
{
	int best = -1;
	for (int i = 0; i < count; i++)
		if (routing_is_free(&agents[i]) &&
		    (best < 0 || goes_before(&agents[i], &agents[best])))
			best = i;
	return best;
}
