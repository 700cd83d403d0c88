/*
 * Value, dates: see value_date.h.
 */
#include "bot/value_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/value_spoken.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LEAP_YEARS   8 /* so far away the next 29 February may be */

static const struct {
	const char *word;
	int days; /* from today */
} DAYS[] = {
    {"day after tomorrow", 2},
    {"day before yesterday", -2},
    {"tomorrow", 1},
    {"yesterday", -1},
    {"today", 0},
    {"大后天", 3},
    {"大後天", 3},
    {"后天", 2},
    {"後天", 2},
    {"明天", 1},
    {"明日", 1},
    {"前天", -2},
    {"昨天", -1},
    {"昨日", -1},
    {"今天", 0},
    {"今日", 0},
};

static const char *const MONTHS[12] = {"january",   "february", "march",    "april",
				       "may",       "june",     "july",     "august",
				       "september", "october",  "november", "december"};

static bool is_digit(char sign)
{
	return sign >= '0' && sign <= '9';
}

static bool is_letter(char sign)
{
	return (sign | 32) >= 'a' && (sign | 32) <= 'z';
}

static const struct time_zone *zone_of(const struct value_day *day)
{
	return day->zone != NULL ? day->zone : time_zone_find("UTC");
}

static int64_t today(const struct value_day *day)
{
	return time_zone_local(zone_of(day), day->now_ms).day;
}

static bool give(const char *text, size_t used, int64_t number, struct arena *arena,
		 struct value_found *found)
{
	struct date date = date_of_day(number);
	size_t telling = 0;

	for (const char *at = text; *at != '\0'; at++)
		telling += is_digit(*at) || is_letter(*at) || ((unsigned char)*at & 0xc0) == 0xc0;
	found->text = arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
	found->rest = telling > used ? telling - used : 0;
	return true;
}

/* Days by name ----------------------------------------------------------------------- */

static bool find_named(const char *text, const struct value_day *day, struct arena *arena,
		       struct value_found *found)
{
	for (size_t at = 0; day->now_ms != 0 && at < COUNT(DAYS); at++) {
		if (strcasestr(text, DAYS[at].word) == NULL)
			continue;
		size_t bytes = strlen(DAYS[at].word);
		size_t used = (unsigned char)DAYS[at].word[0] >= 0x80 ? bytes / 3 : bytes;
		return give(text, used, today(day) + DAYS[at].days, arena, found);
	}
	return false;
}

/* Numbers and months ------------------------------------------------------------------ */

/* A date has up to three parts: numbers, and a month in letters. */
struct parts {
	int number[3];
	int digits[3];
	int count;
	int month;       /* in letters: 1..12; 0: none */
	size_t used;     /* letters and digits */
	bool is_chinese; /* 月 follows the first or second */
};

/* A month's name, cut short or with a mistake in the middle; not "maybe". */
static bool is_month(const char *word, size_t letters, const char *month)
{
	size_t whole = strlen(month);

	if (letters < 3 || strncasecmp(word, month, 3) != 0)
		return false;
	bool is_beginning = letters <= whole && strncasecmp(word, month, letters) == 0;
	bool is_about = letters + 1 >= whole && letters <= whole + 1;
	return is_beginning || (is_about && (word[letters - 1] | 32) == month[whole - 1]);
}

static int month_of(const char *text, size_t *length)
{
	size_t letters = 0;

	while (is_letter(text[letters]))
		letters++;
	for (int at = 0; at < 12; at++) {
		if (is_month(text, letters, MONTHS[at])) {
			*length = letters;
			return at + 1;
		}
	}
	return 0;
}

/* Steps over what may stand between the parts of a date. */
static const char *next_part(const char *at)
{
	static const char *const between[] = {"年", "月", "of ", "st", "nd", "rd",
					      "th", ",",  " ",   "-",  "/",  "."};

	for (size_t i = 0; i < COUNT(between);) {
		size_t length = strlen(between[i]);
		if (strncmp(at, between[i], length) == 0) {
			at += length;
			i = 0;
		} else {
			i++;
		}
	}
	return at;
}

static const char *read_number(const char *at, struct parts *parts)
{
	char *end;
	const char *start = at;

	parts->number[parts->count] = (int)strtol(at, &end, 10);
	parts->digits[parts->count] = (int)(end - start);
	parts->used += (size_t)(end - start);
	parts->count++;
	if (strncmp(end, "月", 3) == 0) {
		parts->is_chinese = true;
		parts->used++;
	} else if (strncmp(end, "年", 3) == 0 || strncmp(end, "日", 3) == 0 ||
		   strncmp(end, "号", 3) == 0 || strncmp(end, "號", 3) == 0) {
		parts->used++;
	}
	return end;
}

/* The parts that begin here. */
static struct parts read_parts(const char *at)
{
	struct parts parts = {0};
	size_t length;

	while (parts.count + (parts.month > 0) < 3) {
		int month = parts.month == 0 ? month_of(at, &length) : 0;
		if (month > 0) {
			parts.month = month;
			parts.used += length;
			at += length;
		} else if (is_digit(*at) && strspn(at, "0123456789") <= 4) {
			at = read_number(at, &parts);
		} else {
			break;
		}
		at = next_part(at);
	}
	return parts;
}

/* Year, month and day of the parts; the year is 0 when there is none. */
static bool order(const struct parts *parts, bool month_first, struct date *date)
{
	const int *number = parts->number;

	if (parts->month > 0 && parts->count >= 1) {
		int year = parts->count == 2 ? number[1] : 0;
		*date = (struct date){year, parts->month, number[0]};
		if (parts->digits[0] == 4 && parts->count == 2)
			*date = (struct date){number[0], parts->month, number[1]};
		return true;
	}
	if (parts->count < 2)
		return false;
	if (parts->count == 3 && parts->digits[0] == 4)
		*date = (struct date){number[0], number[1], number[2]};
	else if (parts->is_chinese && parts->count == 2)
		*date = (struct date){0, number[0], number[1]};
	else
		*date = (struct date){parts->count == 3 ? number[2] : 0, number[1], number[0]};
	bool is_ambiguous = parts->digits[0] != 4 && !parts->is_chinese;
	if (is_ambiguous && (date->month > 12 || (month_first && date->day <= 12)))
		*date = (struct date){date->year, date->day, date->month};
	return true;
}

/* DATE_NONE for a date that there isn't. */
static int64_t number_of(struct date date, const struct value_day *day)
{
	if (date.year != 0) {
		date.year += date.year < 100 ? 2000 : 0;
		return date_day(&date);
	}
	if (day->now_ms == 0)
		return DATE_NONE;
	int64_t now = today(day), number = DATE_NONE;
	date.year = date_of_day(now).year;
	for (int last = date.year + LEAP_YEARS; number < now && date.year <= last; date.year++)
		number = date_day(&date);
	return number < now ? DATE_NONE : number;
}

bool value_date_find(const char *text, const struct value_day *day, struct arena *arena,
		     struct value_found *found)
{
	bool has_month = false;

	if (find_named(text, day, arena, found))
		return true;
	for (const char *at = text; *at != '\0'; at++) {
		size_t length;
		bool begins = at == text || (!is_digit(at[-1]) && !is_letter(at[-1]));
		if (!begins || (!is_digit(*at) && month_of(at, &length) == 0))
			continue;
		struct parts parts = read_parts(at);
		struct date date;
		has_month = has_month || parts.month > 0 || parts.is_chinese;
		if (!order(&parts, day->month_first, &date))
			continue;
		int64_t number = number_of(date, day);
		if (number != DATE_NONE)
			return give(text, parts.used, number, arena, found);
	}
	if (day->now_ms == 0)
		return false;
	size_t used = 0;
	int64_t spoken = spoken_day(text, today(day), has_month, &used);
	return spoken != DATE_NONE && give(text, used, spoken, arena, found);
}
