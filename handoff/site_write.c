/*
 * Site settings as JSON: see site_settings.h.  Reading is site_json.c.  Pure;
 * any thread.
 */
#include <stdio.h>

#include "bot/hours.h"
#include "handoff/site_reading.h"

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
		json_add_text(json, "mode", bot_mode_name(row->mode));
		json_close_object(json);
	}
	json_close_array(json);
}

static void write_texts(struct json_writer *json, const site_texts *texts)
{
	json_open_object(json, "texts");
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		json_open_object(json, language_tag((enum language)language));
		for (int reply = 0; reply < REPLY_TEXT_COUNT; reply++)
			if ((*texts)[reply][language] != NULL)
				json_add_text(json, reply_name((enum reply_text)reply),
					      (*texts)[reply][language]);
		json_close_object(json);
	}
	json_close_object(json);
}

static void write_group_texts(struct json_writer *json, const struct site_settings *settings)
{
	json_open_array(json, "group_texts");
	for (int i = 0; i < settings->group_texts_count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "group", settings->group_texts[i].group.text);
		write_texts(json, &settings->group_texts[i].texts);
		json_close_object(json);
	}
	json_close_array(json);
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
	json_add_text(json, "thumbs_down", thumbs_down_name(settings->thumbs_down));
	json_add_text(json, "bot_mode", bot_mode_name(settings->bot_mode));
	json_add_bool(json, "typing_preview", settings->typing_preview);
	write_bot_hours(json, settings);
	site_widget_write(json, settings);
	write_texts(json, &settings->texts);
	write_group_texts(json, settings);
	json_close_object(json);
}
