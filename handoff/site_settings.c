/*
 * Site settings: see site_settings.h.  What they mean; as JSON they are read
 * by site_json.c and written by site_write.c.  Pure; any thread.
 */
#include "handoff/site_settings.h"

#include <string.h>

#include "data/settings.h"
#include "data/text.h"
#include "handoff/attachment_kind.h"

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

static const struct site_settings defaults = {
    .display_name = "",
    .languages = {LANGUAGE_EN, LANGUAGE_ZH_CN, LANGUAGE_ZH_TW},
    .language_count = LANGUAGE_COUNT,
    .accepted_wrong = -1,
    .answer_from = -1,
    .clarify_from = -1,
    .thumbs_down = THUMBS_DOWN_OFFER,
    .bot_mode = BOT_FIRST,
    .vip_tags = {"vip"},
    .vip_tag_count = 1,
    .files = {.kinds = 1u << ATTACHMENT_PICTURE | 1u << ATTACHMENT_DOCUMENT | 1u << ATTACHMENT_TEXT,
	      .most_bytes = (int64_t)5 * 1024 * 1024,
	      .most = 20},
    .look = {.colour = "", .avatar = ""},
};

const char *bot_mode_name(enum bot_mode mode)
{
	return mode_names[mode];
}

const char *thumbs_down_name(enum thumbs_down way)
{
	return thumbs_names[way];
}

const struct site_settings *site_settings_default(void)
{
	return &defaults;
}

const char *site_group_text(const struct site_settings *settings, const struct group_id *group,
			    enum reply_text reply, enum language language)
{
	for (int i = 0; i < settings->group_texts_count; i++) {
		const struct group_texts *row = &settings->group_texts[i];
		if (strcmp(row->group.text, group->text) == 0 &&
		    row->texts[reply][language] != NULL)
			return row->texts[reply][language];
	}
	return site_text(settings, reply, language);
}

const char *site_text(const struct site_settings *settings, enum reply_text reply,
		      enum language language)
{
	const char *own = settings->texts[reply][language];
	return own != NULL ? own : reply_text(reply, language);
}

enum language site_language(const struct site_settings *settings, enum language wanted)
{
	for (int i = 0; i < settings->language_count; i++)
		if (settings->languages[i] == wanted)
			return wanted;
	return settings->languages[0];
}

static double share_or(double share, enum setting setting)
{
	return share >= 0 ? share : (double)setting_value(setting) / 100;
}

struct bot_policy site_policy(const struct site_settings *settings,
			      const struct snapshot *snapshot)
{
	struct bot_policy policy = {
	    .answer_from = share_or(settings->answer_from, SETTING_ANSWER_FROM),
	    .clarify_from = share_or(settings->clarify_from, SETTING_CLARIFY_FROM),
	    .low_streak_most = settings->unsure_most > 0
				   ? settings->unsure_most
				   : (int)setting_value(SETTING_LOW_STREAK_MOST)};
	if (settings->accepted_wrong >= 0 && snapshot != NULL)
		policy.answer_from = snapshot_threshold(snapshot, settings->accepted_wrong);
	if (policy.clarify_from > policy.answer_from)
		policy.clarify_from = policy.answer_from;
	return policy;
}

static bool fits(const struct bot_hours *hours, const struct group_id *group,
		 const struct local_time *local)
{
	return (hours->group.text[0] == '\0' || strcmp(hours->group.text, group->text) == 0) &&
	       (hours->days >> local->weekday & 1) != 0 && hours->from <= local->minute &&
	       local->minute < hours->to;
}

enum bot_mode site_bot_mode(const struct site_settings *settings, const struct group_id *group,
			    const struct time_zone *zone, int64_t now)
{
	if (settings->bot_hours_count == 0)
		return settings->bot_mode;
	if (zone == NULL)
		zone = time_zone_find("UTC");
	struct local_time local = time_zone_local(zone, now);
	for (int i = 0; i < settings->bot_hours_count; i++)
		if (fits(&settings->bot_hours[i], group, &local))
			return settings->bot_hours[i].mode;
	return settings->bot_mode;
}

static bool is_vip_tag(const struct site_settings *settings, const char *tag)
{
	for (int i = 0; i < settings->vip_tag_count; i++)
		if (text_equal(settings->vip_tags[i], tag))
			return true;
	return false;
}

bool site_is_vip(const struct site_settings *settings, const char *tags, struct arena *arena)
{
	int count;
	const char *const *list = visitor_tags_list(tags, arena, &count);
	for (int i = 0; i < count; i++)
		if (is_vip_tag(settings, list[i]))
			return true;
	return false;
}
