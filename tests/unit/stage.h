/*
 * The stage of a transcript: who is there, and what was told of each conversation.
 * What a line may say is in stage_acts.h and stage_tellings.h.
 */
#ifndef FOYER_TEST_STAGE_H
#define FOYER_TEST_STAGE_H

#include "tests/unit/handoff_support.h"

#define CAST_MOST  16
#define TAKEN_MOST 4

struct guest {
	const char *name;
	struct visitor visitor;
	int64_t told; /* events up to this number have been told */
	const char *key;
	const char *text;
};

struct worker {
	const char *name;
	struct staff_id id;
};

struct stage {
	struct world *world;
	struct guest guests[CAST_MOST];
	struct worker workers[CAST_MOST];
	int guest_count;
	int worker_count;
	struct guest *now;       /* whose conversation was touched last */
	const char *place;       /* file:line */
	enum fault_code outcome; /* of the line's act */
	const char *taken[TAKEN_MOST];
};

static inline _Noreturn void wrong(const struct stage *stage, const char *what)
{
	fail_msg("%s: %s", stage->place, what);
	abort();
}

/* In a pattern an upper-case word takes one word of the line, REST takes what is left,
 * everything else stands for itself. */
struct stage_line {
	const char *pattern;
	void (*run)(struct stage *stage);
};

static inline struct guest *guest(struct stage *stage, int taken)
{
	for (int i = 0; i < stage->guest_count; i++) {
		if (strcmp(stage->guests[i].name, stage->taken[taken]) == 0) {
			stage->now = &stage->guests[i];
			return stage->now;
		}
	}
	wrong(stage, "no such visitor");
}

static inline const struct staff_id *worker(struct stage *stage, int taken)
{
	for (int i = 0; i < stage->worker_count; i++)
		if (strcmp(stage->workers[i].name, stage->taken[taken]) == 0)
			return &stage->workers[i].id;
	wrong(stage, "nobody of that name works here");
}

static inline int number(struct stage *stage, int taken)
{
	char *end;
	long value = strtol(stage->taken[taken], &end, 10);
	if (*end != '\0')
		wrong(stage, "not a number");
	return (int)value;
}

static inline void hire(struct stage *stage, enum role role, int capacity)
{
	if (stage->worker_count == CAST_MOST)
		wrong(stage, "too many workers");
	struct worker *worker = &stage->workers[stage->worker_count++];
	worker->name = stage->taken[0];
	worker->id = add_staff(stage->world, worker->name, role, capacity);
}

/* What is told ------------------------------------------------------------------------- */

/* The next event that was not told yet, which the line tells. */
static inline struct event next_event(struct stage *stage)
{
	struct event *events;
	struct fault fault = {0};
	int count;
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	if (stage->now == NULL)
		wrong(stage, "nobody has come yet");
	must(event_read(reader(stage->world), &stage->now->visitor.id, stage->now->told, &all, 1,
			stage->world->arena, &events, &count, &fault),
	     &fault);
	if (count == 0)
		wrong(stage, "nothing happened any more");
	stage->now->told++;
	assert_int_equal(events[0].number, stage->now->told);
	return events[0];
}

static inline const char *member(struct stage *stage, const struct event *event, const char *name)
{
	return event->body == NULL ? NULL : json_text(body_of(stage->world, event), name);
}

#endif
