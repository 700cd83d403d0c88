/*
 * Value, spoken: numbers and days as people say them, in English and Chinese:
 * "two", "两位", "Friday", "next Friday", "下周五", "in two weeks", "三天后", "the
 * 31st".  Written ones are in bot/value.c and bot/value_date.c.  Pure; any
 * thread.
 */
#ifndef FOYER_BOT_VALUE_SPOKEN_H
#define FOYER_BOT_VALUE_SPOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPOKEN_NONE (-1)

/* The number that begins here in words, 0 to 99, and its bytes; SPOKEN_NONE. */
int spoken_number(const char *text, size_t *bytes);

/* The day that a text names, by the number of today, and how many letters,
 * digits and characters say so; DATE_NONE when it names none.  With a month in
 * it "the 31st" isn't any month's. */
int64_t spoken_day(const char *text, int64_t today, bool has_month, size_t *used);

#endif
