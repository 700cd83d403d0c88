/*
 * Side: see side.h.
 */
#include "handoff/side.h"

#include <string.h>

#include "handoff/site.h"

struct side {
	struct site *sites;
	int count;
	struct side_wish wish;
};

static const struct site_settings *settings_of(const struct side *side, const char *site)
{
	for (int at = 0; at < side->count; at++)
		if (strcmp(side->sites[at].name, site) == 0)
			return side->sites[at].settings;
	return site_settings_default();
}

static struct bot_policy policy_of(void *side_, const struct snapshot *snapshot, const char *site)
{
	const struct side *side = side_;
	struct site_settings settings = *settings_of(side, site);
	const struct side_wish *wish = &side->wish;
	bool is_meant = wish->site == NULL || strcmp(wish->site, site) == 0;
	if (is_meant && wish->accepted_wrong >= 0)
		settings.accepted_wrong = wish->accepted_wrong;
	if (is_meant && wish->answer_from >= 0) {
		settings.accepted_wrong = -1;
		settings.answer_from = wish->answer_from;
	}
	return site_policy(&settings, snapshot);
}

bool side_read(struct db *db, const struct side_wish *wish, struct arena *arena,
	       struct what_if_side *out, struct fault *fault)
{
	struct side *side = arena_alloc(arena, sizeof(*side));
	side->wish =
	    wish != NULL ? *wish : (struct side_wish){.accepted_wrong = -1, .answer_from = -1};
	if (!site_list(db, arena, &side->sites, &side->count, fault))
		return false;
	*out = (struct what_if_side){
	    .policy = bot_policy_default(), .policy_of = policy_of, .data = side};
	return true;
}
