/*
 * Visitor form: what a site asks before the chat, or before a person is
 * called, and what the visitor filled in.
 *
 * The site's settings say the fields (site_widget.h); the values are kept
 * with the conversation, with their labels, and shown to staff.  Reading is
 * pure; keeping applies on the writer.
 */
#ifndef FOYER_HANDOFF_VISITOR_FORM_H
#define FOYER_HANDOFF_VISITOR_FORM_H

#include "data/json.h"
#include "handoff/act.h"
#include "handoff/site_settings.h"

#define FORM_VALUE_MOST 500

/* Checks the values, an object by the fields' names, and makes of them what
 * is kept: a JSON list of {"name", "kind", "label", "value"}, the labels as
 * staff read them; NULL when nothing was asked or given.  values may be NULL.
 * FAULT_MISSING_FIELD, FAULT_UNKNOWN_FIELD, FAULT_BAD_CONTACT, ... name the
 * field as "form.NAME". */
bool visitor_form_read(const struct site_form *form, const struct json *values,
		       struct arena *arena, const char **kept, struct fault *fault) MUST_USE;

/* The visitor fills it in, or changes it.  FAULT_CONVERSATION_CLOSED. */
struct form_answer {
	struct act act;
	const struct json *values;
};
void form_answer_prepare(struct form_answer *answer);

/* Keeps it with a conversation; nothing for NULL. */
bool visitor_form_keep(struct transaction *transaction,
		       const struct conversation_id *conversation, const char *kept,
		       struct fault *fault) MUST_USE;

/* True when nothing is asked before a person is called, or it was answered;
 * else FAULT_MISSING_FIELD "form". */
struct scene;
bool visitor_form_is_done(const struct scene *scene, struct fault *fault) MUST_USE;

#endif
