/*
 * Comment: see comment.h.
 */
#include "kb/comment.h"

#include "data/audit.h"
#include "data/mention.h"
#include "data/text.h"
#include "kb/paging.h"

#define MENTIONS_SHOWN "100"

SQL_READ(COMMENT_ENTRY, "SELECT version FROM entry WHERE id = $1");
SQL_WRITE(COMMENT_ADD, "INSERT INTO entry_comment (id, entry, version, text, by_staff, at) "
		       "VALUES ($1, $2, $3, $4, $5, $6)");
SQL_WRITE(COMMENT_MENTION, "INSERT INTO mention (comment, staff) SELECT $1, id FROM staff "
			   "WHERE name = $2 AND id <> $3 AND blocked = 0 ON CONFLICT DO NOTHING");
SQL_READ(COMMENT_LIST, "SELECT c.id, c.entry, e.question, c.version, c.text, s.display_name, c.at "
		       "FROM entry_comment c JOIN staff s ON s.id = c.by_staff "
		       "JOIN entry e ON e.id = c.entry WHERE c.entry = $1 ORDER BY c.at, c.id");
SQL_READ(COMMENT_MENTIONS,
	 "SELECT c.id, c.entry, e.question, c.version, c.text, s.display_name, c.at "
	 "FROM mention m JOIN entry_comment c ON c.id = m.comment "
	 "JOIN staff s ON s.id = c.by_staff JOIN entry e ON e.id = c.entry "
	 "WHERE m.staff = $1 AND m.seen_at IS NULL ORDER BY c.at DESC, c.id DESC "
	 "LIMIT " MENTIONS_SHOWN);
SQL_WRITE(COMMENT_SEEN,
	  "UPDATE mention SET seen_at = $3 WHERE staff = $2 AND seen_at IS NULL AND comment IN "
	  "(SELECT id FROM entry_comment WHERE entry = $1)");

/* Saying -------------------------------------------------------------------------------- */

static bool mention(struct transaction *transaction, const struct comment_id *id,
		    const struct staff_id *by, const char *name, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &COMMENT_MENTION);
	query_text(query, 1, id->text);
	query_text(query, 2, name);
	query_text(query, 3, by->text);
	return query_run(&query, fault);
}

static bool mention_all(struct transaction *transaction, const struct comment_id *id,
			const struct comment_say *say, struct fault *fault)
{
	const char *names[MENTIONS_MOST];
	int count = mention_names(say->text, transaction_arena(transaction), names);
	for (int at = 0; at < count; at++)
		if (!mention(transaction, id, &say->by, names[at], fault))
			return false;
	return true;
}

static bool read_version(struct db *db, const struct entry_id *entry, int64_t *version,
			 struct fault *fault)
{
	int64_t found = 0;
	struct query *query = db_query(db, &COMMENT_ENTRY);
	query_text(query, 1, entry->text);
	if (query_next(query))
		found = row_int(query, "version");
	if (!query_end(&query, fault))
		return false;
	*version = found;
	return found > 0 || fault_set(fault, FAULT_NOT_FOUND, "entry");
}

static bool apply_say(struct change *change, struct transaction *transaction, struct fault *fault)
{
	struct comment_say *say = (struct comment_say *)change;
	struct db *db = transaction_db(transaction);
	struct comment_id id;
	int64_t version;
	if (!read_version(db, &say->entry, &version, fault))
		return false;
	id_new(transaction_now(transaction), id.text);
	struct query *query = db_query(db, &COMMENT_ADD);
	query_text(query, 1, id.text);
	query_text(query, 2, say->entry.text);
	query_int(query, 3, version);
	query_text(query, 4, say->text);
	query_text(query, 5, say->by.text);
	query_int(query, 6, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return query_run(&query, fault) && mention_all(transaction, &id, say, fault) &&
	       audit_append(transaction, say->by.text, "entry.comment", "entry", say->entry.text,
			    NULL, fault);
}

bool comment_say_prepare(struct comment_say *say, struct fault *fault)
{
	static const struct text_limit limit = {1, COMMENT_MOST, false};
	char *text;
	say->change.apply = apply_say;
	if (!text_clean(say->text, "text", limit, say->arena, &text, fault))
		return false;
	say->text = text;
	return true;
}

/* Reading -------------------------------------------------------------------------------- */

static bool read_list(struct db *db, const struct sql *sql, const char *key, struct arena *arena,
		      struct comment **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct comment));
	struct query *query = db_query(db, sql);
	query_text(query, 1, key);
	while (query_next(query)) {
		struct comment *comment = list_add(&list);
		row_text_into(query, "id", comment->id.text, sizeof(comment->id.text));
		row_text_into(query, "entry", comment->entry.text, sizeof(comment->entry.text));
		comment->question = row_text(query, "question", arena);
		comment->version = row_int(query, "version");
		comment->text = row_text(query, "text", arena);
		comment->by = row_text(query, "display_name", arena);
		comment->at = row_int(query, "at");
	}
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

bool comment_list(struct db *db, const struct entry_id *entry, struct arena *arena,
		  struct comment **out, int *count, struct fault *fault)
{
	return read_list(db, &COMMENT_LIST, entry->text, arena, out, count, fault);
}

bool comment_mentions(struct db *db, const struct staff_id *staff, struct arena *arena,
		      struct comment **out, int *count, struct fault *fault)
{
	return read_list(db, &COMMENT_MENTIONS, staff->text, arena, out, count, fault);
}

bool comment_seen(struct transaction *transaction, const struct entry_id *entry,
		  const struct staff_id *staff, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &COMMENT_SEEN);
	query_text(query, 1, entry->text);
	query_text(query, 2, staff->text);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}
