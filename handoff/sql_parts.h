/*
 * SQL parts: conditions that several statements share.
 */
#ifndef FOYER_HANDOFF_SQL_PARTS_H
#define FOYER_HANDOFF_SQL_PARTS_H

/* True for staff (a row named s) who take the conversations of `group`:
 * members, or everybody where there are none. */
#define SQL_SERVES(group)                                                                          \
	"(s.role <> 'editor' AND (NOT EXISTS (SELECT 1 FROM group_member m1 "                      \
	"WHERE m1.service_group = " group ") OR EXISTS (SELECT 1 FROM group_member m2 "            \
	"WHERE m2.service_group = " group " AND m2.staff = s.id)))"

/* True for staff (a row named s) who lead `group`: they see and pass on all of
 * its conversations. */
#define SQL_LEADS(group)                                                                           \
	"(s.role <> 'editor' AND EXISTS (SELECT 1 FROM group_leader l1 "                           \
	"WHERE l1.service_group = " group " AND l1.staff = s.id))"

/* True for staff (the table itself) who vanish when they stay away: somebody whose last stream is
 * gone and who seems to be here, holds conversations or is in somebody else's. */
#define SQL_WATCHED                                                                                \
	"connected = 0 AND seen_at > 0 AND (presence <> 'offline' OR load > 0 OR EXISTS "          \
	"(SELECT 1 FROM participant p WHERE p.staff = staff.id AND p.state <> 'invited'))"

/* When they were last seen.  A browser lets a desk that has no stream and isn't looked at ask only
 * once a minute. */
#define SQL_LAST_SEEN "(seen_at + polling * 60000)"

/* How many agents are online who serve `group`. */
#define SQL_AGENTS_ONLINE(group)                                                                   \
	"(SELECT COUNT(*) FROM staff s WHERE s.presence = 'online' AND s.blocked = 0 "             \
	"AND " SQL_SERVES(group) ")"

/* How many of them have room for one more. */
#define SQL_AGENTS_WITH_ROOM(group)                                                                \
	"(SELECT COUNT(*) FROM staff s WHERE s.presence = 'online' AND s.blocked = 0 "             \
	"AND s.load < s.capacity AND " SQL_SERVES(group) ")"

/* How many conversations they can hold together. */
#define SQL_SLOTS(group)                                                                           \
	"(SELECT COALESCE(SUM(s.capacity), 0) FROM staff s WHERE s.presence = 'online' "           \
	"AND s.blocked = 0 AND " SQL_SERVES(group) ")"

/* The line in which a conversation (its columns prefixed by `of`) waits in `group`: all those
 * who need the same kind of agent; `language` is line_language's. */
#define SQL_LINE(group, language, of)                                                              \
	"(" group " || '|' || " language " || '|' || " of "skills || '|' || " of "region)"

/* How many conversations wait for `group`. */
#define SQL_WAITING(group)                                                                         \
	"(SELECT COALESCE(SUM(q.waiting), 0) FROM line_length q WHERE q.service_group = " group ")"

/* True when it was this member of staff who had a conversation (c) last that is closed. */
#define SQL_HAD_IT(staff) "(c.owner = 'closed' AND c.last_agent = " staff ")"

/* True when a member of staff (a row named s) may read a conversation (c).  Watching gives no
 * right: who watches has one, for as long as they have it.  Who had it when it closed wraps it up,
 * and may have got it from a group that isn't theirs. */
#define SQL_MAY_SEE                                                                                \
	"(s.blocked = 0 AND s.role <> 'editor' AND (s.role <> 'agent' OR c.agent = s.id "          \
	"OR " SQL_HAD_IT("s.id") " "                                                               \
	"OR EXISTS (SELECT 1 FROM participant p1 WHERE p1.conversation = c.id "                    \
	"AND p1.staff = s.id AND p1.state <> 'watching') "                                         \
	"OR (c.service_group IS NOT NULL AND (" SQL_SERVES("c.service_group") " OR "               \
	SQL_LEADS("c.service_group") "))))"

/* True when they may read what a visitor left in it: that of no group is everybody's. */
#define SQL_MAY_SEE_LEFT "(c.service_group IS NULL OR " SQL_MAY_SEE ")"

#endif
