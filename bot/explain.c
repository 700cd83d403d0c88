/*
 * Explain: see explain.h.
 */
#include "bot/explain.h"

#include <string.h>

#include "data/json.h"
#include "data/text.h"

#define WORDS_MOST      8
#define RUNNERS_UP_MOST 3
#define LACKS_MOST      3    /* words, of each runner-up */
#define LACKS_SHARE     0.2f /* of the strongest word: less is no reason */
#define TEXT_MOST       400 /* bytes of a text that is quoted */
#define WHY_BYTES_MOST  16384

struct word_weight {
	int start, end; /* bytes of the folded text */
	float weight;
};

/* What each token said for the entry: a feature made of several tokens is
 * shared among them. */
static float *token_weights(const struct explanation *explanation, uint32_t entry,
			    struct arena *arena)
{
	const struct question *question = explanation->question;
	const struct vector *vector = &question->vector;
	float *weights = arena_array(arena, (size_t)question->analysis.token_count, sizeof(float));

	for (int at = 0; at < vector->count; at++) {
		if (vector->items[at] == UINT32_MAX)
			continue;
		const struct feature *item = &question->features.items[vector->items[at]];
		float says =
		    vector->weights[at] * index_weight_of(snapshot_index(explanation->snapshot),
							  vector->features[at], entry);
		for (int token = item->token; token < item->token + item->span; token++)
			weights[token] += says / (float)item->span;
	}
	return weights;
}

/* Tokens with what they said; characters that touch and say the same way are
 * one word. */
static int list_words(const struct question *question, const float *weights,
		      struct word_weight *words)
{
	const struct token *tokens = question->analysis.tokens;
	int count = 0;

	for (int at = 0; at < question->analysis.token_count; at++) {
		struct word_weight *last = count == 0 ? NULL : &words[count - 1];
		/* Further words of what was read in place of a synonym. */
		if (last != NULL && tokens[at].start == tokens[at].end) {
			last->weight += weights[at];
			continue;
		}
		if (last != NULL && tokens[at].kind == TOKEN_CHARACTER &&
		    tokens[at - 1].kind == TOKEN_CHARACTER && last->end == tokens[at].start &&
		    (last->weight > 0) == (weights[at] > 0)) {
			last->end = tokens[at].end;
			last->weight += weights[at];
			continue;
		}
		words[count++] =
		    (struct word_weight){tokens[at].start, tokens[at].end, weights[at]};
	}
	return count;
}

static void sort_words(struct word_weight *words, int count, int most)
{
	for (int place = 0; place < most && place < count; place++) {
		int best = place;
		for (int at = place + 1; at < count; at++)
			if (words[at].weight > words[best].weight)
				best = at;
		struct word_weight word = words[place];
		words[place] = words[best];
		words[best] = word;
	}
}

static void add_cut(struct json_writer *json, const char *name, const char *text,
		    struct arena *arena)
{
	char *copy = arena_text(arena, text);

	text_cut(copy, TEXT_MOST);
	json_add_text(json, name, copy);
}

static const char *word_text(const struct question *question, const struct word_weight *word,
			     struct arena *arena)
{
	return arena_copy_text(arena, question->analysis.folded + word->start,
			       (size_t)(word->end - word->start));
}

/* The words of the question with what they say for the best entry, strongest first. */
static struct word_weight *best_words(const struct explanation *explanation, int *count,
				      struct arena *arena)
{
	const struct question *question = explanation->question;
	uint32_t best = explanation->matches->best[0].ranked.entry;
	float *weights = token_weights(explanation, best, arena);
	struct word_weight *words =
	    arena_array(arena, (size_t)question->analysis.token_count, sizeof(*words));

	*count = list_words(question, weights, words);
	sort_words(words, *count, WORDS_MOST);
	if (*count > WORDS_MOST)
		*count = WORDS_MOST;
	return words;
}

static void add_words(struct json_writer *json, const struct question *question,
		      const struct word_weight *words, int count, struct arena *arena)
{
	json_open_array(json, "words");
	for (int at = 0; at < count; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "text", word_text(question, &words[at], arena));
		json_add_real(json, "weight", words[at].weight, 3);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_corrections(struct json_writer *json, const struct question *question)
{
	if (question->correction_count == 0)
		return;
	json_open_array(json, "corrected");
	for (int at = 0; at < question->correction_count; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "from", question->corrections[at].from);
		json_add_text(json, "to", question->corrections[at].to);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_best(struct json_writer *json, const struct explanation *explanation,
		     struct arena *arena)
{
	const struct match *best = &explanation->matches->best[0];

	json_add_text(json, "entry", best->entry->external_id);
	add_cut(json, "question", best->entry->question, arena);
	if (best->ranked.example != UINT32_MAX) {
		json_open_object(json, "resembles");
		add_cut(json, "text", snapshot_example(explanation->snapshot, best->ranked.example),
			arena);
		json_add_real(json, "likeness", best->ranked.likeness, 3);
		json_close_object(json);
	}
	json_add_real(json, "score", best->ranked.score, 3);
	json_add_real(json, "lead", explanation->matches->lead, 3);
	json_add_real(json, "confidence_before_calibration", explanation->matches->raw_confidence,
		      3);
	json_add_real(json, "confidence", best->confidence, 3);
	if (explanation->needed > 0)
		json_add_real(json, "needed", explanation->needed, 3);
}

/* Why not this one: the words that say much for the best entry and less for it. */
static void add_lacks(struct json_writer *json, const struct explanation *explanation,
		      const struct word_weight *words, int count, uint32_t entry,
		      struct arena *arena)
{
	const struct question *question = explanation->question;
	const struct token *tokens = question->analysis.tokens;
	const float *weights = token_weights(explanation, entry, arena);
	int found = 0;

	json_open_array(json, "lacks");
	for (int at = 0; at < count && found < LACKS_MOST; at++) {
		float says = 0;
		for (int token = 0; token < question->analysis.token_count; token++)
			if (tokens[token].start >= words[at].start &&
			    tokens[token].end <= words[at].end)
				says += weights[token];
		if (words[at].weight - says <= LACKS_SHARE * words[0].weight)
			continue;
		json_add_text(json, NULL, word_text(question, &words[at], arena));
		found++;
	}
	json_close_array(json);
}

static void add_runners_up(struct json_writer *json, const struct explanation *explanation,
			   const struct word_weight *words, int count, struct arena *arena)
{
	const struct matches *matches = explanation->matches;

	json_open_array(json, "runners_up");
	for (int at = 1; at < matches->count && at <= RUNNERS_UP_MOST; at++) {
		const struct match *match = &matches->best[at];
		json_open_object(json, NULL);
		json_add_text(json, "entry", match->entry->external_id);
		add_cut(json, "question", match->entry->question, arena);
		json_add_real(json, "confidence", match->confidence, 3);
		json_add_real(json, "behind",
			      matches->best[0].ranked.score - match->ranked.score, 3);
		add_lacks(json, explanation, words, count, match->ranked.entry, arena);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_matches(struct json_writer *json, const struct explanation *explanation,
			struct arena *arena)
{
	int count;
	const struct word_weight *words = best_words(explanation, &count, arena);

	add_best(json, explanation, arena);
	add_words(json, explanation->question, words, count, arena);
	add_runners_up(json, explanation, words, count, arena);
}

static void add_form(struct json_writer *json, const struct explained_form *form)
{
	if (form->rule == NULL)
		return;
	json_open_object(json, "form");
	json_add_text(json, "rule", form->rule);
	if (form->field != NULL)
		json_add_text(json, "field", form->field);
	json_add_text(json, "outcome", form->outcome);
	json_add_int(json, "wrong", form->wrong);
	json_close_object(json);
}

static void add_rule(struct json_writer *json, const struct explanation *explanation,
		     struct arena *arena)
{
	if (explanation->rule != NULL) {
		json_add_text(json, "rule", explanation->rule->row.name);
		json_add_int(json, "priority", explanation->rule->row.priority);
	}
	if (explanation->matched != NULL)
		add_cut(json, "matched", explanation->matched, arena);
	if (explanation->tag_count > 0) {
		json_open_array(json, "tags");
		for (int at = 0; at < explanation->tag_count; at++)
			json_add_text(json, NULL, explanation->tags[at]);
		json_close_array(json);
	}
	if (explanation->cut_short)
		json_add_bool(json, "a_rule_took_too_long", true);
}

const char *explain(const struct explanation *explanation, struct arena *arena)
{
	struct buffer buffer = buffer_new(WHY_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	json_add_text(&json, "step", explanation->step);
	add_rule(&json, explanation, arena);
	add_form(&json, &explanation->form);
	if (explanation->passed_over != NULL)
		json_add_text(&json, "passed_over", explanation->passed_over);
	if (explanation->asked_as != NULL)
		add_cut(&json, "asked_as", explanation->asked_as, arena);
	if (explanation->question != NULL)
		add_corrections(&json, explanation->question);
	if (explanation->matches != NULL && explanation->matches->count > 0)
		add_matches(&json, explanation, arena);
	if (explanation->snapshot != NULL)
		json_add_int(&json, "snapshot", snapshot_number(explanation->snapshot));
	json_add_int(&json, "micros", explanation->micros);
	json_close_object(&json);
	const char *text = buffer.overflowed ? "{}" : arena_text(arena, buffer.bytes);
	buffer_free(&buffer);
	return text;
}
