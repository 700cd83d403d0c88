/*
 * Rule fields: see rule_fields.h.
 */
#include "http/rule_fields.h"

#include "bot/rule_draft.h"
#include "bot/rules.h"

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

static struct rule_said said_by(const struct rule_fields *fields)
{
	return (struct rule_said){.name = fields->name,
				  .kind = fields->kind,
				  .pattern = fields->pattern,
				  .words = fields->words,
				  .conditions = fields->conditions,
				  .actions = fields->actions,
				  .priority = fields->priority,
				  .is_active = fields->is_active != 0};
}

bool rule_fields_pattern(const struct rule_fields *fields, struct arena *arena,
			 struct rule_draft *draft, struct fault *fault)
{
	struct rule_said said = said_by(fields);
	return rule_draft_pattern(&said, arena, draft, fault);
}

bool rule_fields_read(const struct rule_fields *fields, struct arena *arena,
		      struct rule_draft *draft, struct fault *fault)
{
	struct rule_said said = said_by(fields);
	return rule_draft_read(&said, arena, draft, fault);
}
