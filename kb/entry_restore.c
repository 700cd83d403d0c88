/*
 * Entry, restoring: an entry as it was before something that is undone.  See
 * entry.h.  Writer thread.
 */
#include "kb/entry.h"

SQL_WRITE(ENTRY_APPROVED_IS, "UPDATE entry SET approved_version = $2, approved_at = $3 "
			     "WHERE id = $1 AND approved_version <> $2");

static bool is_draft(const struct entry_draft *content)
{
	return content->status == ENTRY_DRAFT || content->status == ENTRY_REVIEW;
}

static bool read_content(struct transaction *transaction, const struct entry_id *id,
			 int64_t version, struct entry_draft *content, struct fault *fault)
{
	switch (entry_content_at(transaction_db(transaction), id, version,
				 transaction_arena(transaction), content, fault)) {
	case LOOKUP_FOUND:
		return true;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "version");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

/* The last version up to `to` that was no draft; 0 when there was none. */
static bool approve_as_at(struct transaction *transaction, const struct entry_id *id, int64_t to,
			  struct fault *fault)
{
	struct entry_draft content;
	int64_t approved = to;
	for (; approved > 0; approved--) {
		if (!read_content(transaction, id, approved, &content, fault))
			return false;
		if (!is_draft(&content))
			break;
	}
	struct query *query = db_query(transaction_db(transaction), &ENTRY_APPROVED_IS);
	query_text(query, 1, id->text);
	query_int(query, 2, approved);
	query_int(query, 3, transaction_now(transaction));
	return query_run(&query, fault);
}

bool entry_restore(struct transaction *transaction, const struct entry_id *id, int64_t to,
		   const struct staff_id *by, const char *reason, int64_t *version,
		   struct fault *fault)
{
	struct entry_draft content;
	return read_content(transaction, id, to, &content, fault) &&
	       entry_change(transaction, id, &content, by, reason, version, fault) &&
	       (!is_draft(&content) || approve_as_at(transaction, id, to, fault));
}
