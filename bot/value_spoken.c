/*
 * Value, spoken: see value_spoken.h.
 */
#include "bot/value_spoken.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/time_zone.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DIGITS_MOST  3 /* of days or weeks from now */
#define MONTHS_AHEAD 2 /* one of them has a 31st */

struct word {
	const char *text;
	int value;
};

static bool is_plain(char sign)
{
	return (sign >= '0' && sign <= '9') || ((sign | 32) >= 'a' && (sign | 32) <= 'z');
}

/* The word of the table that stands here, whole; the longest. */
static const struct word *word_at(const struct word *words, size_t count, const char *text,
				  size_t *bytes)
{
	const struct word *found = NULL;

	*bytes = 0;
	for (size_t at = 0; at < count; at++) {
		size_t length = strlen(words[at].text);
		if (length <= *bytes || strncasecmp(text, words[at].text, length) != 0)
			continue;
		if (is_plain(words[at].text[length - 1]) && is_plain(text[length]))
			continue;
		found = &words[at];
		*bytes = length;
	}
	return found;
}

/* Numbers ---------------------------------------------------------------------------- */

static const struct word NUMBERS[] = {
    {"zero", 0},     {"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},
    {"five", 5},     {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},
    {"ten", 10},     {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},
    {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},  {"forty", 40},     {"fifty", 50},
};
static const struct word SIGNS[] = {
    {"零", 0}, {"一", 1}, {"二", 2}, {"两", 2}, {"兩", 2}, {"三", 3},
    {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9},
};

#define TEN "十"

/* 三, 十, 十二, 二十, 二十三 */
static int chinese_number(const char *text, size_t *bytes)
{
	size_t first, last = 0;
	const struct word *tens = word_at(SIGNS, COUNT(SIGNS), text, &first);

	*bytes = first;
	if (strncmp(text + first, TEN, strlen(TEN)) != 0)
		return tens == NULL ? SPOKEN_NONE : tens->value;
	const struct word *ones = word_at(SIGNS, COUNT(SIGNS), text + first + strlen(TEN), &last);
	*bytes = first + strlen(TEN) + last;
	return (tens == NULL ? 1 : tens->value) * 10 + (ones == NULL ? 0 : ones->value);
}

int spoken_number(const char *text, size_t *bytes)
{
	const struct word *word = word_at(NUMBERS, COUNT(NUMBERS), text, bytes), *ones;
	size_t more;

	if (word == NULL)
		return chinese_number(text, bytes);
	bool may_go_on =
	    word->value >= 20 && (text[*bytes] == '-' || text[*bytes] == ' ');
	ones = may_go_on ? word_at(NUMBERS, COUNT(NUMBERS), text + *bytes + 1, &more) : NULL;
	if (ones == NULL || ones->value > 9)
		return word->value;
	*bytes += 1 + more;
	return word->value + ones->value;
}

/* Days of the week --------------------------------------------------------------------- */

static const struct word WEEKDAYS[] = {
    {"monday", 0},    {"mon", 0}, {"tuesday", 1},  {"tue", 1},    {"tues", 1},
    {"wednesday", 2}, {"wed", 2}, {"thursday", 3}, {"thu", 3},    {"thurs", 3},
    {"friday", 4},    {"fri", 4}, {"saturday", 5}, {"sunday", 6},
};
static const struct word WEEKS[] = {{"周", 0}, {"週", 0}, {"星期", 0}, {"礼拜", 0}, {"禮拜", 0}};
static const struct word WEEK_SIGNS[] = {{"一", 0}, {"二", 1}, {"三", 2}, {"四", 3},
					 {"五", 4}, {"六", 5}, {"日", 6}, {"天", 6}};
/* Which week, said before its day. */
static const struct word WHICH[] = {
    {"last ", -1}, {"next ", 1}, {"上", -1},  {"上个", -1}, {"上個", -1},
    {"下下", 2},   {"下", 1},    {"下个", 1}, {"下個", 1},
};

static int weekday_at(const char *text, size_t *bytes)
{
	size_t week, sign;
	const struct word *word = word_at(WEEKDAYS, COUNT(WEEKDAYS), text, bytes);

	if (word != NULL)
		return word->value;
	if (word_at(WEEKS, COUNT(WEEKS), text, &week) == NULL)
		return SPOKEN_NONE;
	word = word_at(WEEK_SIGNS, COUNT(WEEK_SIGNS), text + week, &sign);
	*bytes = week + sign;
	return word == NULL ? SPOKEN_NONE : word->value;
}

/* 1 January 1970 was a Thursday. */
static int weekday_of(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

/* "Next Friday" is that of the next week, as 下周五 is; "Friday" the coming one. */
static int64_t weekday_named(const char *text, int64_t today, size_t *bytes)
{
	size_t before, own;
	const struct word *which = word_at(WHICH, COUNT(WHICH), text, &before);
	const char *at = text + before;
	int weekday = weekday_at(at, &own);
	if (weekday == SPOKEN_NONE)
		return DATE_NONE;
	*bytes = before + own;
	int now = weekday_of(today);
	if (which != NULL)
		return today - now + 7 * which->value + weekday;
	return today + (weekday - now + 7) % 7;
}

/* So many days or weeks from now ------------------------------------------------------------ */

static const struct word UNITS[] = {
    {"day", 1}, {"days", 1}, {"week", 7}, {"weeks", 7}, {"天", 1},   {"日", 1},
    {"周", 7},  {"週", 7},   {"星期", 7}, {"礼拜", 7},  {"禮拜", 7},
};
static const struct word FROM_NOW[] = {
    {" from now", 0}, {" from today", 0}, {" later", 0}, {"后", 0},   {"後", 0},
    {"之后", 0},      {"之後", 0},        {"以后", 0},   {"以後", 0},
};
static const struct word ARTICLES[] = {{"a", 1}, {"an", 1}};

static size_t over(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncasecmp(text, word, length) == 0 ? length : 0;
}

static int amount_at(const char *text, size_t *bytes)
{
	size_t digits = strspn(text, "0123456789");
	const struct word *article;

	*bytes = digits;
	if (digits > 0)
		return digits <= DIGITS_MOST ? atoi(text) : SPOKEN_NONE;
	article = word_at(ARTICLES, COUNT(ARTICLES), text, bytes);
	return article != NULL ? article->value : spoken_number(text, bytes);
}

static int64_t from_now(const char *text, int64_t today, size_t *bytes)
{
	size_t used = over(text, "in "), length;
	bool is_said = used > 0;
	int amount = amount_at(text + used, &length);

	if (amount == SPOKEN_NONE)
		return DATE_NONE;
	used += length;
	used += over(text + used, " ");
	used += over(text + used, "个");
	used += over(text + used, "個");
	const struct word *unit = word_at(UNITS, COUNT(UNITS), text + used, &length);
	if (unit == NULL)
		return DATE_NONE;
	used += length;
	if (word_at(FROM_NOW, COUNT(FROM_NOW), text + used, &length) != NULL)
		used += length;
	else if (!is_said)
		return DATE_NONE;
	*bytes = used;
	return today + (int64_t)amount * unit->value;
}

/* The day of a month ------------------------------------------------------------------------- */

static const struct word ORDINALS[] = {{"st", 0}, {"nd", 0}, {"rd", 0}, {"th", 0},
				       {"号", 0}, {"號", 0}, {"日", 0}};

/* "The 31st": of this month, or of the next that has one. */
static int64_t day_of_month(const char *text, int64_t today, size_t *bytes)
{
	size_t digits = strspn(text, "0123456789"), length;
	int number = digits == 0 || digits > 2 ? 0 : atoi(text);

	if (number == 0 || word_at(ORDINALS, COUNT(ORDINALS), text + digits, &length) == NULL)
		return DATE_NONE;
	*bytes = digits + length;
	struct date date = date_of_day(today);
	date.day = number;
	for (int month = 0; month <= MONTHS_AHEAD; month++) {
		int64_t day = date_day(&date);
		if (day != DATE_NONE && day >= today)
			return day;
		date.year += date.month == 12;
		date.month = date.month == 12 ? 1 : date.month + 1;
	}
	return DATE_NONE;
}

/* Letters, digits and characters, without what stands between them. */
static size_t telling(const char *text, size_t bytes)
{
	size_t count = 0;

	for (size_t at = 0; at < bytes; at++)
		count += is_plain(text[at]) || ((unsigned char)text[at] & 0xc0) == 0xc0;
	return count;
}

int64_t spoken_day(const char *text, int64_t today, bool has_month, size_t *used)
{
	static int64_t (*const ways[])(const char *, int64_t, size_t *) = {from_now, weekday_named,
									   day_of_month};
	size_t count = COUNT(ways) - has_month;

	for (const char *at = text; *at != '\0'; at++) {
		size_t bytes;
		if (((unsigned char)*at & 0xc0) == 0x80 ||
		    (at > text && is_plain(*at) && is_plain(at[-1])))
			continue;
		for (size_t way = 0; way < count; way++) {
			int64_t day = ways[way](at, today, &bytes);
			if (day == DATE_NONE)
				continue;
			*used = telling(at, bytes);
			return day;
		}
	}
	return DATE_NONE;
}
