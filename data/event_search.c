/*
 * Event search: see event_search.h.
 */
#include "data/event_search.h"

#include <string.h>

#include "data/buffer.h"
#include "data/text.h"

#define CAUGHT_UP_AT_ONCE 50 /* conversations in one change */
#define WORDS_BYTES_MOST  ((size_t)256 * 1024)

SQL_WRITE(EVENT_SEARCH_ADD,
	  "INSERT INTO event_search (words, conversation, number) VALUES ($1, $2, $3)");
SQL_SCAN(EVENT_SEARCH_LEFT, "SELECT CASE WHEN EXISTS (SELECT 1 FROM event_search_due) "
			    "THEN 1 ELSE 0 END AS due");
SQL_SCAN(EVENT_SEARCH_DUE, "SELECT conversation FROM event_search_due ORDER BY conversation");
SQL_READ(EVENT_SEARCH_OLD,
	 "SELECT number, text FROM event WHERE conversation = $1 AND text IS NOT NULL "
	 "AND type <> 'whisper' ORDER BY number");
SQL_READ(EVENT_SEARCH_FACTS, "SELECT COALESCE(tags, '') || ' ' || COALESCE(attributes, '') AS text "
			     "FROM conversation WHERE id = $1");
SQL_WRITE(EVENT_SEARCH_DONE, "DELETE FROM event_search_due WHERE conversation = $1");

/* Words ---------------------------------------------------------------------------------- */

enum letter { LETTER_NONE, LETTER_ALONE, LETTER_JOINED };

/* Whether a character is a word by itself, part of one, or between words. */
static enum letter letter_of(uint32_t character)
{
	bool is_alone = (character >= 0x2E80 && character <= 0x2FDF) ||
			(character >= 0x3040 && character <= 0x30FF) ||
			(character >= 0x31F0 && character <= 0x9FFF) ||
			(character >= 0xAC00 && character <= 0xD7AF) ||
			(character >= 0xF900 && character <= 0xFAFF) ||
			(character >= 0x20000 && character <= 0x3FFFF);
	if (is_alone)
		return LETTER_ALONE;
	if (character < 0x80)
		return (character >= '0' && character <= '9') ||
				       ((character | 0x20) >= 'a' && (character | 0x20) <= 'z')
			   ? LETTER_JOINED
			   : LETTER_NONE;
	/* Spaces and signs: general punctuation, CJK's, full-width ones. */
	bool is_sign = character <= 0xBF || (character >= 0x2000 && character <= 0x2BFF) ||
		       (character >= 0x3000 && character <= 0x303F) ||
		       (character >= 0xFE10 && character <= 0xFE6F) ||
		       (character >= 0xFF00 && character <= 0xFF0F) || character >= 0x1F000;
	return is_sign ? LETTER_NONE : LETTER_JOINED;
}

/* The text as words with spaces between. */
static void add_words(struct buffer *out, const char *text)
{
	enum letter before = LETTER_NONE;
	while (*text != '\0') {
		const char *start = text;
		enum letter letter = letter_of(text_next(&text));
		if (letter != before || letter == LETTER_ALONE)
			buffer_add_char(out, ' ');
		if (letter != LETTER_NONE)
			buffer_add(out, start, (size_t)(text - start));
		before = letter;
	}
}

static void end_phrase(struct buffer *out, enum letter last)
{
	buffer_add_char(out, '"');
	if (last == LETTER_JOINED)
		buffer_add_char(out, '*');
}

/* Characters that stand alone make a phrase as far as they stand together;
 * a word is a phrase of its own. */
const char *event_search_phrase(const char *text, struct arena *arena)
{
	struct buffer out = buffer_new(WORDS_BYTES_MOST);
	enum letter before = LETTER_NONE;
	while (*text != '\0') {
		const char *start = text;
		enum letter letter = letter_of(text_next(&text));
		if (letter != before && before != LETTER_NONE)
			end_phrase(&out, before);
		if (letter != before && letter != LETTER_NONE)
			buffer_add_text(&out, out.length > 0 ? " \"" : "\"");
		else if (letter == LETTER_ALONE)
			buffer_add_char(&out, ' ');
		if (letter != LETTER_NONE)
			buffer_add(&out, start, (size_t)(text - start));
		before = letter;
	}
	if (before != LETTER_NONE)
		end_phrase(&out, before);
	const char *phrase = out.length == 0 ? NULL : arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return phrase;
}

bool event_search_put(struct transaction *transaction, const struct conversation_id *conversation,
		      int64_t number, const char *text, struct fault *fault)
{
	if (text == NULL)
		return true;
	struct buffer words = buffer_new(WORDS_BYTES_MOST);
	add_words(&words, text);
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_ADD);
	query_text(query, 1, words.length == 0 ? "" : words.bytes);
	query_text(query, 2, conversation->text);
	query_int(query, 3, number);
	bool good = query_run(&query, fault);
	buffer_free(&words);
	return good;
}

/* What was there before ------------------------------------------------------------------ */

struct old_text {
	struct old_text *next;
	int64_t number;
	const char *text;
};

/* Oldest first. */
static bool read_old(struct transaction *transaction, const char *id, struct old_text **out,
		     struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct old_text **link = out;
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_OLD);
	query_text(query, 1, id);
	while (query_next(query)) {
		*link = arena_alloc(arena, sizeof(**link));
		(*link)->number = row_int(query, "number");
		(*link)->text = row_text(query, "text", arena);
		link = &(*link)->next;
	}
	*link = NULL;
	return query_end(&query, fault);
}

static bool read_facts(struct transaction *transaction, const char *id, const char **text,
		       struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_FACTS);
	query_text(query, 1, id);
	*text = NULL;
	if (query_next(query))
		*text = row_text(query, "text", transaction_arena(transaction));
	return query_end(&query, fault);
}

static bool take_in(struct transaction *transaction, const struct conversation_id *id,
		    struct fault *fault)
{
	struct old_text *old;
	const char *facts;
	if (!read_facts(transaction, id->text, &facts, fault) ||
	    !event_search_put(transaction, id, EVENT_SEARCH_VISITOR, facts, fault) ||
	    !read_old(transaction, id->text, &old, fault))
		return false;
	for (; old != NULL; old = old->next)
		if (!event_search_put(transaction, id, old->number, old->text, fault))
			return false;
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_DONE);
	query_text(query, 1, id->text);
	return query_run(&query, fault);
}

struct catching_up {
	struct change change;
	int taken;
};

static bool next_due(struct transaction *transaction, struct conversation_id *ids, int *count,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_DUE);
	for (*count = 0; *count < CAUGHT_UP_AT_ONCE && query_next(query); ++*count)
		row_text_into(query, "conversation", ids[*count].text, sizeof(ids->text));
	return query_end(&query, fault);
}

static bool apply_catching_up(struct change *change, struct transaction *transaction,
			      struct fault *fault)
{
	struct catching_up *up = (struct catching_up *)change;
	struct conversation_id ids[CAUGHT_UP_AT_ONCE];
	if (!next_due(transaction, ids, &up->taken, fault))
		return false;
	for (int at = 0; at < up->taken; at++)
		if (!take_in(transaction, &ids[at], fault))
			return false;
	return true;
}

bool event_search_catch_up(struct store *store, bool *left, struct fault *fault)
{
	struct catching_up up = {.change = {.apply = apply_catching_up}};
	int64_t due = 0;
	struct query *query = db_query(store_reader(store), &EVENT_SEARCH_LEFT);
	if (query_next(query))
		due = row_int(query, "due");
	if (!query_end(&query, fault))
		return false;
	if (due > 0 && !store_write(store, &up.change, fault))
		return false;
	*left = up.taken == CAUGHT_UP_AT_ONCE;
	return true;
}
