/*
 * Event search, by beginnings: what somebody looks for becomes a query that
 * the index can answer newest first without reading all that it has.
 *
 * Asked for a beginning, the index would gather every text that has any word
 * with it, however many those are.  Asked for whole words it walks back from
 * the newest.  So the words that begin so are looked up first: one step for
 * each, however often it was said.
 */
#include "data/event_search.h"

#include <stdio.h>
#include <string.h>

#include "data/buffer.h"
#include "data/text.h"

#define TERMS_MOST       100 /* words that stand for one beginning */
#define TERM_BYTES       256
#define QUERY_BYTES_MOST ((size_t)256 * 1024)

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
	for (int count = 0; count < TERMS_MOST; count++) {
		if (!next_term(db, from, term, &found, fault))
			return false;
		if (!found || strncmp(term, beginning, strlen(beginning)) != 0)
			break;
		if (strcmp(term, beginning) != 0)
			buffer_format(out, " OR \"%s\"", term);
		/* Behind this word and before any other. */
		snprintf(from, sizeof(from), "%s\x01", term);
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
static bool add_part(struct db *db, const char *part, bool is_beginning, struct arena *arena,
		     struct buffer *out, struct fault *fault)
{
	if (out->length > 0)
		buffer_add_text(out, " AND ");
	if (is_beginning && is_ascii(part) && strlen(part) < TERM_BYTES)
		return add_terms(db, text_lower_ascii(part, arena), out, fault);
	buffer_format(out, "\"%s\"%s", part, is_beginning ? "*" : "");
	return true;
}

bool event_search_query(struct db *db, const char *text, struct arena *arena, const char **found,
			struct fault *fault)
{
	const char *at = event_search_phrase(text, arena), *end;
	struct buffer out = buffer_new(QUERY_BYTES_MOST);
	bool good = true;
	while (good && at != NULL && (at = strchr(at, '"')) != NULL) {
		end = strchr(at + 1, '"');
		const char *part = arena_copy_text(arena, at + 1, (size_t)(end - at - 1));
		good = add_part(db, part, end[1] == '*', arena, &out, fault);
		at = end + 1;
	}
	if (good)
		*found = out.length == 0 ? NULL : arena_copy_text(arena, out.bytes, out.length);
	buffer_free(&out);
	return good;
}
