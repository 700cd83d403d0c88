/*
 * Summary: the columns of a conversation's row in lists and in what a search
 * finds.
 *
 * What the visitor wrote is unread by who looks at the list when it is their
 * own conversation, and by the agent who has it otherwise.  Used by handoff/
 * alone.
 */
#ifndef FOYER_HANDOFF_SUMMARY_H
#define FOYER_HANDOFF_SUMMARY_H

#include "data/db.h"
#include "handoff/conversation.h"

#define SUMMARY_SEEN "CASE WHEN c.agent = s.id THEN COALESCE(r.number, 0) ELSE c.agent_number END"

/* Of a conversation (c) for a member of staff (s); joins what it needs. */
#define SUMMARY_COLUMNS                                                                            \
	"c.id, c.language, c.owner, c.service_group, g.name AS group_name, c.queued_at, "          \
	"c.handoff_reason, c.excerpt, c.last_number, " SUMMARY_SEEN " AS seen_number, "            \
	"c.created_at, c.changed_at, c.agent, a.display_name AS agent_name, c.rating, "            \
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
