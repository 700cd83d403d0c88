/* Workbench views: see workbench_views.h. */
#include "http/workbench_views.h"

/* Times and ids that there may be none of. */
static void add_time(struct json_writer *json, const char *name, int64_t time)
{
	if (time > 0)
		json_add_int(json, name, time);
	else
		json_add_null(json, name);
}

static void add_id(struct json_writer *json, const char *name, const char *id)
{
	json_add_text(json, name, id[0] != '\0' ? id : NULL);
}

static void add_counts(struct json_writer *json, const char *name,
		       const struct workbench_count *counts, int count)
{
	json_open_array(json, name);
	for (int at = 0; at < count; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "name", counts[at].what);
		json_add_int(json, "asked", counts[at].asked);
		json_close_object(json);
	}
	json_close_array(json);
}

void view_cluster(struct json_writer *json, const char *name,
		  const struct workbench_cluster *cluster)
{
	json_open_object(json, name);
	json_add_text(json, "id", cluster->id.text);
	json_add_text(json, "title", cluster->title);
	json_add_text(json, "language", cluster->language);
	json_add_text(json, "state", cluster->state);
	json_add_text(json, "reason", cluster->reason);
	json_add_text(json, "ignored_by_act", cluster->ignored_by_act);
	json_add_text(json, "entry", cluster->entry);
	json_add_text(json, "assignee", cluster->assignee);
	json_add_text(json, "assignee_name", cluster->assignee_name);
	add_time(json, "due_at", cluster->due_at);
	json_add_int(json, "questions", cluster->questions);
	json_add_int(json, "open_questions", cluster->open_questions);
	json_add_int(json, "asked", cluster->asked);
	json_add_int(json, "ended", cluster->ended);
	json_add_int(json, "lost", cluster->lost);
	json_add_int(json, "answered", cluster->answered);
	json_add_int(json, "checked", cluster->checked);
	json_add_int(json, "first_at", cluster->first_at);
	json_add_int(json, "last_at", cluster->last_at);
	json_open_array(json, "trend");
	for (int day = 0; day < WORKBENCH_DAYS; day++)
		json_add_int(json, NULL, cluster->trend[day]);
	json_close_array(json);
	add_counts(json, "sites", cluster->sites, cluster->site_count);
	add_counts(json, "reasons", cluster->reasons, cluster->reason_count);
	json_close_object(json);
}

void view_cluster_question(struct json_writer *json, const struct workbench_question *question)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", question->id.text);
	json_add_text(json, "text", question->text);
	json_add_text(json, "state", question->state);
	json_add_int(json, "asked", question->asked);
	json_add_int(json, "ended", question->ended);
	json_add_int(json, "lost", question->lost);
	json_add_int(json, "last_at", question->last_at);
	json_add_text(json, "answered_by", question->answered_by);
	json_add_real(json, "answered_confidence", question->answered_confidence, 3);
	add_id(json, "conversation", question->conversation.text);
	json_add_int(json, "seq", question->number);
	json_close_object(json);
}

void view_cluster_answer(struct json_writer *json, const struct workbench_answer *answer)
{
	json_open_object(json, NULL);
	json_add_text(json, "conversation", answer->conversation.text);
	json_add_int(json, "seq", answer->number);
	json_add_text(json, "question", answer->question);
	json_add_text(json, "answer", answer->answer);
	json_add_text(json, "rating", answer->rating);
	json_add_int(json, "at", answer->at);
	json_close_object(json);
}

void view_suggestion(struct json_writer *json, const char *name,
		     const struct suggestion *suggestion)
{
	json_open_object(json, name);
	json_add_text(json, "id", suggestion->id.text);
	json_add_text(json, "kind", suggestion->kind);
	json_add_text(json, "state", suggestion->state);
	json_add_text(json, "question", suggestion->question);
	json_add_text(json, "answer", suggestion->answer);
	json_add_text(json, "language", suggestion->language);
	json_add_text(json, "entry", suggestion->entry);
	add_id(json, "entry_id", suggestion->entry_id.text);
	json_add_text(json, "entry_question", suggestion->entry_question);
	json_add_text(json, "entry_answer", suggestion->entry_answer);
	json_add_real(json, "entry_confidence", suggestion->entry_confidence, 3);
	json_add_int(json, "conversations", suggestion->conversations);
	json_add_real(json, "alike", suggestion->alike, 3);
	json_add_int(json, "ratings", suggestion->ratings);
	json_add_real(json, "rating", suggestion->rating, 2);
	json_add_int(json, "first_at", suggestion->first_at);
	json_add_int(json, "last_at", suggestion->last_at);
	json_close_object(json);
}

void view_suggestion_source(struct json_writer *json, const struct suggestion_source *source)
{
	json_open_object(json, NULL);
	json_add_text(json, "conversation", source->conversation.text);
	json_add_int(json, "seq", source->number);
	json_add_text(json, "question", source->question);
	json_add_text(json, "answer", source->answer);
	json_add_text(json, "rating", source->rating);
	json_add_int(json, "at", source->at);
	json_close_object(json);
}
