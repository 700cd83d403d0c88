/*
 * Entry: stores one entry, each change as a version; see entry.h.  Reading is
 * in entry_read.c, lists in entry_list.c, what an entry may hold in
 * entry_clean.c.  Writer thread.
 */
#include "kb/entry.h"

#include <string.h>

#include "data/buffer.h"
#include "data/text.h"
#include "kb/entry_search.h"
#include "kb/plain.h"
#include "kb/right.h"

/* A version as JSON: larger than any draft that passes the limits on a row
 * or a request. */
#define CONTENT_MOST (64 * 1024 * 1024)

SQL_READ(ENTRY_ID_OF_EXTERNAL, "SELECT id FROM entry WHERE external_id = $1");
SQL_READ(ENTRY_VERSION_NOW, "SELECT version FROM entry WHERE id = $1");
SQL_READ(ENTRY_LAST_PLACE, "SELECT COALESCE(MAX(place), 0) AS place FROM variant WHERE entry = $1");

SQL_WRITE(ENTRY_INSERT,
	  "INSERT INTO entry (id, external_id, question, answer, category, language, status, review, "
	  "valid_from, valid_until, sites, translation, extras, approved_version, approved_at, "
	  "changed_by, created_at, changed_at, search_row) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
	  "CASE WHEN $8 = 'published' THEN 1 ELSE 0 END, "
	  "CASE WHEN $8 = 'published' THEN $15 ELSE 0 END, $14, $15, $15, "
	  "(SELECT COALESCE(MAX(search_row), 0) + 1 FROM entry))");
SQL_WRITE(ENTRY_UPDATE,
	  "UPDATE entry SET external_id = $2, question = $3, answer = $4, category = $5, "
	  "language = $6, status = $7, review = $8, valid_from = $9, valid_until = $10, sites = $11, "
	  "translation = $12, extras = $13, changed_by = $14, changed_at = $15, "
	  "version = version + 1, "
	  "approved_version = CASE WHEN $8 = 'published' THEN version + 1 ELSE approved_version "
	  "END, approved_at = CASE WHEN $8 = 'published' THEN $15 ELSE approved_at END "
	  "WHERE id = $1 AND version = $16");
SQL_WRITE(ENTRY_TOUCH,
	  "UPDATE entry SET version = version + 1, changed_by = $2, changed_at = $3, "
	  "approved_version = CASE WHEN review = 'published' THEN version + 1 ELSE approved_version "
	  "END, approved_at = CASE WHEN review = 'published' THEN $3 ELSE approved_at END "
	  "WHERE id = $1");
SQL_WRITE(VARIANT_INSERT, "INSERT INTO variant (entry, place, text) VALUES ($1, $2, $3)");
SQL_WRITE(VARIANTS_DELETE, "DELETE FROM variant WHERE entry = $1");
SQL_WRITE(TAG_INSERT, "INSERT INTO entry_tag (entry, tag) VALUES ($1, $2)");
SQL_WRITE(TAGS_DELETE, "DELETE FROM entry_tag WHERE entry = $1");
SQL_WRITE(VERSION_INSERT,
	  "INSERT INTO entry_version (entry, version, content, changed_by, at, reason) "
	  "VALUES ($1, $2, $3, $4, $5, $6)");

static void bind_staff(struct query *query, int number, const struct staff_id *by)
{
	query_text(query, number, by != NULL ? by->text : NULL);
}

static bool insert_variant(struct db *db, const struct entry_id *id, int64_t place,
			   const char *text, struct fault *fault)
{
	struct query *query = db_query(db, &VARIANT_INSERT);
	query_text(query, 1, id->text);
	query_int(query, 2, place);
	query_text(query, 3, text);
	return query_run(&query, fault);
}

static bool insert_tag(struct db *db, const struct entry_id *id, const char *tag,
		       struct fault *fault)
{
	struct query *query = db_query(db, &TAG_INSERT);
	query_text(query, 1, id->text);
	query_text(query, 2, tag);
	return query_run(&query, fault);
}

static bool delete_all(struct db *db, const struct sql *sql, const struct entry_id *id,
		       struct fault *fault)
{
	struct query *query = db_query(db, sql);
	query_text(query, 1, id->text);
	return query_run(&query, fault);
}

static bool insert_lists(struct db *db, const struct entry_id *id, const struct entry_draft *draft,
			 struct fault *fault)
{
	for (int i = 0; i < draft->variant_count; i++)
		if (!insert_variant(db, id, i + 1, draft->variants[i], fault))
			return false;
	for (int i = 0; i < draft->tag_count; i++)
		if (!insert_tag(db, id, draft->tags[i], fault))
			return false;
	return true;
}

/* Keeps the state that the entry has now, lets it be found, and tells who
 * listens. */
static bool keep_version(struct transaction *transaction, const struct entry_id *id,
			 int64_t version, const struct entry_draft *draft,
			 const struct staff_id *by, const char *reason, struct fault *fault)
{
	struct buffer content = buffer_new(CONTENT_MOST);
	struct json_writer json = json_writer(&content);
	json_open_object(&json, NULL);
	entry_write_json(&json, draft);
	json_close_object(&json);
	if (content.overflowed) {
		buffer_free(&content);
		return fault_limit(fault, FAULT_BODY_TOO_LARGE, "variants", CONTENT_MOST,
				   CONTENT_MOST);
	}
	if (!entry_search_put(transaction, id, draft, fault)) {
		buffer_free(&content);
		return false;
	}
	struct query *query = db_query(transaction_db(transaction), &VERSION_INSERT);
	query_text(query, 1, id->text);
	query_int(query, 2, version);
	query_text(query, 3, content.bytes);
	bind_staff(query, 4, by);
	query_int(query, 5, transaction_now(transaction));
	query_text(query, 6, reason);
	bool kept = query_run(&query, fault);
	buffer_free(&content);
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return kept;
}

/* FAULT_EXISTS when the external id belongs to another entry than id. */
static bool check_external_id(struct db *db, const char *external_id, const struct entry_id *id,
			      struct fault *fault)
{
	char owner[ID_LENGTH + 1] = "";
	struct query *query = db_query(db, &ENTRY_ID_OF_EXTERNAL);
	query_text(query, 1, external_id);
	while (query_next(query))
		row_text_into(query, "id", owner, sizeof(owner));
	if (!query_end(&query, fault))
		return false;
	if (*owner != '\0' && strcmp(owner, id->text) != 0)
		return fault_set(fault, FAULT_EXISTS, "external_id");
	return true;
}

static void bind_time(struct query *query, int number, int64_t time)
{
	if (time != 0)
		query_int(query, number, time);
	else
		query_null(query, number);
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* $2..$13: what an entry's own row holds of its content. */
static void bind_content(struct query *query, const struct entry_draft *draft, struct arena *arena)
{
	bool is_retired = draft->status == ENTRY_RETIRED;
	enum entry_status review = is_retired ? ENTRY_PUBLISHED : draft->status;
	query_text(query, 2, draft->external_id);
	query_text(query, 3, draft->question);
	query_text(query, 4, draft->answer);
	query_text(query, 5, or_empty(draft->category));
	query_text(query, 6, or_empty(draft->language));
	query_text(query, 7, is_retired ? "retired" : "active");
	query_text(query, 8, entry_status_name(review));
	bind_time(query, 9, draft->valid_from);
	bind_time(query, 10, draft->valid_until);
	query_text(query, 11, entry_join_sites(draft, arena));
	query_text(query, 12, or_empty(draft->translation));
	query_text(query, 13, entry_extras(draft, arena));
}

bool entry_create(struct transaction *transaction, const struct entry_draft *draft,
		  const struct staff_id *by, struct entry_id *id, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct entry_draft stored = *draft;
	struct entry_id made;
	id_new(transaction_now(transaction), made.text);
	if (stored.external_id == NULL || *stored.external_id == '\0')
		stored.external_id = made.text;
	if (!check_external_id(db, stored.external_id, &made, fault))
		return false;
	struct query *query = db_query(db, &ENTRY_INSERT);
	query_text(query, 1, made.text);
	bind_content(query, &stored, transaction_arena(transaction));
	bind_staff(query, 14, by);
	query_int(query, 15, transaction_now(transaction));
	if (!query_run(&query, fault) || !insert_lists(db, &made, &stored, fault) ||
	    !keep_version(transaction, &made, 1, &stored, by, NULL, fault))
		return false;
	*id = made;
	return true;
}

/* Why an update found no row: the entry is gone, or has another version. */
static bool fault_of_no_row(struct db *db, const struct entry_id *id, struct fault *fault)
{
	int64_t version = 0;
	struct query *query = db_query(db, &ENTRY_VERSION_NOW);
	query_text(query, 1, id->text);
	while (query_next(query))
		version = row_int(query, "version");
	if (!query_end(&query, fault))
		return false;
	if (version == 0)
		return fault_set(fault, FAULT_NOT_FOUND, "entry");
	return fault_detail(fault, FAULT_CHANGED_MEANWHILE, "version", "it is version %lld now",
			    (long long)version);
}

/* Reads the entry that a change is about; false when it isn't there. */
static bool read_for_change(struct transaction *transaction, const struct entry_id *id,
			    struct entry *entry, struct fault *fault)
{
	switch (entry_read(transaction_db(transaction), id, transaction_arena(transaction), entry,
			   fault)) {
	case LOOKUP_FOUND:
		return true;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "entry");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

static bool update_row(struct transaction *transaction, const struct entry_id *id, int64_t version,
		       const struct entry_draft *draft, const struct staff_id *by,
		       struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &ENTRY_UPDATE);
	query_text(query, 1, id->text);
	bind_content(query, draft, transaction_arena(transaction));
	bind_staff(query, 14, by);
	query_int(query, 15, transaction_now(transaction));
	query_int(query, 16, version);
	if (!query_run(&query, fault))
		return false;
	return db_changes(db) > 0 || fault_of_no_row(db, id, fault);
}

bool entry_change(struct transaction *transaction, const struct entry_id *id,
		  const struct entry_draft *draft, const struct staff_id *by, const char *reason,
		  int64_t *version, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct entry_draft stored = *draft;
	struct entry before;
	if (!read_for_change(transaction, id, &before, fault))
		return false;
	if (stored.external_id == NULL || *stored.external_id == '\0')
		stored.external_id = before.content.external_id;
	if (!check_external_id(db, stored.external_id, id, fault) ||
	    !update_row(transaction, id, *version, &stored, by, fault) ||
	    !delete_all(db, &VARIANTS_DELETE, id, fault) ||
	    !delete_all(db, &TAGS_DELETE, id, fault) || !insert_lists(db, id, &stored, fault) ||
	    !keep_version(transaction, id, *version + 1, &stored, by, reason, fault))
		return false;
	*version += 1;
	return true;
}

bool entry_retire(struct transaction *transaction, const struct entry_id *id,
		  const struct staff_id *by, int64_t *version, struct fault *fault)
{
	struct entry entry;
	if (!read_for_change(transaction, id, &entry, fault))
		return false;
	entry.content.status = ENTRY_RETIRED;
	return entry_change(transaction, id, &entry.content, by, NULL, version, fault);
}

static bool says(const struct entry_draft *draft, const char *text)
{
	if (strcmp(draft->question, text) == 0)
		return true;
	for (int i = 0; i < draft->variant_count; i++)
		if (strcmp(draft->variants[i], text) == 0)
			return true;
	return false;
}

/* The place after the last variant. */
static bool next_place(struct db *db, const struct entry_id *id, int64_t *place,
		       struct fault *fault)
{
	struct query *query = db_query(db, &ENTRY_LAST_PLACE);
	query_text(query, 1, id->text);
	while (query_next(query))
		*place = row_int(query, "place") + 1;
	return query_end(&query, fault);
}

static bool touch(struct transaction *transaction, const struct entry_id *id,
		  const struct staff_id *by, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &ENTRY_TOUCH);
	query_text(query, 1, id->text);
	bind_staff(query, 2, by);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}

/* One variant more, by somebody who may not approve it. */
static bool propose_variant(struct transaction *transaction, const struct entry *entry,
			    struct entry_draft *after, const char *text, const struct staff_id *by,
			    struct fault *fault)
{
	int count = after->variant_count;
	int64_t version = entry->version;
	const char **variants = arena_array(transaction_arena(transaction), (size_t)count + 1,
					    sizeof(*variants));
	for (int i = 0; i < count; i++)
		variants[i] = after->variants[i];
	variants[count] = text;
	after->variants = variants;
	after->variant_count = count + 1;
	return entry_change(transaction, &entry->id, after, by, NULL, &version, fault);
}

bool entry_add_variant(struct transaction *transaction, const struct entry_id *id, const char *text,
		       const struct staff_id *by, const char **added, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct text_limit limit = {.least = 1, .most = ENTRY_VARIANT_MOST, .one_line = true};
	struct entry entry;
	int64_t place = 1;
	char *clean;
	if (added != NULL)
		*added = NULL;
	if (!text_clean(plain_text(text, transaction_arena(transaction)), "text", limit,
			transaction_arena(transaction), &clean, fault) ||
	    !read_for_change(transaction, id, &entry, fault))
		return false;
	if (says(&entry.content, clean))
		return true;
	if (entry.content.variant_count >= ENTRY_VARIANTS_MOST)
		return fault_limit(fault, FAULT_TOO_MANY, "variants",
				   entry.content.variant_count + 1, ENTRY_VARIANTS_MOST);
	struct entry_draft after = entry.content;
	if (!right_settle(transaction, by, &entry.content, &after, fault))
		return false;
	if (added != NULL)
		*added = clean;
	if (after.status != entry.content.status)
		return propose_variant(transaction, &entry, &after, clean, by, fault);
	if (!next_place(db, id, &place, fault) || !insert_variant(db, id, place, clean, fault) ||
	    !touch(transaction, id, by, fault) ||
	    entry_read(db, id, transaction_arena(transaction), &entry, fault) != LOOKUP_FOUND)
		return false;
	return keep_version(transaction, id, entry.version, &entry.content, by, NULL, fault);
}
