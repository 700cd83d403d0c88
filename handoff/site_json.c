/*
 * Site settings as JSON: see site_settings.h.  One reader for each member, in
 * one table.  Pure; any thread.
 */
#include <stdio.h>
#include <string.h>

#include "bot/hours.h"
#include "data/text.h"
#include "handoff/site_settings.h"

static const char *const mode_names[BOT_MODE_COUNT] = {
#define X(code, name) [code] = name,
    BOT_MODES(X)
#undef X
};
static const char *const thumbs_names[THUMBS_DOWN_COUNT] = {
#define X(code, name) [code] = name,
    THUMBS_DOWNS(X)
#undef X
};

/* Reading -------------------------------------------------------------------------------- */

struct reading {
	struct site_settings *settings;
	struct arena *arena;
	struct fault *fault;
};

static bool wrong_type(struct reading *reading, const char *field)
{
	return fault_set(reading->fault, FAULT_WRONG_TYPE, field);
}

static bool not_allowed(struct reading *reading, const char *field)
{
	return fault_set(reading->fault, FAULT_NOT_ALLOWED_VALUE, field);
}

static bool read_line(struct reading *reading, const struct json *value, const char *field,
		      struct text_limit limit, const char **out)
{
	char *clean;
	if (value->type != JSON_STRING)
		return wrong_type(reading, field);
	if (!text_clean(value->text, field, limit, reading->arena, &clean, reading->fault))
		return false;
	*out = clean;
	return true;
}

static bool read_display_name(struct reading *reading, const struct json *value)
{
	static const struct text_limit limit = {0, SITE_DISPLAY_MOST, true};
	return read_line(reading, value, value->name, limit, &reading->settings->display_name);
}

static int language_by_name(const char *name)
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
		return wrong_type(reading, value->name);
	if (value->count == 0)
		return fault_set(reading->fault, FAULT_EMPTY, value->name);
	settings->language_count = 0;
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		int language = language_by_name(each->text);
		if (language < 0 || (seen >> language & 1) != 0)
			return not_allowed(reading, value->name);
		seen |= 1u << language;
		settings->languages[settings->language_count++] = (enum language)language;
	}
	return true;
}

static bool read_id(struct reading *reading, const struct json *value, const char *field,
		    struct group_id *group)
{
	if (value->type != JSON_STRING)
		return wrong_type(reading, field);
	if (value->text[0] == '\0')
		return true;
	if (!id_is_valid(value->text))
		return not_allowed(reading, field);
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
		return wrong_type(reading, value->name);
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
		return wrong_type(reading, value->name);
	if (!(value->number >= 1 && value->number <= 10) ||
	    value->number != (double)(int)value->number)
		return fault_limit(reading->fault, FAULT_OUT_OF_RANGE, value->name,
				   (int64_t)value->number, 10);
	reading->settings->unsure_most = (int)value->number;
	return true;
}

static int word_of(const struct json *value, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (value != NULL && text_equal(value->text, words[i]))
			return i;
	return -1;
}

static bool read_thumbs_down(struct reading *reading, const struct json *value)
{
	int word = word_of(value, thumbs_names, THUMBS_DOWN_COUNT);
	if (word < 0)
		return not_allowed(reading, value->name);
	reading->settings->thumbs_down = (enum thumbs_down)word;
	return true;
}

static bool read_bot_mode(struct reading *reading, const struct json *value)
{
	int word = word_of(value, mode_names, BOT_MODE_COUNT);
	if (word < 0)
		return not_allowed(reading, value->name);
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
			return not_allowed(reading, "bot_hours.days");
		*days |= 1u << day;
	}
	return true;
}

static bool read_bot_hours_row(struct reading *reading, const struct json *object,
			       struct bot_hours *row)
{
	const struct json *group = json_member(object, "group");
	int mode = word_of(json_member(object, "mode"), mode_names, BOT_MODE_COUNT);
	if (object->type != JSON_OBJECT)
		return wrong_type(reading, "bot_hours");
	if (mode < 0)
		return not_allowed(reading, "bot_hours.mode");
	row->mode = (enum bot_mode)mode;
	row->from = hours_minute(json_text(object, "from"));
	row->to = hours_minute(json_text(object, "to"));
	if (row->from < 0)
		return not_allowed(reading, "bot_hours.from");
	if (row->to <= row->from)
		return not_allowed(reading, "bot_hours.to");
	return (group == NULL || group->type == JSON_NULL ||
		read_id(reading, group, "bot_hours.group", &row->group)) &&
	       read_days(reading, json_member(object, "days"), &row->days);
}

static bool check_list(struct reading *reading, const struct json *value, int most)
{
	if (value->type != JSON_ARRAY)
		return wrong_type(reading, value->name);
	return value->count <= (size_t)most ||
	       fault_limit(reading->fault, FAULT_TOO_MANY, value->name, (int64_t)value->count, most);
}

static bool read_bot_hours(struct reading *reading, const struct json *value)
{
	struct site_settings *settings = reading->settings;
	if (!check_list(reading, value, SITE_BOT_HOURS_MOST))
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
	if (!check_list(reading, value, SITE_VIP_TAGS_MOST))
		return false;
	settings->vip_tag_count = 0;
	for (const struct json *each = value->first; each != NULL; each = each->next)
		if (!read_line(reading, each, value->name, limit,
			       &settings->vip_tags[settings->vip_tag_count++]))
			return false;
	return true;
}

static bool read_texts_of(struct reading *reading, const struct json *object, int language)
{
	static const struct text_limit limit = {0, SITE_TEXT_MOST, false};
	char field[64];
	if (object->type != JSON_OBJECT)
		return wrong_type(reading, "texts");
	for (const struct json *each = object->first; each != NULL; each = each->next) {
		enum reply_text reply = reply_by_name(each->name);
		if (reply == REPLY_TEXT_COUNT)
			return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, "texts", "%s",
					    each->name);
		snprintf(field, sizeof(field), "texts.%s", reply_name(reply));
		const char *text = "";
		if (each->type != JSON_NULL && !read_line(reading, each, field, limit, &text))
			return false;
		reading->settings->texts[reply][language] = text[0] == '\0' ? NULL : text;
	}
	return true;
}

static bool read_texts(struct reading *reading, const struct json *value)
{
	if (value->type != JSON_OBJECT)
		return wrong_type(reading, value->name);
	for (const struct json *each = value->first; each != NULL; each = each->next) {
		int language = language_by_name(each->name);
		if (language < 0)
			return fault_detail(reading->fault, FAULT_UNKNOWN_FIELD, value->name, "%s",
					    each->name);
		if (!read_texts_of(reading, each, language))
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
    {"texts", read_texts},
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
		return wrong_type(&reading, "settings");
	for (const struct json *each = object->first; each != NULL; each = each->next)
		if (!read_member(&reading, each))
			return false;
	*out = settings;
	return true;
}

/* Writing -------------------------------------------------------------------------------- */

static void write_share(struct json_writer *json, const char *name, double share)
{
	if (share < 0)
		json_add_null(json, name);
	else
		json_add_real(json, name, share, 4);
}

static void write_minute(struct json_writer *json, const char *name, int minute)
{
	char text[32];
	snprintf(text, sizeof(text), "%02d:%02d", minute / 60, minute % 60);
	json_add_text(json, name, text);
}

static void write_bot_hours(struct json_writer *json, const struct site_settings *settings)
{
	json_open_array(json, "bot_hours");
	for (int i = 0; i < settings->bot_hours_count; i++) {
		const struct bot_hours *row = &settings->bot_hours[i];
		json_open_object(json, NULL);
		json_add_text(json, "group", row->group.text[0] == '\0' ? NULL : row->group.text);
		json_open_array(json, "days");
		for (int day = 0; day < 7; day++)
			if ((row->days >> day & 1) != 0)
				json_add_text(json, NULL, hours_weekday(day));
		json_close_array(json);
		write_minute(json, "from", row->from);
		write_minute(json, "to", row->to);
		json_add_text(json, "mode", mode_names[row->mode]);
		json_close_object(json);
	}
	json_close_array(json);
}

static void write_texts(struct json_writer *json, const struct site_settings *settings)
{
	json_open_object(json, "texts");
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		json_open_object(json, language_tag((enum language)language));
		for (int reply = 0; reply < REPLY_TEXT_COUNT; reply++)
			if (settings->texts[reply][language] != NULL)
				json_add_text(json, reply_name((enum reply_text)reply),
					      settings->texts[reply][language]);
		json_close_object(json);
	}
	json_close_object(json);
}

static void write_lists(struct json_writer *json, const struct site_settings *settings)
{
	json_open_array(json, "languages");
	for (int i = 0; i < settings->language_count; i++)
		json_add_text(json, NULL, language_tag(settings->languages[i]));
	json_close_array(json);
	json_open_array(json, "vip_tags");
	for (int i = 0; i < settings->vip_tag_count; i++)
		json_add_text(json, NULL, settings->vip_tags[i]);
	json_close_array(json);
}

void site_settings_write(struct json_writer *json, const char *name,
			 const struct site_settings *settings)
{
	json_open_object(json, name);
	json_add_text(json, "display_name", settings->display_name);
	write_lists(json, settings);
	json_add_text(json, "group", settings->group.text[0] == '\0' ? NULL : settings->group.text);
	write_share(json, "accepted_wrong", settings->accepted_wrong);
	write_share(json, "answer_from", settings->answer_from);
	write_share(json, "clarify_from", settings->clarify_from);
	if (settings->unsure_most == 0)
		json_add_null(json, "unsure_most");
	else
		json_add_int(json, "unsure_most", settings->unsure_most);
	json_add_text(json, "thumbs_down", thumbs_names[settings->thumbs_down]);
	json_add_text(json, "bot_mode", mode_names[settings->bot_mode]);
	write_bot_hours(json, settings);
	write_texts(json, settings);
	json_close_object(json);
}
