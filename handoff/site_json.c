/*
 * Site settings from JSON: see site_settings.h.  One reader for each member,
 * in one table.  Writing is site_write.c.  Pure; any thread.
 */
#include <stdio.h>
#include <string.h>

#include "bot/hours.h"
#include "handoff/site_reading.h"

/* Reading -------------------------------------------------------------------------------- */

bool reading_wrong_type(struct reading *reading, const char *field)
{
	return fault_set(reading->fault, FAULT_WRONG_TYPE, field);
}

bool reading_not_allowed(struct reading *reading, const char *field)
{
	return fault_set(reading->fault, FAULT_NOT_ALLOWED_VALUE, field);
}

bool reading_line(struct reading *reading, const struct json *value, const char *field,
		      struct text_limit limit, const char **out)
{
	char *clean;
	if (value->type != JSON_STRING)
		return reading_wrong_type(reading, field);
	if (!text_clean(value->text, field, limit, reading->arena, &clean, reading->fault))
		return false;
	*out = clean;
	return true;
}

static bool read_display_name(struct reading *reading, const struct json *value)
{
	static const struct text_limit limit = {0, SITE_DISPLAY_MOST, true};
	return reading_line(reading, value, value->name, limit, &reading->settings->display_name);
}

int reading_language(const char *name)
{
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if (text_equal(name, language_tag((enum language)language)))
			return language;
	return -1;
}

static bool read_languages(struct reading *reading, const struct json *value)
{
	struct site_settings *settings = reading->settings;
	unsigned seen = 0;
	if (value->type != JSON_ARRAY)
		return reading_wrong_type(reading, value->name);
	if (value->count == 0)
		return fault_set(reading->fault, FAULT_EMPTY, value->name);
	settings->language_count = 0;
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		int language = reading_language(each->text);
		if (language < 0 || (seen >> language & 1) != 0)
			return reading_not_allowed(reading, value->name);
		seen |= 1u << language;
		settings->languages[settings->language_count++] = (enum language)language;
	}
	return true;
}

static bool read_id(struct reading *reading, const struct json *value, const char *field,
		    struct group_id *group)
{
	if (value->type != JSON_STRING)
		return reading_wrong_type(reading, field);
	if (value->text[0] == '\0')
		return true;
	if (!id_is_valid(value->text))
		return reading_not_allowed(reading, field);
	memcpy(group->text, value->text, sizeof(group->text));
	return true;
}

static bool read_group(struct reading *reading, const struct json *value)
{
	return read_id(reading, value, value->name, &reading->settings->group);
}

static bool read_share(struct reading *reading, const struct json *value, double most, double *out)
{
	if (value->type != JSON_NUMBER)
		return reading_wrong_type(reading, value->name);
	if (!(value->number >= 0 && value->number <= most))
		return fault_detail(reading->fault, FAULT_NOT_ALLOWED_VALUE, value->name,
				    "a share from 0 to %g", most);
	*out = value->number;
	return true;
}

static bool read_accepted_wrong(struct reading *reading, const struct json *value)
{
	return read_share(reading, value, 0.5, &reading->settings->accepted_wrong);
}

static bool read_answer_from(struct reading *reading, const struct json *value)
{
	return read_share(reading, value, 1, &reading->settings->answer_from);
}

static bool read_clarify_from(struct reading *reading, const struct json *value)
{
	return read_share(reading, value, 1, &reading->settings->clarify_from);
}

static bool read_unsure_most(struct reading *reading, const struct json *value)
{
	if (value->type != JSON_NUMBER)
		return reading_wrong_type(reading, value->name);
	if (!json_is_whole(value) || !(value->number >= 1 && value->number <= 10))
		return fault_limit(reading->fault, FAULT_OUT_OF_RANGE, value->name,
				   json_is_whole(value) ? (int64_t)value->number : 0, 10);
	reading->settings->unsure_most = (int)value->number;
	return true;
}

static bool read_typing_preview(struct reading *reading, const struct json *value)
{
	if (value->type != JSON_BOOL)
		return reading_wrong_type(reading, value->name);
	reading->settings->typing_preview = value->boolean;
	return true;
}

static int mode_of(const struct json *value)
{
	for (int mode = 0; mode < BOT_MODE_COUNT; mode++)
		if (value != NULL && text_equal(value->text, bot_mode_name((enum bot_mode)mode)))
			return mode;
	return -1;
}

static int thumbs_of(const struct json *value)
{
	for (int way = 0; way < THUMBS_DOWN_COUNT; way++)
		if (text_equal(value->text, thumbs_down_name((enum thumbs_down)way)))
			return way;
	return -1;
}

static bool read_thumbs_down(struct reading *reading, const struct json *value)
{
	int word = thumbs_of(value);
	if (word < 0)
		return reading_not_allowed(reading, value->name);
	reading->settings->thumbs_down = (enum thumbs_down)word;
	return true;
}

static bool read_bot_mode(struct reading *reading, const struct json *value)
{
	int word = mode_of(value);
	if (word < 0)
		return reading_not_allowed(reading, value->name);
	reading->settings->bot_mode = (enum bot_mode)word;
	return true;
}

static int weekday_of(const struct json *value)
{
	for (int day = 0; day < 7; day++)
		if (text_equal(value->text, hours_weekday(day)))
			return day;
	return -1;
}

static bool read_days(struct reading *reading, const struct json *list, unsigned *days)
{
	if (list == NULL || list->type != JSON_ARRAY || list->count == 0)
		return fault_set(reading->fault, FAULT_MISSING_FIELD, "bot_hours.days");
	for (const struct json *each = list->first; each != NULL; each = each->next) {
		int day = weekday_of(each);
		if (day < 0)
			return reading_not_allowed(reading, "bot_hours.days");
		*days |= 1u << day;
	}
	return true;
}

static bool read_bot_hours_row(struct reading *reading, const struct json *object,
			       struct bot_hours *row)
{
	const struct json *group = json_member(object, "group");
	int mode = mode_of(json_member(object, "mode"));
	if (object->type != JSON_OBJECT)
		return reading_wrong_type(reading, "bot_hours");
	if (mode < 0)
		return reading_not_allowed(reading, "bot_hours.mode");
	row->mode = (enum bot_mode)mode;
	row->from = hours_minute(json_text(object, "from"));
	row->to = hours_minute(json_text(object, "to"));
	if (row->from < 0)
		return reading_not_allowed(reading, "bot_hours.from");
	if (row->to <= row->from)
		return reading_not_allowed(reading, "bot_hours.to");
	return (group == NULL || group->type == JSON_NULL ||
		read_id(reading, group, "bot_hours.group", &row->group)) &&
	       read_days(reading, json_member(object, "days"), &row->days);
}

bool reading_list(struct reading *reading, const struct json *value, int most)
{
	if (value->type != JSON_ARRAY)
		return reading_wrong_type(reading, value->name);
	return value->count <= (size_t)most ||
	       fault_limit(reading->fault, FAULT_TOO_MANY, value->name, (int64_t)value->count, most);
}

static bool read_bot_hours(struct reading *reading, const struct json *value)
{
	struct site_settings *settings = reading->settings;
	if (!reading_list(reading, value, SITE_BOT_HOURS_MOST))
		return false;
	settings->bot_hours =
	    arena_array(reading->arena, value->count + 1, sizeof(*settings->bot_hours));
	for (const struct json *each = value->first; each != NULL; each = each->next)
		if (!read_bot_hours_row(reading, each,
					&settings->bot_hours[settings->bot_hours_count++]))
			return false;
	return true;
}

static bool read_vip_tags(struct reading *reading, const struct json *value)
{
	static const struct text_limit limit = {1, VISITOR_TAG_MOST, true};
	struct site_settings *settings = reading->settings;
	if (!reading_list(reading, value, SITE_VIP_TAGS_MOST))
		return false;
	settings->vip_tag_count = 0;
	for (const struct json *each = value->first; each != NULL; each = each->next)
		if (!reading_line(reading, each, value->name, limit,
			       &settings->vip_tags[settings->vip_tag_count++]))
			return false;
	return true;
}

static bool read_texts_of(struct reading *reading, const struct json *object, int language,
			  site_texts *texts)
{
	static const struct text_limit limit = {0, SITE_TEXT_MOST, false};
	char field[64];
	if (object->type != JSON_OBJECT)
		return reading_wrong_type(reading, "texts");
	for (const struct json *each = object->first; each != NULL; each = each->next) {
		enum reply_text reply = reply_by_name(each->name);
		if (reply == REPLY_TEXT_COUNT)
			return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, "texts", "%s",
					    each->name);
		snprintf(field, sizeof(field), "texts.%s", reply_name(reply));
		const char *text = "";
		if (each->type != JSON_NULL && !reading_line(reading, each, field, limit, &text))
			return false;
		(*texts)[reply][language] = text[0] == '\0' ? NULL : text;
	}
	return true;
}

static bool read_all_texts(struct reading *reading, const struct json *value, site_texts *texts)
{
	if (value == NULL || value->type != JSON_OBJECT)
		return reading_wrong_type(reading, "texts");
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		int language = reading_language(each->name);
		if (language < 0)
			return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, value->name, "%s",
					    each->name);
		if (!read_texts_of(reading, each, language, texts))
			return false;
	}
	return true;
}

static bool read_texts(struct reading *reading, const struct json *value)
{
	return read_all_texts(reading, value, &reading->settings->texts);
}

static bool read_group_texts(struct reading *reading, const struct json *value)
{
	struct site_settings *settings = reading->settings;
	if (!reading_list(reading, value, SITE_GROUP_TEXTS_MOST))
		return false;
	settings->group_texts =
	    arena_array(reading->arena, value->count + 1, sizeof(*settings->group_texts));
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		struct group_texts *row = &settings->group_texts[settings->group_texts_count++];
		const struct json *group = json_member(each, "group");
		if (group == NULL)
			return fault_set(reading->fault, FAULT_MISSING_FIELD, "group_texts.group");
		if (!read_id(reading, group, "group_texts.group", &row->group))
			return false;
		if (row->group.text[0] == '\0')
			return fault_set(reading->fault, FAULT_EMPTY, "group_texts.group");
		if (!read_all_texts(reading, json_member(each, "texts"), &row->texts))
			return false;
	}
	return true;
}

static const struct {
	const char *name;
	bool (*read)(struct reading *reading, const struct json *value);
} members[] = {
    {"display_name", read_display_name},
    {"languages", read_languages},
    {"group", read_group},
    {"accepted_wrong", read_accepted_wrong},
    {"answer_from", read_answer_from},
    {"clarify_from", read_clarify_from},
    {"unsure_most", read_unsure_most},
    {"thumbs_down", read_thumbs_down},
    {"bot_mode", read_bot_mode},
    {"bot_hours", read_bot_hours},
    {"vip_tags", read_vip_tags},
    {"files", read_files},
    {"look", read_look},
    {"form", read_form},
    {"silence", read_silence},
    {"queue_most", read_queue_most},
    {"typing_preview", read_typing_preview},
    {"texts", read_texts},
    {"group_texts", read_group_texts},
};

static bool read_member(struct reading *reading, const struct json *value)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].name, value->name) == 0)
			return value->type == JSON_NULL || members[i].read(reading, value);
	return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, "settings", "%s", value->name);
}

bool site_settings_read(const struct json *object, struct arena *arena,
			const struct site_settings **out, struct fault *fault)
{
	struct site_settings *settings = arena_alloc(arena, sizeof(*settings));
	struct reading reading = {settings, arena, fault};
	*settings = *site_settings_default();
	if (object->type != JSON_OBJECT)
		return reading_wrong_type(&reading, "settings");
	for (const struct json *each = object->first; each != NULL; each = each->next)
		if (!read_member(&reading, each))
			return false;
	*out = settings;
	return true;
}
