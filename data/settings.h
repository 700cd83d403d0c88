/*
 * Settings: one row for each, its help included.
 *
 * The table drives the environment (FOYER_NAME in capitals) and
 * docs/settings.md.  Numbers are whole; shares are given in per cent.
 *
 * Not here: what must be known before the store opens (--data, --listen).
 * Values may be read by any thread at any time.
 */
#ifndef FOYER_DATA_SETTINGS_H
#define FOYER_DATA_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/fault.h"

/* name, default, least, most, help.  A switch has the range 0..1. */
#define SETTINGS(X)                                                                                \
	X(ANSWER_FROM, "answer_from", 70, 1, 100,                                                  \
	  "Confidence, in per cent, from which the bot answers by itself, where a site says "       \
	  "nothing else.")                                                                         \
	X(CLARIFY_FROM, "clarify_from", 30, 1, 100,                                                \
	  "Chance, in per cent, that one of up to three choices is right, from which they are "     \
	  "offered, likewise.")                                                                     \
	X(LOW_STREAK_MOST, "low_streak_most", 2, 1, 10,                                            \
	  "Unsure turns in a row after which the bot hands over to a person, likewise.")            \
	X(AGENT_GRACE_SECONDS, "agent_grace_seconds", 30, 1, 3600,                                 \
	  "Seconds without a connection after which an agent counts as gone and the agent's "      \
	  "conversations go back to the front of the queue.")                                      \
	X(AWAY_MINUTES, "away_minutes", 15, 0, 1440,                                               \
	  "Minutes after which an online agent whose desk nobody touches counts as away. 0: "      \
	  "never.")                                                                                \
	X(NEW_AGENT_DAYS, "new_agent_days", 0, 0, 365,                                             \
	  "Days over which a new agent's share grows from one conversation at once to the whole "  \
	  "capacity. 0: the whole from the first day.")                                            \
	X(UNMATCHED_DAYS, "unmatched_days", 0, 0, 3650,                                            \
	  "Days after which unanswered questions that nobody asks any more are set aside; they "   \
	  "can be put back, and open anew when they are asked again. 0: never.")                   \
	X(CONVERSATION_DAYS, "conversation_days", 0, 0, 36500,                                     \
	  "Days after which a conversation that nobody touches any more is deleted, with "         \
	  "everything that was said in it. 0: never.")                                             \
	X(BACKUP_DAYS, "backup_days", 7, 1, 3650,                                                  \
	  "Days for which the backup folder lets one go back.")                                    \
	X(GOLDEN_ALL, "golden_all", 0, 0, 1,                                                       \
	  "1: every golden question that fails stops a publication. 0: only those that what is "   \
	  "live gets right.")                                                                      \
	X(ROOM_FILES_MB, "room_files_mb", 1024, 0, 1000000,                                        \
	  "Megabytes that files in colleagues' rooms may take in all; what would be beyond is "    \
	  "refused.")                                                                              \
	X(SESSION_HOURS, "session_hours", 12, 1, 720, "Hours for which a staff sign-in lasts.")    \
	X(CONFINE, "confine", 1, 0, 1,                                                             \
	  "1: the server bounds itself to its folders and to the system calls that it needs, "     \
	  "where the system can do that. 0: it doesn't.")                                          \
	X(STREAM_PING_SECONDS, "stream_ping_seconds", 58, 1, 3600,                                 \
	  "Seconds between two pings on an idle stream; whoever has answered none by the next is " \
	  "gone. Below the 60 s after which proxies hang up; without a proxy in front, visitors "  \
	  "who have long been quiet are left alone for twice as long.")                            \
	X(BEHIND_PROXY, "behind_proxy", 0, 0, 1,                                                   \
	  "1 when a reverse proxy stands in front: X-Forwarded-For and X-Forwarded-Proto are "     \
	  "believed.")                                                                             \
	X(CONVERSATIONS_PER_MINUTE, "conversations_per_minute", 30, 1, 1000000,                    \
	  "Conversations that one address may begin in a minute.")                                 \
	X(MESSAGES_PER_MINUTE, "messages_per_minute", 60, 1, 1000000,                              \
	  "Messages that one conversation may send in a minute.")                                  \
	X(VISITOR_MAILS_PER_HOUR, "visitor_mails_per_hour", 60, 0, 1000000,                        \
	  "Conversations that visitors together may have sent to them by mail in an hour.")        \
	X(SIGN_INS_PER_MINUTE, "sign_ins_per_minute", 10, 1, 1000000,                              \
	  "Sign-ins that one address may try in a minute.")

enum setting {
#define X(code, name, value, least, most, help) SETTING_##code,
	SETTINGS(X)
#undef X
	    SETTING_COUNT
};

struct setting_row {
	const char *name;
	int64_t value; /* the default */
	int64_t least;
	int64_t most;
	const char *help;
};

/* The table, for help and documentation. */
const struct setting_row *setting_row(enum setting setting);
/* The setting of that name, or SETTING_COUNT. */
enum setting setting_by_name(const char *name);

/* Reads the environment.  A value that is no number or out of range is a
 * fault that names it. */
bool settings_load(struct fault *fault) MUST_USE;

int64_t setting_value(enum setting setting);
#endif
