/*
 * Settings: see settings.h.  Loaded once at the start, before other threads.
 */
#include "data/settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct setting_row rows[SETTING_COUNT] = {
#define X(code, name, value, least, most, help) {name, value, least, most, help},
    SETTINGS(X)
#undef X
};

/* Defaults until settings_load, so that parts work alone in tests. */
static atomic_llong values[SETTING_COUNT] = {
#define X(code, name, value, least, most, help) value,
    SETTINGS(X)
#undef X
};

const struct setting_row *setting_row(enum setting setting)
{
	return &rows[setting];
}

enum setting setting_by_name(const char *name)
{
	int index = 0;
	while (index < SETTING_COUNT && strcmp(rows[index].name, name) != 0)
		index++;
	return (enum setting)index;
}

static bool check(enum setting setting, int64_t value, struct fault *fault)
{
	const struct setting_row *row = &rows[setting];
	if (value < row->least)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, row->name, value, row->least);
	if (value > row->most)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, row->name, value, row->most);
	return true;
}

static bool load_environment(enum setting setting, struct fault *fault)
{
	char name[80];
	int length = snprintf(name, sizeof(name), "FOYER_%s", rows[setting].name);
	for (int i = 0; i < length; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
	const char *text = getenv(name);
	if (text == NULL)
		return true;
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0)
		return fault_detail(fault, FAULT_WRONG_TYPE, name, "a whole number");
	values[setting] = value;
	return check(setting, value, fault);
}

bool settings_load(struct fault *fault)
{
	for (int i = 0; i < SETTING_COUNT; i++)
		if (!load_environment((enum setting)i, fault))
			return false;
	return true;
}

int64_t setting_value(enum setting setting)
{
	return atomic_load_explicit(&values[setting], memory_order_relaxed);
}
