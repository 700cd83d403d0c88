/*
 * Speech: see speech.h.  The texts are handoff/replies.c and the site's own.
 */
#include "handoff/speech.h"

#include <string.h>

#include "bot/hours.h"
#include "data/clock.h"
#include "handoff/site_book.h"

const struct site_settings *speech_site(const struct scene *scene)
{
	return site_book_find(scene->act->book, scene->standing.site);
}

enum language speech_language(const struct scene *scene)
{
	return site_language(speech_site(scene), language_from_tag(scene->standing.language));
}

/* The group that has the conversation, or would have it. */
static const struct group_id *group_of(const struct scene *scene)
{
	const struct standing *standing = &scene->standing;
	return standing->group.text[0] != '\0' ? &standing->group : &standing->entry_group;
}

const char *speech(const struct scene *scene, enum reply_text reply)
{
	return site_group_text(speech_site(scene), group_of(scene), reply, speech_language(scene));
}

/* Puts the time where the text says {time}; the text alone when it doesn't. */
static const char *with_time(const char *text, const char *time, struct arena *arena)
{
	const char *place = strstr(text, "{time}");
	if (place == NULL)
		return text;
	return arena_format(arena, "%.*s%s%s", (int)(place - text), text, time,
			    place + strlen("{time}"));
}

/* What is said to somebody who goes to this group. */
static const char *words_of(const struct scene *scene, const struct group *group,
			    enum reply_text reply)
{
	return site_group_text(speech_site(scene), &group->id, reply, speech_language(scene));
}

static const char *closed_words(const struct scene *scene, const struct group *group)
{
	struct arena *arena = scene->act->arena;
	const char *text = words_of(scene, group, REPLY_GROUP_CLOSED);
	if (group->opens_at == 0)
		return text;
	const char *time = reply_moment(group->hours->zone, group->opens_at, clock_now(),
					speech_language(scene), arena);
	const char *space = speech_language(scene) == LANGUAGE_EN ? " " : "";
	return arena_format(arena, "%s%s%s", text, space,
			    with_time(words_of(scene, group, REPLY_OPENS), time, arena));
}

const char *speech_for_group(const struct scene *scene, const struct group *group,
			     enum reply_text reply, struct notice *notice)
{
	*notice = (struct notice){.word = "handoff"};
	if (!group->is_open) {
		*notice = (struct notice){"group-closed", group->opens_at};
		return closed_words(scene, group);
	}
	if (group->online == 0) {
		notice->word = "nobody-here";
		return words_of(scene, group, REPLY_NOBODY_HERE);
	}
	int most = speech_site(scene)->queue_most;
	if (most > 0 && group->waiting >= most) {
		notice->word = "queue-long";
		return words_of(scene, group, REPLY_QUEUE_LONG);
	}
	if (group->is_automatic && group->with_room == 0) {
		notice->word = "busy";
		return words_of(scene, group, REPLY_BUSY);
	}
	return words_of(scene, group, reply);
}
