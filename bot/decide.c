/*
 * Decide: the bot's turn, step by step; see bot.h.
 *
 * STEPS is the whole order of things: the first step that decides ends the
 * turn.
 *
 * Not here: the steps (the files bot/step_...) and what they share (bot/deciding.h),
 * ranking (bot/rank.h), rules (bot/rules.h), the reasons in full
 * (bot/explain.h).
 */
#include "bot/bot.h"

#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/deciding.h"
#include "bot/phrases.h"
#include "data/clock.h"
#include "data/text.h"
#include "kb/han.h"
#include "kb/traditional.h"

struct bot_policy bot_policy_default(void)
{
	return (struct bot_policy){.answer_from = 0.7, .clarify_from = 0.3, .low_streak_most = 2};
}

const char *decision_kind_name(enum decision_kind kind)
{
	switch (kind) {
	case DECISION_ANSWER:
		return "answer";
	case DECISION_CLARIFY:
		return "clarify";
	case DECISION_HANDOFF:
		return "handoff";
	case DECISION_UNMATCHED:
		return "unmatched";
	case DECISION_ASK:
		return "ask";
	}
	return "unmatched";
}

struct step {
	const char *name;
	bool (*decides)(struct turn *turn);
};
static const struct step STEPS[] = {
    {"clicked", step_clicked},
    {"form", step_form},
    {"rule", step_rule},
    {"nothing", step_nothing_to_search},
    {"picked", step_picked},
    {"corrected", step_corrected},
    {"repeated", step_repeated},
    {"follow-up", step_follow_up},
    {"whole", step_whole},
    {"parts", step_parts},
    {"courtesy", step_courtesy},
    {"unsure", step_unsure},
};

/* The turn ---------------------------------------------------------------------- */

/* What is said behind an answer for which a form was put aside. */
static void add_aside(struct turn *turn)
{
	struct decision *decision = turn->decision;

	if (turn->aside == NULL || decision->kind != DECISION_ANSWER)
		return;
	const char *text = decision->text != NULL ? decision->text : decision->entry->answer;
	decision->text = arena_format(turn->arena, "%s\n\n%s", text, turn->aside);
}

static void note(struct turn *turn, const char *step, int64_t began)
{
	const struct explanation explanation = {
	    .snapshot = turn->snapshot,
	    .step = step,
	    .rule = turn->rule,
	    .matched = turn->matched,
	    .tags = turn->decision->tags,
	    .tag_count = turn->decision->tag_count,
	    .cut_short = turn->cut_short,
	    .form = turn->form,
	    .passed_over = turn->excluded != NULL ? turn->memory.topic : NULL,
	    .asked_as = turn->asked_as,
	    .question = turn->matches.count > 0 ? &turn->question : NULL,
	    .matches = &turn->matches,
	    .needed = turn->rule == NULL ? turn->context->policy.answer_from : 0,
	    .micros = clock_steady_micros() - began,
	};

	add_aside(turn);
	turn->decision->memory = memory_write(&turn->next, turn->arena);
	turn->decision->why = explain(&explanation, turn->arena);
}

/* A menu is remembered by its rule: what it offers is what it offers now. */
static void recall_menu(struct turn *turn)
{
	struct memory *memory = &turn->memory;
	const struct rule *rule =
	    memory->menu == NULL ? NULL : rules_find(rules_of(turn), memory->menu);

	for (int at = 0; rule != NULL && at < rule->actions.choice_count; at++) {
		const struct rule_choice *choice = &rule->actions.choices[at];
		memory->choices[memory->choice_count++] =
		    (struct memory_choice){choice->entry, choice->text, choice->say};
	}
}

/* The language to answer in: the page's, unless the text is Chinese and the
 * page isn't; then by its characters. */
static const char *language_of(const char *page, const char *text)
{
	const char *language = page == NULL ? "" : page;
	uint32_t character;

	if (strncmp(language, "zh", 2) == 0)
		return language;
	while ((character = text_next(&text)) != 0) {
		if (han_is_traditional(character))
			return "zh-TW";
		if (character >= HAN_FIRST && character <= HAN_LAST)
			language = "zh-CN";
	}
	return language;
}

void bot_decide(struct snapshot *snapshot, const struct bot_context *context, const char *text,
		struct arena *arena, struct decision *decision)
{
	int64_t began = clock_steady_micros();
	struct turn turn = {
	    .snapshot = snapshot,
	    .context = context,
	    .text = text,
	    .language = language_of(context->language, text),
	    .arena = arena,
	    .memory = memory_read(context->memory, arena),
	    .analysis = analysis_run(text, arena),
	    .decision = decision,
	};
	size_t at = 0;

	*decision = (struct decision){.kind = DECISION_UNMATCHED, .reason = "no-candidate"};
	turn.next.asked = turn.analysis.folded;
	recall_menu(&turn);
	while (at < sizeof(STEPS) / sizeof(STEPS[0]) - 1 && !STEPS[at].decides(&turn))
		at++;
	if (at == sizeof(STEPS) / sizeof(STEPS[0]) - 1)
		STEPS[at].decides(&turn);
	note(&turn, STEPS[at].name, began);
}

bool bot_prepare_with(struct snapshot *snapshot, const struct snapshot_rule *own, int count,
		      struct fault *fault)
{
	struct arena *arena = arena_new();
	struct rule_row *rows = arena_array(arena, (size_t)count + 1, sizeof(*rows));

	for (int at = 0; at < count; at++)
		rows[at] = (struct rule_row){own[at].name, own[at].pattern, own[at].priority,
					     own[at].conditions, own[at].actions};
	struct rules *rules = builtin_rules_compile(rows, count, fault);
	arena_free(&arena);
	if (rules == NULL)
		return false;
	snapshot_attach(snapshot, rules, rules_free);
	return true;
}

bool bot_prepare(struct snapshot *snapshot, struct fault *fault)
{
	int count;
	const struct snapshot_rule *own = snapshot_rules(snapshot, &count);

	if (!bot_prepare_with(snapshot, own, count, fault))
		return false;
	bot_warm(snapshot);
	return true;
}

/* One text of each script wakes the rules, the dictionaries and the pages of
 * the index; what only a form or a greeting needs is named. */
void bot_warm(struct snapshot *snapshot_or_null)
{
	static const char *const texts[] = {"hello, where is my order 12?", "請問訂單在哪裡？"};
	const struct bot_context context = {
	    .site = "", .language = "", .policy = bot_policy_default()};
	struct arena *arena = arena_new();
	struct decision decision;

	for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++)
		bot_decide(snapshot_or_null, &context, texts[at], arena, &decision);
	(void)builtin_courtesy("");
	(void)phrase_cancels("");
	(void)traditional_markdown(texts[0], arena);
	arena_free(&arena);
}
