/*
 * Views of the knowledge base as JSON: entries, unmatched questions,
 * publications, imports.
 *
 * Not here: conversations and people (views.c).  Pure; any thread.
 */
#include "http/trial_views.h"
#include "http/views.h"

#include "kb/entry.h"
#include "kb/golden.h"
#include "kb/publish.h"
#include "kb/unmatched.h"

#define SENTENCE_SIZE 300

static void add_texts(struct json_writer *json, const char *name, const char *const *texts,
		      int count)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++)
		json_add_text(json, NULL, texts[i]);
	json_close_array(json);
}

/* What stands for "none" is "" in the store and in JSON. */
static void add_or_empty(struct json_writer *json, const char *name, const char *text)
{
	json_add_text(json, name, text == NULL ? "" : text);
}

void view_entry_version(struct json_writer *json, const struct entry_version *version)
{
	json_open_object(json, NULL);
	json_add_int(json, "version", version->version);
	json_add_text(json, "changed_by", version->changed_by);
	json_add_int(json, "at", version->at);
	json_add_text(json, "reason", version->reason);
	json_add_raw(json, "content", version->content);
	json_close_object(json);
}

void view_entry(struct json_writer *json, const char *name, const struct entry *entry,
		struct arena *arena)
{
	const struct entry_draft *content = &entry->content;
	const char *extras = entry_extras(content, arena);
	json_open_object(json, name);
	json_add_text(json, "id", entry->id.text);
	json_add_text(json, "external_id", content->external_id);
	json_add_text(json, "question", content->question);
	add_texts(json, "variants", content->variants, content->variant_count);
	json_add_text(json, "answer", content->answer);
	add_or_empty(json, "category", content->category);
	add_texts(json, "tags", content->tags, content->tag_count);
	add_or_empty(json, "language", content->language);
	json_add_text(json, "status", entry_status_name(entry->content.status));
	json_add_int(json, "valid_from", content->valid_from);
	json_add_int(json, "valid_until", content->valid_until);
	add_texts(json, "sites", content->sites, content->site_count);
	add_or_empty(json, "translation", content->translation);
	json_add_raw(json, "extras", *extras == '\0' ? "{}" : extras);
	json_add_int(json, "version", entry->version);
	json_add_int(json, "approved_version", entry->approved_version);
	json_add_text(json, "changed_by", entry->changed_by);
	json_add_int(json, "created_at", entry->created_at);
	json_add_int(json, "changed_at", entry->changed_at);
	json_close_object(json);
}

static void add_line(struct json_writer *json, const struct entry_summary *line)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", line->id.text);
	json_add_text(json, "external_id", line->external_id);
	json_add_text(json, "question", line->question);
	json_add_text(json, "excerpt", line->excerpt);
	add_or_empty(json, "category", line->category);
	add_or_empty(json, "language", line->language);
	json_add_int(json, "variants", line->variants);
	json_add_int(json, "version", line->version);
	json_add_int(json, "approved_version", line->approved_version);
	json_add_int(json, "valid_until", line->valid_until);
	json_add_text(json, "status", entry_status_name(line->status));
	json_add_int(json, "changed_at", line->changed_at);
	json_close_object(json);
}

void view_entry_page(struct json_writer *json, const struct entry_page *page)
{
	json_open_object(json, NULL);
	json_open_array(json, "entries");
	for (int i = 0; i < page->count; i++)
		add_line(json, &page->lines[i]);
	json_close_array(json);
	json_add_int(json, "total", page->total);
	json_add_text(json, "next", page->next);
	json_close_object(json);
}

static void add_id(struct json_writer *json, const char *name, const char *id)
{
	json_add_text(json, name, id[0] == '\0' ? NULL : id);
}

void view_unmatched(struct json_writer *json, const struct unmatched *unmatched)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", unmatched->id.text);
	json_add_text(json, "text", unmatched->text);
	json_add_text(json, "language", unmatched->language);
	json_add_int(json, "asked", unmatched->asked);
	json_add_text(json, "state", unmatched_state_name(unmatched->state));
	json_add_text(json, "reason", unmatched->reason);
	add_id(json, "entry", unmatched->entry.text);
	json_add_text(json, "nearest", unmatched->nearest);
	add_id(json, "nearest_id", unmatched->nearest_entry.text);
	json_add_text(json, "nearest_question", unmatched->nearest_question);
	if (unmatched->nearest == NULL)
		json_add_null(json, "nearest_confidence");
	else
		json_add_real(json, "nearest_confidence", unmatched->nearest_confidence, 3);
	add_id(json, "conversation", unmatched->conversation.text);
	json_add_int(json, "seq", unmatched->number);
	json_add_int(json, "first_at", unmatched->first_at);
	json_add_int(json, "last_at", unmatched->last_at);
	json_close_object(json);
}

static void add_publication(struct json_writer *json, const struct publication *publication)
{
	json_add_int(json, "number", publication->number);
	json_add_int(json, "entries", publication->entries);
	json_add_int(json, "variants", publication->variants);
	json_add_int(json, "golden_passed", publication->golden_passed);
	json_add_int(json, "golden_failed", publication->golden_failed);
	json_add_text(json, "reason", publication->reason);
	json_add_text(json, "published_by", publication->published_by);
	json_add_int(json, "published_at", publication->published_at);
	json_add_int(json, "duration_ms", publication->duration_ms);
	if (publication->same_as == 0)
		json_add_null(json, "same_as");
	else
		json_add_int(json, "same_as", publication->same_as);
	json_add_bool(json, "learned", publication->learned);
}

void view_publication(struct json_writer *json, const char *name,
		      const struct publication *publication)
{
	json_open_object(json, name);
	add_publication(json, publication);
	json_close_object(json);
}

void view_published(struct json_writer *json, const struct publish_report *report)
{
	json_open_object(json, NULL);
	add_publication(json, &report->publication);
	view_golden_result(json, &report->golden);
	json_close_object(json);
}
