/*
 * Rule fields: see rule_fields.h.
 */
#include "http/rule_fields.h"

#include <string.h>

#include "bot/rule_content.h"
#include "bot/rule_words.h"
#include "bot/rules.h"

#define ALWAYS 2

static const char *const KINDS[] = {"pattern", "words", "always", NULL};

const struct field rule_rows[] = {
    {FIELD(struct rule_fields, name, FIELD_LINE), .least = 1, .most = RULE_NAME_MOST,
     .help = "What editors call it; needed but for a trial"},
    {FIELD(struct rule_fields, kind, FIELD_CHOICE), .required = true, .allowed = KINDS,
     .help = "pattern: PCRE2; words: a keyword set; always: any message, with conditions"},
    {FIELD(struct rule_fields, pattern, FIELD_TEXT), .most = RULE_PATTERN_MOST,
     .help = "Of kind pattern; case, width and Traditional or Simplified don't matter"},
    {FIELD(struct rule_fields, words, FIELD_OBJECT),
     .help = "Of kind words: lists any, all and none"},
    {FIELD(struct rule_fields, priority, FIELD_INT), .least = -RULE_PRIORITY_MOST,
     .most = RULE_PRIORITY_MOST, .help = "The highest that matches decides"},
    {FIELD(struct rule_fields, conditions, FIELD_OBJECT),
     .help = "sites, languages, pages, groups, tags, hours"},
    {FIELD(struct rule_fields, actions, FIELD_OBJECT), .help = "say, menu, form, tags, hand_over"},
    {FIELD(struct rule_fields, is_active, FIELD_BOOL), .help = "true when left out"},
    {FIELD(struct rule_fields, version, FIELD_INT), .least = 1, .most = INT32_MAX,
     .fallback = FIELD_UNSET, .help = "The version this change was made from"},
    {0},
};

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

bool rule_fields_pattern(const struct rule_fields *fields, struct arena *arena,
			 struct rule_draft *draft, struct fault *fault)
{
	draft->kind = fields->kind;
	draft->words = "";
	draft->pattern = "";
	if (strcmp(fields->kind, "words") == 0)
		return rule_words_read(fields->words, arena, &draft->pattern, &draft->words, fault);
	if (strcmp(fields->kind, KINDS[ALWAYS]) == 0)
		return true;
	if (fields->pattern == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "pattern");
	draft->pattern = fields->pattern;
	return rule_check(fields->pattern, fault);
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

static bool read_content(const struct rule_fields *fields, struct arena *arena,
			 struct rule_draft *draft, struct fault *fault)
{
	struct rule_conditions conditions;
	struct rule_actions actions;

	draft->conditions = text_of(fields->conditions, arena);
	draft->actions = text_of(fields->actions, arena);
	if (!rule_conditions_read(draft->conditions, arena, &conditions, fault) ||
	    !rule_actions_read(draft->actions, arena, &actions, fault) ||
	    !check_form_patterns(&actions, arena, fault))
		return false;
	bool is_always = strcmp(draft->kind, KINDS[ALWAYS]) == 0;
	return !is_always || rule_conditions_any(&conditions) ||
	       fault_detail(fault, FAULT_MISSING_FIELD, "conditions",
			    "a rule for any message needs a condition");
}

bool rule_fields_read(const struct rule_fields *fields, struct arena *arena,
		      struct rule_draft *draft, struct fault *fault)
{
	struct rule_draft read = {.name = fields->name,
				  .priority = fields->priority,
				  .is_active = fields->is_active != 0};

	return rule_fields_pattern(fields, arena, &read, fault) &&
	       read_content(fields, arena, &read, fault) && rule_clean(&read, arena, draft, fault);
}
