/*
 * Right: see right.h.  Deciding is pure; reading is for any thread with its
 * own reader; writing for the writer's.
 */
#include "kb/right.h"

#include <string.h>

#include "kb/paging.h"

SQL_READ(RIGHT_LIST, "SELECT category, site, power FROM knowledge_right WHERE staff = $1 "
		     "ORDER BY category, site");
SQL_READ(RIGHT_OF_EDITOR, "SELECT COUNT(*) AS many FROM staff s LEFT JOIN staff_role r "
			  "ON r.id = s.own_role WHERE s.id = $1 AND (r.id IS NOT NULL OR "
			  "s.role = 'editor') AND COALESCE(r.approves, 0) = 0");
SQL_READ(RIGHT_STAFF, "SELECT COUNT(*) AS many FROM staff WHERE id = $1");
SQL_WRITE(RIGHT_CLEAR, "DELETE FROM knowledge_right WHERE staff = $1");
SQL_WRITE(RIGHT_ADD, "INSERT INTO knowledge_right (staff, category, site, power) "
		     "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");

bool right_power_from_name(const char *name, enum power *power)
{
	bool approves = strcmp(name, "approve") == 0;
	if (!approves && strcmp(name, "edit") != 0)
		return false;
	*power = approves ? POWER_APPROVE : POWER_EDIT;
	return true;
}

const char *right_power_name(enum power power)
{
	return power == POWER_APPROVE ? "approve" : "edit";
}

/* Deciding ----------------------------------------------------------------------------- */

static bool is_below(const char *category, const char *above)
{
	size_t length = strlen(above);
	if (length == 0)
		return true;
	return strncmp(category, above, length) == 0 &&
	       (category[length] == '\0' || category[length] == '/');
}

/* site "": an entry that is shown everywhere. */
static enum power best_for(const struct right *rights, int count, const char *category,
			   const char *site)
{
	enum power best = POWER_NONE;
	for (int i = 0; i < count; i++) {
		const struct right *right = &rights[i];
		bool covers_site = *right->site == '\0' || strcmp(right->site, site) == 0;
		if (covers_site && is_below(category, right->category) && right->power > best)
			best = right->power;
	}
	return best;
}

enum power right_over(const struct right *rights, int count, const struct entry_draft *draft)
{
	const char *category = draft->category == NULL ? "" : draft->category;
	enum power least = POWER_APPROVE;
	if (count == 0)
		return POWER_APPROVE;
	if (draft->site_count == 0)
		return best_for(rights, count, category, "");
	for (int i = 0; i < draft->site_count; i++) {
		enum power power = best_for(rights, count, category, draft->sites[i]);
		if (power < least)
			least = power;
	}
	return least;
}

enum power right_over_all(const struct right *rights, int count)
{
	return count == 0 ? POWER_APPROVE : best_for(rights, count, "", "");
}

/* Storing ------------------------------------------------------------------------------ */

bool right_list(struct db *db, const struct staff_id *staff, struct arena *arena,
		struct right **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct right));
	struct query *query = db_query(db, &RIGHT_LIST);
	query_text(query, 1, staff->text);
	while (query_next(query)) {
		struct right *right = list_add(&list);
		right->category = row_text(query, "category", arena);
		right->site = row_text(query, "site", arena);
		/* The schema checks the word. */
		(void)right_power_from_name(row_text(query, "power", arena), &right->power);
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

static bool count_staff(struct db *db, const struct sql *sql, const struct staff_id *staff,
			int64_t *many, struct fault *fault)
{
	struct query *query = db_query(db, sql);
	*many = 0;
	query_text(query, 1, staff->text);
	if (query_next(query))
		*many = row_int(query, "many");
	return query_end(&query, fault);
}

static bool staff_exists(struct db *db, const struct staff_id *staff, struct fault *fault)
{
	int64_t many;
	if (!count_staff(db, &RIGHT_STAFF, staff, &many, fault))
		return false;
	return many > 0 || fault_set(fault, FAULT_NOT_FOUND, "staff");
}

static bool add(struct db *db, const struct staff_id *staff, const struct right *right,
		struct fault *fault)
{
	struct query *query = db_query(db, &RIGHT_ADD);
	query_text(query, 1, staff->text);
	query_text(query, 2, right->category);
	query_text(query, 3, right->site);
	query_text(query, 4, right_power_name(right->power));
	return query_run(&query, fault);
}

bool right_replace(struct transaction *transaction, const struct staff_id *staff,
		   const struct right *rights, int count, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	if (!staff_exists(db, staff, fault))
		return false;
	struct query *query = db_query(db, &RIGHT_CLEAR);
	query_text(query, 1, staff->text);
	if (!query_run(&query, fault))
		return false;
	for (int i = 0; i < count; i++)
		if (!add(db, staff, &rights[i], fault))
			return false;
	return true;
}

bool right_check(struct db *db, const struct staff_id *staff, const struct entry_draft *draft,
		 enum power needed, struct arena *arena, struct fault *fault)
{
	struct right *rights;
	int count;
	if (staff == NULL)
		return true;
	if (!right_list(db, staff, arena, &rights, &count, fault))
		return false;
	if (right_over(rights, count, draft) >= needed)
		return true;
	return fault_detail(fault, FAULT_FORBIDDEN, "category", "%s",
			    needed == POWER_APPROVE ? "this needs somebody who may approve it"
						    : "not among your categories and sites");
}

bool right_check_by(struct transaction *transaction, const struct staff_id *by,
		    const struct entry_draft *draft, enum power needed, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	int64_t many;
	if (by == NULL)
		return true;
	if (!count_staff(db, &RIGHT_OF_EDITOR, by, &many, fault))
		return false;
	return right_check(db, many > 0 ? by : NULL, draft, needed, transaction_arena(transaction),
			   fault);
}

bool right_settle(struct transaction *transaction, const struct staff_id *by,
		  const struct entry_draft *before, struct entry_draft *after, struct fault *fault)
{
	struct fault refusal;
	if ((before != NULL && !right_check_by(transaction, by, before, POWER_EDIT, fault)) ||
	    !right_check_by(transaction, by, after, POWER_EDIT, fault))
		return false;
	if (after->status != ENTRY_PUBLISHED ||
	    (right_check_by(transaction, by, after, POWER_APPROVE, &refusal) &&
	     (before == NULL ||
	      right_check_by(transaction, by, before, POWER_APPROVE, &refusal))))
		return true;
	after->status = ENTRY_REVIEW;
	return true;
}
