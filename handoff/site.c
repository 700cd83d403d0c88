/*
 * Site: see site.h.
 */
#include "handoff/site.h"

#include <string.h>

#include "data/audit.h"
#include "data/log.h"
#include "data/text.h"
#include "handoff/group.h"

#define REASON_MOST 500

SQL_READ(SITE_READ, "SELECT s.name, s.settings, s.version, s.changed_at, a.display_name AS "
		    "changed_by FROM site s LEFT JOIN staff a ON a.id = s.changed_by "
		    "WHERE s.name = $1");
SQL_SCAN(SITE_ALL, "SELECT s.name, s.settings, s.version, s.changed_at, a.display_name AS "
		   "changed_by FROM site s LEFT JOIN staff a ON a.id = s.changed_by "
		   "ORDER BY s.name LIMIT $1");
SQL_READ(SITE_VERSIONS,
	 "SELECT v.site AS name, v.settings, v.version, v.reason, v.at AS changed_at, "
	 "a.display_name AS changed_by FROM site_version v LEFT JOIN staff a ON a.id = "
	 "v.changed_by WHERE v.site = $1 ORDER BY v.version DESC LIMIT $2");
SQL_READ(SITE_VERSION, "SELECT settings FROM site_version WHERE site = $1 AND version = $2");
SQL_SCAN(SITE_COUNT, "SELECT COUNT(*) AS many FROM site");
SQL_WRITE(SITE_STORE,
	  "INSERT INTO site (name, settings, version, changed_by, changed_at) "
	  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET settings = $2, "
	  "version = $3, changed_by = $4, changed_at = $5");
SQL_WRITE(SITE_STORE_VERSION,
	  "INSERT INTO site_version (site, version, settings, reason, changed_by, at) "
	  "VALUES ($1, $2, $3, $4, $5, $6)");

/* Reading --------------------------------------------------------------------------------- */

bool site_name_check(const char *name, struct fault *fault)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t length = strlen(name);
	if (length == 0)
		return fault_set(fault, FAULT_EMPTY, "site");
	if (length > SITE_NAME_MOST)
		return fault_limit(fault, FAULT_TOO_LONG, "site", (int64_t)length, SITE_NAME_MOST);
	return strspn(name, letters) == length || fault_set(fault, FAULT_BAD_CHARACTER, "site");
}

static bool parse_settings(const char *text, struct arena *arena,
			   const struct site_settings **settings, struct fault *fault)
{
	const struct json *object;
	return json_parse(text, strlen(text), arena, &object, fault) &&
	       site_settings_read(object, arena, settings, fault);
}

/* The columns that all selects have.  What was stored and can't be read keeps
 * neither this site nor the others from serving, nor from being set anew. */
static void read_row(struct query *query, struct arena *arena, struct site *site)
{
	struct fault fault;
	*site = (struct site){.name = row_text(query, "name", arena),
			      .version = row_int(query, "version"),
			      .changed_by = row_text(query, "changed_by", arena),
			      .changed_at = row_int(query, "changed_at")};
	if (parse_settings(row_text(query, "settings", arena), arena, &site->settings, &fault))
		return;
	log_line(LOG_ERROR, "site", "settings of %s can't be read (%s %s); it has the defaults",
		 site->name, fault_type(fault.code), fault.field);
	site->settings = site_settings_default();
}

bool site_read(struct db *db, const char *name, struct arena *arena, struct site *site,
	       struct fault *fault)
{
	struct site found = {.name = arena_text(arena, name),
			     .settings = site_settings_default()};
	struct query *query = db_query(db, &SITE_READ);
	query_text(query, 1, name);
	if (query_next(query))
		read_row(query, arena, &found);
	if (!query_end(&query, fault))
		return false;
	*site = found;
	return true;
}

static bool has_default(const struct site *list, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i].name, "default") == 0)
			return true;
	return false;
}

bool site_list(struct db *db, struct arena *arena, struct site **list, int *count,
	       struct fault *fault)
{
	struct site *rows = arena_array(arena, SITES_MOST + 1, sizeof(*rows));
	int found = 0;
	struct query *query = db_query(db, &SITE_ALL);
	query_int(query, 1, SITES_MOST);
	while (query_next(query))
		read_row(query, arena, &rows[found++]);
	if (!query_end(&query, fault))
		return false;
	if (!has_default(rows, found))
		rows[found++] =
		    (struct site){.name = "default", .settings = site_settings_default()};
	*list = rows;
	*count = found;
	return true;
}

bool site_versions(struct db *db, const char *name, struct arena *arena, struct site **list,
		   int *count, struct fault *fault)
{
	struct site *rows = arena_array(arena, SITE_VERSIONS_PAGE_MOST, sizeof(*rows));
	int found = 0;
	struct query *query = db_query(db, &SITE_VERSIONS);
	query_text(query, 1, name);
	query_int(query, 2, SITE_VERSIONS_PAGE_MOST);
	while (query_next(query)) {
		read_row(query, arena, &rows[found]);
		rows[found++].reason = row_text(query, "reason", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*list = rows;
	*count = found;
	return true;
}

/* Changing -------------------------------------------------------------------------------- */

static bool check_version(struct transaction *transaction, const struct site_change *change,
			  struct fault *fault)
{
	struct site before;
	int64_t many = 0;
	struct db *db = transaction_db(transaction);
	if (!site_read(db, change->name, transaction_arena(transaction), &before, fault))
		return false;
	if (before.version != change->version)
		return fault_set(fault, FAULT_CHANGED_MEANWHILE, "version");
	if (before.version != 0)
		return true;
	struct query *query = db_query(db, &SITE_COUNT);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < SITES_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "site", many + 1, SITES_MOST);
}

static bool check_group(struct transaction *transaction, const struct group_id *id,
			const char *field, struct fault *fault)
{
	struct group group;
	if (id->text[0] == '\0')
		return true;
	enum lookup found = group_by_id(transaction_db(transaction), id,
					transaction_arena(transaction), &group, fault);
	return found == LOOKUP_FOUND ||
	       (found == LOOKUP_ABSENT && fault_set(fault, FAULT_NOT_FOUND, field));
}

static bool check_groups(struct transaction *transaction, const struct site_settings *settings,
			 struct fault *fault)
{
	if (!check_group(transaction, &settings->group, "group", fault))
		return false;
	for (int i = 0; i < settings->bot_hours_count; i++)
		if (!check_group(transaction, &settings->bot_hours[i].group, "bot_hours.group",
				 fault))
			return false;
	return true;
}

static bool store(struct transaction *transaction, const struct site_change *change,
		  const char *settings, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SITE_STORE);
	query_text(query, 1, change->name);
	query_text(query, 2, settings);
	query_int(query, 3, change->version + 1);
	query_text(query, 4, change->by.text);
	query_int(query, 5, transaction_now(transaction));
	if (!query_run(&query, fault))
		return false;
	query = db_query(transaction_db(transaction), &SITE_STORE_VERSION);
	query_text(query, 1, change->name);
	query_int(query, 2, change->version + 1);
	query_text(query, 3, settings);
	query_text(query, 4, change->reason);
	query_text(query, 5, change->by.text);
	query_int(query, 6, transaction_now(transaction));
	return query_run(&query, fault);
}

static const char *settings_text(const struct site_settings *settings, struct arena *arena)
{
	struct buffer buffer = buffer_new(SITE_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);
	site_settings_write(&json, NULL, settings);
	const char *text =
	    buffer.overflowed ? NULL : arena_copy_text(arena, buffer.bytes, buffer.length);
	buffer_free(&buffer);
	return text;
}

/* Everybody looks again, and it is in the audit log. */
static bool tell(struct transaction *transaction, const struct site_change *change,
		 struct fault *fault)
{
	const char *detail = arena_format(transaction_arena(transaction), "{\"version\":%lld}",
					  (long long)change->version + 1);
	transaction_wake(transaction, topic_of(TOPIC_SITE, ""));
	return audit_append(transaction, change->by.text, "site.change", "site", change->name, detail,
			    fault);
}

static bool put(struct transaction *transaction, struct site_change *change, struct fault *fault)
{
	const char *settings = settings_text(change->settings, transaction_arena(transaction));
	if (settings == NULL)
		return fault_limit(fault, FAULT_TOO_LONG, "settings", 0, SITE_BYTES_MOST);
	if (!check_version(transaction, change, fault) ||
	    !check_groups(transaction, change->settings, fault) ||
	    !store(transaction, change, settings, fault) || !tell(transaction, change, fault))
		return false;
	change->new_version = change->version + 1;
	return true;
}

static bool apply_change(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	return put(transaction, (struct site_change *)change, fault);
}

static bool clean_reason(struct site_change *change, struct fault *fault)
{
	static const struct text_limit limit = {0, REASON_MOST, true};
	char *reason;
	if (change->reason == NULL)
		return true;
	if (!text_clean(change->reason, "reason", limit, change->arena, &reason, fault))
		return false;
	change->reason = reason[0] == '\0' ? NULL : reason;
	return true;
}

bool site_change_prepare(struct site_change *change, struct fault *fault)
{
	change->change.apply = apply_change;
	return site_name_check(change->name, fault) && clean_reason(change, fault);
}

/* Restoring ------------------------------------------------------------------------------- */

static bool apply_restore(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct site_restore *restore = (struct site_restore *)change;
	struct arena *arena = transaction_arena(transaction);
	const char *text = NULL;
	struct query *query = db_query(transaction_db(transaction), &SITE_VERSION);
	query_text(query, 1, restore->change.name);
	query_int(query, 2, restore->restored);
	if (query_next(query))
		text = row_text(query, "settings", arena);
	if (!query_end(&query, fault))
		return false;
	if (text == NULL)
		return fault_set(fault, FAULT_NOT_FOUND, "version");
	return parse_settings(text, arena, &restore->change.settings, fault) &&
	       put(transaction, &restore->change, fault);
}

bool site_restore_prepare(struct site_restore *restore, struct fault *fault)
{
	restore->change.change.apply = apply_restore;
	return site_name_check(restore->change.name, fault) &&
	       clean_reason(&restore->change, fault);
}
