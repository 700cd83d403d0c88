/*
 * Step of courtesy: a greeting, thanks, "ok" or a mere "?" that no entry of the
 * base answers.  It changes no subject, asks nothing, and is no question that
 * the bot failed to answer.
 *
 * Not here: the words (bot/builtin_rules.h), what is said to them
 * (bot/phrases.h).
 */
#include "bot/deciding.h"

#include <string.h>

#include "bot/builtin_rules.h"
#include "bot/parts.h"
#include "bot/phrases.h"

const char *courtesy_of(struct turn *turn)
{
	const char *kind = builtin_courtesy(turn->analysis.folded);

	if (kind != NULL)
		return kind;
	struct parts parts = parts_split(turn->text, PART_CLAUSE, turn->arena);
	for (int at = 0; at < parts.count; at++) {
		kind = builtin_courtesy(analysis_fold(parts.texts[at], turn->arena));
		if (kind == NULL)
			return NULL;
	}
	return kind;
}

/* What was offered can still be picked, and turns without an answer count on. */
static void keep_all(struct turn *turn)
{
	turn->next.topic = turn->memory.topic;
	turn->next.question = turn->memory.question;
	turn->next.rule = turn->memory.rule;
	turn->next.menu = turn->memory.menu;
	turn->next.choice_count = turn->memory.choice_count;
	memcpy(turn->next.choices, turn->memory.choices, sizeof(turn->next.choices));
	turn->next.unsure = turn->memory.unsure;
}

bool be_polite(struct turn *turn, const char *kind, const char *reason)
{
	struct decision *decision = turn->decision;

	keep_all(turn);
	list_alternatives(turn, 0);
	decision->kind = DECISION_ANSWER;
	decision->confidence = confidence_of(&turn->matches);
	decision->reason = reason;
	decision->courtesy = kind;
	decision->text = phrase_courtesy(kind, turn->language);
	return true;
}

bool step_courtesy(struct turn *turn)
{
	const char *kind = courtesy_of(turn);

	return kind != NULL && be_polite(turn, kind, "courtesy");
}
