/*
 * Event search, by beginnings: what somebody looks for becomes a query that
 * the index can answer newest first without reading all that it has.
 *
 * Asked for a beginning, the index would gather every text that has any word
 * with it, however many those are.  Asked for whole words it walks back from
 * the newest.  So the words that begin so are looked up first: one step for
 * each, however often it was said.
 */
#include "data/event_search_internal.h"

#include <stdio.h>
#include <string.h>

#include "data/text.h"

#define TERM_BYTES 256

SQL_SCAN(SEARCH_TERM, "SELECT term FROM event_search_term WHERE term >= $1 LIMIT 1");

/* The first word at or after `from`; false when there is none. */
static bool next_term(struct db *db, const char *from, char term[TERM_BYTES], bool *found,
		      struct fault *fault)
{
	struct query *query = db_query(db, &SEARCH_TERM);
	query_text(query, 1, from);
	*found = query_next(query);
	if (*found)
		row_text_into(query, "term", term, TERM_BYTES);
	return query_end(&query, fault);
}

static bool add_terms(struct db *db, const char *beginning, struct buffer *out, struct fault *fault)
{
	char from[TERM_BYTES + 2], term[TERM_BYTES] = "";
	bool found = true;
	snprintf(from, sizeof(from), "%s", beginning);
	buffer_format(out, "(\"%s\"", beginning);
	for (int count = 0; count < SEARCH_TERMS_MOST; count++) {
		if (!next_term(db, from, term, &found, fault))
			return false;
		bool is_cut = strlen(term) == TERM_BYTES - 1;
		if (is_cut)
			text_cut(term, TERM_BYTES - 2);
		if (!found || strncmp(term, beginning, strlen(beginning)) != 0)
			break;
		if (is_cut || strcmp(term, beginning) != 0)
			buffer_format(out, " OR \"%s\"%s", term, is_cut ? "*" : "");
		/* Behind this word, or all that begin like the cut one, and before any other. */
		snprintf(from, sizeof(from), "%s%s", term, is_cut ? "\xff" : "\x01");
	}
	buffer_add_char(out, ')');
	return true;
}

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

/* One quoted part of a phrase.  The index folds other scripts' letters in its
 * own way: their beginnings are left to it. */
static struct search_part part_of(const char *text, bool is_beginning, struct arena *arena)
{
	bool is_looked_up = is_beginning && is_ascii(text) && strlen(text) < TERM_BYTES - 1;
	return (struct search_part){.text = is_looked_up ? text_lower_ascii(text, arena) : text,
				    .is_beginning = is_beginning,
				    .is_looked_up = is_looked_up};
}

bool event_search_parts(struct db *db, const char *text, struct arena *arena,
			struct search_parts *parts, struct fault *fault)
{
	const char *at = event_search_phrase(text, arena);
	*parts = (struct search_parts){NULL, 0};
	while (at != NULL && (at = strchr(at, '"')) != NULL) {
		const char *end = strchr(at + 1, '"');
		const char *part = arena_copy_text(arena, at + 1, (size_t)(end - at - 1));
		bool holds_word = is_ascii(part);
		if (!holds_word && !db_holds_word(db, part, &holds_word, fault))
			return false;
		at = end + 1;
		if (!holds_word)
			continue;
		parts->list = arena_one_more(arena, parts->list, (size_t)parts->count,
					     sizeof(*parts->list));
		parts->list[parts->count++] = part_of(part, *at == '*', arena);
	}
	return true;
}

bool event_search_add(struct db *db, const struct search_part *part, struct buffer *out,
		      struct fault *fault)
{
	if (out->length > 0)
		buffer_add_text(out, " AND ");
	if (part->is_looked_up)
		return add_terms(db, part->text, out, fault);
	buffer_format(out, "\"%s\"%s", part->text, part->is_beginning ? "*" : "");
	return true;
}

/* Where the words that are there are too long together, the index finds them. */
bool event_search_query(struct db *db, const char *text, struct arena *arena, const char **found,
			struct fault *fault)
{
	struct search_parts parts;
	struct buffer out = buffer_new(SEARCH_QUERY_BYTES_MOST);
	bool good = event_search_parts(db, text, arena, &parts, fault);
	for (int at = 0; good && at < parts.count; at++)
		good = event_search_add(db, &parts.list[at], &out, fault);
	if (good && out.overflowed)
		*found = event_search_phrase(text, arena);
	else if (good)
		*found = out.length == 0 ? NULL : arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return good;
}
