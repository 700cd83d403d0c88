/*
 * Analysis: see analysis.h.  The stemmer keeps state, so each thread has its
 * own.
 */
#include "kb/analysis.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "data/text.h"
#include "kb/han.h"

/* Short forms, written out.  The second table is what follows an apostrophe. */
struct short_form {
	const char *from, *to;
};
static const struct short_form WHOLE_FORMS[] = {
    {"cant", "can not"},
    {"can't", "can not"},
    {"cannot", "can not"},
    {"wont", "will not"},
    {"won't", "will not"},
    {"dont", "do not"},
    {"doesnt", "does not"},
    {"didnt", "did not"},
    {"isnt", "is not"},
    {"arent", "are not"},
    {"wasnt", "was not"},
    {"werent", "were not"},
    {"hasnt", "has not"},
    {"havent", "have not"},
    {"hadnt", "had not"},
    {"couldnt", "could not"},
    {"shouldnt", "should not"},
    {"wouldnt", "would not"},
    {"aint", "is not"},
    {"im", "i am"},
    {"ive", "i have"},
    {"whats", "what is"},
    {"wheres", "where is"},
    {"hows", "how is"},
    {"whos", "who is"},
    {"whens", "when is"},
    {"thats", "that is"},
    {"theres", "there is"},
    {"youre", "you are"},
    {"theyre", "they are"},
    {"let's", "let us"},
    {"lets", "let us"},
    {"pls", "please"},
    {"plz", "please"},
    {"thx", "thanks"},
    {"u", "you"},
    {"ur", "your"},
    {"wanna", "want to"},
    {"gonna", "going to"},
    {"gotta", "got to"},
    {"gimme", "give me"},
    {"lemme", "let me"},
};
static const struct short_form ENDINGS[] = {
    {"n't", "not"},  {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"},
    {"'d", "would"}, {"'m", "am"},   {"'s", "is"},
};

/* The stemmer of this thread ---------------------------------------------- */

static pthread_key_t stemmer_key;
static pthread_once_t stemmer_once = PTHREAD_ONCE_INIT;

static void free_stemmer(void *stemmer)
{
	sb_stemmer_delete(stemmer);
}

static void make_stemmer_key(void)
{
	if (pthread_key_create(&stemmer_key, free_stemmer) != 0)
		abort();
}

static struct sb_stemmer *thread_stemmer(void)
{
	pthread_once(&stemmer_once, make_stemmer_key);
	struct sb_stemmer *stemmer = pthread_getspecific(stemmer_key);
	if (stemmer == NULL) {
		stemmer = sb_stemmer_new("english", "UTF_8");
		if (stemmer == NULL || pthread_setspecific(stemmer_key, stemmer) != 0)
			memory_ran_out(0);
	}
	return stemmer;
}

static const char *stem(const char *word, int length, struct arena *arena)
{
	struct sb_stemmer *stemmer = thread_stemmer();
	const sb_symbol *made = sb_stemmer_stem(stemmer, (const sb_symbol *)word, length);

	if (made == NULL)
		memory_ran_out((size_t)length);
	return arena_copy_text(arena, (const char *)made, (size_t)sb_stemmer_length(stemmer));
}

/* Folding ------------------------------------------------------------------ */

static bool is_ascii(const char *text)
{
	for (; *text != 0; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static const char *fold_ascii(const char *text, struct arena *arena)
{
	char *folded = arena_text(arena, text);

	for (char *at = folded; *at != 0; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return folded;
}

const char *analysis_fold(const char *text, struct arena *arena)
{
	utf8proc_uint8_t *mapped = NULL;

	if (is_ascii(text))
		return fold_ascii(text, arena);
	utf8proc_ssize_t length =
	    utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
			 UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
			     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	if (length == UTF8PROC_ERROR_NOMEM)
		memory_ran_out(strlen(text));
	if (length < 0)
		return "";
	const char *folded = arena_text(arena, (const char *)mapped);
	free(mapped);
	return han_simplify(folded, strlen(folded), arena);
}

/* Splitting ------------------------------------------------------------------ */

enum class { CLASS_GAP, CLASS_STOP, CLASS_LETTER, CLASS_DIGIT, CLASS_CHARACTER, CLASS_APOSTROPHE };

static bool is_unspaced(uint32_t character)
{
	return (character >= 0x2e80 && character <= 0x9fff && character != 0x3001 &&
		character != 0x3002) ||
	       (character >= 0xac00 && character <= 0xd7a3) ||
	       (character >= 0xf900 && character <= 0xfaff) ||
	       (character >= 0x20000 && character <= 0x3ffff);
}

static bool is_stop(uint32_t character)
{
	return character == '.' || character == '!' || character == '?' || character == ';' ||
	       character == '\n' || character == 0x3002;
}

static enum class class_of_ascii(uint32_t character) {
	if (character >= 'a' && character <= 'z') return CLASS_LETTER;
	if (character >= '0' && character <= '9') return CLASS_DIGIT;
	return character == '\'' || character == '`' ? CLASS_APOSTROPHE : CLASS_GAP;
}

static bool is_letter_category(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static enum class class_of(uint32_t character) {
	if (is_stop(character)) return CLASS_STOP;
	if (character < 0x80) return class_of_ascii(character);
	if (character == 0x2019 || character == 0x2018) return CLASS_APOSTROPHE;
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)character);
	if (is_letter_category(category)) return is_unspaced(character) ? CLASS_CHARACTER
									: CLASS_LETTER;
	if (category == UTF8PROC_CATEGORY_ND) return CLASS_DIGIT;
	return CLASS_GAP;
}

struct splitter {
	struct arena *arena;
	const char *folded;
	struct token *tokens;
	int room;
	struct analysis result;
};

static struct token *add_token(struct splitter *splitter, enum token_kind kind, int start, int end)
{
	struct analysis *result = &splitter->result;

	if (result->token_count == splitter->room) {
		if (splitter->room >= ANALYSIS_TOKENS_MOST)
			return NULL;
		int room = splitter->room == 0 ? 32 : splitter->room * 2;
		struct token *tokens = arena_array(splitter->arena, (size_t)room, sizeof(*tokens));
		if (result->token_count > 0)
			memcpy(tokens, splitter->tokens,
			       (size_t)result->token_count * sizeof(*tokens));
		splitter->tokens = tokens;
		splitter->room = room;
	}
	struct token *token = &splitter->tokens[result->token_count++];
	*token = (struct token){.kind = kind, .start = start, .end = end};
	return token;
}

static bool all_digits(const char *text, size_t length)
{
	for (size_t at = 0; at < length; at++)
		if (text[at] < '0' || text[at] > '9')
			return false;
	return true;
}

static void add_plain_word(struct splitter *splitter, const char *word, size_t length, int start,
			   int end)
{
	if (length == 0)
		return;
	while (length > ANALYSIS_WORD_MOST || ((unsigned char)word[length] & 0xc0) == 0x80)
		length--;
	struct token *token = add_token(splitter, TOKEN_WORD, start, end);
	if (token == NULL)
		return;
	token->text = arena_copy_text(splitter->arena, word, length);
	token->length = (uint16_t)length;
	token->is_number = all_digits(token->text, length);
	token->stem =
	    token->is_number ? token->text : stem(token->text, (int)length, splitter->arena);
}

/* Adds the words of a written-out form, which are separated by spaces. */
static void add_words(struct splitter *splitter, const char *words, int start, int end)
{
	while (*words != 0) {
		size_t length = strcspn(words, " ");
		add_plain_word(splitter, words, length, start, end);
		words += length + (words[length] == ' ');
	}
}

static const struct short_form *find_whole_form(const char *word)
{
	for (size_t at = 0; at < sizeof(WHOLE_FORMS) / sizeof(WHOLE_FORMS[0]); at++)
		if (WHOLE_FORMS[at].from[0] == word[0] && strcmp(WHOLE_FORMS[at].from, word) == 0)
			return &WHOLE_FORMS[at];
	return NULL;
}

static const struct short_form *find_ending(const char *word, size_t length)
{
	if (memchr(word, '\'', length) == NULL)
		return NULL; /* each ending has one */
	for (size_t at = 0; at < sizeof(ENDINGS) / sizeof(ENDINGS[0]); at++) {
		size_t size = strlen(ENDINGS[at].from);
		if (length > size && strcmp(word + length - size, ENDINGS[at].from) == 0)
			return &ENDINGS[at];
	}
	return NULL;
}

/* A word with its apostrophes, as "don't", made plain: whole forms, endings,
 * and whatever is left without the apostrophes. */
static void add_word(struct splitter *splitter, const char *from, size_t length, int start, int end)
{
	char word[ANALYSIS_WORD_MOST + 1], plain[ANALYSIS_WORD_MOST + 1];
	const struct short_form *form;
	size_t used = 0;

	if (length > ANALYSIS_WORD_MOST) {
		add_plain_word(splitter, from, length, start, end);
		return;
	}
	memcpy(word, from, length);
	word[length] = 0;
	form = find_whole_form(word);
	if (form != NULL) {
		add_words(splitter, form->to, start, end);
		return;
	}
	form = find_ending(word, length);
	size_t body = length - (form == NULL ? 0 : strlen(form->from));
	for (size_t at = 0; at < body; at++)
		if (word[at] != '\'')
			plain[used++] = word[at];
	plain[used] = 0;
	add_plain_word(splitter, plain, used, start, end);
	if (form != NULL)
		add_words(splitter, form->to, start, end);
}

static void add_character(struct splitter *splitter, uint32_t character, int start, int end)
{
	struct token *token = add_token(splitter, TOKEN_CHARACTER, start, end);

	if (token == NULL)
		return;
	token->text =
	    arena_copy_text(splitter->arena, splitter->folded + start, (size_t)(end - start));
	token->stem = token->text;
	token->length = (uint16_t)(end - start);
	token->character = character;
	token->syllable = han_syllable(character);
	splitter->result.character_count++;
}

static void mark_stop(struct splitter *splitter)
{
	if (splitter->result.token_count > 0)
		splitter->tokens[splitter->result.token_count - 1].ends_sentence = true;
}

/* Reads the word that begins at *at; apostrophes inside it belong to it and
 * are made straight. */
static void take_word(struct splitter *splitter, const char **at)
{
	char word[4 * ANALYSIS_WORD_MOST + 8];
	size_t used = 0, whole = 0;
	const char *begin = *at, *end = *at;

	for (const char *next = *at; used < sizeof(word) - 8;) {
		const char *here = next;
		enum class class = class_of(text_next(&next));
		if (class == CLASS_LETTER || class == CLASS_DIGIT) {
			memcpy(word + used, here, (size_t)(next - here));
			used += (size_t)(next - here);
			whole = used;
			end = next;
		} else if (class == CLASS_APOSTROPHE) {
			word[used++] = '\'';
		} else {
			break;
		}
	}
	word[whole] = 0;
	add_word(splitter, word, whole, (int)(begin - splitter->folded),
		 (int)(end - splitter->folded));
	*at = end;
}

static void split(struct splitter *splitter)
{
	const char *at = splitter->folded;

	while (*at != 0 && splitter->result.token_count < ANALYSIS_TOKENS_MOST) {
		const char *next = at;
		uint32_t character = text_next(&next);
		switch (class_of(character)) {
		case CLASS_LETTER:
		case CLASS_DIGIT:
			take_word(splitter, &at);
			continue;
		case CLASS_CHARACTER:
			add_character(splitter, character, (int)(at - splitter->folded),
				      (int)(next - splitter->folded));
			break;
		case CLASS_STOP:
			mark_stop(splitter);
			break;
		case CLASS_GAP:
		case CLASS_APOSTROPHE:
			break;
		}
		at = next;
	}
}

struct analysis analysis_run(const char *text, struct arena *arena)
{
	struct splitter splitter = {.arena = arena, .folded = analysis_fold(text, arena)};

	splitter.result.folded = splitter.folded;
	split(&splitter);
	splitter.result.tokens = splitter.tokens;
	return splitter.result;
}
