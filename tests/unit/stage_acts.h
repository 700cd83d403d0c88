/*
 * What visitors and staff do in a transcript.  An act may be refused, and nothing may be
 * left untold before it.
 */
#ifndef FOYER_TEST_STAGE_ACTS_H
#define FOYER_TEST_STAGE_ACTS_H

#include "tests/unit/stage.h"

/* The visitor ---------------------------------------------------------------------------- */

static inline struct guest *welcome_guest(struct stage *stage)
{
	if (stage->guest_count == CAST_MOST)
		wrong(stage, "too many visitors");
	struct guest *guest = &stage->guests[stage->guest_count++];
	*guest = (struct guest){.name = stage->taken[0], .told = 1};
	stage->now = guest;
	return guest;
}

static inline void comes(struct stage *stage)
{
	const char *language = stage->taken[1] == NULL ? "en" : stage->taken[1];
	welcome_guest(stage)->visitor = open_in(stage->world, language);
}

static inline void comes_tagged(struct stage *stage)
{
	welcome_guest(stage)->visitor = open_tagged(stage->world, stage->taken[1], stage->taken[2]);
}

/* One's own words need no telling. */
static inline void wrote(struct stage *stage, struct guest *guest)
{
	if (stage->outcome == FAULT_NONE)
		guest->told++;
}

static inline void writes(struct stage *stage)
{
	struct guest *who = guest(stage, 0);
	who->text = stage->taken[1];
	who->key = fresh_key(stage->world);
	struct turn turn;
	stage->outcome = say_with_key(stage->world, &who->visitor, who->text, who->key, &turn);
	wrote(stage, who);
}

static inline void repeats(struct stage *stage)
{
	struct guest *who = guest(stage, 0);
	struct turn turn;
	stage->outcome = say_with_key(stage->world, &who->visitor, who->text, who->key, &turn);
	if (stage->outcome == FAULT_NONE && !turn.act.repeated)
		wrong(stage, "it was taken as new");
}

static inline void asks_for_person(struct stage *stage)
{
	stage->outcome = ask_person_of(stage->world, &guest(stage, 0)->visitor, stage->taken[1]);
}

static inline void leaves_queue(struct stage *stage)
{
	stage->outcome = back_to_bot(stage->world, &guest(stage, 0)->visitor);
}

static inline void visitor_ends(struct stage *stage)
{
	stage->outcome = close_by(stage->world, &guest(stage, 0)->visitor, actor_visitor());
}

static inline void rates(struct stage *stage)
{
	stage->outcome = rate(stage->world, &guest(stage, 0)->visitor, stage->taken[1], NULL);
}

static inline void judge(struct stage *stage, bool helpful)
{
	struct guest *who = guest(stage, 0);
	int count;
	struct event *events = events_of(stage->world, &who->visitor, &count);
	int64_t about = 0;
	for (int i = 0; i < count; i++)
		if (events[i].author == AUTHOR_BOT && member(stage, &events[i], "decision") != NULL)
			about = events[i].number;
	stage->outcome = give_feedback(stage->world, &who->visitor, about, helpful);
}

static inline void is_helped(struct stage *stage)
{
	judge(stage, true);
}

static inline void is_not_helped(struct stage *stage)
{
	judge(stage, false);
}

static inline void leaves_word(struct stage *stage)
{
	stage->outcome = leave_word(stage->world, &guest(stage, 0)->visitor, stage->taken[3],
				    stage->taken[1], stage->taken[2]);
}

static inline void leaves_word_only(struct stage *stage)
{
	stage->outcome = leave_word(stage->world, &guest(stage, 0)->visitor, stage->taken[2],
				    stage->taken[1], NULL);
}

/* Staff ---------------------------------------------------------------------------------- */

static inline void agent_joins(struct stage *stage)
{
	hire(stage, ROLE_AGENT, number(stage, 1));
}

static inline void member_joins(struct stage *stage)
{
	struct group group;
	struct fault fault = {0};
	hire(stage, ROLE_AGENT, number(stage, 2));
	if (group_by_name(reader(stage->world), stage->taken[1], stage->world->arena, &group,
			  &fault) != LOOKUP_FOUND)
		wrong(stage, "no such group");
	set_members(stage->world, &group.id, &stage->workers[stage->worker_count - 1].id, 1);
}

static inline void supervisor_joins(struct stage *stage)
{
	hire(stage, ROLE_SUPERVISOR, 5);
}

static inline void editor_joins(struct stage *stage)
{
	hire(stage, ROLE_EDITOR, 5);
}

static inline void group_is_made(struct stage *stage)
{
	add_group(stage->world, stage->taken[0], false);
}

static inline void manual_group_is_made(struct stage *stage)
{
	add_group(stage->world, stage->taken[0], true);
}

static inline void closed_group_is_made(struct stage *stage)
{
	struct group_id group = add_group(stage->world, stage->taken[0], false);
	set_open(stage->world, &group, false);
}

static inline void site_says(struct stage *stage)
{
	set_site(stage->world, stage->taken[0]);
}

/* From Monday to Friday. */
static inline void serves(struct stage *stage)
{
	struct arena *arena = stage->world->arena;
	struct group group;
	struct fault fault = {0};
	if (group_by_name(reader(stage->world), stage->taken[0], arena, &group, &fault) !=
	    LOOKUP_FOUND)
		wrong(stage, "no such group");
	const char *span = arena_format(arena, "[\"%s-%s\"]", stage->taken[1], stage->taken[2]);
	set_hours(stage->world, &group.id,
		  arena_format(arena,
			       "{\"zone\":\"%s\",\"week\":{\"mon\":%s,\"tue\":%s,\"wed\":%s,"
			       "\"thu\":%s,\"fri\":%s}}",
			       stage->taken[3], span, span, span, span, span));
}

static inline void goes(struct stage *stage)
{
	enum presence presence;
	if (!presence_from_name(stage->taken[1], &presence))
		wrong(stage, "no such presence");
	stage->outcome = set_presence(stage->world, worker(stage, 0), presence, false);
}

static inline void opens_desk(struct stage *stage)
{
	stream(stage->world, worker(stage, 0), true);
}

static inline void loses_desk(struct stage *stage)
{
	stream(stage->world, worker(stage, 0), false);
}

static inline void accepts(struct stage *stage)
{
	stage->outcome = accept_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static inline void answers(struct stage *stage)
{
	struct guest *who = guest(stage, 1);
	stage->outcome = reply_by(stage->world, &who->visitor, worker(stage, 0), stage->taken[2]);
	wrote(stage, who);
}

static inline void notes(struct stage *stage)
{
	stage->outcome =
	    note_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0), stage->taken[2]);
}

static inline void invites(struct stage *stage)
{
	stage->outcome = invite_by(stage->world, &guest(stage, 2)->visitor, worker(stage, 0),
				   worker(stage, 1), NULL);
}

static inline void joins(struct stage *stage)
{
	stage->outcome = join_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static inline void leaves(struct stage *stage)
{
	stage->outcome = leave_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static inline void takes_out(struct stage *stage)
{
	stage->outcome =
	    remove_by(stage->world, &guest(stage, 2)->visitor, worker(stage, 0), worker(stage, 1));
}

static inline void watches(struct stage *stage)
{
	stage->outcome = watch_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static inline void whispers(struct stage *stage)
{
	stage->outcome =
	    whisper_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0), stage->taken[2]);
}

static inline void takes_over(struct stage *stage)
{
	stage->outcome = take_over_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0));
}

static inline void passes_to_group(struct stage *stage)
{
	stage->outcome = transfer_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0),
				     stage->taken[2], NULL, NULL);
}

static inline void passes_to_agent(struct stage *stage)
{
	stage->outcome = transfer_by(stage->world, &guest(stage, 1)->visitor, worker(stage, 0),
				     NULL, worker(stage, 2), NULL);
}

static inline void agent_ends(struct stage *stage)
{
	stage->outcome =
	    close_by(stage->world, &guest(stage, 1)->visitor, actor_staff(worker(stage, 0)));
}

static inline void is_blocked(struct stage *stage)
{
	stage->outcome = block(stage->world, worker(stage, 0), true);
}

static inline void time_passes(struct stage *stage)
{
	int64_t next;
	struct fault fault = {0};
	world_time += number(stage, 0) * 1000LL;
	must(timers_run_due(stage->world->store, GRACE, &next, &fault), &fault);
}

static const struct stage_line acts[] = {
    {"site says REST", site_says},
    {"GROUP serves CLOCK to CLOCK in ZONE", serves},
    {"NAME comes LANGUAGE tagged TAG", comes_tagged},
    {"group NAME", group_is_made},
    {"manual group NAME", manual_group_is_made},
    {"closed group NAME", closed_group_is_made},
    {"agent NAME takes NUMBER", agent_joins},
    {"agent NAME of GROUP takes NUMBER", member_joins},
    {"supervisor NAME", supervisor_joins},
    {"editor NAME", editor_joins},
    {"NUMBER seconds pass", time_passes},
    {"NAME comes", comes},
    {"NAME comes LANGUAGE", comes},
    {"NAME repeats", repeats},
    {"NAME asks for a person", asks_for_person},
    {"NAME asks for a person in GROUP", asks_for_person},
    {"NAME leaves the queue", leaves_queue},
    {"NAME ends it", visitor_ends},
    {"NAME rates WORD", rates},
    {"NAME is helped", is_helped},
    {"NAME is not helped", is_not_helped},
    {"NAME leaves word by WAY CONTACT: REST", leaves_word},
    {"NAME leaves word by WAY: REST", leaves_word_only},
    {"NAME goes WORD", goes},
    {"NAME opens the desk", opens_desk},
    {"NAME loses the desk", loses_desk},
    {"NAME accepts NAME", accepts},
    {"NAME to NAME: REST", answers},
    {"NAME notes on NAME: REST", notes},
    {"NAME invites NAME to NAME", invites},
    {"NAME joins NAME", joins},
    {"NAME leaves NAME", leaves},
    {"NAME takes NAME from NAME", takes_out},
    {"NAME watches NAME", watches},
    {"NAME whispers on NAME: REST", whispers},
    {"NAME takes over NAME", takes_over},
    {"NAME passes NAME to group GROUP", passes_to_group},
    {"NAME passes NAME to NAME", passes_to_agent},
    {"NAME ends NAME", agent_ends},
    {"NAME is blocked", is_blocked},
    {"NAME: REST", writes},
};

#endif
