/*
 * Routing: see routing.h.  Not for reading agents from the store
 * (assignment.c).  Pure; any thread.
 */
#include "handoff/routing.h"

#include <string.h>
#include <strings.h>

static const char *const strategy_names[ROUTING_STRATEGY_COUNT] = {
#define X(code, name) [code] = name,
    ROUTING_STRATEGIES(X)
#undef X
};

static const char *const reason_names[ROUTING_REASON_COUNT] = {
#define X(code, name) [code] = name,
    ROUTING_REASONS(X)
#undef X
};

const char *routing_strategy_name(enum routing_strategy strategy)
{
	return strategy_names[strategy];
}

const char *routing_reason_name(enum routing_reason reason)
{
	return reason_names[reason];
}

bool routing_strategy_from_name(const char *name, enum routing_strategy *strategy)
{
	for (int i = 0; i < ROUTING_STRATEGY_COUNT; i++) {
		if (strcmp(strategy_names[i], name) == 0) {
			*strategy = (enum routing_strategy)i;
			return true;
		}
	}
	return false;
}

/* Words ----------------------------------------------------------------------------- */

static bool is_blank(const char *words)
{
	return words == NULL || words[strspn(words, " ")] == '\0';
}

/* True when the word of this length stands among the words, in any case. */
static bool has_word(const char *words, const char *word, size_t length)
{
	while (words != NULL && *words != '\0') {
		size_t size = strcspn(words, " ");
		if (size == length && strncasecmp(words, word, size) == 0)
			return true;
		words += size;
		words += strspn(words, " ");
	}
	return false;
}

static bool has_every_word(const char *words, const char *needed)
{
	while (*needed != '\0') {
		size_t size = strcspn(needed, " ");
		if (size > 0 && !has_word(words, needed, size))
			return false;
		needed += size;
		needed += strspn(needed, " ");
	}
	return true;
}

/* Fitting --------------------------------------------------------------------------- */

/* Somebody who speaks "zh" serves zh-CN and zh-TW; who speaks "zh-TW" only that. */
size_t routing_language_spoken(const char *spoken, const char *language)
{
	size_t whole = strlen(language);
	size_t first = strcspn(language, "-_");
	if (has_word(spoken, language, whole))
		return whole;
	return has_word(spoken, language, first) ? first : 0;
}

static bool speaks(const struct routing_agent *agent, const struct routing_need *need)
{
	return is_blank(need->language) || is_blank(agent->languages) ||
	       routing_language_spoken(agent->languages, need->language) > 0;
}

static bool is_skilled(const struct routing_agent *agent, const struct routing_need *need)
{
	return is_blank(need->skills) || has_every_word(agent->skills, need->skills);
}

static bool knows_region(const struct routing_agent *agent, const struct routing_need *need)
{
	return is_blank(need->region) || is_blank(agent->regions) ||
	       has_word(agent->regions, need->region, strlen(need->region));
}

typedef bool (*fits_wish)(const struct routing_agent *agent, const struct routing_need *need);
static const fits_wish WISHES[] = {speaks, is_skilled, knows_region};
#define WISH_COUNT (sizeof(WISHES) / sizeof(WISHES[0]))

static bool is_on_duty(const struct routing_agent *agent)
{
	return agent->presence == PRESENCE_ONLINE && !agent->blocked && agent->serves &&
	       agent->reachable;
}

static bool fits(const struct routing_agent *agent, const struct routing_need *need,
		 unsigned wishes)
{
	for (size_t i = 0; i < WISH_COUNT; i++)
		if ((wishes & 1u << i) != 0 && !WISHES[i](agent, need))
			return false;
	return is_on_duty(agent);
}

/* The wishes that somebody on duty meets, each together with those before it. */
static unsigned possible_wishes(const struct routing_need *need, const struct routing_agent *agents,
				int count)
{
	unsigned wishes = 0;
	for (size_t wish = 0; wish < WISH_COUNT; wish++) {
		unsigned more = wishes | 1u << wish;
		for (int i = 0; i < count && wishes != more; i++)
			if (fits(&agents[i], need, more))
				wishes = more;
	}
	return wishes;
}

/* Choosing ---------------------------------------------------------------------------- */

static bool has_room(const struct routing_agent *agent)
{
	return agent->load < agent->capacity &&
	       (agent->group_capacity == 0 || agent->group_load < agent->group_capacity);
}

bool routing_is_free(const struct routing_agent *agent)
{
	return is_on_duty(agent) && has_room(agent);
}

/* Below 0 when a goes before b, 0 when nothing tells them apart. */
typedef int (*compare)(const struct routing_agent *a, const struct routing_agent *b,
		       const struct routing_need *need);

static int by_use(const struct routing_agent *a, const struct routing_agent *b,
		  const struct routing_need *need)
{
	(void)need;
	return a->load * b->capacity - b->load * a->capacity;
}

static int by_last_time(const struct routing_agent *a, const struct routing_agent *b,
			const struct routing_need *need)
{
	(void)need;
	return (a->assigned_at > b->assigned_at) - (a->assigned_at < b->assigned_at);
}

static int by_priority(const struct routing_agent *a, const struct routing_agent *b,
		       const struct routing_need *need)
{
	(void)need;
	return b->priority - a->priority;
}

/* FNV-1a (Fowler, Noll, Vo) over both ids, its bits mixed as in splitmix64. */
static uint64_t lot(const struct routing_agent *agent, const struct routing_need *need)
{
	uint64_t hash = 14695981039346656037u;
	const char *parts[] = {need->draw == NULL ? "" : need->draw, agent->id.text};
	for (size_t i = 0; i < 2; i++)
		for (const char *at = parts[i]; *at != '\0'; at++)
			hash = (hash ^ (unsigned char)*at) * 1099511628211u;
	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
	return hash ^ hash >> 31;
}

/* Who has the lowest number for this conversation: every agent equally often,
 * and the same again when asked again (rendezvous hashing, Thaler and
 * Ravishankar 1998). */
static int by_lot(const struct routing_agent *a, const struct routing_agent *b,
		  const struct routing_need *need)
{
	uint64_t first = lot(a, need);
	uint64_t second = lot(b, need);
	return (first > second) - (first < second);
}

#define ORDERS_MOST 3
static const compare ORDERS[ROUTING_STRATEGY_COUNT][ORDERS_MOST] = {
    [ROUTING_LEAST_BUSY] = {by_use, by_last_time},
    [ROUTING_ROUND_ROBIN] = {by_last_time, by_use},
    [ROUTING_RANDOM] = {by_lot},
    [ROUTING_PRIORITY] = {by_priority, by_use, by_last_time},
};

static bool goes_before(const struct routing_agent *a, const struct routing_agent *b,
			const struct routing_need *need)
{
	const compare *orders = ORDERS[need->strategy];
	for (int i = 0; i < ORDERS_MOST && orders[i] != NULL; i++) {
		int order = orders[i](a, b, need);
		if (order != 0)
			return order < 0;
	}
	return strcmp(a->id.text, b->id.text) < 0;
}

static bool is_the(const struct routing_agent *agent, const struct staff_id *id)
{
	return id != NULL && strcmp(agent->id.text, id->text) == 0;
}

static enum routing_reason reason_for(const struct routing_agent *agent,
				      const struct routing_need *need)
{
	if (is_the(agent, need->wanted))
		return ROUTED_WANTED;
	return is_the(agent, need->last) ? ROUTED_LAST : ROUTED_STRATEGY;
}

struct routing_choice routing_choose(const struct routing_need *need,
				     const struct routing_agent *agents, int count)
{
	struct routing_choice choice = {.agent = -1, .reason = ROUTED_NOBODY_ON_DUTY};
	unsigned wishes = possible_wishes(need, agents, count);
	for (int i = 0; i < count; i++) {
		const struct routing_agent *agent = &agents[i];
		choice.on_duty += is_on_duty(agent);
		if (!fits(agent, need, wishes))
			continue;
		choice.fitting++;
		if (!has_room(agent))
			continue;
		choice.free++;
		/* Reasons stand in the order of their weight, the strongest first. */
		enum routing_reason reason = reason_for(agent, need);
		if (choice.agent < 0 || reason < choice.reason ||
		    (reason == choice.reason && goes_before(agent, &agents[choice.agent], need))) {
			choice.agent = i;
			choice.reason = reason;
		}
	}
	if (choice.agent < 0 && choice.on_duty > 0)
		choice.reason = ROUTED_ALL_FULL;
	return choice;
}

int routing_ramp(int capacity, int64_t served_ms, int64_t ramp_ms)
{
	if (ramp_ms <= 0 || served_ms >= ramp_ms)
		return capacity;
	if (served_ms < 0)
		return capacity > 1 ? 1 : capacity;
	return 1 + (int)((capacity - 1) * served_ms / ramp_ms);
}
