/*
 * Time zone: local clocks by the system's time zone database.
 *
 * A zone is found by its name ("Asia/Shanghai", "UTC") and stays for the
 * life of the program; a newer database is seen by the next start.  Daylight
 * saving time is the database's.  The only door to GLib.  Any thread.
 */
#ifndef FOYER_DATA_TIME_ZONE_H
#define FOYER_DATA_TIME_ZONE_H

#include <stdint.h>

#define TIME_ZONE_NAME_MOST 64
#define MINUTES_A_DAY       1440

struct time_zone;

/* The zone of this name, or NULL when the database has none. */
const struct time_zone *time_zone_find(const char *name);

/* What a clock on the wall shows. */
struct local_time {
	int64_t day;  /* since 1 January 1970 */
	int weekday;  /* 0 Monday .. 6 Sunday */
	int minute;   /* of the day */
	int offset;   /* minutes ahead of UTC */
};
struct local_time time_zone_local(const struct time_zone *zone, int64_t at);

/* The moment, in milliseconds, when the wall clock shows this minute of this
 * day: the first when it does so twice, the end of the gap when it never does. */
int64_t time_zone_moment(const struct time_zone *zone, int64_t day, int minute);

/* Days since 1970, or before it, as a date and back; ISO 8601. */
struct date {
	int year, month, day;
};
struct date date_of_day(int64_t day);
#define DATE_NONE INT64_MIN /* a date that there isn't */
int64_t date_day(const struct date *date);

#endif
