/*
 * Situation: see situation.h.
 */
#include "handoff/situation.h"

#include "data/clock.h"

struct bot_context situation(const struct standing *standing, const struct site_book *book,
			     const struct snapshot *snapshot, struct arena *arena)
{
	const struct site_settings *site = site_book_find(book, standing->site);
	const struct site_group *group = site_book_route(book, site, &standing->entry_group);
	struct bot_context context = {.site = standing->site,
				      .language = standing->language,
				      .page = standing->page,
				      .now_ms = clock_now(),
				      .memory = standing->memory,
				      .policy = site_policy(site, snapshot)};
	if (group != NULL) {
		context.group = group->name;
		context.time_zone = group->hours != NULL ? group->hours->zone_name : NULL;
	}
	context.open_groups =
	    site_book_open_groups(book, context.now_ms, arena, &context.open_group_count);
	context.member_tags =
	    visitor_tags_list(standing->tags, arena, &context.member_tag_count);
	return context;
}

static enum bot_mode mode_of(const struct standing *standing, const struct site_book *book,
			     const struct site_settings *site)
{
	const struct site_group *group = site_book_route(book, site, &standing->entry_group);
	if (group == NULL)
		return site->bot_mode;
	return site_bot_mode(site, &group->id, group->hours == NULL ? NULL : group->hours->zone,
			     clock_now());
}

const char *situation_wants_person(const struct standing *standing, const struct site_book *book,
				   struct arena *arena)
{
	const struct site_settings *site = site_book_find(book, standing->site);
	if (standing->bot_chosen)
		return NULL;
	if (site_is_vip(site, standing->tags, arena))
		return "vip";
	switch (mode_of(standing, book, site)) {
	case BOT_WHEN_AWAY:
		return "agents-first";
	case AGENTS_FIRST:
		return standing->visitor_number == 0 ? "agents-first" : NULL;
	case BOT_FIRST:
	case BOT_MODE_COUNT:
		break;
	}
	return NULL;
}
