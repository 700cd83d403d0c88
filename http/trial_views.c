/*
 * Trial views: see trial_views.h.
 */
#include "http/trial_views.h"

#include <stdio.h>

#include "data/text.h"

#define ITEMS_SHOWN    100
#define TEXTS_SHOWN    50
#define FAILURES_SHOWN 500
#define TEXT_BYTES     4000

/* A text, cut where it gets too long for a page. */
static void add_cut(struct json_writer *json, const char *name, const char *text)
{
	char cut[TEXT_BYTES + 1];
	if (text == NULL) {
		json_add_null(json, name);
		return;
	}
	snprintf(cut, sizeof(cut), "%s", text);
	text_cut(cut, TEXT_BYTES);
	json_add_text(json, name, cut);
}

static void add_texts(struct json_writer *json, const char *name, const char **texts, int count)
{
	json_open_array(json, name);
	for (int at = 0; at < count && at < TEXTS_SHOWN; at++)
		add_cut(json, NULL, texts[at]);
	json_close_array(json);
}

static void add_item(struct json_writer *json, const struct difference_item *item)
{
	json_open_object(json, NULL);
	json_add_text(json, "change", difference_kind_name(item->kind));
	json_add_text(json, "what", item->what);
	json_add_text(json, "id", item->id);
	json_add_text(json, "title", item->title);
	json_open_array(json, "fields");
	for (int at = 0; at < item->field_count; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "name", item->fields[at].name);
		add_cut(json, "before", item->fields[at].before);
		add_cut(json, "after", item->fields[at].after);
		json_close_object(json);
	}
	json_close_array(json);
	add_texts(json, "added", item->added, item->added_count);
	add_texts(json, "removed", item->removed, item->removed_count);
	json_add_int(json, "added_count", item->added_count);
	json_add_int(json, "removed_count", item->removed_count);
	json_close_object(json);
}

void view_difference(struct json_writer *json, const struct difference *difference)
{
	json_open_array(json, "counts");
	for (int at = 0; at < DIFFERENCE_WHATS; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "what", difference->counts[at].what);
		json_add_int(json, "added", difference->counts[at].added);
		json_add_int(json, "changed", difference->counts[at].changed);
		json_add_int(json, "removed", difference->counts[at].removed);
		json_close_object(json);
	}
	json_close_array(json);
	json_open_array(json, "items");
	for (int at = 0; at < difference->count && at < ITEMS_SHOWN; at++)
		add_item(json, &difference->items[at]);
	json_close_array(json);
	json_add_int(json, "more",
		     difference->count > ITEMS_SHOWN ? difference->count - ITEMS_SHOWN : 0);
}

/* Golden questions --------------------------------------------------------------------- */

static void add_failure(struct json_writer *json, const struct golden_failure *failure)
{
	json_open_object(json, NULL);
	add_cut(json, "text", failure->text);
	json_add_text(json, "expect", failure->expect);
	json_add_text(json, "expect_entry", failure->expect_entry);
	json_add_text(json, "expect_question", failure->expect_question);
	json_add_text(json, "got", failure->got);
	json_add_text(json, "got_entry", failure->got_entry);
	json_add_text(json, "got_question", failure->got_question);
	json_add_real(json, "confidence", failure->confidence, 3);
	json_add_bool(json, "is_new", failure->is_new);
	json_close_object(json);
}

static void add_failures(struct json_writer *json, const char *name,
			 const struct golden_failure *failures, int count)
{
	json_open_array(json, name);
	/* The new ones first: they are what the change did. */
	int shown = 0;
	for (int pass = 0; pass < 2; pass++)
		for (int at = 0; at < count && shown < FAILURES_SHOWN; at++)
			if (failures[at].is_new == (pass == 0)) {
				add_failure(json, &failures[at]);
				shown++;
			}
	json_close_array(json);
}

void view_golden_result(struct json_writer *json, const struct golden_result *result)
{
	json_add_int(json, "passed", result->passed);
	json_add_int(json, "failed", result->failed);
	json_add_int(json, "newly_broken", result->newly_broken);
	json_add_int(json, "newly_fixed", result->fixed_count);
	json_add_int(json, "stopping", result->stopping);
	add_failures(json, "failures", result->failures, result->failed);
	add_failures(json, "fixed", result->fixed, result->fixed_count);
}

static void add_golden(struct json_writer *json, const struct golden_line *line)
{
	json_open_object(json, NULL);
	json_add_text(json, "id", line->id.text);
	json_add_text(json, "text", line->golden.text);
	json_add_text(json, "expect", line->golden.expect);
	json_add_text(json, "entry", line->golden.entry);
	json_add_text(json, "entry_question", line->entry_question);
	json_add_text(json, "language", line->golden.language);
	json_add_text(json, "site", line->golden.site);
	json_add_text(json, "conversation",
		      line->conversation.text[0] == '\0' ? NULL : line->conversation.text);
	json_add_int(json, "seq", line->number);
	json_add_text(json, "changed_by", line->changed_by);
	json_add_int(json, "created_at", line->created_at);
	json_close_object(json);
}

void view_golden_page(struct json_writer *json, const struct golden_page *page)
{
	json_open_object(json, NULL);
	json_open_array(json, "golden");
	for (int at = 0; at < page->count; at++)
		add_golden(json, &page->lines[at]);
	json_close_array(json);
	json_add_int(json, "total", page->total);
	json_add_text(json, "next", page->next);
	json_close_object(json);
}

void view_plan(struct json_writer *json, const char *name, const struct plan *plan)
{
	if (plan == NULL) {
		json_add_null(json, name);
		return;
	}
	json_open_object(json, name);
	json_add_int(json, "at", plan->at);
	json_add_text(json, "state", plan->state);
	json_add_text(json, "reason", plan->reason);
	json_add_text(json, "planned_by", plan->planned_by);
	if (plan->outcome == NULL)
		json_add_null(json, "outcome");
	else
		json_add_raw(json, "outcome", plan->outcome);
	json_close_object(json);
}
