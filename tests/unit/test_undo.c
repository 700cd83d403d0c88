/* Taking back what was done to many entries at once: bulk changes and imports
 * give back what visitors were shown, and nobody takes back what isn't theirs. */
#include "tests/unit/knowledge_support.h"

#include "kb/category.h"
#include "kb/entry_bulk.h"
#include "kb/import_history.h"
#include "kb/publish.h"
#include "kb/right.h"

SQL_WRITE(UNDO_TEST_STAFF, "INSERT INTO staff (id, name, display_name, role, created_at) "
			   "VALUES ($1, 'rita', 'Rita', 'editor', 0)");

static const struct staff_id rita = {"00000000000000000000000000000000re00"};

/* An editor who may approve in "gardens" alone. */
static bool hire_rita(void *context, struct transaction *transaction, struct fault *fault)
{
	static const struct right rights[] = {{"gardens", "", POWER_APPROVE}};
	(void)context;
	struct query *query = db_query(transaction_db(transaction), &UNDO_TEST_STAFF);
	query_text(query, 1, rita.text);
	return query_run(&query, fault) && right_replace(transaction, &rita, rights, 1, fault);
}

struct edit {
	const char *external_id, *answer;
	enum entry_status status;
	struct base *base;
};

static bool edit_it(void *context, struct transaction *transaction, struct fault *fault)
{
	const struct edit *edit = context;
	struct entry entry = find_entry(edit->base, edit->external_id);
	entry.content.answer = edit->answer;
	entry.content.status = edit->status;
	return entry_change(transaction, &entry.id, &entry.content, NULL, NULL, &entry.version,
			    fault);
}

static void edit(struct base *base, const char *external_id, const char *answer,
		 enum entry_status status)
{
	struct edit change = {external_id, answer, status, base};
	struct fault fault;
	must(write_with(base, edit_it, &change, &fault), &fault);
}

/* What the next publication holds of it. */
static const char *approved_answer(struct base *base, const char *external_id)
{
	struct entry entry = find_entry(base, external_id);
	struct entry_draft content;
	struct fault fault;
	if (entry.approved_version == 0)
		return "";
	assert_int_equal(entry_content_at(store_reader(base->store), &entry.id,
					  entry.approved_version, base->arena, &content, &fault),
			 LOOKUP_FOUND);
	return content.answer;
}

/* "a" is approved with one answer and drafted with another; "d" is a draft. */
static void two_drafts(struct base *base)
{
	import_text(
	    base, IMPORT_JSONL,
	    "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"approved\",\"category\":\"gardens\"}\n"
	    "{\"id\":\"d\",\"question\":\"D?\",\"answer\":\"never shown\",\"status\":\"draft\","
	    "\"category\":\"office\"}\n");
	edit(base, "a", "half-written", ENTRY_DRAFT);
}

static void are_two_drafts_again(struct base *base)
{
	assert_string_equal(find_entry(base, "a").content.answer, "half-written");
	assert_int_equal(find_entry(base, "a").content.status, ENTRY_DRAFT);
	assert_string_equal(approved_answer(base, "a"), "approved");
	assert_int_equal(find_entry(base, "d").content.status, ENTRY_DRAFT);
	assert_string_equal(approved_answer(base, "d"), "");
}

static void an_import_over_drafts_is_undone_to_what_was_approved(void **state)
{
	struct base *base = *state;
	struct import_record *imports;
	struct import_undo undo;
	struct fault fault;
	int count;
	two_drafts(base);
	import_text(base, IMPORT_JSONL,
		    "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"imported\"}\n"
		    "{\"id\":\"d\",\"question\":\"D?\",\"answer\":\"imported\"}\n");
	assert_string_equal(approved_answer(base, "a"), "imported");
	must(import_list(store_reader(base->store), 1, base->arena, &imports, &count, &fault),
	     &fault);
	must(import_undo(base->store, &imports[0].id, NULL, base->arena, &undo, &fault), &fault);
	assert_int_equal(undo.restored, 2);
	are_two_drafts_again(base);
}

static struct entry_bulk bulk_of(struct base *base, const struct staff_id *by)
{
	return (struct entry_bulk){.patch = {.status = -1, .site_count = -1},
				   .by = by != NULL ? *by : (struct staff_id){""},
				   .is_bound = by != NULL,
				   .arena = base->arena};
}

/* Publishes both entries, as somebody who may. */
static struct bulk_id publish_both(struct base *base)
{
	struct fault fault;
	struct entry_id ids[] = {find_entry(base, "a").id, find_entry(base, "d").id};
	struct entry_bulk bulk = bulk_of(base, NULL);
	bulk.entries = ids;
	bulk.entry_count = 2;
	bulk.patch.status = ENTRY_PUBLISHED;
	must(entry_bulk_run(base->store, &bulk, &fault), &fault);
	assert_int_equal(bulk.changed, 2);
	return bulk.id;
}

static struct entry_bulk undo_bulk(struct base *base, struct bulk_id id, const struct staff_id *by)
{
	struct fault fault;
	struct entry_bulk bulk = bulk_of(base, by);
	bulk.id = id;
	must(entry_bulk_undo(base->store, &bulk, &fault), &fault);
	return bulk;
}

static void publishing_many_is_undone_to_what_was_approved(void **state)
{
	struct base *base = *state;
	two_drafts(base);
	struct bulk_id id = publish_both(base);
	assert_string_equal(approved_answer(base, "a"), "half-written");
	assert_int_equal(undo_bulk(base, id, NULL).changed, 2);
	are_two_drafts_again(base);
}

static void a_bulk_change_is_undone_once(void **state)
{
	struct base *base = *state;
	struct fault fault;
	two_drafts(base);
	struct entry_bulk again = bulk_of(base, NULL);
	again.id = publish_both(base);
	(void)undo_bulk(base, again.id, NULL);
	assert_false(entry_bulk_undo(base->store, &again, &fault));
	assert_int_equal(fault.code, FAULT_NOT_FOUND);
}

static void nobody_undoes_what_is_not_theirs_nor_takes_the_undo_away(void **state)
{
	struct base *base = *state;
	struct fault fault;
	must(write_with(base, hire_rita, NULL, &fault), &fault);
	two_drafts(base);
	struct bulk_id id = publish_both(base);
	struct entry_bulk hers = undo_bulk(base, id, &rita);
	assert_int_equal(hers.changed, 1);
	assert_int_equal(hers.refused_count, 1);
	assert_int_equal(hers.refused[0].code, FAULT_FORBIDDEN);
	assert_string_equal(find_entry(base, "a").content.answer, "half-written");
	assert_int_equal(find_entry(base, "d").content.status, ENTRY_PUBLISHED);
	/* The rest is left for who may. */
	struct entry_bulk rest = undo_bulk(base, id, NULL);
	assert_int_equal(rest.changed, 1);
	assert_int_equal(rest.refused[0].code, FAULT_CHANGED_MEANWHILE);
	are_two_drafts_again(base);
}

static void what_was_changed_since_stays(void **state)
{
	struct base *base = *state;
	two_drafts(base);
	struct bulk_id id = publish_both(base);
	edit(base, "a", "newer", ENTRY_PUBLISHED);
	struct entry_bulk undone = undo_bulk(base, id, NULL);
	assert_int_equal(undone.changed, 1);
	assert_int_equal(undone.refused[0].code, FAULT_CHANGED_MEANWHILE);
	assert_string_equal(approved_answer(base, "a"), "newer");
}

/* What a publication does not have yet. */
static int64_t pending(struct base *base)
{
	int64_t count = 0;
	struct fault fault;
	must(publication_pending(store_reader(base->store), &count, &fault), &fault);
	return count;
}

static void drafts_that_nobody_approved_wait_for_no_publication(void **state)
{
	struct base *base = *state;
	two_drafts(base);
	assert_int_equal(pending(base), 1); /* "a" as it was approved */
	edit(base, "d", "more of it", ENTRY_DRAFT);
	edit(base, "d", "to be seen", ENTRY_REVIEW);
	assert_int_equal(pending(base), 1);
	edit(base, "d", "approved", ENTRY_PUBLISHED);
	assert_int_equal(pending(base), 2);
}

struct naming_of {
	const char *category, *name;
};

static bool name_it(void *context, struct transaction *transaction, struct fault *fault)
{
	const struct naming_of *naming = context;
	const struct category_name name = {naming->category, LANGUAGE_ZH_CN, naming->name};
	return category_name_put(transaction, &name, NULL, fault);
}

static void a_category_that_is_moved_keeps_its_names(void **state)
{
	struct base *base = *state;
	struct fault fault;
	struct category_names names;
	static const struct naming_of given[] = {
	    {"gardens", "花园"}, {"gardens/roses", "玫瑰"}, {"gardens-far", "别处"}};
	for (int at = 0; at < 3; at++)
		must(write_with(base, name_it, (void *)&given[at], &fault), &fault);
	two_drafts(base);
	struct entry_bulk bulk = bulk_of(base, NULL);
	bulk.patch.category_from = "gardens";
	bulk.patch.category_to = "green/gardens";
	must(entry_bulk_run(base->store, &bulk, &fault), &fault);
	must(category_names_read(store_reader(base->store), base->arena, &names, &fault), &fault);
	assert_string_equal(category_name(&names, "green/gardens", LANGUAGE_ZH_CN), "花园");
	assert_string_equal(category_name(&names, "green/gardens/roses", LANGUAGE_ZH_CN), "玫瑰");
	assert_string_equal(category_name(&names, "green/gardens", LANGUAGE_ZH_TW), "花园");
	assert_null(category_name(&names, "green/gardens", LANGUAGE_EN));
	assert_null(category_name(&names, "green/gardens-far", LANGUAGE_ZH_CN));
	(void)undo_bulk(base, bulk.id, NULL);
	assert_string_equal(find_entry(base, "a").content.category, "gardens");
	assert_string_equal(category_name(&names, "gardens", LANGUAGE_ZH_CN), "花园");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    on_base(an_import_over_drafts_is_undone_to_what_was_approved),
	    on_base(publishing_many_is_undone_to_what_was_approved),
	    on_base(a_bulk_change_is_undone_once),
	    on_base(nobody_undoes_what_is_not_theirs_nor_takes_the_undo_away),
	    on_base(what_was_changed_since_stays),
	    on_base(drafts_that_nobody_approved_wait_for_no_publication),
	    on_base(a_category_that_is_moved_keeps_its_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
