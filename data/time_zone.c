/*
 * Time zone: see time_zone.h.  Not for telling times to people in words.
 * Zones are kept in one table behind a lock that is held for looking and
 * loading; what was found is immutable and needs none.  Any thread.
 */
#include "data/time_zone.h"

#include <glib.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "data/arena.h"

#define ZONES_MOST      1024 /* the database has about 600 names */
#define SECONDS_A_DAY   86400
#define MILLISECONDS    1000

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char *name;
	GTimeZone *zone;
} zones[ZONES_MOST];
static int zone_count;

/* "UTC" or an area and a place; never a path or a rule of its own. */
static bool is_name(const char *name)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
	size_t length = strlen(name);
	if (strcmp(name, "UTC") == 0)
		return true;
	return length <= TIME_ZONE_NAME_MOST && strspn(name, letters) == length &&
	       name[0] != '/' && strchr(name, '/') != NULL;
}

static GTimeZone *load(const char *name)
{
	GTimeZone *zone = zone_count < ZONES_MOST ? g_time_zone_new_identifier(name) : NULL;
	if (zone == NULL)
		return NULL;
	zones[zone_count].name = memory_text(name);
	zones[zone_count++].zone = zone;
	return zone;
}

const struct time_zone *time_zone_find(const char *name)
{
	GTimeZone *zone = NULL;
	if (!is_name(name))
		return NULL;
	pthread_mutex_lock(&zones_lock);
	for (int i = 0; i < zone_count && zone == NULL; i++)
		if (strcmp(zones[i].name, name) == 0)
			zone = zones[i].zone;
	if (zone == NULL)
		zone = load(name);
	pthread_mutex_unlock(&zones_lock);
	return (const struct time_zone *)zone;
}

/* GLib's functions take no const, but change nothing of a zone. */
static GTimeZone *inner(const struct time_zone *zone)
{
	return (GTimeZone *)(uintptr_t)zone;
}

/* Rounds down, before 1970 too. */
static int64_t divide(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

struct local_time time_zone_local(const struct time_zone *zone, int64_t at)
{
	int64_t seconds = divide(at, MILLISECONDS);
	int interval = g_time_zone_find_interval(inner(zone), G_TIME_TYPE_UNIVERSAL, seconds);
	int offset = g_time_zone_get_offset(inner(zone), interval);
	int64_t local = seconds + offset;
	struct local_time time = {.day = divide(local, SECONDS_A_DAY), .offset = offset / 60};
	time.minute = (int)((local - time.day * SECONDS_A_DAY) / 60);
	/* The first day of 1970 was a Thursday. */
	time.weekday = (int)(((time.day + 3) % 7 + 7) % 7);
	return time;
}

int64_t time_zone_moment(const struct time_zone *zone, int64_t day, int minute)
{
	gint64 local = day * SECONDS_A_DAY + (int64_t)minute * 60;
	int interval = g_time_zone_adjust_time(inner(zone), G_TIME_TYPE_DAYLIGHT, &local);
	return (local - g_time_zone_get_offset(inner(zone), interval)) * MILLISECONDS;
}

struct date date_of_day(int64_t day)
{
	time_t seconds = day * SECONDS_A_DAY;
	struct tm parts;
	gmtime_r(&seconds, &parts);
	return (struct date){parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday};
}

int64_t date_day(const struct date *date)
{
	struct tm parts = {
	    .tm_year = date->year - 1900, .tm_mon = date->month - 1, .tm_mday = date->day};
	int64_t day = divide(timegm(&parts), SECONDS_A_DAY);
	struct date back = date_of_day(day);
	bool same =
	    back.year == date->year && back.month == date->month && back.day == date->day;
	return same ? day : DATE_NONE;
}
