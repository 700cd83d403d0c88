/*
 * Site handlers: the widget's texts, the questions that it offers, and
 * whether somebody is there, before a conversation begins.
 *
 * Offered are entries that editors tagged "hot"; when there are none in the
 * reader's language, the first entry of each category, so that a fresh base
 * already shows what it covers.  Event-loop threads.
 */
#include "http/site_handlers.h"

#include <string.h>

#include "data/clock.h"
#include "handoff/group.h"
#include "handoff/sending.h"
#include "handoff/site_book.h"
#include "http/site_views.h"
#include "kb/live.h"
#include "kb/snapshot.h"
#include "kb/traditional.h"

#define HOT_MOST   6
#define HOT_TAG    "hot"
#define SMALL_TALK "courtesy" /* the category of greetings and the like */

/* The entries that are offered. */
struct offer {
	const struct snapshot_entry *entries[HOT_MOST];
	int count;
};

static bool has_tag(const char *tags, const char *wanted)
{
	size_t length = strlen(wanted);
	while (*tags != '\0') {
		size_t each = strcspn(tags, " ");
		if (each == length && memcmp(tags, wanted, length) == 0)
			return true;
		tags += each + strspn(tags + each, " ");
	}
	return false;
}

static bool is_for(const struct snapshot_entry *entry, enum language language)
{
	return entry->language[0] == '\0' || language_from_tag(entry->language) == language;
}

/* The first part of a category's path. */
static size_t root_length(const char *category)
{
	return strcspn(category, "/");
}

static bool same_root(const char *a, const char *b)
{
	size_t length = root_length(a);
	return length == root_length(b) && memcmp(a, b, length) == 0;
}

static bool is_new_category(const struct offer *offer, const struct snapshot_entry *entry)
{
	if (same_root(entry->category, SMALL_TALK))
		return false;
	for (int i = 0; i < offer->count; i++)
		if (same_root(offer->entries[i]->category, entry->category))
			return false;
	return true;
}

static void choose(struct snapshot *snapshot, enum language language, bool tagged,
		   struct offer *offer)
{
	int total = snapshot_entry_count(snapshot);
	for (int i = 0; i < total && offer->count < HOT_MOST; i++) {
		const struct snapshot_entry *entry = snapshot_entry(snapshot, i);
		bool wanted =
		    tagged ? has_tag(entry->tags, HOT_TAG) : is_new_category(offer, entry);
		if (wanted && is_for(entry, language))
			offer->entries[offer->count++] = entry;
	}
}

/* What is written in Simplified Chinese, readers in Taiwan get in their own characters. */
static const char *question_for(const struct snapshot_entry *entry, enum language language,
				struct arena *arena)
{
	bool converts = language == LANGUAGE_ZH_TW && entry->language[0] != '\0' &&
			language_from_tag(entry->language) == LANGUAGE_ZH_CN;
	return converts ? traditional_markdown(entry->question, arena) : entry->question;
}

static void add_hot(struct request *request, struct json_writer *json, enum language language)
{
	struct offer offer = {0};
	struct snapshot *snapshot = live_acquire(request_live(request));
	json_open_array(json, "hot");
	if (snapshot != NULL) {
		/* A base without Traditional Chinese still serves its readers. */
		bool is_traditional = language == LANGUAGE_ZH_TW;
		choose(snapshot, language, true, &offer);
		if (offer.count == 0 && is_traditional)
			choose(snapshot, LANGUAGE_ZH_CN, true, &offer);
		if (offer.count == 0)
			choose(snapshot, language, false, &offer);
		if (offer.count == 0 && is_traditional)
			choose(snapshot, LANGUAGE_ZH_CN, false, &offer);
	}
	for (int i = 0; i < offer.count; i++) {
		json_open_object(json, NULL);
		json_add_text(json, "entry", offer.entries[i]->external_id);
		json_add_text(json, "text", question_for(offer.entries[i], language, request->arena));
		json_close_object(json);
	}
	json_close_array(json);
	if (snapshot != NULL)
		snapshot_release(&snapshot);
}

struct site_query {
	const char *language;
	const char *group;
};
static const struct field site_rows[] = {
    {FIELD(struct site_query, language, FIELD_LANGUAGE), .least = 1, .most = 35,
     .help = "Of the page; Accept-Language when left out"},
    {FIELD(struct site_query, group, FIELD_LINE), .least = 1, .most = 80,
     .help = "The kind of business that the page names: a group's name or id"},
    {0},
};

/* The group that a new conversation of this site would go to. */
static bool find_serving(struct request *request, const struct site_group *serving,
			 struct group *group, struct fault *fault)
{
	struct db *db = request_reader(request);
	enum lookup found = serving == NULL
				? group_default(db, request->arena, group, fault)
				: group_by_id(db, &serving->id, request->arena, group, fault);
	return found != LOOKUP_FAILED;
}

static bool people_first(const struct site_settings *site, const struct site_group *serving,
			 const struct group *group)
{
	if (serving == NULL || !group->is_open || group->online == 0)
		return false;
	return site_bot_mode(site, &serving->id,
			     serving->hours == NULL ? NULL : serving->hours->zone,
			     clock_now()) != BOT_FIRST;
}

static void add_languages(struct json_writer *json, const struct site_settings *site)
{
	json_open_array(json, "languages");
	for (int i = 0; i < site->language_count; i++)
		json_add_text(json, NULL, language_tag(site->languages[i]));
	json_close_array(json);
}

static struct answer show_site(struct request *request)
{
	struct fault fault;
	struct group group = {0};
	bool mails;
	const struct site_query *query = request_query(request);
	const struct site_book *book = request_book(request);
	const struct site_settings *site = site_book_find(book, request_parameter(request, "site"));
	const struct group_id named = site_book_group(book, query->group);
	const struct site_group *serving = site_book_route(book, site, &named);
	enum language wanted =
	    query->language != NULL ? language_from_tag(query->language) : request->language;
	enum language language = site_language(site, wanted);
	if (!find_serving(request, serving, &group, &fault) ||
	    !sending_mails_now(request_reader(request), &mails, &fault))
		return answer_fault(request, &fault);
	bool people = people_first(site, serving, &group);
	const struct group_id *whose = serving == NULL ? &named : &serving->id;
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	json_add_text(&json, "site", request_parameter(request, "site"));
	json_add_text(&json, "display_name", site->display_name);
	json_add_text(&json, "language", language_tag(language));
	add_languages(&json, site);
	json_add_text(&json, "title", site_group_text(site, whose, REPLY_TITLE, language));
	json_add_text(&json, "welcome",
		      site_group_text(site, whose, people ? REPLY_WELCOME_AGENTS : REPLY_WELCOME,
				      language));
	json_add_text(&json, "warning", site_group_text(site, whose, REPLY_WARNING, language));
	add_hot(request, &json, language);
	json_add_int(&json, "agents_online", group.online);
	json_add_bool(&json, "is_open", group.is_open);
	if (group.opens_at == 0)
		json_add_null(&json, "opens_at");
	else
		json_add_int(&json, "opens_at", group.opens_at);
	json_add_bool(&json, "people_first", people);
	json_add_bool(&json, "typing_preview", site->typing_preview);
	json_add_bool(&json, "mails", mails);
	view_site_widget(&json, site, language, request->arena);
	json_close_object(&json);
	return answer_json(request, 200);
}

/* What the button in other people's pages looks like; any page may ask. */
static struct answer show_look(struct request *request)
{
	const struct site_settings *site =
	    site_book_find(request_book(request), request_parameter(request, "site"));
	struct json_writer json = request_json(request);
	json_open_object(&json, NULL);
	view_site_look(&json, site);
	json_close_object(&json);
	request_add_header(request, "Access-Control-Allow-Origin", "*");
	request_add_header(request, "Cross-Origin-Resource-Policy", "cross-origin");
	request_add_header(request, "Cache-Control", "public, max-age=300");
	return answer_json(request, 200);
}

const struct route site_routes[] = {
    {.method = "GET",
     .path = "/v1/sites/{site}",
     .who = MAY_ANYONE,
     .handle = show_site,
     .query = FIELD_TABLE(struct site_query, site_rows),
     .summary = "What a widget shows before a conversation begins",
     .shape = "site"},
    {.method = "GET",
     .path = "/v1/sites/{site}/look",
     .who = MAY_ANYONE,
     .handle = show_look,
     .summary = "How the chat of a site looks, for its button in the site's pages",
     .shape = "site_look_only"},
    {0},
};
