/*
 * Together: see together.h.  Not for what is kept of it (participant.c).
 * Preparing on a loop's thread, applying on the writer's.
 */
#include "handoff/together.h"

#include <string.h>

#include "data/audit.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/queue.h"
#include "handoff/read_position.h"
#include "handoff/tiding.h"

static bool is_actor(const struct scene *scene, const struct staff_id *staff)
{
	return strcmp(scene->act->actor.staff.text, staff->text) == 0;
}

static bool write_part(struct scene *scene, const struct staff_id *staff,
		       enum participant_state state, struct fault *fault)
{
	struct participant_change change = {
	    .conversation = &scene->act->conversation, .staff = *staff, .state = state};
	return participant_write(scene->transaction, &change, fault);
}

static bool append(struct scene *scene, enum event_type type, const char *agent, const char *how,
		   const char *text, struct fault *fault)
{
	struct event event = act_event(scene, type);
	event.text = text;
	event.body = body_member(scene->act->arena, agent, how);
	return act_append(scene, &event, fault);
}

/* The part that somebody has in it. */
static bool find_part(struct scene *scene, const struct staff_id *staff, struct participant *part,
		      struct fault *fault)
{
	struct participant *list;
	int count;
	if (!participant_list(transaction_db(scene->transaction), &scene->act->conversation,
			      scene->act->arena, &list, &count, fault))
		return false;
	*part = (struct participant){.staff = *staff, .state = PARTICIPANT_NONE};
	for (int i = 0; i < count; i++)
		if (strcmp(list[i].staff.text, staff->text) == 0)
			*part = list[i];
	return true;
}

/* Inviting ------------------------------------------------------------------------------- */

static bool may_be_invited(const struct scene *scene, const struct participant *part,
			   struct fault *fault)
{
	if (is_actor(scene, &part->staff))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "agent", "oneself");
	if (strcmp(scene->standing.agent.text, part->staff.text) == 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "agent", "has it already");
	if (part->state == PARTICIPANT_JOINED)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "agent", "is in it already");
	return true;
}

static bool put_invitation(struct scene *scene, const struct invite *invite,
			   const struct staff *staff, struct fault *fault)
{
	struct participant_change change = {.conversation = &scene->act->conversation,
					    .staff = staff->id,
					    .state = PARTICIPANT_INVITED,
					    .invited_by = scene->act->actor.staff.text,
					    .note = invite->note};
	return participant_write(scene->transaction, &change, fault) &&
	       append(scene, EVENT_INVITED, staff->display_name, NULL, invite->note, fault);
}

static bool apply_invite(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct invite *invite = (struct invite *)change;
	struct scene scene;
	struct staff staff;
	struct participant part;
	if (!act_begin(&scene, &invite->act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_INVITE, fault) ||
	    !act_find_agent(&scene, invite->agent, &staff, fault) ||
	    !find_part(&scene, &staff.id, &part, fault) || !may_be_invited(&scene, &part, fault))
		return false;
	if (part.state == PARTICIPANT_INVITED) {
		invite->act.repeated = true;
		return true;
	}
	return put_invitation(&scene, invite, &staff, fault);
}

bool invite_prepare(struct invite *invite, struct fault *fault)
{
	static const struct text_limit limit = {0, MESSAGE_CHARACTERS_MOST, false};
	char *note = NULL;
	invite->act.change.apply = apply_invite;
	if (invite->agent == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "agent");
	if (invite->note != NULL &&
	    !text_clean(invite->note, "note", limit, invite->act.arena, &note, fault))
		return false;
	invite->note = note != NULL && note[0] != '\0' ? note : NULL;
	return true;
}

/* Joining -------------------------------------------------------------------------------- */

static bool apply_join(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct join *join = (struct join *)change;
	struct scene scene;
	if (!act_begin(&scene, &join->act, transaction, NULL, fault))
		return false;
	if (scene.party == PARTY_OWNER || scene.part == PARTICIPANT_JOINED) {
		join->act.repeated = true;
		return true;
	}
	const char *how = scene.part == PARTICIPANT_INVITED ? "invited" : "supervisor";
	return act_allow(&scene, ACTION_JOIN, fault) &&
	       write_part(&scene, &join->act.actor.staff, PARTICIPANT_JOINED, fault) &&
	       read_position_move(transaction, &join->act.conversation, &join->act.actor.staff,
				  scene.standing.last_number, fault) &&
	       append(&scene, EVENT_JOINED, scene.actor_name, how, NULL, fault);
}

void join_prepare(struct join *join)
{
	join->act.change.apply = apply_join;
}

/* Leaving --------------------------------------------------------------------------------- */

SQL_READ(TOGETHER_ASKED_BY,
	 "SELECT invited_by FROM participant WHERE conversation = $1 AND staff = $2");

/* Who asked for them hears that they said no. */
static bool decline(struct scene *scene, struct fault *fault)
{
	struct staff_id by = {""};
	struct query *query = db_query(transaction_db(scene->transaction), &TOGETHER_ASKED_BY);
	query_text(query, 1, scene->act->conversation.text);
	query_text(query, 2, scene->act->actor.staff.text);
	if (query_next(query))
		row_text_into(query, "invited_by", by.text, sizeof(by.text));
	return query_end(&query, fault) &&
	       (by.text[0] == '\0' ||
		tiding_tell(scene->transaction, &by, TIDING_DECLINED, &scene->act->conversation,
			    &scene->act->actor.staff, fault)) &&
	       append(scene, EVENT_DECLINED, scene->actor_name, NULL, NULL, fault);
}

static bool say_goodbye(struct scene *scene, struct fault *fault)
{
	switch (scene->part) {
	case PARTICIPANT_INVITED:
		return decline(scene, fault);
	case PARTICIPANT_JOINED:
		return append(scene, EVENT_LEFT, scene->actor_name, NULL, NULL, fault);
	case PARTICIPANT_WATCHING: /* as silently as it began */
	case PARTICIPANT_NONE:
	case PARTICIPANT_STATE_COUNT:
		break;
	}
	return true;
}

static bool apply_leave(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct leave *leave = (struct leave *)change;
	struct scene scene;
	if (!act_begin(&scene, &leave->act, transaction, NULL, fault))
		return false;
	if (scene.part == PARTICIPANT_NONE && scene.party != PARTY_OUTSIDER) {
		leave->act.repeated = true;
		return true;
	}
	/* Whoever may watch no more may still stop. */
	return (scene.part == PARTICIPANT_WATCHING || act_allow(&scene, ACTION_LEAVE, fault)) &&
	       say_goodbye(&scene, fault) &&
	       write_part(&scene, &leave->act.actor.staff, PARTICIPANT_NONE, fault);
}

void leave_prepare(struct leave *leave)
{
	leave->act.change.apply = apply_leave;
}

/* Taking somebody out ------------------------------------------------------------------------ */

static bool take_out(struct scene *scene, const struct participant *part, struct fault *fault)
{
	bool had_joined = part->state == PARTICIPANT_JOINED;
	return append(scene, had_joined ? EVENT_LEFT : EVENT_DECLINED, part->name, "removed", NULL,
		      fault) &&
	       (!had_joined ||
		tiding_tell(scene->transaction, &part->staff, TIDING_REMOVED,
			    &scene->act->conversation, &scene->act->actor.staff, fault)) &&
	       write_part(scene, &part->staff, PARTICIPANT_NONE, fault);
}

static bool apply_removal(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct removal *removal = (struct removal *)change;
	struct scene scene;
	struct staff_id staff;
	struct participant part;
	memcpy(staff.text, removal->agent, sizeof(staff.text));
	if (!act_begin(&scene, &removal->act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_REMOVE, fault) || !find_part(&scene, &staff, &part, fault))
		return false;
	if (part.state != PARTICIPANT_JOINED && part.state != PARTICIPANT_INVITED)
		return fault_set(fault, FAULT_NOT_FOUND, "agent");
	return take_out(&scene, &part, fault);
}

bool removal_prepare(struct removal *removal, struct fault *fault)
{
	removal->act.change.apply = apply_removal;
	if (removal->agent == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "agent");
	return id_is_valid(removal->agent) || fault_set(fault, FAULT_NOT_FOUND, "agent");
}

/* Watching ------------------------------------------------------------------------------------ */

static bool apply_watching(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct watching *watching = (struct watching *)change;
	struct scene scene;
	if (!act_begin(&scene, &watching->act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_WATCH, fault))
		return false;
	if (scene.part == PARTICIPANT_JOINED || scene.part == PARTICIPANT_INVITED)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "conversation", "is in it");
	if (scene.part == PARTICIPANT_WATCHING) {
		watching->act.repeated = true;
		return true;
	}
	return write_part(&scene, &watching->act.actor.staff, PARTICIPANT_WATCHING, fault) &&
	       audit_append(transaction, watching->act.actor.staff.text, "conversation.watch",
			    "conversation", watching->act.conversation.text, NULL, fault);
}

void watching_prepare(struct watching *watching)
{
	watching->act.change.apply = apply_watching;
}

/* Taking over --------------------------------------------------------------------------------- */

static bool tell_former(struct scene *scene, const struct staff_id *former, struct fault *fault)
{
	return former->text[0] == '\0' ||
	       tiding_tell(scene->transaction, former, TIDING_TAKEN_OVER, &scene->act->conversation,
			   &scene->act->actor.staff, fault);
}

static bool read_name(struct scene *scene, const struct staff_id *former, const char **name,
		      struct fault *fault)
{
	struct staff staff;
	*name = NULL;
	if (former->text[0] == '\0')
		return true;
	enum lookup found = staff_by_id(transaction_db(scene->transaction), former,
					scene->act->arena, &staff, fault);
	if (found == LOOKUP_FOUND)
		*name = staff.display_name;
	return found != LOOKUP_FAILED;
}

static bool apply_take_over(struct change *change, struct transaction *transaction,
			    struct fault *fault)
{
	struct take_over *take = (struct take_over *)change;
	struct scene scene;
	const char *from;
	if (!act_begin(&scene, &take->act, transaction, NULL, fault))
		return false;
	if (scene.party == PARTY_OWNER) {
		take->act.repeated = true;
		return true;
	}
	struct staff_id former = scene.standing.agent;
	if (!act_allow(&scene, ACTION_TAKE_OVER, fault) ||
	    !read_name(&scene, &former, &from, fault) || !act_give_group(&scene, fault))
		return false;
	struct event event = act_event(&scene, EVENT_ASSIGNED);
	event.body = body_taken_over(take->act.arena, scene.actor_name, from);
	return move_to_agent(transaction, &scene.standing, &take->act.actor.staff, fault) &&
	       act_append(&scene, &event, fault) && tell_former(&scene, &former, fault) &&
	       (former.text[0] == '\0' || queue_assign(transaction, NULL, fault));
}

void take_over_prepare(struct take_over *take_over)
{
	take_over->act.change.apply = apply_take_over;
}
