/*
 * Category: see category.h.
 */
#include "kb/category.h"

#include <string.h>

#include "data/audit.h"
#include "data/json.h"
#include "data/text.h"
#include "kb/paging.h"
#include "kb/right.h"

SQL_SCAN(CATEGORY_NAMES, "SELECT category, language, name FROM category_name "
			 "ORDER BY category, language LIMIT $1");
SQL_WRITE(CATEGORY_NAME_PUT,
	  "INSERT INTO category_name (category, language, name, changed_by, changed_at) "
	  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (category, language) DO UPDATE SET "
	  "name = excluded.name, changed_by = excluded.changed_by, "
	  "changed_at = excluded.changed_at");
SQL_WRITE(CATEGORY_NAME_DROP, "DELETE FROM category_name WHERE category = $1 AND language = $2");
/* "a/" and what is before "a0" is all below a. */
SQL_WRITE(CATEGORY_NAMES_FOLLOW,
	  "INSERT INTO category_name (category, language, name, changed_by, changed_at) "
	  "SELECT $2 || substr(category, length($1) + 1), language, name, changed_by, changed_at "
	  "FROM category_name WHERE category = $1 OR (category > $3 AND category < $4) "
	  "ON CONFLICT (category, language) DO NOTHING");

/* Reading ------------------------------------------------------------------------------- */

bool category_names_read(struct db *db, struct arena *arena, struct category_names *out,
			 struct fault *fault)
{
	struct list list = list_new(arena, sizeof(struct category_name));
	struct query *query = db_query(db, &CATEGORY_NAMES);
	query_int(query, 1, CATEGORY_NAMES_MOST);
	while (query_next(query)) {
		struct category_name *name = list_add(&list);
		char language[16];
		row_text_into(query, "language", language, sizeof(language));
		name->category = row_text(query, "category", arena);
		name->language = language_from_tag(language);
		name->name = row_text(query, "name", arena);
	}
	if (!query_end(&query, fault))
		return false;
	*out = (struct category_names){list.items, list.count};
	return true;
}

static const char *find(const struct category_names *names, const char *category,
			enum language language)
{
	int low = 0, high = names->count;
	while (low < high) {
		int middle = (low + high) / 2;
		if (strcmp(names->items[middle].category, category) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < names->count && strcmp(names->items[low].category, category) == 0; low++)
		if (names->items[low].language == language)
			return names->items[low].name;
	return NULL;
}

const char *category_name(const struct category_names *names, const char *category,
			  enum language language)
{
	const char *name = find(names, category, language);
	return name != NULL || language != LANGUAGE_ZH_TW ? name
							  : find(names, category, LANGUAGE_ZH_CN);
}

/* Naming -------------------------------------------------------------------------------- */

static bool drop(struct transaction *transaction, const struct category_name *name,
		 struct fault *fault)
{
	struct query *query = db_query(transaction_db(transaction), &CATEGORY_NAME_DROP);
	query_text(query, 1, name->category);
	query_text(query, 2, language_tag(name->language));
	return query_run(&query, fault);
}

bool category_name_put(struct transaction *transaction, const struct category_name *name,
		       const struct staff_id *by, struct fault *fault)
{
	transaction_wake(transaction, topic_of(TOPIC_KNOWLEDGE, ""));
	if (*name->name == '\0')
		return drop(transaction, name, fault);
	struct query *query = db_query(transaction_db(transaction), &CATEGORY_NAME_PUT);
	query_text(query, 1, name->category);
	query_text(query, 2, language_tag(name->language));
	query_text(query, 3, name->name);
	query_text(query, 4, by == NULL ? NULL : by->text);
	query_int(query, 5, transaction_now(transaction));
	return query_run(&query, fault);
}

static bool apply_naming(struct change *change, struct transaction *transaction,
			 struct fault *fault)
{
	const struct category_naming *naming = (struct category_naming *)change;
	const struct entry_draft all_of_it = {.category = naming->category};
	const struct category_name name = {naming->category, naming->language, naming->name};
	if (!right_check_by(transaction, &naming->by, &all_of_it, POWER_APPROVE, fault))
		return false;
	return category_name_put(transaction, &name, &naming->by, fault) &&
	       audit_append(transaction, naming->by.text, "category.name", "category",
			    naming->category, NULL, fault);
}

static const struct text_limit category_limit = {1, ENTRY_CATEGORY_MOST, true};
static const struct text_limit name_limit = {0, CATEGORY_NAME_MOST, true};

bool category_naming_prepare(struct category_naming *naming, struct fault *fault)
{
	char *category, *name;
	naming->change.apply = apply_naming;
	if (!text_clean(naming->category, "category", category_limit, naming->arena, &category,
			fault) ||
	    !text_clean(naming->name, "name", name_limit, naming->arena, &name, fault))
		return false;
	naming->category = category;
	naming->name = name;
	return true;
}

bool category_names_follow(struct transaction *transaction, const char *from, const char *to,
			   struct fault *fault)
{
	struct arena *arena = transaction_arena(transaction);
	struct query *query = db_query(transaction_db(transaction), &CATEGORY_NAMES_FOLLOW);
	query_text(query, 1, from);
	query_text(query, 2, to);
	query_text(query, 3, arena_format(arena, "%s/", from));
	query_text(query, 4, arena_format(arena, "%s0", from));
	return query_run(&query, fault);
}

/* Files --------------------------------------------------------------------------------- */

bool category_names_of(const struct json *object, struct arena *arena,
		       struct category_name names[LANGUAGE_COUNT], int *count,
		       struct fault *fault)
{
	const char *said = json_text(object, "category");
	char *category;
	*count = 0;
	if (said == NULL)
		return fault_set(fault, FAULT_MISSING_FIELD, "category");
	if (!text_clean(said, "category", category_limit, arena, &category, fault))
		return false;
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		const char *tag = language_tag((enum language)language);
		const char *text = json_text(object, tag);
		char *name;
		if (text == NULL)
			continue;
		if (!text_clean(text, tag, name_limit, arena, &name, fault))
			return false;
		names[(*count)++] =
		    (struct category_name){category, (enum language)language, name};
	}
	return true;
}

bool category_names_parse(const char *line, size_t length, struct arena *arena,
			  struct category_name names[LANGUAGE_COUNT], int *count,
			  struct fault *fault)
{
	const struct json *object;
	return json_parse(line, length, arena, &object, fault) &&
	       category_names_of(object, arena, names, count, fault);
}
