/*
 * Visitor acts: see visitor_acts.h.  Preparing on a loop's thread, applying
 * on the writer's.
 */
#include "handoff/visitor_acts.h"

#include <string.h>

#include "bot/reconsider.h"
#include "data/json.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/situation.h"
#include "handoff/speech.h"
#include "handoff/unanswered.h"
#include "handoff/visitor_form.h"
#include "kb/unmatched.h"

#define RATING_COMMENT_MOST   1000
#define GROUP_CHARACTERS_MOST 80
#define FEEDBACK_WORDS_MOST   10        /* of one answer: yes, no, yes, ... */
#define ANSWER_NUMBER_MOST    999999999 /* so that its keys stay short */

SQL_WRITE(CHOOSE_BOT, "UPDATE conversation SET memory = NULL, bot_chosen = 1 WHERE id = $1");
SQL_WRITE(STORE_MEMORY, "UPDATE conversation SET memory = $2 WHERE id = $1");
SQL_READ(FEEDBACK_WORDS, "SELECT key FROM event WHERE conversation = $1 AND number > $2 "
			 "AND type = 'feedback' ORDER BY number DESC");
SQL_WRITE(STORE_RATING, "UPDATE conversation SET rating = $2, rating_comment = $3 WHERE id = $1");

/* Asking for a person ------------------------------------------------------------------ */

/* True when the visitor has got what they ask for already. */
static bool is_served(const struct scene *scene, const struct person_request *request,
		      const struct group *group)
{
	if (scene->standing.owner == OWNER_AGENT)
		return true;
	return scene->standing.owner == OWNER_QUEUE &&
	       (request->group == NULL || strcmp(scene->standing.group.text, group->id.text) == 0);
}

static bool announce(struct scene *scene, const struct group *group, struct fault *fault)
{
	struct notice notice;
	if (scene->standing.owner != OWNER_BOT)
		return true;
	const char *text = speech_for_group(scene, group, REPLY_HANDOFF, &notice);
	return act_say(scene, text, body_notice(scene->act->arena, &notice), NULL, fault);
}

static bool apply_person_request(struct change *change, struct transaction *transaction,
				 struct fault *fault)
{
	struct person_request *request = (struct person_request *)change;
	struct scene scene;
	struct group group;
	if (!act_begin(&scene, &request->act, transaction, NULL, fault) ||
	    !act_find_group(&scene, request->group, &group, fault))
		return false;
	if (is_served(&scene, request, &group)) {
		request->act.repeated = true;
		return true;
	}
	if (!act_allow(&scene, ACTION_HANDOFF, fault))
		return false;
	if (!group.is_open)
		return fault_detail(fault, FAULT_GROUP_CLOSED, "group", "%s", group.name);
	if (!visitor_form_is_done(&scene, fault))
		return false;
	return announce(&scene, &group, fault) &&
	       unanswered_log(&scene, INT64_MAX, fault) &&
	       act_hand_over(&scene, &group, "asked-for-person", AUTHOR_VISITOR, fault);
}

bool person_request_prepare(struct person_request *request, struct fault *fault)
{
	static const struct text_limit limit = {1, GROUP_CHARACTERS_MOST, true};
	char *group = NULL;
	request->act.change.apply = apply_person_request;
	if (request->group != NULL &&
	    !text_clean(request->group, "group", limit, request->act.arena, &group, fault))
		return false;
	request->group = group;
	return true;
}

/* Leaving the queue ------------------------------------------------------------------------ */

static bool choose_bot(struct scene *scene, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &CHOOSE_BOT);
	query_text(query, 1, scene->act->conversation.text);
	return query_run(&query, fault);
}

static bool apply_bot_return(struct change *change, struct transaction *transaction,
			     struct fault *fault)
{
	struct bot_return *back = (struct bot_return *)change;
	struct scene scene;
	if (!act_begin(&scene, &back->act, transaction, NULL, fault))
		return false;
	if (scene.standing.owner == OWNER_BOT) {
		back->act.repeated = true;
		return true;
	}
	struct event event = act_event(&scene, EVENT_BACK_TO_BOT);
	/* The bot begins anew: what made it hand over before is forgotten, or it
	 * would do so again at once, and people no longer come first. */
	const struct notice notice = {.word = "back-to-bot"};
	return act_allow(&scene, ACTION_BACK_TO_BOT, fault) &&
	       move_to_bot(transaction, &scene.standing, fault) && choose_bot(&scene, fault) &&
	       act_append(&scene, &event, fault) &&
	       act_say(&scene, speech(&scene, REPLY_BACK_TO_BOT),
		       body_notice(back->act.arena, &notice), NULL, fault);
}

void bot_return_prepare(struct bot_return *back)
{
	back->act.change.apply = apply_bot_return;
}

/* Rating --------------------------------------------------------------------------------- */

static bool store_rating(struct scene *scene, const struct rating *rating, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &STORE_RATING);
	query_text(query, 1, scene->act->conversation.text);
	query_text(query, 2, rating->rating);
	query_text(query, 3, rating->comment);
	return query_run(&query, fault);
}

static bool same_or_both_null(const char *a, const char *b)
{
	return (a == NULL && b == NULL) || text_equal(a, b);
}

static bool apply_rating(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct rating *rating = (struct rating *)change;
	struct scene scene;
	if (!act_begin(&scene, &rating->act, transaction, NULL, fault) ||
	    !act_allow(&scene, ACTION_RATE, fault))
		return false;
	if (text_equal(scene.standing.rating, rating->rating) &&
	    same_or_both_null(scene.standing.rating_comment, rating->comment)) {
		rating->act.repeated = true;
		return true;
	}
	struct event event = act_event(&scene, EVENT_RATING);
	event.body = body_rating(rating->act.arena, rating->rating, rating->comment);
	return act_append(&scene, &event, fault) && store_rating(&scene, rating, fault);
}

static bool is_rating(const char *word)
{
	static const char *const words[] = {"excellent", "good", "fair", "poor"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

bool rating_prepare(struct rating *rating, struct fault *fault)
{
	static const struct text_limit limit = {0, RATING_COMMENT_MOST, false};
	char *comment = NULL;
	rating->act.change.apply = apply_rating;
	if (rating->rating == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "rating");
	if (!is_rating(rating->rating))
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "rating");
	if (rating->comment != NULL &&
	    !text_clean(rating->comment, "comment", limit, rating->act.arena, &comment, fault))
		return false;
	rating->comment = comment != NULL && comment[0] != '\0' ? comment : NULL;
	return true;
}

/* Feedback --------------------------------------------------------------------------------- */

/* Reads one event; FAULT_NOT_FOUND when there is none with that number. */
static bool read_event(struct scene *scene, int64_t number, struct event **event,
		       struct fault *fault)
{
	int count;
	const struct event_reader all = {.kind = EVENTS_FOR_OVERSEER};
	if (!event_read(transaction_db(scene->transaction), &scene->act->conversation, number - 1,
			&all, 1, scene->act->arena, event, &count, fault))
		return false;
	if (number < 1 || count == 0 || (*event)->number != number)
		return fault_set(fault, FAULT_NOT_FOUND, "seq");
	return true;
}

/* The bot's answer, and what it said it was about. */
static bool read_answer(struct scene *scene, int64_t number, struct unmatched_ask *ask,
			struct fault *fault)
{
	struct event *answer;
	struct event *question;
	const struct json *body;
	if (!read_event(scene, number, &answer, fault))
		return false;
	if (answer->author != AUTHOR_BOT || answer->type != EVENT_MESSAGE || answer->body == NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "seq");
	if (!json_parse(answer->body, strlen(answer->body), scene->act->arena, &body, fault))
		return false;
	if (json_text(body, "decision") == NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "seq");
	ask->number = json_int(body, "turn", 0);
	ask->nearest = json_text(body, "entry");
	ask->nearest_confidence = json_real(body, "confidence", 0);
	if (!read_event(scene, ask->number, &question, fault))
		return false;
	ask->text = question->text;
	return true;
}

/* Shorter than any client's key, so it is never one of theirs. */
static const char *feedback_key(const struct feedback *feedback, int said)
{
	struct arena *arena = feedback->act.arena;
	const char *word = feedback->helpful ? "yes" : "no";
	return said == 0 ? arena_format(arena, "%s-%d", word, (int)feedback->about)
			 : arena_format(arena, "%s-%d-%d", word, (int)feedback->about, said);
}

static bool is_word_about(const char *key, int64_t about, struct arena *arena)
{
	const char *number = strchr(key, '-');
	const char *wanted = arena_format(arena, "-%d", (int)about);
	size_t length = strlen(wanted);
	return number != NULL && strncmp(number, wanted, length) == 0 &&
	       (number[length] == '\0' || number[length] == '-');
}

/* What they said of this answer before, the last word first; how often they did. */
static bool read_words(struct scene *scene, const struct feedback *feedback, bool *is_same,
		       int *said, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &FEEDBACK_WORDS);
	query_text(query, 1, scene->act->conversation.text);
	query_int(query, 2, feedback->about);
	*said = 0;
	while (query_next(query)) {
		const char *key = row_text(query, "key", scene->act->arena);
		bool helpful = key[0] == 'y';
		if (!is_word_about(key, feedback->about, scene->act->arena))
			continue;
		if (*said == 0)
			*is_same = helpful == feedback->helpful;
		++*said;
	}
	return query_end(&query, fault);
}

/* "Not what I asked": the question is kept for the editors. */
static bool keep_question(struct scene *scene, struct unmatched_ask *ask, struct fault *fault)
{
	ask->conversation = scene->act->conversation;
	ask->language = scene->standing.language;
	ask->reason = "not-helpful";
	return unmatched_log(scene->transaction, ask, fault);
}

static bool store_memory(struct scene *scene, const char *memory, struct fault *fault)
{
	struct query *query = db_query(transaction_db(scene->transaction), &STORE_MEMORY);
	query_text(query, 1, scene->act->conversation.text);
	query_text(query, 2, memory);
	return query_run(&query, fault);
}

/* The next best answers, or a person with one click.  The bot decides here,
 * within the transaction: it is pure and takes a fraction of a millisecond. */
static bool offer_others(struct scene *scene, struct feedback *feedback,
			 const struct unmatched_ask *ask, struct fault *fault)
{
	const struct notice notice = {.word = "not-helpful"};
	struct arena *arena = scene->act->arena;
	struct decision decision;
	struct snapshot *snapshot = live_acquire(feedback->live);
	struct bot_context context =
	    situation(&scene->standing, scene->act->book, snapshot, arena);
	bot_reconsider(snapshot, &context, ask->text, ask->nearest, arena, &decision);
	bool any = decision.kind == DECISION_CLARIFY;
	const char *body = any ? body_decision(arena, &decision, ask->number, &notice)
			       : body_notice(arena, &notice);
	bool good = store_memory(scene, decision.memory, fault) &&
		    act_say(scene, speech(scene, any ? REPLY_OTHERS : REPLY_NOT_HELPFUL), body,
			    decision.why, fault);
	if (snapshot != NULL)
		snapshot_release(&snapshot);
	return good;
}

/* Hands over when somebody is here; else *done is false. */
static bool pass_to_person(struct scene *scene, bool *done, struct fault *fault)
{
	struct group group;
	if (!act_find_group(scene, NULL, &group, fault))
		return false;
	*done = group.is_open && group.online > 0;
	return !*done || (announce(scene, &group, fault) &&
			  act_allow_bot(scene, ACTION_HANDOFF, fault) &&
			  act_hand_over(scene, &group, "not-helpful", AUTHOR_BOT, fault));
}

static bool take_complaint(struct scene *scene, struct feedback *feedback,
			   struct unmatched_ask *ask, struct fault *fault)
{
	bool done = false;
	if (!keep_question(scene, ask, fault))
		return false;
	if (scene->standing.owner != OWNER_BOT)
		return true;
	switch (speech_site(scene)->thumbs_down) {
	case THUMBS_DOWN_NOTE:
		return true;
	case THUMBS_DOWN_PERSON:
		if (!pass_to_person(scene, &done, fault))
			return false;
		break;
	case THUMBS_DOWN_OFFER:
	case THUMBS_DOWN_COUNT:
		break;
	}
	return done || offer_others(scene, feedback, ask, fault);
}

/* The same word again changes nothing; the last of different ones counts. */
static bool apply_feedback(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	struct feedback *feedback = (struct feedback *)change;
	struct scene scene;
	struct unmatched_ask ask = {0};
	bool is_same = false;
	int said;
	if (feedback->about < 1 || feedback->about > ANSWER_NUMBER_MOST)
		return fault_set(fault, FAULT_NOT_FOUND, "seq");
	if (!act_begin(&scene, &feedback->act, transaction, NULL, fault) ||
	    !read_words(&scene, feedback, &is_same, &said, fault))
		return false;
	if (is_same) {
		feedback->act.repeated = true;
		return true;
	}
	if (said >= FEEDBACK_WORDS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "helpful", said + 1, FEEDBACK_WORDS_MOST);
	struct event event = act_event(&scene, EVENT_FEEDBACK);
	event.key = feedback_key(feedback, said);
	event.body = body_feedback(feedback->act.arena, feedback->about, feedback->helpful);
	return act_allow(&scene, ACTION_FEEDBACK, fault) &&
	       read_answer(&scene, feedback->about, &ask, fault) &&
	       act_append(&scene, &event, fault) &&
	       (feedback->helpful || take_complaint(&scene, feedback, &ask, fault));
}

void feedback_prepare(struct feedback *feedback)
{
	feedback->act.change.apply = apply_feedback;
}
