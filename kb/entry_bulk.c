/*
 * Entry bulk: see entry_bulk.h.
 */
#include "kb/entry_bulk.h"

#include <string.h>

#include "data/audit.h"
#include "kb/category.h"
#include "kb/paging.h"
#include "kb/right.h"

#define PORTION 50 /* entries in a transaction: some milliseconds */

SQL_READ(BULK_IN_CATEGORY,
	 "SELECT id FROM entry WHERE category >= $1 AND category < $2 ORDER BY id");
SQL_WRITE(BULK_ADD, "INSERT INTO entry_bulk (id, patch, by_staff, at) VALUES ($1, $2, $3, $4)");
SQL_WRITE(BULK_LINE, "INSERT INTO entry_bulk_line (bulk, entry, version_before, version_after) "
		     "VALUES ($1, $2, $3, $4)");
SQL_READ(BULK_LINES, "SELECT entry, version_before, version_after FROM entry_bulk_line "
		     "WHERE bulk = $1 ORDER BY entry");
SQL_READ(BULK_DONE, "SELECT id FROM entry_bulk WHERE id = $1 AND undone_at IS NULL");
SQL_WRITE(BULK_UNDONE,
	  "UPDATE entry_bulk SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL");

/* The patch ------------------------------------------------------------------------------ */

static bool is_below(const char *category, const char *above)
{
	size_t length = strlen(above);
	return strncmp(category, above, length) == 0 &&
	       (category[length] == '\0' || category[length] == '/');
}

static bool is_among(const char *text, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static void patch_tags(const struct entry_patch *patch, struct arena *arena,
		       struct entry_draft *draft)
{
	struct list tags = list_new(arena, sizeof(const char *));
	for (int i = 0; i < draft->tag_count; i++)
		if (!is_among(draft->tags[i], patch->remove_tags, patch->remove_tag_count))
			*(const char **)list_add(&tags) = draft->tags[i];
	for (int i = 0; i < patch->add_tag_count; i++)
		*(const char **)list_add(&tags) = patch->add_tags[i];
	draft->tags = tags.items;
	draft->tag_count = tags.count;
}

/* The draft as the patch wants it, checked as any other. */
static bool patched(const struct entry_patch *patch, const struct entry_draft *before,
		    struct arena *arena, struct entry_draft *after, struct fault *fault)
{
	struct entry_draft draft = *before;
	if (patch->category != NULL)
		draft.category = patch->category;
	if (patch->category_from != NULL && is_below(draft.category, patch->category_from))
		draft.category = arena_format(arena, "%s%s", patch->category_to,
					      draft.category + strlen(patch->category_from));
	if (patch->language != NULL)
		draft.language = patch->language;
	if (patch->status >= 0)
		draft.status = (enum entry_status)patch->status;
	if (patch->site_count >= 0) {
		draft.sites = patch->sites;
		draft.site_count = patch->site_count;
	}
	patch_tags(patch, arena, &draft);
	return entry_clean(&draft, arena, after, fault);
}

/* One portion ------------------------------------------------------------------------------ */

struct portion {
	struct change change;
	struct entry_bulk *bulk;
	const struct entry_id *entries;
	int count;
	const int64_t *versions_before; /* undoing: what to go back to; else NULL */
	const int64_t *versions_after;  /* undoing: what it must still be */
	int changed;
	struct list refused;
};

static void refuse(struct portion *portion, const struct entry_id *entry, const char *question,
		   enum fault_code code)
{
	struct bulk_refusal *refusal = list_add(&portion->refused);
	*refusal = (struct bulk_refusal){*entry, question, code};
}

static bool is_settled(const struct entry_draft *draft)
{
	return draft->status == ENTRY_PUBLISHED || draft->status == ENTRY_RETIRED;
}

/* What it was and what it becomes must both be theirs, with the same power:
 * nobody approves what was not theirs to approve by moving it. */
static bool may(const struct entry_bulk *bulk, struct db *db, const struct entry_draft *from,
		const struct entry_draft *to, struct fault *fault)
{
	const struct staff_id *bound = bulk->is_bound ? &bulk->by : NULL;
	enum power needed = is_settled(from) || is_settled(to) ? POWER_APPROVE : POWER_EDIT;
	return right_check(db, bound, from, needed, bulk->arena, fault) &&
	       right_check(db, bound, to, needed, bulk->arena, fault);
}

static const struct staff_id *by_of(const struct entry_bulk *bulk)
{
	return bulk->by.text[0] == '\0' ? NULL : &bulk->by;
}

static bool note_line(struct transaction *transaction, const struct entry_bulk *bulk,
		      const struct entry_id *entry, int64_t before, int64_t after,
		      struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BULK_LINE);
	query_text(query, 1, bulk->id.text);
	query_text(query, 2, entry->text);
	query_int(query, 3, before);
	query_int(query, 4, after);
	return query_run(&query, fault);
}

/* True when the store works, whether or not this entry was changed. */
static bool change_one(struct portion *portion, struct transaction *transaction,
		       struct entry *entry, struct fault *fault)
{
	struct entry_bulk *bulk = portion->bulk;
	struct db *db = transaction_db(transaction);
	struct entry_draft after;
	struct fault refusal;
	int64_t version = entry->version;
	if (!patched(&bulk->patch, &entry->content, bulk->arena, &after, &refusal) ||
	    !may(bulk, db, &entry->content, &after, &refusal)) {
		refuse(portion, &entry->id, entry->content.question, refusal.code);
		return true;
	}
	if (entry_same(&entry->content, &after))
		return true;
	portion->changed++;
	return entry_change(transaction, &entry->id, &after, by_of(bulk), NULL, &version, fault) &&
	       note_line(transaction, bulk, &entry->id, entry->version, version, fault);
}

static bool undo_one(struct portion *portion, struct transaction *transaction, int at,
		     struct entry *entry, struct fault *fault)
{
	struct entry_bulk *bulk = portion->bulk;
	struct db *db = transaction_db(transaction);
	struct entry_draft before;
	struct fault refusal = {.code = FAULT_CHANGED_MEANWHILE};
	int64_t version = entry->version;
	enum lookup found = entry_content_at(db, &entry->id, portion->versions_before[at],
					     bulk->arena, &before, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT || entry->version != portion->versions_after[at] ||
	    !may(bulk, db, &entry->content, &before, &refusal)) {
		refuse(portion, &entry->id, entry->content.question, refusal.code);
		return true;
	}
	portion->changed++;
	return entry_restore(transaction, &entry->id, portion->versions_before[at], by_of(bulk),
			     NULL, &version, fault);
}

static bool apply_portion(struct change *change, struct transaction *transaction,
			  struct fault *fault)
{
	struct portion *portion = (struct portion *)change;
	for (int i = 0; i < portion->count; i++) {
		struct entry entry;
		enum lookup found = entry_read(transaction_db(transaction), &portion->entries[i],
					       portion->bulk->arena, &entry, fault);
		if (found == LOOKUP_FAILED)
			return false;
		if (found == LOOKUP_ABSENT)
			refuse(portion, &portion->entries[i], "", FAULT_NOT_FOUND);
		else if (portion->versions_before == NULL
			     ? !change_one(portion, transaction, &entry, fault)
			     : !undo_one(portion, transaction, i, &entry, fault))
			return false;
	}
	return true;
}

/* All of them -------------------------------------------------------------------------------- */

struct undo_list {
	const int64_t *before, *after; /* NULL when changing */
};

static bool run_portions(struct store *store, struct entry_bulk *bulk, struct undo_list undo,
			 struct fault *fault)
{
	struct list refused = list_new(bulk->arena, sizeof(struct bulk_refusal));
	for (int at = 0; at < bulk->entry_count; at += PORTION) {
		int left = bulk->entry_count - at;
		struct portion portion = {
		    .change.apply = apply_portion,
		    .bulk = bulk,
		    .entries = bulk->entries + at,
		    .count = left < PORTION ? left : PORTION,
		    .versions_before = undo.before == NULL ? NULL : undo.before + at,
		    .versions_after = undo.after == NULL ? NULL : undo.after + at,
		    .refused = list_new(bulk->arena, sizeof(struct bulk_refusal)),
		};
		if (!store_write(store, &portion.change, fault))
			return false;
		bulk->changed += portion.changed;
		for (int i = 0; i < portion.refused.count; i++)
			*(struct bulk_refusal *)list_add(&refused) =
			    ((struct bulk_refusal *)portion.refused.items)[i];
	}
	bulk->refused = refused.items;
	bulk->refused_count = refused.count;
	return true;
}

static const char *describe(const struct entry_patch *patch, struct arena *arena)
{
	struct buffer buffer = buffer_new(256 * 1024);
	struct json_writer json = json_writer(&buffer);
	json_open_object(&json, NULL);
	if (patch->category != NULL)
		json_add_text(&json, "category", patch->category);
	if (patch->category_from != NULL) {
		json_add_text(&json, "category_from", patch->category_from);
		json_add_text(&json, "category_to", patch->category_to);
	}
	if (patch->language != NULL)
		json_add_text(&json, "language", patch->language);
	if (patch->status >= 0)
		json_add_text(&json, "status", entry_status_name((enum entry_status)patch->status));
	json_add_int(&json, "add_tags", patch->add_tag_count);
	json_add_int(&json, "remove_tags", patch->remove_tag_count);
	json_close_object(&json);
	const char *text = arena_text(arena, buffer.bytes);
	buffer_free(&buffer);
	return text;
}

struct note {
	struct change change;
	struct entry_bulk *bulk;
	bool undoes;
};

static bool add_bulk(struct transaction *transaction, struct entry_bulk *bulk, struct fault *fault)
{
	const char *patch = describe(&bulk->patch, bulk->arena);
	id_new(transaction_now(transaction), bulk->id.text);
	struct query *query = db_query(transaction_db(transaction), &BULK_ADD);
	query_text(query, 1, bulk->id.text);
	query_text(query, 2, patch);
	query_text(query, 3, by_of(bulk) == NULL ? NULL : bulk->by.text);
	query_int(query, 4, transaction_now(transaction));
	return query_run(&query, fault) &&
	       (bulk->patch.category_from == NULL ||
		category_names_follow(transaction, bulk->patch.category_from,
				      bulk->patch.category_to, fault)) &&
	       audit_append(transaction, by_of(bulk) == NULL ? NULL : bulk->by.text, "entry.bulk",
			    "bulk", bulk->id.text, patch, fault);
}

static bool mark_undone(struct transaction *transaction, struct entry_bulk *bulk,
			struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &BULK_UNDONE);
	query_text(query, 1, bulk->id.text);
	query_int(query, 2, transaction_now(transaction));
	return query_run(&query, fault) &&
	       audit_append(transaction, by_of(bulk) == NULL ? NULL : bulk->by.text,
			    "entry.bulk-undo", "bulk", bulk->id.text, NULL, fault);
}

static bool apply_note(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct note *note = (struct note *)change;
	return note->undoes ? mark_undone(transaction, note->bulk, fault)
			    : add_bulk(transaction, note->bulk, fault);
}

/* Everything from "a" up to, not including, "a0" is a, a/b, and such as "a-b";
 * the last are passed over by the patch, which finds nothing to change. */
static bool find_in_category(struct store *store, struct entry_bulk *bulk, struct fault *fault)
{
	struct list ids = list_new(bulk->arena, sizeof(struct entry_id));
	struct query *query = db_query(store_reader(store), &BULK_IN_CATEGORY);
	query_text(query, 1, bulk->patch.category_from);
	query_text(query, 2, arena_format(bulk->arena, "%s0", bulk->patch.category_from));
	while (query_next(query)) {
		struct entry_id *id = list_add(&ids);
		row_text_into(query, "id", id->text, sizeof(id->text));
	}
	if (!query_end(&query, fault))
		return false;
	bulk->entries = ids.items;
	bulk->entry_count = ids.count;
	return true;
}

static bool check_move(const struct entry_patch *patch, struct fault *fault)
{
	if (patch->category_from == NULL)
		return true;
	if (*patch->category_from == '\0')
		return fault_set(fault, FAULT_EMPTY, "category_from");
	if (patch->category_to == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "category_to");
	if (is_below(patch->category_to, patch->category_from))
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "category_to",
				    "not itself, nor below itself");
	return true;
}

bool entry_bulk_run(struct store *store, struct entry_bulk *bulk, struct fault *fault)
{
	struct note note = {.change.apply = apply_note, .bulk = bulk};
	if (!check_move(&bulk->patch, fault) ||
	    (bulk->entries == NULL && bulk->patch.category_from != NULL &&
	     !find_in_category(store, bulk, fault)))
		return false;
	if (bulk->patch.category_from == NULL && bulk->entry_count > BULK_ENTRIES_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "entries", bulk->entry_count,
				   BULK_ENTRIES_MOST);
	return store_write(store, &note.change, fault) &&
	       run_portions(store, bulk, (struct undo_list){NULL, NULL}, fault);
}

static bool check_done(struct db *db, const struct entry_bulk *bulk, struct fault *fault)
{
	char id[ID_LENGTH + 1] = "";
	struct query *query = db_query(db, &BULK_DONE);
	query_text(query, 1, bulk->id.text);
	while (query_next(query))
		row_text_into(query, "id", id, sizeof(id));
	if (!query_end(&query, fault))
		return false;
	return *id != '\0' || fault_set(fault, FAULT_NOT_FOUND, "bulk");
}

static bool read_lines(struct store *store, struct entry_bulk *bulk, struct undo_list *undo,
		       struct fault *fault)
{
	struct list ids = list_new(bulk->arena, sizeof(struct entry_id));
	struct list before = list_new(bulk->arena, sizeof(int64_t));
	struct list after = list_new(bulk->arena, sizeof(int64_t));
	if (!check_done(store_reader(store), bulk, fault))
		return false;
	struct query *query = db_query(store_reader(store), &BULK_LINES);
	query_text(query, 1, bulk->id.text);
	while (query_next(query)) {
		struct entry_id *id = list_add(&ids);
		row_text_into(query, "entry", id->text, sizeof(id->text));
		*(int64_t *)list_add(&before) = row_int(query, "version_before");
		*(int64_t *)list_add(&after) = row_int(query, "version_after");
	}
	if (!query_end(&query, fault))
		return false;
	bulk->entries = ids.items;
	bulk->entry_count = ids.count;
	*undo = (struct undo_list){before.items, after.items};
	return true;
}

static bool is_left_for_others(const struct entry_bulk *bulk)
{
	for (int i = 0; i < bulk->refused_count; i++)
		if (bulk->refused[i].code == FAULT_FORBIDDEN)
			return true;
	return false;
}

bool entry_bulk_undo(struct store *store, struct entry_bulk *bulk, struct fault *fault)
{
	struct note note = {.change.apply = apply_note, .bulk = bulk, .undoes = true};
	struct undo_list undo;
	if (!read_lines(store, bulk, &undo, fault) ||
	    (bulk->entry_count > 0 && !run_portions(store, bulk, undo, fault)))
		return false;
	return is_left_for_others(bulk) || store_write(store, &note.change, fault);
}
