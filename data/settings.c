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
static bool fixed[SETTING_COUNT];

SQL_SCAN(SETTINGS_STORED, "SELECT name, value FROM setting");
SQL_WRITE(SETTING_PUT, "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3) "
		       "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
		       "changed_at = excluded.changed_at");

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
	fixed[setting] = true;
	values[setting] = value;
	return check(setting, value, fault);
}

static bool load_stored(struct store *store, struct fault *fault)
{
	char name[64], value[32];
	struct query *query = db_query(store_reader(store), &SETTINGS_STORED);
	while (query_next(query)) {
		row_text_into(query, "name", name, sizeof(name));
		row_text_into(query, "value", value, sizeof(value));
		enum setting setting = setting_by_name(name);
		/* A setting of an older version may have gone. */
		if (setting != SETTING_COUNT)
			values[setting] = strtoll(value, NULL, 10);
	}
	return query_end(&query, fault);
}

bool settings_load(struct store *store, struct fault *fault)
{
	if (!load_stored(store, fault))
		return false;
	for (int i = 0; i < SETTING_COUNT; i++)
		if (!load_environment((enum setting)i, fault))
			return false;
	return true;
}

int64_t setting_value(enum setting setting)
{
	return atomic_load_explicit(&values[setting], memory_order_relaxed);
}

bool setting_is_fixed(enum setting setting)
{
	return fixed[setting];
}

bool setting_store(struct transaction *transaction, enum setting setting, int64_t value,
		   struct fault *fault)
{
	char text[24];
	if (!check(setting, value, fault))
		return false;
	snprintf(text, sizeof(text), "%lld", (long long)value);
	struct query *query = db_query(transaction_db(transaction), &SETTING_PUT);
	query_text(query, 1, rows[setting].name);
	query_text(query, 2, text);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}

void setting_use(enum setting setting, int64_t value)
{
	atomic_store_explicit(&values[setting], value, memory_order_relaxed);
}
