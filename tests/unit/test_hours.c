/* When somebody serves: weeks, holidays, and clocks that are put forward and back. */
#include "tests/unit/support.h"

#include "bot/hours.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct hours *hours_of(const char *text)
{
	struct fault fault = {0};
	const struct json *object;
	const struct hours *hours = NULL;
	must(json_parse(text, strlen(text), arena, &object, &fault), &fault);
	must(hours_read(object, arena, &hours, &fault), &fault);
	return hours;
}

static const struct hours *same_every_day(const char *zone, const char *span)
{
	return hours_of(arena_format(
	    arena,
	    "{\"zone\":\"%s\",\"week\":{\"mon\":[%s],\"tue\":[%s],\"wed\":[%s],\"thu\":[%s],"
	    "\"fri\":[%s],\"sat\":[%s],\"sun\":[%s]}}",
	    zone, span, span, span, span, span, span, span));
}

/* A moment in UTC. */
static int64_t utc(int year, int month, int day, int hour, int minute)
{
	struct date date = {year, month, day};
	return (date_day(&date) * MINUTES_A_DAY + hour * 60 + minute) * 60000;
}

/* The week ---------------------------------------------------------------------------- */

static const char office[] =
    "{\"zone\":\"Asia/Shanghai\",\"week\":{\"mon\":[\"09:00-12:00\",\"13:30-18:00\"],"
    "\"tue\":[\"09:00-18:00\"],\"fri\":[\"09:00-24:00\"],\"sat\":[\"00:00-02:00\"]},"
    "\"holidays\":[{\"from\":\"2026-10-01\",\"to\":\"2026-10-07\",\"name\":\"国庆\"},"
    "{\"from\":\"2026-10-10\",\"to\":\"2026-10-10\",\"hours\":[\"10:00-16:00\"]}]}";

static void a_week_opens_and_closes_by_its_own_clock(void **state)
{
	(void)state;
	static const struct {
		int day, hour, minute; /* of November 2026, in UTC; the 2nd is a Monday */
		bool open;
	} cases[] = {
	    {2, 0, 59, false}, {2, 1, 0, true},    {2, 3, 59, true},  {2, 4, 0, false},
	    {2, 5, 30, true},  {2, 9, 59, true},   {2, 10, 0, false}, {3, 9, 0, true},
	    {4, 4, 0, false},  {6, 15, 59, true}, /* Friday's midnight there ... */
	    {6, 16, 0, true}, /* ... goes on into Saturday */
	    {6, 18, 0, false}, {8, 4, 0, false},
	};
	const struct hours *hours = hours_of(office);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (hours_open_at(hours, utc(2026, 11, cases[i].day, cases[i].hour,
					     cases[i].minute)) != cases[i].open)
			fail_msg("case %zu", i);
}

static void the_next_opening_is_the_first_one_after(void **state)
{
	(void)state;
	const struct hours *hours = hours_of(office);
	/* Within the day, over night, over the days without hours. */
	assert_int_equal(hours_next_opening(hours, utc(2026, 11, 2, 4, 0)),
			 utc(2026, 11, 2, 5, 30));
	assert_int_equal(hours_next_opening(hours, utc(2026, 11, 2, 10, 0)),
			 utc(2026, 11, 3, 1, 0));
	assert_int_equal(hours_next_opening(hours, utc(2026, 11, 3, 10, 0)),
			 utc(2026, 11, 6, 1, 0));
	/* While open: the one after this. */
	assert_int_equal(hours_next_opening(hours, utc(2026, 11, 2, 2, 0)),
			 utc(2026, 11, 2, 5, 30));
}

static void holidays_go_before_the_week(void **state)
{
	(void)state;
	const struct hours *hours = hours_of(office);
	assert_false(hours_open_at(hours, utc(2026, 10, 5, 2, 0))); /* a Monday */
	/* The Saturday after has hours of its own. */
	assert_int_equal(hours_next_opening(hours, utc(2026, 9, 30, 12, 0)),
			 utc(2026, 10, 9, 1, 0));
	assert_false(hours_open_at(hours, utc(2026, 10, 9, 17, 0)));
	assert_true(hours_open_at(hours, utc(2026, 10, 10, 2, 0)));
	assert_false(hours_open_at(hours, utc(2026, 10, 10, 8, 0)));
}

static void nobody_ever_there_never_opens(void **state)
{
	(void)state;
	const struct hours *hours = hours_of("{\"zone\":\"UTC\",\"week\":{}}");
	assert_false(hours_open_at(hours, utc(2026, 11, 2, 4, 0)));
	assert_int_equal(hours_next_opening(hours, utc(2026, 11, 2, 4, 0)), 0);
}

/* Daylight saving time ------------------------------------------------------------------ */

static void opening_follows_the_wall_clock_over_the_year(void **state)
{
	(void)state;
	const struct hours *berlin = same_every_day("Europe/Berlin", "\"09:00-17:00\"");
	const struct hours *sydney = same_every_day("Australia/Sydney", "\"09:00-17:00\"");
	assert_int_equal(hours_next_opening(berlin, utc(2026, 1, 15, 0, 0)),
			 utc(2026, 1, 15, 8, 0));
	assert_int_equal(hours_next_opening(berlin, utc(2026, 7, 15, 0, 0)),
			 utc(2026, 7, 15, 7, 0));
	assert_int_equal(hours_next_opening(sydney, utc(2026, 1, 14, 12, 0)),
			 utc(2026, 1, 14, 22, 0));
	assert_int_equal(hours_next_opening(sydney, utc(2026, 7, 14, 12, 0)),
			 utc(2026, 7, 14, 23, 0));
	/* The nights of the change: 29 March and 25 October. */
	assert_int_equal(hours_next_opening(berlin, utc(2026, 3, 28, 20, 0)),
			 utc(2026, 3, 29, 7, 0));
	assert_int_equal(hours_next_opening(berlin, utc(2026, 10, 24, 20, 0)),
			 utc(2026, 10, 25, 8, 0));
}

static void an_hour_that_is_leapt_over_and_one_that_comes_twice(void **state)
{
	(void)state;
	/* On 29 March 2026 Berlin's clocks go from 02:00 to 03:00. */
	const struct hours *begins = same_every_day("Europe/Berlin", "\"02:30-04:00\"");
	assert_int_equal(hours_next_opening(begins, utc(2026, 3, 28, 20, 0)),
			 utc(2026, 3, 29, 1, 0));
	const struct hours *within = same_every_day("Europe/Berlin", "\"02:10-02:50\"");
	assert_int_equal(hours_next_opening(within, utc(2026, 3, 28, 20, 0)),
			 utc(2026, 3, 30, 0, 10));
	/* On 25 October 02:30 comes at 00:30 and at 01:30 UTC. */
	assert_int_equal(hours_next_opening(within, utc(2026, 10, 24, 20, 0)),
			 utc(2026, 10, 25, 0, 10));
	assert_true(hours_open_at(within, utc(2026, 10, 25, 0, 30)));
	assert_true(hours_open_at(within, utc(2026, 10, 25, 1, 30)));
}

/* Wherever there is an opening, it is closed just before and open then. */
static void every_opening_of_a_year_is_one(void **state)
{
	(void)state;
	static const char *const names[] = {"America/New_York", "Asia/Kathmandu", "Africa/Cairo",
					    "Pacific/Apia",     "Asia/Shanghai",  "UTC"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct hours *hours =
		    same_every_day(names[i], "\"00:00-01:30\",\"02:15-09:45\"");
		int64_t at = utc(2026, 1, 1, 12, 0);
		for (int opened = 0; opened < 700; opened++) {
			int64_t next = hours_next_opening(hours, at);
			assert_true(next > at && next - at < (int64_t)2 * 86400000);
			assert_true(hours_open_at(hours, next));
			assert_false(hours_open_at(hours, next - 60000) &&
				     time_zone_local(hours->zone, next).minute == 135);
			at = next;
		}
	}
}

/* Reading --------------------------------------------------------------------------------- */

static void what_is_read_is_written_again(void **state)
{
	(void)state;
	const struct hours *hours = hours_of(office);
	const char *text = hours_text(hours, arena);
	assert_string_equal(hours_text(hours_stored(text, arena), arena), text);
	assert_non_null(strstr(text, "\"fri\":[\"09:00-24:00\"]"));
	assert_non_null(strstr(text, "\"from\":\"2026-10-01\",\"to\":\"2026-10-07\""));
	assert_null(hours_stored(NULL, arena));
	assert_null(hours_stored("{\"zone\":\"Nowhere/Land\",\"week\":{}}", arena));
}

static void what_makes_no_sense_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum fault_code code;
		const char *field;
	} cases[] = {
	    {"[]", FAULT_WRONG_TYPE, "hours"},
	    {"{\"week\":{}}", FAULT_MISSING_FIELD, "hours.zone"},
	    {"{\"zone\":\"Mars/Base\",\"week\":{}}", FAULT_NOT_ALLOWED_VALUE, "hours.zone"},
	    {"{\"zone\":\"../etc/passwd\",\"week\":{}}", FAULT_NOT_ALLOWED_VALUE, "hours.zone"},
	    {"{\"zone\":\"EST5EDT\",\"week\":{}}", FAULT_NOT_ALLOWED_VALUE, "hours.zone"},
	    {"{\"zone\":\"UTC\"}", FAULT_MISSING_FIELD, "hours.week"},
	    {"{\"zone\":\"UTC\",\"week\":{},\"weeks\":1}", FAULT_UNKNOWN_FIELD, "hours"},
	    {"{\"zone\":\"UTC\",\"week\":{\"monday\":[]}}", FAULT_UNKNOWN_FIELD, "hours.week"},
	    {"{\"zone\":\"UTC\",\"week\":{\"mon\":\"all\"}}", FAULT_WRONG_TYPE, "hours.week.mon"},
	    {"{\"zone\":\"UTC\",\"week\":{\"mon\":[\"9-17\"]}}", FAULT_NOT_ALLOWED_VALUE,
	     "hours.week.mon"},
	    {"{\"zone\":\"UTC\",\"week\":{\"mon\":[\"17:00-09:00\"]}}", FAULT_NOT_ALLOWED_VALUE,
	     "hours.week.mon"},
	    {"{\"zone\":\"UTC\",\"week\":{\"mon\":[\"09:00-24:30\"]}}", FAULT_NOT_ALLOWED_VALUE,
	     "hours.week.mon"},
	    {"{\"zone\":\"UTC\",\"week\":{\"mon\":[\"09:00-12:00\",\"11:00-13:00\"]}}",
	     FAULT_NOT_ALLOWED_VALUE, "hours.week.mon"},
	    {"{\"zone\":\"UTC\",\"week\":{},\"holidays\":[{\"from\":\"2026-02-29\",\"to\":"
	     "\"2026-03-01\"}]}",
	     FAULT_NOT_ALLOWED_VALUE, "hours.holidays"},
	    {"{\"zone\":\"UTC\",\"week\":{},\"holidays\":[{\"from\":\"2026-03-02\",\"to\":"
	     "\"2026-03-01\"}]}",
	     FAULT_NOT_ALLOWED_VALUE, "hours.holidays"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = {0};
		const struct json *object;
		const struct hours *hours;
		must(json_parse(cases[i].text, strlen(cases[i].text), arena, &object, &fault),
		     &fault);
		if (hours_read(object, arena, &hours, &fault) || fault.code != cases[i].code ||
		    strcmp(fault.field, cases[i].field) != 0)
			fail_msg("case %zu: %s %s", i, fault_type(fault.code), fault.field);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_week_opens_and_closes_by_its_own_clock),
	    cmocka_unit_test(the_next_opening_is_the_first_one_after),
	    cmocka_unit_test(holidays_go_before_the_week),
	    cmocka_unit_test(nobody_ever_there_never_opens),
	    cmocka_unit_test(opening_follows_the_wall_clock_over_the_year),
	    cmocka_unit_test(an_hour_that_is_leapt_over_and_one_that_comes_twice),
	    cmocka_unit_test(every_opening_of_a_year_is_one),
	    cmocka_unit_test(what_is_read_is_written_again),
	    cmocka_unit_test(what_makes_no_sense_is_named),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
