/*
 * Transfer: the part of agent_acts.h that passes a conversation on.
 */
#include "handoff/agent_acts.h"

#include <string.h>

#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/note_mention.h"
#include "handoff/queue.h"
#include "handoff/tiding.h"

#define TARGET_CHARACTERS_MOST 80

/* Somebody who has said that they aren't here is given the grace period to
 * appear; then the conversation goes back to the queue. */
SQL_WRITE(TRANSFER_WATCH,
	  "UPDATE staff SET seen_at = $2, polling = 0 "
	  "WHERE id = $1 AND connected = 0 AND presence = 'offline'");

/* Who passed it on isn't preferred for having had it. */
SQL_WRITE(TRANSFER_FORGET, "UPDATE conversation SET last_agent = NULL WHERE id = $1");

static bool add_note(struct scene *scene, struct transfer *transfer, struct fault *fault)
{
	struct event event = act_event(scene, EVENT_NOTE);
	event.text = transfer->note;
	if (transfer->note != NULL && !act_append(scene, &event, fault))
		return false;
	transfer->note_number = event.number;
	return true;
}

/* Once it is where it goes: who gets it may read it only there. */
static bool call_named(struct scene *scene, const struct transfer *transfer, struct fault *fault)
{
	const struct act *act = scene->act;
	return transfer->note == NULL ||
	       note_mention_all(scene->transaction, &act->conversation, transfer->note_number,
				transfer->note, &act->actor.staff, fault);
}

static bool announce(struct scene *scene, const char *agent, const char *group, struct fault *fault)
{
	struct event event = act_event(scene, EVENT_TRANSFERRED);
	event.body = body_transferred(scene->act->arena, agent, group, scene->actor_name);
	return act_append(scene, &event, fault);
}

/* Somebody else passed on what was theirs. */
static bool tell_former(struct scene *scene, struct fault *fault)
{
	return scene->standing.owner != OWNER_AGENT || scene->party == PARTY_OWNER ||
	       tiding_tell(scene->transaction, &scene->standing.agent, TIDING_PASSED_ON,
			   &scene->act->conversation, &scene->act->actor.staff, fault);
}

/* To a group ------------------------------------------------------------------------------ */

static bool forget_last_agent(struct scene *scene, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &TRANSFER_FORGET);
	query_text(query, 1, scene->act->conversation.text);
	return query_run(&query, fault);
}

/* The visitor has waited once already, so they go to the line's front. */
static bool to_group(struct scene *scene, struct transfer *transfer, struct fault *fault)
{
	struct group group;
	if (!act_find_group(scene, transfer->group, &group, fault) ||
	    !act_allow(scene, ACTION_TRANSFER_TO_GROUP, fault))
		return false;
	if (!group.is_open)
		return fault_detail(fault, FAULT_GROUP_CLOSED, "group", "%s", group.name);
	if (!add_note(scene, transfer, fault) || !announce(scene, NULL, group.name, fault) ||
	    !tell_former(scene, fault) ||
	    !move_to_queue(scene->transaction, &scene->standing, &group.id, QUEUE_FRONT,
			   scene->standing.reason, fault) ||
	    !forget_last_agent(scene, fault))
		return false;
	return queue_assign_passed(scene->transaction, &scene->act->conversation,
				   &scene->act->actor.staff, fault) &&
	       act_collect(scene, fault);
}

/* To an agent --------------------------------------------------------------------------------- */

static bool watch(struct scene *scene, const struct staff *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &TRANSFER_WATCH);
	query_text(query, 1, staff->id.text);
	query_int(query, 2, transaction_now(scene->transaction));
	return query_run(&query, fault);
}

/* Who takes it for themself has reacted. */
static bool hand_to(struct scene *scene, const struct staff_id *staff, struct fault *fault)
{
	bool is_own = strcmp(staff->text, scene->act->actor.staff.text) == 0;
	return (is_own ? move_to_agent : give_to_agent)(scene->transaction, &scene->standing, staff,
							fault);
}

static bool to_agent(struct scene *scene, struct transfer *transfer, struct fault *fault)
{
	struct staff staff;
	bool frees_agent = scene->standing.owner == OWNER_AGENT;
	if (!act_allow(scene, ACTION_TRANSFER_TO_AGENT, fault) ||
	    !act_find_agent(scene, transfer->agent, &staff, fault))
		return false;
	if (strcmp(scene->standing.agent.text, staff.id.text) == 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "agent", "has it already");
	struct event assigned = act_event(scene, EVENT_ASSIGNED);
	assigned.body = body_assigned(scene->act->arena, staff.display_name, "transferred");
	return add_note(scene, transfer, fault) &&
	       announce(scene, staff.display_name, NULL, fault) && tell_former(scene, fault) &&
	       hand_to(scene, &staff.id, fault) &&
	       act_append(scene, &assigned, fault) && watch(scene, &staff, fault) &&
	       (!frees_agent || queue_assign(scene->transaction, NULL, fault));
}

/* Both -------------------------------------------------------------------------------------- */

static bool apply_transfer(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct transfer *transfer = (struct transfer *)change;
	struct scene scene;
	return act_begin(&scene, &transfer->act, transaction, NULL, fault) &&
	       (transfer->group != NULL ? to_group(&scene, transfer, fault)
					: to_agent(&scene, transfer, fault)) &&
	       call_named(&scene, transfer, fault);
}

bool transfer_prepare(struct transfer *transfer, struct fault *fault)
{
	static const struct text_limit note_limit = {0, MESSAGE_CHARACTERS_MOST, false};
	static const struct text_limit group_limit = {1, TARGET_CHARACTERS_MOST, true};
	struct arena *arena = transfer->act.arena;
	char *note = NULL;
	char *group = NULL;
	transfer->act.change.apply = apply_transfer;
	if (transfer->group == NULL && transfer->agent == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "agent");
	if (transfer->group != NULL && transfer->agent != NULL)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "group", "not with agent");
	if (transfer->note != NULL &&
	    !text_clean(transfer->note, "note", note_limit, arena, &note, fault))
		return false;
	if (transfer->group != NULL &&
	    !text_clean(transfer->group, "group", group_limit, arena, &group, fault))
		return false;
	transfer->note = note != NULL && note[0] != '\0' ? note : NULL;
	transfer->group = group;
	return true;
}
