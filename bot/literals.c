/*
 * Literals: see literals.h.  A reader for the syntax of PCRE2 patterns that
 * keeps only what a match can't do without.  Not a checker: the pattern has
 * been compiled already.
 */
#include "bot/literals.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bot/literal_piece.h"
#include "data/text.h"

/* Characters that a class may list and still be taken as its characters. */
#define CLASS_MOST 8

struct reader {
	const char *at;
	struct arena *arena;
	bool lost; /* met syntax that it doesn't follow: nothing is known */
};

static struct piece read_alternatives(struct reader *reader);

/* Reading ------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Moves behind the next `end`; lost when there is none. */
static void skip_behind(struct reader *reader, char end)
{
	const char *found = strchr(reader->at, end);

	if (found == NULL) {
		reader->lost = true;
		reader->at += strlen(reader->at);
	} else {
		reader->at = found + 1;
	}
}

/* What ends an argument that begins with `open`; 0 when that is a character.  Only references
 * may have one in <> or quotes: after others these are characters, and so is what they enclose. */
static char end_of_argument(char letter, char open)
{
	if (open == '{')
		return '}';
	if (letter != 'g' && letter != 'k')
		return '\0';
	return open == '<' ? '>' : open == '\'' ? '\'' : '\0';
}

/* Behind the argument of \p, \x, \g and the like, where there is one. */
static void skip_argument(struct reader *reader, char letter)
{
	char end = end_of_argument(letter, *reader->at);

	if (end != '\0') {
		reader->at++;
		skip_behind(reader, end);
		return;
	}
	if (*reader->at == '-' || *reader->at == '+')
		reader->at++;
	while (isxdigit((unsigned char)*reader->at))
		reader->at++;
}

static struct piece read_escape(struct reader *reader)
{
	char letter = *++reader->at;

	/* After \E a quantifier belongs to what stands before it. */
	if (letter == '\0' || letter == 'Q' || letter == 'E') {
		reader->lost = true;
		return piece_unknown();
	}
	if (!isalnum((unsigned char)letter)) {
		const char *start = reader->at;
		text_next(&reader->at);
		return piece_exactly(reader->arena, start, (size_t)(reader->at - start));
	}
	reader->at++;
	if (strchr("bBAzZGK", letter) != NULL)
		return piece_nothing(reader->arena);
	if (letter == 'c' && *reader->at != '\0')
		reader->at++;
	else if (strchr("pP", letter) != NULL && isalpha((unsigned char)*reader->at))
		reader->at++;
	else if (strchr("pPxogkN", letter) != NULL)
		skip_argument(reader, letter);
	else if (isdigit((unsigned char)letter))
		while (isdigit((unsigned char)*reader->at))
			reader->at++;
	return piece_unknown();
}

/* The length of [:name:] at `at`, or 0. */
static size_t posix_class(const char *at)
{
	if (!starts_with(at, "[:"))
		return 0;
	size_t length = 2 + strspn(at + 2, "^abcdefghijklmnopqrstuvwxyz");
	return starts_with(at + length, ":]") ? length + 2 : 0;
}

/* Moves over a character class; its characters when it is a short plain list. */
static struct piece read_class(struct reader *reader)
{
	struct piece piece = {.kind = NEVER};
	bool plain = true;
	int count = 0;

	reader->at++;
	if (*reader->at == '^') {
		plain = false;
		reader->at++;
	}
	for (bool first = true; *reader->at != '\0' && (first || *reader->at != ']');
	     first = false) {
		size_t posix = posix_class(reader->at);
		if (posix > 0) {
			plain = false;
			reader->at += posix;
			continue;
		}
		if (*reader->at == '\\' || *reader->at == '-') {
			plain = false;
			reader->lost |= reader->at[1] == 'Q' || reader->at[1] == 'c';
			reader->at += *reader->at == '\\' && reader->at[1] != '\0';
		}
		const char *start = reader->at;
		text_next(&reader->at);
		if (plain && ++count <= CLASS_MOST)
			piece = piece_either(
			    reader->arena, piece,
			    piece_exactly(reader->arena, start, (size_t)(reader->at - start)));
	}
	skip_behind(reader, ']');
	return plain && count <= CLASS_MOST ? piece : piece_unknown();
}

/* (*VERB): only those that end a branch matter. */
static struct piece read_verb(struct reader *reader)
{
	const char *name = reader->at + 2;
	bool fails = starts_with(name, "F)") || starts_with(name, "FAIL)");

	if (starts_with(name, "ACCEPT") || islower((unsigned char)*name))
		reader->lost = true;
	skip_behind(reader, ')');
	return fails ? (struct piece){.kind = NEVER} : piece_nothing(reader->arena);
}

static struct piece read_inside(struct reader *reader, const char *from)
{
	reader->at = from;
	struct piece piece = read_alternatives(reader);
	skip_behind(reader, ')');
	return piece;
}

/* (?=...) and its kin: they use up nothing, but what a positive one looks for
 * must be there. */
static struct piece read_look(struct reader *reader, const char *from, bool positive)
{
	struct piece piece = read_inside(reader, from);

	if (!positive)
		return piece_nothing(reader->arena);
	return piece.kind == EXACT ? piece_needed(piece) : piece;
}

/* (?i) or (?i:...). */
static struct piece read_flags(struct reader *reader, const char *from)
{
	size_t length = strspn(from, "^imsxnJU-");

	if (memchr(from, 'x', length) != NULL || (from[length] != ')' && from[length] != ':')) {
		reader->lost = true;
		return piece_unknown();
	}
	if (from[length] == ':')
		return read_inside(reader, from + length + 1);
	reader->at = from + length + 1;
	return piece_nothing(reader->arena);
}

/* Which groups begin how; the rest are flags or references. */
enum group { GROUP_PLAIN, GROUP_NAMED, GROUP_AHEAD, GROUP_NOT_AHEAD, GROUP_REFERENCE, GROUP_LOST };
static const struct group_start {
	const char *text;
	enum group group;
	char name_end;
} GROUP_STARTS[] = {
    {"(?:", GROUP_PLAIN, 0},      {"(?|", GROUP_PLAIN, 0},      {"(?>", GROUP_PLAIN, 0},
    {"(?=", GROUP_AHEAD, 0},      {"(?<=", GROUP_AHEAD, 0},     {"(?!", GROUP_NOT_AHEAD, 0},
    {"(?<!", GROUP_NOT_AHEAD, 0}, {"(?*", GROUP_LOST, 0},       {"(?<*", GROUP_LOST, 0},
    {"(?P<", GROUP_NAMED, '>'},   {"(?<", GROUP_NAMED, '>'},    {"(?'", GROUP_NAMED, '\''},
    {"(?P=", GROUP_REFERENCE, 0}, {"(?P>", GROUP_REFERENCE, 0}, {"(?&", GROUP_REFERENCE, 0},
    {"(?R", GROUP_REFERENCE, 0},  {"(?+", GROUP_REFERENCE, 0},  {"(?(", GROUP_LOST, 0},
    {"(?C", GROUP_LOST, 0},       {"(?#", GROUP_LOST, 0},
};

static struct piece read_started(struct reader *reader, const struct group_start *start)
{
	const char *inside = reader->at + strlen(start->text);

	switch (start->group) {
	case GROUP_PLAIN:
		return read_inside(reader, inside);
	case GROUP_NAMED:
		reader->at = inside;
		skip_behind(reader, start->name_end);
		return read_inside(reader, reader->at);
	case GROUP_AHEAD:
		return read_look(reader, inside, true);
	case GROUP_NOT_AHEAD:
		return read_look(reader, inside, false);
	case GROUP_REFERENCE:
		skip_behind(reader, ')');
		return piece_unknown();
	case GROUP_LOST:
		reader->lost = true;
		return piece_unknown();
	}
	return piece_unknown();
}

static struct piece read_group(struct reader *reader)
{
	const char *at = reader->at;

	if (at[1] == '*')
		return read_verb(reader);
	if (at[1] != '?')
		return read_inside(reader, at + 1);
	if (isdigit((unsigned char)at[2]) || (at[2] == '-' && isdigit((unsigned char)at[3]))) {
		skip_behind(reader, ')');
		return piece_unknown();
	}
	for (size_t i = 0; i < sizeof(GROUP_STARTS) / sizeof(*GROUP_STARTS); i++)
		if (starts_with(at, GROUP_STARTS[i].text))
			return read_started(reader, &GROUP_STARTS[i]);
	return read_flags(reader, at + 2);
}

static struct piece read_atom(struct reader *reader)
{
	const char *start = reader->at;

	switch (*start) {
	case '(':
		return read_group(reader);
	case '[':
		return read_class(reader);
	case '\\':
		return read_escape(reader);
	case '.':
		reader->at++;
		return piece_unknown();
	case '^':
	case '$':
		reader->at++;
		return piece_nothing(reader->arena);
	default:
		text_next(&reader->at);
		return piece_exactly(reader->arena, start, (size_t)(reader->at - start));
	}
}

/* {,m}, and spaces or tabs in a count: characters, but a count since PCRE2 10.43. */
static bool may_be_count(const char *brace)
{
	size_t length = strspn(brace + 1, "0123456789, \t");
	return length > 0 && brace[1 + length] == '}';
}

/* {n}, {n,} or {n,m} */
static bool has_count(const char *brace, long *least, long *most, char **end)
{
	if (!isdigit((unsigned char)brace[1]))
		return false;
	*least = *most = strtol(brace + 1, end, 10);
	if (**end == ',') {
		++*end;
		*most = isdigit((unsigned char)**end) ? strtol(*end, end, 10) : -1;
	}
	return **end == '}';
}

/* Otherwise the brace is a character like any other. */
static bool read_count(struct reader *reader, long *least, long *most)
{
	char *end;

	if (*reader->at != '{')
		return false;
	if (!has_count(reader->at, least, most, &end)) {
		reader->lost |= may_be_count(reader->at);
		return false;
	}
	reader->at = end + 1;
	return true;
}

static bool read_quantifier(struct reader *reader, long *least, long *most)
{
	switch (*reader->at) {
	case '*':
		*least = 0;
		*most = -1;
		break;
	case '+':
		*least = 1;
		*most = -1;
		break;
	case '?':
		*least = 0;
		*most = 1;
		break;
	default:
		return read_count(reader, least, most);
	}
	reader->at++;
	return true;
}

/* Behind the mark of a lazy or possessive quantifier. */
static void skip_manner(struct reader *reader)
{
	if (*reader->at == '?' || *reader->at == '+')
		reader->at++;
}

static struct piece read_sequence(struct reader *reader)
{
	struct sequence sequence = {.run = piece_nothing(reader->arena).needs.sets[0]};

	while (*reader->at != '\0' && *reader->at != '|' && *reader->at != ')' && !reader->lost) {
		long least, most;
		struct piece piece = read_atom(reader);
		if (read_quantifier(reader, &least, &most)) {
			skip_manner(reader);
			piece = piece_repeated(reader->arena, piece, least, most);
		}
		sequence_add(reader->arena, &sequence, piece);
	}
	return sequence_end(&sequence);
}

static struct piece read_alternatives(struct reader *reader)
{
	struct piece piece = read_sequence(reader);

	while (*reader->at == '|' && !reader->lost) {
		reader->at++;
		piece = piece_either(reader->arena, piece, read_sequence(reader));
	}
	return piece;
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_words(struct literal_set *set)
{
	int kept = 0;

	qsort(set->words, (size_t)set->count, sizeof(*set->words), compare_words);
	for (int i = 0; i < set->count; i++)
		if (kept == 0 || strcmp(set->words[kept - 1], set->words[i]) != 0)
			set->words[kept++] = set->words[i];
	set->count = kept;
}

struct literals literals_of(const char *pattern, struct arena *arena)
{
	struct reader reader = {.at = pattern, .arena = arena};
	struct piece piece = read_alternatives(&reader);

	if (piece.kind == EXACT)
		piece = piece_needed(piece);
	if (reader.lost || *reader.at != '\0' || piece.kind != NEEDS)
		return (struct literals){.count = 0};
	for (int i = 0; i < piece.needs.count; i++)
		sort_words(&piece.needs.sets[i]);
	return piece.needs;
}
