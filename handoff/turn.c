/*
 * Turn: see turn.h.  Preparing on a loop's thread, applying on the writer's.
 * A plain answered turn costs six statements in the transaction.
 */
#include "handoff/turn.h"

#include <string.h>

#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/replies.h"
#include "kb/unmatched.h"

#define CHOICE_CHARACTERS_MOST 200

SQL_READ(TURN_READ,
	 "SELECT token_hash, owner, site, language, memory, last_number FROM conversation "
	 "WHERE id = $1");
SQL_WRITE(TURN_STORE,
	  "UPDATE conversation SET visitor_number = $2, excerpt = $3, memory = $4 WHERE id = $1");

/* Deciding -------------------------------------------------------------------------- */

static void decide(struct turn *turn, const char *site, const char *language, const char *memory)
{
	struct bot_context context = {.site = site,
				      .language = language,
				      .memory = memory,
				      .choice = turn->choice,
				      .policy = turn->policy};
	bot_decide(turn->snapshot, &context, turn->text, turn->act.arena, &turn->decision);
	turn->is_decided = true;
}

/* Preparing --------------------------------------------------------------------------- */

struct before {
	char token_hash[SECRET_HASH_LENGTH + 1];
	enum owner owner;
	const char *site;
	const char *language;
	const char *memory;
	int64_t last_number;
};

static bool read_before(struct turn *turn, struct db *reader, struct before *before,
			struct fault *fault)
{
	bool any = false;
	char owner[16];
	struct query *query = db_query(reader, &TURN_READ);
	query_text(query, 1, turn->act.conversation.text);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "token_hash", before->token_hash, sizeof(before->token_hash));
		row_text_into(query, "owner", owner, sizeof(owner));
		before->owner = owner_from_name(owner);
		before->site = row_text(query, "site", turn->act.arena);
		before->language = row_text(query, "language", turn->act.arena);
		before->memory = row_text(query, "memory", turn->act.arena);
		before->last_number = row_int(query, "last_number");
	}
	if (!query_end(&query, fault))
		return false;
	return any || fault_set(fault, FAULT_NOT_FOUND, "conversation");
}

static bool check_token(const struct turn *turn, const struct before *before, struct fault *fault)
{
	if (turn->token == NULL)
		return true;
	struct secret_hash hash = secret_hash(turn->token);
	if (!text_equal_secret(hash.text, before->token_hash))
		return fault_set(fault, FAULT_NOT_FOUND, "conversation");
	return true;
}

static bool clean_inputs(struct turn *turn, struct fault *fault)
{
	static const struct text_limit text_limit = {1, MESSAGE_CHARACTERS_MOST, false};
	static const struct text_limit choice_limit = {1, CHOICE_CHARACTERS_MOST, true};
	char *text;
	char *choice = NULL;
	if (turn->text == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "text");
	if (!text_clean(turn->text, "text", text_limit, turn->act.arena, &text, fault))
		return false;
	if (turn->choice != NULL &&
	    !text_clean(turn->choice, "choice", choice_limit, turn->act.arena, &choice, fault))
		return false;
	turn->text = text;
	turn->choice = choice;
	return act_key_check(turn->key, fault);
}

static bool apply_turn(struct change *change, struct transaction *transaction, struct fault *fault);

bool turn_prepare(struct turn *turn, struct db *reader, struct fault *fault)
{
	struct before before;
	turn->act.change.apply = apply_turn;
	turn->act.actor = actor_visitor();
	if (!read_before(turn, reader, &before, fault) || !check_token(turn, &before, fault) ||
	    !clean_inputs(turn, fault))
		return false;
	if (turn->policy.answer_from <= 0)
		turn->policy = bot_policy_default();
	if (before.owner == OWNER_BOT) {
		turn->snapshot = live_acquire(turn->live);
		turn->seen_number = before.last_number;
		decide(turn, before.site, before.language, before.memory);
	}
	return true;
}

void turn_finish(struct turn *turn)
{
	if (turn->snapshot != NULL)
		snapshot_release(&turn->snapshot);
}

/* Applying: the bot's part ---------------------------------------------------------------- */

/* The conversation moved on after the decision: it is made again from how it
 * stands now.  That is pure and takes a fraction of a millisecond. */
static void decide_again_if_stale(struct turn *turn, const struct standing *standing)
{
	if (turn->is_decided && turn->seen_number == standing->last_number)
		return;
	if (turn->snapshot == NULL)
		turn->snapshot = live_acquire(turn->live);
	turn->seen_number = standing->last_number;
	decide(turn, standing->site, standing->language, standing->memory);
}

static bool log_unmatched(struct turn *turn, struct scene *scene, int64_t number,
			  const char *reason, struct fault *fault)
{
	const struct decision *decision = &turn->decision;
	struct unmatched_ask ask = {.conversation = turn->act.conversation,
				    .number = number,
				    .text = turn->text,
				    .language = scene->standing.language,
				    .reason = reason,
				    .nearest_confidence = decision->confidence};
	if (decision->alternative_count > 0)
		ask.nearest = decision->alternatives[0].entry->external_id;
	return unmatched_log(scene->transaction, &ask, fault);
}

static bool say(struct turn *turn, struct scene *scene, int64_t number, const char *text,
		const char *notice, struct fault *fault)
{
	const struct decision *decision = &turn->decision;
	const char *body = body_decision(turn->act.arena, decision, number, notice);
	return act_say(scene, text, body, decision->why, fault);
}

/* The open group that the decision leads to, or none. */
static enum lookup find_open_group(struct turn *turn, struct scene *scene, struct group *group,
				   struct fault *fault)
{
	struct fault ignored;
	if (turn->decision.group != NULL &&
	    act_find_group(scene, turn->decision.group, group, &ignored) && group->is_open)
		return LOOKUP_FOUND;
	if (act_find_group(scene, NULL, group, fault))
		return group->is_open ? LOOKUP_FOUND : LOOKUP_ABSENT;
	return fault->code == FAULT_NOT_FOUND ? LOOKUP_ABSENT : LOOKUP_FAILED;
}

/* True when the bot gives up, false when a rule says that a person is wanted. */
static bool gave_up(const struct decision *decision)
{
	static const char *const reasons[] = {"unsure-again", "corrected", "repeated"};
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (strcmp(decision->reason, reasons[i]) == 0)
			return true;
	return false;
}

static bool pass_on(struct turn *turn, struct scene *scene, int64_t number, struct fault *fault)
{
	enum language language = language_from_tag(scene->standing.language);
	bool unsure = gave_up(&turn->decision);
	struct group group;
	if (unsure && !log_unmatched(turn, scene, number, "low-confidence", fault))
		return false;
	switch (find_open_group(turn, scene, &group, fault)) {
	case LOOKUP_FAILED:
		return false;
	case LOOKUP_ABSENT:
		return say(turn, scene, number, reply_text(REPLY_GROUP_CLOSED, language),
			   "group-closed", fault);
	case LOOKUP_FOUND:
		break;
	}
	enum reply_text reply = unsure ? REPLY_HANDOFF_UNSURE : REPLY_HANDOFF;
	bool nobody = group.online == 0;
	return say(turn, scene, number, reply_text(nobody ? REPLY_NOBODY_HERE : reply, language),
		   nobody ? "nobody-here" : "handoff", fault) &&
	       act_allow_bot(scene, ACTION_HANDOFF, fault) &&
	       act_hand_over(scene, &group, turn->decision.reason, AUTHOR_BOT, fault);
}

static bool answer(struct turn *turn, struct scene *scene, int64_t number, struct fault *fault)
{
	enum language language = language_from_tag(scene->standing.language);
	switch (turn->decision.kind) {
	case DECISION_ANSWER:
		return say(turn, scene, number, turn->decision.entry->answer, NULL, fault);
	case DECISION_CLARIFY:
		return say(turn, scene, number, reply_text(REPLY_CLARIFY, language), NULL, fault);
	case DECISION_UNMATCHED:
		return say(turn, scene, number, reply_text(REPLY_UNMATCHED, language), NULL,
			   fault) &&
		       log_unmatched(turn, scene, number, "unmatched", fault);
	case DECISION_HANDOFF:
		break;
	}
	return pass_on(turn, scene, number, fault);
}

/* Applying: the visitor's part -------------------------------------------------------------- */

static struct event visitor_event(const struct turn *turn)
{
	return (struct event){
	    .type = EVENT_MESSAGE, .author = AUTHOR_VISITOR, .text = turn->text, .key = turn->key};
}

static bool store_turn(struct turn *turn, struct scene *scene, int64_t number, const char *memory,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &TURN_STORE);
	query_text(query, 1, turn->act.conversation.text);
	query_int(query, 2, number);
	query_text(query, 3, act_excerpt(turn->act.arena, turn->text));
	query_text(query, 4, memory);
	return query_run(&query, fault);
}

static bool apply_turn(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct turn *turn = (struct turn *)change;
	struct scene scene;
	struct event event = visitor_event(turn);
	if (!act_begin(&scene, &turn->act, transaction, turn->key, fault))
		return false;
	if (scene.standing.repeated != 0)
		return act_replay(&scene, &event, true, fault);
	if (!act_allow(&scene, ACTION_VISITOR_MESSAGE, fault))
		return false;
	bool bot_answers = scene.standing.owner == OWNER_BOT;
	if (bot_answers)
		decide_again_if_stale(turn, &scene.standing);
	if (turn->choice != NULL)
		event.body = body_choice(turn->act.arena, turn->choice);
	if (!act_append(&scene, &event, fault) ||
	    !store_turn(turn, &scene, event.number,
			bot_answers ? turn->decision.memory : scene.standing.memory, fault))
		return false;
	if (scene.standing.owner == OWNER_AGENT)
		transaction_wake(transaction,
				 topic_of(TOPIC_STAFF_MEMBER, scene.standing.agent.text));
	return !bot_answers || answer(turn, &scene, event.number, fault);
}
