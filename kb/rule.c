/*
 * Rule: see rule.h.  Writing runs on the writer thread.
 */
#include "kb/rule.h"

#include <string.h>

#include "data/audit.h"
#include "data/text.h"
#include "kb/paging.h"

#define CONTENT_BYTES_MOST 600000 /* more than a rule's limits allow, with every sign escaped */

#define RULE_COLUMNS                                                                               \
	"r.id, r.name, r.kind, r.pattern, r.words, r.priority, r.conditions, r.actions, "          \
	"r.is_active, r.version, r.changed_at, s.display_name "                                    \
	"FROM rule r LEFT JOIN staff s ON s.id = r.changed_by "

SQL_SCAN(RULE_ALL, "SELECT " RULE_COLUMNS "ORDER BY r.priority DESC, r.name");
SQL_READ(RULE_ONE, "SELECT " RULE_COLUMNS "WHERE r.id = $1");
SQL_SCAN(RULE_COUNT, "SELECT COUNT(*) AS rules FROM rule");
SQL_READ(RULE_BY_NAME, "SELECT COUNT(*) AS others FROM rule WHERE name = $1 AND id <> $2");
SQL_WRITE(RULE_INSERT,
	  "INSERT INTO rule (id, name, kind, pattern, words, priority, conditions, actions, "
	  "is_active, version, changed_by, changed_at) "
	  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11)");
SQL_WRITE(RULE_UPDATE,
	  "UPDATE rule SET name = $2, kind = $3, pattern = $4, words = $5, priority = $6, "
	  "conditions = $7, actions = $8, is_active = $9, version = version + 1, "
	  "changed_by = $10, changed_at = $11 WHERE id = $1 AND version = $12");
SQL_WRITE(RULE_DELETE, "DELETE FROM rule WHERE id = $1 AND version = $2");
SQL_WRITE(RULE_PLACE, "UPDATE rule SET priority = $2, changed_at = $3, changed_by = $4, "
		      "version = version + 1 WHERE id = $1 AND priority <> $2");
SQL_WRITE(RULE_KEEP, "INSERT INTO rule_version (rule, version, content, changed_by, at) "
		     "VALUES ($1, $2, $3, $4, $5)");

static const char *const kinds[] = {"pattern", "words", "always"};

/* Checking ------------------------------------------------------------------------- */

static bool check_kind(const char *kind, struct fault *fault)
{
	for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "kind", "pattern, words or always");
}

bool rule_clean(const struct rule_draft *draft, struct arena *arena, struct rule_draft *out,
		struct fault *fault)
{
	static const struct text_limit limit = {1, RULE_NAME_MOST, true};
	struct rule_draft clean = *draft;
	char *name;

	if (draft->name == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "name");
	if (!text_clean(draft->name, "name", limit, arena, &name, fault) ||
	    !check_kind(draft->kind, fault))
		return false;
	if (strncmp(name, "builtin/", 8) == 0)
		return fault_detail(fault, FAULT_NOT_ALLOWED_VALUE, "name",
				    "\"builtin/\" is for the rules that come with the program");
	if (draft->priority < -RULE_PRIORITY_MOST || draft->priority > RULE_PRIORITY_MOST)
		return fault_limit(fault, FAULT_OUT_OF_RANGE, "priority", draft->priority,
				   RULE_PRIORITY_MOST);
	clean.name = name;
	*out = clean;
	return true;
}

/* Reading ---------------------------------------------------------------------------- */

static void read_row(struct query *query, struct arena *arena, struct rule_stored *rule)
{
	row_text_into(query, "id", rule->id.text, sizeof(rule->id.text));
	rule->content = (struct rule_draft){
	    .name = row_text(query, "name", arena),
	    .kind = row_text(query, "kind", arena),
	    .pattern = row_text(query, "pattern", arena),
	    .words = row_text(query, "words", arena),
	    .priority = row_int(query, "priority"),
	    .conditions = row_text(query, "conditions", arena),
	    .actions = row_text(query, "actions", arena),
	    .is_active = row_int(query, "is_active") != 0,
	};
	rule->version = row_int(query, "version");
	rule->changed_at = row_int(query, "changed_at");
	rule->changed_by = row_text(query, "display_name", arena);
}

bool rule_list(struct db *db, struct arena *arena, struct rule_stored **out, int *count,
	       struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct rule_stored));
	struct query *query = db_query(db, &RULE_ALL);

	while (query_next(query))
		read_row(query, arena, list_add(&list));
	if (!query_end(&query, fault))
		return false;
	*out = list.items;
	*count = list.count;
	return true;
}

enum lookup rule_read(struct db *db, const struct rule_id *id, struct arena *arena,
		      struct rule_stored *out, struct fault *fault)
{
	struct query *query = db_query(db, &RULE_ONE);
	bool any = false;

	query_text(query, 1, id->text);
	if (query_next(query)) {
		read_row(query, arena, out);
		any = true;
	}
	if (!query_end(&query, fault))
		return LOOKUP_FAILED;
	return any ? LOOKUP_FOUND : LOOKUP_ABSENT;
}

/* Writing ------------------------------------------------------------------------------ */

static void add_json(struct json_writer *json, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		json_add_null(json, name);
	else
		json_add_raw(json, name, text);
}

void rule_write_json(struct json_writer *json, const struct rule_draft *draft)
{
	json_add_text(json, "name", draft->name);
	json_add_text(json, "kind", draft->kind);
	json_add_text(json, "pattern", draft->pattern);
	add_json(json, "words", draft->words);
	json_add_int(json, "priority", draft->priority);
	add_json(json, "conditions", draft->conditions);
	add_json(json, "actions", draft->actions);
	json_add_bool(json, "is_active", draft->is_active);
}

static bool keep_version(struct transaction *transaction, const struct rule_id *id, int64_t version,
			 const struct rule_draft *draft, const struct staff_id *by,
			 struct fault *fault)
{
	struct buffer buffer = buffer_new(CONTENT_BYTES_MOST);
	struct json_writer json = json_writer(&buffer);

	json_open_object(&json, NULL);
	rule_write_json(&json, draft);
	json_close_object(&json);
	struct query *query = db_query(transaction_db(transaction), &RULE_KEEP);
	query_text(query, 1, id->text);
	query_int(query, 2, version);
	query_text(query, 3, buffer.bytes);
	query_text(query, 4, by == NULL ? NULL : by->text);
	query_int(query, 5, transaction_now(transaction));
	bool kept = query_run(&query, fault);
	buffer_free(&buffer);
	return kept;
}

/* Everybody who looks at rules looks again. */
static bool tell(struct transaction *transaction, const char *act, const char *object,
		 const struct staff_id *by, struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	return audit_append(transaction, by == NULL ? NULL : by->text, act, "rule", object, NULL,
			    fault);
}

static bool check_name(struct db *db, const char *name, const char *id, struct fault *fault)
{
	struct query *query = db_query(db, &RULE_BY_NAME);

	query_text(query, 1, name);
	query_text(query, 2, id);
	bool taken = query_next(query) && row_int(query, "others") > 0;
	if (!query_end(&query, fault))
		return false;
	return !taken || fault_set(fault, FAULT_EXISTS, "name");
}

static bool check_room(struct db *db, struct fault *fault)
{
	struct query *query = db_query(db, &RULE_COUNT);
	int64_t count = 0;

	if (query_next(query))
		count = row_int(query, "rules");
	if (!query_end(&query, fault))
		return false;
	return count < RULES_MOST ||
	       fault_limit(fault, FAULT_TOO_MANY, "rules", count + 1, RULES_MOST);
}

static void bind(struct query *query, const struct rule_id *id, const struct rule_draft *draft,
		 const struct staff_id *by, int64_t now)
{
	query_text(query, 1, id->text);
	query_text(query, 2, draft->name);
	query_text(query, 3, draft->kind);
	query_text(query, 4, draft->pattern);
	query_text(query, 5, draft->words);
	query_int(query, 6, draft->priority);
	query_text(query, 7, draft->conditions);
	query_text(query, 8, draft->actions);
	query_int(query, 9, draft->is_active);
	query_text(query, 10, by == NULL ? NULL : by->text);
	query_int(query, 11, now);
}

bool rule_create(struct transaction *transaction, const struct rule_draft *draft,
		 const struct staff_id *by, struct rule_id *id, struct fault *fault)
{
	struct db *db = transaction_db(transaction);

	if (!check_room(db, fault) || !check_name(db, draft->name, "", fault))
		return false;
	id_new(transaction_now(transaction), id->text);
	struct query *query = db_query(db, &RULE_INSERT);
	bind(query, id, draft, by, transaction_now(transaction));
	return query_run(&query, fault) && keep_version(transaction, id, 1, draft, by, fault) &&
	       tell(transaction, "rule.create", id->text, by, fault);
}

/* A row that wasn't changed is gone, or is newer than the caller thought. */
static bool fault_of_no_row(struct transaction *transaction, const struct rule_id *id,
			    struct fault *fault)
{
	struct rule_stored rule;

	switch (rule_read(transaction_db(transaction), id, transaction_arena(transaction), &rule,
			  fault)) {
	case LOOKUP_FOUND:
		return fault_set(fault, FAULT_CHANGED_MEANWHILE, "version");
	case LOOKUP_ABSENT:
		return fault_set(fault, FAULT_NOT_FOUND, "rule");
	case LOOKUP_FAILED:
		break;
	}
	return false;
}

bool rule_change(struct transaction *transaction, const struct rule_id *id,
		 const struct rule_draft *draft, const struct staff_id *by, int64_t *version,
		 struct fault *fault)
{
	struct db *db = transaction_db(transaction);

	if (!check_name(db, draft->name, id->text, fault))
		return false;
	struct query *query = db_query(db, &RULE_UPDATE);
	bind(query, id, draft, by, transaction_now(transaction));
	query_int(query, 12, *version);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_of_no_row(transaction, id, fault);
	*version += 1;
	return keep_version(transaction, id, *version, draft, by, fault) &&
	       tell(transaction, "rule.change", id->text, by, fault);
}

bool rule_delete(struct transaction *transaction, const struct rule_id *id, int64_t version,
		 const struct staff_id *by, struct fault *fault)
{
	struct db *db = transaction_db(transaction);
	struct query *query = db_query(db, &RULE_DELETE);

	query_text(query, 1, id->text);
	query_int(query, 2, version);
	if (!query_run(&query, fault))
		return false;
	if (db_changes(db) == 0)
		return fault_of_no_row(transaction, id, fault);
	return tell(transaction, "rule.delete", id->text, by, fault);
}

/* Ordering --------------------------------------------------------------------------------- */

static const struct rule_stored *find(const struct rule_stored *rules, int count,
				      const struct rule_id *id)
{
	for (int i = 0; i < count; i++)
		if (strcmp(rules[i].id.text, id->text) == 0)
			return &rules[i];
	return NULL;
}

static bool check_ids(struct transaction *transaction, const struct rule_id *ids, int count,
		      struct rule_stored **rules, struct fault *fault)
{
	int there;

	if (!rule_list(transaction_db(transaction), transaction_arena(transaction), rules, &there,
		       fault))
		return false;
	bool same = there == count;
	for (int i = 0; same && i < count; i++) {
		same = find(*rules, there, &ids[i]) != NULL;
		for (int other = 0; same && other < i; other++)
			same = strcmp(ids[i].text, ids[other].text) != 0;
	}
	return same || fault_set(fault, FAULT_CHANGED_MEANWHILE, "rules");
}

static bool place(struct transaction *transaction, const struct rule_stored *rule, int64_t priority,
		  const struct staff_id *by, struct fault *fault)
{
	struct rule_draft draft = rule->content;

	if (draft.priority == priority)
		return true;
	struct query *query = db_query(transaction_db(transaction), &RULE_PLACE);
	query_text(query, 1, rule->id.text);
	query_int(query, 2, priority);
	query_int(query, 3, transaction_now(transaction));
	query_text(query, 4, by == NULL ? NULL : by->text);
	draft.priority = priority;
	return query_run(&query, fault) &&
	       keep_version(transaction, &rule->id, rule->version + 1, &draft, by, fault);
}

bool rule_order(struct transaction *transaction, const struct rule_id *ids, int count, int above,
		const struct staff_id *by, struct fault *fault)
{
	struct rule_stored *rules;

	if (!check_ids(transaction, ids, count, &rules, fault))
		return false;
	for (int i = 0; i < count; i++) {
		int64_t priority = i < above ? RULE_BUILTIN_TO + above - i : count - i;
		if (!place(transaction, find(rules, count, &ids[i]), priority, by, fault))
			return false;
	}
	return tell(transaction, "rule.order", "rules", by, fault);
}
