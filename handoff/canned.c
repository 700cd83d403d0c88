/*
 * Canned: see canned.h.  Reading and preparing on any thread, applying on the
 * writer's.
 */
#include "handoff/canned.h"

#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "data/text.h"
#include "handoff/sql_parts.h"
#include "handoff/staff.h"
#include "kb/paging.h"

SQL_SCAN(CANNED_LIST,
	 "SELECT k.id, k.scope, k.keeper, g.name AS group_name, k.shortcut, k.title, k.text, "
	 "k.language, k.version, k.changed_at FROM staff s CROSS JOIN canned_reply k "
	 "LEFT JOIN service_group g ON g.id = k.keeper WHERE s.id = $1 AND (k.scope = 'shared' "
	 "OR (k.scope = 'personal' AND k.keeper = s.id) OR (k.scope = 'group' "
	 "AND (s.role IN ('supervisor', 'admin') OR " SQL_SERVES(
	     "k.keeper") "))) ORDER BY k.shortcut, k.scope DESC, k.id");
SQL_READ(CANNED_STANDING,
	 "SELECT k.scope, k.keeper, k.version, s.role FROM canned_reply k JOIN staff s ON "
	 "s.id = $2 AND s.blocked = 0 WHERE k.id = $1");
SQL_READ(CANNED_ROLE, "SELECT role FROM staff WHERE id = $1 AND blocked = 0");
SQL_READ(CANNED_GROUP, "SELECT id FROM service_group WHERE id = $1");
SQL_READ(CANNED_SAME, "SELECT id FROM canned_reply WHERE scope = $1 AND keeper = $2 AND "
		      "shortcut = $3 AND id <> $4");
SQL_READ(CANNED_COUNT, "SELECT COUNT(*) AS many FROM canned_reply WHERE scope = $1 AND keeper = $2");
SQL_WRITE(CANNED_INSERT,
	  "INSERT INTO canned_reply (id, scope, keeper, shortcut, title, text, language, "
	  "changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL_WRITE(CANNED_UPDATE,
	  "UPDATE canned_reply SET shortcut = $2, title = $3, text = $4, language = $5, "
	  "changed_by = $6, changed_at = $7, version = version + 1 WHERE id = $1");
SQL_WRITE(CANNED_DELETE, "DELETE FROM canned_reply WHERE id = $1");

/* Reading ------------------------------------------------------------------------------- */

bool canned_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		 struct canned **list, int *count, struct fault *fault)
{
	struct list found = list_new(arena, sizeof(struct canned));
	struct query *query = db_query(db, &CANNED_LIST);
	query_text(query, 1, staff->text);
	while (query_next(query)) {
		struct canned *canned = list_add(&found);
		row_text_into(query, "id", canned->id.text, sizeof(canned->id.text));
		canned->scope = row_text(query, "scope", arena);
		canned->keeper = row_text(query, "keeper", arena);
		canned->group_name = row_text(query, "group_name", arena);
		canned->shortcut = row_text(query, "shortcut", arena);
		canned->title = row_text(query, "title", arena);
		canned->text = row_text(query, "text", arena);
		canned->language = row_text(query, "language", arena);
		canned->version = row_int(query, "version");
		canned->changed_at = row_int(query, "changed_at");
	}
	if (!query_end(&query, fault))
		return false;
	*list = found.items;
	*count = found.count;
	return true;
}

/* Who may -------------------------------------------------------------------------------- */

/* Where one stands, and who asks. */
struct holding {
	char scope[16];
	char keeper[ID_LENGTH + 1];
	char role[16];
	int64_t version;
};

static bool may_keep(const struct holding *holding, const struct staff_id *by, struct fault *fault)
{
	enum role role;
	if (!role_from_name(holding->role, &role) || !role_serves(role))
		return fault_set(fault, FAULT_FORBIDDEN, "staff");
	bool mine = strcmp(holding->scope, "personal") == 0;
	bool may = mine ? strcmp(holding->keeper, by->text) == 0 : role_supervises(role);
	return may || fault_set(fault, FAULT_FORBIDDEN, "scope");
}

/* Somebody else's own is as good as not there. */
static bool read_holding(struct db *db, const struct canned_id *id, const struct staff_id *by,
			 struct holding *holding, struct fault *fault)
{
	bool any = false;
	struct query *query = db_query(db, &CANNED_STANDING);
	query_text(query, 1, id->text);
	query_text(query, 2, by->text);
	if (query_next(query)) {
		any = true;
		row_text_into(query, "scope", holding->scope, sizeof(holding->scope));
		row_text_into(query, "keeper", holding->keeper, sizeof(holding->keeper));
		row_text_into(query, "role", holding->role, sizeof(holding->role));
		holding->version = row_int(query, "version");
	}
	if (!query_end(&query, fault))
		return false;
	bool hidden = strcmp(holding->scope, "personal") == 0 &&
		      strcmp(holding->keeper, by->text) != 0;
	if (!any || hidden)
		return fault_set(fault, FAULT_NOT_FOUND, "canned");
	return may_keep(holding, by, fault);
}

/* The first text of a query for one row. */
static bool read_one(struct query *query, const char *column, char *out, size_t size,
		     struct fault *fault)
{
	out[0] = '\0';
	if (query_next(query))
		row_text_into(query, column, out, size);
	return query_end(&query, fault);
}

static bool find_group(struct db *db, const char *group, struct fault *fault)
{
	char found[ID_LENGTH + 1];
	struct query *query = db_query(db, &CANNED_GROUP);
	query_text(query, 1, group);
	if (!read_one(query, "id", found, sizeof(found), fault))
		return false;
	return found[0] != '\0' || fault_set(fault, FAULT_NOT_FOUND, "group");
}

static bool new_holding(struct db *db, const struct canned_save *save, struct holding *holding,
			struct fault *fault)
{
	snprintf(holding->scope, sizeof(holding->scope), "%s", save->scope);
	if (strcmp(save->scope, "personal") == 0)
		memcpy(holding->keeper, save->by.text, sizeof(holding->keeper));
	else if (strcmp(save->scope, "group") == 0)
		snprintf(holding->keeper, sizeof(holding->keeper), "%s", save->group);
	struct query *query = db_query(db, &CANNED_ROLE);
	query_text(query, 1, save->by.text);
	if (!read_one(query, "role", holding->role, sizeof(holding->role), fault) ||
	    !may_keep(holding, &save->by, fault))
		return false;
	return strcmp(save->scope, "group") != 0 || find_group(db, save->group, fault);
}

/* Saving -------------------------------------------------------------------------------- */

static bool check_shortcut(struct db *db, const struct canned_save *save,
			   const struct holding *holding, struct fault *fault)
{
	char other[ID_LENGTH + 1];
	struct query *query = db_query(db, &CANNED_SAME);
	query_text(query, 1, holding->scope);
	query_text(query, 2, holding->keeper);
	query_text(query, 3, save->shortcut);
	query_text(query, 4, save->id.text);
	if (!read_one(query, "id", other, sizeof(other), fault))
		return false;
	return other[0] == '\0' || fault_set(fault, FAULT_EXISTS, "shortcut");
}

static bool check_room(struct db *db, const struct holding *holding, struct fault *fault)
{
	int64_t many = 0;
	struct query *query = db_query(db, &CANNED_COUNT);
	query_text(query, 1, holding->scope);
	query_text(query, 2, holding->keeper);
	if (query_next(query))
		many = row_int(query, "many");
	if (!query_end(&query, fault))
		return false;
	return many < CANNED_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "canned", many + 1, CANNED_MOST);
}

static bool insert(struct canned_save *save, const struct holding *holding,
		   struct transaction *transaction, struct fault *fault)
{
	id_new(transaction_now(transaction), save->id.text);
	struct query *query = db_query(transaction_db(transaction), &CANNED_INSERT);
	query_text(query, 1, save->id.text);
	query_text(query, 2, holding->scope);
	query_text(query, 3, holding->keeper);
	query_text(query, 4, save->shortcut);
	query_text(query, 5, save->title);
	query_text(query, 6, save->text);
	query_text(query, 7, save->language);
	query_text(query, 8, save->by.text);
	query_int(query, 9, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool update(const struct canned_save *save, struct transaction *transaction,
		   struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &CANNED_UPDATE);
	query_text(query, 1, save->id.text);
	query_text(query, 2, save->shortcut);
	query_text(query, 3, save->title);
	query_text(query, 4, save->text);
	query_text(query, 5, save->language);
	query_text(query, 6, save->by.text);
	query_int(query, 7, transaction_now(transaction));
	return query_run(&query, fault);
}

/* One's own are nobody else's business; the others are everybody's. */
static bool tell(struct transaction *transaction, const struct holding *holding,
		 const char *action, const struct canned_id *id, const struct staff_id *by,
		 struct fault *fault)
{
	if (strcmp(holding->scope, "personal") == 0) {
		transaction_wake(transaction, topic_of(TOPIC_STAFF_MEMBER, by->text));
		return true;
	}
	transaction_wake(transaction, topic_of(TOPIC_STAFF, ""));
	return audit_append(transaction, by->text, action, "canned", id->text, NULL, fault);
}

static bool apply_save(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct canned_save *save = (struct canned_save *)change;
	struct db *db = transaction_db(transaction);
	struct holding holding = {.version = 0};
	bool is_new = save->id.text[0] == '\0';
	if (is_new) {
		if (!new_holding(db, save, &holding, fault) || !check_room(db, &holding, fault))
			return false;
	} else {
		if (!read_holding(db, &save->id, &save->by, &holding, fault))
			return false;
		if (holding.version != save->version)
			return fault_set(fault, FAULT_CHANGED_MEANWHILE, "version");
	}
	if (!check_shortcut(db, save, &holding, fault))
		return false;
	return (is_new ? insert(save, &holding, transaction, fault)
		       : update(save, transaction, fault)) &&
	       tell(transaction, &holding, is_new ? "canned.create" : "canned.change", &save->id,
		    &save->by, fault);
}

static bool clean(const char **text, const char *field, size_t most, bool one_line,
		  struct arena *arena, struct fault *fault)
{
	struct text_limit limit = {1, most, one_line};
	char *out;
	if (!text_clean(*text, field, limit, arena, &out, fault))
		return false;
	*text = out;
	return true;
}

/* It is typed after "/" and ends at a space. */
static bool clean_shortcut(struct canned_save *save, struct fault *fault)
{
	if (!clean(&save->shortcut, "shortcut", CANNED_SHORTCUT_MOST, true, save->arena, fault))
		return false;
	if (strpbrk(save->shortcut, " \t/{}") != NULL)
		return fault_set(fault, FAULT_BAD_CHARACTER, "shortcut");
	save->shortcut = text_lower_ascii(save->shortcut, save->arena);
	return true;
}

bool canned_save_prepare(struct canned_save *save, struct fault *fault)
{
	save->change.apply = apply_save;
	if (save->id.text[0] == '\0' && strcmp(save->scope, "group") == 0 && save->group == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "group");
	if (save->language == NULL)
		save->language = "";
	return clean_shortcut(save, fault) &&
	       clean(&save->title, "title", CANNED_TITLE_MOST, true, save->arena, fault) &&
	       clean(&save->text, "text", CANNED_TEXT_MOST, false, save->arena, fault);
}

/* Taking away --------------------------------------------------------------------------- */

static bool apply_removal(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct canned_removal *removal = (struct canned_removal *)change;
	struct holding holding = {.version = 0};
	if (!read_holding(transaction_db(transaction), &removal->id, &removal->by, &holding, fault))
		return false;
	struct query *query = db_query(transaction_db(transaction), &CANNED_DELETE);
	query_text(query, 1, removal->id.text);
	return query_run(&query, fault) && tell(transaction, &holding, "canned.delete",
						&removal->id, &removal->by, fault);
}

void canned_removal_prepare(struct canned_removal *removal)
{
	removal->change.apply = apply_removal;
}
