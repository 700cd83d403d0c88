/*
 * A play: visitors, a bot, agents, a supervisor, a program, timers and a
 * moving clock, who do whatever comes to their mind.  Each step is drawn at
 * random and played on a real store; what must hold after it is play_checks.h.
 */
#ifndef FOYER_TESTS_PLAY_SUPPORT_H
#define FOYER_TESTS_PLAY_SUPPORT_H

#include "tests/unit/handoff_support.h"

#include "handoff/together.h"

#define AGENTS     5
#define ROBOT      3 /* works by API token, without a desk */
#define SUPERVISOR 4
#define VISITORS   9
#define GROUPS     2

/* What the log says of a conversation to whoever reads only events. */
struct told {
	enum owner owner;
	int agent;       /* while it is an agent's */
	unsigned joined; /* a bit for each agent beside them */
};

/* What one side has been told of a conversation, event by event. */
struct sight {
	int64_t after; /* the last number */
	int64_t count;
	uint64_t sum; /* of all of it */
};

struct play {
	struct world *world;
	uint64_t random;
	struct staff_id staff[AGENTS];
	struct visitor visitors[VISITORS];
	struct told told[VISITORS];
	struct sight theirs[VISITORS]; /* the visitors' sight */
	struct sight ours[VISITORS];   /* the staff's */
	const char *used_key[VISITORS]; /* of the last message, to be repeated */
	const char *used_text[VISITORS];
	int passed_by[VISITORS]; /* who passed it on isn't given it back at once; -1 */
	int open_streams[AGENTS];
	int allowed; /* acts that were committed */
	int refused;
	int crashes;
	int doomed_steps; /* that were answered by a process that was killed */
	bool is_doomed; /* in a process that will be killed: nobody new comes, nobody checks */
};

static const char *const names[AGENTS] = {"mei", "tom", "kim", "bot-9", "sue"};
static const char *const group_names[GROUPS] = {"Support", "Sales"};

static inline int below(struct play *play, int limit)
{
	play->random = play->random * 6364136223846793005u + 1442695040888963407u;
	return (int)((play->random >> 33) % (uint64_t)limit);
}

/* What may be answered to a step that came at the wrong time. */
static inline void expect(struct play *play, enum fault_code code)
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
static inline void expect_written(struct play *play, int visitor, enum fault_code code)
{
	if (!play->is_doomed)
		assert_int_equal(code == FAULT_NONE, play->told[visitor].owner != OWNER_CLOSED);
	expect(play, code);
}

/* The visitor -------------------------------------------------------------------------- */

static inline void step_say(struct play *play, int visitor, int agent)
{
	static const char *const texts[] = {"turn on roaming", "why is my bill so high",
					    "let me talk to a human", "qwvut plomb",
					    "还剩多少流量"};
	struct turn turn;
	(void)agent;
	play->used_key[visitor] = fresh_key(play->world);
	play->used_text[visitor] = texts[below(play, 5)];
	expect_written(play, visitor,
		       say_with_key(play->world, &play->visitors[visitor], play->used_text[visitor],
				    play->used_key[visitor], &turn));
}

/* As after a lost answer: the same key never makes a second message. */
static inline void step_repeat(struct play *play, int visitor, int agent)
{
	struct turn turn;
	(void)agent;
	if (play->used_key[visitor] == NULL)
		return;
	enum fault_code code =
	    say_with_key(play->world, &play->visitors[visitor], play->used_text[visitor],
			 play->used_key[visitor], &turn);
	expect(play, code);
	if (code == FAULT_NONE && turn.act.repeated && !play->is_doomed)
		assert_int_equal(look(play->world, &play->visitors[visitor]).last_number,
				 play->ours[visitor].after);
}

/* The bot decides, then something else happens, then the message is stored. */
static inline void step_late(struct play *play, int visitor, int agent)
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
	expect_written(play, visitor, play_act(play->world, &turn.act));
	turn_finish(&turn);
}

static inline void step_ask_person(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, ask_person_of(play->world, &play->visitors[visitor],
				   group_names[below(play, GROUPS)]));
}

static inline void step_back_to_bot(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, back_to_bot(play->world, &play->visitors[visitor]));
}

static inline void step_leave_message(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, leave_word(play->world, &play->visitors[visitor], "call me", "site", NULL));
}

static inline void step_feedback(struct play *play, int visitor, int agent)
{
	(void)agent;
	expect(play, give_feedback(play->world, &play->visitors[visitor], 1 + below(play, 12),
				   below(play, 2) == 0));
}

static inline void step_new_visitor(struct play *play, int visitor, int agent)
{
	(void)agent;
	if (play->is_doomed)
		return;
	play->visitors[visitor] = open_in(play->world, below(play, 2) ? "en" : "zh-CN");
	play->told[visitor] = (struct told){.owner = OWNER_BOT};
	play->theirs[visitor] = play->ours[visitor] = (struct sight){0};
	play->used_key[visitor] = NULL;
	play->passed_by[visitor] = -1;
}

/* Agents ---------------------------------------------------------------------------------- */

static inline bool has_turn(const struct play *play, int visitor, int agent)
{
	const struct told *told = &play->told[visitor];
	return told->owner == OWNER_AGENT &&
	       (told->agent == agent || (told->joined >> agent & 1) != 0);
}

/* Blocked or not, who hasn't the turn never gets a word in, and who has it does. */
static inline void step_reply(struct play *play, int visitor, int agent)
{
	enum fault_code code = reply_by(play->world, &play->visitors[visitor], &play->staff[agent],
					"At your service.");
	if (!play->is_doomed)
		assert_int_equal(code == FAULT_NONE, has_turn(play, visitor, agent));
	expect(play, code);
}

static inline void step_accept(struct play *play, int visitor, int agent)
{
	expect(play, accept_by(play->world, &play->visitors[visitor], &play->staff[agent]));
}

static inline void step_seen(struct play *play, int visitor, int agent)
{
	struct seen seen = {.act = act_of(play->world, &play->visitors[visitor].id,
					  actor_staff(&play->staff[agent])),
			    .number = 1 + below(play, 20)};
	seen_prepare(&seen);
	expect(play, play_act(play->world, &seen.act));
}

static inline void step_note(struct play *play, int visitor, int agent)
{
	struct fault fault = {0};
	struct note note = {.act = act_of(play->world, &play->visitors[visitor].id,
					  actor_staff(&play->staff[agent])),
			    .is_whisper = below(play, 2) == 0,
			    .text = "between us",
			    .key = fresh_key(play->world)};
	must(note_prepare(&note, &fault), &fault);
	expect(play, play_act(play->world, &note.act));
}

static inline void step_pass_to_group(struct play *play, int visitor, int agent)
{
	enum fault_code code =
	    transfer_by(play->world, &play->visitors[visitor], &play->staff[agent],
			group_names[below(play, GROUPS)], NULL, below(play, 2) ? "note" : NULL);
	if (code == FAULT_NONE)
		play->passed_by[visitor] = agent;
	expect(play, code);
}

static inline void step_pass_to_agent(struct play *play, int visitor, int agent)
{
	expect(play, transfer_by(play->world, &play->visitors[visitor], &play->staff[agent], NULL,
				 &play->staff[below(play, AGENTS)], NULL));
}

static inline void step_close(struct play *play, int visitor, int agent)
{
	struct actor actor = below(play, 2) ? actor_visitor() : actor_staff(&play->staff[agent]);
	expect(play, close_by(play->world, &play->visitors[visitor], actor));
}

/* Together --------------------------------------------------------------------------------- */

static inline void step_invite(struct play *play, int visitor, int agent)
{
	struct fault fault = {0};
	struct invite invite = {.act = act_of(play->world, &play->visitors[visitor].id,
					      actor_staff(&play->staff[agent])),
				.agent = play->staff[below(play, AGENTS)].text};
	must(invite_prepare(&invite, &fault), &fault);
	expect(play, play_act(play->world, &invite.act));
}

static inline void step_join(struct play *play, int visitor, int agent)
{
	struct join join = {.act = act_of(play->world, &play->visitors[visitor].id,
					  actor_staff(&play->staff[agent]))};
	join_prepare(&join);
	expect(play, play_act(play->world, &join.act));
}

static inline void step_leave(struct play *play, int visitor, int agent)
{
	struct leave leave = {.act = act_of(play->world, &play->visitors[visitor].id,
					    actor_staff(&play->staff[agent]))};
	leave_prepare(&leave);
	expect(play, play_act(play->world, &leave.act));
}

static inline void step_watch(struct play *play, int visitor, int agent)
{
	struct watching watching = {.act = act_of(play->world, &play->visitors[visitor].id,
						  actor_staff(&play->staff[agent]))};
	watching_prepare(&watching);
	expect(play, play_act(play->world, &watching.act));
}

static inline void step_take_over(struct play *play, int visitor, int agent)
{
	struct take_over take = {.act = act_of(play->world, &play->visitors[visitor].id,
					       actor_staff(&play->staff[agent]))};
	take_over_prepare(&take);
	expect(play, play_act(play->world, &take.act));
}

/* Presence, groups, time --------------------------------------------------------------------- */

static inline void step_presence(struct play *play, int visitor, int agent)
{
	(void)visitor;
	/* Mostly online: a line forms only where agents are full, not absent. */
	enum presence presence =
	    below(play, 3) ? PRESENCE_ONLINE : (enum presence)below(play, PRESENCE_COUNT);
	expect(play, set_presence(play->world, &play->staff[agent], presence, agent == ROBOT));
}

static inline void step_idle(struct play *play, int visitor, int agent)
{
	struct fault fault = {0};
	struct presence_set set = {
	    .staff = play->staff[agent], .presence = PRESENCE_AWAY, .is_idle = true};
	(void)visitor;
	if (agent == ROBOT)
		return;
	presence_set_prepare(&set);
	expect(play, store_write(play->world->store, &set.change, &fault) ? FAULT_NONE : fault.code);
}

static inline void step_stream(struct play *play, int visitor, int agent)
{
	(void)visitor;
	if (agent == ROBOT)
		return;
	bool opens = play->open_streams[agent] == 0 || below(play, 3) == 0;
	stream(play->world, &play->staff[agent], opens);
	play->open_streams[agent] += opens ? 1 : -1;
}

static inline void step_block(struct play *play, int visitor, int agent)
{
	(void)visitor;
	/* Seldom, or nobody would be left to work. */
	expect(play, block(play->world, &play->staff[agent], below(play, 6) == 0));
}

static inline void step_group(struct play *play, int visitor, int agent)
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

static inline void step_time(struct play *play, int visitor, int agent)
{
	int64_t next;
	struct fault fault = {0};
	(void)visitor;
	(void)agent;
	world_time += below(play, 2) ? below(play, GRACE) : below(play, 10 * GRACE);
	must(timers_run_due(play->world->store, GRACE, &next, &fault), &fault);
	assert_true(next > world_time);
}

/* The draw ------------------------------------------------------------------------------------- */

struct step_kind {
	void (*run)(struct play *play, int visitor, int agent);
	int weight;
};

static const struct step_kind step_kinds[] = {
    {step_say, 12},        {step_repeat, 4},        {step_late, 3},    {step_ask_person, 14},
    {step_back_to_bot, 3}, {step_accept, 6},        {step_reply, 10},  {step_pass_to_group, 3},
    {step_seen, 6},        {step_pass_to_agent, 3}, {step_close, 6},   {step_leave_message, 2},
    {step_feedback, 3},    {step_presence, 8},      {step_idle, 1},    {step_stream, 6},
    {step_block, 1},       {step_group, 2},         {step_time, 5},    {step_new_visitor, 5},
    {step_note, 2},        {step_invite, 2},        {step_join, 3},    {step_leave, 2},
    {step_watch, 1},       {step_take_over, 1},
};

/* Plays one step; gives the visitor whom it was about. */
static inline int play_step(struct play *play)
{
	const int kinds = (int)(sizeof(step_kinds) / sizeof(*step_kinds));
	int total = 0;
	int kind = 0;
	for (int i = 0; i < kinds; i++)
		total += step_kinds[i].weight;
	int drawn = below(play, total);
	while (drawn >= step_kinds[kind].weight)
		drawn -= step_kinds[kind++].weight;
	int visitor = below(play, VISITORS);
	step_kinds[kind].run(play, visitor, below(play, AGENTS));
	return visitor;
}

static inline void set_the_stage(struct play *play)
{
	add_group(play->world, "Sales", false);
	for (int i = 0; i < AGENTS; i++)
		play->staff[i] =
		    add_staff(play->world, names[i], i == SUPERVISOR ? ROLE_SUPERVISOR : ROLE_AGENT,
			      1 + i % 2);
	for (int i = 0; i < VISITORS; i++)
		step_new_visitor(play, i, 0);
}

#endif
