/*
 * Summary: the columns of a conversation's row in lists and in what a search
 * finds.
 *
 * What the visitor wrote is unread by who looks at the list when they have the
 * conversation or are beside its owner, and by the agent who has it otherwise.  Used by handoff/
 * alone.
 */
#ifndef FOYER_HANDOFF_SUMMARY_H
#define FOYER_HANDOFF_SUMMARY_H

#include "data/db.h"
#include "handoff/conversation.h"
#include "handoff/sql_parts.h"

#define SUMMARY_SEEN                                                                               \
	"CASE WHEN c.agent = s.id OR EXISTS (SELECT 1 FROM participant j WHERE "                   \
	"j.conversation = c.id AND j.staff = s.id AND j.state = 'joined') "                        \
	"THEN COALESCE(r.number, c.agent_number) ELSE c.agent_number END"

/* Whether its call is for this member (see call.h): its agent's while it has
 * one, else of those who serve the group and aren't off duty, and of leaders,
 * supervisors and admins from their level on. */
#define SUMMARY_CALLS                                                                              \
	"CASE WHEN c.called_at IS NULL THEN 0 WHEN c.agent IS NOT NULL THEN c.agent = s.id "       \
	"WHEN s.presence <> 'offline' AND " SQL_SERVES("c.service_group") " THEN 1 "               \
	"WHEN c.call_level >= 2 AND g.supervisors_seconds > 0 AND (s.role = 'supervisor' OR "      \
	SQL_LEADS("c.service_group") ") THEN 1 "                                                   \
	"WHEN c.call_level >= 3 AND g.admins_seconds > 0 AND s.role = 'admin' THEN 1 ELSE 0 END"

/* Of a conversation (c) for a member of staff (s); joins what it needs. */
#define SUMMARY_COLUMNS                                                                            \
	"c.id, c.form, c.attributes, c.language, c.owner, c.service_group, "                       \
	"g.name AS group_name, c.queued_at, "                                                      \
	"c.handoff_reason, c.excerpt, c.last_number, " SUMMARY_SEEN " AS seen_number, "            \
	"c.created_at, c.changed_at, c.agent, a.display_name AS agent_name, c.rating, "            \
	"c.called_at, c.call_level, c.react_by, " SUMMARY_CALLS " AS is_called, "                   \
	"CASE WHEN c.owner = 'closed' THEN 0 ELSE (SELECT COUNT(*) FROM event e "                  \
	"WHERE e.conversation = c.id AND e.number > " SUMMARY_SEEN                                 \
	" AND e.author = 'visitor' AND e.type = 'message') END AS unread "
#define SUMMARY_JOINS                                                                              \
	"LEFT JOIN staff a ON a.id = c.agent LEFT JOIN service_group g ON g.id = c.service_group " \
	"LEFT JOIN read_position r ON r.conversation = c.id AND r.staff = s.id "
#define SUMMARY_OF_STAFF                                                                           \
	"SELECT " SUMMARY_COLUMNS "FROM staff s CROSS JOIN conversation c " SUMMARY_JOINS          \
	"WHERE s.id = $1 "

void summary_read(struct query *query, struct arena *arena, struct conversation_summary *row);

#endif
