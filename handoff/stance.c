/*
 * Stance: see stance.h.  Reads; any thread.
 */
#include "handoff/stance.h"

#include <string.h>

#include "handoff/sql_parts.h"

SQL_READ(STANCE_STAFF,
	 "SELECT s.role, s.blocked, s.display_name, "
	 "CASE WHEN $2 <> '' AND " SQL_SERVES(
	     "$2") " THEN 1 ELSE 0 END AS serves, "
		   "CASE WHEN $2 <> '' AND " SQL_LEADS(
		       "$2") " THEN 1 ELSE 0 END AS leads, "
			     "CASE WHEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = $3 AND "
			     SQL_HAD_IT("$1") ") THEN 1 ELSE 0 END AS had_it, "
			     "(SELECT p.state FROM participant p WHERE p.conversation = $3 "
			     "AND p.staff = $1) AS part FROM staff s WHERE s.id = $1");

struct facts {
	bool is_good; /* known and not blocked */
	bool serves;
	bool had_it; /* when it closed */
	bool leads; /* the conversation's group */
};

static void read_row(struct query *query, struct arena *arena, struct facts *facts,
		     struct stance *stance)
{
	char word[16];
	row_text_into(query, "part", word, sizeof(word));
	stance->part = participant_state_from_name(word);
	row_text_into(query, "role", word, sizeof(word));
	bool has_role = role_from_name(word, &stance->role);
	facts->is_good = has_role && row_int(query, "blocked") == 0;
	facts->serves = row_int(query, "serves") != 0;
	facts->had_it = row_int(query, "had_it") != 0;
	facts->leads = row_int(query, "leads") != 0;
	stance->name = row_text(query, "display_name", arena);
}

/* What somebody is for the part that they have in it. */
static enum party party_of_part(enum participant_state part)
{
	switch (part) {
	case PARTICIPANT_INVITED:
		return PARTY_INVITED;
	case PARTICIPANT_JOINED:
		return PARTY_PARTICIPANT;
	case PARTICIPANT_NONE:
	case PARTICIPANT_WATCHING:
	case PARTICIPANT_STATE_COUNT:
		break;
	}
	return PARTY_OUTSIDER;
}

static enum party party_of(const struct stance_of *of, const struct staff_id *staff,
			   const struct facts *facts, const struct stance *stance)
{
	if (!role_serves(stance->role))
		return PARTY_OUTSIDER;
	if (of->owner == OWNER_AGENT && strcmp(of->agent->text, staff->text) == 0)
		return PARTY_OWNER;
	if (role_supervises(stance->role) || facts->leads)
		return PARTY_SUPERVISOR;
	if (facts->serves || facts->had_it)
		return PARTY_AGENT;
	return party_of_part(stance->part);
}

bool stance_read(struct db *db, const struct stance_of *of, const struct staff_id *staff,
		 struct arena *arena, struct stance *stance, struct fault *fault)
{
	struct facts facts = {.is_good = false};
	struct stance found = {.party = PARTY_OUTSIDER};
	struct query *query = db_query(db, &STANCE_STAFF);
	query_text(query, 1, staff->text);
	query_text(query, 2, of->group->text);
	query_text(query, 3, of->conversation->text);
	if (query_next(query))
		read_row(query, arena, &facts, &found);
	if (!query_end(&query, fault))
		return false;
	if (!facts.is_good)
		return fault_set(fault, FAULT_FORBIDDEN, "staff");
	found.party = party_of(of, staff, &facts, &found);
	*stance = found;
	return true;
}

bool stance_allows(const struct stance *stance, enum owner owner, enum action action,
		   struct fault *fault)
{
	enum owner next;
	struct fault unused;
	bool by_part = stance->party != PARTY_OUTSIDER &&
		       ownership_move(owner, action, party_of_part(stance->part), &next, &unused);
	return by_part || ownership_move(owner, action, stance->party, &next, fault);
}
