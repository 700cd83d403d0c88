/*
 * Explain: see explain.h.
 */
#include "bot/explain.h"

#include <string.h>

#include "data/json.h"
#include "data/text.h"

#define WORDS_MOST      8
#define RUNNERS_UP_MOST 3
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

static void add_words(struct json_writer *json, const struct explanation *explanation,
		      uint32_t entry, struct arena *arena)
{
	const struct question *question = explanation->question;
	float *weights = token_weights(explanation, entry, arena);
	struct word_weight *words =
	    arena_array(arena, (size_t)question->analysis.token_count, sizeof(*words));
	int count = list_words(question, weights, words);

	sort_words(words, count, WORDS_MOST);
	json_open_array(json, "words");
	for (int at = 0; at < count && at < WORDS_MOST; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "text",
			      arena_copy_text(arena, question->analysis.folded + words[at].start,
					      (size_t)(words[at].end - words[at].start)));
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
}

static void add_runners_up(struct json_writer *json, const struct matches *matches)
{
	json_open_array(json, "runners_up");
	for (int at = 1; at < matches->count && at <= RUNNERS_UP_MOST; at++) {
		json_open_object(json, NULL);
		json_add_text(json, "entry", matches->best[at].entry->external_id);
		json_add_real(json, "confidence", matches->best[at].confidence, 3);
		json_close_object(json);
	}
	json_close_array(json);
}

const char *explain(const struct explanation *explanation, struct arena *arena)
{
	struct buffer buffer = buffer_new(WHY_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	json_add_text(&json, "step", explanation->step);
	if (explanation->rule != NULL)
		json_add_text(&json, "rule", explanation->rule);
	if (explanation->asked_as != NULL)
		add_cut(&json, "asked_as", explanation->asked_as, arena);
	if (explanation->question != NULL)
		add_corrections(&json, explanation->question);
	if (explanation->matches != NULL && explanation->matches->count > 0) {
		add_best(&json, explanation, arena);
		add_words(&json, explanation, explanation->matches->best[0].ranked.entry, arena);
		add_runners_up(&json, explanation->matches);
	}
	if (explanation->snapshot != NULL)
		json_add_int(&json, "snapshot", snapshot_number(explanation->snapshot));
	json_add_int(&json, "micros", explanation->micros);
	json_close_object(&json);
	const char *text = buffer.overflowed ? "{}" : arena_text(arena, buffer.bytes);
	buffer_free(&buffer);
	return text;
}
