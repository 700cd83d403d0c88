/*
 * Value: see value.h.  Dates are in bot/value_date.c.
 */
#include "bot/value.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bot/rule_pattern.h"
#include "bot/value_date.h"
#include "bot/value_spoken.h"
#include "data/text.h"

#define PHONE_DIGITS_LEAST 5
#define PHONE_DIGITS_MOST  15

static const char *const names[VALUE_KIND_COUNT] = {"text",   "order", "phone",  "email",
						    "number", "date",  "pattern"};

bool value_kind_from_name(const char *name, enum value_kind *kind)
{
	for (int at = 0; at < VALUE_KIND_COUNT; at++) {
		if (strcmp(names[at], name) == 0) {
			*kind = (enum value_kind)at;
			return true;
		}
	}
	return false;
}

/* The kinds' own patterns ------------------------------------------------------------ */

#define EDGE_BEFORE "(?<![A-Za-z0-9])"
#define EDGE_AFTER  "(?![A-Za-z0-9])"

#define ONES        "(?:one|two|three|four|five|six|seven|eight|nine)"

static const char *const kind_patterns[VALUE_KIND_COUNT] = {
    [VALUE_ORDER] = EDGE_BEFORE
    "(?=[A-Za-z-]{0,31}[0-9])[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){2,31}" EDGE_AFTER,
    [VALUE_PHONE] = "(?<![A-Za-z0-9+])(?:\\+|\\(\\+?)?[0-9](?:[ ()./-]{0,2}[0-9]){4,18}" EDGE_AFTER,
    [VALUE_EMAIL] = EDGE_BEFORE
    "[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}" EDGE_AFTER,
    [VALUE_NUMBER] = "(?<![A-Za-z0-9.,])[-+]?[0-9]{1,15}(?:[.,][0-9]{1,9})*(?![0-9])|" EDGE_BEFORE
    "(?<!hundred\\sand\\s)(?<!thousand\\sand\\s)(?:(?:twenty|thirty|forty|fifty)[ -]" ONES "|" ONES "|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    "eigh|nine)teen|twenty|thirty|forty|fifty)" EDGE_AFTER "(?![\\s-]+(?:hundred|thousand|million)"
    EDGE_AFTER ")|"
    /* 一下 and 十分 are no numbers: what is counted follows, or nothing does. */
    "(?<![第十百千万萬一二两兩三四五六七八九])(?:[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
    "(?=[个個位人份件张張间間晚天名只隻台箱次盒瓶杯条條本双雙套桌]|\\W*\\z)",
};

static struct rule_pattern *kind_compiled[VALUE_KIND_COUNT];
static pthread_once_t kinds_once = PTHREAD_ONCE_INIT;

static void compile_kinds(void)
{
	struct fault fault;

	for (int at = 0; at < VALUE_KIND_COUNT; at++) {
		if (kind_patterns[at] == NULL)
			continue;
		kind_compiled[at] = pattern_compile(kind_patterns[at], names[at], &fault);
		if (kind_compiled[at] == NULL)
			abort(); /* a mistake in our own table, which tests would have met */
	}
}

/* Making a value of what was found ----------------------------------------------------- */

/* Wide letters, digits and signs as their plain ones, so that "１２３" is a
 * number; case stays as it is. */
static const char *narrow(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) + 1), *end = out;

	while (*text != '\0') {
		const char *start = text;
		uint32_t character = text_next(&text);
		if (character >= 0xff01 && character <= 0xff5e)
			*end++ = (char)(character - 0xfee0);
		else if (character == 0x3000)
			*end++ = ' ';
		else
			end = (char *)memcpy(end, start, (size_t)(text - start)) + (text - start);
	}
	*end = '\0';
	return out;
}

static size_t telling(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length; at++) {
		unsigned char byte = (unsigned char)text[at];
		count += (byte >= '0' && byte <= '9') ||
			 ((byte | 32) >= 'a' && (byte | 32) <= 'z') || (byte & 0xc0) == 0xc0;
	}
	return count;
}

static const char *capitals(const char *text, struct arena *arena)
{
	char *out = arena_text(arena, text);

	for (char *at = out; *at != '\0'; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 32);
	return out;
}

/* The plus and the digits; NULL for too few or too many of them. */
static const char *phone(const char *text, struct arena *arena)
{
	char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
	bool is_international = strchr(text, '+') != NULL;

	if (is_international)
		*end++ = '+';
	for (; *text != '\0'; text++)
		if (*text >= '0' && *text <= '9')
			*end++ = *text;
	*end = '\0';
	size_t digits = (size_t)(end - out) - is_international;
	return digits >= PHONE_DIGITS_LEAST && digits <= PHONE_DIGITS_MOST ? out : NULL;
}

/* Where a number's decimal mark is, or NULL.  "1,234.50", "1.234,50", "12,5" and
 * "0,125" have one; of "1,234" and "1,234,567" the marks are for thousands,
 * which a point alone ("1.234") isn't. */
static const char *decimal_mark(const char *text)
{
	const char *first = text + strspn(text, "+-");
	const char *point = strrchr(text, '.'), *comma = strrchr(text, ',');
	const char *last = point > comma ? point : comma;

	if (last == NULL || strchr(text, *last) != last)
		return NULL;
	bool is_thousands = comma == last && point == NULL && strlen(last) == 4 &&
			    *first != '0' && last - first <= 3;
	return is_thousands ? NULL : last;
}

static const char *number(const struct value_wish *wish, const char *text, struct arena *arena)
{
	size_t bytes;
	int spoken = spoken_number(text, &bytes);

	if (spoken != SPOKEN_NONE)
		text = arena_format(arena, "%d", spoken);
	const char *mark = decimal_mark(text);
	char *out = arena_alloc(arena, strlen(text) + 1), *end = out;

	for (const char *at = text; *at != '\0'; at++) {
		if (at == mark)
			*end++ = '.';
		else if (*at != '.' && *at != ',' && *at != '+')
			*end++ = *at;
	}
	*end = '\0';
	double value = strtod(out, NULL);
	bool fits =
	    (!wish->has_least || value >= wish->least) && (!wish->has_most || value <= wish->most);
	return fits ? out : NULL;
}

static const char *made_of(const struct value_wish *wish, const char *text, struct arena *arena)
{
	switch (wish->kind) {
	case VALUE_ORDER:
		return capitals(text, arena);
	case VALUE_PHONE:
		return phone(text, arena);
	case VALUE_NUMBER:
		return number(wish, text, arena);
	case VALUE_TEXT:
	case VALUE_EMAIL:
	case VALUE_PATTERN:
	case VALUE_DATE:
	case VALUE_KIND_COUNT:
		break;
	}
	return text;
}

/* Finding --------------------------------------------------------------------------------- */

/* "3 or 4": which of them is meant nobody knows; "2 adults, 2 beds" is 2. */
static bool has_another(const struct rule_pattern *pattern, const struct value_wish *wish,
			const char *text, const char *value, struct arena *arena)
{
	const struct value_wish any = {.kind = wish->kind};
	int start, end;

	for (; pattern_match(pattern, text, strlen(text), &start, &end) == PATTERN_MATCHES;
	     text += end)
		if (strcmp(number(&any, arena_copy_text(arena, text + start, (size_t)(end - start)),
				  arena),
			   value) != 0)
			return true;
	return false;
}

static bool find_by_pattern(const struct value_wish *wish, const char *text, struct arena *arena,
			    struct value_found *found)
{
	size_t length = strlen(text);
	int start, end;

	pthread_once(&kinds_once, compile_kinds);
	const struct rule_pattern *pattern =
	    wish->kind == VALUE_PATTERN ? wish->compiled : kind_compiled[wish->kind];
	if (pattern == NULL ||
	    pattern_match(pattern, text, length, &start, &end) != PATTERN_MATCHES || start == end)
		return false;
	const char *piece = arena_copy_text(arena, text + start, (size_t)(end - start));
	found->text = made_of(wish, piece, arena);
	found->rest = telling(text, length) - telling(piece, strlen(piece));
	return found->text != NULL &&
	       (wish->kind != VALUE_NUMBER ||
		!has_another(pattern, wish, text + end, found->text, arena));
}

static bool find_text(const char *message, struct arena *arena, struct value_found *found)
{
	static const struct text_limit limit = {1, VALUE_TEXT_MOST, true};
	struct fault ignored;
	char *clean;

	if (!text_clean(message, "value", limit, arena, &clean, &ignored))
		return false;
	*found = (struct value_found){clean, 0};
	return true;
}

bool value_find(const struct value_wish *wish, const char *message, const struct value_day *day,
		struct arena *arena, struct value_found *found)
{
	struct value_found read = {0};
	const char *text = narrow(message, arena);
	bool any;

	if (wish->kind == VALUE_TEXT)
		any = find_text(message, arena, &read);
	else if (wish->kind == VALUE_DATE)
		any = value_date_find(text, day, arena, &read);
	else
		any = find_by_pattern(wish, text, arena, &read);
	if (any)
		*found = read;
	return any;
}
