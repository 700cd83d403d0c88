/*
 * Wrap-up: see wrap_up.h.  Reading and preparing on any thread, applying on
 * the writer's.
 */
#include "handoff/wrap_up.h"

#include <string.h>

#include "data/audit.h"
#include "data/event_search.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/visitor_facts.h"
#include "kb/paging.h"

SQL_SCAN(WRAP_TOPICS,
	 "SELECT t.id, t.name, t.is_active, (SELECT COUNT(*) FROM wrap_up w WHERE w.topic = t.id) "
	 "AS used FROM wrap_topic t ORDER BY t.is_active DESC, lower(t.name), t.id");
SQL_READ(WRAP_TOPIC_NAMED, "SELECT id FROM wrap_topic WHERE name = $1");
SQL_SCAN(WRAP_TOPIC_COUNT,
	 "SELECT COUNT(*) AS many FROM wrap_topic WHERE is_active = 1 AND id <> $1");
SQL_WRITE(WRAP_TOPIC_ADD, "INSERT INTO wrap_topic (id, name, created_at) VALUES ($1, $2, $3)");
SQL_WRITE(WRAP_TOPIC_CHANGE, "UPDATE wrap_topic SET name = COALESCE($2, name), "
			     "is_active = CASE WHEN $3 < 0 THEN is_active ELSE $3 END "
			     "WHERE id = $1 RETURNING id");
SQL_READ(WRAP_TOPIC_THERE, "SELECT id FROM wrap_topic WHERE id = $1");
SQL_READ(WRAP_READ,
	 "SELECT w.topic, t.name AS topic_name, w.tags, w.summary, w.outcome, s.display_name, w.at "
	 "FROM wrap_up w LEFT JOIN wrap_topic t ON t.id = w.topic JOIN staff s ON s.id = w.by_staff "
	 "WHERE w.conversation = $1");
SQL_WRITE(WRAP_SAVE,
	  "INSERT INTO wrap_up (conversation, topic, tags, summary, outcome, by_staff, at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation) DO UPDATE SET "
	  "topic = excluded.topic, tags = excluded.tags, summary = excluded.summary, "
	  "outcome = excluded.outcome, by_staff = excluded.by_staff, at = excluded.at");

/* Topics --------------------------------------------------------------------------------- */

bool wrap_topic_list(struct db *db, struct arena *arena, struct wrap_topic **list, int *count,
		     struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct wrap_topic));
	struct query *query = db_query(db, &WRAP_TOPICS);
	while (query_next(query)) {
		struct wrap_topic *topic = list_add(&found);
		row_text_into(query, "id", topic->id, sizeof(topic->id));
		topic->name = row_text(query, "name", arena);
		topic->is_active = row_int(query, "is_active") != 0;
		topic->used = (int)row_int(query, "used");
	}
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}

static bool check_name(struct db *db, const struct wrap_topic_save *save, struct fault *fault)
{
	char other[ID_LENGTH + 1] = "";
	if (save->name == NULL)
		return true;
	struct query *query = db_query(db, &WRAP_TOPIC_NAMED);
	query_text(query, 1, save->name);
	if (query_next(query))
		row_text_into(query, "id", other, sizeof(other));
	if (!query_end(&query, fault))
		return false;
	return other[0] == '\0' || strcmp(other, save->id) == 0 ||
	       fault_set(fault, FAULT_EXISTS, "name");
}

/* Among the others: one that is there takes no more room for being changed. */
static bool check_room(struct db *db, const struct wrap_topic_save *save, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(db, &WRAP_TOPIC_COUNT);
	query_text(query, 1, save->id);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < WRAP_TOPICS_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "topics", many + 1, WRAP_TOPICS_MOST);
}

static bool add_topic(struct wrap_topic_save *save, struct transaction *transaction,
		      struct fault *fault)
{
	id_new(transaction_now(transaction), save->id);
	struct query *query = db_query(transaction_db(transaction), &WRAP_TOPIC_ADD);
	query_text(query, 1, save->id);
	query_text(query, 2, save->name);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool change_topic(const struct wrap_topic_save *save, struct transaction *transaction,
			 struct fault *fault)
{
	char changed[ID_LENGTH + 1] = "";
	struct query *query = db_query(transaction_db(transaction), &WRAP_TOPIC_CHANGE);
	query_text(query, 1, save->id);
	query_text(query, 2, save->name);
	query_int(query, 3, save->is_active);
	while (query_next(query))
		row_text_into(query, "id", changed, sizeof(changed));
	if (!query_end(&query, fault))
		return false;
	return changed[0] != '\0' || fault_set(fault, FAULT_NOT_FOUND, "topic");
}

static bool apply_topic(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct wrap_topic_save *save = (struct wrap_topic_save *)change;
	struct db *db = transaction_db(transaction);
	bool is_new = save->id[0] == '\0';
	bool adds = is_new || save->is_active == 1;
	if (!check_name(db, save, fault) || (adds && !check_room(db, save, fault)) ||
	    !(is_new ? add_topic(save, transaction, fault)
		     : change_topic(save, transaction, fault)))
		return false;
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return audit_append(transaction, save->by.text,
			    is_new ? "wrap-topic.create" : "wrap-topic.change", "wrap-topic",
			    save->id, NULL, fault);
}

bool wrap_topic_save_prepare(struct wrap_topic_save *save, struct fault *fault)
{
	static const struct text_limit limit = {1, WRAP_TOPIC_MOST, true};
	char *name;
	save->change.apply = apply_topic;
	if (save->name == NULL)
		return save->id[0] != '\0' || fault_set(fault, FAULT_MISSING_FIELD, "name");
	if (!text_clean(save->name, "name", limit, save->arena, &name, fault))
		return false;
	save->name = name;
	return true;
}

/* Reading --------------------------------------------------------------------------------- */

enum lookup wrapped_read(struct db *db, const struct conversation_id *conversation,
			 struct arena *arena, struct wrapped *wrapped, struct fault *fault)
{
	struct wrapped found = {.topic = ""};
	bool any = false;
	struct query *query = db_query(db, &WRAP_READ);
	query_text(query, 1, conversation->text);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "topic", found.topic, sizeof(found.topic));
		found.topic_name = row_text(query, "topic_name", arena);
		found.tags = row_text(query, "tags", arena);
		found.summary = row_text(query, "summary", arena);
		found.outcome = row_text(query, "outcome", arena);
		found.by = row_text(query, "display_name", arena);
		found.at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (any)
		*wrapped = found;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* Wrapping up ------------------------------------------------------------------------------ */

/* Noting something down is what whoever wraps up must be allowed to; while an
 * agent has the conversation, it is theirs to judge. */
static bool may_wrap(const struct scene *scene, struct fault *fault)
{
	if (!act_allow(scene, ACTION_NOTE, fault))
		return false;
	bool is_others = scene->standing.owner == OWNER_AGENT && scene->party != PARTY_OWNER &&
			 scene->party != PARTY_SUPERVISOR;
	return !is_others || fault_set(fault, FAULT_NOT_YOUR_TURN, "conversation");
}

static bool find_topic(const struct wrap_up *wrap, struct db *db, struct fault *fault)
{
	char found[ID_LENGTH + 1] = "";
	if (wrap->topic == NULL)
		return true;
	struct query *query = db_query(db, &WRAP_TOPIC_THERE);
	query_text(query, 1, wrap->topic);
	if (query_next(query))
		row_text_into(query, "id", found, sizeof(found));
	if (!query_end(&query, fault))
		return false;
	return found[0] != '\0' || fault_set(fault, FAULT_NOT_FOUND, "topic");
}

static bool save_wrap_up(const struct wrap_up *wrap, struct transaction *transaction,
			 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &WRAP_SAVE);
	query_text(query, 1, wrap->act.conversation.text);
	query_text(query, 2, wrap->topic);
	query_text(query, 3, wrap->tags_kept != NULL ? wrap->tags_kept : "[]");
	query_text(query, 4, wrap->summary);
	query_text(query, 5, wrap->outcome);
	query_text(query, 6, wrap->act.actor.staff.text);
	query_int(query, 7, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool apply_wrap_up(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct wrap_up *wrap = (struct wrap_up *)change;
	struct scene scene;
	if (!act_begin(&scene, &wrap->act, transaction, NULL, fault) || !may_wrap(&scene, fault) ||
	    !find_topic(wrap, transaction_db(transaction), fault) ||
	    !save_wrap_up(wrap, transaction, fault))
		return false;
	const char *words = arena_format(transaction_arena(transaction), "%s %s", wrap->summary,
					 wrap->tags_kept != NULL ? wrap->tags_kept : "");
	transaction_wake(transaction, topic_of(TOPIC_QUEUE, ""));
	return event_search_put(transaction, &wrap->act.conversation, EVENT_SEARCH_WRAP_UP, words,
				fault);
}

bool wrap_up_prepare(struct wrap_up *wrap, struct fault *fault)
{
	static const struct text_limit limit = {0, WRAP_SUMMARY_MOST, false};
	char *summary;
	wrap->act.change.apply = apply_wrap_up;
	if (!visitor_tags_read(wrap->tags, wrap->tag_count, wrap->act.arena, &wrap->tags_kept,
			       fault) ||
	    !text_clean(wrap->summary == NULL ? "" : wrap->summary, "summary", limit,
			wrap->act.arena, &summary, fault))
		return false;
	wrap->summary = summary;
	return true;
}
