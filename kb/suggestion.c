/*
 * Suggestion: see suggestion.h.  Writing runs on the writer thread, reading
 * on any thread with its own reader.
 */
#include "kb/suggestion.h"

#include <stdio.h>
#include <string.h>

#include "data/audit.h"
#include "kb/paging.h"
#include "kb/right.h"
#include "kb/workbench.h"

#define SUGGESTION_COLUMNS                                                                         \
	"g.id, g.kind, g.state, g.question, g.answer, g.language, g.entry, g.entry_confidence, "   \
	"g.conversations, g.alike, g.ratings, g.rating_sum, g.first_at, g.last_at, "               \
	"e.id AS entry_id, e.question AS entry_question, e.answer AS entry_answer "                \
	"FROM suggestion g LEFT JOIN entry e ON e.external_id = g.entry "

SQL_READ(SUGGESTION_PAGE, "SELECT " SUGGESTION_COLUMNS "WHERE g.state = $1 AND "
			  "(g.conversations < $2 OR (g.conversations = $2 AND g.id < $3)) "
			  "ORDER BY g.conversations DESC, g.id DESC LIMIT $4");
SQL_READ(SUGGESTION_BY_ID, "SELECT " SUGGESTION_COLUMNS "WHERE g.id = $1");
SQL_READ(SUGGESTION_SOURCES, "SELECT conversation, number, question, answer, rating, at "
			     "FROM suggestion_source WHERE suggestion = $1 "
			     "ORDER BY at DESC LIMIT $2");
SQL_READ(SUGGESTION_QUESTIONS,
	 "SELECT DISTINCT u.id FROM suggestion_source s "
	 "JOIN unmatched_ask a ON a.conversation = s.conversation AND a.number = s.number "
	 "JOIN unmatched u ON u.id = a.unmatched "
	 "WHERE s.suggestion = $1 AND u.state = 'open' ORDER BY u.id LIMIT $2");
SQL_WRITE(SUGGESTION_INSERT,
	  "INSERT INTO suggestion (id, kind, question, answer, language, entry, "
	  "entry_confidence, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)");
SQL_WRITE(SUGGESTION_SOURCE_INSERT,
	  "INSERT INTO suggestion_source (suggestion, conversation, number, question, answer, "
	  "rating, at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
	  "ON CONFLICT (conversation, number) DO NOTHING");
/* The newest answer is the one that is suggested. */
SQL_WRITE(SUGGESTION_COUNT,
	  "UPDATE suggestion SET alike = (alike * conversations + $2) / (conversations + 1), "
	  "conversations = conversations + 1, answer = $3, ratings = ratings + $4, "
	  "rating_sum = rating_sum + $5, last_at = $6 WHERE id = $1");
SQL_WRITE(SUGGESTION_DECIDE, "UPDATE suggestion SET state = $2, decided_by = $3, decided_at = $4 "
			     "WHERE id = $1");

/* Learning ------------------------------------------------------------------ */

static int rating_points(const char *rating)
{
	static const char *const words[] = {"poor", "fair", "good", "excellent"};
	for (int at = 0; rating != NULL && at < 4; at++)
		if (strcmp(words[at], rating) == 0)
			return at + 1;
	return 0;
}

static bool insert(struct transaction *transaction, struct suggestion_finding *finding,
		   struct fault *fault)
{
	id_new(transaction_now(transaction), finding->id.text);
	struct query *query = db_query(transaction_db(transaction), &SUGGESTION_INSERT);
	query_text(query, 1, finding->id.text);
	query_text(query, 2, finding->kind);
	query_text(query, 3, finding->source.question);
	query_text(query, 4, finding->source.answer);
	query_text(query, 5, finding->language);
	query_text(query, 6, finding->entry);
	query_real(query, 7, finding->entry_confidence);
	query_int(query, 8, finding->source.at);
	return query_run(&query, fault);
}

static bool insert_source(struct transaction *transaction, const struct suggestion_finding *finding,
			  bool *is_new, struct fault *fault)
{
	const struct suggestion_source *source = &finding->source;
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &SUGGESTION_SOURCE_INSERT);
	query_text(query, 1, finding->id.text);
	query_text(query, 2, source->conversation.text);
	query_int(query, 3, source->number);
	query_text(query, 4, source->question);
	query_text(query, 5, source->answer);
	query_text(query, 6, source->rating);
	query_int(query, 7, source->at);
	if (!query_run(&query, fault))
		return false;
	*is_new = db_changes(db) > 0;
	return true;
}

bool suggestion_learn(struct transaction *transaction, struct suggestion_finding *finding,
		      struct fault *fault)
{
	int points = rating_points(finding->source.rating);
	bool is_new;
	if ((finding->id.text[0] == '\0' && !insert(transaction, finding, fault)) ||
	    !insert_source(transaction, finding, &is_new, fault))
		return false;
	if (!is_new)
		return true;
	struct query *query = db_query(transaction_db(transaction), &SUGGESTION_COUNT);
	query_text(query, 1, finding->id.text);
	query_real(query, 2, finding->alike);
	query_text(query, 3, finding->source.answer);
	query_int(query, 4, points > 0);
	query_int(query, 5, points);
	query_int(query, 6, finding->source.at);
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault);
}

/* Reading ------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct suggestion *out)
{
	*out = (struct suggestion){
	    .kind = row_text(query, "kind", arena),
	    .state = row_text(query, "state", arena),
	    .question = row_text(query, "question", arena),
	    .answer = row_text(query, "answer", arena),
	    .language = row_text(query, "language", arena),
	    .entry = row_text(query, "entry", arena),
	    .entry_question = row_text(query, "entry_question", arena),
	    .entry_answer = row_text(query, "entry_answer", arena),
	    .entry_confidence = row_real(query, "entry_confidence"),
	    .conversations = row_int(query, "conversations"),
	    .alike = row_real(query, "alike"),
	    .ratings = row_int(query, "ratings"),
	    .rating = (double)row_int(query, "rating_sum"),
	    .first_at = row_int(query, "first_at"),
	    .last_at = row_int(query, "last_at"),
	};
	if (out->ratings > 0)
		out->rating /= (double)out->ratings;
	row_text_into(query, "id", out->id.text, sizeof(out->id.text));
	row_text_into(query, "entry_id", out->entry_id.text, sizeof(out->entry_id.text));
}

bool suggestion_list(struct db *db, const char *state, const char *before, int limit,
		     struct arena *arena, struct suggestion_page *out, struct fault *fault)
{
	struct suggestion_page page = {0};
	struct paging paging;
	bool more = false;
	if (!paging_read(before, limit, &paging, fault))
		return false;
	page.lines = arena_array(arena, (size_t)paging.limit, sizeof(*page.lines));
	struct query *query = db_query(db, &SUGGESTION_PAGE);
	query_text(query, 1, state);
	query_int(query, 2, paging.time);
	query_text(query, 3, paging.id);
	query_int(query, 4, paging.limit + 1);
	while (query_next(query)) {
		if (page.count == paging.limit)
			more = true;
		else
			read_row(query, arena, &page.lines[page.count++]);
	}
	if (!query_end(&query, fault))
		return false;
	if (more) {
		const struct suggestion *last = &page.lines[page.count - 1];
		page.next = paging_next(arena, last->conversations, last->id.text);
	}
	*out = page;
	return true;
}

enum lookup suggestion_read(struct db *db, const struct suggestion_id *id, struct arena *arena,
			    struct suggestion *out, struct fault *fault)
{
	bool found = false;
	struct query *query = db_query(db, &SUGGESTION_BY_ID);
	query_text(query, 1, id->text);
	while (query_next(query)) {
		read_row(query, arena, out);
		found = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return found ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

bool suggestion_sources(struct db *db, const struct suggestion_id *id, struct arena *arena,
			struct suggestion_source **out, int *count, struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct suggestion_source));
	struct query *query = db_query(db, &SUGGESTION_SOURCES);
	query_text(query, 1, id->text);
	query_int(query, 2, SUGGESTION_SOURCES_MOST);
	while (query_next(query)) {
		struct suggestion_source *source = list_add(&list);
		*source = (struct suggestion_source){
		    .number = row_int(query, "number"),
		    .question = row_text(query, "question", arena),
		    .answer = row_text(query, "answer", arena),
		    .rating = row_text(query, "rating", arena),
		    .at = row_int(query, "at"),
		};
		row_text_into(query, "conversation", source->conversation.text,
			      sizeof(source->conversation.text));
	}
	*out = list.items;
	*count = list.count;
	return query_end(&query, fault);
}

/* Deciding ------------------------------------------------------------------ */

static bool read_open(struct transaction *transaction, const struct suggestion_id *id,
		      const char *wanted, struct suggestion *out, struct fault *fault)
{
	enum lookup found = suggestion_read(transaction_db(transaction), id,
					    transaction_arena(transaction), out, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "suggestion");
	return strcmp(out->state, wanted) == 0 ||
	       fault_detail(fault, FAULT_CHANGED_MEANWHILE, "state", "it is %s now", out->state);
}

static bool decide(struct transaction *transaction, const struct suggestion_id *id,
		   const char *state, const struct staff_id *by, struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &SUGGESTION_DECIDE);
	query_text(query, 1, id->text);
	query_text(query, 2, state);
	query_text(query, 3, by != NULL ? by->text : NULL);
	query_int(query, 4, transaction_now(transaction));
	transaction_wake(transaction, topic_of(TOPIC_WORKBENCH, ""));
	return query_run(&query, fault) &&
	       audit_append(transaction, by != NULL ? by->text : NULL,
			    arena_format(transaction_arena(transaction), "suggestion.%s", state),
			    "suggestion", id->text, NULL, fault);
}

/* An entry with the suggestion's question and answer, and what else was asked. */
static bool make_entry(struct transaction *transaction, const struct suggestion *suggestion,
		       const struct suggestion_source *sources, int count,
		       const struct staff_id *by, struct entry_id *entry, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	const char **variants = arena_array(arena, (size_t)count + 1, sizeof(char *));
	for (int at = 0; at < count; at++)
		variants[at] = sources[at].question;
	struct entry_draft draft = {.question = suggestion->question,
				    .variants = variants,
				    .variant_count = count,
				    .answer = suggestion->answer,
				    .language = suggestion->language};
	struct entry_draft clean;
	return entry_clean(&draft, arena, &clean, fault) &&
	       right_settle(transaction, by, NULL, &clean, fault) &&
	       entry_create(transaction, &clean, by, entry, fault);
}

static bool add_questions(struct transaction *transaction, const struct suggestion *suggestion,
			  const struct suggestion_source *sources, int count,
			  const struct staff_id *by, struct fault *fault)
{
	if (!entry_add_variant(transaction, &suggestion->entry_id, suggestion->question, by, NULL,
			       fault))
		return false;
	for (int at = 0; at < count; at++)
		if (!entry_add_variant(transaction, &suggestion->entry_id, sources[at].question, by,
				       NULL, fault))
			return false;
	return true;
}

static bool renew_answer(struct transaction *transaction, const struct suggestion *suggestion,
			 const struct staff_id *by, struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct entry entry;
	struct entry_draft clean;
	enum lookup found = entry_read(transaction_db(transaction), &suggestion->entry_id, arena,
				       &entry, fault);
	if (found == LOOKUP_FAILED)
		return false;
	if (found == LOOKUP_ABSENT)
		return fault_set(fault, FAULT_NOT_FOUND, "entry");
	entry.content.answer = suggestion->answer;
	return entry_clean(&entry.content, arena, &clean, fault) &&
	       right_settle(transaction, by, &entry.content, &clean, fault) &&
	       entry_change(transaction, &entry.id, &clean, by, NULL, &entry.version, fault);
}

/* The questions that led to it are answered now. */
static bool settle_questions(struct transaction *transaction, const struct suggestion_id *id,
			     const struct entry_id *entry, const struct staff_id *by,
			     struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	const char **ids = arena_array(arena, WORKBENCH_QUESTIONS_MOST, sizeof(*ids));
	struct workbench_pick pick = {.questions = ids};
	struct workbench_by who = {.staff = by};
	struct query *query = db_query(transaction_db(transaction), &SUGGESTION_QUESTIONS);
	query_text(query, 1, id->text);
	query_int(query, 2, WORKBENCH_QUESTIONS_MOST);
	while (query_next(query))
		ids[pick.count++] = row_text(query, "id", arena);
	return query_end(&query, fault) &&
	       (pick.count == 0 || workbench_settle(transaction, &pick, entry, &who, fault));
}

bool suggestion_accept(struct transaction *transaction, const struct suggestion_id *id,
		       const char *question, const char *answer, const struct staff_id *by,
		       struct entry_id *entry, struct fault *fault)
{
	struct suggestion suggestion;
	struct suggestion_source *sources;
	int count;
	if (!read_open(transaction, id, "open", &suggestion, fault) ||
	    !suggestion_sources(transaction_db(transaction), id, transaction_arena(transaction),
				&sources, &count, fault))
		return false;
	if (question != NULL)
		suggestion.question = question;
	if (answer != NULL)
		suggestion.answer = answer;
	bool is_new = strcmp(suggestion.kind, "new") == 0 || suggestion.entry_id.text[0] == '\0';
	if (is_new) {
		if (!make_entry(transaction, &suggestion, sources, count, by, entry, fault))
			return false;
	} else {
		*entry = suggestion.entry_id;
		if (!add_questions(transaction, &suggestion, sources, count, by, fault) ||
		    (strcmp(suggestion.kind, "outdated") == 0 &&
		     !renew_answer(transaction, &suggestion, by, fault)))
			return false;
	}
	return settle_questions(transaction, id, entry, by, fault) &&
	       decide(transaction, id, "accepted", by, fault);
}

bool suggestion_reject(struct transaction *transaction, const struct suggestion_id *id,
		       const struct staff_id *by, struct fault *fault)
{
	struct suggestion suggestion;
	return read_open(transaction, id, "open", &suggestion, fault) &&
	       decide(transaction, id, "rejected", by, fault);
}

bool suggestion_reopen(struct transaction *transaction, const struct suggestion_id *id,
		       struct fault *fault)
{
	struct suggestion suggestion;
	return read_open(transaction, id, "rejected", &suggestion, fault) &&
	       decide(transaction, id, "open", NULL, fault);
}
