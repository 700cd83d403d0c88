/*
 * Event search: see event_search.h.
 */
#include "data/event_search.h"

#include <string.h>

#include "data/buffer.h"
#include "data/text.h"

#define TEXTS_AT_ONCE    64  /* taken in by one change, for which all others wait: a millisecond */
#define PORTIONS_WAITED  400 /* before a search makes do with what is there */
#define WORDS_BYTES_MOST ((size_t)256 * 1024)

SQL_WRITE(EVENT_SEARCH_ADD,
	  "INSERT INTO event_search (words, conversation, number) VALUES ($1, $2, $3)");
SQL_WRITE(EVENT_SEARCH_NOTE, "INSERT INTO event_search_due (conversation, number) VALUES ($1, $2) "
			     "ON CONFLICT (conversation) DO NOTHING");
SQL_SCAN(EVENT_SEARCH_LEFT, "SELECT CASE WHEN EXISTS (SELECT 1 FROM event_search_due) "
			    "THEN 1 ELSE 0 END AS due");
SQL_SCAN(EVENT_SEARCH_DUE,
	 "SELECT conversation, number FROM event_search_due ORDER BY conversation LIMIT $1");
SQL_READ(EVENT_SEARCH_TEXTS,
	 "SELECT number, text FROM event WHERE conversation = $1 AND number >= $2 "
	 "AND text IS NOT NULL AND type <> 'whisper' ORDER BY number LIMIT $3");
SQL_READ(EVENT_SEARCH_FACTS, "SELECT COALESCE(tags, '') || ' ' || COALESCE(attributes, '') AS text "
			     "FROM conversation WHERE id = $1");
SQL_WRITE(EVENT_SEARCH_FROM, "UPDATE event_search_due SET number = $2 WHERE conversation = $1");
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

/* Taking in ------------------------------------------------------------------------------ */

bool event_search_note(struct transaction *transaction, const struct conversation_id *conversation,
		       int64_t number, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_NOTE);
	query_text(query, 1, conversation->text);
	query_int(query, 2, number);
	return query_run(&query, fault);
}

/* A conversation whose texts from a number on aren't in the index. */
struct due {
	struct conversation_id conversation;
	int64_t number; /* 0: what is known of the visitor too */
};

struct text_due {
	int64_t number;
	const char *text;
};

static bool read_texts(struct transaction *transaction, const struct due *due,
		       struct text_due *texts, int most, int *count, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_TEXTS);
	query_text(query, 1, due->conversation.text);
	query_int(query, 2, due->number);
	query_int(query, 3, most);
	for (*count = 0; *count < most && query_next(query); ++*count)
		texts[*count] =
		    (struct text_due){row_int(query, "number"),
				      row_text(query, "text", transaction_arena(transaction))};
	return query_end(&query, fault);
}

static bool take_facts(struct transaction *transaction, const struct due *due, struct fault *fault)
{
	const char *text = NULL;
	if (due->number > 0)
		return true;
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_FACTS);
	query_text(query, 1, due->conversation.text);
	if (query_next(query))
		text = row_text(query, "text", transaction_arena(transaction));
	return query_end(&query, fault) &&
	       event_search_put(transaction, &due->conversation, EVENT_SEARCH_VISITOR, text, fault);
}

/* What is left of the conversation after the last of `count` texts. */
static bool store_progress(struct transaction *transaction, const struct due *due,
			   const struct text_due *texts, int count, bool is_done,
			   struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction),
				       is_done ? &EVENT_SEARCH_DONE : &EVENT_SEARCH_FROM);
	query_text(query, 1, due->conversation.text);
	if (!is_done)
		query_int(query, 2, texts[count - 1].number + 1);
	return query_run(&query, fault);
}

/* Takes in up to *room texts of one conversation, and takes them off it. */
static bool take_in(struct transaction *transaction, const struct due *due, int *room,
		    struct fault *fault)
{
	struct text_due texts[TEXTS_AT_ONCE];
	int count;
	if (!take_facts(transaction, due, fault) ||
	    !read_texts(transaction, due, texts, *room, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (!event_search_put(transaction, &due->conversation, texts[at].number,
				      texts[at].text, fault))
			return false;
	bool is_done = count < *room;
	*room -= count;
	return store_progress(transaction, due, texts, count, is_done, fault);
}

struct catching_up {
	struct change change;
	bool left;
};

static bool next_due(struct transaction *transaction, struct due *due, int *count,
		     struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &EVENT_SEARCH_DUE);
	query_int(query, 1, TEXTS_AT_ONCE);
	for (*count = 0; *count < TEXTS_AT_ONCE && query_next(query); ++*count) {
		row_text_into(query, "conversation", due[*count].conversation.text,
			      sizeof(due->conversation.text));
		due[*count].number = row_int(query, "number");
	}
	return query_end(&query, fault);
}

static bool apply_catching_up(struct change *change, struct transaction *transaction,
			      struct fault *fault)
{
	struct catching_up *up = (struct catching_up *)change;
	struct due due[TEXTS_AT_ONCE];
	int count, room = TEXTS_AT_ONCE, at = 0;
	if (!next_due(transaction, due, &count, fault))
		return false;
	for (; at < count && room > 0; at++)
		if (!take_in(transaction, &due[at], &room, fault))
			return false;
	up->left = room == 0 || count == TEXTS_AT_ONCE;
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
	*left = up.left;
	return true;
}

bool event_search_settle(struct store *store, struct fault *fault)
{
	bool left = true;
	for (int portion = 0; left && portion < PORTIONS_WAITED; portion++)
		if (!event_search_catch_up(store, &left, fault))
			return false;
	return true;
}
