/*
 * Site difference: see site_difference.h.
 */
#include "handoff/site_difference.h"

#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "data/text.h"
#include "handoff/site.h"
#include "kb/paging.h"

#define SETTINGS_BYTES_MOST 262144

SQL_READ(DIFFERENCE_SINCE, "SELECT published_at FROM publication ORDER BY number DESC LIMIT 1");

struct comparing {
	struct arena *arena;
	struct list fields; /* struct difference_field */
};

/* The settings as JSON. */
static const struct json *written(const struct site_settings *settings, struct arena *arena)
{
	struct buffer buffer = buffer_new(SETTINGS_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	const struct json *object = NULL;
	struct fault ignored;
	json_open_object(&json, NULL);
	site_settings_write(&json, "settings", settings);
	json_close_object(&json);
	const char *text = arena_copy_text(arena, buffer.bytes, buffer.length);
	bool good = !buffer.overflowed && json_parse(text, strlen(text), arena, &object, &ignored);
	buffer_free(&buffer);
	return good ? json_member(object, "settings") : NULL;
}

static const char *shown(const struct json *value, struct arena *arena);

/* "a, b": what a list or an object holds. */
static const char *joined(const struct json *value, struct arena *arena)
{
	const char *text = NULL;
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		const char *one = shown(each, arena);
		if (one != NULL)
			text = text == NULL ? one : arena_format(arena, "%s, %s", text, one);
	}
	return text;
}

/* A value as people read it; NULL for none. */
static const char *shown(const struct json *value, struct arena *arena)
{
	if (value == NULL)
		return NULL;
	switch (value->type) {
	case JSON_STRING:
		return value->text;
	case JSON_NUMBER:
		return arena_format(arena, "%.10g", value->number);
	case JSON_BOOL:
		return value->boolean ? "true" : "false";
	case JSON_ARRAY:
	case JSON_OBJECT:
		return joined(value, arena);
	case JSON_NULL:
		break;
	}
	return NULL;
}

static void compare(struct comparing *comparing, const char *path, const struct json *before,
		    const struct json *after);

static const char *below(struct comparing *comparing, const char *path, const char *name)
{
	return *path == '\0' ? name : arena_format(comparing->arena, "%s.%s", path, name);
}

static void compare_members(struct comparing *comparing, const char *path,
			    const struct json *before, const struct json *after)
{
	for (const struct json *each = after->first; each != NULL; each = each->next)
		compare(comparing, below(comparing, path, each->name),
			json_member(before, each->name), each);
	for (const struct json *each = before->first; each != NULL; each = each->next)
		if (json_member(after, each->name) == NULL)
			compare(comparing, below(comparing, path, each->name), each, NULL);
}

static void compare(struct comparing *comparing, const char *path, const struct json *before,
		    const struct json *after)
{
	if (before != NULL && after != NULL && before->type == JSON_OBJECT &&
	    after->type == JSON_OBJECT) {
		compare_members(comparing, path, before, after);
		return;
	}
	const char *was = shown(before, comparing->arena), *is = shown(after, comparing->arena);
	if (text_equal(was, is))
		return;
	*(struct difference_field *)list_add(&comparing->fields) =
	    (struct difference_field){path, was, is};
}

/* The settings that held at that time. */
static bool settings_at(struct db *db, const char *site, int64_t time, struct arena *arena,
			const struct site_settings **out, struct fault *fault)
{
	struct site *versions;
	int count;
	*out = site_settings_default();
	if (!site_versions(db, site, arena, &versions, &count, fault))
		return false;
	for (int at = 0; at < count; at++)
		if (versions[at].changed_at <= time) {
			*out = versions[at].settings;
			break;
		}
	return true;
}

static bool compare_site(struct db *db, const struct site *site, int64_t since,
			 struct comparing *comparing, struct fault *fault)
{
	const struct site_settings *settings;
	if (!settings_at(db, site->name, since, comparing->arena, &settings, fault))
		return false;
	const struct json *before = written(settings, comparing->arena);
	const struct json *after = written(site->settings, comparing->arena);
	if (before != NULL && after != NULL)
		compare(comparing, "", before, after);
	return true;
}

static bool read_since(struct db *db, int64_t *since, struct fault *fault)
{
	struct query *query = db_query(db, &DIFFERENCE_SINCE);
	*since = INT64_MAX;
	while (query_next(query))
		*since = row_int(query, "published_at");
	return query_end(&query, fault);
}

static void append(struct difference *difference, const struct list *items, struct arena *arena)
{
	size_t size = sizeof(*difference->items);
	struct difference_item *all =
	    arena_array(arena, (size_t)(difference->count + items->count) + 1, size);
	if (difference->count > 0)
		memcpy(all, difference->items, (size_t)difference->count * size);
	if (items->count > 0)
		memcpy(all + difference->count, items->items, (size_t)items->count * size);
	difference->items = all;
	difference->count += items->count;
	difference->counts[DIFFERENCE_SETTING].changed = items->count;
}

bool site_difference_add(struct db *db, struct arena *arena, struct difference *difference,
			 struct fault *fault)
{
	struct list items = list_new(arena, sizeof(struct difference_item));
	struct site *sites;
	int64_t since;
	int count;
	if (!read_since(db, &since, fault) || !site_list(db, arena, &sites, &count, fault))
		return false;
	for (int at = 0; at < count; at++) {
		struct comparing comparing = {arena,
					      list_new(arena, sizeof(struct difference_field))};
		if (sites[at].changed_at <= since)
			continue;
		if (!compare_site(db, &sites[at], since, &comparing, fault))
			return false;
		if (comparing.fields.count > 0)
			*(struct difference_item *)list_add(&items) =
			    (struct difference_item){.kind = DIFFERENCE_CHANGED,
						     .what = "setting",
						     .id = sites[at].name,
						     .fields = comparing.fields.items,
						     .field_count = comparing.fields.count};
	}
	append(difference, &items, arena);
	return true;
}
