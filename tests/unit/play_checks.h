/*
 * What holds after every step of a play, whatever it was: one owner, whom the
 * log names; no word by somebody who hadn't the turn; everybody's view equal
 * to the log; nobody who waits without a timer or an agent; nobody who waits
 * beside a free agent.
 */
#ifndef FOYER_TESTS_PLAY_CHECKS_H
#define FOYER_TESTS_PLAY_CHECKS_H

#include "tests/unit/play_support.h"

#define CATCH_UP_MOST 1000

SQL_READ(PLAY_ROW, "SELECT c.owner, c.agent, c.last_number, c.queued_at, c.called_at, c.call_at, "
		   "c.react_by, s.blocked, s.connected, s.seen_at, s.presence "
		   "FROM conversation c LEFT JOIN staff s ON s.id = c.agent WHERE c.id = $1");
/* Agents who could take this one now, written plainly. */
SQL_SCAN(PLAY_FREE,
	 "SELECT s.id FROM conversation c JOIN service_group g ON g.id = c.service_group, staff s "
	 "WHERE c.id = $1 AND g.assignment = 'automatic' AND s.presence = 'online' "
	 "AND s.blocked = 0 AND s.role <> 'editor' AND s.load < s.capacity "
	 "AND (s.connected > 0 OR s.polling = 1 OR s.seen_at = 0) AND (NOT EXISTS (SELECT 1 FROM group_member m "
	 "WHERE m.service_group = g.id) OR EXISTS (SELECT 1 FROM group_member n WHERE "
	 "n.service_group = g.id AND n.staff = s.id))");
/* Each line by its count, and what waits in no counted one. */
SQL_SCAN(PLAY_LINES, "SELECT q.waiting AS counted, "
		     "(SELECT COUNT(*) FROM conversation c WHERE c.owner = 'queue' AND c.line = q.line "
		     "AND c.queue_band = q.queue_band AND c.service_group = q.service_group) AS there "
		     "FROM line_length q UNION ALL SELECT 0, COUNT(*) FROM conversation c "
		     "LEFT JOIN line_length q ON q.line = c.line AND q.queue_band = c.queue_band "
		     "WHERE c.owner = 'queue' AND q.line IS NULL");
SQL_SCAN(PLAY_LOADS, "SELECT s.id, s.load, s.blocked, (SELECT COUNT(*) FROM conversation c "
		     "WHERE c.owner = 'agent' AND c.agent = s.id) AS owned FROM staff s");

static inline int agent_named(const char *name)
{
	for (int i = 0; i < AGENTS; i++)
		if (name != NULL && strcmp(names[i], name) == 0)
			return i;
	fail_msg("nobody is called %s", name == NULL ? "(null)" : name);
	return -1;
}

static inline int agent_with_id(const struct play *play, const char *id)
{
	for (int i = 0; i < AGENTS; i++)
		if (strcmp(play->staff[i].text, id) == 0)
			return i;
	return -1;
}

/* The log --------------------------------------------------------------------------------- */

static inline void check_speaker(const struct event *event, const struct told *told)
{
	switch (event->author) {
	case AUTHOR_BOT:
		assert_int_equal(told->owner, OWNER_BOT);
		break;
	case AUTHOR_VISITOR:
		assert_int_not_equal(told->owner, OWNER_CLOSED);
		break;
	case AUTHOR_AGENT: {
		int agent = agent_named(event->author_name);
		assert_int_equal(told->owner, OWNER_AGENT);
		assert_true(agent == told->agent || (told->joined >> agent & 1) != 0);
		break;
	}
	case AUTHOR_SYSTEM:
	case AUTHOR_KIND_COUNT:
		fail_msg("the system spoke");
	}
}

static inline int agent_of(struct play *play, const struct event *event)
{
	return agent_named(json_text(body_of(play->world, event), "agent"));
}

static inline void follow(struct play *play, const struct event *event, struct told *told)
{
	switch (event->type) {
	case EVENT_HANDOFF:
	case EVENT_RETURNED:
		told->owner = OWNER_QUEUE;
		break;
	case EVENT_TRANSFERRED:
		if (json_text(body_of(play->world, event), "to_group") != NULL)
			told->owner = OWNER_QUEUE;
		break;
	case EVENT_ASSIGNED:
		told->owner = OWNER_AGENT;
		told->agent = agent_of(play, event);
		told->joined &= ~(1u << told->agent);
		break;
	case EVENT_BACK_TO_BOT:
		*told = (struct told){.owner = OWNER_BOT};
		break;
	case EVENT_CLOSED:
		*told = (struct told){.owner = OWNER_CLOSED};
		break;
	case EVENT_JOINED:
		told->joined |= 1u << agent_of(play, event);
		break;
	case EVENT_LEFT:
		told->joined &= ~(1u << agent_of(play, event));
		break;
	case EVENT_MESSAGE:
		check_speaker(event, told);
		break;
	default: /* the others move nobody */
		break;
	}
}

static inline uint64_t mix(uint64_t sum, const struct event *event)
{
	sum = (sum ^ (uint64_t)event->number) * 0x9e3779b97f4a7c15u;
	sum = (sum ^ (uint64_t)event->type << 8 ^ (uint64_t)event->author) * 0x9e3779b97f4a7c15u;
	for (const char *byte = event->text; byte != NULL && *byte != '\0'; byte++)
		sum = (sum ^ (uint64_t)(unsigned char)*byte) * 0x100000001b3u;
	return sum ^ sum >> 29;
}

/* Reads on from where this side is, as its stream would. */
static inline void catch_up(struct play *play, int visitor, bool for_staff, struct sight *sight,
			    struct told *told)
{
	struct event *events;
	struct fault fault = {0};
	int count;
	const struct event_reader by = {.kind = for_staff ? EVENTS_FOR_OVERSEER : EVENTS_FOR_VISITOR};
	must(event_read(reader(play->world), &play->visitors[visitor].id, sight->after, &by,
			CATCH_UP_MOST, play->world->arena, &events, &count, &fault),
	     &fault);
	for (int i = 0; i < count; i++) {
		if (for_staff)
			assert_int_equal(events[i].number, sight->after + 1);
		else
			assert_false(event_is_for_staff(events[i].type));
		sight->after = events[i].number;
		sight->count++;
		sight->sum = mix(sight->sum, &events[i]);
		if (told != NULL)
			follow(play, &events[i], told);
	}
}

/* Whoever begins anew after a lost connection is told the same. */
static inline void check_reconnect(struct play *play, int visitor, bool for_staff,
				   const struct sight *held)
{
	struct sight anew = {0};
	catch_up(play, visitor, for_staff, &anew, NULL);
	assert_memory_equal(&anew, held, sizeof(anew));
}

/* Rows ---------------------------------------------------------------------------------------- */

struct play_row {
	enum owner owner;
	char agent[ID_LENGTH + 1];
	int64_t last_number;
	bool is_queued, is_called, gets_louder, has_limit;
	bool is_here; /* its agent, or a timer watches over their coming back */
};

static inline struct play_row read_play_row(struct play *play, int visitor)
{
	struct play_row row = {0};
	char owner[16], presence[16];
	struct fault fault = {0};
	struct query *query = db_query(reader(play->world), &PLAY_ROW);
	query_text(query, 1, play->visitors[visitor].id.text);
	assert_true(query_next(query));
	row_text_into(query, "owner", owner, sizeof(owner));
	row_text_into(query, "agent", row.agent, sizeof(row.agent));
	row_text_into(query, "presence", presence, sizeof(presence));
	row.owner = owner_from_name(owner);
	assert_string_equal(owner, owner_name(row.owner));
	row.last_number = row_int(query, "last_number");
	row.is_queued = !row_is_null(query, "queued_at");
	row.is_called = !row_is_null(query, "called_at");
	row.gets_louder = !row_is_null(query, "call_at");
	row.has_limit = !row_is_null(query, "react_by");
	row.is_here = strcmp(presence, "offline") != 0;
	row.is_here |= row_int(query, "connected") > 0;
	row.is_here |= row_int(query, "seen_at") > 0;
	row.is_here &= row_int(query, "blocked") == 0;
	must(query_end(&query, &fault), &fault);
	return row;
}

static inline enum owner check_row(struct play *play, int visitor)
{
	const struct told *told = &play->told[visitor];
	struct play_row row = read_play_row(play, visitor);
	assert_int_equal(row.owner, told->owner);
	assert_int_equal(row.last_number, play->ours[visitor].after);
	assert_int_equal(row.is_queued, row.owner == OWNER_QUEUE);
	assert_int_equal(row.agent[0] != '\0', row.owner == OWNER_AGENT);
	/* Who waits is called for, and that gets louder; who was given it has a limit. */
	assert_int_equal(row.gets_louder, row.is_called);
	assert_int_equal(row.has_limit, row.owner == OWNER_AGENT && row.is_called);
	assert_true(row.is_called || row.owner != OWNER_QUEUE);
	assert_true(!row.is_called || row.owner == OWNER_QUEUE || row.owner == OWNER_AGENT);
	if (row.owner == OWNER_AGENT) {
		assert_int_equal(agent_with_id(play, row.agent), told->agent);
		if (!row.is_here)
			fail_msg("%s isn't here and nobody watches", names[told->agent]);
	}
	return row.owner;
}

/* Nobody waits in an automatic group while an agent who serves it is free,
 * but for the one who has just passed it on. */
static inline void check_waiting(struct play *play, int visitor)
{
	char id[ID_LENGTH + 1];
	struct fault fault = {0};
	struct query *query = db_query(reader(play->world), &PLAY_FREE);
	query_text(query, 1, play->visitors[visitor].id.text);
	while (query_next(query)) {
		row_text_into(query, "id", id, sizeof(id));
		if (agent_with_id(play, id) != play->passed_by[visitor])
			fail_msg("%s is free while somebody waits", id);
	}
	must(query_end(&query, &fault), &fault);
}

/* What is shown -------------------------------------------------------------------------------- */

static inline void check_view(struct play *play, int visitor)
{
	const struct told *told = &play->told[visitor];
	struct conversation_view view = look(play->world, &play->visitors[visitor]);
	assert_int_equal(view.owner, told->owner);
	assert_int_equal(view.last_number, play->ours[visitor].after);
	assert_int_equal(view.is_waiting, told->owner == OWNER_QUEUE);
	if (told->owner == OWNER_AGENT)
		assert_string_equal(view.agent_name, names[told->agent]);
	if (view.is_waiting)
		assert_in_range(view.place.position, 1, view.place.waiting);
	unsigned joined = 0;
	for (int i = 0; i < view.people_count; i++)
		if (view.people[i].state == PARTICIPANT_JOINED)
			joined |= 1u << agent_with_id(play, view.people[i].staff.text);
	assert_int_equal(joined, told->joined);
}

static inline int in_list(const struct play *play, int visitor,
			  const struct conversation_summary *list, int count)
{
	int times = 0;
	for (int i = 0; i < count; i++)
		times += strcmp(list[i].id.text, play->visitors[visitor].id.text) == 0;
	return times;
}

/* Each conversation is in the list of the one who has it, once, and in no other's. */
static inline void check_lists(struct play *play)
{
	struct fault fault = {0};
	for (int agent = 0; agent < AGENTS; agent++) {
		struct conversation_page page;
		const struct conversation_listing listing = {
		    .staff = play->staff[agent], .kind = CONVERSATIONS_MINE, .most = 200};
		must(conversation_list(reader(play->world), &listing, play->world->arena, &page,
				       &fault),
		     &fault);
		for (int visitor = 0; visitor < VISITORS; visitor++)
			assert_int_equal(in_list(play, visitor, page.list, page.count),
					 play->told[visitor].owner == OWNER_AGENT &&
					     play->told[visitor].agent == agent);
	}
}

static inline void check_loads(struct play *play)
{
	char id[ID_LENGTH + 1];
	struct fault fault = {0};
	struct query *query = db_query(reader(play->world), &PLAY_LOADS);
	while (query_next(query)) {
		row_text_into(query, "id", id, sizeof(id));
		assert_int_equal(row_int(query, "load"), row_int(query, "owned"));
		assert_true(row_int(query, "blocked") == 0 || row_int(query, "owned") == 0);
	}
	must(query_end(&query, &fault), &fault);
}

static inline void check_lines(struct play *play)
{
	struct fault fault = {0};
	struct query *query = db_query(reader(play->world), &PLAY_LINES);
	while (query_next(query))
		assert_int_equal(row_int(query, "counted"), row_int(query, "there"));
	must(query_end(&query, &fault), &fault);
}

/* All ---------------------------------------------------------------------------------------------- */

static inline void check_each(struct play *play)
{
	store_begin_view(reader(play->world)); /* one look at it all, and a cheap one */
	for (int visitor = 0; visitor < VISITORS; visitor++) {
		catch_up(play, visitor, true, &play->ours[visitor], &play->told[visitor]);
		catch_up(play, visitor, false, &play->theirs[visitor], NULL);
		if (check_row(play, visitor) == OWNER_QUEUE)
			check_waiting(play, visitor);
		else
			play->passed_by[visitor] = -1;
	}
	check_loads(play);
	check_lines(play);
	store_end_view(reader(play->world));
}

/* The whole of it, which costs more. */
static inline void check_thoroughly(struct play *play)
{
	check_each(play);
	store_begin_view(reader(play->world));
	check_lists(play);
	for (int visitor = 0; visitor < VISITORS; visitor++) {
		check_view(play, visitor);
		check_reconnect(play, visitor, true, &play->ours[visitor]);
		check_reconnect(play, visitor, false, &play->theirs[visitor]);
	}
	store_end_view(reader(play->world));
}

#endif
