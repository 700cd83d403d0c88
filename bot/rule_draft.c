/*
 * Rule draft: see rule_draft.h.
 */
#include "bot/rule_draft.h"

#include <string.h>

#include "bot/rule_content.h"
#include "bot/rule_words.h"
#include "bot/rules.h"

static const char *text_of(const struct json *tree, struct arena *arena)
{
	struct buffer buffer = buffer_new(RULE_CONTENT_BYTES * 2);
	struct json_writer json = json_writer(&buffer);

	if (tree == NULL || tree->count == 0)
		return "";
	json_add_tree(&json, NULL, tree);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

bool rule_draft_pattern(const struct rule_said *said, struct arena *arena,
			struct rule_draft *draft, struct fault *fault)
{
	draft->kind = said->kind;
	draft->words = "";
	draft->pattern = "";
	if (strcmp(said->kind, "words") == 0)
		return rule_words_read(said->words, arena, &draft->pattern, &draft->words, fault);
	if (strcmp(said->kind, "always") == 0)
		return true;
	if (said->pattern == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "pattern");
	draft->pattern = said->pattern;
	return rule_check(said->pattern, fault);
}

static bool check_form_patterns(const struct rule_actions *actions, struct arena *arena,
				struct fault *fault)
{
	for (int at = 0; at < actions->field_count; at++) {
		const struct value_wish *wish = &actions->fields[at].wish;
		if (wish->kind != VALUE_PATTERN || rule_check(wish->pattern, fault))
			continue;
		const char *detail = arena_text(arena, fault->detail);
		int64_t character = fault->actual;
		fault_detail(fault, fault->code,
			     arena_format(arena, "actions.form.fields[%d].pattern", at + 1), "%s",
			     detail);
		fault->actual = character;
		return false;
	}
	return true;
}

static bool read_content(const struct rule_said *said, struct arena *arena,
			 struct rule_draft *draft, struct fault *fault)
{
	struct rule_conditions conditions;
	struct rule_actions actions;

	draft->conditions = text_of(said->conditions, arena);
	draft->actions = text_of(said->actions, arena);
	if (!rule_conditions_read(draft->conditions, arena, &conditions, fault) ||
	    !rule_actions_read(draft->actions, arena, &actions, fault) ||
	    !check_form_patterns(&actions, arena, fault))
		return false;
	bool is_always = strcmp(draft->kind, "always") == 0;
	return !is_always || rule_conditions_any(&conditions) ||
	       fault_detail(fault, FAULT_MISSING_FIELD, "conditions",
			    "a rule for any message needs a condition");
}

bool rule_draft_read(const struct rule_said *said, struct arena *arena,
		     struct rule_draft *draft, struct fault *fault)
{
	struct rule_draft read = {.name = said->name,
				  .priority = said->priority,
				  .is_active = said->is_active};

	return rule_draft_pattern(said, arena, &read, fault) &&
	       read_content(said, arena, &read, fault) && rule_clean(&read, arena, draft, fault);
}

static const struct json *object_or_null(const struct json *object, const char *name)
{
	const struct json *member = json_member(object, name);
	return member != NULL && member->type == JSON_OBJECT ? member : NULL;
}

bool rule_draft_read_json(const struct json *object, struct arena *arena,
			  struct rule_draft *draft, struct fault *fault)
{
	struct rule_said said = {.name = json_text(object, "name"),
				 .kind = json_text(object, "kind"),
				 .pattern = json_text(object, "pattern"),
				 .words = object_or_null(object, "words"),
				 .conditions = object_or_null(object, "conditions"),
				 .actions = object_or_null(object, "actions"),
				 .priority = json_int(object, "priority", 0),
				 .is_active = json_bool(object, "is_active", true)};

	if (said.kind == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "kind");
	return rule_draft_read(&said, arena, draft, fault);
}
