/*
 * Random interleavings of visitors, agents, a supervisor, timers and a
 * moving clock.  After each step the whole store is looked at: one owner per
 * conversation, numbers without gaps, no reply by somebody who had not the
 * turn, load equal to what is owned, nobody waiting beside a free agent.
 *
 * Once by one player, step by step, and once by several threads at the same
 * time.  The seed is printed; FOYER_SEED=n repeats a run, FOYER_STEPS=n makes it
 * longer.
 */
#include "tests/unit/handoff_support.h"

#include <pthread.h>
#include <time.h>

#define AGENTS   4
#define VISITORS 9
#define GROUPS   2
#define STEPS    2000

struct play {
	struct world *world;
	uint64_t random;
	struct staff_id staff[AGENTS]; /* the last is a supervisor */
	struct visitor visitors[VISITORS];
	const char *used_key[VISITORS]; /* of the last message, to be repeated */
	const char *used_text[VISITORS];
	/* Who passed a conversation on isn't given it back at once. */
	int passed_by[VISITORS];
	int open_streams[AGENTS];
	int allowed; /* acts that were committed */
	int refused;
};

static const char *const group_names[GROUPS] = {"Support", "Sales"};

static int below(struct play *play, int limit)
{
	play->random = play->random * 6364136223846793005u + 1442695040888963407u;
	return (int)((play->random >> 33) % (uint64_t)limit);
}

/* What may be answered to a step that came at the wrong time. */
static void expect(struct play *play, enum fault_code code)
{
	switch ((int)code) {
	case FAULT_NONE:
		play->allowed++;
		break;
	case FAULT_CONVERSATION_CLOSED:
	case FAULT_NOT_YOUR_TURN:
	case FAULT_ALREADY_TAKEN:
	case FAULT_FORBIDDEN:
	case FAULT_GROUP_CLOSED:
	case FAULT_AGENT_BLOCKED:
	case FAULT_NOT_ALLOWED_VALUE:
	case FAULT_NOT_FOUND:
		play->refused++;
		break;
	default:
		fail_msg("unexpected fault %s", fault_type(code));
	}
}

/* A visitor may always write until the end. */
static void expect_written(struct play *play, enum fault_code code)
{
	assert_true(code == FAULT_NONE || code == FAULT_CONVERSATION_CLOSED);
	expect(play, code);
}

/* Steps ---------------------------------------------------------------------------------- */

static void step_say(struct play *play, int visitor, int agent)
{
	static const char *const texts[] = {"turn on roaming", "why is my bill so high",
					    "let me talk to a human", "qwvut plomb",
					    "还剩多少流量"};
	struct turn turn;
	(void)agent;
	play->used_key[visitor] = fresh_key(play->world);
	play->used_text[visitor] = texts[below(play, 5)];
	expect_written(play,
		       say_with_key(play->world, &play->visitors[visitor], play->used_text[visitor],
				    play->used_key[visitor], &turn));
}

/* As after a lost answer: the same key never makes a second message. */
static void step_repeat(struct play *play, int visitor, int agent)
{
	struct turn turn;
	int64_t last = look(play->world, &play->visitors[visitor]).last_number;
	(void)agent;
	if (play->used_key[visitor] == NULL)
		return;
	enum fault_code code =
	    say_with_key(play->world, &play->visitors[visitor], play->used_text[visitor],
			 play->used_key[visitor], &turn);
	expect(play, code);
	if (code == FAULT_NONE && turn.act.repeated)
		assert_int_equal(look(play->world, &play->visitors[visitor]).last_number, last);
}

/* The bot decides, then something else happens, then the message is stored. */
static void step_late(struct play *play, int visitor, int agent)
{
	struct visitor *who = &play->visitors[visitor];
	struct fault fault = {0};
	struct turn turn = {.act = act_of(play->world, &who->id, actor_visitor()),
			    .live = play->world->live,
			    .text = "turn on roaming",
			    .key = fresh_key(play->world)};
	must(turn_prepare(&turn, reader(play->world), &fault), &fault);
	if (below(play, 2) == 0)
		expect(play, ask_person(play->world, who));
	else
		expect(play, accept_by(play->world, who, &play->staff[agent]));
	expect_written(play, play_act(play->world, &turn.act));
	turn_finish(&turn);
}

static void step_ask_person(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, ask_person_of(play->world, &play->visitors[visitor],
				   group_names[below(play, GROUPS)]));
}

static void step_back_to_bot(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, back_to_bot(play->world, &play->visitors[visitor]));
}

static void step_accept(struct play *play, int visitor, int agent)
{
	expect(play, accept_by(play->world, &play->visitors[visitor], &play->staff[agent]));
}

static void step_reply(struct play *play, int visitor, int agent)
{
	struct conversation_view before = look(play->world, &play->visitors[visitor]);
	bool has_turn =
	    before.owner == OWNER_AGENT && strcmp(before.agent.text, play->staff[agent].text) == 0;
	enum fault_code code = reply_by(play->world, &play->visitors[visitor], &play->staff[agent],
					"At your service.");
	assert_int_equal(code == FAULT_NONE, has_turn);
	expect(play, code);
}

static void step_pass_to_group(struct play *play, int visitor, int agent)
{
	enum fault_code code =
	    transfer_by(play->world, &play->visitors[visitor], &play->staff[agent],
			group_names[below(play, GROUPS)], NULL, below(play, 2) ? "note" : NULL);
	if (code == FAULT_NONE)
		play->passed_by[visitor] = agent;
	expect(play, code);
}

static void step_pass_to_agent(struct play *play, int visitor, int agent)
{
	expect(play, transfer_by(play->world, &play->visitors[visitor], &play->staff[agent], NULL,
				 &play->staff[below(play, AGENTS)], NULL));
}

static void step_close(struct play *play, int visitor, int agent)
{
	struct actor actor = below(play, 2) ? actor_visitor() : actor_staff(&play->staff[agent]);
	expect(play, close_by(play->world, &play->visitors[visitor], actor));
}

static void step_leave_message(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, leave_word(play->world, &play->visitors[visitor], "call me", "site", NULL));
}

static void step_feedback(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, give_feedback(play->world, &play->visitors[visitor], 1 + below(play, 12),
				   below(play, 2) == 0));
}

static void step_presence(struct play *play, int visitor, int agent)
{
	(void)visitor;
	/* Mostly online: a line forms only where agents are full, not absent. */
	enum presence presence =
	    below(play, 3) ? PRESENCE_ONLINE : (enum presence)below(play, PRESENCE_COUNT);
	expect(play, set_presence(play->world, &play->staff[agent], presence, below(play, 4) == 0));
}

static void step_stream(struct play *play, int visitor, int agent)
{
	(void)visitor;
	bool opens = play->open_streams[agent] == 0 || below(play, 3) == 0;
	stream(play->world, &play->staff[agent], opens);
	play->open_streams[agent] += opens ? 1 : -1;
}

static void step_block(struct play *play, int visitor, int agent)
{
	(void)visitor;
	/* Seldom, or nobody would be left to work. */
	expect(play, block(play->world, &play->staff[agent], below(play, 6) == 0));
}

static void step_group(struct play *play, int visitor, int agent)
{
	(void)visitor;
	struct group group;
	struct fault fault = {0};
	assert_int_equal(
	    group_by_name(reader(play->world), "Sales", play->world->arena, &group, &fault),
	    LOOKUP_FOUND);
	if (below(play, 2))
		set_members(play->world, &group.id, &play->staff[agent], below(play, 2));
	else
		set_open(play->world, &group.id, below(play, 3) != 0);
}

static void step_time(struct play *play, int visitor, int agent)
{
	int64_t next;
	struct fault fault = {0};
	(void)visitor;
	(void)agent;
	world_time += below(play, GRACE);
	must(timers_run_due(play->world->store, GRACE, &next, &fault), &fault);
	assert_true(next > world_time);
}

static void step_new_visitor(struct play *play, int visitor, int agent)
{
	(void)agent;
	play->visitors[visitor] = open_in(play->world, below(play, 2) ? "en" : "zh-CN");
	play->used_key[visitor] = NULL;
	play->passed_by[visitor] = -1;
}

static const struct {
	void (*run)(struct play *play, int visitor, int agent);
	int weight;
} steps[] = {
    {step_say, 12},        {step_repeat, 4},        {step_late, 3},
    {step_ask_person, 14}, {step_back_to_bot, 3},   {step_accept, 6},
    {step_reply, 10},      {step_pass_to_group, 3}, {step_pass_to_agent, 3},
    {step_close, 6},       {step_leave_message, 2}, {step_feedback, 3},
    {step_presence, 8},    {step_stream, 6},        {step_block, 1},
    {step_group, 2},       {step_time, 3},          {step_new_visitor, 5},
};

#define STEP_KINDS (sizeof(steps) / sizeof(*steps))

static void step(struct play *play)
{
	int total = 0;
	for (size_t i = 0; i < STEP_KINDS; i++)
		total += steps[i].weight;
	int drawn = below(play, total);
	size_t kind = 0;
	while (drawn >= steps[kind].weight)
		drawn -= steps[kind++].weight;
	steps[kind].run(play, below(play, VISITORS), below(play, AGENTS));
}

/* What always holds ------------------------------------------------------------------------- */

/* The owner as the log tells it: whoever reads only events knows it too. */
struct told {
	enum owner owner;
	const char *agent;
};

static void follow(struct play *play, const struct event *event, struct told *told)
{
	switch (event->type) {
	case EVENT_HANDOFF:
	case EVENT_RETURNED:
		told->owner = OWNER_QUEUE;
		break;
	case EVENT_TRANSFERRED:
		if (json_text(body_of(play->world, event), "to_group") != NULL)
			told->owner = OWNER_QUEUE;
		break;
	case EVENT_ASSIGNED:
		told->owner = OWNER_AGENT;
		told->agent = json_text(body_of(play->world, event), "agent");
		break;
	case EVENT_BACK_TO_BOT:
		told->owner = OWNER_BOT;
		break;
	case EVENT_CLOSED:
		told->owner = OWNER_CLOSED;
		break;
	case EVENT_MESSAGE:
		if (event->author == AUTHOR_BOT)
			assert_int_equal(told->owner, OWNER_BOT);
		if (event->author == AUTHOR_VISITOR)
			assert_int_not_equal(told->owner, OWNER_CLOSED);
		if (event->author == AUTHOR_AGENT) {
			assert_int_equal(told->owner, OWNER_AGENT);
			assert_string_equal(event->author_name, told->agent);
		}
		break;
	case EVENT_LEFT_MESSAGE:
	case EVENT_RATING:
	case EVENT_FEEDBACK:
	case EVENT_NOTE:
	case EVENT_TYPE_COUNT:
		break;
	}
}

static void check_log(struct play *play, const struct visitor *visitor,
		      const struct conversation_view *view)
{
	int count;
	struct told told = {OWNER_BOT, NULL};
	struct event *events = events_of(play->world, visitor, &count);
	for (int i = 0; i < count; i++) {
		assert_int_equal(events[i].number, i + 1);
		follow(play, &events[i], &told);
	}
	assert_int_equal(view->last_number, count);
	assert_int_equal(view->owner, told.owner);
	if (view->owner == OWNER_AGENT)
		assert_string_equal(view->agent_name, told.agent);
	assert_int_equal(view->is_waiting, view->owner == OWNER_QUEUE);
}

static void check_loads(struct play *play)
{
	struct fault fault = {0};
	for (int i = 0; i < AGENTS; i++) {
		struct conversation_summary *list;
		struct staff staff = staff_now(play->world, &play->staff[i]);
		int count;
		must(conversation_list(reader(play->world), &play->staff[i], CONVERSATIONS_MINE,
				       NULL, 200, play->world->arena, &list, &count, &fault),
		     &fault);
		assert_int_equal(staff.load, count);
		if (staff.blocked)
			assert_int_equal(count, 0);
	}
}

static bool serves(const struct group *group, const struct staff_id *staff)
{
	for (int i = 0; i < group->member_count; i++)
		if (strcmp(group->members[i].text, staff->text) == 0)
			return true;
	return group->member_count == 0;
}

/* Nobody waits in an automatic group while an agent who serves it is free. */
static void check_waiting(struct play *play, int visitor, const struct conversation_view *view)
{
	struct group *groups;
	struct fault fault = {0};
	int count;
	if (!view->is_waiting)
		return;
	must(group_list(reader(play->world), play->world->arena, &groups, &count, &fault), &fault);
	for (int g = 0; g < count; g++) {
		if (strcmp(groups[g].id.text, view->group.text) != 0)
			continue;
		for (int i = 0; i < AGENTS; i++) {
			struct staff staff = staff_now(play->world, &play->staff[i]);
			bool free = staff.presence == PRESENCE_ONLINE && !staff.blocked &&
				    staff.load < staff.capacity &&
				    (staff.connected > 0 || staff.seen_at == 0) &&
				    serves(&groups[g], &staff.id);
			if (free && play->passed_by[visitor] != i)
				fail_msg("%s is free while somebody waits", staff.name);
		}
	}
}

/* Conversations that fell out of sight (their visitor was replaced) still
 * count for the loads; those in sight are checked whole. */
static void check_all(struct play *play)
{
	for (int i = 0; i < VISITORS; i++) {
		struct conversation_view view = look(play->world, &play->visitors[i]);
		if (!view.is_waiting)
			play->passed_by[i] = -1;
		check_log(play, &play->visitors[i], &view);
		check_waiting(play, i, &view);
	}
	check_loads(play);
}

static void set_the_stage(struct play *play)
{
	static const char *const names[AGENTS] = {"mei", "tom", "kim", "sue"};
	add_group(play->world, "Sales", false);
	for (int i = 0; i < AGENTS; i++)
		play->staff[i] =
		    add_staff(play->world, names[i], i == AGENTS - 1 ? ROLE_SUPERVISOR : ROLE_AGENT,
			      1 + i % 2);
	for (int i = 0; i < VISITORS; i++)
		step_new_visitor(play, i, 0);
}

static int64_t from_environment(const char *name, int64_t otherwise)
{
	const char *value = getenv(name);
	return value == NULL ? otherwise : strtoll(value, NULL, 10);
}

static void whatever_happens_the_law_holds(void **state)
{
	struct play play = {.world = *state};
	int64_t seed = from_environment("FOYER_SEED", time(NULL));
	int64_t count = from_environment("FOYER_STEPS", STEPS);
	printf("seed %lld\n", (long long)seed);
	play.random = (uint64_t)seed;
	set_the_stage(&play);
	for (int64_t i = 0; i < count; i++) {
		step(&play);
		check_all(&play);
		if (i % 100 == 99) {
			/* Keys and texts live in the arena. */
			for (int v = 0; v < VISITORS; v++)
				play.used_key[v] = NULL;
			arena_reset(play.world->arena);
		}
	}
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
	struct play play = {.world = *state, .random = (uint64_t)from_environment("FOYER_SEED", 1)};
	static struct player players[CROWD];
	pthread_t threads[CROWD];
	int said = 0;
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
	check_all(&play);
	assert_int_equal(count_said(&play), said);
}

static int set_up(void **state)
{
	struct world *world = world_new();
	world_publish(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(whatever_happens_the_law_holds, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(at_the_same_time_too, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
