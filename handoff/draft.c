/*
 * Draft: see draft.h.
 */
#include "handoff/draft.h"

#include <string.h>

#include "data/text.h"
#include "handoff/conversation.h"

SQL_READ(DRAFT_READ, "SELECT kind, text FROM draft WHERE staff = $1 AND conversation = $2");
SQL_WRITE(DRAFT_KEEP, "INSERT INTO draft (staff, conversation, kind, text, at) "
		      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (staff, conversation, kind) "
		      "DO UPDATE SET text = excluded.text, at = excluded.at");
SQL_WRITE(DRAFT_DROP, "DELETE FROM draft WHERE staff = $1 AND conversation = $2 AND kind = $3");

bool drafted_read(struct db *db, const struct staff_id *staff,
		  const struct conversation_id *conversation, struct arena *arena,
		  struct drafted *drafted, struct fault *fault)
{
	struct drafted found = {NULL, NULL};
	struct query *query = db_query(db, &DRAFT_READ);
	query_text(query, 1, staff->text);
	query_text(query, 2, conversation->text);
	while (query_next(query)) {
		bool is_note = strcmp(row_peek(query, "kind", NULL), "note") == 0;
		*(is_note ? &found.note : &found.reply) = row_text(query, "text", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*drafted = found;
	return true;
}

bool draft_sent(struct transaction *transaction, const struct staff_id *staff,
		const struct conversation_id *conversation, const char *kind, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &DRAFT_DROP);
	query_text(query, 1, staff->text);
	query_text(query, 2, conversation->text);
	query_text(query, 3, kind);
	return query_run(&query, fault);
}

static bool apply_drafting(struct change *change, struct transaction *transaction,
			   struct fault *fault)
{
	const struct drafting *drafting = (const struct drafting *)change;
	struct db *db = transaction_db(transaction);
	if (!conversation_admit_staff(db, &drafting->conversation, &drafting->staff, fault))
		return false;
	if (drafting->text[0] == '\0')
		return draft_sent(transaction, &drafting->staff, &drafting->conversation,
				  drafting->kind, fault);
	struct query *query = db_query(db, &DRAFT_KEEP);
	query_text(query, 1, drafting->staff.text);
	query_text(query, 2, drafting->conversation.text);
	query_text(query, 3, drafting->kind);
	query_text(query, 4, drafting->text);
	query_int(query, 5, transaction_now(transaction));
	return query_run(&query, fault);
}

bool drafting_prepare(struct drafting *drafting, struct fault *fault)
{
	size_t length = text_characters(drafting->text);
	drafting->change.apply = apply_drafting;
	return length <= MESSAGE_CHARACTERS_MOST ||
	       fault_limit(fault, FAULT_TOO_LONG, "text", (int64_t)length,
			   MESSAGE_CHARACTERS_MOST);
}
