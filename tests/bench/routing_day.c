/*
 * Bench: a day of 20,000 conversations for 100 agents, replayed with each
 * routing strategy on the same arrivals.  It calls the functions that the
 * server calls (routing_choose, queue_estimate, queue_lesson_learn, queue_pace_learn), so what it
 * prints is how the product would behave: waiting, fairness, occupancy, and
 * how far the estimated wait was from the real one.
 *
 *	bench_routing_day [SEED]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/clock.h"
#include "handoff/queue.h"
#include "handoff/routing.h"

#define AGENTS        100
#define CONVERSATIONS 20000
#define MINUTE        60000.0
#define HOUR          (60 * MINUTE)
#define OPENS         (7 * HOUR)
#define CLOSES        (23 * HOUR)
#define HANDLING_MEAN (7.5 * MINUTE)
#define HANDLING_SIGMA 0.7 /* of its logarithm */
#define PATIENCE_MEAN (12 * MINUTE)
#define RETURNING     0.15 /* share of visitors who had an agent before */
#define CHINESE       0.3  /* share of visitors */

struct visit {
	double arrives, handling, patience;
	const char *language;
	int last; /* agent, -1 for none */
	char id[16];
	/* what became of it */
	double began;
	int agent; /* -1: gone before anybody came */
	struct queue_place told;
	int64_t reckoned_ms;
};

struct shift {
	double from, to;
};

struct ending {
	double at;
	int visit;
};

struct day {
	struct visit *visits;
	struct routing_agent agents[AGENTS];
	struct shift shifts[AGENTS];
	struct ending endings[AGENTS * STAFF_CAPACITY_MOST];
	int ending_count;
	int waiting[CONVERSATIONS]; /* in the order of coming */
	int waiting_count;
	double worked[AGENTS]; /* milliseconds of conversations */
	int64_t mean_ms;
	struct queue_lesson lessons[2]; /* of English and Chinese */
};

/* Chance: splitmix64, so that a seed gives the same day everywhere ---------------------- */

static uint64_t chance_state;

static double chance(void)
{
	uint64_t bits = chance_state += 0x9e3779b97f4a7c15u;
	bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
	bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
	return ((double)((bits ^ bits >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(chance())) * cos(2 * M_PI * chance());
}

/* A morning and an afternoon peak. */
static double arrival_time(void)
{
	double time = (chance() < 0.5 ? 10.5 : 15.5) * HOUR + normal() * 2.2 * HOUR;
	return time < OPENS || time > CLOSES - HOUR ? arrival_time() : time;
}

static int by_arrival(const void *a, const void *b)
{
	double first = ((const struct visit *)a)->arrives;
	double second = ((const struct visit *)b)->arrives;
	return (first > second) - (first < second);
}

static void make_visits(struct visit *visits)
{
	for (int i = 0; i < CONVERSATIONS; i++) {
		struct visit *visit = &visits[i];
		visit->arrives = arrival_time();
		visit->handling = HANDLING_MEAN * exp(HANDLING_SIGMA * normal() -
						      HANDLING_SIGMA * HANDLING_SIGMA / 2);
		visit->patience = -PATIENCE_MEAN * log(chance());
		visit->language = chance() < CHINESE ? "zh-CN" : "en";
		visit->last = chance() < RETURNING ? (int)(chance() * AGENTS) : -1;
	}
	qsort(visits, CONVERSATIONS, sizeof(*visits), by_arrival);
	for (int i = 0; i < CONVERSATIONS; i++)
		snprintf(visits[i].id, sizeof(visits[i].id), "c%05d", i);
}

/* Sixty speak English, twenty-five Chinese, fifteen both; every tenth is new. */
static void make_agents(struct day *day)
{
	for (int i = 0; i < AGENTS; i++) {
		struct routing_agent *agent = &day->agents[i];
		double from = OPENS + (i % 4) * 2 * HOUR;
		day->shifts[i] = (struct shift){from, from + 9 * HOUR};
		*agent = (struct routing_agent){.presence = PRESENCE_OFFLINE,
						.serves = true,
						.reachable = true,
						.capacity = routing_ramp(4, i % 10 == 0 ? 1 : 3, 3),
						.priority = i % 3,
						.languages = i % 20 < 12   ? "en"
							     : i % 20 < 17 ? "zh"
									   : "en zh"};
		snprintf(agent->id.text, sizeof(agent->id.text), "a%02d", i);
	}
}

/* The day ---------------------------------------------------------------------------------- */

static void set_shifts(struct day *day, double now)
{
	for (int i = 0; i < AGENTS; i++) {
		bool works = now >= day->shifts[i].from && now < day->shifts[i].to;
		day->agents[i].presence = works ? PRESENCE_ONLINE : PRESENCE_OFFLINE;
	}
}

static int slots(const struct day *day)
{
	int slots = 0;
	for (int i = 0; i < AGENTS; i++)
		if (day->agents[i].presence == PRESENCE_ONLINE)
			slots += day->agents[i].capacity;
	return slots;
}


static struct routing_need need_of(const struct day *day, const struct visit *visit,
				   enum routing_strategy strategy)
{
	return (struct routing_need){.strategy = strategy,
				     .language = visit->language,
				     .last = visit->last < 0 ? NULL
							     : &day->agents[visit->last].id,
				     .draw = visit->id};
}

/* One line for each language, as the server keeps them. */
static int line_of(const struct visit *visit)
{
	return visit->language[0] == 'z';
}

static void begin(struct day *day, int at, int agent, double now)
{
	struct visit *visit = &day->visits[at];
	visit->agent = agent;
	visit->began = now;
	queue_lesson_learn((int64_t)(now - visit->arrives), visit->reckoned_ms,
			   &day->lessons[line_of(visit)]);
	day->agents[agent].load++;
	day->agents[agent].assigned_at = (int64_t)now;
	day->worked[agent] += visit->handling;
	day->endings[day->ending_count++] = (struct ending){now + visit->handling, at};
}

/* As assignment.c does: a line that can't be served holds up no other. */
static void give_out(struct day *day, enum routing_strategy strategy, double now)
{
	bool stuck[2] = {false, false};
	int kept = 0;
	for (int i = 0; i < day->waiting_count; i++) {
		int at = day->waiting[i];
		struct visit *visit = &day->visits[at];
		bool *line = &stuck[line_of(visit)];
		if (now > visit->arrives + visit->patience)
			continue;
		int agent = -1;
		if (!*line) {
			struct routing_need need = need_of(day, visit, strategy);
			agent = routing_choose(&need, day->agents, AGENTS).agent;
		}
		if (agent >= 0) {
			begin(day, at, agent, now);
			continue;
		}
		*line = true;
		day->waiting[kept++] = at;
	}
	day->waiting_count = kept;
}

static void end_one(struct day *day, int index)
{
	struct ending ending = day->endings[index];
	const struct visit *visit = &day->visits[ending.visit];
	day->agents[visit->agent].load--;
	queue_pace_learn((int64_t)visit->handling, &day->mean_ms);
	day->endings[index] = day->endings[--day->ending_count];
}

static int next_ending(const struct day *day)
{
	int next = -1;
	for (int i = 0; i < day->ending_count; i++)
		if (next < 0 || day->endings[i].at < day->endings[next].at)
			next = i;
	return next;
}

static void arrive(struct day *day, int at, enum routing_strategy strategy)
{
	struct visit *visit = &day->visits[at];
	struct queue_pace pace = {slots(day), day->mean_ms, day->lessons[line_of(visit)]};
	day->waiting[day->waiting_count++] = at;
	struct queue_spot spot = {day->waiting_count, day->waiting_count, 0};
	for (int i = 0; i < day->waiting_count; i++)
		spot.in_line += line_of(&day->visits[day->waiting[i]]) == line_of(visit);
	visit->reckoned_ms = queue_reckon(spot.in_line, &pace);
	visit->told = queue_estimate(&spot, &pace);
	give_out(day, strategy, visit->arrives);
}

static void play(struct day *day, enum routing_strategy strategy)
{
	int arrived = 0;
	double shift = OPENS;
	while (arrived < CONVERSATIONS || day->ending_count > 0) {
		int ending = next_ending(day);
		double ends = ending < 0 ? INFINITY : day->endings[ending].at;
		double arrives =
		    arrived < CONVERSATIONS ? day->visits[arrived].arrives : INFINITY;
		double next = fmin(fmin(ends, arrives), shift);
		if (next == shift) {
			set_shifts(day, next);
			shift = next < CLOSES ? next + HOUR : INFINITY;
			give_out(day, strategy, next);
		} else if (next == ends) {
			end_one(day, ending);
			give_out(day, strategy, next);
		} else {
			arrive(day, arrived++, strategy);
		}
	}
}

/* What came of it --------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	double first = *(const double *)a;
	double second = *(const double *)b;
	return (first > second) - (first < second);
}

static double quantile(double *sorted, int count, double share)
{
	return count == 0 ? 0 : sorted[(int)(share * (count - 1))];
}

/* Jain's index of the work of those with full capacity: 1 is wholly even
 * (Jain, Chiu and Hawe 1984). */
static double fairness(const struct day *day)
{
	double sum = 0, squares = 0;
	int count = 0;
	for (int i = 0; i < AGENTS; i++) {
		if (day->agents[i].capacity < 4)
			continue;
		sum += day->worked[i];
		squares += day->worked[i] * day->worked[i];
		count++;
	}
	return sum * sum / (count * squares);
}

static double occupancy(const struct day *day)
{
	double worked = 0, room = 0;
	for (int i = 0; i < AGENTS; i++) {
		worked += day->worked[i];
		room += (day->shifts[i].to - day->shifts[i].from) * day->agents[i].capacity;
	}
	return worked / room;
}

static void report(const struct day *day, enum routing_strategy strategy, double seconds)
{
	static double waits[CONVERSATIONS], errors[CONVERSATIONS];
	int served = 0, waited = 0, inside = 0, again = 0, returning = 0;
	for (int i = 0; i < CONVERSATIONS; i++) {
		const struct visit *visit = &day->visits[i];
		if (visit->agent < 0)
			continue;
		double wait = (visit->began - visit->arrives) / 1000;
		waits[served++] = wait;
		returning += visit->last >= 0;
		again += visit->last >= 0 && visit->agent == visit->last;
		if (wait == 0 || visit->told.estimated_wait_seconds < 0)
			continue;
		errors[waited++] = fabs(wait - visit->told.estimated_wait_seconds);
		inside += wait >= visit->told.estimated_wait_low &&
			  wait <= visit->told.estimated_wait_high;
	}
	qsort(waits, (size_t)served, sizeof(*waits), by_number);
	qsort(errors, (size_t)waited, sizeof(*errors), by_number);
	double sum = 0;
	for (int i = 0; i < served; i++)
		sum += waits[i];
	printf("%-12s %7.1f %7.0f %7.0f %8.1f%% %9.3f %9.1f%% %8.1f%% %9.0f %9.0f%% %7.2f\n",
	       routing_strategy_name(strategy), sum / served, quantile(waits, served, 0.9),
	       quantile(waits, served, 0.99), 100.0 * (CONVERSATIONS - served) / CONVERSATIONS,
	       fairness(day), 100 * occupancy(day), 100.0 * again / (returning ? returning : 1),
	       quantile(errors, waited, 0.5), waited ? 100.0 * inside / waited : 0.0, seconds);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	struct visit *visits = malloc(CONVERSATIONS * sizeof(*visits));
	struct day *day = malloc(sizeof(*day));
	if (visits == NULL || day == NULL)
		return 1;
	printf("%d conversations, %d agents; waits in seconds; error and band of the estimate are of "
	       "those who waited\n",
	       CONVERSATIONS, AGENTS);
	printf("%-12s %7s %7s %7s %9s %9s %10s %9s %9s %10s %7s\n", "strategy", "mean", "p90", "p99",
	       "left", "fairness", "occupancy", "same one", "error p50", "in band", "took s");
	for (int strategy = 0; strategy < ROUTING_STRATEGY_COUNT; strategy++) {
		memset(day, 0, sizeof(*day));
		chance_state = seed;
		make_visits(visits);
		day->visits = visits;
		for (int i = 0; i < CONVERSATIONS; i++)
			visits[i].agent = -1;
		make_agents(day);
		int64_t began = clock_steady_micros();
		play(day, (enum routing_strategy)strategy);
		report(day, (enum routing_strategy)strategy,
		       (double)(clock_steady_micros() - began) / 1e6);
	}
	free(visits);
	free(day);
	return 0;
}
