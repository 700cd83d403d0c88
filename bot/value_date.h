/*
 * Value, dates: "2026-10-01", "1.10.2026", "10/1", "1 October", "10月1日",
 * "tomorrow", "后天" and what bot/value_spoken.h reads as 2026-10-01; see value.h.  A date without a year
 * is the next one of that name.  Pure; any thread.
 */
#ifndef FOYER_BOT_VALUE_DATE_H
#define FOYER_BOT_VALUE_DATE_H

#include "bot/value.h"

bool value_date_find(const char *text, const struct value_day *day, struct arena *arena,
		     struct value_found *found);

#endif
