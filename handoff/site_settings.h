/*
 * Site settings: what a site says, and when its bot answers and hands over.
 *
 * What a site leaves out is the default: the program's settings
 * (data/settings.h) for the bot's thresholds, handoff/replies.h for texts.
 *
 * As JSON: {"display_name": "...", "languages": ["zh-CN", "en"], "group": ID,
 * "accepted_wrong": 0.03, "answer_from": 0.7, "clarify_from": 0.3,
 * "unsure_most": 2, "thumbs_down": "offer", "bot_mode": "bot-first",
 * "bot_hours": [{"group": ID, "days": ["mon"], "from": "09:00", "to": "12:00",
 * "mode": "agents-first"}], "vip_tags": ["vip"], "texts": {"en": {"welcome":
 * "..."}}, "group_texts": [{"group": ID, "texts": {...}}]}, and those of
 * site_widget.h.  All members may be left out or null.
 *
 * Not here: where they are kept (handoff/site.h), and how a turn finds them
 * without reading (handoff/site_book.h).  Pure; any thread.
 */
#ifndef FOYER_HANDOFF_SITE_SETTINGS_H
#define FOYER_HANDOFF_SITE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/bot.h"
#include "data/id.h"
#include "data/json.h"
#include "data/time_zone.h"
#include "handoff/replies.h"
#include "handoff/site_widget.h"
#include "handoff/visitor_facts.h"

#define SITE_NAME_MOST        64
#define SITE_DISPLAY_MOST     80
#define SITE_TEXT_MOST        1000
#define SITE_BOT_HOURS_MOST   50
#define SITE_VIP_TAGS_MOST    20
#define SITE_GROUP_TEXTS_MOST 50
#define SITE_BYTES_MOST       131072 /* as JSON */

/* Who answers a conversation that nobody has yet. */
#define BOT_MODES(X)                                                                               \
	X(BOT_FIRST, "bot-first")         /* the bot, always */                                    \
	X(BOT_WHEN_AWAY, "bot-when-away") /* people while they are on duty, else the bot */        \
	X(AGENTS_FIRST, "agents-first")   /* people when it begins while they are on duty; one     \
					   * that the bot began stays with the bot */

/* What follows "not what I asked", beside the note for the editors. */
#define THUMBS_DOWNS(X)                                                                            \
	X(THUMBS_DOWN_OFFER, "offer")   /* the next best answers, and a person */                  \
	X(THUMBS_DOWN_PERSON, "person") /* a person at once when somebody is here */               \
	X(THUMBS_DOWN_NOTE, "note")     /* nothing else */

#define X(code, name) code,
enum bot_mode { BOT_MODES(X) BOT_MODE_COUNT };
enum thumbs_down { THUMBS_DOWNS(X) THUMBS_DOWN_COUNT };
#undef X

const char *bot_mode_name(enum bot_mode mode);
const char *thumbs_down_name(enum thumbs_down way);

/* A part of the week in which a group has another mode; by the group's clock. */
struct bot_hours {
	struct group_id group; /* "": every group */
	unsigned days;         /* bit 0 Monday .. bit 6 Sunday */
	int from, to;          /* minutes of the day */
	enum bot_mode mode;
};

/* Own texts, by what they are for and by language; NULL: the next in line. */
typedef const char *site_texts[REPLY_TEXT_COUNT][LANGUAGE_COUNT];

/* Those of one group, before the site's. */
struct group_texts {
	struct group_id group;
	site_texts texts;
};

struct site_settings {
	const char *display_name; /* "" for none */
	enum language languages[LANGUAGE_COUNT]; /* the first is for everybody else */
	int language_count;
	struct group_id group; /* who serves it; "": the default group */
	double accepted_wrong; /* share of wrong answers; negative: answer_from counts */
	double answer_from;    /* negative: the program's; likewise */
	double clarify_from;
	int unsure_most; /* 0: the program's */
	enum thumbs_down thumbs_down;
	enum bot_mode bot_mode;
	struct bot_hours *bot_hours; /* the first that fits wins over bot_mode */
	int bot_hours_count;
	const char *vip_tags[SITE_VIP_TAGS_MOST];
	int vip_tag_count;
	struct site_files files;
	struct site_look look;
	struct site_form form;
	struct site_silence silence;
	bool typing_preview; /* agents see what visitors are typing, and visitors are told so */
	int queue_most; /* waiting visitors beyond which a left message is offered; 0: never */
	site_texts texts; /* NULL: the default */
	struct group_texts *group_texts;
	int group_texts_count;
};

/* The settings of a site that says nothing. */
const struct site_settings *site_settings_default(void);

/* Reads and checks; *out lives in the arena.  Faults name the member. */
bool site_settings_read(const struct json *object, struct arena *arena,
			const struct site_settings **out, struct fault *fault) MUST_USE;
/* Writes all members, what is left out as null. */
void site_settings_write(struct json_writer *json, const char *name,
			 const struct site_settings *settings);

/* What it says in this language to a conversation of this group ("": none). */
const char *site_group_text(const struct site_settings *settings, const struct group_id *group,
			    enum reply_text reply, enum language language);

/* What the site says in this language. */
const char *site_text(const struct site_settings *settings, enum reply_text reply,
		      enum language language);

/* The site's language for a reader of this one: the same when it is offered. */
enum language site_language(const struct site_settings *settings, enum language wanted);

/* The bot's thresholds on this snapshot, which may be NULL. */
struct bot_policy site_policy(const struct site_settings *settings,
			      const struct snapshot *snapshot);

/* Who answers for this group now; zone is the group's, or NULL for UTC. */
enum bot_mode site_bot_mode(const struct site_settings *settings, const struct group_id *group,
			    const struct time_zone *zone, int64_t now);

/* True when one of the visitor's tags (a JSON list, or NULL) makes them a VIP. */
bool site_is_vip(const struct site_settings *settings, const char *tags, struct arena *arena);

#endif
