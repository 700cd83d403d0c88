/*
 * Visitor form: see visitor_form.h.
 */
#include "handoff/visitor_form.h"

#include <stdio.h>
#include <string.h>

#include "data/event_search.h"
#include "data/text.h"
#include "handoff/act_internal.h"
#include "handoff/left_message.h"
#include "handoff/speech.h"

#define FORM_BYTES_MOST 16384

SQL_WRITE(FORM_KEEP, "UPDATE conversation SET form = $2 WHERE id = $1");
SQL_READ(FORM_DONE, "SELECT CASE WHEN form IS NULL THEN 0 ELSE 1 END AS done "
		    "FROM conversation WHERE id = $1");

/* Reading ----------------------------------------------------------------------------------- */

struct place {
	const struct site_form_field *field;
	char name[64]; /* in faults */
	struct arena *arena;
	struct fault *fault;
};

static bool refuse(const struct place *place, enum fault_code code)
{
	return fault_set(place->fault, code, place->name);
}

static bool is_option(const struct site_form_field *field, const char *text)
{
	for (int i = 0; i < field->option_count; i++)
		if (strcmp(field->options[i], text) == 0)
			return true;
	return false;
}

static bool check_kind(const struct place *place, const char *text)
{
	switch (place->field->kind) {
	case FORM_NAME:
	case FORM_TEXT:
	case FORM_CONSENT:
	case FORM_KIND_COUNT:
		return true;
	case FORM_EMAIL:
		return contact_is_email(text) || refuse(place, FAULT_BAD_CONTACT);
	case FORM_PHONE:
		return contact_is_phone(text) || refuse(place, FAULT_BAD_CONTACT);
	case FORM_CHOICE:
		return is_option(place->field, text) || refuse(place, FAULT_NOT_ALLOWED_VALUE);
	}
	return true;
}

/* A text, "" when it was left empty. */
static bool read_text(const struct place *place, const struct json *value, const char **text)
{
	static const struct text_limit limit = {0, FORM_VALUE_MOST, true};
	char *clean;
	if (value->type != JSON_STRING)
		return refuse(place, FAULT_WRONG_TYPE);
	if (!text_clean(value->text, place->name, limit, place->arena, &clean, place->fault))
		return false;
	*text = clean;
	return clean[0] == '\0' || check_kind(place, clean);
}

/* "yes" for a ticked box, "" for one that isn't. */
static bool read_consent(const struct place *place, const struct json *value, const char **text)
{
	if (value->type != JSON_BOOL)
		return refuse(place, FAULT_WRONG_TYPE);
	*text = value->boolean ? "yes" : "";
	return true;
}

static bool read_value(const struct place *place, const struct json *values, const char **text)
{
	const struct json *value =
	    values == NULL ? NULL : json_member(values, place->field->name);
	*text = "";
	if (value != NULL && value->type != JSON_NULL &&
	    !(place->field->kind == FORM_CONSENT ? read_consent : read_text)(place, value, text))
		return false;
	return (*text)[0] != '\0' || !place->field->required ||
	       refuse(place, FAULT_MISSING_FIELD);
}

static const char *label_of(const struct site_form_field *field)
{
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if (field->label[language] != NULL)
			return field->label[language];
	return NULL;
}

static bool write_value(const struct site_form_field *field, const struct json *values,
			struct arena *arena, struct json_writer *json, struct fault *fault)
{
	struct place place = {.field = field, .arena = arena, .fault = fault};
	const char *text;
	snprintf(place.name, sizeof(place.name), "form.%s", field->name);
	if (!read_value(&place, values, &text))
		return false;
	if (text[0] == '\0')
		return true;
	json_open_object(json, NULL);
	json_add_text(json, "name", field->name);
	json_add_text(json, "kind", form_kind_name(field->kind));
	json_add_text(json, "label", label_of(field));
	json_add_text(json, "value", text);
	json_close_object(json);
	return true;
}

static bool check_names(const struct site_form *form, const struct json *values,
			struct fault *fault)
{
	if (values == NULL)
		return true;
	for (const struct json *each = values->first; each != NULL; each = each->next) {
		int i = 0;
		while (i < form->count && strcmp(form->fields[i].name, each->name) != 0)
			i++;
		if (i == form->count)
			return fault_detail(fault, FAULT_UNKNOWN_FIELD, "form", "%s", each->name);
	}
	return true;
}

bool visitor_form_read(const struct site_form *form, const struct json *values,
		       struct arena *arena, const char **kept, struct fault *fault)
{
	bool good = check_names(form, values, fault);
	struct buffer buffer = buffer_new(FORM_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	json_open_array(&json, NULL);
	for (int i = 0; good && i < form->count; i++)
		good = write_value(&form->fields[i], values, arena, &json, fault);
	json_close_array(&json);
	if (good && buffer.overflowed)
		good = fault_limit(fault, FAULT_TOO_LONG, "form", (int64_t)buffer.length,
				   FORM_BYTES_MOST);
	if (good)
		*kept = values == NULL || form->count == 0
			    ? NULL
			    : arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return good;
}

/* Keeping ----------------------------------------------------------------------------------- */

/* What was filled in, without the names of the fields, for finding it. */
static const char *values_of(const char *kept, struct arena *arena)
{
	const struct json *list;
	struct fault fault;
	const char *words = "";
	if (!json_parse(kept, strlen(kept), arena, &list, &fault))
		return words;
	for (const struct json *each = list->first; each != NULL; each = each->next)
		words = arena_format(arena, "%s %s", words, json_text(each, "value"));
	return words;
}

bool visitor_form_keep(struct transaction *transaction,
		       const struct conversation_id *conversation, const char *kept,
		       struct fault *fault)
{
	if (kept == NULL)
		return true;
	struct query *query = db_query(transaction_db(transaction), &FORM_KEEP);
	query_text(query, 1, conversation->text);
	query_text(query, 2, kept);
	transaction_wake(transaction, topic_of(TOPIC_CONVERSATION, conversation->text));
	return query_run(&query, fault) &&
	       event_search_put(transaction, conversation, EVENT_SEARCH_VISITOR,
				values_of(kept, transaction_arena(transaction)), fault);
}

static bool apply_answer(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	struct form_answer *answer = (struct form_answer *)change;
	struct scene scene;
	const char *kept;
	return act_begin(&scene, &answer->act, transaction, NULL, fault) &&
	       act_allow(&scene, ACTION_VISITOR_MESSAGE, fault) &&
	       visitor_form_read(&speech_site(&scene)->form, answer->values, answer->act.arena,
				 &kept, fault) &&
	       visitor_form_keep(transaction, &answer->act.conversation, kept, fault);
}

void form_answer_prepare(struct form_answer *answer)
{
	answer->act.change.apply = apply_answer;
}

bool visitor_form_is_done(const struct scene *scene, struct fault *fault)
{
	const struct site_form *form = &speech_site(scene)->form;
	bool required = false;
	bool done = false;
	for (int i = 0; i < form->count; i++)
		required = required || form->fields[i].required;
	if (!required || !form->before_person)
		return true;
	struct query *query = db_query(transaction_db(scene->transaction), &FORM_DONE);
	query_text(query, 1, scene->act->conversation.text);
	if (query_next(query))
		done = row_int(query, "done") != 0;
	if (!query_end(&query, fault))
		return false;
	return done || fault_set(fault, FAULT_MISSING_FIELD, "form");
}
