/*
 * Value: finds in a message what a form asks for, and checks it.
 *
 * "it's AB-12345, thanks" holds an order number, "soon" no date that
 * we read.  A value comes out in one way of writing: a phone number without
 * blanks, a date as 2026-10-01, an order number in capitals.
 *
 * Pure; any thread.
 */
#ifndef FOYER_BOT_VALUE_H
#define FOYER_BOT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/arena.h"
#include "data/time_zone.h"

#define VALUE_TEXT_MOST 500 /* characters of a free text */

enum value_kind {
	VALUE_TEXT,   /* whatever is said */
	VALUE_ORDER,  /* letters, digits and hyphens, at least one digit */
	VALUE_PHONE,
	VALUE_EMAIL,
	VALUE_NUMBER,
	VALUE_DATE,
	VALUE_PATTERN, /* what the editor's pattern finds */
	VALUE_KIND_COUNT
};

bool value_kind_from_name(const char *name, enum value_kind *kind);

struct rule_pattern;

/* What a value must be. */
struct value_wish {
	enum value_kind kind;
	bool has_least, has_most;
	double least, most;  /* NUMBER */
	const char *pattern; /* PATTERN, as written */
	const struct rule_pattern *compiled;
};

/* What dates lean on. */
struct value_day {
	int64_t now_ms;               /* 0: unknown, and so is "tomorrow" */
	const struct time_zone *zone; /* NULL: UTC */
	bool month_first;             /* 3/4/2026 is 4 March */
};

struct value_found {
	const char *text; /* in the arena */
	size_t rest;      /* letters, digits and characters that the message holds beside it */
};

/* False when the message holds none that fits. */
bool value_find(const struct value_wish *wish, const char *message, const struct value_day *day,
		struct arena *arena, struct value_found *found);

#endif
