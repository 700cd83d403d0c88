/*
 * Random interleavings of visitors, agents, a supervisor, a program, timers, a
 * moving clock, lost connections and crashes (play_support.h).  After each step
 * the law must hold (play_checks.h).
 *
 * Once by one player, step by step, with crashes in between, and once by
 * several threads at the same time.  The seed is printed; FOYER_SEED=n repeats
 * a run, FOYER_STEPS=n makes it longer: every so many steps a new world begins.
 */
#include "tests/unit/play_checks.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STEPS            2000
#define STEPS_A_WORLD    5000
#define STEPS_A_CRASH    1000
#define STEPS_A_LOOK     25 /* between two thorough looks */
#define STEPS_OF_MEMORY  100 /* keys and texts are forgotten then */
#define DOOMED_STEPS     200
#define DOOMED_MICROS    20000

static int64_t from_environment(const char *name, int64_t otherwise)
{
	const char *value = getenv(name);
	return value == NULL ? otherwise : strtoll(value, NULL, 10);
}

static struct world *new_world(void)
{
	struct world *world = world_new();
	world_publish(world);
	return world;
}

/* Crashing ----------------------------------------------------------------------------- */

/* What the doomed process says after each step that it was answered. */
struct witness {
	int visitor;
	int64_t last_number;
};

static void shut(struct world *world)
{
	site_book_release(&world->book);
	site_shelf_free(&world->shelf);
	store_close(&world->store);
}

/* As the program starts. */
static void open_again(struct world *world)
{
	struct fault fault = {0};
	world->store = store_open(world->folder, &fault);
	must(world->store != NULL, &fault);
	world->shelf = site_shelf_new(world->store);
	must(presence_start(world->store, &fault), &fault);
	world_look(world);
}

static void play_doomed(struct play *play, int pipe)
{
	play->is_doomed = true;
	open_again(play->world);
	for (int i = 0; i < DOOMED_STEPS; i++) {
		int visitor = play_step(play);
		struct witness witness = {
		    visitor, look(play->world, &play->visitors[visitor]).last_number};
		if (write(pipe, &witness, sizeof(witness)) != sizeof(witness))
			break;
	}
	for (;;)
		pause();
}

/* Whatever was answered is there. */
static void check_witnesses(struct play *play, int pipe)
{
	struct witness witness;
	while (read(pipe, &witness, sizeof(witness)) == sizeof(witness)) {
		int64_t last = look(play->world, &play->visitors[witness.visitor]).last_number;
		assert_true(last >= witness.last_number);
		play->doomed_steps++;
	}
}

/* Another process goes on with this world until it is killed in the midst of
 * it; then the world is opened again, and everybody must reconnect. */
static void crash(struct play *play)
{
	int ends[2];
	struct timespec delay = {.tv_nsec = 1000L * (2000 + below(play, DOOMED_MICROS))};
	assert_int_equal(pipe(ends), 0);
	shut(play->world);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		play_doomed(play, ends[1]);
	}
	close(ends[1]);
	nanosleep(&delay, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	open_again(play->world);
	check_witnesses(play, ends[0]);
	close(ends[0]);
	for (int i = 0; i < 2 * DOOMED_STEPS; i++)
		(void)fresh_key(play->world); /* the other process has used them */
	memset(play->open_streams, 0, sizeof(play->open_streams));
	/* Who passed what on meanwhile isn't known, so everything is given out again. */
	for (int i = 0; i < AGENTS; i++)
		if (i != ROBOT)
			step_stream(play, 0, i);
	for (int v = 0; v < VISITORS; v++)
		play->passed_by[v] = -1;
	set_presence(play->world, &play->staff[ROBOT], PRESENCE_ONLINE, true);
	play->crashes++;
}

/* Step by step -------------------------------------------------------------------------- */

static void forget(struct play *play)
{
	for (int v = 0; v < VISITORS; v++)
		play->used_key[v] = NULL;
	arena_reset(play->world->arena);
}

static void play_world(struct play *play, int64_t count)
{
	play->world = new_world();
	memset(play->open_streams, 0, sizeof(play->open_streams));
	set_the_stage(play);
	for (int64_t i = 1; i <= count; i++) {
		if (i % STEPS_A_CRASH == 0)
			crash(play);
		else
			play_step(play);
		if (i % STEPS_A_LOOK == 0)
			check_thoroughly(play);
		else
			check_each(play);
		if (i % STEPS_OF_MEMORY == 0)
			forget(play);
	}
	world_free(play->world);
}

static void whatever_happens_the_law_holds(void **state)
{
	(void)state;
	int64_t seed = from_environment("FOYER_SEED", time(NULL));
	int64_t count = from_environment("FOYER_STEPS", STEPS);
	struct play play = {.random = (uint64_t)seed};
	printf("seed %lld\n", (long long)seed);
	fflush(stdout); /* or the doomed would say it too */
	for (int64_t done = 0; done < count; done += STEPS_A_WORLD)
		play_world(&play, count - done < STEPS_A_WORLD ? count - done : STEPS_A_WORLD);
	printf("%lld steps, %d crashes in the midst of %d more, %d acts allowed, %d refused\n",
	       (long long)count, play.crashes, play.doomed_steps, play.allowed, play.refused);
	/* A play in which nothing was allowed, or nothing refused, shows nothing. */
	assert_true(play.allowed > count / 4);
	assert_true(play.refused > count / 50);
}

/* All at once --------------------------------------------------------------------------------- */

#define CROWD       4
#define CROWD_STEPS 300

/* One of the crowd: the same people, but memory of its own.  cmocka's
 * asserts are for the main thread, so outcomes are counted. */
struct player {
	struct play play;
	struct world world;
	int outcomes[FAULT_CODE_COUNT];
	int said; /* messages that were taken */
};

static enum fault_code crowd_step(struct player *player)
{
	struct play *play = &player->play;
	struct visitor *visitor = &play->visitors[below(play, VISITORS)];
	struct staff_id *staff = &play->staff[below(play, AGENTS)];
	enum fault_code code;
	switch (below(play, 8)) {
	case 0:
	case 1:
		code = say(play->world, visitor, below(play, 4) ? "turn on roaming" : "转人工");
		player->said += code == FAULT_NONE;
		return code;
	case 2:
		return ask_person_of(play->world, visitor, group_names[below(play, GROUPS)]);
	case 3:
		return back_to_bot(play->world, visitor);
	case 4:
		return accept_by(play->world, visitor, staff);
	case 5:
		return reply_by(play->world, visitor, staff, "At your service.");
	case 6:
		return transfer_by(play->world, visitor, staff, NULL,
				   &play->staff[below(play, AGENTS)], NULL);
	default:
		return set_presence(play->world, staff,
				    below(play, 3) ? PRESENCE_ONLINE : PRESENCE_BUSY, true);
	}
}

static void *crowd_run(void *context)
{
	struct player *player = context;
	for (int i = 0; i < CROWD_STEPS; i++)
		player->outcomes[crowd_step(player)]++;
	return NULL;
}

static void start_player(struct player *player, const struct play *play, int number)
{
	*player = (struct player){.play = *play, .world = *play->world};
	player->world.arena = arena_new();
	player->play.world = &player->world;
	player->play.random += (uint64_t)number * 7919;
}

/* Nobody may be told anything but that they came too late. */
static void check_outcomes(const struct player *player)
{
	int expected = player->outcomes[FAULT_NONE] + player->outcomes[FAULT_NOT_YOUR_TURN] +
		       player->outcomes[FAULT_ALREADY_TAKEN] + player->outcomes[FAULT_FORBIDDEN] +
		       player->outcomes[FAULT_NOT_ALLOWED_VALUE];
	assert_int_equal(expected, CROWD_STEPS);
}

static int count_said(struct play *play)
{
	int said = 0;
	for (int v = 0; v < VISITORS; v++) {
		int count;
		struct event *events = events_of(play->world, &play->visitors[v], &count);
		for (int i = 0; i < count; i++)
			said +=
			    events[i].author == AUTHOR_VISITOR && events[i].type == EVENT_MESSAGE;
	}
	return said;
}

static void at_the_same_time_too(void **state)
{
	struct play play = {.world = new_world(),
			    .random = (uint64_t)from_environment("FOYER_SEED", 1)};
	static struct player players[CROWD];
	pthread_t threads[CROWD];
	int said = 0;
	(void)state;
	set_the_stage(&play);
	for (int i = 0; i < CROWD; i++) {
		start_player(&players[i], &play, i);
		assert_int_equal(pthread_create(&threads[i], NULL, crowd_run, &players[i]), 0);
	}
	for (int i = 0; i < CROWD; i++) {
		pthread_join(threads[i], NULL);
		check_outcomes(&players[i]);
		said += players[i].said;
		arena_free(&players[i].world.arena);
	}
	check_thoroughly(&play);
	assert_int_equal(count_said(&play), said);
	world_free(play.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whatever_happens_the_law_holds),
	    cmocka_unit_test(at_the_same_time_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
