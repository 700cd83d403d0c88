/*
 * Speech: what the bot says of its own in one conversation: the site's text,
 * in the conversation's language.
 *
 * Writer thread.  Used by handoff/ alone.
 */
#ifndef FOYER_HANDOFF_SPEECH_H
#define FOYER_HANDOFF_SPEECH_H

#include "handoff/act_internal.h"
#include "handoff/bodies.h"
#include "handoff/site_settings.h"

/* The settings of the conversation's site, and its language there. */
const struct site_settings *speech_site(const struct scene *scene);
enum language speech_language(const struct scene *scene);

const char *speech(const struct scene *scene, enum reply_text reply);

/* What is said when a conversation goes to this group, or can't: `reply` when
 * somebody is here with room, else that all are busy, nobody is online, or it
 * is closed and when it opens.  *notice is the word for it. */
const char *speech_for_group(const struct scene *scene, const struct group *group,
			     enum reply_text reply, struct notice *notice);

#endif
