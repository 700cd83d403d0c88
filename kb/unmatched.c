/*
 * Unmatched questions: see unmatched.h.  Writing runs on the writer thread,
 * reading on any thread with its own reader.
 */
#include "kb/unmatched.h"

#include <string.h>

#include "data/text.h"
#include "kb/analysis.h"
#include "kb/entry.h"
#include "kb/paging.h"
#include "kb/workbench.h"

#define DAY_MS 86400000

/* Which wording counts: the open one, or one that somebody ignored (what
 * expired by itself is not), or one that was added and waits for the next
 * publication. */
SQL_READ(UNMATCHED_TO_COUNT,
	 "SELECT id FROM unmatched WHERE folded = $1 AND state = 'open' "
	 "UNION ALL SELECT id FROM unmatched WHERE folded = $1 AND state <> 'open' AND "
	 "((state = 'ignored' AND NOT (resolved_by IS NULL AND EXISTS (SELECT 1 FROM cluster c "
	 "WHERE c.id = unmatched.cluster AND c.reason = '" WORKBENCH_EXPIRED "'))) OR "
	 "(state = 'added' AND resolved_at > "
	 "(SELECT COALESCE(MAX(published_at), 0) FROM publication))) LIMIT 1");
SQL_READ(UNMATCHED_ASKED,
	 "SELECT COALESCE((SELECT asked FROM unmatched WHERE folded = $1 AND state = 'open'), 0) + "
	 "COALESCE((SELECT SUM(asked) FROM unmatched WHERE folded = $1 AND state <> 'open'), 0) "
	 "AS asked");
SQL_READ(UNMATCHED_BY_ID, "SELECT u.id, u.text, u.language, u.asked, u.state, u.entry, u.nearest, "
			  "u.nearest_confidence, u.first_at, u.last_at, e.id AS nearest_entry, "
			  "e.question AS nearest_question FROM unmatched u "
			  "LEFT JOIN entry e ON e.external_id = u.nearest WHERE u.id = $1");
SQL_READ(UNMATCHED_PAGE,
	 "SELECT u.id, u.text, u.language, u.asked, u.state, u.entry, u.nearest, "
	 "u.nearest_confidence, u.first_at, u.last_at, e.id AS nearest_entry, "
	 "e.question AS nearest_question FROM unmatched u "
	 "LEFT JOIN entry e ON e.external_id = u.nearest "
	 "WHERE u.state = $1 AND (u.last_at < $2 OR (u.last_at = $2 AND u.id < $3)) "
	 "ORDER BY u.last_at DESC, u.id DESC LIMIT $4");
SQL_READ(UNMATCHED_TOTAL, "SELECT COUNT(*) AS total FROM unmatched WHERE state = $1");
SQL_READ(UNMATCHED_LAST_ASK, "SELECT conversation, number, reason FROM unmatched_ask "
			     "WHERE unmatched = $1 ORDER BY at DESC LIMIT 1");

SQL_WRITE(UNMATCHED_INSERT,
	  "INSERT INTO unmatched (id, folded, text, language, asked, nearest, nearest_confidence, "
	  "first_at, last_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $7)");
SQL_WRITE(UNMATCHED_COUNT, "UPDATE unmatched SET asked = asked + 1, last_at = $2, nearest = $3, "
			   "nearest_confidence = $4 WHERE id = $1");
SQL_WRITE(UNMATCHED_ASK_INSERT,
	  "INSERT INTO unmatched_ask (unmatched, conversation, number, reason, at, day, site) "
	  "VALUES ($1, $2, $3, $4, $5, $6, (SELECT site FROM conversation WHERE id = $2)) "
	  "ON CONFLICT (unmatched, conversation, number) DO NOTHING");
static const char *const state_names[UNMATCHED_STATE_COUNT] = {
    [UNMATCHED_OPEN] = "open",
    [UNMATCHED_ADDED] = "added",
    [UNMATCHED_IGNORED] = "ignored",
};

const char *unmatched_state_name(enum unmatched_state state)
{
	return state_names[state];
}

bool unmatched_state_read(const char *name, enum unmatched_state *out, struct fault *fault)
{
	for (int i = 0; i < UNMATCHED_STATE_COUNT; i++)
		if (strcmp(state_names[i], name) == 0) {
			*out = (enum unmatched_state)i;
			return true;
		}
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "state", "open, added or ignored");
}

/* Logging ---------------------------------------------------------------------- */

/* True for what says nothing: punctuation, symbols and spaces of ASCII, and
 * the general and CJK blocks of punctuation. */
static bool is_separator(uint32_t character)
{
	return (character < 0x80 && !((character >= '0' && character <= '9') ||
				      (character >= 'a' && character <= 'z'))) ||
	       (character >= 0x2000 && character <= 0x206f) ||
	       (character >= 0x3000 && character <= 0x3020) || character == 0xa0;
}

/* The wording without what makes no difference.  A question of punctuation
 * alone stays as it is. */
static const char *wording_of(const char *text, struct arena *arena)
{
	const char *folded = analysis_fold(text, arena);
	char *wording = arena_alloc(arena, strlen(folded) + 1);
	size_t length = 0;
	for (const char *at = folded; *at != '\0';) {
		uint32_t character = text_next(&at);
		if (!is_separator(character))
			length += (size_t)text_encode(character, wording + length);
		else if (length > 0 && wording[length - 1] != ' ')
			wording[length++] = ' ';
	}
	while (length > 0 && wording[length - 1] == ' ')
		length--;
	wording[length] = '\0';
	return length > 0 ? wording : folded;
}

bool unmatched_asked(struct db *db, const char *text, int64_t *asked, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct query *query = db_query(db, &UNMATCHED_ASKED);
	query_text(query, 1, wording_of(text, arena));
	if (query_next(query))
		*asked = row_int(query, "asked");
	arena_free(&arena);
	return query_end(&query, fault);
}

static bool find_to_count(struct db *db, const char *wording, struct unmatched_id *id,
			  struct fault *fault)
{
	id->text[0] = '\0';
	struct query *query = db_query(db, &UNMATCHED_TO_COUNT);
	query_text(query, 1, wording);
	while (query_next(query))
		row_text_into(query, "id", id->text, sizeof(id->text));
	return query_end(&query, fault);
}

static void bind_nearest(struct query *query, int number, const struct unmatched_ask *ask)
{
	query_text(query, number, ask->nearest);
	if (ask->nearest != NULL)
		query_real(query, number + 1, ask->nearest_confidence);
}

static bool insert(struct transaction *transaction, const struct unmatched_ask *ask,
		   const char *wording, struct unmatched_id *id, struct fault *fault)
{
	id_new(transaction_now(transaction), id->text);
	struct query *query = db_query(transaction_db(transaction), &UNMATCHED_INSERT);
	query_text(query, 1, id->text);
	query_text(query, 2, wording);
	query_text(query, 3, ask->text);
	query_text(query, 4, ask->language != NULL ? ask->language : "");
	bind_nearest(query, 5, ask);
	query_int(query, 7, transaction_now(transaction));
	return query_run(&query, fault);
}

/* Notes the message; *is_new is false when it was noted before. */
static bool insert_ask(struct transaction *transaction, const struct unmatched_ask *ask,
		       const struct unmatched_id *id, bool *is_new, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &UNMATCHED_ASK_INSERT);
	query_text(query, 1, id->text);
	query_text(query, 2, ask->conversation.text);
	query_int(query, 3, ask->number);
	query_text(query, 4, ask->reason);
	query_int(query, 5, transaction_now(transaction));
	query_int(query, 6, transaction_now(transaction) / DAY_MS);
	if (!query_run(&query, fault))
		return false;
	*is_new = db_changes(db) > 0;
	return true;
}

static bool count(struct transaction *transaction, const struct unmatched_ask *ask,
		  const struct unmatched_id *id, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &UNMATCHED_COUNT);
	query_text(query, 1, id->text);
	query_int(query, 2, transaction_now(transaction));
	bind_nearest(query, 3, ask);
	return query_run(&query, fault);
}

bool unmatched_log(struct transaction *transaction, const struct unmatched_ask *ask,
		   struct fault *fault)
{
	const char *wording = wording_of(ask->text, transaction_arena(transaction));
	struct unmatched_id id;
	bool has_message = ask->conversation.text[0] != '\0';
	bool is_new_ask = true;
	if (!find_to_count(transaction_db(transaction), wording, &id, fault))
		return false;
	bool is_known = id.text[0] != '\0';
	if (!is_known && !insert(transaction, ask, wording, &id, fault))
		return false;
	if (has_message && !insert_ask(transaction, ask, &id, &is_new_ask, fault))
		return false;
	if (!is_new_ask)
		return true;
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return !is_known || count(transaction, ask, &id, fault);
}

/* Resolving -------------------------------------------------------------------- */

static bool read_for_change(struct transaction *transaction, const struct unmatched_id *id,
			    struct unmatched *out, struct fault *fault)
{
	switch (unmatched_read(transaction_db(transaction), id, transaction_arena(transaction), out,
			       fault)) {
	case LOOKUP_FOUND:
		return true;
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "unmatched");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

/* The same decision twice is one decision, so that a repeated request does
 * no harm; another decision than the stored one is refused.  *is_open tells
 * whether there is anything to do. */
static bool check_open(struct transaction *transaction, const struct unmatched_id *id,
		       enum unmatched_state wanted, const struct entry_id *entry, bool *is_open,
		       struct fault *fault)
{
	struct unmatched now;
	if (!read_for_change(transaction, id, &now, fault))
		return false;
	*is_open = now.state == UNMATCHED_OPEN;
	if (*is_open || (now.state == wanted &&
			 strcmp(now.entry.text, entry != NULL ? entry->text : "") == 0))
		return true;
	return fault_detail(fault, FAULT_CHANGED_MEANWHILE, "state", "it is %s now",
			    state_names[now.state]);
}

bool unmatched_add(struct transaction *transaction, const struct unmatched_id *id,
		   const struct entry_id *entry, const struct staff_id *by, struct fault *fault)
{
	const char *ids[] = {id->text};
	struct workbench_pick pick = {.questions = ids, .count = 1};
	struct workbench_by who = {.staff = by};
	bool is_open;
	return check_open(transaction, id, UNMATCHED_ADDED, entry, &is_open, fault) &&
	       (!is_open || workbench_add(transaction, &pick, entry, &who, fault));
}

bool unmatched_ignore(struct transaction *transaction, const struct unmatched_id *id,
		      const struct staff_id *by, struct fault *fault)
{
	const char *ids[] = {id->text};
	struct workbench_pick pick = {.questions = ids, .count = 1};
	struct workbench_by who = {.staff = by};
	bool is_open;
	return check_open(transaction, id, UNMATCHED_IGNORED, NULL, &is_open, fault) &&
	       (!is_open || workbench_ignore(transaction, &pick, NULL, &who, fault));
}

/* Reading ---------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct unmatched *out)
{
	char state[16];
	struct fault fault;
	*out = (struct unmatched){
	    .text = row_text(query, "text", arena),
	    .language = row_text(query, "language", arena),
	    .asked = row_int(query, "asked"),
	    .nearest = row_text(query, "nearest", arena),
	    .nearest_question = row_text(query, "nearest_question", arena),
	    .nearest_confidence = row_real(query, "nearest_confidence"),
	    .first_at = row_int(query, "first_at"),
	    .last_at = row_int(query, "last_at"),
	};
	row_text_into(query, "id", out->id.text, sizeof(out->id.text));
	row_text_into(query, "entry", out->entry.text, sizeof(out->entry.text));
	row_text_into(query, "nearest_entry", out->nearest_entry.text,
		      sizeof(out->nearest_entry.text));
	row_text_into(query, "state", state, sizeof(state));
	if (!unmatched_state_read(state, &out->state, &fault))
		out->state = UNMATCHED_OPEN; /* the schema allows no other word */
}

static bool read_last_ask(struct db *db, struct arena *arena, struct unmatched *unmatched,
			  struct fault *fault)
{
	unmatched->reason = "";
	struct query *query = db_query(db, &UNMATCHED_LAST_ASK);
	query_text(query, 1, unmatched->id.text);
	while (query_next(query)) {
		row_text_into(query, "conversation", unmatched->conversation.text,
			      sizeof(unmatched->conversation.text));
		unmatched->number = row_int(query, "number");
		unmatched->reason = row_text(query, "reason", arena);
	}
	return query_end(&query, fault);
}

enum lookup unmatched_read(struct db *db, const struct unmatched_id *id, struct arena *arena,
			   struct unmatched *out, struct fault *fault)
{
	struct unmatched unmatched;
	bool found = false;
	struct query *query = db_query(db, &UNMATCHED_BY_ID);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		read_row(query, arena, &unmatched);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	if (!found)
		return LOOKUP_ABSENT;
	if (!read_last_ask(db, arena, &unmatched, fault))
		return LOOKUP_FAILED;
	*out = unmatched;
	return LOOKUP_FOUND;
}

static bool count_all(struct db *db, enum unmatched_state state, int64_t *total,
		      struct fault *fault)
{
	struct query *query = db_query(db, &UNMATCHED_TOTAL);
	query_text(query, 1, state_names[state]);
	while (query_next(query))
		*total = row_int(query, "total");
	return query_end(&query, fault);
}

bool unmatched_list(struct db *db, enum unmatched_state state, const char *before, int limit,
		    struct arena *arena, struct unmatched_page *out, struct fault *fault)
{
	struct unmatched_page page = {0};
	struct paging paging;
	bool more = false;
	if (!paging_read(before, limit, &paging, fault))
		return false;
	page.lines = arena_array(arena, (size_t)paging.limit, sizeof(*page.lines));
	struct query *query = db_query(db, &UNMATCHED_PAGE);
	query_text(query, 1, state_names[state]);
	query_int(query, 2, paging.time);
	query_text(query, 3, paging.id);
	query_int(query, 4, paging.limit + 1);
	while (query_next(query)) {
		if (page.count == paging.limit)
			more = true;
		else
			read_row(query, arena, &page.lines[page.count++]);
	}
	if (!query_end(&query, fault) || !count_all(db, state, &page.total, fault))
		return false;
	for (int i = 0; i < page.count; i++)
		if (!read_last_ask(db, arena, &page.lines[i], fault))
			return false;
	if (more) {
		const struct unmatched *last = &page.lines[page.count - 1];
		page.next = paging_next(arena, last->last_at, last->id.text);
	}
	*out = page;
	return true;
}
