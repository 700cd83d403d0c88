/*
 * Rank: see rank.h.  Pure, any thread.
 */
#include "bot/rank.h"

#include <string.h>
#include <strings.h>

#include "bot/homophone.h"
#include "bot/spelling.h"
#include "kb/han.h"

#define CORRECTIONS_MOST   16   /* words of one text */
#define DOUBTS_MOST        20   /* words of one text that are looked at */
#define OWN_SHARE          0.4f /* of the text as written, beside the corrected one */
#define OTHER_REGION_MALUS 0.3f /* for an answer in the language of another region */

/* Reading ------------------------------------------------------------------------ */

/* Marks the tokens whose word the base doesn't know. */
static bool *unknown_words(const struct snapshot *snapshot, const struct question *question,
			   struct arena *arena, bool *any)
{
	bool *unknown = arena_array(arena, (size_t)question->analysis.token_count, sizeof(bool));

	*any = false;
	for (int at = 0; at < question->features.count; at++) {
		const struct feature *item = &question->features.items[at];
		if (feature_group(item->key) != FEATURE_WORD ||
		    vocabulary_find(snapshot_vocabulary(snapshot), item->key) != VOCABULARY_ABSENT)
			continue;
		const struct token *token = &question->analysis.tokens[item->token];
		if (token->is_number || token->length < SPELLING_LENGTH_LEAST)
			continue;
		unknown[item->token] = *any = true;
	}
	return unknown;
}

/* Writes the text with the corrected words in their place. */
static const char *rewrite(const struct question *question, const char *const *corrected,
			   struct arena *arena)
{
	const struct analysis *analysis = &question->analysis;
	size_t room = strlen(analysis->folded) + 1, used = 0;
	int from = 0;

	for (int at = 0; at < analysis->token_count; at++)
		room += corrected[at] == NULL ? 0 : strlen(corrected[at]);
	char *text = arena_alloc(arena, room);
	for (int at = 0; at < analysis->token_count; at++) {
		const struct token *token = &analysis->tokens[at];
		if (corrected[at] == NULL || token->start < from)
			continue;
		size_t before = (size_t)(token->start - from), length = strlen(corrected[at]);
		memcpy(text + used, analysis->folded + from, before);
		memcpy(text + used + before, corrected[at], length);
		used += before + length;
		from = token->end;
	}
	memcpy(text + used, analysis->folded + from, strlen(analysis->folded + from) + 1);
	return text;
}

static void correct(const struct snapshot *snapshot, struct question *question, struct arena *arena)
{
	bool any;
	int word_count, count = question->analysis.token_count, doubts = 0;
	bool *unknown = unknown_words(snapshot, question, arena, &any);
	const struct vocabulary *vocabulary = snapshot_vocabulary(snapshot);

	if (!any && question->analysis.character_count == 0)
		return;
	const struct snapshot_word *words = snapshot_words(snapshot, &word_count);
	const char **corrected = arena_array(arena, (size_t)count, sizeof(char *));
	question->corrections = arena_array(arena, CORRECTIONS_MOST, sizeof(struct correction));
	for (int at = 0; at < count && question->correction_count < CORRECTIONS_MOST; at++) {
		const struct token *token = &question->analysis.tokens[at];
		if (!unknown[at] && !homophone_is_doubtful(vocabulary, &question->analysis, at))
			continue;
		if (++doubts > DOUBTS_MOST)
			break;
		if (token->kind == TOKEN_CHARACTER)
			corrected[at] = homophone_meant(vocabulary, &question->analysis, at, arena);
		else
			corrected[at] =
			    spelling_nearest(words, word_count, token->text, token->length);
		if (corrected[at] != NULL)
			question->corrections[question->correction_count++] =
			    (struct correction){token->text, corrected[at]};
	}
	if (question->correction_count == 0)
		return;
	struct analysis analysis =
	    lexicon_read(snapshot_lexicon(snapshot), rewrite(question, corrected, arena), arena);
	struct feature_list features = features_extract(&analysis, arena);
	struct vector vector = vocabulary_weigh(vocabulary, &features, arena);
	question->vector = vector_blend(&question->vector, OWN_SHARE, &vector, arena);
}

struct question question_of(const struct snapshot *snapshot, const struct analysis *analysis,
			    struct arena *arena)
{
	struct question question = {.analysis = lexicon_apply(snapshot_lexicon(snapshot),
							      analysis, arena)};

	question.features = features_extract(&question.analysis, arena);
	question.vector =
	    vocabulary_weigh(snapshot_vocabulary(snapshot), &question.features, arena);
	correct(snapshot, &question, arena);
	return question;
}

struct question question_read(const struct snapshot *snapshot, const char *text,
			      struct arena *arena)
{
	struct analysis analysis = analysis_run(text, arena);

	return question_of(snapshot, &analysis, arena);
}

/* Ranking ------------------------------------------------------------------------- */

bool rank_is_other_region(const struct snapshot_entry *entry, const char *language)
{
	size_t primary = strcspn(language, "-");

	return strncasecmp(entry->language, language, primary) == 0 &&
	       entry->language[primary] == '-' && language[primary] == '-' &&
	       strcasecmp(entry->language, language) != 0;
}

static void move_up(struct match *matches, int at)
{
	for (; at > 0 && matches[at].ranked.score > matches[at - 1].ranked.score; at--) {
		struct match match = matches[at];
		matches[at] = matches[at - 1];
		matches[at - 1] = match;
	}
}

/* The score of the next entry that isn't the first one's twin. */
static double rival_score(const struct matches *matches, const char *language)
{
	for (int at = 1; at < matches->count; at++)
		if (!rank_is_other_region(matches->best[at].entry, language) ||
		    rank_is_other_region(matches->best[0].entry, language))
			return matches->best[at].ranked.score;
	return 0;
}

struct matches rank_question(const struct snapshot *snapshot, const struct question *question,
			     const char *language, const unsigned char *excluded,
			     struct arena *arena)
{
	const struct calibration *calibration = snapshot_calibration(snapshot);
	const struct calibration any_base = calibration_default();
	struct matches matches = {0};
	struct ranking ranking;

	if (question->vector.count == 0)
		return matches;
	index_rank(snapshot_index(snapshot), &question->vector, excluded, arena, &ranking);
	for (int at = 0; at < ranking.count; at++) {
		struct match *match = &matches.best[matches.count++];
		*match = (struct match){snapshot_entry(snapshot, (int)ranking.best[at].entry),
					ranking.best[at], 0};
		if (rank_is_other_region(match->entry, language))
			match->ranked.score -= OTHER_REGION_MALUS;
		else
			move_up(matches.best, at);
	}
	if (matches.count == 0)
		return matches;
	double best = matches.best[0].ranked.score;
	double rival = rival_score(&matches, language);
	matches.lead = best - rival;
	matches.raw_confidence = calibration_confidence(&any_base, best, matches.lead);
	for (int at = 0; at < matches.count; at++) {
		double score = matches.best[at].ranked.score;
		matches.best[at].confidence = calibration_confidence(
		    calibration, score, at == 0 ? matches.lead : score - best);
	}
	return matches;
}

/* The excluded, and those that are not for this site or time.  Most bases have
 * none of those, and then nothing is copied. */
static const unsigned char *leave_out(const struct snapshot *snapshot,
				      const struct bot_context *context,
				      const unsigned char *excluded, struct arena *arena)
{
	size_t entries = (size_t)snapshot_entry_count(snapshot);
	unsigned char *left_out = NULL;
	int limited;
	const int *numbers = snapshot_limited(snapshot, &limited);

	for (int at = 0; at < limited; at++) {
		const struct snapshot_entry *entry = snapshot_entry(snapshot, numbers[at]);
		/* Without a clock (a test, an evaluation) any time is fine. */
		int64_t now = context->now_ms != 0 ? context->now_ms : entry->valid_from;
		if (snapshot_entry_is_shown(entry, context->site, now))
			continue;
		if (left_out == NULL) {
			left_out = arena_array(arena, entries, 1);
			if (excluded != NULL)
				memcpy(left_out, excluded, entries);
		}
		left_out[numbers[at]] = 1;
	}
	return left_out == NULL ? excluded : left_out;
}

struct matches rank_for_visitor(const struct snapshot *snapshot, const struct question *question,
				const struct bot_context *context, const char *language,
				const unsigned char *excluded, struct arena *arena)
{
	return rank_question(snapshot, question, language,
			     leave_out(snapshot, context, excluded, arena), arena);
}
