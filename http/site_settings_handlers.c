/*
 * Site settings handlers: what a site says and how its bot behaves, with its
 * versions.
 *
 * Not here: what a widget shows (site_handlers.c).  Event-loop threads.
 */
#include <string.h>

#include "bot/bot.h"
#include "handoff/site.h"
#include "http/permission.h"
#include "http/site_handlers.h"
#include "kb/live.h"

/* Showing ------------------------------------------------------------------------------------ */

/* A site's state without its settings. */
static void add_head(struct json_writer *json, const struct site *site)
{
	json_add_text(json, "site", site->name);
	json_add_int(json, "version", site->version);
	json_add_text(json, "changed_by", site->changed_by);
	if (site->changed_at == 0)
		json_add_null(json, "changed_at");
	else
		json_add_int(json, "changed_at", site->changed_at);
	json_add_text(json, "reason", site->reason);
}

static void add_state(struct json_writer *json, const struct site *site)
{
	add_head(json, site);
	site_settings_write(json, "settings", site->settings);
}

/* Without settings: all of them would be more than an answer holds. */
static void add_list(struct json_writer *json, const char *name, const struct site *list, int count)
{
	json_open_array(json, name);
	for (int i = 0; i < count; i++) {
		json_open_object(json, NULL);
		add_head(json, &list[i]);
		json_close_object(json);
	}
	json_close_array(json);
}

/* What counts where the site says nothing, so that a page can show it, and
 * the confidence from which it answers now. */
static void add_defaults(struct request *request, struct json_writer *json,
			 const struct site_settings *settings)
{
	struct bot_policy policy = site_policy(site_settings_default(), NULL);
	struct snapshot *snapshot = live_acquire(request_live(request));
	struct bot_policy now = site_policy(settings, snapshot);
	json_open_object(json, "defaults");
	json_add_real(json, "answer_from", policy.answer_from, 4);
	json_add_real(json, "clarify_from", policy.clarify_from, 4);
	json_add_int(json, "unsure_most", policy.low_streak_most);
	json_add_real(json, "answers_from_now", now.answer_from, 4);
	json_open_object(json, "texts");
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		json_open_object(json, language_tag((enum language)language));
		for (int reply = 0; reply < REPLY_TEXT_COUNT; reply++)
			json_add_text(json, reply_name((enum reply_text)reply),
				      reply_text((enum reply_text)reply, (enum language)language));
		json_close_object(json);
	}
	json_close_object(json);
	json_close_object(json);
	if (snapshot != NULL)
		snapshot_release(&snapshot);
}

static struct answer list_sites(struct request *request)
{
	struct fault fault;
	struct site *list;
	int count;
	if (!site_list(request_reader(request), request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_list(&json, "sites", list, count);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer show_settings(struct request *request)
{
	struct fault fault;
	struct site site;
	const char *name = request_parameter(request, "site");
	if (!site_name_check(name, &fault) ||
	    !site_read(request_reader(request), name, request->arena, &site, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_state(&json, &site);
	add_defaults(request, &json, site.settings);
	json_close_object(&json);
	return answer_json(request, 200);
}

static struct answer list_versions(struct request *request)
{
	struct fault fault;
	struct site *list;
	int count;
	if (!site_versions(request_reader(request), request_parameter(request, "site"),
			   request->arena, &list, &count, &fault))
		return answer_fault(request, &fault);
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	add_list(&json, "versions", list, count);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* Changing ----------------------------------------------------------------------------------- */

struct settings_fields {
	int64_t version;
	const char *reason;
	const struct json *settings;
};
static const struct field settings_rows[] = {
    {FIELD(struct settings_fields, version, FIELD_INT), .required = true, .least = 0,
     .most = INT32_MAX, .help = "The version that was edited; 0 for a site without changes"},
    {FIELD(struct settings_fields, reason, FIELD_LINE), .most = 500, .help = "Why"},
    {FIELD(struct settings_fields, settings, FIELD_OBJECT), .required = true,
     .help = "All of them; what is left out or null has its default"},
    {0},
};

static struct answer changed(struct request *request, struct change *change)
{
	(void)change;
	return show_settings(request);
}

static struct answer change_settings(struct request *request)
{
	struct fault fault;
	const struct settings_fields *fields = request_fields(request);
	struct site_change *change = arena_alloc(request->arena, sizeof(*change));
	change->arena = request->arena;
	change->name = request_parameter(request, "site");
	change->version = fields->version;
	change->reason = fields->reason;
	change->by = request->caller.staff;
	if (!site_settings_read(fields->settings, request->arena, &change->settings, &fault) ||
	    !site_change_prepare(change, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &change->change, changed);
}

struct restore_fields {
	int64_t version;
	int64_t restore;
	const char *reason;
};
static const struct field restore_rows[] = {
    {FIELD(struct restore_fields, version, FIELD_INT), .required = true, .least = 1,
     .most = INT32_MAX, .help = "The newest version, as it was seen"},
    {FIELD(struct restore_fields, restore, FIELD_INT), .required = true, .least = 1,
     .most = INT32_MAX, .help = "The version that comes back"},
    {FIELD(struct restore_fields, reason, FIELD_LINE), .most = 500, .help = "Why"},
    {0},
};

static struct answer restore_settings(struct request *request)
{
	struct fault fault;
	const struct restore_fields *fields = request_fields(request);
	struct site_restore *restore = arena_alloc(request->arena, sizeof(*restore));
	restore->change.arena = request->arena;
	restore->change.name = request_parameter(request, "site");
	restore->change.version = fields->version;
	restore->change.reason = fields->reason;
	restore->change.by = request->caller.staff;
	restore->restored = fields->restore;
	if (!site_restore_prepare(restore, &fault))
		return answer_fault(request, &fault);
	return await_commit(request, &restore->change.change, changed);
}

const struct route site_settings_routes[] = {
    {.method = "GET",
     .path = "/v1/sites",
     .who = MAY_STAFF,
     .handle = list_sites,
     .summary = "The sites that have settings of their own, and the default one",
     .shape = "sites"},
    {.method = "GET",
     .path = "/v1/sites/{site}/settings",
     .who = MAY_STAFF,
     .handle = show_settings,
     .summary = "What a site says and when its bot answers and hands over",
     .shape = "site_state"},
    {.method = "PUT",
     .path = "/v1/sites/{site}/settings",
     .who = MAY_SET_SITES,
     .handle = change_settings,
     .body = FIELD_TABLE(struct settings_fields, settings_rows),
     .body_limit = SITE_BYTES_MOST,
     .summary = "Change a site's settings, or make the site",
     .shape = "site_state"},
    {.method = "GET",
     .path = "/v1/sites/{site}/versions",
     .who = MAY_STAFF,
     .handle = list_versions,
     .summary = "Each state that a site's settings have had, newest first",
     .shape = "site_versions"},
    {.method = "POST",
     .path = "/v1/sites/{site}/restore",
     .who = MAY_SET_SITES,
     .handle = restore_settings,
     .body = FIELD_TABLE(struct restore_fields, restore_rows),
     .summary = "Bring back an old version of a site's settings",
     .shape = "site_state"},
    {0},
};
