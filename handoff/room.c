/*
 * Room: finding, listing and reading; see room.h.  Writing is room_write.c.
 * Any thread.
 */
#include "handoff/room.h"

#include <stdio.h>
#include <string.h>

#include "handoff/sql_parts.h"

#define ROOMS_MOST 2000

/* The name of a room of two (s and o). */
#define DIRECT_NAME                                                                                \
	"CASE WHEN s.id < o.id THEN 'direct:' || s.id || ':' || o.id "                             \
	"ELSE 'direct:' || o.id || ':' || s.id END "

/* Beside a room (r) and who asks (s): the last message, and what they haven't
 * read.  Whoever never looked has not missed what was said before they came. */
#define ROOM_COLUMNS                                                                               \
	"COALESCE(r.last_number, 0) AS last_number, COALESCE(r.last_at, 0) AS last_at, "           \
	"m.text AS last_text, a.display_name AS last_by, CASE WHEN r.name IS NULL THEN 0 "         \
	"WHEN v.number IS NOT NULL THEN r.last_number - v.number ELSE "                            \
	"(SELECT COUNT(*) FROM room_message u WHERE u.room = r.name "                              \
	"AND u.number > r.last_number - 100 AND u.at >= s.created_at) END AS unread "
#define ROOM_JOINS                                                                                 \
	"LEFT JOIN room_message m ON m.room = r.name AND m.number = r.last_number "                \
	"LEFT JOIN staff a ON a.id = m.staff "                                                     \
	"LEFT JOIN room_seen v ON v.room = r.name AND v.staff = s.id "
#define MAY_ENTER_GROUP "(" SQL_SERVES("g.id") " OR " SQL_LEADS("g.id") ")"

SQL_READ(ROOM_OF_ALL,
	 "SELECT " ROOM_COLUMNS "FROM staff s LEFT JOIN room r ON r.name = 'all' " ROOM_JOINS
	 "WHERE s.id = $1");
SQL_SCAN(ROOMS_OF_GROUPS,
	 "SELECT g.id, g.name AS title, " ROOM_COLUMNS "FROM staff s CROSS JOIN service_group g "
	 "LEFT JOIN room r ON r.name = 'group:' || g.id " ROOM_JOINS
	 "WHERE s.id = $1 AND " MAY_ENTER_GROUP " ORDER BY g.name, g.id LIMIT $2");
SQL_SCAN(ROOMS_OF_TWO,
	 "SELECT o.id, o.display_name AS title, o.presence, " ROOM_COLUMNS
	 "FROM staff s CROSS JOIN staff o LEFT JOIN room r ON r.name = " DIRECT_NAME ROOM_JOINS
	 "WHERE s.id = $1 AND o.id <> $1 AND (o.blocked = 0 OR r.name IS NOT NULL) "
	 "ORDER BY o.display_name, o.id LIMIT $2");
SQL_READ(ROOM_STAFF, "SELECT blocked FROM staff WHERE id = $1");
SQL_READ(ROOM_GROUP_ENTRY,
	 "SELECT CASE WHEN s.blocked = 0 AND " MAY_ENTER_GROUP " THEN 1 ELSE 0 END AS may "
	 "FROM service_group g JOIN staff s ON s.id = $2 WHERE g.id = $1");

#define MESSAGE_COLUMNS                                                                            \
	"SELECT m.number, m.staff, s.display_name, m.text, m.conversation, m.file, "               \
	"f.name AS file_name, f.type AS file_type, f.size AS file_size, m.key, m.at "              \
	"FROM room_message m JOIN staff s ON s.id = m.staff "                                      \
	"LEFT JOIN room_file f ON f.id = m.file WHERE m.room = $1 "
SQL_READ(ROOM_AFTER, MESSAGE_COLUMNS "AND m.number > $2 ORDER BY m.number LIMIT $3");
SQL_READ(ROOM_BEFORE, MESSAGE_COLUMNS "AND m.number < $2 ORDER BY m.number DESC LIMIT $3");
SQL_READ(ROOM_FILE_READ, "SELECT name, type, bytes FROM room_file WHERE id = $1 AND room = $2");

/* Finding --------------------------------------------------------------------------------- */

static bool find_group(struct db *db, const struct staff_id *staff, const char *id,
		       struct room *room, struct fault *fault)
{
	bool any = false;
	bool may = false;
	struct query *query = db_query(db, &ROOM_GROUP_ENTRY);
	query_text(query, 1, id);
	query_text(query, 2, staff->text);
	if (query_next(query)) {
		any = true;
		may = row_int(query, "may") != 0;
	}
	if (!query_end(&query, fault))
		return false;
	if (!any)
		return fault_set(fault, FAULT_NOT_FOUND, "room");
	room->kind = ROOM_GROUP;
	snprintf(room->group.text, sizeof(room->group.text), "%s", id);
	snprintf(room->name, sizeof(room->name), "group:%s", id);
	return may || fault_set(fault, FAULT_FORBIDDEN, "room");
}

static bool read_blocked(struct db *db, const char *staff, bool *known, bool *blocked,
			 struct fault *fault)
{
	struct query *query = db_query(db, &ROOM_STAFF);
	query_text(query, 1, staff);
	*known = query_next(query);
	*blocked = *known && row_int(query, "blocked") != 0;
	return query_end(&query, fault);
}

static bool find_direct(struct db *db, const struct staff_id *staff, const char *other,
			struct room *room, struct fault *fault)
{
	bool known;
	if (strcmp(staff->text, other) == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "room");
	if (!read_blocked(db, other, &known, &room->is_quiet, fault))
		return false;
	bool is_lower = strcmp(staff->text, other) < 0;
	room->kind = ROOM_DIRECT;
	snprintf(room->other.text, sizeof(room->other.text), "%s", other);
	snprintf(room->name, sizeof(room->name), "direct:%s:%s", is_lower ? staff->text : other,
		 is_lower ? other : staff->text);
	return known || fault_set(fault, FAULT_NOT_FOUND, "room");
}

static const char *after_prefix(const char *address, const char *prefix)
{
	size_t length = strlen(prefix);
	bool fits = strncmp(address, prefix, length) == 0 && id_is_valid(address + length);
	return fits ? address + length : NULL;
}

bool room_find(struct db *db, const struct staff_id *staff, const char *address, struct room *room,
	       struct fault *fault)
{
	bool known;
	bool blocked;
	const char *group = after_prefix(address, "group.");
	const char *person = after_prefix(address, "person.");
	*room = (struct room){.kind = ROOM_ALL, .name = "all"};
	if (!read_blocked(db, staff->text, &known, &blocked, fault))
		return false;
	if (!known || blocked)
		return fault_set(fault, FAULT_FORBIDDEN, "room");
	if (group != NULL)
		return find_group(db, staff, group, room, fault);
	if (person != NULL)
		return find_direct(db, staff, person, room, fault);
	return strcmp(address, "all") == 0 || fault_set(fault, FAULT_NOT_FOUND, "room");
}

/* Listing --------------------------------------------------------------------------------- */

struct lines {
	struct room_line *list;
	int count;
	struct arena *arena;
};

static struct room_line *add_line(struct lines *lines, struct query *query, enum room_kind kind)
{
	struct room_line *line = &lines->list[lines->count++];
	line->kind = kind;
	line->last_number = row_int(query, "last_number");
	line->last_at = row_int(query, "last_at");
	line->last_text = row_text(query, "last_text", lines->arena);
	line->last_by = row_text(query, "last_by", lines->arena);
	line->unread = (int)row_int(query, "unread");
	return line;
}

static bool list_all(struct db *db, const struct staff_id *staff, struct lines *lines,
		     struct fault *fault)
{
	struct query *query = db_query(db, &ROOM_OF_ALL);
	query_text(query, 1, staff->text);
	if (query_next(query))
		add_line(lines, query, ROOM_ALL)->address = "all";
	return query_end(&query, fault);
}

static bool list_named(struct db *db, const struct staff_id *staff, enum room_kind kind,
		       struct lines *lines, struct fault *fault)
{
	bool is_group = kind == ROOM_GROUP;
	struct query *query = db_query(db, is_group ? &ROOMS_OF_GROUPS : &ROOMS_OF_TWO);
	query_text(query, 1, staff->text);
	query_int(query, 2, ROOMS_MOST);
	while (query_next(query)) {
		struct room_line *line = add_line(lines, query, kind);
		line->title = row_text(query, "title", lines->arena);
		line->presence = is_group ? NULL : row_text(query, "presence", lines->arena);
		line->address = arena_format(lines->arena, "%s.%s", is_group ? "group" : "person",
					     row_text(query, "id", lines->arena));
	}
	return query_end(&query, fault);
}

bool room_list(struct db *db, const struct staff_id *staff, struct arena *arena,
	       struct room_line **list, int *count, struct fault *fault)
{
	struct lines lines = {.arena = arena};
	lines.list = arena_array(arena, 2 * (size_t)ROOMS_MOST + 1, sizeof(*lines.list));
	if (!list_all(db, staff, &lines, fault) ||
	    !list_named(db, staff, ROOM_GROUP, &lines, fault) ||
	    !list_named(db, staff, ROOM_DIRECT, &lines, fault))
		return false;
	*list = lines.list;
	*count = lines.count;
	return true;
}

bool room_unread(struct db *db, const struct staff_id *staff, struct arena *arena, int *unread,
		 struct fault *fault)
{
	struct room_line *list;
	int count;
	if (!room_list(db, staff, arena, &list, &count, fault))
		return false;
	*unread = 0;
	for (int i = 0; i < count; i++)
		*unread += list[i].unread;
	return true;
}

/* Reading ----------------------------------------------------------------------------------- */

static void read_message(struct query *query, struct arena *arena, struct room_message *message)
{
	message->number = row_int(query, "number");
	row_text_into(query, "staff", message->staff.text, sizeof(message->staff.text));
	message->name = row_text(query, "display_name", arena);
	message->text = row_text(query, "text", arena);
	message->conversation = row_text(query, "conversation", arena);
	message->file = row_text(query, "file", arena);
	message->file_name = row_text(query, "file_name", arena);
	message->file_type = row_text(query, "file_type", arena);
	message->file_size = row_is_null(query, "file_size") ? 0 : row_int(query, "file_size");
	message->key = row_text(query, "key", arena);
	message->at = row_int(query, "at");
}

static void turn_round(struct room_message *list, int count)
{
	for (int i = 0; i < count / 2; i++) {
		struct room_message kept = list[i];
		list[i] = list[count - 1 - i];
		list[count - 1 - i] = kept;
	}
}

bool room_read(struct db *db, const struct room *room, const struct room_page *page,
	       struct arena *arena, struct room_message **list, int *count, struct fault *fault)
{
	bool is_forward = page->after > 0;
	int most = page->most > ROOM_PAGE_MOST ? ROOM_PAGE_MOST : page->most;
	int found = 0;
	struct room_message *rows = arena_array(arena, (size_t)most + 1, sizeof(*rows));
	struct query *query = db_query(db, is_forward ? &ROOM_AFTER : &ROOM_BEFORE);
	query_text(query, 1, room->name);
	query_int(query, 2, is_forward ? page->after : page->before > 0 ? page->before : INT64_MAX);
	query_int(query, 3, most);
	while (found < most && query_next(query))
		read_message(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	if (!is_forward)
		turn_round(rows, found);
	*list = rows;
	*count = found;
	return true;
}

enum lookup room_file_read(struct db *db, const struct room *room, const char *id,
			   struct arena *arena, struct room_file *out, struct fault *fault)
{
	struct room_file file = {0};
	struct query *query = db_query(db, &ROOM_FILE_READ);
	query_text(query, 1, id);
	query_text(query, 2, room->name);
	if (query_next(query)) {
		const char *bytes = row_peek(query, "bytes", &file.length);
		file.bytes = arena_copy_text(arena, bytes, file.length);
		file.name = row_text(query, "name", arena);
		file.type = row_text(query, "type", arena);
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (file.type == NULL)
		return LOOKUP_ABSENT;
	*out = file;
	return LOOKUP_FOUND;
}
