/*
 * Steps of rules: a choice that was clicked, and the first rule that matches
 * and holds, with what it does.
 *
 * Not here: forms (bot/step_form.c), matching (bot/rules.h).
 */
#include "bot/deciding.h"

#include <string.h>

bool step_clicked(struct turn *turn)
{
	const struct snapshot_entry *entry =
	    turn->snapshot == NULL ? NULL : snapshot_find(turn->snapshot, turn->context->choice);

	return entry != NULL && answer(turn, entry, 1, "choice");
}

/* What a match leaves --------------------------------------------------------------- */

static void put_tags(struct turn *turn, const struct rule *rule)
{
	struct decision *decision = turn->decision;

	for (int at = 0; at < rule->actions.tags.count && decision->tag_count < BOT_TAGS_MOST;
	     at++) {
		const char *tag = rule->actions.tags.items[at];
		bool is_there = false;
		for (int other = 0; other < decision->tag_count; other++)
			is_there = is_there || strcmp(decision->tags[other], tag) == 0;
		if (!is_there)
			decision->tags[decision->tag_count++] = tag;
	}
}

static void keep_match(struct turn *turn, const struct rule_match *match)
{
	turn->rule = match->rule;
	if (match->end > match->start)
		turn->matched = arena_copy_text(turn->arena, turn->analysis.folded + match->start,
						(size_t)(match->end - match->start));
	put_tags(turn, match->rule);
}

/* Doing what it says ------------------------------------------------------------------ */

static bool offer_menu(struct turn *turn, const struct rule *rule)
{
	const struct rule_actions *actions = &rule->actions;
	struct decision *decision = turn->decision;

	decision->kind = DECISION_CLARIFY;
	decision->confidence = 1;
	decision->reason = "menu";
	decision->text = actions->menu;
	for (int at = 0; at < actions->choice_count; at++)
		decision->choices[at] =
		    (struct bot_choice){actions->choices[at].text, actions->choices[at].entry};
	decision->choice_count = actions->choice_count;
	turn->next.menu = rule->row.name;
	return true;
}

static bool hand_over_by(struct turn *turn, const struct rule *rule)
{
	note_topic(turn);
	turn->decision->text = rule->actions.text;
	return hand_over(turn, rule->reason, rule->actions.group);
}

/* A rule whose text the visitor has just read: not the same again. */
static bool is_said_again(const struct turn *turn, const struct rule *rule)
{
	return turn->memory.rule != NULL && strcmp(turn->memory.rule, rule->row.name) == 0 &&
	       context_repeats(&turn->memory, &turn->analysis, turn->arena);
}

static bool say_its_part(struct turn *turn, const struct rule *rule)
{
	if (is_said_again(turn, rule)) {
		note_topic(turn);
		return hand_over(turn, "repeated", NULL);
	}
	turn->next.rule = rule->row.name;
	if (rule->actions.text != NULL)
		return say(turn, rule->actions.text, "rule");
	const struct snapshot_entry *entry =
	    turn->snapshot == NULL ? NULL : snapshot_find(turn->snapshot, rule->actions.entry);
	return entry != NULL && answer(turn, entry, 1, "rule");
}

bool obey(struct turn *turn, const struct rule *rule)
{
	if (rule->actions.menu != NULL)
		return offer_menu(turn, rule);
	if (rule->actions.field_count > 0)
		return begin_form(turn, rule);
	if (rule->actions.hands_over)
		return hand_over_by(turn, rule);
	return say_its_part(turn, rule);
}

/* The step ------------------------------------------------------------------------------ */

/* What editors have published word for word is theirs to answer, even where
 * a built-in rule would have passed it on. */
static bool is_published(struct turn *turn)
{
	struct match found;

	return exact_entry(turn, &found) != NULL;
}

static bool match_rules(struct turn *turn, bool own_only, struct rule_match *match)
{
	struct rule_scene scene = scene_of(turn);
	bool cut_short;

	scene.own_only = own_only;
	bool found = rules_match(rules_of(turn), &scene, match, &cut_short);
	turn->cut_short = turn->cut_short || cut_short;
	return found;
}

bool step_rule(struct turn *turn)
{
	struct rule_match match;
	bool found = match_rules(turn, false, &match);

	if (found && match.rule->is_builtin && is_published(turn))
		found = match_rules(turn, true, &match);
	for (int at = 0; at < match.mark_count; at++)
		put_tags(turn, match.marks[at]);
	if (!found)
		return false;
	keep_match(turn, &match);
	if (obey(turn, match.rule))
		return true;
	turn->rule = NULL; /* its entry isn't published */
	return false;
}
