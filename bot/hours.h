/*
 * Hours: when somebody serves: a week's hours, holidays, a time zone.
 *
 * Pure functions of the hours and a moment; groups and the conditions of
 * rules use the same.  Hours are by the clock on the wall of their zone, so
 * daylight saving time moves them as it moves people.
 *
 * As JSON: {"zone": "Asia/Shanghai", "week": {"mon": ["09:00-12:00",
 * "13:30-18:00"], ...}, "holidays": [{"from": "2026-10-01", "to":
 * "2026-10-07", "name": "...", "hours": ["10:00-12:00"]}]}.  A day that isn't
 * named is closed; "24:00" ends a day; who works past midnight has a span
 * that ends there and one that begins the next day.
 *
 * Not here: whether somebody is online, and closing by hand
 * (handoff/group.h).  Any thread.
 */
#ifndef FOYER_BOT_HOURS_H
#define FOYER_BOT_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/fault.h"
#include "data/json.h"
#include "data/time_zone.h"

#define HOURS_SPANS_MOST    6
#define HOURS_HOLIDAYS_MOST 200
#define HOURS_BYTES_MOST    32768 /* as JSON */

struct hours_span {
	int from, to; /* minutes of the day: 0 <= from < to <= 1440 */
};

/* The spans of a day in order, none touching another. */
struct hours_day {
	struct hours_span spans[HOURS_SPANS_MOST];
	int count;
};

struct hours_holiday {
	int64_t first, last; /* days since 1970 */
	const char *name;    /* "" for none */
	struct hours_day day;
};

struct hours {
	const char *zone_name;
	const struct time_zone *zone;
	struct hours_day week[7]; /* Monday first */
	struct hours_holiday *holidays;
	int holiday_count;
};

/* Reads and checks; *out lives in the arena.  Faults name the part, such as
 * "hours.week.mon" or "hours.zone". */
bool hours_read(const struct json *object, struct arena *arena, const struct hours **out,
		struct fault *fault) MUST_USE;
void hours_write(struct json_writer *json, const char *name, const struct hours *hours);

/* The text as hours_write gives it, in the arena; and hours from such a text
 * that was stored: NULL for NULL. */
const char *hours_text(const struct hours *hours, struct arena *arena);
const struct hours *hours_stored(const char *text, struct arena *arena);

/* "09:00" as minutes, up to "24:00"; -1 for anything else. */
int hours_minute(const char *clock);
/* "mon" .. "sun" for 0 .. 6. */
const char *hours_weekday(int weekday);

bool hours_open_at(const struct hours *hours, int64_t at);

/* The first moment after `at` when it opens; 0 when it doesn't within a year. */
int64_t hours_next_opening(const struct hours *hours, int64_t at);

#endif
