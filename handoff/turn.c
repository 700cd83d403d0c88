/*
 * Turn: see turn.h.  Preparing on a loop's thread, applying on the writer's.
 * A plain answered turn costs five statements in the transaction.
 */
#include "handoff/turn.h"

#include <string.h>

#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/conversation.h"
#include "handoff/situation.h"
#include "handoff/silence.h"
#include "handoff/speech.h"
#include "handoff/unanswered.h"
#include "kb/traditional.h"
#include "kb/unmatched.h"

#define CHOICE_CHARACTERS_MOST 200

SQL_READ(TURN_READ, "SELECT token_hash, owner, site, language, page, tags, entry_group, memory, "
		    "last_number FROM conversation WHERE id = $1");
SQL_WRITE(TURN_STORE,
	  "UPDATE conversation SET visitor_number = $2, excerpt = $3, memory = $4, tags = $5, "
	  "attributes = $6, last_number = $7, changed_at = $8 WHERE id = $1");

/* Deciding -------------------------------------------------------------------------- */

static bool is_simplified(const struct snapshot_entry *entry)
{
	return entry != NULL && entry->language[0] != '\0' &&
	       language_from_tag(entry->language) == LANGUAGE_ZH_CN;
}

/* What the bot says to a reader in Taiwan out of an entry that is written in
 * Simplified Chinese. */
static void translate(struct turn *turn)
{
	struct decision *decision = &turn->decision;
	struct arena *arena = turn->act.arena;
	if (decision->text == NULL && is_simplified(decision->entry))
		decision->text = traditional_markdown(decision->entry->answer, arena);
	for (int i = 0; i < decision->choice_count; i++)
		if (is_simplified(snapshot_find(turn->snapshot, decision->choices[i].entry)))
			decision->choices[i].text =
			    traditional_markdown(decision->choices[i].text, arena);
}

static void decide(struct turn *turn, const struct standing *standing)
{
	struct arena *arena = turn->act.arena;
	struct bot_context context =
	    situation(standing, turn->act.book, turn->snapshot, arena);
	context.choice = turn->choice;
	if (turn->policy.answer_from > 0)
		context.policy = turn->policy;
	bot_decide(turn->snapshot, &context, turn->text, arena, &turn->decision);
	if (turn->snapshot != NULL &&
	    site_language(site_book_find(turn->act.book, standing->site),
			  language_from_tag(standing->language)) == LANGUAGE_ZH_TW)
		translate(turn);
	turn->is_decided = true;
}

/* Preparing --------------------------------------------------------------------------- */

struct before {
	char token_hash[SECRET_HASH_LENGTH + 1];
	struct standing standing; /* what deciding needs of it */
};

static void read_row(struct query *query, struct arena *arena, struct before *before)
{
	struct standing *standing = &before->standing;
	char owner[16];
	row_text_into(query, "token_hash", before->token_hash, sizeof(before->token_hash));
	row_text_into(query, "owner", owner, sizeof(owner));
	standing->owner = owner_from_name(owner);
	standing->site = row_text(query, "site", arena);
	standing->language = row_text(query, "language", arena);
	standing->page = row_text(query, "page", arena);
	standing->tags = row_text(query, "tags", arena);
	row_text_into(query, "entry_group", standing->entry_group.text,
		      sizeof(standing->entry_group.text));
	standing->memory = row_text(query, "memory", arena);
	standing->last_number = row_int(query, "last_number");
}

static bool read_before(struct turn *turn, struct db *reader, struct before *before,
			struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(reader, &TURN_READ);
	query_text(query, 1, turn->act.conversation.text);
	if (query_next(query)) {
		any = true;
		read_row(query, turn->act.arena, before);
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
	char *text = NULL;
	char *choice = NULL;
	if (turn->text == NULL && turn->files.count == 0)
		return fault_set(fault, FAULT_MISSING_FIELD, "text");
	if (turn->text != NULL &&
	    !text_clean(turn->text, "text", text_limit, turn->act.arena, &text, fault))
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
	struct before before = {0};
	turn->act.change.apply = apply_turn;
	turn->act.change.refuses_first = true;
	turn->act.actor = actor_visitor();
	if (!read_before(turn, reader, &before, fault) || !check_token(turn, &before, fault) ||
	    !clean_inputs(turn, fault))
		return false;
	if (before.standing.owner == OWNER_BOT && turn->text != NULL) {
		turn->snapshot = live_acquire(turn->live);
		turn->seen_number = before.standing.last_number;
		decide(turn, &before.standing);
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
	decide(turn, standing);
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
		const struct notice *notice, struct fault *fault)
{
	const struct decision *decision = &turn->decision;
	const char *body = body_decision(turn->act.arena, decision, number, notice);
	return act_say(scene, text, body, decision->why, fault);
}

/* The group that the decision leads to: the one that a rule named when it is
 * open, else the usual one. */
static bool find_group(struct turn *turn, struct scene *scene, struct group *group,
		       struct fault *fault)
{
	struct fault ignored;
	if (turn->decision.group != NULL &&
	    act_find_group(scene, turn->decision.group, group, &ignored) && group->is_open)
		return true;
	return act_find_group(scene, NULL, group, fault);
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
	bool unsure = gave_up(&turn->decision);
	struct group group;
	struct notice notice;
	bool logged = unsure ? log_unmatched(turn, scene, number, "low-confidence", fault)
			     : strcmp(turn->decision.reason, "asked-for-person") != 0 ||
				   unanswered_log(scene, number, fault);
	if (!logged || !find_group(turn, scene, &group, fault))
		return false;
	const char *text = speech_for_group(
	    scene, &group, unsure ? REPLY_HANDOFF_UNSURE : REPLY_HANDOFF, &notice);
	if (turn->decision.text != NULL)
		text = arena_format(turn->act.arena, "%s\n\n%s", turn->decision.text, text);
	if (!say(turn, scene, number, text, &notice, fault))
		return false;
	return !group.is_open ||
	       (act_allow_bot(scene, ACTION_HANDOFF, fault) &&
		act_hand_over(scene, &group, turn->decision.reason, AUTHOR_BOT, fault));
}

/* To mere courtesy the site may have words of its own. */
static const char *answer_text(struct turn *turn, const struct scene *scene)
{
	const struct decision *decision = &turn->decision;
	if (decision->courtesy != NULL)
		return speech(scene, reply_by_name(decision->courtesy));
	return decision->text != NULL ? decision->text : decision->entry->answer;
}

static bool answer(struct turn *turn, struct scene *scene, int64_t number, struct fault *fault)
{
	const char *text = turn->decision.text;
	switch (turn->decision.kind) {
	case DECISION_ANSWER:
		return say(turn, scene, number, answer_text(turn, scene), NULL, fault);
	case DECISION_ASK:
		return say(turn, scene, number, text, NULL, fault);
	case DECISION_CLARIFY:
		return say(turn, scene, number,
			   text != NULL ? text : speech(scene, REPLY_CLARIFY), NULL, fault) &&
		       (strcmp(turn->decision.reason, "unsure") != 0 ||
			log_unmatched(turn, scene, number, "low-confidence", fault));
	case DECISION_UNMATCHED:
		return say(turn, scene, number, speech(scene, REPLY_UNMATCHED), NULL, fault) &&
		       log_unmatched(turn, scene, number, "unmatched", fault);
	case DECISION_HANDOFF:
		break;
	}
	return pass_on(turn, scene, number, fault);
}

/* Applying: people before the bot ------------------------------------------------------------- */

/* Why this conversation goes to people at once: they are wanted first, and on
 * duty.  NULL when it doesn't. */
static bool goes_to_person(struct scene *scene, struct group *group, const char **reason,
			   struct fault *fault)
{
	*reason = situation_wants_person(&scene->standing, scene->act->book, scene->act->arena);
	if (*reason == NULL)
		return true;
	if (!act_find_group(scene, NULL, group, fault))
		return false;
	if (!group->is_open || group->online == 0)
		*reason = NULL;
	return true;
}

static bool pass_at_once(struct scene *scene, const struct group *group, const char *reason,
			 struct fault *fault)
{
	struct notice notice;
	const char *text = speech_for_group(scene, group, REPLY_AGENTS_FIRST, &notice);
	return act_say(scene, text, body_notice(scene->act->arena, &notice), NULL, fault) &&
	       act_allow_bot(scene, ACTION_HANDOFF, fault) &&
	       act_hand_over(scene, group, reason, AUTHOR_BOT, fault);
}

/* The bot can't look into files; a person can. */
static bool say_of_files(struct scene *scene, struct fault *fault)
{
	const struct notice notice = {.word = "files"};
	return act_say(scene, speech(scene, REPLY_FILES), body_notice(scene->act->arena, &notice),
		       NULL, fault);
}

/* Applying: the visitor's part -------------------------------------------------------------- */

static struct event visitor_event(const struct turn *turn)
{
	return (struct event){
	    .type = EVENT_MESSAGE, .author = AUTHOR_VISITOR, .text = turn->text, .key = turn->key};
}

/* What a rule or a form learned of the visitor is kept with the conversation.
 * Takes the numbers of the visitor's message and the bot's at once. */
static bool store_turn(struct turn *turn, struct scene *scene, bool bot_answers,
		       struct fault *fault)
{
	const struct decision *decision = &turn->decision;
	const struct standing *standing = &scene->standing;
	struct arena *arena = turn->act.arena;
	struct query *query = db_query(transaction_db(scene->transaction), &TURN_STORE);
	query_text(query, 1, turn->act.conversation.text);
	scene->taken_from = standing->last_number;
	scene->taken_to = standing->last_number + (bot_answers ? 2 : 1);
	query_int(query, 2, standing->last_number + 1);
	query_text(query, 3, act_message_excerpt(arena, turn->text, &turn->files));
	query_text(query, 4, bot_answers ? decision->memory : standing->memory);
	query_text(query, 5,
		   bot_answers && decision->tag_count > 0
		       ? visitor_tags_add(standing->tags, decision->tags, decision->tag_count, arena)
		       : standing->tags);
	query_text(query, 6,
		   bot_answers && decision->value_count > 0
		       ? visitor_attributes_add(standing->attributes, decision->values,
						decision->value_count, arena)
		       : standing->attributes);
	query_int(query, 7, scene->taken_to);
	query_int(query, 8, transaction_now(scene->transaction));
	return query_run(&query, fault);
}

/* Appends the visitor's message and stores what it changes. */
static bool hear(struct turn *turn, struct scene *scene, struct event *event, bool bot_answers,
		 struct fault *fault)
{
	event->body = body_message(turn->act.arena, turn->choice, &turn->files);
	return store_turn(turn, scene, bot_answers, fault) && act_append(scene, event, fault) &&
	       attachments_sent(scene, &turn->files, event->number, fault);
}

/* What may refuse stands before hear(), the first that writes. */
static bool apply_turn(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct turn *turn = (struct turn *)change;
	struct scene scene;
	struct group group;
	const char *reason = NULL; /* why people come first */
	struct event event = visitor_event(turn);
	if (!act_begin(&scene, &turn->act, transaction, turn->key, fault))
		return false;
	if (!attachments_find(&scene, &turn->files, fault))
		return false;
	if (scene.standing.repeated != 0)
		return act_replay_message(&scene, &event, &turn->files, true, fault);
	if (!act_allow(&scene, ACTION_VISITOR_MESSAGE, fault))
		return false;
	bool bots_turn = scene.standing.owner == OWNER_BOT;
	if (bots_turn && !goes_to_person(&scene, &group, &reason, fault))
		return false;
	bool bot_answers = bots_turn && reason == NULL && turn->text != NULL;
	if (bot_answers)
		decide_again_if_stale(turn, &scene.standing);
	if (!hear(turn, &scene, &event, bot_answers, fault))
		return false;
	if (reason != NULL)
		return pass_at_once(&scene, &group, reason, fault);
	if (!bots_turn && !silence_wait_for_agent(&scene, fault))
		return false;
	if (scene.standing.owner == OWNER_AGENT)
		transaction_wake(transaction,
				 topic_of(TOPIC_STAFF_MEMBER, scene.standing.agent.text));
	if (bots_turn && !bot_answers)
		return say_of_files(&scene, fault);
	return !bot_answers || answer(turn, &scene, event.number, fault);
}
