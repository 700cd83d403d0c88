/*
 * Hours: see hours.h.  Pure; any thread.
 */
#include "bot/hours.h"

#include <stdio.h>
#include <string.h>

#include "data/buffer.h"
#include "data/text.h"

#define NAME_MOST    80
#define DAYS_LOOKED  400
#define CLOCK_LENGTH 5 /* "09:00" */

static const char *const weekdays[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Reading: clocks and dates -------------------------------------------------------- */

static bool read_digits(const char *text, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*out = *out * 10 + text[i] - '0';
	}
	return true;
}

static bool read_clock(const char *text, int *minute)
{
	int hours, minutes;
	if (!read_digits(text, 2, &hours) || text[2] != ':' || !read_digits(text + 3, 2, &minutes))
		return false;
	*minute = hours * 60 + minutes;
	return minutes < 60 && *minute <= MINUTES_A_DAY;
}

/* "09:00-18:00" */
static bool read_span(const char *text, struct hours_span *span)
{
	return text != NULL && strlen(text) == 2 * CLOCK_LENGTH + 1 &&
	       read_clock(text, &span->from) && text[CLOCK_LENGTH] == '-' &&
	       read_clock(text + CLOCK_LENGTH + 1, &span->to) && span->from < span->to;
}

/* "2026-10-01" */
static bool read_date(const char *text, int64_t *day)
{
	struct date date;
	if (text == NULL || strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !read_digits(text, 4, &date.year) || !read_digits(text + 5, 2, &date.month) ||
	    !read_digits(text + 8, 2, &date.day))
		return false;
	*day = date_day(&date);
	return *day >= 0;
}

int hours_minute(const char *clock)
{
	int minute;
	bool good = clock != NULL && strlen(clock) == CLOCK_LENGTH && read_clock(clock, &minute);
	return good ? minute : -1;
}

const char *hours_weekday(int weekday)
{
	return weekdays[weekday];
}

/* Reading: parts -------------------------------------------------------------------- */

static bool read_day(const struct json *list, const char *field, struct hours_day *day,
		     struct fault *fault)
{
	if (list->type != JSON_ARRAY)
		return fault_set(fault, FAULT_WRONG_TYPE, field);
	if (list->count > HOURS_SPANS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, field, (int64_t)list->count,
				   HOURS_SPANS_MOST);
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		struct hours_span span;
		if (!read_span(each->text, &span))
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, field,
					    "\"09:00-18:00\" is a span");
		if (day->count > 0 && day->spans[day->count - 1].to >= span.from)
			return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, field,
					    "spans come in order and apart");
		day->spans[day->count++] = span;
	}
	return true;
}

static int weekday_of(const char *name)
{
	for (int i = 0; i < 7; i++)
		if (strcmp(weekdays[i], name) == 0)
			return i;
	return -1;
}

static bool read_week(const struct json *week, struct hours *hours, struct fault *fault)
{
	char field[32];
	if (week == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "hours.week");
	if (week->type != JSON_OBJECT)
		return fault_set(fault, FAULT_WRONG_TYPE, "hours.week");
	for (const struct json *each = week->first; each != NULL; each = each->next) {
		int weekday = weekday_of(each->name);
		if (weekday < 0)
			return fault_set(fault, FAULT_UNKNOWN_FIELD, "hours.week");
		snprintf(field, sizeof(field), "hours.week.%s", weekdays[weekday]);
		if (!read_day(each, field, &hours->week[weekday], fault))
			return false;
	}
	return true;
}

static bool read_holiday(const struct json *object, struct arena *arena,
			 struct hours_holiday *holiday, struct fault *fault)
{
	static const struct text_limit limit = {0, NAME_MOST, true};
	const struct json *own = json_member(object, "hours");
	const char *name = json_text(object, "name");
	char *clean = NULL;
	if (!read_date(json_text(object, "from"), &holiday->first) ||
	    !read_date(json_text(object, "to"), &holiday->last) || holiday->last < holiday->first)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "hours.holidays",
				    "from and to are dates as 2026-10-01, in order");
	if (name != NULL && !text_clean(name, "hours.holidays", limit, arena, &clean, fault))
		return false;
	holiday->name = clean != NULL ? clean : "";
	return own == NULL || own->type == JSON_NULL ||
	       read_day(own, "hours.holidays", &holiday->day, fault);
}

static bool read_holidays(const struct json *list, struct arena *arena, struct hours *hours,
			  struct fault *fault)
{
	if (list == NULL || list->type == JSON_NULL)
		return true;
	if (list->type != JSON_ARRAY)
		return fault_set(fault, FAULT_WRONG_TYPE, "hours.holidays");
	if (list->count > HOURS_HOLIDAYS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "hours.holidays", (int64_t)list->count,
				   HOURS_HOLIDAYS_MOST);
	hours->holidays = arena_array(arena, list->count + 1, sizeof(*hours->holidays));
	for (const struct json *each = list->first; each != NULL; each = each->next)
		if (!read_holiday(each, arena, &hours->holidays[hours->holiday_count++], fault))
			return false;
	return true;
}

static bool check_names(const struct json *object, struct fault *fault)
{
	for (const struct json *each = object->first; each != NULL; each = each->next)
		if (strcmp(each->name, "zone") != 0 && strcmp(each->name, "week") != 0 &&
		    strcmp(each->name, "holidays") != 0)
			return fault_detail(fault, FAULT_UNKNOWN_FIELD, "hours", "%s", each->name);
	return true;
}

bool hours_read(const struct json *object, struct arena *arena, const struct hours **out,
		struct fault *fault)
{
	struct hours *hours = arena_alloc(arena, sizeof(*hours));
	if (object->type != JSON_OBJECT)
		return fault_set(fault, FAULT_WRONG_TYPE, "hours");
	const char *zone = json_text(object, "zone");
	if (zone == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "hours.zone");
	hours->zone = time_zone_find(zone);
	if (hours->zone == NULL)
		return fault_set(fault, FAULT_NOT_ALLOWED_VALUE, "hours.zone");
	hours->zone_name = arena_text(arena, zone);
	if (!check_names(object, fault) || !read_week(json_member(object, "week"), hours, fault) ||
	    !read_holidays(json_member(object, "holidays"), arena, hours, fault))
		return false;
	*out = hours;
	return true;
}

/* Writing ------------------------------------------------------------------------------ */

static void write_day(struct json_writer *json, const char *name, const struct hours_day *day)
{
	char text[32];
	json_open_array(json, name);
	for (int i = 0; i < day->count; i++) {
		struct hours_span span = day->spans[i];
		snprintf(text, sizeof(text), "%02d:%02d-%02d:%02d", span.from / 60, span.from % 60,
			 span.to / 60, span.to % 60);
		json_add_text(json, NULL, text);
	}
	json_close_array(json);
}

static void write_date(struct json_writer *json, const char *name, int64_t day)
{
	char text[48];
	struct date date = date_of_day(day);
	snprintf(text, sizeof(text), "%04d-%02d-%02d", date.year, date.month, date.day);
	json_add_text(json, name, text);
}

void hours_write(struct json_writer *json, const char *name, const struct hours *hours)
{
	json_open_object(json, name);
	json_add_text(json, "zone", hours->zone_name);
	json_open_object(json, "week");
	for (int i = 0; i < 7; i++)
		write_day(json, weekdays[i], &hours->week[i]);
	json_close_object(json);
	json_open_array(json, "holidays");
	for (int i = 0; i < hours->holiday_count; i++) {
		const struct hours_holiday *holiday = &hours->holidays[i];
		json_open_object(json, NULL);
		write_date(json, "from", holiday->first);
		write_date(json, "to", holiday->last);
		json_add_text(json, "name", holiday->name);
		write_day(json, "hours", &holiday->day);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

const char *hours_text(const struct hours *hours, struct arena *arena)
{
	struct buffer buffer = buffer_new((size_t)4 * HOURS_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	hours_write(&json, NULL, hours);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

const struct hours *hours_stored(const char *text, struct arena *arena)
{
	struct fault ignored;
	const struct json *object;
	const struct hours *hours;
	if (text == NULL || !json_parse(text, strlen(text), arena, &object, &ignored) ||
	    !hours_read(object, arena, &hours, &ignored))
		return NULL;
	return hours;
}

/* Asking ------------------------------------------------------------------------------- */

static const struct hours_day *day_of(const struct hours *hours, int64_t day)
{
	for (int i = 0; i < hours->holiday_count; i++)
		if (hours->holidays[i].first <= day && day <= hours->holidays[i].last)
			return &hours->holidays[i].day;
	return &hours->week[((day + 3) % 7 + 7) % 7];
}

bool hours_open_at(const struct hours *hours, int64_t at)
{
	struct local_time local = time_zone_local(hours->zone, at);
	const struct hours_day *day = day_of(hours, local.day);
	for (int i = 0; i < day->count; i++)
		if (day->spans[i].from <= local.minute && local.minute < day->spans[i].to)
			return true;
	return false;
}

int64_t hours_next_opening(const struct hours *hours, int64_t at)
{
	int64_t today = time_zone_local(hours->zone, at).day;
	for (int64_t date = today; date < today + DAYS_LOOKED; date++) {
		const struct hours_day *day = day_of(hours, date);
		for (int i = 0; i < day->count; i++) {
			int64_t moment = time_zone_moment(hours->zone, date, day->spans[i].from);
			/* A span that the clock leaps over doesn't open. */
			if (moment > at && hours_open_at(hours, moment))
				return moment;
		}
	}
	return 0;
}
