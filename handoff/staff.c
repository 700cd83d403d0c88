/*
 * Staff: see staff.h.  Names and reading; changing accounts is
 * staff_change.c.  Not for sessions and sign-in (http/), nor for what an agent
 * is doing (presence.h).  Any thread.
 */
#include "handoff/staff.h"

#include <string.h>

#include "data/text.h"


#define STAFF_COLUMNS                                                                              \
	"id, name, display_name, role, password, blocked, language, presence, away_reason, capacity, load, " \
	"connected, seen_at, created_at, signed_in_at, languages, skills, regions, own_role, "      \
	"(SELECT r.name FROM staff_role r WHERE r.id = staff.own_role) AS own_role_name, "         \
	"(SELECT r.permissions FROM staff_role r WHERE r.id = staff.own_role) AS own_permissions, " \
	"addresses, (SELECT COUNT(*) FROM second_factor f WHERE f.staff = staff.id "               \
	"AND f.secret IS NOT NULL) AS has_factor"

SQL_READ(STAFF_BY_ID, "SELECT " STAFF_COLUMNS " FROM staff WHERE id = $1");
SQL_READ(STAFF_BY_NAME, "SELECT " STAFF_COLUMNS " FROM staff WHERE name = $1");
SQL_SCAN(STAFF_ALL, "SELECT " STAFF_COLUMNS " FROM staff ORDER BY display_name, name");
SQL_SCAN(STAFF_COUNT, "SELECT COUNT(*) AS many FROM staff");
/* Names ----------------------------------------------------------------------- */

static const char *const role_names[ROLE_COUNT] = {
#define X(code, name) [code] = name,
    ROLES(X)
#undef X
};

static const char *const presence_names[PRESENCE_COUNT] = {
#define X(code, name) [code] = name,
    PRESENCES(X)
#undef X
};

static const char *const away_reason_names[AWAY_REASON_COUNT] = {
#define X(code, name) [code] = name,
    AWAY_REASONS(X)
#undef X
};

static bool index_of(const char *name, const char *const *names, int count, int *index)
{
	for (int i = 0; name != NULL && i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

const char *role_name(enum role role)
{
	return role_names[role];
}

const char *presence_name(enum presence presence)
{
	return presence_names[presence];
}

bool role_from_name(const char *name, enum role *role)
{
	int index;
	if (!index_of(name, role_names, ROLE_COUNT, &index))
		return false;
	*role = (enum role)index;
	return true;
}

bool presence_from_name(const char *name, enum presence *presence)
{
	int index;
	if (!index_of(name, presence_names, PRESENCE_COUNT, &index))
		return false;
	*presence = (enum presence)index;
	return true;
}

const char *away_reason_name(enum away_reason reason)
{
	return away_reason_names[reason];
}

enum away_reason away_reason_from_name(const char *name)
{
	int index;
	return index_of(name, away_reason_names, AWAY_REASON_COUNT, &index)
		   ? (enum away_reason)index
		   : AWAY_SAID;
}

bool role_serves(enum role role)
{
	return role != ROLE_EDITOR;
}

bool role_supervises(enum role role)
{
	return role == ROLE_SUPERVISOR || role == ROLE_ADMIN;
}

bool role_edits(enum role role)
{
	return role != ROLE_AGENT;
}

/* Reading ----------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct staff *staff)
{
	char word[16];
	/* The schema checks both words, so they are ours; the defaults allow least. */
	staff->role = ROLE_AGENT;
	staff->presence = PRESENCE_OFFLINE;
	row_text_into(query, "role", word, sizeof(word));
	(void)role_from_name(word, &staff->role);
	row_text_into(query, "presence", word, sizeof(word));
	(void)presence_from_name(word, &staff->presence);
	row_text_into(query, "away_reason", word, sizeof(word));
	staff->away_reason = away_reason_from_name(word);
	row_text_into(query, "id", staff->id.text, sizeof(staff->id.text));
	staff->name = row_text(query, "name", arena);
	staff->display_name = row_text(query, "display_name", arena);
	staff->password = row_text(query, "password", arena);
	staff->blocked = row_int(query, "blocked") != 0;
	staff->language = row_text(query, "language", arena);
	staff->capacity = (int)row_int(query, "capacity");
	staff->load = (int)row_int(query, "load");
	staff->connected = (int)row_int(query, "connected");
	staff->seen_at = row_int(query, "seen_at");
	staff->created_at = row_int(query, "created_at");
	staff->signed_in_at = row_int(query, "signed_in_at");
	staff->languages = row_text(query, "languages", arena);
	staff->skills = row_text(query, "skills", arena);
	staff->regions = row_text(query, "regions", arena);
	row_text_into(query, "own_role", staff->own_role.text, sizeof(staff->own_role.text));
	staff->own_role_name = row_text(query, "own_role_name", arena);
	staff->own_permissions = row_text(query, "own_permissions", arena);
	staff->addresses = row_text(query, "addresses", arena);
	staff->has_factor = row_int(query, "has_factor") != 0;
}

static enum lookup read_one(struct db *db, const struct sql *sql, const char *key,
			    struct arena *arena, struct staff *staff, struct fault *fault)
{
	struct staff found;
	bool any = false;
	struct query *query = db_query(db, sql);
	query_text(query, 1, key);
	if (query_next(query)) {
		read_row(query, arena, &found);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!any)
		return LOOKUP_ABSENT;
	*staff = found;
	return LOOKUP_FOUND;
}

enum lookup staff_by_id(struct db *db, const struct staff_id *id, struct arena *arena,
			struct staff *staff, struct fault *fault)
{
	return read_one(db, &STAFF_BY_ID, id->text, arena, staff, fault);
}

enum lookup staff_by_name(struct db *db, const char *name, struct arena *arena, struct staff *staff,
			  struct fault *fault)
{
	return read_one(db, &STAFF_BY_NAME, text_lower_ascii(name, arena), arena, staff, fault);
}

static bool count_all(struct db *db, int64_t *count, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(db, &STAFF_COUNT);
	if (query_next(query))
		many = row_int(query, "many");
	*count = many;
	return query_end(&query, fault);
}

bool staff_list(struct db *db, struct arena *arena, struct staff **list, int *count,
		struct fault *fault)
{
	int64_t many;
	int found = 0;
	if (!count_all(db, &many, fault))
		return false;
	struct staff *rows = arena_array(arena, (size_t)many + 1, sizeof(*rows));
	struct query *query = db_query(db, &STAFF_ALL);
	while (found < many && query_next(query))
		read_row(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}
