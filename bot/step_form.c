/*
 * Steps of forms: a rule asks for values one by one.
 *
 * While a form waits, a message is looked at in this order: calling it off,
 * a built-in reason for a person, a published question word for word, a
 * value, another rule or question, and else a value that doesn't fit.
 *
 * Not here: what is a value (bot/value.h), the words (bot/phrases.h).
 */
#include "bot/deciding.h"

#include <string.h>

#include "bot/phrases.h"
#include "data/buffer.h"

#define TEXT_BYTES_MOST 65536
#define REST_MOST       14 /* letters beside a value from which a message may be a question */

/* Saying ----------------------------------------------------------------------------- */

static void explain_form(struct turn *turn, const struct rule *rule, const char *field,
			 const char *outcome)
{
	turn->rule = rule;
	turn->form = (struct explained_form){rule->row.name, field, outcome, turn->next.form.wrong};
}

static void list_values(struct turn *turn, const struct rule *rule, const struct memory_form *form)
{
	struct decision *decision = turn->decision;

	for (int at = 0; at < form->count && at < rule->actions.field_count; at++)
		decision->values[at] =
		    (struct bot_value){rule->actions.fields[at].name,
				       rule->actions.fields[at].label, form->values[at]};
	decision->value_count = form->count;
}

/* The value of the {name} that begins at `at`; NULL when it isn't one. */
static const char *value_named(const struct rule *rule, const struct memory_form *form,
			       const char *at, size_t *length)
{
	*length = strcspn(at, "}") + 1;
	for (int i = 0; i < form->count; i++) {
		const char *name = rule->actions.fields[i].name;
		if (strlen(name) + 2 == *length && strncmp(at + 1, name, *length - 2) == 0)
			return form->values[i];
	}
	return NULL;
}

/* A visitor's value is shown as text: what Markdown would make of it is
 * taken away. */
static void add_plain(struct buffer *buffer, const char *value)
{
	for (; *value != '\0'; value++) {
		if (strchr("\\`*_{}[]()#+!<>|~&", *value) != NULL)
			buffer_add_char(buffer, '\\');
		buffer_add_char(buffer, *value);
	}
}

static const char *filled_in(struct turn *turn, const struct rule *rule, const char *text,
			     const struct memory_form *form)
{
	struct buffer buffer = buffer_new(TEXT_BYTES_MOST);

	while (*text != '\0') {
		size_t length = 1;
		const char *value = *text == '{' ? value_named(rule, form, text, &length) : NULL;
		if (value != NULL) {
			add_plain(&buffer, value);
			text += length;
		} else {
			buffer_add_char(&buffer, *text++);
		}
	}
	const char *filled = arena_copy_text(turn->arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return filled;
}

/* Going on ---------------------------------------------------------------------------- */

static bool ask(struct turn *turn, const char *text, const char *reason)
{
	turn->decision->kind = DECISION_ASK;
	turn->decision->confidence = 1;
	turn->decision->reason = reason;
	turn->decision->text = text;
	return true;
}

static bool finish(struct turn *turn, const struct rule *rule)
{
	const struct rule_actions *actions = &rule->actions;
	struct memory_form form = turn->next.form;
	const struct snapshot_entry *entry =
	    actions->entry == NULL ? NULL : snapshot_find(turn->snapshot, actions->entry);

	turn->next.form = (struct memory_form){0};
	list_values(turn, rule, &form);
	const char *said = actions->text != NULL ? actions->text
			   : entry != NULL       ? entry->answer
						 : NULL;
	if (said != NULL)
		said = filled_in(turn, rule, said, &form);
	if (actions->hands_over || said == NULL) {
		turn->decision->text = said;
		return hand_over(turn, actions->reason != NULL ? actions->reason : "form-done",
				 actions->group);
	}
	if (entry != NULL) {
		turn->decision->text = said;
		return answer(turn, entry, 1, "form-done");
	}
	return say(turn, said, "form-done");
}

static struct value_day day_of(const struct turn *turn)
{
	const struct bot_context *context = turn->context;

	return (struct value_day){
	    .now_ms = context->now_ms,
	    .zone = context->time_zone == NULL ? NULL : time_zone_find(context->time_zone),
	    .month_first = strcmp(turn->language, "en-US") == 0,
	};
}

static bool find_value(struct turn *turn, const struct rule_field *field, struct value_found *found)
{
	struct value_day day = day_of(turn);

	return value_find(&field->wish, turn->text, &day, turn->arena, found);
}

/* Asks for the next value, or ends the form when there is none. */
static bool go_on(struct turn *turn, const struct rule *rule, const char *outcome)
{
	const struct memory_form *form = &turn->next.form;

	if (form->count == rule->actions.field_count) {
		explain_form(turn, rule, NULL, "done");
		return finish(turn, rule);
	}
	const struct rule_field *field = &rule->actions.fields[form->count];
	explain_form(turn, rule, field->name, outcome);
	return ask(turn, field->prompt, "form");
}

static void take(struct turn *turn, const char *value)
{
	struct memory_form *form = &turn->next.form;

	form->values[form->count++] = value;
	form->wrong = 0;
}

/* Kinds that a visitor may have named already when asking: "where is order
 * AB-12345?".  A number or a date in a question may mean anything. */
static bool may_be_said_before(enum value_kind kind)
{
	return kind == VALUE_ORDER || kind == VALUE_PHONE || kind == VALUE_EMAIL ||
	       kind == VALUE_PATTERN;
}

bool begin_form(struct turn *turn, const struct rule *rule)
{
	const struct rule_field *first = &rule->actions.fields[0];
	struct value_found found;

	turn->next.form = (struct memory_form){.rule = rule->row.name};
	if (may_be_said_before(first->wish.kind) && find_value(turn, first, &found)) {
		take(turn, found.text);
		return go_on(turn, rule, "taken");
	}
	return go_on(turn, rule, "asked");
}

/* Ending early -------------------------------------------------------------------------- */

static bool cancel(struct turn *turn, const struct rule *rule)
{
	turn->next.form = (struct memory_form){0};
	list_values(turn, rule, &turn->memory.form);
	explain_form(turn, rule, NULL, "cancelled");
	return say(turn, phrase_text(PHRASE_CANCELLED, turn->language), "form-cancelled");
}

static bool give_form_up(struct turn *turn, const struct rule *rule)
{
	list_values(turn, rule, &turn->memory.form);
	explain_form(turn, rule, NULL, "given-up");
	turn->next.form = (struct memory_form){0};
	if (rule->actions.hands_over)
		return hand_over(turn, "form-given-up", rule->actions.group);
	return say(turn, phrase_text(PHRASE_GAVE_UP, turn->language), "form-given-up");
}

/* The form is over, and the steps after this one decide. */
static bool put_aside(struct turn *turn, const struct rule *rule)
{
	list_values(turn, rule, &turn->memory.form);
	turn->form =
	    (struct explained_form){rule->row.name, NULL, "put-aside", turn->memory.form.wrong};
	turn->aside = phrase_text(PHRASE_ASIDE, turn->language);
	return false;
}

static bool ask_again(struct turn *turn, const struct rule *rule)
{
	struct memory_form *form = &turn->next.form;
	const struct rule_field *field = &rule->actions.fields[form->count];

	if (++form->wrong > rule->actions.retries)
		return give_form_up(turn, rule);
	const char *wrong =
	    field->wrong != NULL ? field->wrong : phrase_wrong(field->wish.kind, turn->language);
	explain_form(turn, rule, field->name, "wrong");
	return ask(turn,
		   arena_format(turn->arena, "%s\n\n%s\n\n%s", wrong, field->prompt,
				phrase_text(PHRASE_CANCEL_HINT, turn->language)),
		   "form-again");
}

/* The step ------------------------------------------------------------------------------ */

static bool wants_person(struct turn *turn)
{
	struct rule_scene scene = scene_of(turn);
	struct rule_match match;

	scene.builtin_only = true;
	return rules_match(rules_of(turn), &scene, &match, NULL);
}

/* A rule that is about this message and not about every one. */
static bool another_rule_speaks(struct turn *turn, const struct rule *own)
{
	struct rule_scene scene = scene_of(turn);
	struct rule_match match;

	scene.own_only = true;
	return rules_match(rules_of(turn), &scene, &match, NULL) && match.rule != own &&
	       *match.rule->row.pattern != '\0';
}

static bool is_sure_question(struct turn *turn)
{
	struct question question;
	struct matches matches;

	if (turn->analysis.token_count == 0)
		return false;
	matches = rank_text(turn, turn->text, &question);
	return confidence_of(&matches) >= turn->context->policy.answer_from &&
	       !is_courtesy(matches.best[0].entry);
}

/* The rule whose form waits for a value; NULL when there is none, or when
 * what was published since has no such field. */
static const struct rule *waiting_rule(const struct turn *turn)
{
	if (turn->memory.form.rule == NULL || turn->snapshot == NULL)
		return NULL;
	const struct rule *rule = rules_find(rules_of(turn), turn->memory.form.rule);
	return rule != NULL && rule->actions.field_count > turn->memory.form.count ? rule : NULL;
}

bool step_form(struct turn *turn)
{
	const struct rule *rule = waiting_rule(turn);
	struct value_found found;
	struct match exact;

	if (rule == NULL)
		return false;
	if (phrase_cancels(turn->analysis.folded))
		return cancel(turn, rule);
	if (wants_person(turn) || exact_entry(turn, &exact) != NULL)
		return put_aside(turn, rule);
	const struct rule_field *field = &rule->actions.fields[turn->memory.form.count];
	bool is_value = find_value(turn, field, &found);
	bool may_be_question = !is_value || found.rest >= REST_MOST;
	if (may_be_question && (another_rule_speaks(turn, rule) || is_sure_question(turn)))
		return put_aside(turn, rule);
	turn->next.form = turn->memory.form;
	if (!is_value)
		return ask_again(turn, rule);
	take(turn, found.text);
	return go_on(turn, rule, "taken");
}
