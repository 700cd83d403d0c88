/*
 * Silence: see silence.h.
 */
#include "handoff/silence.h"

#include <string.h>

#include "handoff/bodies.h"
#include "handoff/site.h"
#include "handoff/speech.h"

/* One change does no more, so that other writers get their turn. */
#define SILENCES_A_CHANGE 50

#define STEPS(X)                                                                                   \
	X(STEP_NO_REPLY, "no-reply") /* the agent hasn't answered */                               \
	X(STEP_SILENT, "silent")     /* the visitor hasn't */                                      \
	X(STEP_CLOSE, "close")       /* and it ends */                                             \
	X(STEP_AFRESH, "afresh")     /* another agent has it: the visitor's time begins again */

enum step {
#define X(code, name) code,
	STEPS(X)
#undef X
	    STEP_COUNT
};

static const char *const step_names[STEP_COUNT] = {
#define X(code, name) [code] = name,
    STEPS(X)
#undef X
};

/* A visitor who writes again has waited since the first time. */
SQL_WRITE(SILENCE_WAIT, "UPDATE conversation SET silence_step = $2, silence_at = $3 WHERE id = $1 "
			"AND (silence_step IS NULL OR silence_step <> $2)");
SQL_WRITE(SILENCE_SET,
	  "UPDATE conversation SET silence_step = $2, silence_at = $3 WHERE id = $1");
SQL_READ(SILENCE_NEXT, "SELECT MIN(silence_at) AS silence_at FROM conversation "
		       "WHERE silence_at IS NOT NULL");
SQL_READ(SILENCE_DUE, "SELECT id, silence_step FROM conversation WHERE silence_at IS NOT NULL "
		      "AND silence_at <= $1 ORDER BY silence_at LIMIT 1");

SQL_WRITE(SILENCE_SPARE, "UPDATE conversation SET silence_at = $1 WHERE silence_at < $1");

/* Setting -------------------------------------------------------------------------------- */

static bool write_step(struct transaction *transaction, const struct sql *sql,
		       const struct conversation_id *conversation, enum step step, int64_t seconds,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), sql);
	query_text(query, 1, conversation->text);
	query_text(query, 2, step_names[step]);
	query_int(query, 3, transaction_now(transaction) + seconds * 1000);
	transaction_wake(transaction, topic_of(TOPIC_SILENCE, ""));
	return query_run(&query, fault);
}

static bool clear_step(struct transaction *transaction, const struct conversation_id *conversation,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SILENCE_SET);
	query_text(query, 1, conversation->text);
	query_null(query, 2);
	query_null(query, 3);
	return query_run(&query, fault);
}

/* Sites that say nothing in silence pay nothing for it. */
static bool is_used(const struct site_silence *site)
{
	return site->no_reply > 0 || site->silent > 0;
}

bool silence_wait_for_agent(struct scene *scene, struct fault *fault)
{
	const struct site_silence *site = &speech_site(scene)->silence;
	if (!is_used(site))
		return true;
	if (site->no_reply == 0)
		return clear_step(scene->transaction, &scene->act->conversation, fault);
	return write_step(scene->transaction, &SILENCE_WAIT, &scene->act->conversation,
			  STEP_NO_REPLY, site->no_reply, fault);
}

bool silence_wait_for_visitor(struct scene *scene, struct fault *fault)
{
	const struct site_silence *site = &speech_site(scene)->silence;
	if (!is_used(site))
		return true;
	if (site->silent == 0)
		return clear_step(scene->transaction, &scene->act->conversation, fault);
	return write_step(scene->transaction, &SILENCE_SET, &scene->act->conversation, STEP_SILENT,
			  site->silent, fault);
}

/* Speaking --------------------------------------------------------------------------------- */

struct due {
	struct scene scene;
	struct act act;
	const struct site_settings *site; /* as it is now */
};

static const char *words(const struct due *due, enum reply_text reply)
{
	const struct standing *standing = &due->scene.standing;
	return site_group_text(due->site, &standing->group, reply,
			       site_language(due->site, language_from_tag(standing->language)));
}

static bool say(struct due *due, enum reply_text reply, const char *word, struct fault *fault)
{
	const struct notice notice = {.word = word};
	struct event event = act_event(&due->scene, EVENT_MESSAGE);
	event.text = words(due, reply);
	event.body = body_notice(due->act.arena, &notice);
	return act_allow(&due->scene, ACTION_REMIND, fault) &&
	       act_append(&due->scene, &event, fault);
}

/* Waiting in the queue is told by the queue; the time goes on counting. */
static bool no_reply(struct due *due, struct fault *fault)
{
	struct transaction *transaction = due->scene.transaction;
	if (due->site->silence.no_reply == 0)
		return clear_step(transaction, &due->act.conversation, fault);
	if (due->scene.standing.owner == OWNER_QUEUE)
		return write_step(transaction, &SILENCE_SET, &due->act.conversation, STEP_NO_REPLY,
				  due->site->silence.no_reply, fault);
	return clear_step(transaction, &due->act.conversation, fault) &&
	       say(due, REPLY_NO_REPLY, "no-reply", fault);
}

static bool silent(struct due *due, struct fault *fault)
{
	struct transaction *transaction = due->scene.transaction;
	int64_t close = due->site->silence.close;
	bool next = close > 0 ? write_step(transaction, &SILENCE_SET, &due->act.conversation,
					   STEP_CLOSE, close, fault)
			      : clear_step(transaction, &due->act.conversation, fault);
	return next && (due->site->silence.silent == 0 || say(due, REPLY_SILENT, "silent", fault));
}

static bool close_it(struct due *due, struct fault *fault)
{
	if (!clear_step(due->scene.transaction, &due->act.conversation, fault))
		return false;
	return due->site->silence.close == 0 ||
	       (act_allow(&due->scene, ACTION_CLOSE, fault) &&
		act_close_saying(&due->scene, "silence", words(due, REPLY_SILENT_CLOSED), fault));
}

/* Set where it moves (standing.c), which knows no site. */
static bool afresh(struct due *due, struct fault *fault)
{
	struct transaction *transaction = due->scene.transaction;
	int64_t silent = due->site->silence.silent;
	if (silent == 0)
		return clear_step(transaction, &due->act.conversation, fault);
	return write_step(transaction, &SILENCE_SET, &due->act.conversation, STEP_SILENT, silent, fault);
}

static bool (*const steps[STEP_COUNT])(struct due *due, struct fault *fault) = {
    [STEP_NO_REPLY] = no_reply,
    [STEP_SILENT] = silent,
    [STEP_CLOSE] = close_it,
    [STEP_AFRESH] = afresh,
};

static bool is_served(const struct scene *scene, enum step step)
{
	return scene->standing.owner == OWNER_AGENT ||
	       (step == STEP_NO_REPLY && scene->standing.owner == OWNER_QUEUE);
}

static bool do_step(struct transaction *transaction, const struct conversation_id *conversation,
		    enum step step, struct fault *fault)
{
	struct site site;
	struct due due = {.act = {.arena = transaction_arena(transaction),
				  .conversation = *conversation,
				  .actor = {.kind = ACTOR_SYSTEM}}};
	if (!act_begin(&due.scene, &due.act, transaction, NULL, fault))
		return false;
	if (step == STEP_COUNT || !is_served(&due.scene, step))
		return clear_step(transaction, conversation, fault);
	if (!site_read(transaction_db(transaction), due.scene.standing.site, due.act.arena, &site,
		       fault))
		return false;
	due.site = site.settings;
	return steps[step](&due, fault);
}

/* Being due --------------------------------------------------------------------------------- */

static enum step step_of(const char *name)
{
	enum step step = 0;
	while (step < STEP_COUNT && strcmp(step_names[step], name) != 0)
		step++;
	return step;
}

static enum lookup next_due(struct transaction *transaction, struct conversation_id *conversation,
			    enum step *step, struct fault *fault)
{
	char name[16] = "";
	bool any = false;
	struct query *query = db_query(transaction_db(transaction), &SILENCE_DUE);
	query_int(query, 1, transaction_now(transaction));
	if (query_next(query)) {
		row_text_into(query, "id", conversation->text, sizeof(conversation->text));
		row_text_into(query, "silence_step", name, sizeof(name));
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	*step = step_of(name);
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

bool silence_run_due(struct transaction *transaction, struct fault *fault)
{
	struct conversation_id conversation;
	enum step step;
	for (int i = 0; i < SILENCES_A_CHANGE; i++) {
		enum lookup found = next_due(transaction, &conversation, &step, fault);
		if (found != LOOKUP_FOUND)
			return found == LOOKUP_ABSENT;
		if (!do_step(transaction, &conversation, step, fault))
			return false;
	}
	return true;
}

bool silence_next_due(struct db *db, int64_t *due, struct fault *fault)
{
	int64_t found = INT64_MAX;
	struct query *query = db_query(db, &SILENCE_NEXT);
	if (query_next(query) && !row_is_null(query, "silence_at"))
		found = row_int(query, "silence_at");
	if (!query_end(&query, fault))
		return false;
	*due = found;
	return true;
}

bool silence_spare(struct transaction *transaction, int64_t grace_ms, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SILENCE_SPARE);
	query_int(query, 1, transaction_now(transaction) + grace_ms);
	return query_run(&query, fault);
}
